"""The one writer of every file that the program makes: whole or not at all, and never through a link.

A folder is opened once, below the folder that the user named without following links, and everything is
done by its descriptor; Windows has none for folders, and paths take its place. New content goes to a
temporary file of an unpredictable name and takes its place in one step.
"""

import errno
import os
import re
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePath

from scorecard.problems import CallError, SentenceError, notice
from scorecard.text import Phrase, printable, system_reason

_PREFIX, _SUFFIX = ".scorecard-", ".tmp"
_LOCK, _WRITER = f"{_PREFIX}lock{_SUFFIX}", f"{_PREFIX}writer{_SUFFIX}"
"""What is locked where a folder cannot be, and who holds the lock."""
_PATIENCE, _QUIET, _PAUSE = 10.0, 0.5, 0.02
"""Seconds to wait for a lock in all, before its holder is named, and between two tries."""


def _flags(*names: str) -> int:
    """Flags of `os.open`, as far as this system has them."""
    return sum(getattr(os, f"O_{name}", 0) for name in names)


_NEW = _flags("WRONLY", "CREAT", "EXCL", "NOFOLLOW", "CLOEXEC", "BINARY")
_OLD = _flags("RDONLY", "NOFOLLOW", "NONBLOCK", "CLOEXEC", "BINARY")
_FOLDER = _flags("RDONLY", "DIRECTORY", "CLOEXEC")
_HAS_DESCRIPTORS = os.open in os.supports_dir_fd and hasattr(os, "O_DIRECTORY")
_ELSEWHERE = re.compile(r"[/\0]" if os.name == "posix" else r"[/\\:\0]")
_JUNCTION = 0xA0000003
"""The tag of a Windows folder that leads elsewhere."""

_NO_LOCKS = {errno.EBADF, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS}
"""What file systems that have no locks answer; whoever writes there relies on the comparison alone."""
_IN_USE = "another program has it open; close it there and try again"
"""The reason why Windows replaces no file that a program has open."""
_NO_HARD_LINKS = {errno.EPERM, errno.EINVAL, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}


class NotConfirmedError(SentenceError):
    """A file has its new content, but the system did not confirm that it is on the disk."""

    sentence = Phrase(
        "{} is written, but the system did not confirm that it is on disk: {}",
        "{} 已经写入，但系统没有确认已存到磁盘：{}",
    )


class LockedError(SentenceError, CallError):
    """Another writer did not let go of a folder; nothing was written."""

    sentence = Phrase(
        "{} is still being written by {}; try again later", "{1}仍在写 {0}；请稍后再试"
    )


class WouldLoseError(SentenceError, CallError):
    """The new file would lack something that the old one has; nothing was written."""

    sentence = Phrase("{} would lose {}; nothing was written", "{} 会失去{}；没有写入任何内容")


@dataclass(frozen=True)
class Folder:
    """A folder that is open for writing; names of files in it have no further part."""

    path: Path
    descriptor: int | None

    def _at(self, name: str) -> str | Path:
        """A name for the system: below the descriptor, or a path where there is none."""
        if name in {"", ".", ".."} or _ELSEWHERE.search(name):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        return self.path / name if self.descriptor is None else name

    def _facts(self, name: str) -> os.stat_result | None:
        """The facts of a regular file; None when nothing is there."""
        try:
            facts = os.stat(self._at(name), dir_fd=self.descriptor, follow_symlinks=False)
        except FileNotFoundError:
            return None
        if not stat.S_ISREG(facts.st_mode):
            code = errno.ELOOP if stat.S_ISLNK(facts.st_mode) else errno.EEXIST
            raise OSError(code, os.strerror(code))
        return facts

    @contextmanager
    def _temporary(
        self, data: bytes, like: str, facts: os.stat_result | None, *, is_lasting: bool = True
    ) -> Iterator[str]:
        """A new file with all that another has; it is gone afterwards unless renamed."""
        name = f"{_PREFIX}{os.urandom(8).hex()}{_SUFFIX}"
        mode = 0o600 if facts else 0o666
        descriptor = os.open(self._at(name), _NEW, mode, dir_fd=self.descriptor)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                if facts:
                    self._keep(file.fileno(), like, facts)
                if is_lasting:
                    os.fsync(file.fileno())
            yield name
        finally:
            self.remove(name)  # renamed, or left for the next writer

    def _keep(self, new: int, old_name: str, facts: os.stat_result) -> None:
        """Give a new file the owner, permissions, access list and attributes of an old one."""
        if not hasattr(os, "fchown"):
            return  # Windows: rights belong to the folder
        if (facts.st_uid, facts.st_gid) != (os.geteuid(), os.getegid()):
            with suppress(PermissionError):
                os.fchown(new, facts.st_uid, facts.st_gid)
        os.fchmod(new, facts.st_mode & 0o7777)
        if not hasattr(os, "listxattr"):
            return
        descriptor = os.open(self._at(old_name), _OLD, dir_fd=self.descriptor)
        with os.fdopen(descriptor, "rb"):
            for name, value in _attributes(descriptor).items():
                try:
                    if _attributes(new).get(name) != value:
                        os.setxattr(new, name, value)
                except OSError:
                    shown = printable(name)
                    lost = Phrase(f"the attribute {shown}", f"扩展属性 {shown}")
                    raise WouldLoseError(self.path / old_name, lost) from None

    def _rename(self, temporary: str, name: str) -> None:
        """Put a temporary file in its place."""
        at, end = self.descriptor, time.monotonic() + 1  # a scanner or an indexer lets go soon
        while True:
            try:
                os.replace(self._at(temporary), self._at(name), src_dir_fd=at, dst_dir_fd=at)
            except PermissionError:
                if at is not None:
                    raise
                if time.monotonic() > end:
                    raise PermissionError(errno.ETXTBSY, _IN_USE) from None
                time.sleep(_PAUSE)
            else:
                return

    def _confirm(self, name: str) -> None:
        """Wait until the folder is on the disk; Windows and some shares know no such thing."""
        try:
            if self.descriptor is not None:
                os.fsync(self.descriptor)
        except OSError as error:
            failed = NotConfirmedError(self.path / name, system_reason(error))
            if error.errno not in {errno.EINVAL, *_NO_LOCKS}:
                raise failed from None
            notice(failed.phrase)

    def write(self, name: str, data: bytes, *, is_lasting: bool = True) -> None:
        """Write a file anew, whatever it held; its permissions stay.

        One that can be built anew need not be lasting: it is not waited for until it is on the disk.

        Raises:
            OSError: The system refused, or a link is there; the file is as it was.
            WouldLoseError: It has attributes that would be lost; it is as it was.
            NotConfirmedError: It is written.
        """
        facts = self._facts(name)
        with self._temporary(data, name, facts, is_lasting=is_lasting) as temporary:
            self._rename(temporary, name)
        if is_lasting:
            self._confirm(name)

    def replace(self, name: str, before: bytes, after: bytes) -> bool:
        """Put new content in the place of old; False, and nothing done, if that is not there now.

        Raises:
            OSError: The system refused, or a link is there; the file is as it was.
            WouldLoseError: It has other names or attributes that would be lost; it is as it was.
            NotConfirmedError: It is written.
        """
        at, facts = self._at(name), self._facts(name)
        if facts is None:
            return False
        if not os.access(at, os.W_OK, dir_fd=self.descriptor):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        if (n := facts.st_nlink) > 1:
            lost = Phrase(f"its other names ({n} hard links)", f"其他名字（{n} 个硬链接）")
            raise WouldLoseError(self.path / name, lost)
        with self._temporary(after, name, facts) as temporary:
            if self._read(name) != before:
                return False
            self._rename(temporary, name)
        self._confirm(name)
        return True

    def create(self, name: str, data: bytes) -> None:
        """Write a file that is not there yet.

        Raises:
            FileExistsError: Something of that name is there.
            OSError: The system refused; nothing is there.
            NotConfirmedError: It is written.
        """
        folder = self.descriptor
        with self._temporary(data, name, None) as temporary:
            try:
                os.link(self._at(temporary), self._at(name), src_dir_fd=folder, dst_dir_fd=folder)
            except OSError as error:
                if error.errno not in _NO_HARD_LINKS:
                    raise
                if self._facts(name):
                    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
                self._rename(temporary, name)
        self._confirm(name)

    def remove(self, name: str) -> None:
        """Remove a file if it is there and the system allows it."""
        with suppress(OSError):
            os.unlink(self._at(name), dir_fd=self.descriptor)

    def lock(self, descriptor: int, patience: float) -> bool:
        """Wait for the lock on a descriptor; False where the file system has none.

        Who has it removes what killed writers left, and says in the folder who holds it.

        Raises:
            OSError: The system refused.
            LockedError: Another writer holds the lock for longer than `patience` seconds.
        """
        from filelock import lock_descriptor

        start, is_told = time.monotonic(), False
        try:
            while not lock_descriptor(descriptor, blocking=False):
                waited = time.monotonic() - start
                if waited >= patience:
                    raise LockedError(self.path, self._holder())
                if waited >= _QUIET and not is_told:
                    is_told, who, shown = True, self._holder(), printable(self.path, limit=4096)
                    en = f"waiting: {shown} is being written by {who.en}"
                    notice(Phrase(en, f"等待中：{who.zh}正在写 {shown}"))
                time.sleep(_PAUSE)
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise
            if patience:
                en = "this file system has no locks: do not write there from two places at once"
                notice(Phrase(en, "这个文件系统不支持锁：请不要同时从两处写入"))
            return False
        with suppress(OSError):
            for name in os.listdir(self.path if self.descriptor is None else self.descriptor):  # noqa: PTH208  (pathlib takes no descriptor)
                if name.startswith(_PREFIX) and name.endswith(_SUFFIX) and name != _LOCK:
                    self.remove(name)
        self._sign()
        return True

    def _sign(self) -> None:
        """Say in the folder who holds its lock, as far as the system lets us."""
        import getpass
        import platform

        user = "?"
        with suppress(ImportError, KeyError, OSError):  # an account without a name
            user = getpass.getuser()
        text = f"{user} {os.getpid()} {platform.node()}"
        with suppress(OSError):
            descriptor = os.open(self._at(_WRITER), _NEW, 0o644, dir_fd=self.descriptor)
            with os.fdopen(descriptor, "wb") as file:
                file.write(text.encode("utf-8", "replace"))

    def _holder(self) -> Phrase:
        """Who holds the lock, as it said itself."""
        with suppress(OSError, ValueError):
            user, process, machine = printable(self._read(_WRITER, 200).decode()).rsplit(" ", 2)
            en = f"{user} (process {process} on {machine})"
            return Phrase(en, f"{user}（{machine} 上的进程 {process}）")
        return Phrase("another program", "另一个程序")

    def _read(self, name: str, most: int = -1) -> bytes:
        """The content of a file; a link and a pipe are not read."""
        descriptor = os.open(self._at(name), _OLD, dir_fd=self.descriptor)
        with os.fdopen(descriptor, "rb") as file:
            return file.read(most)


def _attributes(descriptor: int) -> dict[str, bytes]:
    """A file's extended attributes; none where the file system has none."""
    try:
        return {name: os.getxattr(descriptor, name) for name in os.listxattr(descriptor)}
    except OSError:
        return {}


def _opened(root: Path, parts: tuple[str, ...], *, make: bool) -> int | None:
    """The descriptor of a folder; None where the system has none for folders."""
    if not _HAS_DESCRIPTORS:
        path, facts = root, root.stat()
        for part in ("", *parts):
            path /= part
            if part and make:
                path.mkdir(exist_ok=True)
            facts = path.lstat() if part else facts
            is_junction = getattr(facts, "st_reparse_tag", 0) == _JUNCTION
            if not stat.S_ISDIR(facts.st_mode) or (part and is_junction):
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        return None
    descriptor = os.open(root, _FOLDER)
    for part in parts:
        try:
            if make:
                with suppress(FileExistsError):
                    os.mkdir(part, dir_fd=descriptor)
            inner = os.open(part, _FOLDER | _flags("NOFOLLOW"), dir_fd=descriptor)
        finally:
            os.close(descriptor)
        descriptor = inner
    return descriptor


@contextmanager
def opened_folder(
    root: Path, inside: str | PurePath = "", *, make: bool = False, patience: float = _PATIENCE
) -> Iterator[Folder]:
    """Open a folder for writing and keep other writers of this program out of it.

    A killed process lets go of the lock by itself.

    Args:
        root: The folder that the user named; it may be reached through links.
        inside: The way from there to the folder of the file; no part of it may be a link.
        make: Whether folders that are missing are made.
        patience: Seconds to wait for another writer.

    Raises:
        OSError: A folder cannot be opened, or is a link.
        LockedError: Another writer does not let go.
    """
    if make and not os.path.lexists(root):
        root.mkdir(parents=True, exist_ok=True)
    folder = Folder(root / inside, _opened(root, PurePath(inside).parts, make=make))
    locked, is_held = folder.descriptor, False
    if locked is None:
        locked = os.open(folder.path / _LOCK, _flags("RDWR", "CREAT", "BINARY"))
    try:
        is_held = folder.lock(locked, patience)
        yield folder
    finally:
        if is_held:
            folder.remove(_WRITER)
        with suppress(OSError):  # what was written is written
            os.close(locked)
        if folder.descriptor is None:  # another writer may have it open
            folder.remove(_LOCK)


def create_files(root: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Write files that are not there yet, by their paths in a folder: all, or none; the folder is made.

    Raises:
        FileExistsError: One of them exists; `filename` is its path.
        OSError: The system refused.
        LockedError: Another writer does not let go of a folder.
        NotConfirmedError: They are written.
    """
    for path in map(root.joinpath, contents):
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    made: list[Path] = []
    unconfirmed = None
    try:
        for name, data in contents.items():
            path = root / name
            with opened_folder(root, PurePath(name).parent, make=True) as folder:
                try:
                    folder.create(path.name, data)
                except NotConfirmedError as error:
                    unconfirmed = error
            made.append(path)
    except BaseException:  # Ctrl-C too
        for path in made:
            path.unlink(missing_ok=True)
        raise
    if unconfirmed:
        raise unconfirmed
    return made
