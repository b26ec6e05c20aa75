"""Bytes to disk: one writer at a time, the old file or the new one, never a third thing."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["create_file", "locked_folder", "replace_file", "write_whole"]

_TEMPORARY = ".scorecard-edit.tmp"


@contextmanager
def locked_folder(folder: Path) -> Iterator[int]:
    """Keep other writers of this program out of a folder; a killed process lets go by itself.

    Args:
        folder: The folder of the file that will be written.

    Yields:
        The folder's descriptor.

    Raises:
        OSError: The folder cannot be opened or locked.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def _write_new(path: Path, data: bytes, like: os.stat_result) -> None:
    """Write a file that is not there, with another's owner and permissions, down to the disk."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        if (like.st_uid, like.st_gid) != (os.geteuid(), os.getegid()):
            with suppress(PermissionError):
                os.fchown(file.fileno(), like.st_uid, like.st_gid)
        os.fchmod(file.fileno(), like.st_mode & 0o7777)
        os.fsync(file.fileno())


def replace_file(target: Path, before: bytes, after: bytes, folder: int) -> bool:
    """Put new bytes in the place of old ones in one step.

    Args:
        target: The file itself, no link to it.
        before: What the file must still hold.
        after: What it shall hold.
        folder: The descriptor that `locked_folder` gave.

    Returns:
        Whether it was done; False when the file holds something else by now.

    Raises:
        OSError: The system refused; the file is as it was.
    """
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    temporary = target.parent / _TEMPORARY
    temporary.unlink(missing_ok=True)
    try:
        _write_new(temporary, after, target.stat())
        if target.read_bytes() != before:
            return False
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    os.fsync(folder)
    return True


def write_whole(path: Path, data: bytes) -> None:
    """Write a file anew in one step, whatever it held: for files that are generated.

    Raises:
        OSError: The system refused; what was there is as it was.
    """
    target = path.resolve()
    with locked_folder(target.parent) as folder:
        if target.is_file():
            replace_file(target, target.read_bytes(), data, folder)
            return
        temporary = target.parent / _TEMPORARY
        temporary.unlink(missing_ok=True)
        try:
            create_file(temporary, data)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)


def create_file(path: Path, data: bytes) -> None:
    """Write a file that is not there yet; half a file is removed again.

    Raises:
        FileExistsError: Something of that name is there.
        OSError: The system refused.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            path.unlink(missing_ok=True)
            raise
