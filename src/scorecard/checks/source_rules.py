"""Rules on the sources of a record: their kinds, dates and repetitions."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from scorecard.records import Bearing, Bilingual, Evidence, Outlook, Prediction
from scorecard.records.fields import Text, bare_address
from scorecard.rules import BrokenRule, broken
from scorecard.text import listed

Source = tuple[str, str, Text | None]
"""Of an evidence item its address and title in one form, empty where it has none, and its publisher."""

_AGAIN = {
    "url": ("repeated-address", "address", "网址"),
    "title": ("repeated-study", "title", "标题"),
}


def _in_one_form(text: str | Bilingual | None) -> str:
    """A text without what the same text may differ in: case and blanks."""
    said = text.en if isinstance(text, Bilingual) else text or ""
    return " ".join(said.casefold().split())


def sources_of(prediction: Prediction) -> list[Source]:
    """The sources of a record, one for each evidence item."""
    return [
        (bare_address(item.url) if item.url else "", _in_one_form(item.title), item.publisher)
        for item in prediction.evidence
    ]


def _repeated(sources: Sequence[Source]) -> Iterator[tuple[int, str, int]]:
    """The sources that repeat an earlier one: their number, the field that shows it, and the earlier number.

    Two items are one study when they have one title, and one publisher or two addresses.
    """
    addresses = [address for address, _, _ in sources if address]
    titles = {title for _, title, _ in sources}
    if len({*addresses}) == len(addresses) and len(titles) == len(sources):
        return  # almost all
    pages: dict[str, int] = {}
    studies: dict[str, list[int]] = {}
    for number, (address, title, publisher) in enumerate(sources):
        page = pages.setdefault(address, number) if address else number
        alike, by = studies.setdefault(title, []), _in_one_form(publisher)
        both = ((one, *sources[one]) for one in alike)
        same = (n for n, at, _, of in both if (at and address) or (by and by == _in_one_form(of)))
        study = next(same, None)
        alike.append(number)
        if page != number:
            yield number, "url", page
        elif study is not None:
            yield number, "title", study


def _bearing(prediction: Prediction) -> list[tuple[int, Evidence]]:
    """The items that support or contradict, with their numbers."""
    context, numbered = Bearing.CONTEXT, enumerate(prediction.evidence)
    return [(number, item) for number, item in numbered if item.bears is not context]


def _is_scored(prediction: Prediction) -> bool:
    """Whether the last verdict is scored, so that it needs sources."""
    last = prediction.verdicts[-1] if prediction.verdicts else None
    return last is not None and last.verdict.is_scored and prediction.withdrawn is None


def addresses_of(outlooks: Iterable[Outlook]) -> set[str]:
    """The addresses of articles, without scheme."""
    return {bare_address(one.url) for one in outlooks if one.url}


def independent_addresses(
    prediction: Prediction, outlooks: Collection[str], sources: Sequence[Source] | None = None
) -> list[str]:
    """The addresses of the independent sources of a record, each source once.

    Args:
        prediction: The record.
        outlooks: The addresses of the outlooks on record; see `addresses_of`.
        sources: What `sources_of` gave, where it is known.

    Returns:
        An address without scheme for each source, empty where the source has none.
    """
    sources = sources_of(prediction) if sources is None else sources
    bearing = _bearing(prediction)
    found = [sources[n] for n, item in bearing if item.kind and item.kind.may_be_independent]
    again = {number for number, _, _ in _repeated(found)}
    return [
        address
        for number, (address, _, _) in enumerate(found)
        if number not in again and address not in outlooks
    ]


def needs_sources(prediction: Prediction) -> bool:
    """Whether a record must have independent sources.

    It need not when its last verdict is not scored, nothing bears on the claim, or it is from before items
    had kinds.
    """
    has_kinds = any(item.kind for item in prediction.evidence)
    return _is_scored(prediction) and has_kinds and bool(_bearing(prediction))


def broken_source_rules(prediction: Prediction, sources: Sequence[Source]) -> Iterator[BrokenRule]:
    """The broken rules on the evidence of one record."""
    bearing, made_on = _bearing(prediction), prediction.made_on.isoformat()
    numbers = [number for number, item in bearing if item.kind is None]
    if numbers:  # one problem for all of them
        shown, of = [str(number + 1) for number in numbers], len(prediction.evidence)
        en, zh = listed(shown)
        yield broken("source-without-kind", ("evidence", numbers[0], "bears"),
                     f"no `kind` on evidence {en} of {of}",
                     f"共 {of} 条证据，第 {zh} 条没有写 `kind`")  # fmt: skip
    if bearing and not any(item.published_on for _, item in bearing) and _is_scored(prediction):
        yield broken("undated-evidence", ("evidence",),
                     "nothing that supports or contradicts has a date",
                     "支持和相反的证据都没有日期")  # fmt: skip
    for number, item in bearing:
        day = item.published_on
        if day is not None and day < made_on and day < made_on[: len(day)]:
            label = item.bears.label
            yield broken("evidence-before-claim", ("evidence", number, "published_on"),
                         f"published_on {day} is before made_on {made_on}, and it {label.en} the claim",
                         f"published_on {day} 早于 made_on {made_on}，却算作{label.zh}")  # fmt: skip
    for number, field, first in _repeated(sources):
        rule, what, what_zh = _AGAIN[field]
        yield broken(rule, ("evidence", number, field),
                     f"the {what} of evidence {first + 1} again",
                     f"{what_zh}与第 {first + 1} 条证据相同")  # fmt: skip
