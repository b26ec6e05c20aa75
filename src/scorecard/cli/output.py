"""What the program prints and writes: problems with excerpts, JSON, progress, files."""

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path, PurePath
from typing import Any

import typer

from scorecard.problems import CallError, Problem, Severity
from scorecard.rules import RULES
from scorecard.text import (
    Language,
    Phrase,
    counted,
    display_width,
    printable,
    system_reason,
    wrapped,
)

SEVERITIES = {Severity.ERROR: Phrase("error", "错误"), Severity.WARNING: Phrase("warning", "警告")}
_LONGEST_EXCERPT = 100
_WHOLE_FILE = ("copied-file", "stray-file", "bad-name", "unreadable", "outside-folder", "too-large")


def path_text(path: object) -> str:
    """A path as it may go to a terminal."""
    return printable(path, limit=4096)


@contextmanager
def progress(
    label: Phrase, language: Language, total: int | None = None
) -> Iterator[Callable[[object], None]]:
    """A line on a terminal that names the step at work, with a bar of a total; nothing in a pipe.

    The function that it yields is called at each step, with the name of the step where that is not the label.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task("", total=total)

        def advance(step: object) -> None:
            said = (step if isinstance(step, Phrase) else label).in_language(language)
            bar.update(task, description=said, advance=1, refresh=True)

        yield advance


_VERBATIM = re.compile(r" *\d* \| | +scorecard ")


def print_prose(text: str, *, is_error: bool = False) -> None:
    """Print a text; on a terminal its lines break at the ends of words and keep their indent.

    Excerpts of files and commands to copy stay as they are.
    """
    lines = text.split("\n")
    if (sys.stderr if is_error else sys.stdout).isatty():
        columns, whole = shutil.get_terminal_size().columns, lines
        lines = []
        for line in whole:
            if display_width(line) <= columns or _VERBATIM.match(line):
                lines.append(line)
                continue
            indent = " " * min(len(line) - len(line.lstrip(" ")), columns // 2)
            lines += [indent + one for one in wrapped(line.lstrip(" "), columns - len(indent))]
    typer.echo("\n".join(lines), err=is_error)


def print_json(value: Any) -> None:
    """Print a JSON document with real characters."""
    import json

    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


_WITHOUT_LINES = (".xlsx", ".json", ".gz", ".bz2", ".xz", ".zip", ".parquet")
"""Files whose problems name a row, so that no line of them is shown."""


@lru_cache(maxsize=8)
def _lines(path: str) -> list[str]:
    """The lines of a text, whatever its encoding; none of other files."""
    from scorecard.reading.encodings import east_asian_name, wide_name
    from scorecard.reading.files import RecordFile, read_bytes

    data = read_bytes(RecordFile(path, "prediction", ""))
    if isinstance(data, Problem):
        return []
    with suppress(UnicodeDecodeError):
        return data.decode(wide_name(data) or "utf-8-sig").split("\n")
    text = data.decode(east_asian_name(data) or "utf-8", "replace")
    return [] if "\0" in text else text.split("\n")


def _excerpt(problem: Problem) -> list[str]:
    """The line of a problem and a caret under the place; nothing for a whole file or an empty line."""
    is_whole = problem.rule in _WHOLE_FILE or problem.path.lower().endswith(_WITHOUT_LINES)
    is_ballot = problem.rule not in RULES  # whatever its name is: its bytes are no lines
    lines = [] if is_whole or is_ballot else _lines(problem.path)
    if not 1 <= problem.line <= len(lines) or not lines[problem.line - 1].strip():
        return []
    line = lines[problem.line - 1].replace("\t", " ").rstrip("\r")
    start = max(0, problem.column - 60) if len(line) > _LONGEST_EXCERPT else 0
    cut = "…" if start else ""
    excerpt = cut + printable(line[start:], limit=_LONGEST_EXCERPT)
    before = cut + printable(line[start : problem.column - 1], limit=_LONGEST_EXCERPT)
    gutter = f"{problem.line:>6} | "
    caret = " " * (len(gutter) - 2) + "| " + " " * display_width(before) + "^"
    return [gutter + excerpt, caret]


def problem_text(problem: Problem, language: Language) -> str:
    """A problem like a compiler prints it: place, rule, message, excerpt, fix."""
    severity = SEVERITIES[problem.severity].in_language(language)
    place = f":{problem.line}:{problem.column}" if problem.line else ""
    message, hint = (
        printable(one.in_language(language), limit=2000) for one in (problem.message, problem.hint)
    )
    head = f"{path_text(problem.path)}{place}: {severity}[{problem.rule}] {message}"
    return "\n".join([head, *_excerpt(problem), f"       = {hint}"])


def github_line(problem: Problem, language: Language) -> str:
    """A problem as a workflow command, which GitHub shows at its line."""
    in_text = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
    in_property = in_text | str.maketrans({":": "%3A", ",": "%2C"})
    path, rule = (one.translate(in_property) for one in (path_text(problem.path), problem.rule))
    message, hint = problem.message, problem.hint
    said = Phrase(f"{message.en}. {hint.en}", f"{message.zh}。{hint.zh}").in_language(language)
    place = f"file={path},line={problem.line},col={problem.column},title={rule}"
    return f"::{problem.severity.value} {place}::{said.translate(in_text)}"


def print_problems(
    problems: list[Problem],
    n_checked: int,
    language: Language,
    *,
    form: str = "text",
    to_errors: bool = False,
    summed_up: list[Problem] | None = None,
) -> None:
    """Print problems as JSON, for GitHub, or as text; its last line may sum up more than are printed."""
    if form == "json":
        listed = [
            one._asdict()
            | {name: getattr(one, name).in_language(language) for name in ("message", "hint")}
            | {"path": path_text(one.path)}
            for one in problems
        ]
        print_json({"checked": n_checked, "problems": listed})
        return
    if form == "github":
        for problem in problems:
            typer.echo(github_line(problem, language))
        return
    _lines.cache_clear()
    for problem in problems:
        print_prose(problem_text(problem, language) + "\n", is_error=to_errors)
    severities = [one.severity for one in (problems if summed_up is None else summed_up)]
    n_errors, n_warnings = severities.count(Severity.ERROR), severities.count(Severity.WARNING)
    summary = Phrase(
        f"{counted(n_checked, 'file')} checked: {counted(n_errors, 'error')},"
        f" {counted(n_warnings, 'warning')}",
        f"已检查 {n_checked} 个文件：{n_errors} 个错误，{n_warnings} 个警告",
    )
    typer.echo(summary.in_language(language), err=to_errors)


def _cannot_write(path: Path, error: OSError) -> CallError:
    name, why = path_text(path), system_reason(error)
    return CallError(f"{name} cannot be written: {why.en}", f"{name} 无法写入：{why.zh}")


def _place(asked: Path) -> tuple[Path, Path]:
    """The folder that a call names, the working one for a relative path, and the way on from there."""
    is_below = not asked.is_absolute() and ".." not in asked.parts
    base = (Path.cwd() if is_below else asked.parent).resolve()
    real = Path(os.path.realpath(asked))
    if not real.is_relative_to(base):
        name = path_text(asked)
        en = f"{name} is a link to another folder; nothing was written"
        raise CallError(en, f"{name} 是指向别的文件夹的链接；没有写入")
    return base, real.relative_to(base)


def need_no_records(folder: Path) -> None:
    """Stop before anything else is written among records."""
    from scorecard.editing.starting import domains_of

    is_among = any((folder / name).exists() for name in ("domains.yaml", "outlook.yaml"))
    if is_among or any(map(domains_of, Path(os.path.realpath(folder)).parents)):
        en = f"{folder} is among records; choose another folder"
        raise CallError(en, f"{folder} 在记录文件夹里；请换个文件夹")


def is_current(file: Path, content: bytes) -> bool:
    """Whether a file, which need not be there, has this content."""
    try:
        return file.stat().st_size == len(content) and file.read_bytes() == content
    except OSError:
        return False


def write_file(file: Path, content: bytes) -> None:
    """Write a file in one step; a pipe or a device is written to.

    Raises:
        CallError: The system refused, or the file is a link to another folder; what was there is as it was.
        NotConfirmedError: The file is written, but perhaps not on the disk yet.
    """
    from scorecard.writing import opened_folder

    try:
        if file.exists() and not file.is_file():
            file.write_bytes(content)
            return
        base, way = _place(file)
        with opened_folder(base, way.parent) as folder:
            folder.write(way.name, content)
    except OSError as error:
        raise _cannot_write(file, error) from None


def write_files(
    folder: Path,
    files: Mapping[str, bytes],
    *,
    inside: str | PurePath = "",
    is_lasting: bool = True,
) -> list[Path]:
    """Write files by their names into a folder, which is made when it is missing, and return their paths.

    Args:
        folder: The folder that the call names.
        files: The content of each file by its name.
        inside: The way on to the folder of the files; no part of it may be a link.
        is_lasting: Whether to wait for each file until it is on the disk.

    Raises:
        CallError: The system refused, or the folder is a link to another one.
        NotConfirmedError: All files are written, but one of them is perhaps not on the disk yet.
    """
    from scorecard.writing import NotConfirmedError, opened_folder

    unconfirmed, path = None, folder
    try:
        base, way = _place(folder)
        with opened_folder(base, way / inside, make=True) as opened:
            for name, content in files.items():
                path = folder / inside / name
                try:
                    opened.write(name, content, is_lasting=is_lasting)
                except NotConfirmedError as error:
                    unconfirmed = error
    except OSError as error:
        raise _cannot_write(path, error) from None
    if unconfirmed:
        raise unconfirmed
    return [folder / inside / name for name in files]
