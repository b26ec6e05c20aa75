"""Files that the program makes: each is written whole or stays as it was."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from scorecard.problems import CallError
from scorecard.text import Phrase, printable
from scorecard.writing import opened_folder

__all__ = ["write_file", "write_files"]


def _refusal(path: Path, error: OSError) -> CallError:
    name, why = printable(path, limit=4096), error.strerror or str(error)
    return CallError(Phrase(f"{name} cannot be written: {why}", f"{name} 无法写入：{why}"))


def _leads_out(file: Path) -> CallError:
    name = printable(file, limit=4096)
    return CallError(
        Phrase(
            f"{name} is a link to another folder; nothing was written",
            f"{name} 是指向别的文件夹的链接；没有写入",
        )
    )


def _is_ordinary(file: Path) -> bool:
    """Whether a new file may take the place of what is there: not of a pipe or a device."""
    return not file.exists() or stat.S_ISREG(file.stat().st_mode)


def write_file(file: Path, content: bytes) -> None:
    """Write a file; one that is there is replaced in one step.

    Raises:
        CallError: The system refused, or the file is a link to another folder, as a stranger's
            repository may hold; what was there is as it was.
        NotConfirmedError: It is written.
    """
    target = Path(os.path.realpath(file))
    if file.is_symlink() and _is_ordinary(file) and target.parent != file.parent.resolve():
        raise _leads_out(file)
    try:
        if _is_ordinary(file):
            with opened_folder(target.parent) as folder:
                folder.write(target.name, content)
        else:
            file.write_bytes(content)
    except OSError as error:
        raise _refusal(file, error) from None


def write_files(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files into a folder, which is made when it is not there.

    Returns:
        The files, in order.

    Raises:
        CallError: The system refused.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refusal(folder, error) from None
    for name, content in files.items():
        write_file(folder / name, content)
    return [folder / name for name in files]
