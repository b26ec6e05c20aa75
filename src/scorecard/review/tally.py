"""People in words: who is called what, what each rater answered, how a verdict was decided, who differs."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from scorecard.records import Decision, Dissent, JudgedVerdict, Settings, phrase_of
from scorecard.review.claim import Claim
from scorecard.text import Language, Phrase, joined

Names = Mapping[str, Phrase]
"""The names of judges by their ids; who has none is called by the id."""


def names_of(settings: Settings) -> Names:
    """The names of the judges that a folder lists."""
    return {one.id: Phrase(one.en, one.zh) for one in settings.judges}


def names_phrase(ids: Iterable[str], names: Names) -> Phrase:
    """People in a row by their names."""
    called = [names.get(id_, Phrase(id_, id_)) for id_ in ids]
    return Phrase(*(joined((one.in_language(to) for one in called), to) for to in Language))


def answer_counts(claims: Sequence[Claim], rater: str) -> Counter[str]:
    """The claims of a list by what a rater answered: rated, abstained, recused, or owed."""

    def answer(claim: Claim) -> str:
        aside = [one.kind.value for one in claim.abstentions if one.rater == rater]
        return "rated" if rater in claim.ratings() else (*aside, "owed")[0]

    return Counter(map(answer, claims))


def answers_phrase(claims: Sequence[Claim], rater: str, names: Names) -> Phrase:
    """A rater's answers in one line."""
    n_of, called = answer_counts(claims, rater), names_phrase([rater], names)
    n_rated, n_abstained, n_recused, n_owed = (
        n_of[kind] for kind in ("rated", "abstained", "recused", "owed")
    )
    return Phrase(
        f"{called.en}: {n_rated} rated, {n_abstained} abstained, {n_recused} recused,"
        f" {n_owed} not answered",
        f"{called.zh}：已评 {n_rated} 条，弃权 {n_abstained} 条，回避 {n_recused} 条，未答 {n_owed} 条",
    )


def votes_phrase(decided: Decision) -> Phrase:
    """The votes for and against a verdict."""
    n_for, n_against = decided.votes_for, decided.votes_against or 0
    return Phrase(f"{n_for} for, {n_against} against", f"{n_for} 票赞成，{n_against} 票反对")


def dissent_phrase(one: Dissent, names: Names) -> Phrase:
    """Who would have decided otherwise, with the verdict and the reason."""
    label, why = one.verdict.marked_label, phrase_of(one.why) if one.why else Phrase("", "")
    en, zh = names.get(one.by, Phrase(one.by, one.by))
    return Phrase(
        f"{en} {label.en}" + (f": {why.en}" if why.en else ""),
        f"{zh} {label.zh}" + (f"：{why.zh}" if why.zh else ""),
    )


def decided_phrase(given: JudgedVerdict | None, names: Names) -> Phrase:
    """How a verdict was decided, with its votes and every dissenter; a dash when it is not on record."""
    decided = given.decided if given else None
    if decided is None:
        return Phrase("–", "–")
    en, zh = decided.how.label
    if decided.votes_for is not None:
        votes = votes_phrase(decided)
        en, zh = f"{en}, {votes.en}", f"{zh}，{votes.zh}"
    if decided.recused:
        recused = names_phrase(decided.recused, names)
        en, zh = f"{en}; recused: {recused.en}", f"{zh}；回避：{recused.zh}"
    if decided.dissent:
        said = [dissent_phrase(one, names) for one in decided.dissent]
        en += "; dissent: " + "; ".join(one.en for one in said)
        zh += "；不同意见：" + "；".join(one.zh for one in said)
    return Phrase(en, zh)
