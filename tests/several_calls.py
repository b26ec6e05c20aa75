"""Calls the program several times in one process: folders and arguments come, and answers go, as JSON."""

import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout


def answer(folder: str, arguments: list[str]) -> tuple[object, str, str]:
    """The exit code of a call in a folder, and what it printed."""
    from scorecard.cli import main

    os.chdir(folder)
    sys.argv = ["scorecard", *arguments]
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    code: object = 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as ended:
            code = ended.code or 0
    return code, *(one.buffer.getvalue().decode() for one in (out, err))


def answer_all() -> None:
    """Make the calls of the standard input in their order."""
    sys.stdout.write(json.dumps([answer(*call) for call in json.load(sys.stdin)]))


if __name__ == "__main__":
    answer_all()
