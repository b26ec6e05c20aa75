"""The commands `review agreement` and `review close`."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorecard.cli.context import Context, with_options
from scorecard.cli.options import format_option, option
from scorecard.cli.output import counted, print_json, write_files
from scorecard.cli.review_shared import (
    NameArgument,
    OutOption,
    folder_of,
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

__all__ = ["agreement", "close"]

SEED = 2025
"""Of the draws behind the interval of an agreement."""


@with_options("as_of", "predictions")
def agreement(
    context: Context,
    name: NameArgument,
    form: Annotated[str, format_option("table", "json")] = "table",
) -> None:
    """Print how far the raters agree, the claims they split on, and who is harder than the others."""
    from scorecard.review.minutes import review_agreement
    from scorecard.review.minutes_text import agreement_lines

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
    from scorecard.review.documents import html_page, markdown_text
    from scorecard.review.minutes_text import minutes_document

    document, texts = minutes_document(minutes), {}
    for language in Language:
        page = html_page("document.html", language, document=document)
        texts[f"minutes.{language.value}.md"] = markdown_text(document, language).encode("utf-8")
        texts[f"minutes.{language.value}.html"] = page.encode("utf-8")
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
    rated = {claim.id for claim in minutes.agenda.claims if claim.n_ratings}
    decided = set(minutes.written)
    try:
        differ = _uncommitted(root) | _uncommitted(folder)
    except GitError:
        return [review, *(root / f"{id_}.yaml" for id_ in sorted(decided)), *files]
    known = [review, *(root / f"{id_}.yaml" for id_ in sorted(rated | decided)), *files]
    return [file for file in known if file.resolve() in differ]


def _git_command(minutes: "Minutes", files: list[Path]) -> str:
    """The commands that commit some files, one on a line."""
    n_changed, n_early = len(minutes.changed), len(minutes.too_early)
    n_decided = counted(len(minutes.decided), "claim")
    summary = f"{n_decided} decided, {n_changed} changed, {n_early} too early"
    add = " \\\n  ".join(["git add --", *(shlex.quote(str(file)) for file in files)])
    return f"{add}\ngit commit -m {shlex.quote(f'review-{minutes.name}: {summary}')}"


def _warn_of_guests(context: Context, review: "Review", name: str, attended: list[str]) -> None:
    """Warn of names that are no rater's: guests may attend, but a typo should be seen."""
    en, zh = (joined(review.raters, language) for language in Language)
    for guest in attended:
        if guest in review.raters:
            continue
        near, shown = closest(guest, review.raters), printable(guest, limit=60)
        hint = (
            Phrase(f"; did you mean {near!r}?", f"；是不是“{near}”？") if near else Phrase("", "")
        )
        context.echo(
            Phrase(
                f"warning: {shown!r} is not a rater of review {name} ({en}) and is noted as a"
                f" guest{hint.en}",
                f"警告：“{shown}”不是年度复盘 {name} 的评议人（{zh}），记为列席{hint.zh}",
            ),
            is_error=True,
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
        if attended is None:
            raise CallError(
                Phrase(
                    "--attended is missing; name who came: --attended lin,chen",
                    "缺少 --attended；请写明到场的人：--attended lin,chen",
                )
            )
        came = names_of(attended)
        _warn_of_guests(context, review, name, came)
        close_review(context.root, name, closed_on=closed_on, attended=came)
        records = load_records(context.root)
    elif attended is not None:
        raise CallError(
            Phrase(
                f"review {name} was closed on {review.closed_on}; its file says who came",
                f"年度复盘 {name} 已于 {review.closed_on} 结束；到场的人写在它的文件里",
            )
        )
    minutes = review_minutes(records, name, as_of=review.closed_on or closed_on, seed=SEED)
    folder = folder_of(name, out)
    contents = {**_texts(minutes), **(_decks(minutes, records) if slides else {})}
    for file in write_files(folder, contents):
        typer.echo(str(file))
    left = _to_commit(minutes, context.root, folder, [folder / file for file in contents])
    if left:
        context.echo(Phrase("Nothing is committed yet. To commit:", "还没有提交。提交请运行："))
        typer.echo(_git_command(minutes, left))
    else:
        context.echo(Phrase("Everything is committed already.", "都已经提交。"))
