"""A review's people and files, and the commands `review meet`, `close`, `reopen` and `translate`."""

import re
import shlex
from collections.abc import Collection
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from scorecard.cli.context import Context, need_extra, numbers_of, with_options
from scorecard.cli.edit_session import validated
from scorecard.cli.options import ID, argument, choice, flag, option
from scorecard.cli.output import write_files
from scorecard.editing.edits import replace_verdict
from scorecard.editing.record_files import edit_prediction, edit_review
from scorecard.problems import CallError, UnknownWordError
from scorecard.reading.folder import Records, load_records
from scorecard.records import Bilingual
from scorecard.records.fields import bare_name
from scorecard.review.ballot_files import read_ballots
from scorecard.review.claim import TEXTS, NamedReview, Names, folded, id_of
from scorecard.review.pages import ballot_page, fingerprint, mark_of
from scorecard.text import Language, Phrase, closest, counted, printable
from scorecard.verdicts import BY_REVIEW

if TYPE_CHECKING:
    from scorecard.review.documents import Minutes

NAME = argument("NAME", "The review, such as 2025.", "年度复盘的名称，如 2025。")
OUT = option(
    "The folder of its files; default: review-NAME.", "存放文件的文件夹；默认 review-NAME。"
)


def need_meeting() -> None:
    """Tell how to install what reviews need, when it is not there."""
    need_extra("meeting", "markdown_it", "openpyxl", "pptx", "starlette", "uvicorn")


def people(listed: str, known: Collection[str], names: Names) -> list[str]:
    """The people of a list with commas, Chinese ones too, each once, by the ids of the known ones.

    Blanks and words for "and" part names where all are known, and "and" known ones from longer others.

    Examples:
        >>> people("Lin, chen，玫、wang; “wu”。", ["lin", "mei"], {"mei": Phrase("Mei", "玫")})
        ['lin', 'chen', 'mei', 'wang', 'wu']
        >>> people("Mei and Li Lei、林和平、林和韩梅梅", ["lin", "mei"], {"lin": Phrase("Lin", "林")})
        ['mei', 'Li Lei', '林和平', 'lin', '韩梅梅']
    """
    found = dict[str, None]()
    for word in filter(None, map(bare_name, re.split("[,;，、；]", listed))):
        whole, joined, spaced = (
            [id_of(part.strip(), known, names) for part in re.split(between, word) if part.strip()]
            for between in ("(?!)", r"以及|[和与及&]|\band\b", r"\s")
        )
        is_joined = not {*known}.isdisjoint(joined) and all(one[1:] for one in joined)
        of_word = (ids for ids in (whole, joined, spaced) if ids and {*ids} <= {*known})
        found |= dict.fromkeys(next(of_word, joined if is_joined else [word]))
    return list(found)


def review_of(records: Records, name: str, *, is_open: bool = False) -> NamedReview:
    """The review of a name, or the open review of it.

    Raises:
        UnknownWordError: There is none.
        CallError: It was closed, and an open one is asked for.
    """
    if name not in records.reviews:
        raise UnknownWordError(Phrase("review", "次年度复盘"), name, records.reviews)
    review = records.reviews[name]
    if is_open and (closed_on := review.closed_on):
        en = f"review {name} was closed on {closed_on}"
        raise CallError(en, f"年度复盘 {name} 已于 {closed_on} 结束")
    return NamedReview.of_records(name, review, records)


class ReviewFiles:
    """A review as it is on the disk, its claims, and the folder of its agenda, ballots and minutes."""

    def __init__(self, context: Context, name: str, folder: Path | None) -> None:
        self.context = context
        self.records = load_records(context.root)
        self.of = review_of(self.records, name)
        self.folder = folder or Path(f"review-{name}")

    def write(self, files: dict[str, bytes], inside: str = "") -> None:
        """Write files into the folder and print their paths."""
        for file in write_files(self.folder, files, inside=inside):
            typer.echo(str(file))

    def write_agenda(self) -> None:
        """Write the agenda in both languages.

        Its numbers are those of the last review, or of a year before this one was opened; the chart of
        accuracy by domain is with them once something was judged.
        """
        from scorecard.charts.files import drawn_files
        from scorecard.charts.gallery import gallery
        from scorecard.charts.style import Form
        from scorecard.review.documents import agenda_page
        from scorecard.summary.changes import Start, changes

        records, opened_on, name = self.records, self.of.review.opened_on, "accuracy-by-domain"
        before = [one.held_on for one in records.reviews.values() if one.held_on < opened_on]
        then = max(before, default=opened_on - timedelta(days=365))
        changed = changes(records, Start(then.isoformat(), then), as_of=self.context.as_of)
        chart = gallery(numbers_of(records, then), [name])[name]
        pages = {}
        for to in Language:
            drawn = drawn_files(name, chart, to, Form(["png"])) if chart.has_data else []
            pictures = [(chart.title, one.content or b"") for one in drawn]
            page = agenda_page(records, self.of, changes=changed, pictures=pictures, language=to)
            pages[f"agenda.{to.value}.html"] = page.encode("utf-8")
        self.write(pages)

    def write_ballot(self, rater: str, only: set[str] | None = None) -> None:
        """Write a rater's ballot, a sheet and a page; one of some claims `only` has a name of its own."""
        from scorecard.review.ballot_workbook import ballot

        stem, language, folder = rater, self.context.language, self.folder / "ballots"
        if only is not None:
            held = read_ballots(sorted(folder.glob(f"{rater}-*.xlsx")))
            # Another rater's name may go on where this one ends: anna, anna-maria.
            own = [one for one in held if one.mark == mark_of(self.of.name, rater)]
            known, now = self.of.predictions, self.of.renamed
            rows = {(now.get(it.id, it.id), it.fingerprint) for one in own for it in one.rows}
            only = {id_ for id_ in only if (id_, fingerprint(known[id_])) not in rows}
            if not only:
                return
            taken = {path.stem for path in folder.glob("*")} | {*self.of.review.raters}
            stem = next(one for n in count(2) if (one := f"{rater}-{n}") not in taken)
        sheet = ballot(self.of, rater, only)
        page = ballot_page(self.of, rater, only, file=f"{stem}.json", language=language)
        self.write({f"{stem}.xlsx": sheet, f"{stem}.html": page.encode("utf-8")}, "ballots")

    def write_ballots(self) -> None:
        """Write a ballot for every rater; a sheet that is there is kept, as it may be filled in.

        Claims that the sheets of a rater do not have are handed out in a ballot of their own.
        """
        listed, now = {claim.id for claim in self.of.claims}, self.of.renamed
        there = read_ballots(sorted((self.folder / "ballots").glob("*.xlsx")))
        for rater in self.of.review.raters:
            own = [one for one in there if one.mark == mark_of(self.of.name, rater)]
            added = listed - {now.get(row.id, row.id) for one in own for row in one.rows}
            sheet = self.folder / "ballots" / f"{rater}.xlsx"
            if not sheet.exists():
                self.write_ballot(rater)
                continue
            kept = self.context.say(Phrase("kept, it may be filled in", "保留，可能已经填写"))
            typer.echo(f"{sheet}  ({kept})")
            if added and own:
                self.write_ballot(rater, only=added)


_HAN = re.compile("[\u4e00-\u9fff]")
_MOST_SHOWN = 10


@with_options("as_of", "predictions")
def meet(context: Context, name: str = NAME) -> None:
    """Serve the page of the meeting on this machine until its End button or Ctrl+C."""
    need_meeting()
    from scorecard.review.meeting import Meeting
    from scorecard.review.meeting_server import serve

    def tell(address: str) -> None:
        typer.echo(address)
        context.echo(
            "Open this address on this machine. The page's End button or Ctrl+C ends it; decisions"
            " are in the records at once.",
            "请在本机打开这个地址。页面上的“结束”或 Ctrl+C 结束；决定会立即写入记录。",
        )

    review_of(context.records, name, is_open=True)
    meeting = Meeting(context.root, name, lambda: context.now().today)
    serve(meeting, language=context.language, on_start=tell)


def _documents(minutes: "Minutes", *, slides: bool) -> dict[str, bytes]:
    """The minutes, and the slides if they are asked for, by the names of their files."""
    from scorecard.review.documents import minutes_markdown, minutes_page

    made = {}
    for language in Language:
        made[f"minutes.{language}.md"] = f"{minutes_markdown(minutes, language)}\n".encode()
        made[f"minutes.{language}.html"] = minutes_page(minutes, language).encode("utf-8")
        if slides:
            from scorecard.review.slides import slide_deck

            made[f"slides.{language}.pptx"] = slide_deck(minutes, language)
    return made


def _who_came(context: Context, of: NamedReview, attended: str) -> list[str]:
    """Those who came; a name that is near a rater's is asked about, others are noted as guests."""
    raters, came = of.review.raters, dict[str, None]()
    called = {folded(name): one for one in raters for name in (one, *of.names.get(one, ()))}
    for named in people(attended, raters, of.names):
        near, shown = called.get(closest(folded(named), called) or ""), printable(named, limit=60)
        meant = of.people([near] if near else [])
        question = Phrase(
            f"{shown!r} is not a rater. Is it {meant.en!r}? [y/N]",
            f"“{shown}”不是评议人。是“{meant.zh}”吗？[y/N]",
        )
        guest = near if near and named not in raters and context.is_confirmed(question) else named
        came[guest] = None
        if guest in raters:
            continue
        en, zh = of.people(raters)
        hint = Phrase(f"; did you mean {meant.en!r}?", f"；是不是“{meant.zh}”？")
        context.note(
            f"warning: {shown!r} is not a rater of review {of.name} ({en}) and is noted as a"
            f" guest{hint.en if near else ''}",
            f"警告：“{shown}”不是年度复盘 {of.name} 的评议人（{zh}），记为列席{hint.zh if near else ''}",
        )
    return list(came)


def _confirm_undecided(context: Context, of: NamedReview, *, is_certain: bool) -> None:
    """Show what is undecided and not put off, and ask whether to close nevertheless."""
    undecided = [one for one in of.claims if not one.decision and not one.put_off]
    if not undecided:
        return
    n = len(undecided)
    context.echo(f"Undecided and not put off: {n}", f"没有决定、也没有留待以后：{n} 条")
    for one in undecided[:_MOST_SHOWN]:
        text = context.text(one.prediction.claim, limit=100)
        typer.echo(f"  {one.number}. {text} ({printable(one.id)})")
    if n > _MOST_SHOWN:
        typer.echo("  …")
    question = Phrase("Close the review nevertheless? [y/N]", "仍要结束这次复盘吗？[y/N]")
    if not is_certain and not context.is_confirmed(question):
        en = "the review is still open; decide them, put them off, or close with --yes"
        raise CallError(en, "复盘没有结束；请作出决定、留待以后，或用 --yes 结束")


def _lacking(text: str | Bilingual) -> Language | None:
    """The language that a text lacks; None when it is in both."""
    if isinstance(text, Bilingual):
        return None
    return Language.ENGLISH if _HAN.search(text) else Language.CHINESE


def _list_one_sided(context: Context, minutes: "Minutes") -> None:
    """The decisions whose texts are in one language, with the command that adds the other."""
    if len(set(context.records.settings.languages)) < len(Language):
        return
    rows = [(row, name) for row in minutes.rows for name in row.one_sided]
    if rows:
        context.echo(f"In one language alone: {len(rows)}", f"只有一种语言：{len(rows)} 处")
    for row, name in rows:
        text = str(getattr(row.decision, name))
        field = "" if name == "why" else f" --field {name}"
        call = f"review translate {minutes.of.name} {shlex.quote(row.id)}{field}"
        asked = context.command(f"{call} --{_lacking(text)} …")
        typer.echo(f"  {asked}  # {printable(text, limit=60)}")


@with_options("as_of", "predictions")
def close(
    context: Context,
    name: str = NAME,
    attended: str | None = option("Who came.", "到场的人。", metavar="A,B,…"),
    slides: bool = flag("Write a PowerPoint deck too.", "同时生成 PowerPoint。", "--slides"),
    yes: bool = flag("Close although claims are undecided.", "有未决定的也结束。", "--yes"),
    out: Path | None = OUT,
) -> None:
    """Close a review and write its minutes; a closed one gets its minutes written anew."""
    need_meeting()
    from scorecard.review.documents import review_minutes

    of = review_of(context.records, name)
    review = of.review
    closed_on = review.closed_on or context.today
    if review.closed_on is None:
        if attended is None and not review.attended:
            en = "--attended is missing; name who came: --attended lin,chen"
            raise CallError(en, "缺少 --attended；请写明到场的人：--attended lin,chen")
        if closed_on < review.held_on:
            raise CallError(
                f"review {name} is held on {review.held_on} and is closed on that day or later;"
                " if it met earlier, change held_on",
                f"年度复盘 {name} 定于 {review.held_on} 举行，到那天才能结束；若已提前开会，请改 held_on",
            )
        came = _who_came(context, of, attended) if attended else review.attended
        _confirm_undecided(context, of, is_certain=yes)
        edit_review(context.root, name, lambda _: {"closed_on": closed_on, "attended": came})
    elif attended and {*people(attended, review.raters, of.names)} != {*review.attended}:
        raise CallError(
            f"review {name} was closed on {closed_on}; its file says who came. Without --attended its"
            " minutes are written again; `scorecard review reopen` opens it again",
            f"年度复盘 {name} 已于 {closed_on} 结束；到场的人已写在复盘文件里。不带 --attended"
            " 会重新生成会议纪要；要重新打开，请运行 `scorecard review reopen`",
        )
    files = ReviewFiles(context, name, out)
    minutes = review_minutes(files.records, name, as_of=closed_on)
    has_slides = slides or any(files.folder.glob("slides.*.pptx"))  # old ones may not stay
    files.write(_documents(minutes, slides=has_slides))
    _list_one_sided(context, minutes)
    n_changed, n_carried = minutes.n_of["changed"], minutes.n_of["carried"]
    n_decided = counted(len(minutes.rows) - n_carried, "claim")
    summary = f"{n_decided} decided, {n_changed} changed, {n_carried} carried over"
    context.echo("To commit it:", "提交请运行：")
    typer.echo(
        f"git add -- {shlex.quote(str(context.root))} {shlex.quote(str(files.folder))}\n"
        f"git commit -m {shlex.quote(f'review-{name}: {summary}')}"
    )


@with_options("as_of", "predictions")
def reopen(context: Context, name: str = NAME) -> None:
    """Open a closed review again; its decisions and who came stay."""
    if review_of(context.records, name).review.closed_on is None:
        raise CallError(f"review {name} is open", f"年度复盘 {name} 没有结束")
    edit_review(context.root, name, lambda _: {"closed_on": None})
    again = context.command(f"review close {name}")
    en = f"Review {name} is open again. Close it with: {again}"
    context.echo(en, f"年度复盘 {name} 已重新打开。结束请运行：{again}")


@with_options("as_of", "predictions")
def translate(
    context: Context,
    name: str = NAME,
    id_: str = ID,
    field: str = choice("Which text of the decision.", "决定的哪一项文字。", "--field", "|".join(TEXTS),
        default="why"),
    english: str | None = option("The text in English.", "英文。", "--en"),
    chinese: str | None = option("The text in Chinese.", "中文。", "--zh"),
) -> None:  # fmt: skip
    """Add the other language to a text of a review's decision."""
    review_of(context.records, name)
    reading = context.reading(id_)
    full, verdicts = reading.file.id, reading.record.verdicts
    own = [one for one in verdicts if one.by == f"{BY_REVIEW}{name}"]
    held = getattr(own[-1], field) if own else None
    new = {to: text for to, text in (("en", english), ("zh", chinese)) if text is not None}
    if held is None or not new:
        raise CallError(
            f"{full} has no {field} by review {name}, or --en and --zh are missing",
            f"{full} 没有 {name} 年度复盘的判定，或判定没有 {field}，或缺少 --en、--zh",
        )
    if {lacks := _lacking(held)} != new.keys():
        there = Phrase("English", "英文") if lacks == "zh" else Phrase("Chinese", "中文")
        how = Phrase(f" in {there.en}: add --{lacks} alone", f"{there.zh}；请只用 --{lacks} 补写")
        en, zh = how if lacks else (" in both languages", "中英文")
        raise CallError(f"`{field}` of {full} is there{en}", f"{full} 的 `{field}` 已有{zh}")
    both = validated(Bilingual, {"en": held, "zh": held} | new)
    verdict = own[-1].model_copy(update={field: both})
    edit_prediction(context.root, full, [replace_verdict(own[-1], verdict)])
    typer.echo(f"{context.root}/{full}.yaml")
