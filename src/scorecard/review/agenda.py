"""The agenda: the list of a review and its claims, without any verdict, for the chair and the room."""

from collections.abc import Sequence
from typing import NamedTuple

from scorecard.reading.folder import Records
from scorecard.records import Bearing, Evidence, Listed, Prediction, Review
from scorecard.review.claim_list import (
    Entry,
    agenda_entries,
    criteria_of,
    evidence_of,
    ratings_of,
    sides_of,
)
from scorecard.review.documents import Picture, html_page, marked
from scorecard.summary.changes import Changes
from scorecard.summary.labels import labels_of
from scorecard.summary.sentences import source_sentence
from scorecard.text import Language, Phrase
from scorecard.verdicts import Verdict

__all__ = ["Agenda", "AgendaClaim", "agenda_of", "agenda_page"]


class AgendaClaim(NamedTuple):
    """One claim of the agenda.

    Attributes:
        entry: Its place on the list, its record, and why it needs discussion.
        domain: The name of its domain.
        n_ratings: How many raters rated it.
    """

    entry: Entry
    domain: Phrase
    n_ratings: int

    @property
    def id(self) -> str:
        """Its id."""
        return self.entry.id

    @property
    def prediction(self) -> Prediction:
        """Its record."""
        return self.entry.prediction

    @property
    def listed(self) -> Listed:
        """Its line in the review's file."""
        return self.entry.listed

    @property
    def sides(self) -> tuple[int, int]:
        """How many items support it, and how many contradict it."""
        return sides_of(self.prediction)

    @property
    def criteria(self) -> dict[Verdict, Phrase]:
        """Its criteria by their verdict."""
        return criteria_of(self.prediction)

    @property
    def evidence(self) -> dict[Bearing, list[tuple[int, Evidence]]]:
        """Its evidence by what it says about the claim; context only where there is some."""
        held = evidence_of(self.prediction)
        return {bears: held[bears] for bears in held if held[bears] or bears is not Bearing.CONTEXT}


class Agenda(NamedTuple):
    """A review with its claims in the order of the agenda."""

    name: str
    review: Review
    claims: list[AgendaClaim]


def agenda_of(records: Records, name: str) -> Agenda:
    """The agenda of a review.

    Args:
        records: The records.
        name: The review's name.
    """
    review, domains = records.reviews[name], labels_of(records)["domain"]
    claims = []
    for entry in agenda_entries(records.predictions, review, name):
        one = entry.prediction
        domain = domains.get(one.domain, Phrase(one.domain, one.domain))
        claims.append(AgendaClaim(entry, domain, len(ratings_of(one, review))))
    return Agenda(name, review, claims)


def agenda_page(
    agenda: Agenda, *, changes: Changes, pictures: Sequence[Picture], language: Language
) -> str:
    """The agenda as a page that prints to A4.

    Args:
        agenda: The review and its claims.
        changes: The changes since the last review; its first scores are those of that day.
        pictures: The charts of that day.
        language: The language of the page.
    """
    ids = {claim.id for claim in agenda.claims}
    return html_page(
        "agenda.html",
        language,
        title=Phrase(f"Agenda of review {agenda.name}", f"{agenda.name} 年度复盘：议程"),
        pictures=pictures,
        claims=agenda.claims,
        review=agenda.review,
        verdicts=list(Verdict),
        then=changes.before,
        moves=[move for move in changes.moves if move.id not in ids],
        n_hidden=sum(move.id in ids for move in changes.moves),
        texts=changes.claims,
        marked=marked,
        source=source_sentence(changes.after),
    )
