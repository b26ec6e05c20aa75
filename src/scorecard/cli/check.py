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
from scorecard.cli.output import SEVERITIES, counted, path_text, print_problems
from scorecard.problems import CallError, Problem, Severity, UnknownWordError
from scorecard.rules import RULES
from scorecard.text import Phrase, closest, printable

if TYPE_CHECKING:
    from scorecard.checks.run import Check


def _absolute(path: Path | str) -> Path:
    """A path from the root, with its links as they are named."""
    return Path(os.path.abspath(path))  # noqa: PTH100  (pathlib would follow links)


def _root_of(path: Path, default: Path) -> Path:
    """The folder of records that a path belongs to: the nearest one around it with domains.yaml."""
    from scorecard.reading.files import list_files

    real, root = Path(os.path.realpath(path)), path if path.is_dir() else path.parent
    around = [one for one in (real, *real.parents) if (one / "domains.yaml").is_file()]
    if real.is_relative_to(os.path.realpath(default)):
        root = default
    elif around:
        root = path if around[0] == real else Path(os.path.relpath(around[0]))
    if os.path.isdir(path):  # noqa: PTH112  (pathlib raises for a link to itself)
        return root
    shown, is_folder = path_text(path), (root / "domains.yaml").is_file()
    listing = list_files(root if is_folder else default)
    if not os.path.lexists(path):
        ids = {one.id: one.shown for one in listing.files}
        near = closest(path.as_posix().removesuffix(".yaml"), ids)
        raise UnknownWordError(Phrase("file", "文件"), shown, ids, near=near and ids[near])
    if root != default and not is_folder:
        en = f"{shown} is not in a records folder: no folder around it has a domains.yaml"
        raise CallError(en, f"{shown} 不在记录文件夹里：它的各级上层文件夹里都没有 domains.yaml")
    listed = [*(one.shown for one in listing.files), *(one.path for one in listing.problems)]
    known = {of(one) for one in listed for of in (os.path.abspath, os.path.realpath)}
    if not {os.path.abspath(path), os.path.realpath(path)} & known:  # noqa: PTH100  (links stay as they are named)
        raise CallError(
            f"{shown} is not a record: a record is <outlook>/<claim>.yaml in a folder"
            " with domains.yaml",
            f"{shown} 不是记录：记录是带有 domains.yaml 的文件夹里的 <展望>/<预测>.yaml",
        )
    return root


def _under(found: "Check", paths: list[Path] | None, root: Path) -> "Check":
    """What a check found in some files and folders, and in the folder of records as a whole."""
    if not paths:
        return found
    real, whole = os.path.realpath(root), _absolute(root)
    asked = [_absolute(path) for path in paths]
    asked += [_absolute(whole / os.path.relpath(os.path.realpath(path), real)) for path in paths]
    folders = tuple(f"{path}{os.sep}".replace(2 * os.sep, os.sep) for path in asked)

    def is_asked(place: str) -> bool:  # by the text: with `Path` it takes twenty times as long
        return f"{os.path.abspath(place)}{os.sep}".startswith(folders)  # noqa: PTH100  (see above)

    files = [file for file in found.files if is_asked(file)]
    problems = [one for one in found.problems if _absolute(one.path) == whole or is_asked(one.path)]
    return replace(found, files=files, problems=problems)


def _differences(
    context: Context, root: Path, articles: Path | None, against: str | None, *, is_exact: bool
) -> "Check":
    """Check a folder, and compare it with the articles and with a git revision.

    How many records were compared with the revision is printed.

    Raises:
        GitError: There is no such revision, or it has no records of this folder.
    """
    from scorecard.checks.against import against_problems
    from scorecard.checks.passages import passage_problems
    from scorecard.checks.run import check_records
    from scorecard.history.git import GitError
    from scorecard.history.past import blobs_at, merge_base, predictions_at, revision
    from scorecard.reading.folder import load_records

    records = load_records(root)
    found = check_records(records, as_of=context.as_of, latest_day=context.latest_day)
    if articles is not None:
        found.problems.extend(passage_problems(records, articles))
    if against is None:
        return found
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
    found.problems.extend(against_problems(before, records, unread=ids - set(before)))
    return found


Stamp = tuple[int, int, int, int]
"""Inode, size, time of the content and time of the entry: no save leaves all four as they were."""

PAUSE = 0.08
"""Seconds between two looks at a watched folder; an answer is demanded within 0.25."""
SETTLED = 0.02
"""Seconds in which nothing more may change: an editor that replaces a file is not met halfway."""
_EMPTY = 0.5
"""Seconds in which a file that was emptied gets its text: many editors empty it first and then write."""
_NAMED = 3
"""Changed files that are named; the others are counted."""


def stamps_of(root: Path) -> dict[str, Stamp | None]:
    """The stamps of a folder's YAML files, two levels deep; five milliseconds for 2,000."""
    stamps: dict[str, Stamp | None] = {}
    folders = [str(root)]
    for folder in folders:
        try:
            with os.scandir(folder) as found:
                entries = list(found)
        except OSError:
            stamps[folder] = None
            continue
        for one in entries:
            if one.name.endswith((".yaml", ".yml")):
                stamps[one.path] = None
                with suppress(OSError):
                    facts = one.stat()
                    times = facts.st_mtime_ns, facts.st_ctime_ns
                    stamps[one.path] = facts.st_ino, facts.st_size, *times
            if folder == folders[0] and one.is_dir():
                folders.append(one.path)
    return stamps


def changed_paths(before: dict[str, Stamp | None], after: dict[str, Stamp | None]) -> list[str]:
    """The paths whose stamps differ, in order; files that came and files that went are among them."""
    return sorted({path for path, _ in before.items() ^ after.items()})


def _await_change(root: Path, before: dict[str, Stamp | None]) -> dict[str, Stamp | None]:
    """Wait until something has changed and settled; the stamps of then."""
    while (after := stamps_of(root)) == before:
        time.sleep(PAUSE)
    settled, until = None, time.monotonic() + _EMPTY
    while settled != after or (_is_any_emptied(before, after) and time.monotonic() < until):
        time.sleep(SETTLED)
        settled, after = after, stamps_of(root)
    return after


def _is_any_emptied(before: dict[str, Stamp | None], after: dict[str, Stamp | None]) -> bool:
    """Whether a file that has changed is empty now: of a stamp the second is the size."""
    return any(stamp and not stamp[1] and before.get(one) != stamp for one, stamp in after.items())


def _watch(root: Path, paths: list[Path] | None, context: Context) -> list[Problem]:
    """Check a folder again whenever one of its files changes, until Ctrl-C.

    After a change only new problems and those of the changed files are printed.

    Returns:
        The problems that were left at the end.
    """
    from scorecard.checks.cache import Cache, cache_file

    cache, stamps = Cache(cache_file(root)), stamps_of(root)
    found = _under(context.check(root, cache), paths, root)
    cache.file = None  # from here on in memory: writing it takes as long as a check
    try:
        print_problems(found.problems, found.n_checked, context.language)
        while True:
            before, known = stamps, set(found.problems)
            stamps = _await_change(root, before)
            changed = changed_paths(before, stamps)
            found = _under(context.now().check(root, cache), paths, root)
            listed, n = ", ".join(map(path_text, changed[:_NAMED])), len(changed)
            en, zh = f" and {n - _NAMED} more", f" 等 {n} 个文件"
            en, zh = (en, zh) if n > _NAMED else ("", "")
            context.echo(f"\nchanged: {listed}{en}", f"\n有改动：{listed}{zh}")
            new = [one for one in found.problems if one.path in changed or one not in known]
            print_problems(new, found.n_checked, context.language, summed_up=found.problems)
    except KeyboardInterrupt:
        return found.problems


@with_options("as_of", "predictions")
def check(
    context: Context,
    paths: list[Path] | None = argument("[PATH ...]", "Files or folders to check; default: all.",
        "要检查的文件或文件夹；默认全部。", default=None),
    form: str = format_option("text|json|github"),
    articles: Path | None = option("A folder with <outlook>.txt: verify the passage marks.",
        "存放 <展望>.txt 的文件夹：核对原文首尾字。"),
    against: str | None = option(
        "A git revision: goalposts and history must be as they were where this branch left it.",
        "一个 git 版本：判定标准和历史不得与本分支从它分出时不同。", metavar="REV"),
    is_exact: bool = flag("Compare with the tip of REV itself.", "直接与 REV 的最新提交比较。", "--exact"),
    strict: bool = flag("Warnings fail the run too.", "警告也算失败。", "--strict"),
    use_cache: bool = option("Remember files by content.", "按内容记住检查过的文件。", "--cache/--no-cache",
        default=True),
    is_watched: bool = flag("Go on, and check every saved file.", "持续运行，保存后立即检查。", "--watch"),
) -> None:  # fmt: skip
    """Print every problem in the records, with its line and what to type."""
    from scorecard.checks.cache import Cache, cache_file
    from scorecard.checks.run import in_order

    if is_exact and against is None:
        raise CallError("--exact needs --against REV", "--exact 须与 --against REV 同用")
    if is_watched and (form != "text" or articles or against):
        en = "--watch prints text, without --articles and --against"
        raise CallError(en, "--watch 只能输出文本，不能与 --articles、--against 同用")
    default = context.root
    if paths is None or any(_absolute(path).is_relative_to(_absolute(default)) for path in paths):
        context.need_folder()
    roots = list(dict.fromkeys(_root_of(path, default) for path in paths or [default]))
    if is_watched and len(roots) > 1:
        raise CallError("--watch takes one folder", "--watch 只能监视一个文件夹")
    if is_watched:
        problems = _watch(roots[0], paths, context)
    else:
        checks = []
        for root in roots:
            if articles is None and against is None:
                found = context.check(root, Cache(cache_file(root)) if use_cache else None)
            else:
                found = _differences(context, root, articles, against, is_exact=is_exact)
            checks.append(_under(found, paths, root))
        problems = in_order(problem for one in checks for problem in one.problems)
        n_checked = sum(one.n_checked for one in checks)
        print_problems(problems, n_checked, context.language, form=form)
    has_errors = any(one.severity is Severity.ERROR for one in problems)
    raise typer.Exit(1 if has_errors or (strict and problems) else 0)


_ALSO_CALLED = {
    "overdue": "逾期未判",
    "dated-in-the-future": "未来的日期",
    "published-in-the-future": "未来的日期",
    "goalposts-moved": "改动判定标准",
    "history-rewritten": "改写历史",
    "prediction-removed": "预测被删除",
}
"""Chinese names of rules whose sentence does not contain them."""


@with_options()
def explain(
    context: Context,
    rule: str | None = argument("RULE", "A rule's id, or a Chinese word in it; without one, all.",
        "规则 id，或规则里的词，如“逾期”；不写则列出全部。", autocompletion=complete_rules, default=None),
) -> None:  # fmt: skip
    """Print what a rule asks, and how to mend what breaks it."""
    rules = RULES
    if rule not in RULES:  # the models, which ballots import, are slow to start
        from scorecard.review.collecting import BALLOT_RULES

        rules = {**RULES, **BALLOT_RULES}
    is_chinese = rule is not None and not rule.isascii()
    found = [
        one
        for id_, one in rules.items()
        if rule in {None, id_}
        or (is_chinese and rule in f"{one.sentence.zh} {_ALSO_CALLED.get(id_, '')}")
    ]
    if not found:
        raise UnknownWordError(Phrase("rule", "规则"), str(rule), rules)
    for one in found:
        context.echo(
            f"{one.id} ({SEVERITIES[one.severity].en})\n  {one.sentence.en}\n  {one.fix.en}",
            f"{one.id}（{SEVERITIES[one.severity].zh}）\n  {one.sentence.zh}\n  {one.fix.zh}",
        )
