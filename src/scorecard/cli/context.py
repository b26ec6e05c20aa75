"""The context of a command: language, folder, the day looked from, today, and the records."""

import os
import re
import shlex
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, partial, update_wrapper
from importlib import import_module
from importlib.util import find_spec
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import typer

from scorecard import DISTRIBUTION
from scorecard.cli.options import (
    ASKED_LANGUAGE,
    DEFAULT_LANGUAGE,
    FOLDER,
    SHARED,
    records_folder,
    usual_folder,
)
from scorecard.cli.output import path_text, print_problems, print_prose
from scorecard.problems import CallError, Problem, Severity
from scorecard.text import Language, Phrase, in_one_line, listed, printable

if TYPE_CHECKING:
    from scorecard.checks.cache import Cache
    from scorecard.checks.run import Check
    from scorecard.exchange.cells import Asked
    from scorecard.reading.folder import Records
    from scorecard.reading.record_reader import Reading
    from scorecard.records import Bilingual
    from scorecard.summary.groups import Summary
    from scorecard.summary.numbers import Numbers


_NO_TEXT = re.compile("[\ud800-\udfff]")
"""How Python holds the bytes of a call that are no text."""
_NOT_UTF_8 = Phrase(
    "what was typed is not UTF-8; set the terminal to UTF-8 and type it again",
    "输入的文字不是 UTF-8 编码；请把终端改为 UTF-8 再输入",
)


def clock_day() -> date:
    """The day of the machine's clock, in the editor's own place."""
    return date.today()  # noqa: DTZ011  (a day in the editor's own place is meant)


def need_extra(extra: str, *modules: str) -> None:
    """Tell how to install the extra that brings the modules of a command, when one is not there.

    Raises:
        CallError: A module is missing.
    """
    en, zh = listed(name for name in modules if not find_spec(name))
    if en:
        install = f"pip install '{DISTRIBUTION}[{extra}]'"
        raise CallError(
            f"not installed: {en}; run: {install}", f"没有安装：{zh}；请运行：{install}"
        )


class TableCall(NamedTuple):
    """A table to take instead of the records, and how cells that can be read in two ways are meant."""

    files: list[str]
    asked: "Asked"


@dataclass(frozen=True)
class Context:
    """What a command works with.

    Attributes:
        as_of: The day from which the records are looked at.
        today: The day of the clock. It is the day that is written into records.
        table: A table to show instead of the records.
        asked: The language that the call asks for; None where it leaves it to the locale.
    """

    language: Language
    root: Path
    as_of: date
    today: date
    table: TableCall | None = None
    asked: Language | None = None

    @property
    def page_language(self) -> Language:
        """The language of a page for whom the browser names none that it has: never this machine's own."""
        return self.asked or self.records.settings.languages[0]

    def now(self) -> "Context":
        """The same on the day that the clock shows now, for a command that goes on over midnight."""
        today = clock_day()
        is_from_today = self.as_of == self.today
        return replace(self, today=today, as_of=today if is_from_today else self.as_of)

    def say(self, phrase: Phrase) -> str:
        """A text in the language of the output."""
        return phrase.in_language(self.language)

    def text(self, text: "str | Bilingual | Phrase | None", limit: int = 2000) -> str:
        """A text of records in the language of the output, safe for a terminal; a dash for none."""
        from scorecard.records import phrase_of

        if text is None:
            return "–"
        return printable(in_one_line(phrase_of(text).in_language(self.language)), limit=limit)

    def echo(self, en: str, zh: str) -> None:
        """Print a text in the language of the output."""
        print_prose(self.say(Phrase(en, zh)))

    def note(self, en: str, zh: str) -> None:
        """Print to standard error what is no part of the output."""
        print_prose(self.say(Phrase(en, zh)), is_error=True)

    def command(self, call: str) -> str:
        """A call to be copied, with the folder of the records where it is not the usual one."""
        is_usual = self.root.resolve() == usual_folder().resolve()
        folder = "" if is_usual else f" --predictions {shlex.quote(path_text(self.root))}"
        return f"scorecard {call}{folder}"

    @property
    def is_on_terminal(self) -> bool:
        """Whether somebody can be asked."""
        return sys.stdin.isatty() and sys.stderr.isatty()

    def ask(self, question: Phrase, value: str | None = None) -> str | None:
        """The value, or the answer on a terminal; None when there is neither, as in a pipe."""
        if value is not None or not self.is_on_terminal:
            return value
        said, colon = self.say(question), self.say(Phrase(": ", "："))
        try:
            answer: str = typer.prompt(
                said, default="", prompt_suffix=colon, show_default=False, err=True
            )
        except typer.Abort:  # Ctrl-C: the terminal has left its sign in the line of the question
            typer.echo(err=True)
            raise
        if _NO_TEXT.search(answer):
            self.note(*_NOT_UTF_8)
            return self.ask(question)
        return answer.strip() or None

    def is_confirmed(self, question: Phrase) -> bool:
        """Whether the answer on a terminal is yes; in a pipe it is no."""
        return (self.ask(question) or "").casefold() in {"y", "yes", "是"}

    @property
    def latest_day(self) -> date:
        """The last day that records may carry: one after the clock's, as farther east it is tomorrow."""
        return max(min(self.today, date.max - timedelta(days=1)) + timedelta(days=1), self.as_of)

    def need_folder(self) -> None:
        """Stop when there is no folder of records.

        Raises:
            CallError: There is none of that name, or it is the folder around them.
        """
        if not os.path.isdir(self.root):  # noqa: PTH112  (pathlib raises for a name that is too long)
            from scorecard.editing.errors import NoFolderError

            raise NoFolderError(self.root)
        within, name = self.root / FOLDER, "domains.yaml"
        if not os.path.exists(self.root / name) and os.path.isfile(within / name):  # noqa: PTH110, PTH113  (as above)
            shown, meant = path_text(self.root), path_text(within)
            en = f"the records are not in {shown} itself; pass --predictions {meant}"
            raise CallError(en, f"记录不在 {shown} 这一层；请用 --predictions {meant}")

    def reading(self, asked: str) -> "Reading":
        """The file of one prediction, whichever way it is named; the others are not read.

        Raises:
            CallError: There is none of that name.
            typer.Exit: The file has errors, which are printed.
        """
        from scorecard.editing.record_files import find_prediction, prediction_id
        from scorecard.reading.record_reader import read_record

        self.need_folder()
        reading = read_record(find_prediction(self.root, prediction_id(self.root, asked)))
        if reading.record is None:
            self.need_none(reading.problems, 1)
        return reading

    def need_none(self, problems: list[Problem], n_checked: int) -> None:
        """Print problems to standard error and end the run with 1; nothing where there are none."""
        if problems:
            print_problems(problems, n_checked, self.language, to_errors=True)
            raise typer.Exit(1)

    @cached_property
    def checked(self) -> "tuple[Records, Check]":
        """Every record of the folder, and what its check found.

        Raises:
            NoFolderError: There is no such folder.
        """
        from scorecard.checks.run import Check, check_records

        if call := self.table:
            from scorecard.exchange.new_records import records_of_table
            from scorecard.exchange.tables import SHOWN, read_table

            read = read_table(call.files, as_of=self.as_of, asked=call.asked, columns=SHOWN)
            self.need_none(read.problems, len(call.files))
            records = records_of_table(read, Path(call.files[0]).stem or "table", self.as_of)
            return records, Check(call.files, [])
        self.need_folder()
        from scorecard.reading.folder import load_records

        records = load_records(self.root)
        return records, check_records(records, as_of=self.as_of, latest_day=self.latest_day)

    @property
    def records(self) -> "Records":
        """Every record of the folder; when one has errors they are printed and the run ends with 1.

        A number from records with errors would leave some of them out in silence.

        Raises:
            NoFolderError: There is no such folder.
            typer.Exit: The records have errors.
        """
        records, check = self.checked
        errors = [one for one in check.problems if one.severity is Severity.ERROR]
        self.need_none(errors, check.n_checked)
        return records

    @property
    def past_records(self) -> "Records":
        """The records without what was said after the day looked from; all of them on the clock's day."""
        from scorecard.exchange.archive import said_by

        return self.records if self.as_of == self.today else said_by(self.records, self.as_of)

    @property
    def usable_records(self) -> "Records":
        """The records without errors; the files of the others are named on standard error and left out.

        For commands that list claims. One that prints a number of all of them takes `records`.

        Raises:
            NoFolderError: There is no such folder.
            typer.Exit: No domain can be read, without which no record can be.
        """
        records, check = self.checked
        if not records.domains:
            return self.records
        self.name_drafts(check.problems)
        faulty = {one.path for one in check.problems if one.severity is Severity.ERROR}
        good = {
            id_: one
            for id_, one in records.predictions.items()
            if records.readings[id_].file.shown not in faulty
            and id_.partition("/")[0] in records.outlooks
        }
        return replace(records, predictions=good)

    @cached_property
    def cache(self) -> "Cache":
        """The results of earlier checks of the folder."""
        from scorecard.checks.cache import Cache, cache_file

        return Cache(cache_file(self.root))

    def check(self, cache: "Cache | None") -> "Check":
        """Check the folder; with an `--as-of` in the future, dates up to that day are allowed."""
        from scorecard.checks.run import check_folder

        return check_folder(self.root, as_of=self.as_of, latest_day=self.latest_day, cache=cache)

    def name_drafts(
        self, problems: list[Problem] | None = None, *, but: Path | None = None
    ) -> None:
        """Name the files with errors on standard error; what is done with another file goes on.

        Args:
            problems: What is wrong in the folder; None to check it.
            but: The file that is worked with, which is not named.
        """
        problems = self.check(self.cache).problems if problems is None else problems
        errors = [one for one in reversed(problems) if one.severity is Severity.ERROR]
        first = {one.path: one for one in errors if Path(one.path) != but}
        for path, one in sorted(first.items()):
            place, message = f"{path_text(path)}:{one.line}", one.message
            en = f"left out: {place}: {message.en} [{one.rule}]"
            self.note(en, f"未计入：{place}：{message.zh}［{one.rule}］")


def with_options(
    *names: Literal["as_of", "predictions", "table"], **texts: Any
) -> Callable[..., Callable[..., None]]:
    """Give a command the context that the shared options make as its first parameter.

    Its own options and arguments are the defaults of its other parameters.

    Args:
        names: The shared options beside `--lang`.
        texts: Further options that take a text; the command gets them among its keywords, None when they
            are not in the call.
    """

    def decorated(command: Callable[..., None]) -> Callable[..., None]:
        def run(
            *, lang: str | None, predictions: Path = FOLDER, as_of: date | None = None, **own: Any
        ) -> None:
            asked, today = Language(lang) if lang else ASKED_LANGUAGE, clock_day()
            if any(isinstance(one, str) and _NO_TEXT.search(one) for one in own.values()):
                raise CallError(*_NOT_UTF_8)
            cells = {name: own.pop(name) for name in SHARED["table"] if "table" in names}
            table, call = cells.pop("table", None), None
            if not table and (lost := next(filter(cells.get, cells), None)):
                en, zh = f"--{lost} needs --table FILE", f"--{lost} 须与 --table FILE 同用"
                raise CallError(en, zh)
            if table:
                from scorecard.exchange.cells import Asked
                from scorecard.exchange.mapping import pairs

                words = pairs(cells.pop("value") or [], "--value")
                call = TableCall(table, Asked(words, **cells))
            root = records_folder(predictions)
            language = asked or DEFAULT_LANGUAGE
            command(Context(language, root, as_of or today, today, call, asked), **own)

        _, *own = signature(command).parameters.values()
        options = {
            one.name: (one.annotation, one.default)
            for one in own
            if one.kind is not one.VAR_KEYWORD
        } | {name: (str | None, option) for name, option in texts.items()}
        for name, shared in SHARED.items():
            options |= shared if name in {*names, "lang"} else {}
        update_wrapper(run, command, assigned=("__module__", "__name__", "__doc__"))
        run.__signature__ = Signature([  # type: ignore[attr-defined]  # how inspect, and Typer with it, learns of them
            Parameter(name, Parameter.KEYWORD_ONLY, default=option, annotation=kind)
            for name, (kind, option) in options.items()
        ])  # fmt: skip
        return run

    return decorated


def numbers_of(records: "Records", as_of: date) -> "Numbers":
    """The numbers of the records at a date, and the table that they are of; all processors compute them."""
    from scorecard.processes import side_by_side
    from scorecard.summary.numbers import numbers_at

    def spread(work: "Callable[[str], Summary]", columns: "Sequence[str]") -> "list[Summary]":
        drawing = partial(import_module, "scorecard.charts.files")  # this process begins with it
        tasks: list[Callable[[], Any]] = [drawing, *(partial(work, by) for by in columns)]
        _, *found = side_by_side(lambda task: task(), tasks)
        return found

    return numbers_at(records, as_of, spread=spread)
