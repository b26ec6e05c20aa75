"""Files, pipes and archives as streams, and the table that a stream holds: both of bounded size."""

import bz2
import errno
import glob
import gzip
import hashlib
import lzma
import os
import re
import stat
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, NamedTuple

import pandas as pd

from scorecard.exchange.cells import AS_ABOVE, NOTHING_ASKED, Asked, cell_text, unwrapped
from scorecard.problems import CallError, notice
from scorecard.processes import available_memory
from scorecard.reading.encodings import east_asian_name
from scorecard.text import Phrase, first_listed, printable, system_reason

STDIN = "-"
WEB = re.compile("(https?|ftp|file|s3|gs)://", re.IGNORECASE)
_CHUNK = 1 << 20
_MOST_BYTES = 2_000_000_000
"""Bytes that a pipe or an archive may give."""

_PACKERS = {b"\x1f\x8b": gzip, b"BZh": bz2, b"\xfd7zX": lzma}
"""What unpacks a file of one member, by its first bytes."""

_HIDDEN = re.compile(
    r"(?i)^__MACOSX/|(^|/)(\.[^/]*|thumbs\.db|desktop\.ini)$"
    r"|\.(png|jpe?g|gif|svg|webp|pdf|docx?|pptx?|html?)$"
)
"""Members of an archive that a system adds, and pictures and documents beside a table."""

_SAYS_UTF_8 = 0x800
_SMALL = 100_000_000
_HIGHEST_RATIO = 100
"""An archive may unpack to `_SMALL` bytes, or to this many times its size; text packs about 10 to 1."""


class Input(NamedTuple):
    """The bytes of one table.

    Attributes:
        shown: Name of the file, and of its member in an archive, as problems show it.
        stream: The bytes from their start; seekable.
        is_member: Whether it is one of several files of an archive.
    """

    shown: str
    stream: IO[bytes]
    size: int
    is_member: bool = False


class UnreadableError(CallError):
    """A file that no table can be read from, with the reason in English and in Chinese.

    Whoever reads a part of a file need not know its name: `named` adds it.
    """

    def __init__(self, en: str, zh: str, shown: str = "") -> None:
        super().__init__(f"{shown} cannot be read: {en}", f"无法读取 {shown}：{zh}")
        self.reason = en, zh
        self.shown = shown


@contextmanager
def named(shown: str) -> Iterator[None]:
    """Say of which file something is said."""
    try:
        yield
    except UnreadableError as error:
        raise UnreadableError(*error.reason, error.shown or shown) from error.__cause__


_TOO_LARGE = Phrase("it holds too much data; split it", "数据过多，请拆分成几个文件")
_DAMAGED = (
    *(EOFError, OSError, ValueError, NotImplementedError),
    *(lzma.LZMAError, zipfile.BadZipFile, zlib.error),
)


def _copied(source: IO[bytes], shown: str, limit: int, closing: ExitStack) -> Input:
    """A stream's bytes in a file of our own, at most `limit` of them."""
    target = closing.enter_context(tempfile.TemporaryFile())  # noqa: SIM115  (the stack closes it)
    size = 0
    while chunk := source.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise UnreadableError(*_TOO_LARGE, shown)
        target.write(chunk)
    target.seek(0)
    return Input(shown, target, size)


def _name_of(member: zipfile.ZipInfo) -> str:
    """The name of a file in an archive; Windows writes it in an encoding that the archive does not tell."""
    if member.flag_bits & _SAYS_UTF_8:
        return member.filename
    packed = member.filename.encode("cp437")  # as zipfile takes it
    try:
        return packed.decode("utf-8")
    except UnicodeDecodeError:
        return packed.decode(east_asian_name(packed) or "cp437")


def _members(packed: Input, limit: int, closing: ExitStack) -> Iterator[Input]:
    """The files of a zip archive that may hold tables, without views of Notion; a workbook stays whole."""
    with zipfile.ZipFile(packed.stream) as archive:
        files = [one for one in archive.infolist() if not one.is_dir()]
        names = {one.filename for one in files}
        if {"[Content_Types].xml", "mimetype"} & names:
            packed.stream.seek(0)
            yield packed
            return
        if "Index/Document.iwa" in names:
            en = "it is a Numbers file; export it as Excel or CSV"
            raise UnreadableError(en, "这是 Numbers 文件，请导出为 Excel 或 CSV", packed.shown)
        if views := {one for one in names if f"{one.removesuffix('.csv')}_all.csv" in names}:
            en, zh = first_listed(sorted(views))
            en = f"not read, since the file of this name with _all has all rows: {en}"
            notice(Phrase(en, f"没有读取，因为带 _all 的同名文件已有全部各行：{zh}"))
        kept = [one for one in files if not (one.filename in views or _HIDDEN.search(one.filename))]
        if sum(one.file_size for one in kept) > limit:
            raise UnreadableError(*_TOO_LARGE, packed.shown)
        for one in kept:
            shown = f"{packed.shown}/{printable(_name_of(one), limit=200)}"
            with archive.open(one) as stream:
                yield _copied(stream, shown, limit, closing)


def _unpacked(packed: Input, closing: ExitStack, n_within: int = 3) -> list[Input]:
    """The input itself, or what its archive holds; at most `n_within` archives are within each other."""
    first = packed.stream.read(4)
    packed.stream.seek(0)
    packer = next((one for start, one in _PACKERS.items() if first.startswith(start)), None)
    if not packer and first != b"PK\x03\x04":
        return [packed]
    limit = min(_MOST_BYTES, max(_SMALL, _HIGHEST_RATIO * packed.size))
    found: list[Input] = []
    try:
        if not n_within:
            raise ValueError
        if packer:
            with packer.open(packed.stream) as stream:
                copy = _copied(stream, packed.shown, limit, closing)
            return _unpacked(copy, closing, n_within - 1)
        for one in _members(packed, limit, closing):
            found += [one] if one is packed else _unpacked(one, closing, n_within - 1)
            if sum(part.size for part in found) > limit:
                raise UnreadableError(*_TOO_LARGE, packed.shown)
        return [one._replace(is_member=len(found) > 1) for one in found]
    except _DAMAGED as error:
        if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise UnreadableError(*system_reason(error), packed.shown) from None
        en = "the archive is damaged or of an unusual kind; unpack it first"
        zh = "压缩包损坏或格式不常见，请先解压"
        raise UnreadableError(en, zh, packed.shown) from None
    except RuntimeError:  # what zipfile raises for a member with a password
        en, zh = "it has a password; unpack it first", "有密码，请先解压"
        raise UnreadableError(en, zh, packed.shown) from None


def files_of(name: str) -> list[str]:
    """The files that a name or a pattern stands for.

    Raises:
        CallError: No file fits the pattern, or it is an address of the web.
    """
    if WEB.match(shown := printable(name)):
        en = f"{shown} is an address; download the file and name that"
        raise CallError(en, f"{shown} 是网址；请先下载，再写下载的文件")
    if name == STDIN or not glob.has_magic(name) or Path(name).exists():
        return [name]
    found = sorted(one for one in glob.glob(name, recursive=True) if Path(one).is_file())  # noqa: PTH207  (a pattern with its folders)
    if not found:
        raise CallError(f"no file is named like {shown}", f"没有文件符合 {shown}")
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
        en, zh = f"it is a folder; write '{example}'", f"这是文件夹；请写成 '{example}'"
        raise UnreadableError(en, zh, shown) from None
    except (OSError, ValueError) as error:
        raise UnreadableError(*system_reason(OSError(*error.args)), shown) from None


def digest_of(streams: Iterable[IO[bytes]]) -> str:
    """`sha256:…` of one file as `sha256sum` has it, of several that of their digests in order."""
    digests = [hashlib.file_digest(one, "sha256") for one in streams]  # type: ignore[arg-type]  # it is a file of bytes
    of_all = hashlib.sha256(b"".join(one.digest() for one in digests))
    return f"sha256:{(of_all if digests[1:] else digests[0]).hexdigest()}"


@contextmanager
def inputs(names: Sequence[str]) -> Iterator[tuple[list[Input], str]]:
    """Every table that the names stand for, and the digest of the bytes that were given.

    Args:
        names: Files, patterns such as `data/*.csv`, or `-` for standard input; archives are unpacked.

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


Wanted = Callable[[str], str | None]
"""Our name of a column that is needed; None for others, which are not read."""

MOST_COLUMNS = 1_000
_SIGN = re.compile(r"[^\w\s-]|^_")
HEAD_ROWS = 20
"""Rows among which the header is looked for: spreadsheets have titles above it."""
_LEAST_NAMES = 3
"""Wanted names that make a header of a row; titles above a table may have fewer, filters have no id."""
_ROWS_AT_ONCE = 100
"""Rows held at a time; few, since Python looks for garbage among all that live."""
_ROWS_A_LOOK = 10_000
"""Rows after which the memory is looked at."""
_MOST_CELLS = 100_000_000
_BYTES_A_CELL = 50
"""Measured: what a cell of a table of millions takes from the file to the score."""


class RawTable(NamedTuple):
    """One table of a file with the cells that it has there.

    Attributes:
        frame: The wanted columns by our names; text as text, empty cells missing; the index holds the line
            of each row, or its number in a sheet.
        left_out: Names of the other columns.
        shown: The file, its member or its sheet, as problems name it.
        place: What leads from the file to the table: `/sheet`, `/list`, or `:line` of a text.
        beside: What other tables of the file lack, where none has all that is needed.
        hidden: What a spreadsheet hides of it: `:row`, or nothing more than its place for all of it.
        headers: Our names of columns with those that the file has for them.
        asked: What the caller said about cells that can be read in two ways.
    """

    frame: pd.DataFrame
    left_out: list[str]
    shown: str = ""
    place: str = ""
    beside: Phrase = Phrase("", "")
    hidden: Sequence[str] = ()
    headers: Mapping[str, str] = {}
    asked: Asked = NOTHING_ASKED


def need_room(n_rows: int, n_columns: int) -> None:
    """Refuse a table of too many cells, before memory is asked for them.

    Raises:
        CallError: It has more than any machine should hold.
        MemoryError: It has more than this machine can hold now.
    """
    n_cells = n_rows * n_columns
    if n_cells > _MOST_CELLS:
        en = f"{n_cells:,} cells are too many; at most {_MOST_CELLS:,}"
        raise UnreadableError(en, f"{n_cells:,} 个单元格过多，最多 {_MOST_CELLS:,}")
    if n_cells * _BYTES_A_CELL > available_memory():
        raise MemoryError


def header_place(rows: Sequence[Sequence[str]], wanted: Wanted, lines: Sequence[int]) -> int:
    """The place of the header: the first row with the most wanted names, or else the first that is filled.

    Raises:
        UnreadableError: The row below has further names, or a table with a header of its own is above:
            they would be lost.
    """
    ours = [[bool(name) and wanted(name) is not None for name in row] for row in rows]
    best = max(map(sum, ours), default=0)
    place = next((n for n, row in enumerate(rows) if any(row) and sum(ours[n]) == best), 0)
    for row, names in zip(rows[place + 1 : place + 2], ours[place + 1 :], strict=False):
        cells = {cell for cell, is_name in zip(row, ours[place], strict=False) if is_name}
        if any(names) and not any(cells):
            name = printable(row[names.index(True)], limit=60)
            en = f"the header has two rows, with {name} in the second; write all names in one row"
            raise UnreadableError(en, f"表头有两行，{name} 在第二行；请把列名都写在同一行")
    has_id = ["id" in map(wanted, filter(None, row)) for row in rows[: place + 1]]
    for above, names in enumerate(ours[:place]):
        is_header = sum(names) >= _LEAST_NAMES and has_id[above] >= has_id[place]
        if is_header and any(map(any, rows[above + 1 : place])):
            first, second = lines[above], lines[place]
            en = f"lines {first} and {second} are both headers; put each table in its own file or sheet"
            zh = f"第 {first} 行和第 {second} 行都是表头；请把两张表分开，各存一个文件或工作表"
            raise UnreadableError(en, zh)
    return place


def chosen_columns(names: Sequence[str], wanted: Wanted) -> tuple[dict[str, int], list[str]]:
    """The place of each wanted column by our name, and the names of the others.

    A name as it is goes before one with signs that say more: `Verdict?`, `概率（%）`, `_id`.

    Raises:
        UnreadableError: Two columns mean the same, or there are too many.
    """
    if len(names) > MOST_COLUMNS:
        en = f"{len(names):,} columns are too many; at most {MOST_COLUMNS:,}"
        raise UnreadableError(en, f"{len(names):,} 列过多，最多 {MOST_COLUMNS:,} 列")
    found: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        if name and (ours := wanted(name)) is not None:
            found.setdefault(ours, []).append(place)
    places: dict[str, int] = {}
    for ours, alike in found.items():
        plain = [one for one in alike if not _SIGN.search(names[one])]
        places[ours], *more = plain or alike
        if more:
            shown = printable(ours, limit=60)
            en = f"two columns mean {shown}; rename one"
            raise UnreadableError(en, f"有两列都是 {shown}，请改名")
    taken = set(places.values())
    return places, [name for n, name in enumerate(names) if name and n not in taken]


def table_of_rows(
    rows: Iterable[tuple[int, Sequence[Any]]],
    wanted: Wanted,
    *,
    is_even: bool = True,
    n_head: int = HEAD_ROWS,
) -> RawTable:
    """A table from rows of which one is the header; `cell_text` makes each cell text.

    Args:
        rows: The rows, each behind its line.
        wanted: Our name of a column, None of one that is not needed.
        is_even: Whether rows must be as `even_rows` has them; spreadsheets leave out empty cells.
        n_head: Rows among which the header is.

    Raises:
        UnreadableError: As `even_rows`, `chosen_columns` and `need_room`.
    """
    rest = iter(rows)
    head = list(islice(rest, n_head))
    heads = [
        [str(cell_text(cell) or "").strip().strip(AS_ABOVE) for cell in row] for _, row in head
    ]
    place = header_place(heads, wanted, [line for line, _ in head])
    names = heads[place] if heads else []
    places, left_out = chosen_columns(names, wanted)
    width, last = len(names), max(places.values(), default=-1)
    lines: list[int] = []
    columns: dict[str, list[object]] = {name: [] for name in places}
    below: Iterator[tuple[int, Sequence[Any]]] = chain(head[place + 1 :], rest)
    # Where nothing is wanted it is a text beside tables: its lines need not be rows.
    below = even_rows(below, width, last) if is_even and places else below
    while some := list(islice(below, _ROWS_AT_ONCE)):
        if not len(lines) % _ROWS_A_LOOK:
            need_room(len(lines) + len(some), len(places))
        numbers, cells = zip(*some, strict=True)
        lines += numbers
        for name, n in places.items():
            found = (row[n] if n < len(row) else None for row in cells)
            columns[name] += [one if type(one) is str and one else cell_text(one) for one in found]
    headers = {name: names[n] for name, n in places.items()}
    return RawTable(unwrapped(pd.DataFrame(columns, index=lines)), left_out, headers=headers)


def even_rows(
    rows: Iterable[tuple[int, Sequence[Any]]], width: int, last: int
) -> Iterator[tuple[int, Sequence[Any]]]:
    """The rows, each of which must reach to the last wanted column, and no further than the header.

    Raises:
        UnreadableError: One is too short or too long.
    """
    for line, row in rows:
        n = len(row)
        if n != width and ((1 < n <= last and any(row)) or any(row[width:])):
            raise uneven_row(line, n, width)
        yield line, row


def uneven_row(line: int, n_cells: int, n_names: int) -> UnreadableError:
    """The error for a row that has another number of cells than the header."""
    what, what_zh, hint, hint_zh = "fewer", "少", "an empty cell counts", "空单元格也要占位"
    if n_cells > n_names:
        what, what_zh = "more", "多"
        hint = "put quotes around a cell with a separator, and a name above every column"
        hint_zh = "含分隔符的单元格要加引号，每列都要有列名"
    en = f"line {line} has {what} cells than the header ({n_cells} of {n_names}); {hint}"
    zh = f"第 {line} 行的单元格比表头{what_zh}（{n_cells} 个，表头 {n_names} 个）；{hint_zh}"
    return UnreadableError(en, zh)
