"""The raters' ratings as votes: who agrees, who differs, who stood aside, and who still owes what."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from scorecard.records import (
    AbstentionKind,
    DecidedBy,
    Decision,
    Dissent,
    JudgedVerdict,
    Prediction,
    Review,
    phrase_of,
)
from scorecard.review.claim_list import agenda_entries, ratings_of, verdict_before
from scorecard.text import Phrase
from scorecard.verdicts import Verdict


class RaterAnswers(NamedTuple):
    """The ids of a list by what a rater answered; together they are the whole list."""

    rater: str
    rated: list[str]
    abstained: list[str]
    recused: list[str]
    owed: list[str]


def answers_of(
    predictions: Mapping[str, Prediction], review: Review, name: str
) -> list[RaterAnswers]:
    """What each rater of a review answered, and what is still owed.

    Args:
        predictions: Predictions by id.
        review: The review.
        name: Its name.
    """
    answers = [RaterAnswers(rater, [], [], [], []) for rater in review.raters]
    for entry in agenda_entries(predictions, review, name):
        ratings = ratings_of(entry.prediction, review)
        for one in answers:
            abstention = review.abstention_of(one.rater, entry.id)
            aside = one.owed
            if abstention:
                is_recused = abstention.kind is AbstentionKind.RECUSED
                aside = one.recused if is_recused else one.abstained
            (one.rated if one.rater in ratings else aside).append(entry.id)
    return answers


def answers_phrase(one: RaterAnswers) -> Phrase:
    """A rater's answers in one line."""
    n_rated, n_abstained, n_recused, n_owed = map(len, one[1:])
    return Phrase(
        f"{one.rater}: {n_rated} rated, {n_abstained} abstained, {n_recused} recused, {n_owed} not answered",
        f"{one.rater}：已评 {n_rated} 条，弃权 {n_abstained} 条，回避 {n_recused} 条，未答 {n_owed} 条",
    )


def is_unopposed(prediction: Prediction, review: Review, verdict: Verdict) -> bool:
    """Whether no rating on record differs from a verdict; also when nobody rated the claim."""
    return all(one.verdict is verdict for one in ratings_of(prediction, review).values())


def is_too_late(prediction: Prediction, verdict: Verdict, today: date) -> bool:
    """Whether a verdict says too early although the window has closed."""
    closes_on = prediction.window.closes_on
    return verdict is Verdict.TOO_EARLY and closes_on is not None and closes_on < today


def agreed_verdict(
    id_: str, prediction: Prediction, review: Review, name: str, *, today: date
) -> JudgedVerdict | None:
    """The verdict before the review when every rater gave the same one, and it can still be given; else None.

    Args:
        id_: The claim.
        prediction: Its record.
        review: The review; a rater who did not answer has not agreed, one who stood aside is not asked.
        name: The review's name.
        today: The day of the decision.
    """
    before, ratings = verdict_before(prediction, name), ratings_of(prediction, review)
    has_all = bool(ratings) and all(
        rater in ratings or review.abstention_of(rater, id_) for rater in review.raters
    )
    is_agreed = before and has_all and is_unopposed(prediction, review, before.verdict)
    if before and is_agreed and not is_too_late(prediction, before.verdict, today):
        return before
    return None


def tally(
    id_: str, prediction: Prediction, review: Review, verdict: Verdict, how: DecidedBy
) -> Decision:
    """How a verdict was decided: the raters' last ratings as votes, who differs, and who took no part.

    After a consensus nobody is named as a dissenter: who rated otherwise came round in the discussion.

    Args:
        id_: The claim.
        prediction: Its record.
        review: The review.
        verdict: The verdict of the room.
        how: How it was decided.

    Returns:
        The votes are missing when nobody rated the claim, and for a consent, to which nobody objects.
    """
    aside = {
        rater: one.kind for rater in review.raters if (one := review.abstention_of(rater, id_))
    }
    recused = [rater for rater, kind in aside.items() if kind is AbstentionKind.RECUSED]
    ratings = ratings_of(prediction, review)
    is_voted = how is not DecidedBy.CONSENT
    votes = {rater: one for rater, one in ratings.items() if rater not in recused and is_voted}
    others = {rater: one for rater, one in votes.items() if one.verdict is not verdict}
    return Decision.model_validate(
        {
            "how": how,
            "for": len(votes) - len(others) if votes else None,
            "against": len(others) if votes else None,
            "dissent": [
                Dissent(by=rater, verdict=one.verdict, why=one.why)
                for rater, one in others.items()
                if how is not DecidedBy.CONSENSUS
            ],
            "recused": recused,
        }
    )


def dissent_phrase(one: Dissent) -> Phrase:
    """Who would have decided otherwise, with the verdict and the reason."""
    label, why = one.verdict.marked_label, phrase_of(one.why) if one.why else Phrase("", "")
    en, zh = f": {why.en}" if why.en else "", f"：{why.zh}" if why.zh else ""
    return Phrase(f"{one.by} {label.en}{en}", f"{one.by} {label.zh}{zh}")


def decided_phrase(given: JudgedVerdict | None) -> Phrase:
    """How a verdict was decided, with its votes and every dissenter; a dash when it is not on record."""
    decided = given.decided if given else None
    if decided is None:
        return Phrase("–", "–")
    en, zh = decided.how.label
    if decided.votes_for is not None:
        en += f", {decided.votes_for} for, {decided.votes_against or 0} against"
        zh += f"，{decided.votes_for} 票赞成，{decided.votes_against or 0} 票反对"
    if decided.recused:
        en += f"; recused: {', '.join(decided.recused)}"
        zh += f"；回避：{'、'.join(decided.recused)}"
    if decided.dissent:
        said = [dissent_phrase(one) for one in decided.dissent]
        en += "; dissent: " + "; ".join(one.en for one in said)
        zh += "；不同意见：" + "；".join(one.zh for one in said)
    return Phrase(en, zh)
