"""Tables as they stand in a file: delimited text, Markdown, JSON, JSON lines, workbooks, Parquet."""

import codecs
import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import IO, Any, NamedTuple

import numpy as np
import pandas as pd

from scorecard.exchange.cells import CHINESE_WORDS
from scorecard.exchange.inputs import Input, unreadable
from scorecard.problems import CallError
from scorecard.text import Phrase, printable

__all__ = ["RawTable", "raw_tables"]

Wanted = Callable[[str], bool]

_MOST_CELLS = 100_000_000
_LARGEST_JSON = 64_000_000
_LONGEST_LINE = 1_000_000
_MOST_COLUMNS = 1_000
_PARTS = {"xl/worksheets/": 512_000_000, "xl/sharedStrings.xml": 64_000_000}
"""Most bytes of the parts of a workbook that are read; the others have `_LARGEST_PART`."""
_LARGEST_PART = 4_000_000
_LONGEST_ROW = 8_000_000
_HEAD_ROWS = 20
"""Rows among which the header is looked for: spreadsheets have titles above it."""

_CHUNK = 1 << 20
_ENCODINGS = ["gb18030", "big5", "shift_jis", "cp1252", "cp1251"]
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
_MARKDOWN_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*")
_MARKDOWN_CELL = re.compile(r"(?<!\\)\|")
_MARKDOWN_SIGNS = re.compile(r"\\([\\`*_\[\]<>|~#])")

_REFUSED = (
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook, or one with a password; save it as .xlsx",
     "旧版或加密的 Excel 工作簿，请另存为 .xlsx"),
    (b"%PDF", "a PDF; copy its table into a spreadsheet", "PDF 文件，请把表格复制到电子表格里"),
    (b"SQLite format 3", "a database; export its table as CSV", "数据库，请把表导出为 CSV"),
    (b"ARROW1", "an Arrow file; write it as Parquet", "Arrow 文件，请存为 Parquet"),
    (b"\x80", "a Python pickle, which can run programs; write it as CSV",
     "Python pickle，可能含有程序；请存为 CSV"),
    (b"BZh", "a bz2 archive; unpack it first", "bz2 压缩包，请先解压"),
    (b"\xfd7zXZ", "an xz archive; unpack it first", "xz 压缩包，请先解压"),
    (b"(\xb5/\xfd", "a zstd archive; unpack it first", "zstd 压缩包，请先解压"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it first", "7z 压缩包，请先解压"),
    (b"Rar!", "a rar archive; unpack it first", "rar 压缩包，请先解压"),
)  # fmt: skip


class RawTable(NamedTuple):
    """One table of a file with the names and cells that it has there.

    Attributes:
        shown: The file, its member or its sheet.
        frame: The columns that were wanted; text as text, empty cells missing, index from 0.
        line: Line, or row of the sheet, in which the first row of `frame` stands.
        left_out: Names of the other columns.
    """

    shown: str
    frame: pd.DataFrame
    line: int
    left_out: list[str]


def _need_room(shown: str, n_rows: int, n_columns: int) -> None:
    if n_rows * n_columns > _MOST_CELLS:
        en = f"{n_rows * n_columns:,} cells are too many; at most {_MOST_CELLS:,}"
        raise unreadable(
            shown, Phrase(en, f"{n_rows * n_columns:,} 个单元格过多，最多 {_MOST_CELLS:,}")
        )


# --- rows with a header among the first ones


def _header(rows: Sequence[Sequence[str]], wanted: Wanted) -> int:
    """The place of the header: the first row with the most wanted names, or else the first that is filled."""
    counts = [sum(wanted(name) for name in row if name) for row in rows]
    best = max(counts, default=0)
    if best:
        return counts.index(best)
    return next((place for place, row in enumerate(rows) if any(row)), 0)


def _chosen(shown: str, names: Sequence[str], wanted: Wanted) -> tuple[list[int], list[str]]:
    """The places of the wanted columns and the names of the others.

    Raises:
        CallError: Two columns have one name, or there are too many.
    """
    if len(names) > _MOST_COLUMNS:
        why = Phrase(f"it has {len(names):,} columns", f"有 {len(names):,} 列")
        raise unreadable(shown, why)
    places = [place for place, name in enumerate(names) if name and wanted(name)]
    repeated = next((names[one] for one in places if list(names).count(names[one]) > 1), None)
    if repeated is not None:
        name = printable(repeated, limit=60)
        why = Phrase(f"two columns are called '{name}'; rename one", f"有两列都叫“{name}”，请改名")
        raise unreadable(shown, why)
    return places, [name for name in names if name and not wanted(name)]


def _table_of_rows(shown: str, rows: Iterable[Sequence[Any]], wanted: Wanted) -> RawTable:
    """A table from rows of which one is the header; `_text` makes each cell text."""
    rest = iter(rows)
    head = list(islice(rest, _HEAD_ROWS))
    place = _header([[_text(cell) or "" for cell in row] for row in head], wanted)
    names = [(_text(cell) or "").strip() for cell in head[place]] if head else []
    places, left_out = _chosen(shown, names, wanted)
    kept: list[list[str | None]] = []
    for row in chain(head[place + 1 :], rest):
        kept.append([_text(row[one]) if one < len(row) else None for one in places])
        if not len(kept) % 10_000:
            _need_room(shown, len(kept), len(places))
    frame = pd.DataFrame(kept, columns=[names[one] for one in places], dtype="str")
    return RawTable(shown, frame, place + 2, left_out)


def _text(cell: object) -> str | None:
    """A cell as text; dates as YYYY-MM-DD, whole numbers without a point, empty text missing."""
    if cell is None or (isinstance(cell, float) and np.isnan(cell)):
        return None
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell) or None


# --- text


def _survey(source: Input) -> tuple[str, int]:
    """The encoding of a text and its number of lines.

    Raises:
        CallError: It is no text.
    """
    stream, n_lines, odd = source.stream, 0, b""
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    first = stream.read(_CHUNK)
    encoding = next((name for mark, name in _MARKS if first.startswith(mark)), "")
    n_nul = first.count(0)
    if not encoding and n_nul > len(first) / 4:
        encoding = "utf-16-le" if first[1::2].count(0) > n_nul / 2 else "utf-16-be"
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        n_lines += chunk.count(b"\n") or chunk.count(b"\r")
        if b"\0" in chunk and not encoding.startswith(("utf-16", "utf-32")):
            why = Phrase(
                "it holds NUL characters: it is damaged, or is not a table",
                "含有 NUL 字符：文件已损坏，或不是表格",
            )
            raise unreadable(source.shown, why)
        if is_utf8 and not encoding:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                is_utf8 = False
        if not is_utf8 and len(odd) < _CHUNK:
            odd += b"\n".join(line for line in chunk.split(b"\n") if not line.isascii())
    stream.seek(0)
    return encoding or ("utf-8" if is_utf8 else _guessed(odd, source.shown)), n_lines


def _guessed(text: bytes, shown: str) -> str:
    """The encoding of text that is not UTF-8; with our own Chinese words it is Chinese as Windows writes it.

    Raises:
        CallError: No encoding fits.
    """
    from charset_normalizer import from_bytes

    if any(word in text.decode("gb18030", "replace") for word in CHINESE_WORDS):
        return "gb18030"
    best = from_bytes(text, cp_isolation=_ENCODINGS).best()
    if best is None:
        why = Phrase(
            "its characters are not text; save it as UTF-8 (Excel: Save As, CSV UTF-8)",
            "无法识别其中的文字；请另存为 UTF-8（Excel：另存为，CSV UTF-8）",
        )
        raise unreadable(shown, why)
    return best.encoding


class _Headed:
    """A text stream with a line put in front, for pandas."""

    def __init__(self, first: str, rest: IO[str]) -> None:
        self.first = first
        self.rest = rest

    def read(self, n: int = -1) -> str:
        """The next characters."""
        first, self.first = self.first, ""
        return first or self.rest.read(n)

    def __iter__(self) -> Iterator[str]:  # pragma: no cover  (pandas asks whether it is there)
        return iter(self.rest)


def _delimiter(head: str, wanted: Wanted) -> tuple[str, int, list[str], int]:
    """The delimiter that gives the most wanted names: with its header's place, names and last line."""
    found = []
    for sign in ",;\t|，":
        reader = csv.reader(io.StringIO(head, newline=None), delimiter=sign, skipinitialspace=True)
        rows, lines = [], []
        try:
            for row in islice(reader, _HEAD_ROWS):
                rows.append([name.strip() for name in row])
                lines.append(reader.line_num)
        except csv.Error:  # pragma: no cover  (a cell longer than csv takes)
            continue
        place = _header(rows, wanted)
        names = rows[place] if rows else []
        count = sum(wanted(name) for name in names if name)
        found.append((count, len(names), sign, place, names, lines[place] if lines else 0))
    _, _, sign, place, names, n_lines = max(found, key=lambda one: one[:2])
    return sign, place, names, n_lines


def _delimited(source: Input, encoding: str, n_lines: int, wanted: Wanted) -> RawTable:
    """A table of delimited text, whatever its delimiter."""
    with io.TextIOWrapper(source.stream, encoding=encoding, newline="") as text:
        return _of_stream(source.shown, text, n_lines, wanted)


def _of_stream(shown: str, text: io.TextIOWrapper, n_lines: int, wanted: Wanted) -> RawTable:
    head = text.read(_CHUNK // 4)
    separator = _SEPARATOR_LINE.match(head)
    skipped = separator.end() if separator else 0
    sign, _, names, n_head = _delimiter(head[skipped:], wanted)
    sign = separator[1] if separator else sign
    n_head += bool(separator)
    places, left_out = _chosen(shown, names, wanted)
    _need_room(shown, n_lines - n_head, len(places))
    text.seek(0)
    for _ in range(n_head):
        text.readline()
    width = len(names)
    # pandas cuts off what stands beyond the header without a word: one more column shows it.
    numbers = sign.join(map(str, range(width + 1)))
    read = pd.read_csv(
        _Headed(f"{numbers}\n", text),  # type: ignore[call-overload]  # it has what pandas calls
        sep=sign,
        usecols=[*map(str, places), str(width)],
        dtype="str",
        keep_default_na=False,
        na_values=[""],
        index_col=False,
        skipinitialspace=True,
        skip_blank_lines=False,
    )
    too_long = np.flatnonzero(read[str(width)].notna())
    if len(too_long):
        line = int(too_long[0]) + n_head + 1
        why = Phrase(
            f"line {line} has more cells than the header; put quotes around a cell with a '{sign}'",
            f"第 {line} 行的单元格比表头多；含“{sign}”的单元格要加引号",
        )
        raise unreadable(shown, why)
    frame = read[[str(one) for one in places]].set_axis([names[one] for one in places], axis=1)
    return RawTable(shown, frame, n_head + 1, left_out)


def _markdown(shown: str, text: str, wanted: Wanted) -> RawTable | None:
    """The first Markdown table of a text; None when it has none."""
    lines = text.splitlines()
    rule = next(
        (
            place
            for place, line in enumerate(lines)
            if place and "|" in lines[place - 1] and "-" in line and _MARKDOWN_RULE.fullmatch(line)
        ),
        None,
    )
    if rule is None or "|" not in lines[rule] + lines[rule - 1]:
        return None
    body = lines[rule + 1 :]
    end = next((place for place, line in enumerate(body) if "|" not in line), len(body))
    rows = [_markdown_cells(line) for line in [lines[rule - 1], *body[:end]]]
    table = _table_of_rows(shown, rows, wanted)
    return table._replace(line=rule + 2)


def _markdown_cells(line: str) -> list[str]:
    cells = _MARKDOWN_CELL.split(line.strip().removeprefix("|"))
    if not cells[-1].strip():
        cells.pop()
    return [_MARKDOWN_SIGNS.sub(r"\1", cell.strip().strip("*`")) for cell in cells]


def _rows_in(document: Any) -> list[Any] | None:  # noqa: ANN401  (any JSON value)
    """The list of objects in a JSON document, with what is beside it; or the rows of an object of lists."""
    if isinstance(document, list):
        return document if document and all(isinstance(one, dict) for one in document) else None
    if not isinstance(document, dict):
        return None
    lists = [one for one in document.values() if isinstance(one, list)]
    is_columns = len(lists) == len(document) > 0 and len({len(one) for one in lists}) == 1
    if is_columns and lists[0] and not isinstance(lists[0][0], dict):
        return [dict(zip(document, row, strict=True)) for row in zip(*lists, strict=True)]
    rows = next((found for one in document.values() if (found := _rows_in(one))), None)
    beside = {name: one for name, one in document.items() if not isinstance(one, list | dict)}
    return rows and [{**beside, **row} for row in rows]


def _json(shown: str, text: str, wanted: Wanted) -> RawTable:
    """A table of a JSON document or of JSON lines; lists and objects in cells stay what they are."""
    try:
        rows = _rows_in(json.loads(text))
    except (ValueError, RecursionError):
        rows = _json_lines(shown, text)
    if rows is None:
        why = Phrase("no list of objects is in it", "里面没有对象列表")
        raise unreadable(shown, why)
    names = list(dict.fromkeys(name for row in rows for name in row))
    places, left_out = _chosen(shown, names, wanted)
    _need_room(shown, len(rows), len(places))
    columns = {names[one]: [_nested_or_text(row.get(names[one])) for row in rows] for one in places}
    return RawTable(shown, pd.DataFrame(columns, dtype="object"), 1, left_out)


def _nested_or_text(cell: object) -> object:
    return cell if isinstance(cell, list | dict) else _text(cell)


def _json_lines(shown: str, text: str) -> list[Any]:
    rows = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            why = Phrase(f"line {number} is not valid JSON", f"第 {number} 行不是合法的 JSON")
            raise unreadable(shown, why)
        rows.append(row)
    return rows


def _yaml(shown: str, text: str, wanted: Wanted) -> RawTable:
    """A list of mappings in YAML."""
    from scorecard.reading.yaml_document import read_document

    rows = _rows_in(read_document(text).value)
    return _json(shown, json.dumps(rows, default=str), wanted)


# --- workbooks and Parquet


def _need_small_parts(source: Input) -> None:
    """Measure a workbook's parts before a library builds objects of them.

    Raises:
        CallError: A part is too large, or declares entities of its own.
    """
    with zipfile.ZipFile(source.stream) as archive:
        for part in archive.infolist():
            if not part.filename.endswith((".xml", ".rels")):
                continue
            start = next((one for one in _PARTS if part.filename.startswith(one)), "")
            is_read = start or not part.filename.startswith(("xl/drawings", "xl/charts"))
            if is_read and part.file_size > _PARTS.get(start, _LARGEST_PART):
                why = Phrase("it is too large; save it as CSV", "文件太大，请另存为 CSV")
                raise unreadable(source.shown, why)
            with archive.open(part) as stream:
                since, tail = 0, b""
                while chunk := stream.read(_CHUNK):
                    text = tail + chunk
                    since = 0 if b"row" in text else since + len(chunk)
                    if b"<!DOCTYPE" in text or b"<!ENTITY" in text or since > _LONGEST_ROW:
                        raise _damaged_workbook(source.shown)
                    tail = chunk[-10:]
    source.stream.seek(0)


def _damaged_workbook(shown: str) -> CallError:
    why = Phrase(
        "the workbook is damaged or of another kind; save it as .xlsx or CSV",
        "工作簿损坏，或不是 Excel 格式；请另存为 .xlsx 或 CSV",
    )
    return unreadable(shown, why)


def _cell(cell: Any) -> object:  # noqa: ANN401  (openpyxl's cell)
    """A cell's value; a share that the sheet shows in per cent is in per cent."""
    value = cell.value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{100 * value:.12g}%" if is_number and "%" in str(cell.number_format) else value


def _workbook(source: Input, wanted: Wanted) -> list[RawTable]:
    """The sheets that have the most wanted names; formulas are never computed."""
    import openpyxl

    book = None
    try:
        _need_small_parts(source)
        book = openpyxl.load_workbook(
            source.stream, read_only=True, data_only=True, keep_links=False
        )
        tables = []
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            rows = ([_cell(one) for one in row] for row in sheet.iter_rows(max_col=_MOST_COLUMNS))
            shown = f"{source.shown}/{printable(sheet.title, limit=40)}"
            tables.append(_table_of_rows(shown, rows, wanted))
    except CallError:
        raise
    except (
        *(ValueError, KeyError, TypeError, IndexError, AttributeError, SyntaxError, OSError),
        *(EOFError, RuntimeError, OverflowError, zipfile.BadZipFile, zipfile.zlib.error),  # type: ignore[attr-defined]  # the module that zipfile uses
    ):
        raise _damaged_workbook(source.shown) from None
    finally:
        if book is not None:
            book.close()
    most = max((len(one.frame.columns) for one in tables), default=0)
    kept = [one for one in tables if len(one.frame.columns) == most and (most or len(tables) == 1)]
    kept = kept or tables[:1]
    if len(kept) == 1:
        return [kept[0]._replace(shown=source.shown)]
    return kept


def _parquet(source: Input, wanted: Wanted) -> RawTable:
    """A Parquet file whose wanted columns are measured before they are unpacked.

    Raises:
        CallError: It is damaged, too large or has nested cells, or there is no pyarrow.
    """
    try:
        import pyarrow as pa
        from pyarrow import compute, parquet
    except ImportError:
        message = "reading Parquet needs the package pyarrow: pip install pyarrow"
        raise CallError(Phrase(message, "读取 Parquet 需要 pyarrow：pip install pyarrow")) from None
    try:
        file = parquet.ParquetFile(source.stream)
        names = [str(name) for name in file.schema_arrow.names]
        places, left_out = _chosen(source.shown, names, wanted)
        chosen = [names[one] for one in places]
        _need_room(source.shown, file.metadata.num_rows, len(chosen))
        fields = [file.schema_arrow.field(name) for name in chosen]
        nested = next((field.name for field in fields if field.type.num_fields), None)
        if nested is not None:
            why = Phrase(f"the column {nested!r} is nested", f"{nested!r} 列是嵌套的")
            raise unreadable(source.shown, why)
        texts = [
            field.name
            for field in fields
            if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
        ]
        file = parquet.ParquetFile(source.stream, read_dictionary=texts)
        read = file.read(columns=chosen)
        n_bytes = 0
        for name in texts:
            for chunk in read[name].chunks:
                lengths = compute.binary_length(chunk.dictionary)
                n_bytes += compute.sum(lengths.take(chunk.indices)).as_py() or 0
        _need_room(source.shown, n_bytes // 20, 1)
        read = read.cast(pa.schema(fields))
        frame = read.to_pandas()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError, KeyError) as error:
        why = Phrase("the Parquet file is damaged", "Parquet 文件已损坏")
        raise unreadable(source.shown, why) from error
    return RawTable(source.shown, frame.reset_index(drop=True)[chosen], 2, left_out)


# --- the kind of a file


def _of_text(source: Input, wanted: Wanted) -> RawTable:
    """A table of a text, by its first characters."""
    encoding, n_lines = _survey(source)
    head = source.stream.read(_CHUNK).decode(encoding, "ignore").lstrip("\ufeff \r\n\t")
    source.stream.seek(0)
    is_json = head.startswith(("[", "{"))
    is_small = source.size <= _LARGEST_JSON
    if not head:
        raise unreadable(source.shown, Phrase("it is empty", "文件是空的"))
    if head.startswith("<"):
        why = Phrase(
            "it is a web page or XML; copy its table into a spreadsheet",
            "这是网页或 XML，请把表格复制到电子表格里",
        )
        raise unreadable(source.shown, why)
    if is_json and not is_small:
        why = Phrase("so much JSON; write it as CSV or Parquet", "JSON 太大，请存为 CSV 或 Parquet")
        raise unreadable(source.shown, why)
    if is_json or (is_small and ("|" in head or source.shown.endswith((".yaml", ".yml")))):
        text = source.stream.read().decode(encoding, "replace").removeprefix("\ufeff")
        source.stream.seek(0)
        if is_json:
            return _json(source.shown, text, wanted)
        if source.shown.endswith((".yaml", ".yml")):
            return _yaml(source.shown, text, wanted)
        found = _markdown(source.shown, text, wanted)
        if found:
            return found
    return _delimited(source, encoding, n_lines, wanted)


def raw_tables(sources: Sequence[Input], wanted: Wanted) -> list[RawTable]:
    """The tables of the inputs, of whatever kind their first bytes show.

    Args:
        sources: The bytes.
        wanted: Whether a column of this name is needed; others are not read.

    Returns:
        One table for each input, or for each sheet of a workbook that has the most wanted columns;
        members of an archive without such columns are left out beside others that have them.

    Raises:
        CallError: One cannot be read; the message names the likely kind and what to do.
    """
    found = [(source, raw) for source in sources for raw in _of_kind(source, wanted)]
    kept = [raw for source, raw in found if len(raw.frame.columns) or not source.is_member]
    return kept or [raw for _, raw in found]


def _of_kind(source: Input, wanted: Wanted) -> list[RawTable]:
    first = source.stream.read(16)
    source.stream.seek(0)
    if first.startswith(b"PK\x03\x04"):
        return _workbook(source, wanted)
    if first.startswith(b"PAR1") or source.shown.lower().endswith(".parquet"):
        return [_parquet(source, wanted)]
    for start, en, zh in _REFUSED:
        if first.startswith(start):
            raise unreadable(source.shown, Phrase(f"it is {en}", f"这是{zh}"))
    try:
        return [_of_text(source, wanted)]
    except UnicodeError:
        why = Phrase(
            "its characters are mixed up; save it as UTF-8 (Excel: Save As, CSV UTF-8)",
            "文字编码前后不一；请另存为 UTF-8（Excel：另存为，CSV UTF-8）",
        )
        raise unreadable(source.shown, why) from None
    except pd.errors.ParserError as error:
        said = printable(str(error).rpartition("C error: ")[2].strip())
        why = Phrase(f"a quotation mark is not closed ({said})", f"引号没有配对（{said}）")
        raise unreadable(source.shown, why) from None
