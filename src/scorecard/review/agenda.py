"""The agenda: what the chair and the room read before and during the meeting, without any verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from scorecard.reading.folder import Records
from scorecard.records import Bearing, Evidence, Prediction, Review
from scorecard.review.listing import Need, agenda_entries, ratings_of
from scorecard.review.pages import Picture, page
from scorecard.summary.changes import Changes
from scorecard.summary.labels import labels_of
from scorecard.summary.sentences import source_sentence
from scorecard.text import Language, Phrase
from scorecard.verdicts import Verdict

__all__ = ["Agenda", "AgendaClaim", "agenda_of", "agenda_page"]


@dataclass(frozen=True, slots=True)
class AgendaClaim:
    """One claim of the agenda.

    Attributes:
        id: Its id.
        prediction: Its record.
        domain: What its domain is called.
        need: Why it needs the room.
        spread: How far its raters are apart; None with fewer than two ratings.
        n_ratings: How many rated it.
    """

    id: str
    prediction: Prediction
    domain: Phrase
    need: Need
    spread: float | None
    n_ratings: int

    def _of(self, bears: Bearing) -> list[Evidence]:
        return [item for item in self.prediction.evidence if item.bears is bears]

    @property
    def supports(self) -> list[Evidence]:
        """The evidence for it."""
        return self._of(Bearing.SUPPORTS)

    @property
    def contradicts(self) -> list[Evidence]:
        """The evidence against it."""
        return self._of(Bearing.CONTRADICTS)

    @property
    def context(self) -> list[Evidence]:
        """The rest of the evidence."""
        return self._of(Bearing.CONTEXT)


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
    review, labels = records.reviews[name], labels_of(records)
    claims = []
    for entry in agenda_entries(records.predictions, review, name):
        one = records.predictions[entry.id]
        domain = labels["domain"].get(one.domain, Phrase(one.domain, one.domain))
        n_ratings = len(ratings_of(one, review))
        claims.append(AgendaClaim(entry.id, one, domain, entry.need, entry.spread, n_ratings))
    return Agenda(name, review, claims)


def agenda_page(
    agenda: Agenda, *, changes: Changes, pictures: Sequence[Picture], language: Language
) -> str:
    """The agenda as a page that prints to A4.

    Args:
        agenda: The review and its claims.
        changes: What changed since the last review; its first scores are last year's numbers.
        pictures: Last year's charts.
        language: The language of the page.
    """
    ids = {claim.id for claim in agenda.claims}
    return page(
        "agenda.html",
        language,
        pictures=pictures,
        claims=agenda.claims,
        review=agenda.review,
        name=agenda.name,
        verdicts=list(Verdict),
        then=changes.before,
        moves=[move for move in changes.moves if move.id not in ids],
        n_hidden=sum(move.id in ids for move in changes.moves),
        texts=changes.claims,
        source=source_sentence(changes.after),
    )
