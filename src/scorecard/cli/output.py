"""How problems and lines reach the terminal: one place for excerpts, carets and safe text."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import typer

from scorecard.problems import Problem, Severity
from scorecard.text import Language, Phrase, printable

__all__ = [
    "github_line",
    "percent",
    "print_json",
    "print_problems",
    "problem_json",
    "problem_text",
    "summary_line",
    "width",
]


def print_json(value: Any) -> None:  # noqa: ANN401  (any JSON value)
    """A JSON document with real characters."""
    import json

    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


def problem_json(problem: Problem, language: Language) -> dict[str, Any]:
    """A problem as `check --format json` prints it."""
    return {
        "path": printable(problem.path, limit=4096),
        "line": problem.line,
        "column": problem.column,
        "rule": problem.rule,
        "severity": problem.severity.value,
        "message": problem.message.in_language(language),
        "hint": problem.hint.in_language(language),
    }


_LONGEST_EXCERPT = 100
_ABOUT_THE_FILE = {"stray-file", "bad-name", "unreadable", "outside-folder", "too-large"}


@lru_cache(maxsize=8)
def _lines(path: str) -> list[str]:
    """The lines of a file, whatever its encoding; none when it is not an ordinary file of its size."""
    from scorecard.reading.files import RecordFile, read_bytes

    data = read_bytes(RecordFile(Path(path), path, "prediction", ""))
    if isinstance(data, Problem):
        return []
    try:
        return data.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace").split("\n")


def width(text: str) -> int:
    """Columns of a terminal that a text takes."""
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _excerpt(problem: Problem) -> list[str]:
    """The line at fault and a caret under the place; nothing for a whole file or an empty line."""
    is_whole = problem.rule in _ABOUT_THE_FILE or problem.path.endswith(".xlsx")
    lines = [] if is_whole else _lines(problem.path)
    if not 1 <= problem.line <= len(lines) or not lines[problem.line - 1].strip():
        return []
    line = lines[problem.line - 1].replace("\t", " ").rstrip("\r")
    start = max(0, problem.column - 60) if len(line) > _LONGEST_EXCERPT else 0
    cut = "…" if start else ""
    shown = cut + printable(line[start:], limit=_LONGEST_EXCERPT)
    before = cut + printable(line[start : problem.column - 1], limit=_LONGEST_EXCERPT)
    gutter = f"{problem.line:>6} | "
    return [gutter + shown, " " * (len(gutter) - 2) + "| " + " " * width(before) + "^"]


def problem_text(problem: Problem, language: Language) -> str:
    """A problem like a compiler prints it: place, rule, message, excerpt, fix."""
    severity = {
        Severity.ERROR: Phrase("error", "错误"),
        Severity.WARNING: Phrase("warning", "警告"),
    }[problem.severity].in_language(language)
    place = f"{printable(problem.path, limit=4096)}:{problem.line}:{problem.column}"
    message = printable(problem.message.in_language(language), limit=2000)
    hint = printable(problem.hint.in_language(language), limit=2000)
    found = f"{place}: {severity}[{problem.rule}] {message}"
    return "\n".join([found, *_excerpt(problem), f"       = {hint}"])


def percent(share: float | None, *, n_decimals: int = 0) -> str:
    """A share as the terminal shows it; a dash where nothing is judged.

    Examples:
        >>> percent(0.625), percent(0.625, n_decimals=1), percent(None)
        ('62 %', '62.5 %', '–')
    """
    return "–" if share is None else f"{100 * share:.{n_decimals}f} %"


def _escaped(text: str, *, is_property: bool = False) -> str:
    for character, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        text = text.replace(character, code)
    return text.replace(":", "%3A").replace(",", "%2C") if is_property else text


def github_line(problem: Problem, language: Language) -> str:
    """A problem as a workflow command, which GitHub shows at its line."""
    place = (
        f"file={_escaped(printable(problem.path, limit=4096), is_property=True)},"
        f"line={problem.line},col={problem.column},"
        f"title={_escaped(problem.rule, is_property=True)}"
    )
    message, hint = problem.message, problem.hint
    said = Phrase(f"{message.en}. {hint.en}", f"{message.zh}。{hint.zh}").in_language(language)
    return f"::{problem.severity.value} {place}::{_escaped(said)}"


def summary_line(n_checked: int, problems: Iterable[Problem], language: Language) -> str:
    """How many files were checked and how many problems they have."""
    severities = [problem.severity for problem in problems]
    n_errors, n_warnings = severities.count(Severity.ERROR), severities.count(Severity.WARNING)

    def count(number: int, word: str) -> str:
        return f"{number} {word}{'' if number == 1 else 's'}"

    en = f"{count(n_checked, 'file')} checked: {count(n_errors, 'error')}, {count(n_warnings, 'warning')}"
    zh = f"已检查 {n_checked} 个文件：{n_errors} 个错误，{n_warnings} 个警告"
    return Phrase(en, zh).in_language(language)


def print_problems(
    problems: list[Problem],
    n_checked: int,
    language: Language,
    *,
    to_errors: bool = False,
    summed_up: list[Problem] | None = None,
) -> None:
    """Problems as text, and the summary line, which may be of more problems than are printed."""
    _lines.cache_clear()
    for problem in problems:
        typer.echo(problem_text(problem, language) + "\n", err=to_errors)
    whole = problems if summed_up is None else summed_up
    typer.echo(summary_line(n_checked, whole, language), err=to_errors)
