"""Rules on the sources of a record: their kinds, dates and repetitions."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from scorecard.records import Bearing, Bilingual, Evidence, Prediction, in_language
from scorecard.records.fields import bare_address
from scorecard.rules import BrokenRule, broken
from scorecard.text import Language, joined


def _bearing(prediction: Prediction) -> list[tuple[int, Evidence]]:
    """The items that support or contradict, with their numbers."""
    return [
        (number, item)
        for number, item in enumerate(prediction.evidence)
        if item.bears is not Bearing.CONTEXT
    ]


def _is_scored(prediction: Prediction) -> bool:
    """Whether the last verdict is scored, so that it needs sources."""
    last = prediction.verdicts[-1] if prediction.verdicts else None
    return last is not None and last.verdict.is_scored and prediction.withdrawn is None


class Source(NamedTuple):
    """The address, title and publisher of an evidence item in one form; empty where it has none."""

    address: str
    title: str
    publisher: str

    def is_page_of(self, other: "Source") -> bool:
        """Whether two items lead to one page."""
        return bool(self.address) and self.address == other.address

    def is_study_of(self, other: "Source") -> bool:
        """Whether two items have one title, and one publisher or two addresses."""
        if self.title != other.title:
            return False
        one_publisher = bool(self.publisher) and self.publisher == other.publisher
        return one_publisher or bool(self.address and other.address)


def _in_one_form(text: str | Bilingual | None) -> str:
    """A text without what the same text may differ in: case and blanks."""
    return " ".join(in_language(text or "", Language.ENGLISH).casefold().split())


def sources_of(prediction: Prediction) -> list[Source]:
    """The sources of a record, one for each evidence item."""
    return [
        Source(
            bare_address(item.url) if item.url else "",
            _in_one_form(item.title),
            _in_one_form(item.publisher),
        )
        for item in prediction.evidence
    ]


def independent_addresses(prediction: Prediction, sources: Sequence[Source]) -> list[str] | None:
    """The addresses of the independent sources of a scored verdict, each source once.

    The judged article and other outlooks on record are not left out: that needs the whole folder.

    Returns:
        An address without scheme for each source, empty where the source has none; None when no source is
        asked for, because the last verdict is not scored, nothing bears on the claim, or the record is
        from before items had kinds.
    """
    bearing = _bearing(prediction)
    has_kinds = any(item.kind for item in prediction.evidence)
    if not bearing or not has_kinds or not _is_scored(prediction):
        return None
    independent = [
        sources[number] for number, item in bearing if item.kind and item.kind.may_be_independent
    ]
    return [
        source.address
        for number, source in enumerate(independent)
        if not any(
            source.is_page_of(one) or source.is_study_of(one) for one in independent[:number]
        )
    ]


def _kinds(prediction: Prediction) -> Iterator[BrokenRule]:
    """Items that bear on the claim and have no kind: one problem for all of them."""
    numbers = [number for number, item in _bearing(prediction) if item.kind is None]
    if numbers:
        shown, of = [str(number + 1) for number in numbers], len(prediction.evidence)
        en, zh = joined(shown, Language.ENGLISH), joined(shown, Language.CHINESE)
        yield broken("source-without-kind", ("evidence", numbers[0], "bears"),
                     f"no `kind` on evidence {en} of {of}",
                     f"共 {of} 条证据，第 {zh} 条没有写 `kind`")  # fmt: skip


def _dates(prediction: Prediction) -> Iterator[BrokenRule]:
    """Evidence without any date, and evidence from before the claim."""
    bearing, made_on = _bearing(prediction), prediction.made_on.isoformat()
    if bearing and _is_scored(prediction) and not any(item.published_on for _, item in bearing):
        yield broken("undated-evidence", ("evidence",),
                     "nothing that supports or contradicts has a date",
                     "支持和相反的证据都没有日期")  # fmt: skip
    for number, item in bearing:
        day = item.published_on
        if day is not None and day < made_on[: len(day)]:
            label = item.bears.label
            yield broken("evidence-before-claim", ("evidence", number, "published_on"),
                         f"published_on {day} is before made_on {made_on}, and it {label.en} the claim",
                         f"published_on {day} 早于 made_on {made_on}，却算作{label.zh}")  # fmt: skip


def _repeated(sources: Sequence[Source]) -> Iterator[BrokenRule]:
    """A page or a study that is listed as two items."""
    for number, source in enumerate(sources):
        before = list(enumerate(sources[:number], start=1))
        page = next((first for first, one in before if source.is_page_of(one)), None)
        study = next((first for first, one in before if source.is_study_of(one)), None)
        if page:
            message = f"the address of evidence {page} again", f"网址与第 {page} 条证据相同"
            yield broken("repeated-address", ("evidence", number, "url"), *message)
        elif study:
            message = f"the title of evidence {study} again", f"标题与第 {study} 条证据相同"
            yield broken("repeated-study", ("evidence", number, "title"), *message)


def broken_source_rules(prediction: Prediction, sources: Sequence[Source]) -> Iterator[BrokenRule]:
    """The broken rules on the evidence of one record."""
    yield from _kinds(prediction)
    yield from _dates(prediction)
    yield from _repeated(sources)
