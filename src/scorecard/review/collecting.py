"""Filled ballots to ratings: each answer is read and checked, and compared with what is on record."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from pydantic import TypeAdapter, ValidationError

from scorecard.problems import Problem
from scorecard.records import Abstention, AbstentionKind, Rating, Review, phrase_of
from scorecard.records.fields import PlainText
from scorecard.review import BALLOT_RULES
from scorecard.review.ballot_files import FilledBallot, FilledRow
from scorecard.review.claim import Claim, NamedReview, round_of
from scorecard.review.pages import ANSWERS, Answer, fingerprint, mark_of
from scorecard.text import Phrase, closest, printable

_DOUBT = re.compile("不确定|不知道|不清楚|说不|好说|难说|unsure|not sure|n.?t know", re.IGNORECASE)
"""What a rater writes who cannot tell; the nearest verdict would be one that nobody meant."""


def _is_called(file: str, names: Collection[str]) -> bool:
    """Whether the name of a file holds one of a rater's names as a word."""
    words = (r"\s*".join(map(re.escape, name.split())) for name in names)
    return any(re.search(f"(?<![a-z0-9]){one}(?![a-z0-9])", file, re.IGNORECASE) for one in words)


def _whose(ballot: FilledBallot, of: NamedReview) -> str | Problem:
    """The rater whose ballot it is, or why it is nobody's."""
    if ballot.problem:
        return ballot.problem
    raters, named, shown = of.review.raters, ballot.path.stem, printable(ballot.mark, limit=80)
    owner = next((one for one in raters if ballot.mark == mark_of(of.name, one)), None)
    called = {one for one in raters if _is_called(named, {one, *of.names.get(one, ())})}
    others = {one.casefold() for one in raters if one != owner}
    if owner and named.casefold() not in others and (owner in called or not called):
        return owner
    en = f"`{shown}` is nobody's ballot of review {of.name}"
    zh = f"“{shown}”不是 {of.name} 年度复盘里任何人的评议表"
    hint = None
    if owner:
        en = f"the file is named {named} and is {owner}'s ballot"
        zh = f"文件名是 {named}，内容却是 {owner} 的评议表"
    elif former := _former_rater(ballot, of):
        en = f"the ballot is {former}'s, who is not a rater of review {of.name}"
        zh = f"这是 {former} 的评议表，但 {former} 不是 {of.name} 年度复盘的评议人"
        file = f"reviews/{of.name}.yaml"
        hint = Phrase(
            f"Add {former} to `raters` in {file}, or move this file out of the folder.",
            f"请把 {former} 加进 {file} 的 `raters`，或把这个文件移出文件夹。",
        )
    return BALLOT_RULES["other-ballot"].problem(str(ballot.path), 1, 1, Phrase(en, zh), hint)


def _former_rater(ballot: FilledBallot, of: NamedReview) -> str | None:
    """Whose ballot it is when its review's file does not name them among the raters, or not any more."""
    rater = ballot.mark.removeprefix(f"review {of.name} · ").rpartition(" · ")[0]
    is_own = ballot.mark == mark_of(of.name, rater)
    return rater if is_own and rater not in of.review.raters else None


def _unknown_claim(row: FilledRow, review: Review) -> Iterator[Problem]:
    """Why it cannot be known which claim a row is about, as it was handed out."""
    if row.id is None:
        en = "this row has no id; answer in the first row of the claim, and write remarks beside the table"
        yield row.problem(
            "unknown-id", en, "这一行没有 id；请在该预测的第一行作答，备注写在表格右边"
        )
    elif row.id not in review.ids:
        shown = printable(row.id, limit=80)
        en = f"`{shown}` is not on the list"
        yield row.problem("unknown-id", en, f"待议清单里没有 `{shown}`")
    elif row.fingerprint == "":
        en = "the fingerprint is gone; copy it back from the ballot as it was handed out"
        yield row.problem("unknown-id", en, "指纹被删了；请从发出的评议表里复制回来")


def _unfit_answer(row: FilledRow) -> Iterator[Problem]:
    """What is wrong with the verdict and the reason of a row."""
    if row.why and not row.verdict:
        yield row.problem("verdict-missing", "a reason without a verdict", "有理由，没有判定")
    if row.verdict and row.answer is None:
        words = [word for it in ANSWERS for word in (it.label.en, it.label.zh, it.value)]
        near, shown = closest(row.verdict, words), printable(row.verdict, limit=60)
        in_doubt = AbstentionKind.ABSTAINED.label if _DOUBT.search(row.verdict) else None
        meant = in_doubt or (near and Phrase(near, near))
        en, zh = (f"; did you mean `{meant.en}`?", f"；是不是“{meant.zh}”？") if meant else ("", "")
        en, zh = f"`{shown}` is not a verdict{en}", f"“{shown}”不是判定{zh}"
        yield row.problem("unknown-verdict", en, zh)
    try:
        TypeAdapter[str | None](PlainText | None).validate_python(row.why)
    except ValidationError:
        yield row.problem("unfit-reason", "the reason has control characters", "理由里有控制字符")


@dataclass
class Additions:
    """The difference between ballots and the records, found answer by answer.

    Attributes:
        of, today, turn: As `additions` gets them.
        answers: The answers by rater and claim.
        ratings: The ratings that are not on record yet, each with its claim.
        abstentions: The abstentions that are not.
        n_same: Answers that are on record already.
        problems: What is wrong in the ballots.
        notes: One sentence for each change of mind, for each row that changes nothing although its rater
            might think so, and for each remark outside of the table.
        ask_again: The claims that a rater is asked about anew: changed since the ballot was handed out, or
            put on the list later.
    """

    of: NamedReview
    today: date
    turn: int
    answers: dict[tuple[str, str], FilledRow] = field(default_factory=dict)
    ratings: list[tuple[str, Rating]] = field(default_factory=list)
    abstentions: list[Abstention] = field(default_factory=list)
    n_same: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[Phrase] = field(default_factory=list)
    ask_again: dict[str, set[str]] = field(default_factory=dict)

    @cached_property
    def claims(self) -> dict[str, Claim]:
        """The claims of the list that are there and are not withdrawn, by their ids."""
        return {claim.id: claim for claim in self.of.claims}

    @cached_property
    def left(self) -> set[str]:
        """Claims that are not on the list, or not any more."""
        return {*self.of.predictions, *self.of.review.ids} - self.claims.keys()

    def take(self, ballot: FilledBallot, rater: str) -> None:
        """Read the rows of a ballot; of two answers of a rater about a claim only equal ones are right."""
        for remark in ballot.remarks:
            at = f"{printable(ballot.path)} {remark}"
            en, zh = "a remark outside of the table, not recorded", "表外的备注，没有收录"
            self.notes.append(Phrase(f"{at}: {en}", f"{at}：{zh}"))
        for one in ballot.rows:
            row = one._replace(path=ballot.path, id=self.of.renamed.get(one.id, one.id))
            if row.id is None and row.is_empty:
                continue
            if row.id in self.left and not row.formula:
                if row.verdict or row.why:
                    en, zh = "no longer on the list, so not recorded", "已不在待议清单里，没有收录"
                    self.notes.append(row.note(en, zh))
                continue
            known = self.answers.get((rater, row.id or ""))
            # What was asked again counts, and not what was said before the claim changed.
            if known and self._is_old(known) and (row.answer or not self._is_old(row)):
                known = None
            elif known and self._is_old(row):
                continue
            if broken := next(self._broken_rules(rater, row, known), None):
                self.problems.append(broken)
            elif known is None or known.answer is None:
                self.answers[rater, row.id or ""] = row

    def _is_old(self, row: FilledRow) -> bool:
        """Whether the claim has changed since the row was handed out."""
        one = self.of.predictions.get(row.id or "")
        return bool(one and row.fingerprint not in (None, fingerprint(one)))

    def _broken_rules(
        self, rater: str, row: FilledRow, known: FilledRow | None
    ) -> Iterator[Problem]:
        """The rules that a row breaks, whose rater has a `known` answer; only the first is told."""
        if row.formula is not None:
            shown = printable(row.formula, limit=60)
            en = f"a formula or a date, no text: {shown}"
            yield row.problem("formula", en, f"不是文字，而是公式或日期：{shown}")
        yield from _unknown_claim(row, self.of.review)
        yield from _unfit_answer(row)
        one = self.of.predictions.get(row.id or "")
        if one and row.claim is not None and not self._is_old(row):
            shown, text = ("".join(it.split()) for it in (row.claim, phrase_of(one.claim).zh))
            goes_on = shown and text.startswith(shown)  # in further rows
            if text not in shown and not goes_on:
                en = f"the claim beside the answer is not {row.id}; sort whole rows"
                zh = f"答案旁边的预测不是 {row.id}；排序时要选中整行"
                yield row.problem("unknown-id", en, zh)
        if known and known.answer is not None:
            is_same = (row.answer, row.why) == (known.answer, known.why)
            if known.path == row.path or not (row.answer is None or is_same):
                en = f"{rater} answered {row.id} in {known.where} already"
                yield row.problem("repeated-claim", en, f"{rater} 已在 {known.where} 答过 {row.id}")

    def compare(self, rater: str, id_: str) -> None:
        """Compare an answer with the records."""
        row, claim = self.answers[rater, id_], self.claims[id_]
        if row.answer is None:
            return
        said = claim.said_by(rater)
        new = claim.answered(rater, row.answer, row.why, turn=self.turn, on=self.today)
        # A file may be one that was handed in before the discussion; what is typed is said now.
        first = self.turn if row.fingerprint is None else 1
        earlier = [one for one in said if first <= round_of(one) <= self.turn]
        alike = (one.why for one in earlier if _answered(one) is row.answer)  # or translated since
        is_known = any(new.why in (phrase_of(why) if why else (None,)) for why in alike)
        if self._is_old(row):
            if not is_known:
                en = (
                    "the claim, its criteria or its evidence changed since this ballot was handed out;"
                    " the answer is not recorded, and the row is asked again"
                )
                zh = "评议表发出之后，这条预测、判定标准或证据有改动；这个答案没有收录，需重新评议"
                self.notes.append(row.note(en, zh))
                self.ask_again.setdefault(rater, set()).add(id_)
            return
        if is_known:  # an old ballot undoes no later change
            self.n_same += 1
        elif isinstance(new, Rating):
            self.ratings.append((id_, new))
        else:
            self.abstentions.append(new)
        last = next((one for one in reversed(said) if round_of(one) <= self.turn), None)
        if last and _answered(last) is not row.answer:
            was, now = _shown(last), _answered(new).label
            en = "; said before that, so not recorded again: to return to it, give another reason"
            zh = "；此前已经这样说过，不再收录：确要改回，请换一条理由"
            self.notes.append(
                row.note(
                    f"{rater} {was.en} → {now.en}" + en * is_known,
                    f"{rater} {was.zh}→ {now.zh}" + zh * is_known,
                )
            )


def _answered(one: Rating | Abstention) -> Answer:
    return one.verdict if isinstance(one, Rating) else one.kind


def _shown(one: Rating | Abstention) -> Phrase:
    """An answer in a message, with its day where it has one."""
    en, zh = _answered(one).label
    if isinstance(one, Abstention):
        return Phrase(en, f"{zh} ")
    return Phrase(f"{en} ({one.rated_on})", f"{zh}（{one.rated_on}）")


def additions(
    ballots: Sequence[FilledBallot], of: NamedReview, *, today: date, turn: int = 1
) -> Additions:
    """Check filled ballots and compare them with the records.

    A row that repeats an answer of its rater in this round or before adds nothing: an old ballot that is
    handed in again may not undo a later change of mind. Nothing is overwritten: a change of mind is a
    further rating.

    Args:
        ballots: The ballots; a rater may hand in several, as long as they do not differ about a claim.
        of: The review, which is open.
        today: The day of the clock, which ratings get.
        turn: The round; 2 after the discussion.
    """
    found, handed_in = Additions(of, today, turn), set[str]()
    for ballot in ballots:
        rater, former = _whose(ballot, of), _former_rater(ballot, of)
        if former and all(row.is_empty for row in ballot.rows):
            en = f"an empty ballot of {former}, who is not a rater of review {of.name}; left out"
            zh = f"空白评议表，{former} 不是 {of.name} 年度复盘的评议人；已略过"
            at = printable(ballot.path)
            found.notes.append(Phrase(f"{at}: {en}", f"{at}：{zh}"))
        elif isinstance(rater, Problem):
            found.problems.append(rater)
        else:
            handed_in.add(rater)
            found.take(ballot, rater)
    for rater in (one for one in of.review.raters if one in handed_in):
        new = (one for id_, one in found.claims.items() if (rater, id_) not in found.answers)
        if unsaid := {one.id for one in new if not one.said_by(rater)}:
            found.ask_again[rater] = unsaid
    for who, id_ in found.answers:
        found.compare(who, id_)
    return found
