"""The commands `check` and `explain`."""

import os
from datetime import date
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from scorecard.cli.options import (
    PREDICTIONS,
    DayOption,
    LanguageOption,
    PredictionsOption,
    day,
    format_option,
    language_of,
    say,
    today,
)
from scorecard.cli.output import github_line, print_json, print_problems, problem_json
from scorecard.cli.records import need_folder
from scorecard.problems import CallError, Problem, Severity, UnknownWordError
from scorecard.text import Language, Phrase, closest, printable

__all__ = ["check", "explain"]


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
    """What is said of a path that is not there, with the file that was meant."""
    from scorecard.reading.files import list_files

    around = next(
        (one for one in path.absolute().parents if (one / "domains.yaml").is_file()), None
    )
    root = default if around is None else Path(os.path.relpath(around))
    files = list_files(root).files
    id_ = path.as_posix().removesuffix(".yaml")
    meant = next((file.shown for file in files if file.id == id_), None)
    if meant is None and (near := closest(id_, [file.id for file in files])):
        meant = next(file.shown for file in files if file.id == near)
    known = [file.shown for file in files]
    return UnknownWordError(Phrase("no such file", "没有这个文件"), str(path), known, near=meant)


def _is_under(path: Path, folder: Path) -> bool:
    return Path(os.path.abspath(path)).is_relative_to(os.path.abspath(folder))  # noqa: PTH100  (links stay as they are named)


def _need_records(paths: list[Path], roots: list[Path], default: Path) -> None:
    """Stop when a path is not there, or is a file that is no record and has nothing wrong as one.

    Raises:
        CallError: It names such a path.
    """
    from scorecard.reading.files import list_files

    missing = next((path for path in paths if not os.path.lexists(path)), None)
    if missing is not None:
        raise _no_file(missing, default)
    files = [path for path in paths if not os.path.isdir(path)]  # noqa: PTH112  (pathlib raises for a link to itself)
    if not files:
        return
    for path in files:
        root = _root_of(path, default)
        if root != default and not (root / "domains.yaml").is_file():
            shown_path = printable(path, limit=4096)
            raise CallError(
                Phrase(
                    f"{shown_path} is in no folder of records: there is no domains.yaml around it",
                    f"{shown_path} 不在任何记录文件夹里：它周围没有 domains.yaml",
                )
            )
    known = set()
    for root in roots:
        listing = list_files(root)
        shown = [file.shown for file in listing.files] + [one.path for one in listing.problems]
        known |= {os.path.realpath(one) for one in shown} | {os.path.abspath(one) for one in shown}  # noqa: PTH100  (links stay as they are named)
    for path in files:
        if not {os.path.abspath(path), os.path.realpath(path)} & known:  # noqa: PTH100  (links stay as they are named)
            shown_path = printable(path, limit=4096)
            raise CallError(
                Phrase(
                    f"{shown_path} is no record: a record is <outlook>/<claim>.yaml in a folder"
                    " with domains.yaml",
                    f"{shown_path} 不是记录：记录是带有 domains.yaml 的文件夹里的 <展望>/<说法>.yaml",
                )
            )


def _under(problems: list[Problem], paths: list[Path], root: Path) -> list[Problem]:
    """The problems of the files and folders that were asked for, and those of the folder as a whole."""
    asked = [os.path.abspath(path) for path in paths]  # noqa: PTH100  (links stay as they are named)
    whole = os.path.abspath(root)  # noqa: PTH100  (pathlib would follow links, which must not happen here)
    real = os.path.realpath(root)
    asked += [
        os.path.abspath(f"{whole}/{os.path.relpath(os.path.realpath(path), real)}")  # noqa: PTH100  (as above)
        for path in paths
    ]
    return [
        problem
        for problem in problems
        if (place := Path(os.path.abspath(problem.path))) == Path(whole)  # noqa: PTH100  (pathlib would follow links, which must not happen here)
        or any(place.is_relative_to(path) for path in asked)
    ]


def _beyond_the_folder(root: Path, articles: Path | None, against: str | None) -> list[Problem]:
    """What the articles and a git revision say of the records."""
    if articles is None and against is None:
        return []
    from scorecard.reading.folder import load_records

    records, problems = load_records(root), []
    if articles is not None:
        from scorecard.checks.passages import passage_problems

        problems += passage_problems(records, articles)
    if against is not None:
        from scorecard.checks.against import against_problems
        from scorecard.history.past import ids_at, predictions_at, revision

        commit = revision(root, against)
        before = predictions_at(root, commit)
        problems += against_problems(before, records, unread=ids_at(root, commit) - set(before))
    return problems


def _print(problems: list[Problem], n_checked: int, form: str, language: Language) -> None:
    if form == "json":
        print_json(
            {"checked": n_checked, "problems": [problem_json(one, language) for one in problems]}
        )
    elif form == "github":
        for problem in problems:
            typer.echo(github_line(problem, language))
    else:
        print_problems(problems, n_checked, language)


def _last_day(as_of: str | None) -> date:
    """The last day that has come: today, or a later one from which the records are looked at."""
    return max(today(), day(as_of))


def _watch(
    root: Path, paths: list[Path] | None, as_of: str | None, language: Language
) -> list[Problem]:
    """Check a folder until Ctrl-C; the problems that were left."""
    from scorecard.checks.memory import Memory
    from scorecard.checks.run import Check, check_folder
    from scorecard.cli.watching import watch

    memory = Memory()

    def check_again() -> Check:
        found = check_folder(root, as_of=day(as_of), today=_last_day(as_of), cache=memory)
        return found if not paths else Check(found.n_checked, _under(found.problems, paths, root))

    return watch(root, check_again, language)


def _end(problems: list[Problem], *, is_strict: bool) -> NoReturn:
    """End the program: 1 when there are errors, or warnings in a strict run."""
    is_bad = any(one.severity is Severity.ERROR for one in problems)
    raise typer.Exit(1 if is_bad or (is_strict and problems) else 0)


def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH ...]",
            help=say(
                "Files or folders to check; default: all.", "要检查的文件或文件夹；默认全部。"
            ),
            show_default=False,
        ),
    ] = None,
    predictions: PredictionsOption = PREDICTIONS,
    as_of: DayOption = None,
    form: Annotated[str, format_option("text", "json", "github")] = "text",
    articles: Annotated[
        Path | None,
        typer.Option(
            help=say(
                "A folder with <outlook>.txt: verify the passage marks.",
                "存放 <展望>.txt 的文件夹：核对段落标记。",
            )
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="REV",
            help=say(
                "A git revision: goalposts and history must be as they were there.",
                "一个 git 版本：判定标准和历史不得与那时不同。",
            ),
        ),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help=say("Warnings fail the run too.", "警告也算失败。"))
    ] = False,
    use_cache: Annotated[
        bool,
        typer.Option(
            "--cache/--no-cache",
            help=say("Remember files by content.", "按内容记住检查过的文件。"),
        ),
    ] = True,
    is_watched: Annotated[
        bool,
        typer.Option(
            "--watch", help=say("Go on, and check every saved file.", "持续运行，保存后立即检查。")
        ),
    ] = False,
    lang: LanguageOption = None,
) -> None:
    """Every problem in the records, with its line and what to type."""
    from scorecard.checks.cache import Cache, cache_file
    from scorecard.checks.run import check_folder, in_order

    language = language_of(lang)
    if paths is None or any(_is_under(path, predictions) for path in paths):
        need_folder(predictions)
    roots = list(dict.fromkeys(_root_of(path, predictions) for path in paths or [predictions]))
    _need_records(paths or [], roots, predictions)
    if is_watched:
        if form != "text" or articles or against or len(roots) > 1:
            raise CallError(
                Phrase(
                    "--watch prints text about one folder, without --articles and --against",
                    "--watch 只能以文本输出一个文件夹的问题，不能与 --articles、--against 同用",
                )
            )
        _end(_watch(roots[0], paths, as_of, language), is_strict=strict)
    problems: list[Problem] = []
    n_checked = 0
    for root in roots:
        file = cache_file(root) if use_cache else None
        cache = Cache(file) if file else None
        found = check_folder(root, as_of=day(as_of), today=_last_day(as_of), cache=cache)
        n_checked += found.n_checked
        known = found.problems + _beyond_the_folder(root, articles, against)
        problems += _under(known, paths, root) if paths else known
    problems = in_order(problems)
    _print(problems, n_checked, form, language)
    _end(problems, is_strict=strict)


def explain(
    rule: Annotated[
        str | None,
        typer.Argument(help=say("A rule's id; without one, all.", "规则 id；不写则列出全部。")),
    ] = None,
    lang: LanguageOption = None,
) -> None:
    """What a rule asks, and how to mend what breaks it."""
    from scorecard.rules import RULES

    language, rules = language_of(lang), RULES
    if rule not in rules:
        from scorecard.review.ballot_rules import BALLOT_RULES

        rules = {**RULES, **BALLOT_RULES}
    if rule is not None and rule not in rules:
        raise UnknownWordError(Phrase("no rule", "没有规则"), rule, rules)
    severity = {
        Severity.ERROR: Phrase("error", "错误"),
        Severity.WARNING: Phrase("warning", "警告"),
    }
    for one in [rules[rule]] if rule else rules.values():
        typer.echo(
            f"{one.id} ({severity[one.severity].in_language(language)})\n"
            f"  {one.sentence.in_language(language)}\n  {one.fix.in_language(language)}"
        )
