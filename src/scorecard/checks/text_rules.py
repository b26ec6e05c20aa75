"""Rules on the wording of a record's texts: the space between Chinese and Latin characters."""

import re
from collections.abc import Iterator

from scorecard.reading.yaml_document import Path
from scorecard.records import Bilingual, Prediction
from scorecard.rules import BrokenRule
from scorecard.text import Phrase, printable

__all__ = ["broken_text_rules"]

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_TIGHT = re.compile(f"(?<=[{_HAN}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[{_HAN}])")
_TIGHT_PAIR = re.compile(f"[{_HAN}][A-Za-z0-9]|[A-Za-z0-9][{_HAN}]")
"""The same, quicker to look for and without the place between the two."""

_ADDRESS = re.compile(r"https?://[!-~]+")
_AROUND = 6
"""Characters shown on either side of a missing space."""

_Text = str | Bilingual | None


def _texts(prediction: Prediction) -> Iterator[tuple[Path, _Text]]:
    """The texts of a record in our own words; what is printed in an article or on a page is not ours."""
    yield ("claim",), prediction.claim
    yield ("attributed_to",), prediction.attributed_to
    for name in ("accurate", "half_right", "inaccurate") if prediction.criteria else ():
        yield ("criteria", name), getattr(prediction.criteria, name)
    for number, item in enumerate(prediction.evidence):
        yield ("evidence", number, "finding"), item.finding
    for number, given in enumerate(prediction.verdicts):
        for name in ("why", "held", "missed", "early_because", "corrects"):
            yield ("verdicts", number, name), getattr(given, name)
        for place, one in enumerate(given.decided.dissent if given.decided else ()):
            yield ("verdicts", number, "decided", "dissent", place, "why"), one.why
    for number, rating in enumerate(prediction.ratings):
        yield ("ratings", number, "why"), rating.why
    for number, amendment in enumerate(prediction.amendments):
        yield ("amendments", number, "reason"), amendment.reason
    for number, prior in enumerate(prediction.priors):
        yield ("priors", number, "source"), prior.source
    if prediction.withdrawn:
        yield ("withdrawn", "why"), prediction.withdrawn.why


def broken_text_rules(prediction: Prediction) -> Iterator[BrokenRule]:
    """One problem for all the spaces that are missing in a record, at the first of them.

    Args:
        prediction: A record that fits its model.
    """
    first: tuple[Path, str] | None = None
    n_missing = 0
    for path, text in _texts(prediction):
        chinese = text.zh if isinstance(text, Bilingual) else text
        if not chinese or chinese.isascii() or not _TIGHT_PAIR.search(chinese):
            continue
        bare = _ADDRESS.sub(lambda found: " " * len(found[0]), chinese)
        places = [found.start() for found in _TIGHT.finditer(bare)]
        n_missing += len(places)
        if places and first is None:
            around = chinese[max(places[0] - _AROUND, 0) : places[0] + _AROUND]
            own = (*path, "zh") if isinstance(text, Bilingual) else path
            first = own, printable(around)
    if first:
        path, around = first
        message = Phrase(
            f"{n_missing} missing between Chinese and Latin characters, the first in `{around}`",
            f"汉字与拉丁字母、数字之间缺 {n_missing} 处空格，第一处在“{around}”",
        )
        yield BrokenRule("spacing", path, message)
