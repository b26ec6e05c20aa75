"""The command line: the only package that knows Typer and the clock."""

import atexit
import codecs
import gc
import os
import sys
import unicodedata
from contextlib import suppress
from functools import cache, partial
from io import TextIOWrapper

import typer

from scorecard.cli.commands import COMMANDS, app, call_error
from scorecard.cli.options import DEFAULT_LANGUAGE
from scorecard.cli.output import print_prose
from scorecard.problems import CallError, ScorecardError, listeners
from scorecard.text import Phrase, printable, system_reason

__all__ = ["COMMANDS", "app", "main"]

_INTERRUPTED, _FAILED = 130, 3
"""What a shell reports of a program that Ctrl-C ended, and the exit code of a fault of the program itself."""
_TRACEBACK = "SCORECARD_TRACEBACK"
"""The environment variable that asks for a traceback."""


def _plainer(error: UnicodeError) -> tuple[str, int]:
    """A character that the terminal lacks, as GBK lacks the no-break space: a plainer one, or its number."""
    if not isinstance(error, UnicodeEncodeError):  # pragma: no cover  (streams that we write to)
        raise error
    plain = unicodedata.normalize("NFKC", error.object[error.start : error.end])
    return plain.encode("ascii", "backslashreplace").decode("ascii"), error.end


def _prepare_streams() -> None:
    """Make the streams take every character; those that the caller closed lead nowhere."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115  (as long as the program)
    codecs.register_error("scorecard.plainer", _plainer)
    for stream in (sys.stdout, sys.stderr):
        # A terminal gets the encoding that it asks for, a file or another program UTF-8.
        is_asked = stream.isatty() or "PYTHONIOENCODING" in os.environ
        encoding = stream.encoding if is_asked else "utf-8"
        stream.reconfigure(encoding=encoding, errors="scorecard.plainer")  # type: ignore[union-attr]  # both are text streams when main runs
    if isinstance(sys.stdin, TextIOWrapper):  # what is typed in another encoding is asked again
        sys.stdin.reconfigure(errors="surrogateescape")


def _run() -> int:
    """Run the command; its exit code."""
    try:
        code = app(standalone_mode=False) or 0
        sys.stdout.flush()
    except typer.TyperException as error:
        raise call_error(error) from None
    except OSError as error:
        if error.filename is not None:  # a file of ours, not the output
            raise
        with suppress(OSError):  # the interpreter would try again to print what is left
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):  # the reader has seen enough
            return 1
        en, zh = system_reason(error)
        raise CallError(f"the output cannot be written: {en}", f"输出无法写入：{zh}") from None
    return int(code)


def main() -> None:
    """Run the program: exit code 0 clean, 1 the records have problems, 2 the call was wrong, 3 it failed."""
    _prepare_streams()
    atexit.register(gc.freeze)  # the interpreter's last collection looks at nothing then
    # Parquet's own allocators reserve a gigabyte and abort the process where memory ends.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    _print_note.cache_clear()
    listeners[:] = [_print_note]
    try:
        code = _run()
    except (KeyboardInterrupt, typer.Abort):
        code = _INTERRUPTED
    except MemoryError:
        _print_error(Phrase("this machine's memory is too small for it", "内存不够"))
        code = _FAILED
    except ScorecardError as error:
        _print_error(error.phrase)
        code = 2
    except Exception as error:  # noqa: BLE001  (a fault of ours must not end with 1: "the records have problems")
        if os.environ.get(_TRACEBACK):
            import traceback

            with suppress(OSError):
                traceback.print_exception(error)
        what = printable(f"{type(error).__name__}: {error}", limit=500)
        with_details = f"run it with {_TRACEBACK}=1 for the details, and please report it"
        zh = f"程序出错（{what}）；加上 {_TRACEBACK}=1 再运行可看到详情，请反馈给我们"
        _print_error(Phrase(f"the program failed ({what}); {with_details}", zh))
        code = _FAILED
    sys.exit(code)


def _print_line(en: str, zh: str, phrase: Phrase) -> None:
    """Print one line about the run itself, after a word for what it is."""
    line = Phrase(f"{en}: {phrase.en}", f"{zh}：{phrase.zh}").in_language(DEFAULT_LANGUAGE)
    with suppress(OSError):
        print_prose(printable(line, limit=2000), is_error=True)


_print_error = partial(_print_line, "error", "错误")
_print_note = cache(partial(_print_line, "note", "提示"))
"""Each note is printed once."""
