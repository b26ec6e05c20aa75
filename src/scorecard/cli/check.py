"""The commands `check`, with `--watch`, and `explain`."""

import os
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from scorecard.cli.context import Context, with_options
from scorecard.cli.options import argument, complete_rules, format_option, option
from scorecard.cli.output import (
    SEVERITIES,
    counted,
    github_line,
    path_text,
    print_json,
    print_problems,
    problem_json,
)
from scorecard.problems import CallError, Problem, Severity, UnknownWordError
from scorecard.text import Language, Phrase, closest, printable

if TYPE_CHECKING:
    from scorecard.checks.cache import Cache
    from scorecard.checks.run import Check
    from scorecard.reading.folder import Records
    from scorecard.rules import Rule

Stamp = tuple[int, int, int, int]
"""Inode, size, time of the content and time of the entry: no save leaves all four as they were."""

PAUSE = 0.08
"""Seconds between two looks at a watched folder; an answer is demanded within 0.25."""
SETTLED = 0.02
"""Seconds in which nothing more may change: an editor that replaces a file is not met halfway."""


def _absolute(path: Path | str) -> Path:
    """A path from the root, with its links as they are named."""
    return Path(os.path.abspath(path))  # noqa: PTH100  (pathlib would follow links)


def _root_of(path: Path, default: Path) -> Path:
    """The folder of records that a path belongs to: the nearest one around it with domains.yaml."""
    real = Path(os.path.realpath(path))
    if real.is_relative_to(os.path.realpath(default)):
        return default
    for folder in (real, *real.parents):
        if (folder / "domains.yaml").is_file():
            return path if folder == real else Path(os.path.relpath(folder))
    return path if path.is_dir() else path.parent


def _no_file(path: Path, default: Path) -> UnknownWordError:
    """The error for a path that does not exist; it names the file that was probably meant."""
    from scorecard.reading.files import list_files

    around = next(
        (one for one in path.absolute().parents if (one / "domains.yaml").is_file()), None
    )
    root = default if around is None else Path(os.path.relpath(around))
    shown = {file.id: file.shown for file in list_files(root).files}
    id_ = path.as_posix().removesuffix(".yaml")
    near = id_ if id_ in shown else closest(id_, shown)
    return UnknownWordError(
        Phrase("file", "文件"),
        str(path),
        shown.values(),
        near=None if near is None else shown[near],
    )


def _need_records(roots: Mapping[Path, Path], default: Path) -> None:
    """Reject paths that do not exist or are not record files.

    Args:
        roots: The folder of records of each path.
        default: The folder of records when a path does not tell it.

    Raises:
        CallError: There is such a path.
    """
    from scorecard.reading.files import list_files

    for path in roots:
        if not os.path.lexists(path):
            raise _no_file(path, default)
    for path, root in roots.items():
        if os.path.isdir(path):  # noqa: PTH112  (pathlib raises for a link to itself)
            continue
        shown = path_text(path)
        if root != default and not (root / "domains.yaml").is_file():
            raise CallError(
                Phrase(
                    f"{shown} is not in a records folder: no folder around it has a domains.yaml",
                    f"{shown} 不在记录文件夹里：它的各级上层文件夹里都没有 domains.yaml",
                )
            )
        listing = list_files(root)
        listed = [file.shown for file in listing.files] + [one.path for one in listing.problems]
        known = {of(one) for one in listed for of in (os.path.abspath, os.path.realpath)}
        if not {os.path.abspath(path), os.path.realpath(path)} & known:  # noqa: PTH100  (links stay as they are named)
            raise CallError(
                Phrase(
                    f"{shown} is not a record: a record is <outlook>/<claim>.yaml in a folder"
                    " with domains.yaml",
                    f"{shown} 不是记录：记录是带有 domains.yaml 的文件夹里的 <展望>/<预测>.yaml",
                )
            )


def _under(found: "Check", paths: list[Path] | None, root: Path) -> "Check":
    """What a check found in some files and folders, and in the folder of records as a whole."""
    if not paths:
        return found
    real, whole = os.path.realpath(root), _absolute(root)
    asked = [_absolute(path) for path in paths]
    asked += [_absolute(whole / os.path.relpath(os.path.realpath(path), real)) for path in paths]

    def is_asked(place: str) -> bool:
        return any(_absolute(place).is_relative_to(path) for path in asked)

    return replace(
        found,
        files=[file for file in found.files if is_asked(file)],
        problems=[
            one for one in found.problems if _absolute(one.path) == whole or is_asked(one.path)
        ],
    )


def _differences(
    context: Context, records: "Records", against: str, *, is_exact: bool
) -> list[Problem]:
    """The problems beside a git revision; prints how many records were compared.

    Args:
        context: Language and folder.
        records: The records now.
        against: The revision as the user typed it.
        is_exact: Whether it is compared itself, and not the commit where this branch left it.

    Raises:
        GitError: There is no such revision, or it has no records of this folder.
    """
    from scorecard.checks.against import against_problems
    from scorecard.history.git import GitError
    from scorecard.history.past import ids_at, merge_base, predictions_at, revision

    tip = revision(records.root, against)
    commit = tip if is_exact else merge_base(records.root, tip)
    shown, folder = printable(against), path_text(records.root)
    where = (
        Phrase(f"{shown} ({commit[:7]})", f"{shown}（{commit[:7]}）")
        if commit == tip
        else Phrase(
            f"{commit[:7]}, where this branch left {shown}",
            f"{commit[:7]}（本分支从 {shown} 分出的提交）",
        )
    )
    ids = ids_at(records.root, commit)
    if not ids:
        raise GitError(
            Phrase(
                f"nothing to compare: {folder} has no records at {where.en};"
                " was the folder moved or renamed?",
                f"没有可比较的内容：{folder} 在 {where.zh}里没有记录；文件夹是否移动过或改过名？",
            )
        )
    before = predictions_at(records.root, commit)
    context.echo(
        Phrase(
            f"{counted(len(before), 'record')} compared with {where.en}",
            f"已与 {where.zh}比较 {len(before)} 条记录",
        ),
        is_error=True,
    )
    return against_problems(before, records, unread=ids - set(before))


def _check(context: Context, source: "Path | Records", cache: "Cache | None" = None) -> "Check":
    """Check a folder; who looks from a day to come takes the days until then as come."""
    from scorecard.checks.run import check_folder, check_records

    if isinstance(source, Path):
        return check_folder(source, as_of=context.as_of, latest_day=context.latest_day, cache=cache)
    return check_records(source, as_of=context.as_of, latest_day=context.latest_day)


def _stamp(entry: os.DirEntry[str]) -> Stamp | None:
    try:
        facts = entry.stat()
    except OSError:
        return None
    return facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns


def stamps_of(root: Path) -> dict[str, Stamp | None]:
    """The stamps of a folder's YAML files, two levels deep; five milliseconds for 2,000."""
    stamps: dict[str, Stamp | None] = {}
    folders = [str(root)]
    for folder in folders:
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name.endswith((".yaml", ".yml")):
                        stamps[entry.path] = _stamp(entry)
                    elif folder == folders[0] and entry.is_dir():
                        folders.append(entry.path)
        except OSError:
            stamps[folder] = None
    return stamps


def changed_paths(before: dict[str, Stamp | None], after: dict[str, Stamp | None]) -> list[str]:
    """The paths whose stamps differ, in order; files that came and files that went are among them."""
    missing = (0, 0, 0, 0)
    return sorted(
        path
        for path in before.keys() | after.keys()
        if before.get(path, missing) != after.get(path, missing)
    )


def _await_change(root: Path, before: dict[str, Stamp | None]) -> dict[str, Stamp | None]:
    """Wait until something has changed and settled; the stamps of then."""
    after = stamps_of(root)
    while after == before:
        time.sleep(PAUSE)
        after = stamps_of(root)
    while True:
        time.sleep(SETTLED)
        settled, after = after, stamps_of(root)
        if settled == after:
            return after


def _print_changed(paths: list[str], language: Language) -> None:
    listed = ", ".join(path_text(path) for path in paths[:3])
    n_more = len(paths) - 3
    more = (
        Phrase(f" and {n_more} more", f" 等 {len(paths)} 个文件") if n_more > 0 else Phrase("", "")
    )
    head = Phrase("changed: ", "有改动：").in_language(language)
    typer.echo(f"\n{head}{listed}{more.in_language(language)}")


def _watch(context: Context, root: Path, paths: list[Path] | None) -> list[Problem]:
    """Check a folder again whenever one of its files changes, until Ctrl-C.

    After a change only new problems and those of the changed files are printed.

    Returns:
        The problems that were left at the end.
    """
    from scorecard.checks.cache import Cache, cache_file

    cache = Cache(cache_file(root))

    stamps = stamps_of(root)
    found = _under(_check(context.now(), root, cache), paths, root)
    try:
        print_problems(found.problems, found.n_checked, context.language)
        while True:
            before, known = stamps, set(found.problems)
            stamps = _await_change(root, before)
            changed = changed_paths(before, stamps)
            found = _under(_check(context.now(), root, cache), paths, root)
            _print_changed(changed, context.language)
            new = [one for one in found.problems if one.path in changed or one not in known]
            print_problems(new, found.n_checked, context.language, summed_up=found.problems)
    except KeyboardInterrupt:
        return found.problems


def _print(problems: list[Problem], n_checked: int, form: str, language: Language) -> None:
    if form == "json":
        listed = [problem_json(one, language) for one in problems]
        print_json({"checked": n_checked, "problems": listed})
    elif form == "github":
        for problem in problems:
            typer.echo(github_line(problem, language))
    else:
        print_problems(problems, n_checked, language)


def _end(problems: list[Problem], *, is_strict: bool) -> NoReturn:
    """End the program: 1 when there are errors, or warnings in a strict run."""
    is_bad = any(one.severity is Severity.ERROR for one in problems)
    raise typer.Exit(1 if is_bad or (is_strict and problems) else 0)


@with_options("as_of", "predictions")
def check(
    context: Context,
    paths: Annotated[
        list[Path] | None,
        argument(
            "[PATH ...]",
            Phrase("Files or folders to check; default: all.", "要检查的文件或文件夹；默认全部。"),
            show_default=False,
        ),
    ] = None,
    form: Annotated[str, format_option("text", "json", "github")] = "text",
    articles: Annotated[
        Path | None,
        option(
            Phrase(
                "A folder with <outlook>.txt: verify the passage marks.",
                "存放 <展望>.txt 的文件夹：核对原文首尾字。",
            )
        ),
    ] = None,
    against: Annotated[
        str | None,
        option(
            Phrase(
                "A git revision: goalposts and history must be as they were where this branch left it.",
                "一个 git 版本：判定标准和历史不得与本分支从它分出时不同。",
            ),
            metavar="REV",
        ),
    ] = None,
    is_exact: Annotated[
        bool,
        option(
            Phrase("Compare with the tip of REV itself.", "直接与 REV 的最新提交比较。"), "--exact"
        ),
    ] = False,
    strict: Annotated[
        bool, option(Phrase("Warnings fail the run too.", "警告也算失败。"), "--strict")
    ] = False,
    use_cache: Annotated[
        bool,
        option(
            Phrase("Remember files by content.", "按内容记住检查过的文件。"), "--cache/--no-cache"
        ),
    ] = True,
    is_watched: Annotated[
        bool,
        option(
            Phrase("Go on, and check every saved file.", "持续运行，保存后立即检查。"), "--watch"
        ),
    ] = False,
) -> None:
    """Print every problem in the records, with its line and what to type."""
    from scorecard.checks.cache import Cache, cache_file
    from scorecard.checks.run import in_order

    if is_exact and against is None:
        raise CallError(Phrase("--exact needs --against REV", "--exact 须与 --against REV 同用"))
    default = context.root
    if paths is None or any(_absolute(path).is_relative_to(_absolute(default)) for path in paths):
        context.need_folder()
    root_of = {path: _root_of(path, default) for path in paths or [default]}
    _need_records(root_of, default)
    roots = list(dict.fromkeys(root_of.values()))
    if is_watched:
        if form != "text" or articles or against or len(roots) > 1:
            raise CallError(
                Phrase(
                    "--watch prints text about one folder, without --articles and --against",
                    "--watch 只能以文本输出一个文件夹的问题，不能与 --articles、--against 同用",
                )
            )
        _end(_watch(context, roots[0], paths), is_strict=strict)
    problems: list[Problem] = []
    n_checked = 0
    for root in roots:
        if articles is None and against is None:
            file = cache_file(root) if use_cache else None
            found = _check(context, root, Cache(file) if file else None)
        else:
            from scorecard.reading.folder import load_records

            records = load_records(root)
            found = _check(context, records)
            if articles is not None:
                from scorecard.checks.passages import passage_problems

                found.problems.extend(passage_problems(records, articles))
            if against is not None:
                found.problems.extend(_differences(context, records, against, is_exact=is_exact))
        found = _under(found, paths, root)
        n_checked += found.n_checked
        problems += found.problems
    problems = in_order(problems)
    _print(problems, n_checked, form, context.language)
    _end(problems, is_strict=strict)


_ALSO_CALLED = {
    "overdue": "逾期未判",
    "dated-in-the-future": "未来的日期",
    "published-in-the-future": "未来的日期",
    "goalposts-moved": "改动判定标准",
    "history-rewritten": "改写历史",
    "prediction-removed": "预测被删除",
}
"""Chinese names of rules whose sentence does not contain them."""


def _explained(asked: str | None) -> "list[Rule]":
    """The rules of an id, or of a Chinese word in their sentences; all without one.

    Raises:
        UnknownWordError: No rule has this id or this word.
    """
    from scorecard.rules import RULES

    if asked in RULES:
        return [RULES[asked]]
    from scorecard.review.ballots import BALLOT_RULES

    rules = {**RULES, **BALLOT_RULES}
    if asked is None:
        return list(rules.values())
    if asked in rules:
        return [rules[asked]]
    found = [
        one
        for one in rules.values()
        if not asked.isascii() and asked in f"{one.sentence.zh} {_ALSO_CALLED.get(one.id, '')}"
    ]
    if not found:
        raise UnknownWordError(Phrase("rule", "规则"), asked, rules)
    return found


@with_options()
def explain(
    context: Context,
    rule: Annotated[
        str | None,
        argument(
            "RULE",
            Phrase(
                "A rule's id, or a Chinese word in it; without one, all.",
                "规则 id，或规则里的词，如“逾期”；不写则列出全部。",
            ),
            autocompletion=complete_rules,
        ),
    ] = None,
) -> None:
    """Print what a rule asks, and how to mend what breaks it."""
    for one in _explained(rule):
        context.echo(
            Phrase(
                f"{one.id} ({SEVERITIES[one.severity].en})\n  {one.sentence.en}\n  {one.fix.en}",
                f"{one.id}（{SEVERITIES[one.severity].zh}）\n  {one.sentence.zh}\n  {one.fix.zh}",
            )
        )
