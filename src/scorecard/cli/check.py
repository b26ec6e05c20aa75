"""The commands `check` and `explain`."""

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

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
from scorecard.cli.watch import watch
from scorecard.problems import CallError, Problem, Severity, UnknownWordError
from scorecard.text import Language, Phrase, closest, printable

if TYPE_CHECKING:
    from scorecard.checks.cache import Cache
    from scorecard.checks.run import Check
    from scorecard.reading.folder import Records
    from scorecard.rules import Rule


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


def _need_record(path: Path, root: Path, default: Path) -> None:
    """Reject a path that does not exist or is not a record file.

    Raises:
        CallError: There is no such record.
    """
    from scorecard.reading.files import list_files

    if os.path.isdir(path):  # noqa: PTH112  (pathlib raises for a link to itself)
        return
    shown, is_folder = path_text(path), (root / "domains.yaml").is_file()
    listing = list_files(root if is_folder else default)
    if not os.path.lexists(path):
        ids = {one.id: one.shown for one in listing.files}
        near = closest(path.as_posix().removesuffix(".yaml"), ids)
        raise UnknownWordError(Phrase("file", "文件"), shown, ids, near=near and ids[near])
    if root != default and not is_folder:
        raise CallError(
            Phrase(
                f"{shown} is not in a records folder: no folder around it has a domains.yaml",
                f"{shown} 不在记录文件夹里：它的各级上层文件夹里都没有 domains.yaml",
            )
        )
    listed = [*(one.shown for one in listing.files), *(one.path for one in listing.problems)]
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

    files = [file for file in found.files if is_asked(file)]
    problems = [one for one in found.problems if _absolute(one.path) == whole or is_asked(one.path)]
    return replace(found, files=files, problems=problems)


def _differences(
    context: Context, records: "Records", against: str, *, is_exact: bool
) -> list[Problem]:
    """The problems beside a git revision; prints how many records were compared.

    Raises:
        GitError: There is no such revision, or it has no records of this folder.
    """
    from scorecard.checks.against import against_problems
    from scorecard.history.git import GitError
    from scorecard.history.past import ids_at, merge_base, predictions_at, revision

    tip = revision(records.root, against)
    commit = tip if is_exact else merge_base(records.root, tip)
    shown, folder = printable(against), path_text(records.root)
    where = Phrase(
        f"{commit[:7]}, where this branch left {shown}",
        f"{commit[:7]}（本分支从 {shown} 分出的提交）",
    )
    if commit == tip:
        where = Phrase(f"{shown} ({commit[:7]})", f"{shown}（{commit[:7]}）")
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


def _check(context: Context, root: Path, cache: "Cache | None" = None) -> "Check":
    """Check a folder; who looks from a day to come takes the days until then as come."""
    from scorecard.checks.run import check_folder

    return check_folder(root, as_of=context.as_of, latest_day=context.latest_day, cache=cache)


def _compared(
    context: Context, root: Path, articles: Path | None, against: str | None, *, is_exact: bool
) -> "Check":
    """Check a folder, and compare it with the articles or with a git revision."""
    from scorecard.checks.passages import passage_problems
    from scorecard.checks.run import check_records
    from scorecard.reading.folder import load_records

    records = load_records(root)
    found = check_records(records, as_of=context.as_of, latest_day=context.latest_day)
    if articles is not None:
        found.problems.extend(passage_problems(records, articles))
    if against is not None:
        found.problems.extend(_differences(context, records, against, is_exact=is_exact))
    return found


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


@with_options(
    "as_of",
    "predictions",
    paths=argument(
        "[PATH ...]",
        Phrase("Files or folders to check; default: all.", "要检查的文件或文件夹；默认全部。"),
        show_default=False),
    form=format_option("text", "json", "github"),
    articles=option(Phrase("A folder with <outlook>.txt: verify the passage marks.",
                           "存放 <展望>.txt 的文件夹：核对原文首尾字。")),
    against=option(
        Phrase("A git revision: goalposts and history must be as they were where this branch left it.",
               "一个 git 版本：判定标准和历史不得与本分支从它分出时不同。"),
        metavar="REV"),
    is_exact=option(
        Phrase("Compare with the tip of REV itself.", "直接与 REV 的最新提交比较。"), "--exact"),
    strict=option(Phrase("Warnings fail the run too.", "警告也算失败。"), "--strict"),
    use_cache=option(
        Phrase("Remember files by content.", "按内容记住检查过的文件。"), "--cache/--no-cache"),
    is_watched=option(
        Phrase("Go on, and check every saved file.", "持续运行，保存后立即检查。"), "--watch"),
)  # fmt: skip
def check(
    context: Context,
    paths: list[Path] | None = None,
    form: str = "text",
    articles: Path | None = None,
    against: str | None = None,
    *,
    is_exact: bool = False,
    strict: bool = False,
    use_cache: bool = True,
    is_watched: bool = False,
) -> None:
    """Print every problem in the records, with its line and what to type."""
    if is_exact and against is None:
        raise CallError(Phrase("--exact needs --against REV", "--exact 须与 --against REV 同用"))
    if is_watched and (form != "text" or articles or against):
        raise CallError(
            Phrase(
                "--watch prints text, without --articles and --against",
                "--watch 只能输出文本，不能与 --articles、--against 同用",
            )
        )
    from scorecard.checks.cache import Cache, cache_file
    from scorecard.checks.run import in_order

    default = context.root
    if paths is None or any(_absolute(path).is_relative_to(_absolute(default)) for path in paths):
        context.need_folder()
    root_of = {path: _root_of(path, default) for path in paths or [default]}
    for path, root in root_of.items():
        _need_record(path, root, default)
    roots = dict.fromkeys(root_of.values())
    if is_watched:
        root, *others = roots
        if others:
            raise CallError(Phrase("--watch takes one folder", "--watch 只能监视一个文件夹"))
        cache = Cache(cache_file(root))
        left = watch(
            root, lambda: _under(_check(context.now(), root, cache), paths, root), context.language
        )
        _end(left, is_strict=strict)
    problems: list[Problem] = []
    n_checked = 0
    for root in roots:
        if articles is None and against is None:
            file = cache_file(root) if use_cache else None
            found = _check(context, root, Cache(file) if file else None)
        else:
            found = _compared(context, root, articles, against, is_exact=is_exact)
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

    if asked in RULES:  # the models, which ballots import, are slow to start
        return [RULES[asked]]
    from scorecard.review.collecting import BALLOT_RULES

    rules = {**RULES, **BALLOT_RULES}
    if asked is None or asked in rules:
        return list(rules.values()) if asked is None else [rules[asked]]
    found = [
        one
        for one in rules.values()
        if not asked.isascii() and asked in f"{one.sentence.zh} {_ALSO_CALLED.get(one.id, '')}"
    ]
    if not found:
        raise UnknownWordError(Phrase("rule", "规则"), asked, rules)
    return found


@with_options(
    rule=argument(
        "RULE",
        Phrase("A rule's id, or a Chinese word in it; without one, all.",
               "规则 id，或规则里的词，如“逾期”；不写则列出全部。"),
        autocompletion=complete_rules),
)  # fmt: skip
def explain(context: Context, rule: str | None = None) -> None:
    """Print what a rule asks, and how to mend what breaks it."""
    for one in _explained(rule):
        context.echo(
            Phrase(
                f"{one.id} ({SEVERITIES[one.severity].en})\n  {one.sentence.en}\n  {one.fix.en}",
                f"{one.id}（{SEVERITIES[one.severity].zh}）\n  {one.sentence.zh}\n  {one.fix.zh}",
            )
        )
