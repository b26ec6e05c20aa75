"""The command `review open`."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scorecard.cli.context import Context, with_options
from scorecard.cli.options import day_option, option
from scorecard.cli.output import counted
from scorecard.cli.review_shared import (
    NameArgument,
    OutOption,
    folder_of,
    ids_by_name,
    need_extra,
    open_review,
    people,
    write_agenda,
    write_ballot,
)
from scorecard.problems import CallError
from scorecard.text import Language, Phrase, joined, printable

if TYPE_CHECKING:
    from scorecard.reading.folder import Records
    from scorecard.records import Listed, Review


def _raters(records: "Records", named: str) -> list[str]:
    """Raters whose names can be names of files, each once and among the judges where these are listed."""
    from scorecard.reading.file_names import is_name

    judges = [one.id for one in records.settings.judges]
    raters = people(named, ids_by_name(records, judges))
    if not raters:
        raise CallError(
            Phrase("--raters lin,chen names the raters", "用 --raters lin,chen 写明评议人")
        )
    for number, rater in enumerate(raters):
        if rater in raters[:number]:
            raise CallError(
                Phrase(f"--raters names {rater!r} twice", f"--raters 里“{rater}”写了两次")
            )
        if not is_name(rater.replace(" ", "-")):
            shown = printable(rater, limit=60)
            raise CallError(
                Phrase(
                    f"the rater {shown!r} cannot name a file: use letters, digits, blanks, - and _, and no"
                    " name of a device such as CON",
                    f"评议人“{shown}”不能用作文件名：只用文字、数字、空格、- 和 _，也不得是 CON 之类的设备名",
                )
            )
    missing = [rater for rater in raters if judges and rater not in judges]
    if missing:
        lines = "".join(f" - {{id: {one}, kind: person, en: NAME, zh: 姓名}}" for one in missing)
        en, zh = (joined(missing, language) for language in Language)
        raise CallError(
            Phrase(
                f"not among the judges of scorecard.yaml: {en}; add to `judges`:{lines}",
                f"scorecard.yaml 的 judges 里没有：{zh}；请补上：{lines}",
            )
        )
    return raters


def _chosen(
    records: "Records", domain: str | None, outlook: str | None, claims: list[str]
) -> list[str]:
    """The claims that a filter or a name adds to the list."""
    known = {id_: one for id_, one in records.predictions.items() if not one.withdrawn}
    by_filter = [
        id_
        for id_, one in known.items()
        if (domain or outlook)
        and domain in (None, one.domain)
        and outlook in (None, id_.partition("/")[0])
    ]
    wrong = [id_ for id_ in claims if id_ not in known]
    if (domain or outlook) and not by_filter:
        wrong += [one for one in (domain, outlook) if one]
    if wrong:
        shown = ", ".join(printable(one, limit=80) for one in wrong)
        raise CallError(Phrase(f"no claim fits {shown}", f"没有符合 {shown} 的预测"))
    return [*by_filter, *claims]


def _with_chosen(own: "list[Listed]", chosen: list[str]) -> "list[Listed]":
    """A list with chosen claims; one that is there already keeps its other reasons."""
    from scorecard.records import Listed, ListReason

    of_id = {one.id: one for one in own}
    for id_ in chosen:
        one = of_id.get(id_, Listed(id=id_))
        if ListReason.CHOSEN not in one.because:
            because = [*one.because, ListReason.CHOSEN]
            of_id[id_] = one.model_copy(update={"because": because})
    return list(of_id.values())


def _create(
    records: "Records", name: str, review: "Review", chosen: list[str], *, only: bool
) -> None:
    """Write the review's file: its days, its raters, and its list in the order of the agenda."""
    from scorecard.editing.record_files import create_review
    from scorecard.reading.file_names import is_name
    from scorecard.review.claim_list import in_order, listed

    if not is_name(name):
        shown = printable(name, limit=60)
        raise CallError(
            Phrase(f"{shown!r} cannot name a review", f"“{shown}”不能用作年度复盘的名称")
        )
    year, known = int(name) if name.isdecimal() else review.held_on.year, records.predictions
    before, as_of = records.reviews, review.held_on
    own = [] if only else listed(known, year=year, as_of=as_of, reviews=before)
    entries = in_order(_with_chosen(own, chosen), known, review, name)
    if not entries:
        raise CallError(
            Phrase(
                "no claim is due for this review; choose with --domain, --outlook or --claim",
                "没有到期的预测；请用 --domain、--outlook 或 --claim 选择",
            )
        )
    create_review(records.root, name, review.model_copy(update={"predictions": entries}))
    typer.echo(f"{records.root}/reviews/{name}.yaml")


def _change_list(records: "Records", name: str, chosen: list[str], *, reorder: bool) -> None:
    """Add claims at the end of an open review's list, or put the list in the order of today."""
    from scorecard.editing.record_files import edit_review
    from scorecard.review.claim_list import in_order

    def changed(review: "Review") -> dict[str, Any]:
        entries = _with_chosen(review.entries, chosen)
        known = records.predictions
        return {"predictions": in_order(entries, known, review, name) if reorder else entries}

    if chosen or reorder:
        open_review(records, name)
        edit_review(records.root, name, changed)


def _write_ballots(context: Context, records: "Records", name: str, folder: Path) -> int:
    """A ballot for every rater as a sheet and as a page; a sheet that is there is kept, it may be filled in.

    Claims that the sheets of a rater do not have are handed out in a ballot of their own.

    Returns:
        The number of claims on the list.
    """
    from scorecard.review.ballots import mark_of
    from scorecard.review.claim import claims_of
    from scorecard.review.collecting import read_ballots

    review = records.reviews[name]
    listed = {claim.id for claim in claims_of(records.predictions, review, name)}
    there = read_ballots(sorted((folder / "ballots").glob("*.xlsx")))
    for rater in review.raters:
        own = [one for one in there if one.mark == mark_of(name, rater)]
        added = listed - {row.id for one in own for row in one.rows}
        sheet = folder / "ballots" / f"{rater}.xlsx"
        if not sheet.exists():
            write_ballot(context, records, name, folder, rater)
            continue
        kept = context.say(Phrase("kept, it may be filled in", "保留，可能已经填写"))
        typer.echo(f"{sheet}  ({kept})")
        if added and own:
            write_ballot(context, records, name, folder, rater, only=added)
    return len(listed)


@with_options("as_of", "predictions")
def open_(
    context: Context,
    name: NameArgument,
    raters: Annotated[str, option(Phrase("The raters.", "评议人。"), metavar="A,B,…")] = "",
    held_on: Annotated[
        date | None,
        day_option(Phrase("Day of the meeting; default: today.", "复盘会的日期；默认今天。")),
    ] = None,
    domain: Annotated[
        str | None, option(Phrase("Add the claims of a domain.", "加入一个领域的预测。"))
    ] = None,
    outlook: Annotated[
        str | None, option(Phrase("Add the claims of an outlook.", "加入一篇展望的预测。"))
    ] = None,
    claim: Annotated[
        list[str] | None, option(Phrase("Add a claim.", "加入一条预测。"), metavar="ID")
    ] = None,
    only: Annotated[
        bool, option(Phrase("Nothing but what is chosen so.", "只要这样选出的。"), "--only")
    ] = False,
    reorder: Annotated[
        bool,
        option(
            Phrase("Order the list anew, by the ratings so far.", "按目前的评议重新排序。"),
            "--reorder",
        ),
    ] = False,
    out: OutOption = None,
) -> None:
    """Fix the day, the raters and the list of a review, and write the agenda and the ballots."""
    need_extra()
    from scorecard.reading.folder import load_records
    from scorecard.records import Review

    records, today, meeting = context.records, context.today, held_on or context.today
    if name not in records.reviews:
        if meeting < today:
            raise CallError(
                Phrase(
                    f"--held-on {meeting} is before {today}, when the review is opened",
                    f"--held-on {meeting} 早于开始日期 {today}",
                )
            )
        called = _raters(records, raters)
        review = Review(opened_on=today, held_on=meeting, raters=called, predictions=[])
        chosen = _chosen(records, domain, outlook, claim or [])
        _create(records, name, review, chosen, only=only)
    elif raters or held_on or only:
        raise CallError(
            Phrase(
                f"review {name} is already there: edit reviews/{name}.yaml, add claims with --claim,"
                f" or call `scorecard review open {name}` without options to write its files anew",
                f"年度复盘 {name} 已经存在：请编辑 reviews/{name}.yaml，用 --claim 增加预测，"
                f"或不带选项运行 `scorecard review open {name}` 重新生成文件",
            )
        )
    else:
        chosen = _chosen(records, domain, outlook, claim or [])
        _change_list(records, name, chosen, reorder=reorder)
    records = load_records(context.root)
    review, folder = open_review(records, name), folder_of(name, out)
    write_agenda(context, records, name, folder)
    n_claims, n_raters = _write_ballots(context, records, name, folder), len(review.raters)
    context.echo(
        Phrase(
            f"{counted(n_claims, 'claim')}, {counted(n_raters, 'rater')}. Send each rater their ballot: the"
            " .xlsx, or the .html for a phone, which hands back a .json. Then:"
            f" scorecard review collect {folder}/ballots/*.xlsx {folder}/ballots/*.json",
            f"{n_claims} 条预测，{n_raters} 位评议人。把评议表分发给各人：.xlsx，或手机上用的 .html"
            "（交回 .json）。收齐后运行："
            f"scorecard review collect {folder}/ballots/*.xlsx {folder}/ballots/*.json",
        )
    )
