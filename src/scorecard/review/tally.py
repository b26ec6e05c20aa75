"""The raters' last ratings as votes on a verdict, and the claims that need no discussion."""

from scorecard.records import (
    DecidedBy,
    Decision,
    Dissent,
    JudgedVerdict,
    Prediction,
    Review,
    phrase_of,
)
from scorecard.review.claim_list import ratings_of, verdict_before
from scorecard.text import Language, Phrase
from scorecard.verdicts import Verdict

__all__ = ["agreed_verdict", "decided_phrase", "is_unopposed", "tally"]


def is_unopposed(prediction: Prediction, review: Review, verdict: Verdict) -> bool:
    """Whether no rating on record differs from a verdict; also when nobody rated the claim."""
    return all(one.verdict is verdict for one in ratings_of(prediction, review).values())


def agreed_verdict(prediction: Prediction, review: Review, name: str) -> JudgedVerdict | None:
    """The verdict before the review when every rater gave the same one; else None.

    Args:
        prediction: The claim.
        review: The review; a rater who did not rate the claim has not agreed.
        name: The review's name.
    """
    before = verdict_before(prediction, name)
    ratings = ratings_of(prediction, review)
    has_all = bool(ratings) and all(rater in ratings for rater in review.raters)
    if before and has_all and is_unopposed(prediction, review, before.verdict):
        return before
    return None


def tally(prediction: Prediction, review: Review, verdict: Verdict, how: DecidedBy) -> Decision:
    """How a verdict was decided: the raters' last ratings as votes, and who differs.

    After a consensus nobody is named as a dissenter: who rated otherwise came round in the discussion.

    Args:
        prediction: The claim.
        review: The review.
        verdict: The verdict of the room.
        how: How it was decided.

    Returns:
        The votes are missing when nobody rated the claim.
    """
    ratings = ratings_of(prediction, review)
    others = {rater: one for rater, one in ratings.items() if one.verdict is not verdict}
    votes = {"for": len(ratings) - len(others), "against": len(others)} if ratings else {}
    dissent = [
        Dissent(by=rater, verdict=one.verdict, why=one.why)
        for rater, one in others.items()
        if how is not DecidedBy.CONSENSUS
    ]
    return Decision(how=how, **votes, dissent=dissent)


def _dissenter(one: Dissent, language: Language) -> str:
    """Who would have decided otherwise, with the verdict and the reason."""
    label = one.verdict.marked_label.in_language(language)
    why = phrase_of(one.why).in_language(language) if one.why else ""
    en, zh = f": {why}" if why else "", f"：{why}" if why else ""
    return Phrase(f"{one.by} {label}{en}", f"{one.by} {label}{zh}").in_language(language)


def decided_phrase(given: JudgedVerdict | None) -> Phrase:
    """How a verdict was decided, with its votes and every dissenter; a dash when it is not on record."""
    decided = given.decided if given else None
    if decided is None:
        return Phrase("–", "–")
    en, zh = decided.how.label
    if decided.votes_for is not None:
        en += f", {decided.votes_for} for, {decided.votes_against or 0} against"
        zh += f"，{decided.votes_for} 票赞成，{decided.votes_against or 0} 票反对"
    if decided.dissent:
        en += "; dissent: " + "; ".join(
            _dissenter(one, Language.ENGLISH) for one in decided.dissent
        )
        zh += "；不同意见：" + "；".join(
            _dissenter(one, Language.CHINESE) for one in decided.dissent
        )
    return Phrase(en, zh)
