"""The section on how the claims were judged: who did it, on what, and where to object."""

from collections.abc import Sequence
from typing import NamedTuple

from scorecard.reading.folder import Records
from scorecard.records import phrase_of
from scorecard.records.settings import Judge
from scorecard.rendering.cards import Card, Link, web_link
from scorecard.summary.groups import Group, Summary
from scorecard.summary.sentences import headline, withdrawn_sentence
from scorecard.text import Language, Phrase, joined, percent_phrase, percent_range_phrase

_REVIEW = "review-"


class Method(NamedTuple):
    """What the page says of how its claims were judged.

    Attributes:
        n_recorded: Claims on record.
        n_outlooks: Articles that they are from.
        withdrawn: The sentence on withdrawn claims; empty without any.
        judged_by: Who judged and who rated, in one line; empty when nothing is judged.
        judges: The judges of the settings.
        timing: The sentence on late claims; empty without any.
        has_credit: Whether verdicts are counted by their credit, not probabilities by their Brier score.
        numbers: What the numbers cover, and the strict and the lenient count.
        publisher: Who publishes the page; empty when nobody is named.
        contact: Their address.
    """

    n_recorded: int
    n_outlooks: int
    withdrawn: Phrase
    judged_by: Phrase
    judges: Sequence[Judge]
    timing: Phrase
    has_credit: bool
    numbers: list[Phrase]
    publisher: Phrase
    contact: Link | None


def method_of(records: Records, summary: Summary, cards: Sequence[Card]) -> Method:
    """What a page says of how its claims were judged.

    Args:
        records: The records.
        summary: Their numbers.
        cards: Their cards.
    """
    publisher = records.settings.publisher
    return Method(
        n_recorded=summary.overall.n_recorded,
        n_outlooks=len({card.id.partition("/")[0] for card in cards}),
        withdrawn=withdrawn_sentence(summary),
        judged_by=_judged_by(records, cards),
        judges=records.settings.judges,
        timing=_timing(summary.overall),
        has_credit=summary.measure == "accuracy",
        numbers=_numbers(summary),
        publisher=phrase_of(publisher.name) if publisher else Phrase("", ""),
        contact=web_link(publisher.url if publisher else None),
    )


def _judged_by(records: Records, cards: Sequence[Card]) -> Phrase:
    """Who gave the verdicts that hold, and who rated."""
    judges = {one.id: one for one in records.settings.judges}

    def named(id_: str) -> Phrase:
        if id_.startswith(_REVIEW):
            year = id_.removeprefix(_REVIEW)
            return Phrase(f"the review of {year}", f"{year} 年复盘")
        one = judges.get(id_)
        if one is None:
            return Phrase(id_, id_)
        kind = one.kind.label
        return Phrase(f"{one.en} ({kind.en})", f"{one.zh}（{kind.zh}）")

    def listed(ids: Sequence[str]) -> Phrase:
        names = [named(id_) for id_ in ids]
        return Phrase(
            *(joined([getattr(one, code) for one in names], Language(code)) for code in Language)
        )

    deciders = sorted({card.latest.by for card in cards if card.latest})
    raters = sorted({one.rater for card in cards for one in card.ratings} - set(deciders))
    if not deciders:
        return Phrase("", "")
    by, rated = listed(deciders), listed(raters)
    en, zh = f"Judged by {by.en}.", f"判定：{by.zh}。"
    return (
        Phrase(f"{en} Rated by {rated.en}.", f"{zh}评议：{rated.zh}。")
        if raters
        else Phrase(en, zh)
    )


def _timing(overall: Group) -> Phrase:
    """How many of the claims with a day came true after their window had closed."""
    n, n_late = overall.timing.n, overall.timing.n_late
    if not n:
        return Phrase("", "")
    return Phrase(
        f"Of {n} claims with the day when they came true, {n_late} came true late.",
        f"写明应验日期的 {n} 条里，{n_late} 条过期应验。",
    )


def _numbers(summary: Summary) -> list[Phrase]:
    """The accuracy with its bounds, the strict and the lenient count, and what the interval covers."""
    said, lead = headline(summary), summary.overall.lead
    sentences = [said.number, said.note]
    if lead.strict_interval and lead.lenient_interval:
        parts = [
            (percent_phrase(share), percent_range_phrase(*ends[:2]))
            for share, ends in (
                (lead.strict, lead.strict_interval),
                (lead.lenient, lead.lenient_interval),
            )
        ]
        (strict, low), (lenient, high) = parts
        both = Phrase(
            f"Strict, where only full credit counts: {strict.en} ({low.en}); lenient, where any credit counts"
            f" as right: {lenient.en} ({high.en}).",
            f"从严（只算满分）{strict.zh}（{low.zh}），从宽（有得分就算对）{lenient.zh}（{high.zh}）。",
        )
        sentences.insert(1, both)
    return [one for one in sentences if one.en]
