"""Rules that the settings of a folder ask of its records: their judges and their languages.

Plain data in, plain data out: a check that finds nothing new never loads the models.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from scorecard.rules import BrokenRule
from scorecard.text import Language, Phrase, closest, did_you_mean, joined, printable

__all__ = ["broken_settings_rules"]

Facts = Mapping[str, Any]

_BOTH = sorted(Language)
_REVIEW = "review-"
"""How the name of a review begins, which may stand for a judge."""


def _names(facts: Facts) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Who judged, rated or expected, with the path of the name."""
    for number, (_, _, by) in enumerate(facts["verdicts"]):
        yield ("verdicts", number, "by"), by
    for number, rater in enumerate(facts["raters"]):
        yield ("ratings", number, "rater"), rater
    for number, by in enumerate(facts["priors"]):
        yield ("priors", number, "by"), by


def _judges(facts: Facts, judges: list[str]) -> Iterator[BrokenRule]:
    for path, name in _names(facts):
        if name not in judges and not name.startswith(_REVIEW):
            shown = printable(name, limit=60)
            message = Phrase(
                f"`{shown}` is not among the judges of scorecard.yaml: "
                f"{printable(joined(judges, Language.ENGLISH))}",
                f"scorecard.yaml 的 judges 里没有 `{shown}`：{printable(joined(judges, Language.CHINESE))}",
            )
            yield BrokenRule("unknown-judge", path, message, did_you_mean(closest(name, judges)))


def broken_settings_rules(facts: Facts, settings: Facts | None) -> Iterator[BrokenRule]:
    """The rules of the folder that one prediction breaks.

    Args:
        facts: What is known of the prediction.
        settings: What is known of scorecard.yaml; None where there is none that can be read.
    """
    judges, languages = (settings["ids"], settings["languages"]) if settings else ([], _BOTH)
    if judges:
        yield from _judges(facts, judges)
    if facts["is_plain"] and languages == _BOTH:
        message = Phrase("the claim is in one language alone", "预测只有一种语言")
        yield BrokenRule("missing-language", ("claim",), message)
