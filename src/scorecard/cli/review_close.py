"""The commands `review agreement`, `close`, `reopen` and `translate`."""

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorecard.cli.context import Context, with_options
from scorecard.cli.options import ID, choice, format_option, option
from scorecard.cli.output import counted, print_json, write_files
from scorecard.cli.review_shared import (
    NameArgument,
    OutOption,
    folder_of,
    ids_by_name,
    names_of,
    need_extra,
    pictures_of,
    review_of,
)
from scorecard.problems import CallError
from scorecard.text import Language, Phrase, closest, joined, printable

if TYPE_CHECKING:
    from scorecard.reading.folder import Records
    from scorecard.records import Review
    from scorecard.review.minutes import Minutes
    from scorecard.summary.raters import RaterAgreement

_HAN = re.compile("[\u4e00-\u9fff]")
_MOST_SHOWN = 10
_FIELDS = ("why", "held", "missed", "early_because")
SEED = 2025
"""Of the draws behind the interval of an agreement."""


def agreement_lines(agreement: "RaterAgreement") -> list[Phrase]:
    """How far raters agree, in a few lines; one when no claim has two ratings."""
    from scorecard.summary.raters import agreement_sentence

    if not agreement.n_compared:
        return [agreement_sentence(agreement)]
    nominal, ordinal = (
        "–" if one.alpha is None else f"{one.alpha:.2f}" for one in agreement.alphas
    )
    ends = agreement.alphas[1].interval
    en, zh = (f"{ends.low:.2f}{to}{ends.high:.2f}" if ends else "–" for to in ("–", "～"))
    harder = " · ".join(
        f"{one.rater} –"
        if one.difference is None
        else f"{one.rater} {one.difference:+.2f} (n={one.n_shared})"
        for one in agreement.leniencies
    )
    return [
        agreement_sentence(agreement),
        Phrase(
            f"Krippendorff's alpha: {ordinal} on the scored verdicts in their order"
            f" (95 % interval {en}), {nominal} on all verdicts.",
            f"Krippendorff α：计分判定按次序 {ordinal}（95% 置信区间 {zh}），全部判定 {nominal}。",
        ),
        Phrase(
            f"Mean credit less that of the others on the same claims, below 0 is harder: {harder}",
            f"与他人在相同预测上的平均得分之差，负数为从严：{harder}",
        ),
    ]


@with_options("as_of", "predictions")
def agreement(
    context: Context,
    name: NameArgument,
    form: Annotated[str, format_option("table", "json")] = "table",
) -> None:
    """Print how far the raters agree, the claims they split on, and who is harder than the others."""
    from scorecard.review.minutes import review_agreement

    records, language = context.records, context.language
    review = review_of(records, name)
    found = review_agreement(records.predictions, review, seed=SEED)
    if form == "json":
        print_json({"n_claims": len(review.ids), **found.as_json()})
        return
    for line in agreement_lines(found):
        typer.echo(printable(line.in_language(language), limit=2000))
    for split in found.split:
        ratings = " · ".join(
            f"{printable(rater, limit=60)} {one.label.in_language(language)}"
            for rater, one in split.ratings.items()
        )
        typer.echo(f"  {split.spread:.2f}  {printable(split.id)}  {ratings}")


def _decks(minutes: "Minutes", records: "Records") -> dict[str, bytes]:
    """The slides by the names of their files, in both languages."""
    from scorecard.review.slides import slide_deck

    pictures = pictures_of(records, minutes.changes.after.as_of, ["accuracy-by-domain"])
    return {
        f"slides.{language.value}.pptx": slide_deck(minutes, pictures[language], language)
        for language in Language
    }


def _texts(minutes: "Minutes") -> dict[str, bytes]:
    """The minutes by the names of their files, in both languages."""
    from scorecard.review.documents import minutes_markdown, minutes_page

    texts = {}
    for language in Language:
        texts[f"minutes.{language.value}.md"] = minutes_markdown(minutes, language).encode("utf-8")
        texts[f"minutes.{language.value}.html"] = minutes_page(minutes, language).encode("utf-8")
    return texts


def _uncommitted(folder: Path) -> set[Path]:
    """The files of a folder that differ from the last commit, new ones included.

    Raises:
        GitError: There is no git, no repository or no commit yet.
    """
    from scorecard.history.git import run_git

    changed = run_git(folder, "diff", "--name-only", "--relative", "-z", "HEAD", "--", ".")
    new = run_git(folder, "ls-files", "--others", "--exclude-standard", "-z", "--", ".")
    names = (changed + new).decode("utf-8", "surrogateescape").split("\0")
    return {(folder / name).resolve() for name in names if name}


def _to_commit(minutes: "Minutes", root: Path, folder: Path, files: list[Path]) -> list[Path]:
    """The files that the review changed: those that differ from the last commit; without git, all."""
    from scorecard.history.git import GitError

    review = root / "reviews" / f"{minutes.name}.yaml"
    rated = {id_ for one in minutes.answers for id_ in one.rated}
    decided = set(minutes.written)
    try:
        differ = _uncommitted(root) | _uncommitted(folder)
    except GitError:
        return [review, *(root / f"{id_}.yaml" for id_ in sorted(decided)), *files]
    known = [review, *(root / f"{id_}.yaml" for id_ in sorted(rated | decided)), *files]
    return [file for file in known if file.resolve() in differ]


def _git_command(minutes: "Minutes", files: list[Path]) -> str:
    """The commands that commit some files, one on a line."""
    n_decided, n_left = counted(len(minutes.decided), "claim"), len(minutes.carried)
    summary = f"{n_decided} decided, {len(minutes.moved)} changed, {n_left} carried over"
    add = " \\\n  ".join(["git add --", *(shlex.quote(str(file)) for file in files)])
    return f"{add}\ngit commit -m {shlex.quote(f'review-{minutes.name}: {summary}')}"


def _who_came(context: Context, review: "Review", name: str, attended: str) -> list[str]:
    """Those who came; a name that is near a rater's is asked about, others are noted as guests."""
    en, zh = (joined(review.raters, language) for language in Language)
    names = ids_by_name(context.records, review.raters)
    came = []
    for guest in _ids_of(context.records, review, attended):
        near = None if guest in review.raters else names.get(closest(guest.casefold(), names) or "")
        shown = printable(guest, limit=60)
        if near and _is_confirmed(
            context,
            Phrase(
                f"{shown!r} is not a rater. Is it {near!r}? [y/N]",
                f"“{shown}”不是评议人。是“{near}”吗？[y/N]",
            ),
        ):
            came.append(near)
            continue
        came.append(guest)
        if guest not in review.raters:
            hint = Phrase("", "")
            if near:
                hint = Phrase(f"; did you mean {near!r}?", f"；是不是“{near}”？")
            context.echo(
                Phrase(
                    f"warning: {shown!r} is not a rater of review {name} ({en}) and is noted as a"
                    f" guest{hint.en}",
                    f"警告：“{shown}”不是年度复盘 {name} 的评议人（{zh}），记为列席{hint.zh}",
                ),
                is_error=True,
            )
    return list(dict.fromkeys(came))


def _ids_of(records: "Records", review: "Review", attended: str) -> list[str]:
    """Who came, raters by their ids."""
    names = ids_by_name(records, review.raters)
    return [names.get(one.casefold(), one) for one in names_of(attended)]


def _is_confirmed(context: Context, question: Phrase) -> bool:
    """Whether the answer on a terminal is yes; in a pipe it is no."""
    from scorecard.cli.edit_session import ask

    return (ask(context, None, question) or "").casefold() in {"y", "yes", "是"}


def _confirm_undecided(context: Context, name: str, *, is_certain: bool) -> None:
    """Show what is undecided and not put off, and ask whether to close nevertheless.

    Raises:
        CallError: Not to be closed so.
    """
    from scorecard.records import phrase_of
    from scorecard.review.claim_list import agenda_entries, decision

    records = context.records
    review = records.reviews[name]
    undecided = [
        entry
        for entry in agenda_entries(records.predictions, review, name)
        if decision(entry.prediction, name) is None and review.put_off_of(entry.id) is None
    ]
    if not undecided:
        return
    n = len(undecided)
    context.echo(Phrase(f"Undecided and not put off: {n}", f"没有决定、也没有留待以后：{n} 条"))
    for entry in undecided[:_MOST_SHOWN]:
        claim = phrase_of(entry.prediction.claim).in_language(context.language)
        typer.echo(f"  {entry.number}. {printable(claim, limit=100)} ({printable(entry.id)})")
    if n > _MOST_SHOWN:
        typer.echo("  …")
    question = Phrase("Close the review nevertheless? [y/N]", "仍要结束这次复盘吗？[y/N]")
    if not is_certain and not _is_confirmed(context, question):
        raise CallError(
            Phrase(
                "the review is still open; decide them, put them off, or close with --yes",
                "复盘没有结束；请作出决定、留待以后，或用 --yes 结束",
            )
        )


def _list_one_sided(context: Context, minutes: "Minutes") -> None:
    """The decisions whose texts are in one language, with the command that adds the other."""
    if len(set(context.records.settings.languages)) < len(Language):
        return
    rows = [(row, name) for row in minutes.rows for name in row.one_sided]
    if rows:
        context.echo(Phrase(f"In one language alone: {len(rows)}", f"只有一种语言：{len(rows)} 处"))
    for row, name in rows:
        text = str(getattr(row.after, name))
        missing = "--en" if _HAN.search(text) else "--zh"
        field = "" if name == "why" else f" --field {name}"
        typer.echo(
            f"  scorecard review translate {minutes.name} {shlex.quote(row.entry.id)}{field}"
            f" {missing} …  # {printable(text, limit=60)}"
        )


@with_options("as_of", "predictions")
def close(
    context: Context,
    name: NameArgument,
    attended: Annotated[
        str | None, option(Phrase("Who came.", "到场的人。"), metavar="A,B,…")
    ] = None,
    slides: Annotated[
        bool, option(Phrase("Write a PowerPoint deck too.", "同时生成 PowerPoint。"), "--slides")
    ] = False,
    yes: Annotated[
        bool,
        option(Phrase("Close although claims are undecided.", "有未决定的也结束。"), "--yes"),
    ] = False,
    out: OutOption = None,
) -> None:
    """Close a review and write its minutes; a closed one gets its minutes written anew."""
    need_extra()
    from scorecard.editing.record_files import close_review
    from scorecard.reading.folder import load_records
    from scorecard.review.minutes import review_minutes

    records, closed_on = context.records, context.today
    review = review_of(records, name)
    if review.closed_on is None:
        if attended is None and not review.attended:
            raise CallError(
                Phrase(
                    "--attended is missing; name who came: --attended lin,chen",
                    "缺少 --attended；请写明到场的人：--attended lin,chen",
                )
            )
        came = review.attended
        if attended is not None:
            came = _who_came(context, review, name, attended)
        _confirm_undecided(context, name, is_certain=yes)
        close_review(context.root, name, closed_on=closed_on, attended=came)
        records = load_records(context.root)
    elif attended is not None and set(_ids_of(records, review, attended)) != set(review.attended):
        raise CallError(
            Phrase(
                f"review {name} was closed on {review.closed_on}; its file says who came. Without"
                " --attended its minutes are written again; `scorecard review reopen` opens it again",
                f"年度复盘 {name} 已于 {review.closed_on} 结束；到场的人写在它的文件里。不带 --attended"
                " 会重新生成会议纪要；要重新打开，请运行 `scorecard review reopen`",
            )
        )
    minutes = review_minutes(records, name, as_of=review.closed_on or closed_on, seed=SEED)
    folder = folder_of(name, out)
    contents = {**_texts(minutes), **(_decks(minutes, records) if slides else {})}
    for file in write_files(folder, contents):
        typer.echo(str(file))
    _list_one_sided(context, minutes)
    left = _to_commit(minutes, context.root, folder, [folder / file for file in contents])
    if left:
        context.echo(Phrase("Nothing is committed yet. To commit:", "还没有提交。提交请运行："))
        typer.echo(_git_command(minutes, left))
    else:
        context.echo(Phrase("Everything is committed already.", "都已经提交。"))


@with_options("as_of", "predictions")
def reopen(context: Context, name: NameArgument) -> None:
    """Open a closed review again; its decisions and who came stay."""
    from scorecard.editing.record_files import edit_review

    if review_of(context.records, name).closed_on is None:
        raise CallError(Phrase(f"review {name} is open", f"年度复盘 {name} 没有结束"))
    edit_review(context.root, name, lambda _: {"closed_on": None})
    context.echo(
        Phrase(
            f"Review {name} is open again. Close it with: scorecard review close {name}",
            f"年度复盘 {name} 已重新打开。结束请运行：scorecard review close {name}",
        )
    )


@with_options("as_of", "predictions")
def translate(
    context: Context,
    name: NameArgument,
    id_: Annotated[str, ID],
    field: Annotated[
        str,
        choice(Phrase("Which text of the decision.", "决定的哪一项文字。"), "--field", *_FIELDS),
    ] = "why",
    english: Annotated[str | None, option(Phrase("The text in English.", "英文。"), "--en")] = None,
    chinese: Annotated[str | None, option(Phrase("The text in Chinese.", "中文。"), "--zh")] = None,
) -> None:
    """Add the other language to a text of a review's decision, before it is committed."""
    from scorecard.cli.edit_session import validated
    from scorecard.editing.edits import Append, TakeBack
    from scorecard.editing.record_files import edit_prediction, prediction_id
    from scorecard.records import Bilingual, phrase_of
    from scorecard.review.claim_list import by_review

    review_of(context.records, name)
    full = prediction_id(context.root, id_)
    record = context.records.predictions.get(full)
    given = record.verdicts[-1:] if record else []
    held = getattr(given[0], field) if given and given[0].by == by_review(name) else None
    if held is None or (english is None and chinese is None):
        raise CallError(
            Phrase(
                f"{full} has no {field} by review {name} as its last verdict, or --en and --zh are missing",
                f"{full} 的最后一次判定不是 {name} 年度复盘所作或没有 {field}，或缺少 --en、--zh",
            )
        )
    known = phrase_of(held)
    text = validated(Bilingual, {"en": english or known.en, "zh": chinese or known.zh}, {})
    new = given[0].model_copy(update={field: text})
    edit_prediction(context.root, full, [TakeBack(given[0].by), Append(new)])
    typer.echo(f"{context.root}/{full}.yaml")
