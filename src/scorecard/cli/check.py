"""The commands `check`, which can go on and check every saved file, and `explain`."""

import os
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from scorecard.cli.context import Context, with_options
from scorecard.cli.options import argument, complete_rules, flag, format_option, option
from scorecard.cli.output import SEVERITIES, path_text, print_problems
from scorecard.problems import CallError, Severity, UnknownWordError
from scorecard.review import BALLOT_RULES
from scorecard.rules import RULES
from scorecard.text import Phrase, closest, counted, listed, printable

if TYPE_CHECKING:
    from scorecard.checks.run import Check


def _root_around(path: Path, default: Path) -> Path:
    """The folder of records that a path belongs to: the nearest one around it with domains.yaml."""
    real = Path(os.path.realpath(path))
    root = next((one for one in (real, *real.parents) if (one / "domains.yaml").is_file()), None)
    if root is None or real.is_relative_to(os.path.realpath(default)):
        return default
    return path if root == real else Path(os.path.relpath(root))


def _absolute(path: Path | str) -> Path:
    """A path from the root, with its links as they are named."""
    return Path(os.path.abspath(path))  # noqa: PTH100  (pathlib would follow links)


def _under(found: "Check", paths: list[Path], root: Path) -> "Check":
    """What a check found in some files and folders, and in the folder of records as a whole."""
    if not paths:
        return found
    real, whole = os.path.realpath(root), _absolute(root)
    asked = [_absolute(one) for path in paths for one in (path, path_text(path))]
    asked += [_absolute(whole / os.path.relpath(os.path.realpath(path), real)) for path in paths]
    folders = tuple(f"{path}{os.sep}".replace(2 * os.sep, os.sep) for path in asked)

    def is_asked(place: str) -> bool:  # by the text: with `Path` it takes twenty times as long
        return f"{os.path.abspath(place)}{os.sep}".startswith(folders)  # noqa: PTH100  (see above)

    files = [file for file in found.files if is_asked(file)]
    problems = [one for one in found.problems if _absolute(one.path) == whole or is_asked(one.path)]
    return replace(found, files=files, problems=problems)


def _need_records(found: "Check", paths: list[Path], root: Path) -> None:
    """Reject paths that do not exist or hold no record; a folder inside that of the records may be empty."""
    for path in paths:
        own, shown = _under(found, [path], root), path_text(path)
        is_inside = Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))
        if own.files or own.problems or (is_inside and os.path.isdir(path)):  # noqa: PTH112  (pathlib raises for a link to itself)
            continue
        if not os.path.lexists(path):
            folder = f"{root}{os.sep}"
            ids = {one.removeprefix(folder).removesuffix(".yaml"): one for one in found.files}
            near = closest(path.as_posix().removesuffix(".yaml"), ids)
            raise UnknownWordError(Phrase("file", "个文件"), shown, ids, near=near and ids[near])
        raise CallError(
            f"no record in {shown}: a record is <outlook>/<claim>.yaml in a folder"
            " with domains.yaml",
            f"{shown} 里没有记录：记录是带有 domains.yaml 的文件夹里的 <展望>/<预测>.yaml",
        )


def _differences(
    context: Context, articles: Path | None, against: str | None, *, is_exact: bool
) -> "Check":
    """Check a folder, and compare it with the articles and with a git revision.

    How many records were compared with the revision is printed.

    Raises:
        GitError: There is no such revision, or it has no records of this folder.
    """
    from scorecard.checks.against import against_problems
    from scorecard.checks.passages import passage_problems
    from scorecard.checks.run import in_order
    from scorecard.history.git import GitError
    from scorecard.history.past import blobs_at, merge_base, predictions_at, revision

    root = context.root
    records, found = context.checked
    problems = found.problems
    if articles is not None:
        problems += passage_problems(records, articles)
    if against is None:
        return replace(found, problems=in_order(problems))
    tip = revision(root, against)
    commit = tip if is_exact else merge_base(root, tip)
    shown, folder, name = printable(against), path_text(root), commit[:7]
    en, zh = f"{name}, where this branch left {shown}", f"{name}（本分支从 {shown} 分出的提交）"
    en, zh = (f"{shown} ({name})", f"{shown}（{name}）") if commit == tip else (en, zh)
    ids = set(blobs_at(root, commit))
    if not ids:
        raise GitError(
            f"nothing to compare: {folder} has no records at {en};"
            " was the folder moved or renamed?",
            f"没有可比较的内容：{folder} 在 {zh}里没有记录；文件夹是否移动过或改过名？",
        )
    before = predictions_at(root, commit)
    n = len(before)
    context.note(f"{counted(n, 'record')} compared with {en}", f"已与 {zh}比较 {n} 条记录")
    problems += against_problems(before, records, unread=ids - set(before))
    return replace(found, problems=in_order(problems))


Stamp = tuple[int, int, int, int]
"""Inode, size, time of the content and time of the entry: no save leaves all four as they were."""

PAUSE = 0.08
"""Seconds between two looks at a watched folder; an answer is demanded within 0.25."""
SETTLED = 0.02
"""Seconds in which nothing more may change: an editor that replaces a file is not met halfway."""
_NAMED = 3
"""Changed files that are named; the others are counted."""


def stamps_of(root: Path) -> dict[str, Stamp]:
    """The stamps of what `check` looks at in a folder, two levels deep; milliseconds for 2,000 files."""
    stamps = {}
    folders = [str(root)]
    for folder in folders:
        with suppress(OSError), os.scandir(folder) as entries:
            for one in entries:
                if one.name.endswith((".yaml", ".yml", ".txt")):
                    with suppress(OSError):  # it is gone by now, or a link to nowhere
                        facts = one.stat()
                        times = facts.st_mtime_ns, facts.st_ctime_ns
                        stamps[one.path] = facts.st_ino, facts.st_size, *times
                elif folder == folders[0] and one.is_dir():
                    folders.append(one.path)
    return stamps


def _await_change(root: Path, before: dict[str, Stamp]) -> dict[str, Stamp]:
    """Wait until something has changed and settled; the stamps of then."""
    while (after := stamps_of(root)) == before:
        time.sleep(PAUSE)
    settled = None
    while settled != after:
        time.sleep(SETTLED)
        settled, after = after, stamps_of(root)
    return after


def _watch(
    context: Context, paths: list[Path], found: "Check", stamps: dict[str, Stamp]
) -> "Check":
    """Check a folder again whenever one of its files changes, until Ctrl-C; what was found at the end.

    After a change only new problems and those of the changed files are printed. The stamps are of before
    the first check.
    """
    root, cache = context.root, context.cache
    cache.file = None  # from here on in memory: writing it takes as long as a check
    try:
        print_problems(found.problems, found.n_checked, context.language)
        while True:
            before, known = stamps, set(found.problems)
            stamps = _await_change(root, before)
            changed = sorted({path for path, _ in before.items() ^ stamps.items()})
            found = _under(context.now().check(cache), paths, root)
            more = f" … (+{len(changed) - _NAMED})" if len(changed) > _NAMED else ""
            en, zh = listed(map(path_text, changed[:_NAMED]))
            context.echo(f"\nchanged: {en}{more}", f"\n有改动：{zh}{more}")
            new = [one for one in found.problems if one.path in changed or one not in known]
            print_problems(new, found.n_checked, context.language, summed_up=found.problems)
    except KeyboardInterrupt:
        return found


@with_options("as_of", "predictions")
def check(
    context: Context,
    paths: list[Path] | None = argument("[PATH ...]", "Files or folders to check; default: all.",
        "要检查的文件或文件夹；默认全部。", default=None),
    form: str = format_option("text|json|github"),
    articles: Path | None = option("A folder with <outlook>.txt: verify the passage marks.",
        "存放 <展望>.txt 的文件夹：核对原文首尾字。"),
    against: str | None = option(
        "A git revision: no claim, criteria or verdict may have moved since this branch left it.",
        "一个 git 版本：自本分支从该版本分出以来，预测、判定标准和判定不得擅改。", metavar="REV"),
    is_exact: bool = flag("Compare with the tip of REV itself.", "直接与 REV 的最新提交比较。", "--exact"),
    strict: bool = flag("Warnings fail the run too.", "警告也算失败。", "--strict"),
    use_cache: bool = option("Remember files by content.", "按内容记住检查过的文件。", "--cache/--no-cache",
        default=True),
    is_watched: bool = flag("Keep running; check each file when it is saved.",
        "持续运行，保存后立即检查。", "--watch"),
) -> None:  # fmt: skip
    """Print every problem in the records, with its line and what to type."""
    if is_exact and against is None:
        raise CallError("--exact needs --against REV", "--exact 须与 --against REV 同用")
    if is_watched and (form != "text" or articles or against):
        en = "--watch prints text, without --articles and --against"
        raise CallError(en, "--watch 只能输出文本，不能与 --articles、--against 同用")
    asked = paths or []
    roots = {_root_around(path, context.root) for path in asked} or {context.root}
    if len(roots) > 1:
        raise CallError("name paths in one folder of records", "请只写同一个记录文件夹里的路径")
    context = replace(context, root=roots.pop())
    context.need_folder()
    stamps = stamps_of(context.root) if is_watched else {}
    if articles is None and against is None:
        found = context.check(context.cache if use_cache or is_watched else None)
    else:
        found = _differences(context, articles, against, is_exact=is_exact)
    _need_records(found, asked, context.root)
    found = _under(found, asked, context.root)
    if is_watched:
        found = _watch(context, asked, found, stamps)
    else:
        print_problems(found.problems, found.n_checked, context.language, form=form)
    has_errors = any(one.severity is Severity.ERROR for one in found.problems)
    raise typer.Exit(1 if has_errors or (strict and found.problems) else 0)


@with_options()
def explain(
    context: Context,
    rule: str | None = argument("RULE", "A rule's id, or words of its sentence; default: all.",
        "规则的 id，或规则里的词，如“逾期”；默认列出全部。", autocompletion=complete_rules, default=None),
) -> None:  # fmt: skip
    """Print what a rule asks, and how to mend what breaks it."""
    rules, word = [*RULES.values(), *BALLOT_RULES.values()], str(rule).lower()
    found = [one for one in rules if rule in {None, one.id}] or [
        one for one in rules if word in f"{one.sentence.en.lower()}{one.sentence.zh}"
    ]
    if not found:
        every = Phrase("`scorecard explain` lists them", "`scorecard explain` 会全部列出")
        ids = [one.id for one in rules]
        raise UnknownWordError(Phrase("rule", "条规则"), str(rule), ids, otherwise=every)
    for one in found:
        context.echo(
            f"{one.id} ({SEVERITIES[one.severity].en})\n  {one.sentence.en}\n  {one.fix.en}",
            f"{one.id}（{SEVERITIES[one.severity].zh}）\n  {one.sentence.zh}\n  {one.fix.zh}",
        )
