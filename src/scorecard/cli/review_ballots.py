"""The review commands before the meeting: `review open`, `rate`, `collect` and `agreement`."""

import re
import shlex
from datetime import date
from pathlib import Path

import typer

from scorecard.cli.context import Context, with_options
from scorecard.cli.options import argument, day_option, flag, format_option, one_of, option
from scorecard.cli.output import print_json, print_problems, print_prose
from scorecard.cli.review_meeting import NAME, OUT, ReviewFiles, need_meeting, people, review_of
from scorecard.cli.show import claim_text, text_page
from scorecard.editing.edits import Edit, append
from scorecard.editing.record_files import create_review, edit_prediction, edit_review
from scorecard.problems import CallError, ScorecardError, UnknownWordError, notice
from scorecard.reading.files import name_problem
from scorecard.reading.folder import Records
from scorecard.reading.scalar_values import in_digits
from scorecard.records import Abstention, Listed, ListReason, Rating, Review
from scorecard.review.ballot_files import FilledBallot, FilledRow, read_ballots
from scorecard.review.claim import Claim, NamedReview, round_of
from scorecard.review.claim_list import due_claims, in_order
from scorecard.review.collecting import Additions, additions
from scorecard.review.pages import ANSWERS, answer_of, ballot_claims, mark_of
from scorecard.text import Phrase, counted, listed, printable
from scorecard.verdicts import Verdict

_ROUND = option(
    "2 for ratings given after the discussion.", "讨论之后的评议写 2。",
    "--round", default=1, min=1, max=9,
)  # fmt: skip
_SKIP, _QUIT = "s", "q"


def _raters(records: Records, named: str) -> list[str]:
    """Raters whose names can be names of files, each once and among the judges where these are listed."""
    judges = records.settings.names
    raters = people(named, judges, judges)
    if not raters:
        raise CallError("--raters lin,chen names the raters", "用 --raters lin,chen 写明评议人")
    if missing := [rater for rater in raters if judges and rater not in judges]:
        en, zh = map(printable, listed(missing))
        raise CallError(
            f"not among the judges of scorecard.yaml: {en}",
            f"scorecard.yaml 的 judges 里没有：{zh}",
        )
    if unfit := next((one for one in raters if name_problem(one.replace(" ", "-"))), None):
        shown = printable(unfit, limit=60)
        raise CallError(
            f"the rater {shown!r} cannot name a file: use letters, digits, blanks, - and _, and no"
            " name of a device such as CON",
            f"评议人“{shown}”不能用作文件名：只用文字、数字、空格、- 和 _，也不得是 CON 之类的设备名",
        )
    return raters


def _chosen(
    records: Records, domain: str | None, outlook: str | None, claims: list[str]
) -> list[str]:
    """The claims that a filter or a name adds to the list."""
    known = {id_: one for id_, one in records.predictions.items() if not one.withdrawn}
    if domain:
        labels = {one.id: Phrase(one.en, one.zh) for one in records.domains}
        domain = one_of(domain, labels, "--domain", labels)
    if outlook:
        outlook = one_of(outlook, records.outlooks, "--outlook")
    filters = [one for one in (domain, outlook) if one]
    found = [
        id_
        for id_, one in known.items()
        if filters and domain in (None, one.domain) and outlook in (None, id_.partition("/")[0])
    ]
    if wrong := [id_ for id_ in claims if id_ not in known] + ([] if found else filters):
        en, zh = (printable(one, limit=400) for one in listed(wrong))
        raise CallError(f"no claim matches {en}", f"没有符合 {zh} 的预测")
    return [*found, *claims]


def _with_chosen(own: list[Listed], chosen: list[str]) -> list[Listed]:
    """A list with chosen claims; one that is there already keeps its other reasons."""
    of_id = {one.id: one for one in own}
    for id_ in chosen:
        one = of_id.get(id_, Listed(id=id_))
        because = list(dict.fromkeys([*one.because, ListReason.CHOSEN]))
        of_id[id_] = one.model_copy(update={"because": because})
    return list(of_id.values())


def _create(records: Records, name: str, review: Review, chosen: list[str], *, only: bool) -> None:
    """Write the file of a review with its list, in the order of the agenda."""
    if name_problem(name):
        shown = printable(name, limit=60)
        raise CallError(f"{shown!r} cannot name a review", f"“{shown}”不能用作年度复盘的名称")
    held_on, known = review.held_on, records.predictions
    year = int(name) if re.fullmatch(r"\d{4}", name) else held_on.year
    own = [] if only else due_claims(known, year=year, as_of=held_on, reviews=records.reviews)
    entries = in_order(_with_chosen(own, chosen), NamedReview.of_records(name, review, records))
    if not entries:
        en = "no claim is due for this review; choose with --domain, --outlook or --claim"
        raise CallError(en, "没有到期的预测；请用 --domain、--outlook 或 --claim 选择")
    new = review.model_copy(update={"predictions": entries})
    typer.echo(str(create_review(records.root, name, new)))


@with_options("as_of", "predictions")
def open_(
    context: Context,
    name: str = NAME,
    raters: str = option("The raters.", "评议人。", metavar="A,B,…", default=""),
    held_on: date | None = day_option("Day of the meeting; default: today.", "复盘会的日期；默认今天。"),
    domain: str | None = option("Add the claims of a domain.", "加入一个领域的预测。"),
    outlook: str | None = option("Add the claims of an outlook.", "加入一篇展望的预测。"),
    claim: list[str] | None = option("Add a claim.", "加入一条预测。", metavar="ID"),
    only: bool = flag("Only claims chosen by these three.", "只要用以上三项选出的。", "--only"),
    reorder: bool = flag("Order the list anew, by the ratings so far.", "按目前的评议重新排序。",
        "--reorder"),
    out: Path | None = OUT,
) -> None:  # fmt: skip
    """Set the day, the raters and the list of a review, and write the agenda and the ballots."""
    need_meeting()
    records, today, meeting = context.records, context.today, held_on or context.today
    words = filter(None, map(str.strip, re.split("[,，、;；]", ",".join(claim or []))))
    chosen = _chosen(records, domain, outlook, [context.reading(one).file.id for one in words])
    year = re.fullmatch(r"(?:review-)?(\d{4})年?", in_digits(name))
    if year and name not in records.reviews:
        name = f"{int(year[1]):04}"  # as verdicts sign it, whatever digits it was typed in
    if name not in records.reviews:
        if meeting < today:
            en = f"--held-on {meeting} is before {today}, when the review is opened"
            raise CallError(en, f"--held-on {meeting} 早于开始日期 {today}")
        called = _raters(records, raters)
        review = Review(opened_on=today, held_on=meeting, raters=called, predictions=[])
        _create(records, name, review, chosen, only=only)
    elif raters or held_on or only:
        raise CallError(
            f"review {name} is already there: edit reviews/{name}.yaml, or add claims with --claim",
            f"年度复盘 {name} 已经存在：请编辑 reviews/{name}.yaml，或用 --claim 增加预测",
        )
    else:

        def changed(review: Review) -> dict[str, list[Listed]]:
            own = _with_chosen(review.entries, chosen)
            of = NamedReview.of_records(name, review, records)
            return {"predictions": in_order(own, of) if reorder else own}

        review_of(records, name, is_open=True)
        if chosen or reorder:
            edit_review(context.root, name, changed)
    files = ReviewFiles(context, name, out)
    files.write_agenda()
    files.write_ballots()
    n_claims, n_raters = len(files.of.claims), len(files.of.review.raters)
    command = context.command(f"review collect {shlex.quote(str(files.folder / 'ballots'))}")
    context.echo(
        f"{counted(n_claims, 'claim')}, {counted(n_raters, 'rater')}. Send each rater their ballot: the"
        " .xlsx, or the .html for a phone, which hands back a .json or a text. Put what comes back into the"
        f" same folder (a text as .txt), then: {command}",
        f"{n_claims} 条预测，{n_raters} 位评议人。把评议表分发给各人：.xlsx，或手机上用的 .html"
        f"（交回 .json 或一段文字）。交回的放进同一文件夹（文字存成 .txt），收齐后运行：{command}",
    )


def _ask(question: str) -> str | None:
    """A line from the rater; None when there are no more."""
    try:
        return input(f"{question} ").strip()
    except EOFError:
        return None


def _word_asked(context: Context) -> str:
    """The answer as the rater types it, `s` to skip, or `q` to stop."""
    labels, n = [context.say(one.label) for one in ANSWERS], len(Verdict)
    choices = [f"{key} {word}" for key, word in enumerate(labels[:n], 1)] + labels[n:]
    question = context.say(Phrase("(s skip, q stop)?", "（s 跳过，q 结束）？"))
    while (word := _ask(f"{' '.join(choices)} {question}")) is not None:
        if word.casefold() in {_SKIP, _QUIT} or answer_of(word):
            return word.casefold()
        unknown = UnknownWordError(Phrase("verdict", "种判定"), word, choices, is_listed=True)
        context.echo(*unknown.phrase)
    return _QUIT


def _is_owed(claim: Claim, rater: str, turn: int) -> bool:
    """Whether a rater has not answered about a claim in a round."""
    said = claim.said_by(rater)
    return not said or (isinstance(said[-1], Rating) and round_of(said[-1]) < turn)


@with_options("as_of", "predictions")
def rate(
    context: Context,
    name: str = NAME,
    rater: str = option("The rater.", "评议人。", default=...),
    turn: int = _ROUND,
) -> None:
    """Rate claim by claim in the rater's own order; each rating is recorded at once."""
    of = review_of(context.records, name, is_open=True)
    raters = of.review.raters
    known = next(iter(people(rater, raters, of.names)), rater)
    rater = one_of(known, raters, Phrase("rater", "位评议人"))
    left = [one for one in ballot_claims(of, rater) if _is_owed(one, rater, turn)]
    n_rated = 0
    for number, one in enumerate(left, start=1):
        page = claim_text(context, one.id, one.prediction, is_for_rater=True)
        typer.echo(f"\n{number}/{len(left)}  {page}")
        word = _word_asked(context)
        if word == _QUIT:
            break
        if word == _SKIP:
            continue
        why = _ask(context.say(Phrase("Why (may be empty)?", "理由（可留空）？"))) or None
        row = FilledRow(number, str(number), one.id, None, word, why)
        ballot = FilledBallot(Path(rater), mark_of(name, rater), [row])
        new = additions([ballot], of, today=context.today, turn=turn)
        if new.problems:
            raise CallError(*new.problems[0].message)
        _record(context, name, new)
        n_rated += 1
    n_left = len(left) - n_rated
    en = f"\n{counted(n_rated, 'claim')} answered, {n_left} left"
    context.echo(en, f"\n已答 {n_rated} 条，还剩 {n_left} 条")


def _the_open_review(records: Records) -> str:
    """The only review that is open."""
    names = [name for name, one in records.reviews.items() if not one.closed_on]
    if len(names) != 1:
        en, zh = listed(names)
        raise CallError(
            f"name an open review with --review; open are: {en or 'none'}",
            f"请用 --review 指定进行中的年度复盘；进行中的：{zh or '无'}",
        )
    return names[0]


def _record(context: Context, name: str, new: Additions) -> None:
    """Write ratings into the records, one write a claim, and abstentions into the review's file.

    A claim that changed since the records were read gets none.
    """
    of_claim: dict[str, list[Edit]] = {}
    for id_, rating in new.ratings:
        of_claim.setdefault(id_, []).append(append(rating))
    for n_written, (id_, edits) in enumerate(of_claim.items()):
        try:
            edit_prediction(context.root, id_, edits, seen=context.records.readings[id_])
        except ScorecardError:
            if (n := len(of_claim)) > 1:
                en = f"{n_written} of {n} claims have their ratings; collect the ballots again for the rest"
                notice(
                    Phrase(en, f"{n} 条预测中已有 {n_written} 条写入评议；其余的请再收一次评议表")
                )
            raise
    if new.abstentions:

        def with_new(held: Review) -> dict[str, list[Abstention]]:
            others = [one for one in new.abstentions if one not in held.abstentions]
            return {"abstentions": [*held.abstentions, *others]}

        edit_review(context.root, name, with_new)


@with_options("as_of", "predictions")
def collect(
    context: Context,
    files: list[Path] = argument("FILE ...", "The filled ballots, or their folder.",
        "填好的评议表，或所在的文件夹。"),
    review: str | None = option("The review; default: the open one.", "年度复盘；默认进行中的那一个。",
        metavar="NAME"),
    turn: int = _ROUND,
    out: Path | None = OUT,
) -> None:  # fmt: skip
    """Check filled ballots and write their ratings into the records; nothing when one has a problem."""
    need_meeting()
    records, today = context.records, context.today
    name = review or _the_open_review(records)
    of = review_of(records, name, is_open=True)
    ballots = read_ballots(files)
    new = additions(ballots, of, today=today, turn=turn)
    if new.problems:
        print_problems(new.problems, len(ballots), context.language)
        raise typer.Exit(1)
    _record(context, name, new)
    n_new, n, n_same = len(new.ratings), len(new.abstentions), new.n_same
    en, zh = (f", {n} abstained or recused", f"，{n} 条弃权或回避") if n else ("", "")
    context.echo(
        f"{counted(len(ballots), 'ballot')}: {counted(n_new, 'rating')} written, {n_same} already there{en}",
        f"{len(ballots)} 份评议表：写入 {n_new} 条评议，{n_same} 条已在记录里{zh}",
    )
    for note in new.notes:
        print_prose(context.text(note))
    now = ReviewFiles(context, name, out)
    for rater, ids in new.ask_again.items():
        now.write_ballot(rater, only=ids)
    for rater in now.of.review.raters:
        print_prose(context.text(now.of.answers(rater)))
    now.write_agenda()


@with_options("as_of", "predictions")
def agreement(context: Context, name: str = NAME, form: str = format_option("table|json")) -> None:
    """Print how far the raters agree, the claims they split on, and who is harder than the others."""
    from scorecard.review.documents import review_agreement
    from scorecard.summary.judges import agreement_sentence

    of = review_of(context.past_records, name)
    found = review_agreement(of)
    if form == "json":
        seen = {"as_of": context.as_of.isoformat(), "records": context.records.digest}
        print_json({**seen, "n_claims": len(of.claims), **found.as_json()})
        return
    sentence = agreement_sentence(found)
    print_prose(text_page(context, "agreement.txt", found=found, sentence=sentence, names=of.names))
