"""The one writer of every file that the program makes: whole or not at all, and never through a link.

A folder is opened once, below the folder that the user named without following links, and everything is
done by its descriptor. New content goes to a temporary file of an unpredictable name and takes its place
in one step.
"""

import errno
import fcntl
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath

from scorecard.problems import ScorecardError
from scorecard.text import Phrase, printable

__all__ = ["Folder", "NotConfirmedError", "create_files", "opened_folder"]

_PREFIX, _SUFFIX = ".scorecard-", ".tmp"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_NO_LOCKS = {errno.EBADF, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS}
"""What file systems that have no locks answer; whoever writes there relies on the comparison alone."""
_NO_HARD_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}


class NotConfirmedError(ScorecardError):
    """A file has its new content, but the system did not confirm that it is on the disk."""

    def __init__(self, shown: str | Path, reason: str) -> None:
        name, why = printable(shown, limit=4096), printable(reason)
        super().__init__(
            Phrase(
                f"{name} is written, but the system did not confirm that it is on disk: {why}",
                f"{name} 已经写入，但系统没有确认已存到磁盘：{why}",
            )
        )


class Folder:
    """A folder that is open for writing; names of files in it have no further part."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self.descriptor = descriptor

    def _facts(self, name: str) -> os.stat_result | None:
        """The facts of a regular file; None when nothing is there.

        Raises:
            OSError: A link, a folder or a device is there.
        """
        try:
            facts = os.stat(name, dir_fd=self.descriptor, follow_symlinks=False)
        except FileNotFoundError:
            return None
        if not stat.S_ISREG(facts.st_mode):
            code = errno.ELOOP if stat.S_ISLNK(facts.st_mode) else errno.EEXIST
            raise OSError(code, os.strerror(code))
        return facts

    @contextmanager
    def _temporary(self, data: bytes, like: os.stat_result | None) -> Iterator[str]:
        """A new file with the owner and permissions of another; it is gone afterwards unless renamed."""
        name = f"{_PREFIX}{secrets.token_hex(8)}{_SUFFIX}"
        descriptor = os.open(name, _NEW, 0o600 if like else 0o666, dir_fd=self.descriptor)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                if like:
                    if (like.st_uid, like.st_gid) != (os.geteuid(), os.getegid()):
                        with suppress(PermissionError):
                            os.fchown(file.fileno(), like.st_uid, like.st_gid)
                    os.fchmod(file.fileno(), like.st_mode & 0o7777)
                os.fsync(file.fileno())
            yield name
        finally:
            with suppress(OSError):  # renamed, or left for the next writer to remove
                os.unlink(name, dir_fd=self.descriptor)

    def _rename(self, temporary: str, name: str) -> None:
        os.replace(temporary, name, src_dir_fd=self.descriptor, dst_dir_fd=self.descriptor)
        self._confirm(name)

    def _confirm(self, name: str) -> None:
        try:
            os.fsync(self.descriptor)
        except OSError as error:
            raise NotConfirmedError(self.path / name, error.strerror or str(error)) from None

    def write(self, name: str, data: bytes) -> None:
        """Write a file anew, whatever it held; its permissions stay.

        Raises:
            OSError: The system refused, or a link is there; the file is as it was.
            NotConfirmedError: It is written.
        """
        with self._temporary(data, self._facts(name)) as temporary:
            self._rename(temporary, name)

    def replace(self, name: str, before: bytes, after: bytes) -> bool:
        """Put new content in the place of old, unless the file holds something else by now.

        Args:
            name: The file.
            before: The bytes that the file must still hold.
            after: The bytes that it shall hold.

        Returns:
            Whether it was done.

        Raises:
            OSError: The system refused, or a link is there; the file is as it was.
            NotConfirmedError: It is written.
        """
        if not os.access(name, os.W_OK, dir_fd=self.descriptor):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        with self._temporary(after, self._facts(name)) as temporary:
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
            with os.fdopen(os.open(name, flags, dir_fd=self.descriptor), "rb") as file:
                if file.read() != before:
                    return False
            self._rename(temporary, name)
        return True

    def create(self, name: str, data: bytes) -> None:
        """Write a file that is not there yet.

        Raises:
            FileExistsError: Something of that name is there.
            OSError: The system refused; nothing is there.
            NotConfirmedError: It is written.
        """
        folder = self.descriptor
        with self._temporary(data, None) as temporary:
            try:
                os.link(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
            except OSError as error:
                if error.errno not in _NO_HARD_LINKS:
                    raise
                if self._facts(name):
                    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
                os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
        self._confirm(name)

    def remove_leftovers(self) -> None:
        """Remove the temporary files of writers that were killed; only who holds the lock may."""
        with suppress(OSError):
            for name in os.listdir(self.descriptor):  # noqa: PTH208  (pathlib takes no descriptor)
                if name.startswith(_PREFIX) and name.endswith(_SUFFIX):
                    os.unlink(name, dir_fd=self.descriptor)


def _inside(descriptor: int, part: str, *, make: bool) -> int:
    """The descriptor of a folder in another one; the other is closed."""
    try:
        if make:
            with suppress(FileExistsError):
                os.mkdir(part, dir_fd=descriptor)
        return os.open(part, _FOLDER | os.O_NOFOLLOW, dir_fd=descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def opened_folder(
    root: Path, inside: str | PurePath = "", *, make: bool = False
) -> Iterator[Folder]:
    """Open a folder for writing and keep other writers of this program out of it.

    A killed process lets go of the lock by itself. Where the file system has no locks, nothing is locked.

    Args:
        root: The folder that the user named; it may be reached through links.
        inside: The way from there to the folder of the file; no part of it may be a link.
        make: Whether folders that are missing are made.

    Raises:
        OSError: A folder cannot be opened, or is a link.
    """
    if make:
        root.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(root, _FOLDER)
    for part in PurePath(inside).parts:
        descriptor = _inside(descriptor, part, make=make)
    try:
        folder = Folder(root / inside, descriptor)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            folder.remove_leftovers()
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise
        yield folder
    finally:
        os.close(descriptor)


def create_files(root: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Write files that are not there yet: all, or none.

    Args:
        root: The folder that the user named; it is made when it is missing.
        contents: The content of each file, by its path in the folder.

    Returns:
        The files, in order.

    Raises:
        FileExistsError: One of them exists; `filename` is its path.
        OSError: The system refused.
    """
    paths = [root / name for name in contents]
    there = next((path for path in paths if os.path.lexists(path)), None)
    if there:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(there))
    made: list[Path] = []
    try:
        for path, (name, data) in zip(paths, contents.items(), strict=True):
            with opened_folder(root, PurePath(name).parent, make=True) as folder:
                folder.create(path.name, data)
            made.append(path)
    except OSError:
        for path in made:
            path.unlink(missing_ok=True)
        raise
    return paths
