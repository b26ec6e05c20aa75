"""Files, patterns, pipes and archives as streams of bounded size, with the digest of their bytes."""

import bz2
import glob
import gzip
import hashlib
import lzma
import os
import stat
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from scorecard.problems import CallError
from scorecard.text import Phrase, printable

STDIN = "-"
_CHUNK = 1 << 20
_MOST_BYTES = 2_000_000_000
"""Bytes that a pipe or an archive may give."""

_OPENERS: Mapping[bytes, Callable[[Any], Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zX": lzma.open,
}
"""What unpacks a file of one member, by its first bytes."""

_SMALL = 100_000_000
_HIGHEST_RATIO = 100
"""An archive may unpack to `_SMALL` bytes, or to this many times its size; text packs about 10 to 1."""


class Input(NamedTuple):
    """The bytes of one table.

    Attributes:
        shown: Name of the file, and of its member in an archive, as problems show it.
        stream: The bytes from their start; seekable.
        size: Number of bytes.
        is_member: Whether it is one of several files of an archive.
    """

    shown: str
    stream: IO[bytes]
    size: int
    is_member: bool = False


def unreadable(shown: str, why: Phrase) -> CallError:
    """The error for a file that no table can be read from."""
    return CallError(Phrase(f"{shown} cannot be read: {why.en}", f"无法读取 {shown}：{why.zh}"))


def _too_large(shown: str) -> CallError:
    return unreadable(
        shown, Phrase("it holds too much data; split it", "数据过多，请拆分成几个文件")
    )


def _copied(source: IO[bytes], shown: str, limit: int, closing: ExitStack) -> Input:
    """A stream's bytes in a file of our own, at most `limit` of them."""
    target = closing.enter_context(tempfile.TemporaryFile())  # noqa: SIM115  (the stack closes it)
    size = 0
    while chunk := source.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise _too_large(shown)
        target.write(chunk)
    target.seek(0)
    return Input(shown, target, size)


def _unpacked(packed: Input, closing: ExitStack) -> Iterator[Input]:
    """The input itself, or what its archive holds; a workbook is an archive that stays whole."""
    first = packed.stream.read(4)
    packed.stream.seek(0)
    opener = next((one for start, one in _OPENERS.items() if first.startswith(start)), None)
    limit = min(_MOST_BYTES, max(_SMALL, _HIGHEST_RATIO * packed.size))
    try:
        if opener:
            with opener(packed.stream) as stream:
                yield _copied(stream, packed.shown, limit, closing)
        elif first == b"PK\x03\x04":
            with zipfile.ZipFile(packed.stream) as archive:
                if {"[Content_Types].xml", "mimetype"} & set(archive.namelist()):
                    packed.stream.seek(0)
                    yield packed  # a document of an office program
                else:
                    yield from _members(packed, archive, limit, closing)
        else:
            yield packed
    except RuntimeError:  # what zipfile raises for a member with a password
        why = Phrase("it has a password; unpack it first", "有密码，请先解压")
        raise unreadable(packed.shown, why) from None
    except (
        *(EOFError, OSError, ValueError, NotImplementedError),
        *(lzma.LZMAError, zipfile.BadZipFile, zlib.error),
    ):
        why = Phrase(
            "the archive is damaged or of an unusual kind; unpack it first",
            "压缩包损坏或格式不常见，请先解压",
        )
        raise unreadable(packed.shown, why) from None


def _members(
    packed: Input, archive: zipfile.ZipFile, limit: int, closing: ExitStack
) -> Iterator[Input]:
    """The tables in a zip archive; hidden members and folders are left out."""
    members = [
        one
        for one in archive.infolist()
        if not one.is_dir()
        and not one.filename.startswith("__MACOSX/")
        and not one.filename.rpartition("/")[2].startswith(".")
    ]
    if sum(one.file_size for one in members) > limit:
        raise _too_large(packed.shown)
    for one in members:
        shown = f"{packed.shown}/{printable(one.filename, limit=200)}"
        with archive.open(one) as stream:
            yield _copied(stream, shown, limit, closing)._replace(is_member=len(members) > 1)


def files_of(name: str) -> list[str]:
    """The files that a name or a pattern stands for.

    Raises:
        CallError: No file fits the pattern.
    """
    if name == STDIN or not glob.has_magic(name) or Path(name).exists():
        return [name]
    found = sorted(one for one in glob.glob(name, recursive=True) if Path(one).is_file())  # noqa: PTH207  (a pattern with its folders)
    if not found:
        shown = printable(name)
        raise CallError(Phrase(f"no file is named like {shown}", f"没有文件符合 {shown}"))
    return found


def _opened(name: str, closing: ExitStack) -> Input:
    """A file or a pipe; what is not an ordinary file is copied first."""
    if name == STDIN:
        return _copied(sys.stdin.buffer, "<stdin>", _MOST_BYTES, closing)
    shown = printable(name, limit=4096)
    try:
        stream = closing.enter_context(Path(name).open("rb"))  # noqa: SIM115  (the stack closes it)
        facts = os.fstat(stream.fileno())
        if stat.S_ISREG(facts.st_mode) and facts.st_size > _SMALL:
            return Input(shown, stream, facts.st_size)
        # A copy: what is scored is what the digest is of, whoever writes meanwhile.
        return _copied(stream, shown, _MOST_BYTES, closing)
    except IsADirectoryError:
        example = printable(Path(name, "*.csv"))
        why = Phrase(f"it is a folder; write '{example}'", f"这是文件夹；请写成 '{example}'")
        raise unreadable(shown, why) from None
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise unreadable(shown, Phrase(printable(said), printable(said))) from None


def digest_of(streams: Iterable[IO[bytes]]) -> str:
    """`sha256:…` of one file as `sha256sum` has it, of several that of their digests in order."""
    digests = [hashlib.file_digest(one, "sha256") for one in streams]  # type: ignore[arg-type]  # it is a file of bytes
    joined = digests[0]
    if len(digests) > 1:
        joined = hashlib.sha256(b"".join(one.digest() for one in digests))
    return f"sha256:{joined.hexdigest()}"


@contextmanager
def inputs(names: Sequence[str]) -> Iterator[tuple[list[Input], str]]:
    """Every table that the names stand for, and the digest of the bytes that were given.

    Args:
        names: Files, patterns such as `data/*.csv`, or `-` for standard input; gz and zip are unpacked.

    Yields:
        The inputs in order, and the digest of the bytes as `digest_of` has it.

    Raises:
        CallError: A file cannot be read, or unpacks to more than a table should hold.
    """
    with ExitStack() as closing:
        opened = [_opened(file, closing) for name in names for file in files_of(name)]
        digest = digest_of(one.stream for one in opened)
        for one in opened:
            one.stream.seek(0)
        yield [one for packed in opened for one in _unpacked(packed, closing)], digest
