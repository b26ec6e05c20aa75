"""The tables of files of whatever kind; workbooks and Parquet are measured before they are unpacked."""

import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import chain
from typing import Any

from scorecard.exchange.cells import AS_ABOVE
from scorecard.exchange.inputs import (
    HEAD_ROWS,
    MOST_COLUMNS,
    Input,
    RawTable,
    UnreadableError,
    Wanted,
    chosen_columns,
    named,
    need_room,
    table_of_rows,
)
from scorecard.exchange.text_tables import text_tables
from scorecard.problems import CallError, notice
from scorecard.text import Phrase, first_listed, listed, printable

_CHUNK = 1 << 20
_LARGEST_PART, _LARGEST_OTHER = 4_000_000, 64_000_000
"""Most bytes of one part of a workbook in XML, and of another file in it, which may hold texts too."""
_PARTS = {"xl/worksheets/": 512_000_000} | dict.fromkeys(
    ("xl/sharedStrings.xml", "xl/drawings", "xl/charts"), _LARGEST_OTHER
)
"""Most bytes of parts together."""
_MOST_LOOKS = 1_200_000
"""Most merged cells and hidden rows of a workbook; a sheet has a million rows."""
_Merged = set[tuple[bytes, bytes, bytes, bytes]]
"""First column and row, last column and row of merged cells."""
_TOO_LARGE = Phrase("it is too large; save it as CSV", "文件太大，请另存为 CSV")
_XML = (".xml", ".rels")
_LONGEST_ROW = 8_000_000
_HOSTILE = re.compile(rb"<!DOCTYPE|<!ENTITY|\0")
"""What no spreadsheet program writes; a zero byte is of UTF-16, in which the others would not be seen."""
_LAST_ROW = 1_048_576
"""The last row that a sheet can have."""
_LITERAL = re.compile(r'"[^"]*"|\\.')
"""What a number format writes as it is: 90 in `0"%"` is 90, not 9,000 %."""
_NO_RESULT = re.compile(
    rb'<c r="(\w+)"(?![^<>]*t="str")[^<>]*><f\b[^<>]*(?:/>|>[^<]*</f>)(?:\s*<v(?:\s*/>|></v>))?\s*</c>'
)
"""A cell with a formula that no program has computed; a result may be an empty text."""
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_HIDDEN_ROW = re.compile(rb'<row r="(\d{1,7})"[^<>]* hidden="(?:1|true)"')

_REFUSED = (
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook, or one with a password; save it as .xlsx",
     "旧版或加密的 Excel 工作簿，请另存为 .xlsx"),
    (b"%PDF", "a PDF; copy its table into a spreadsheet", " PDF 文件，请把表格复制到电子表格里"),
    (b"SQLite format 3", "a database; export its table as CSV", "数据库，请把表导出为 CSV"),
    (b"ARROW1", "an Arrow file; write it as Parquet", " Arrow 文件，请存为 Parquet"),
    (b"<stata", "a Stata file; write it as CSV", " Stata 文件，请存为 CSV"),
    (b"\x80", "a Python pickle, which can run programs; write it as CSV",
     " Python pickle，可能含有程序；请存为 CSV"),
    (b"(\xb5/\xfd", "a zstd archive; unpack it first", " zstd 压缩包，请先解压"),
    (b"{|", "a table of a wiki; copy it from the page into a spreadsheet",
     "维基表格，请从网页复制到电子表格里"),
    (b"{\\rtf", "an RTF document; copy its table into a spreadsheet", " RTF 文档，请把表格复制到电子表格里"),
    (b"===", "a table of reStructuredText; copy it from the page into a spreadsheet",
     " reStructuredText 表格，请从网页复制到电子表格里"),
    (b"\xe2\x94", "a table drawn with lines; write it as CSV", "用线条画出的表格，请存为 CSV"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it first", " 7z 压缩包，请先解压"),
    (b"Rar!", "a rar archive; unpack it first", " rar 压缩包，请先解压"),
    (b"\\", "LaTeX; copy its table into a spreadsheet", " LaTeX 文件，请把表格复制到电子表格里"),
)  # fmt: skip
"""First bytes of other kinds, and what they are; a blank parts Latin letters from the Chinese before them."""
_DAMAGED_BOOK = Phrase(
    "the workbook is damaged or of another kind; save it as .xlsx or CSV",
    "工作簿损坏，或不是 Excel 格式；请另存为 .xlsx 或 CSV",
)


def raw_tables(
    sources: Sequence[Input], wanted: Wanted, lacks: Callable[[RawTable], Sequence[str]]
) -> list[RawTable]:
    """The tables of the inputs, of whatever kind their first bytes show.

    Args:
        sources: The bytes.
        wanted: Our name of a column, None of one that is not needed; those are not read.
        lacks: What a table lacks of what it needs. Sheets, members of an archive and tables of a text that
            lack something are left out beside others that do not; one that has some of it is named.

    Raises:
        CallError: One cannot be read; the message names the likely kind and what to do.
    """
    kept: list[RawTable] = []
    others: list[RawTable] = []
    hidden: list[str] = []
    for source in sources:
        with named(source.shown):
            tables = [one._replace(shown=source.shown) for one in _of_kind(source, wanted)]
        fit = [one for one in tables if not lacks(one)]
        rest = [one for one in tables if lacks(one)]
        if rest and not fit and not source.is_member:  # it is told what it lacks
            fit, rest = [_fullest(rest, lacks)], []
        hidden += [one.shown + one.place + where for one in fit for where in one.hidden]
        are_apart = len(fit) > 1 and not fit[0].place.startswith(":")  # lines are those of the file
        kept += [one._replace(shown=one.shown + one.place) for one in fit] if are_apart else fit
        others += rest
    if not kept and not others:
        raise CallError("the archive or workbook holds no table", "压缩包或工作簿里没有表格")
    partly = [one.shown + one.place for one in others if not one.frame.empty]
    if kept and partly:
        en, zh = listed(dict.fromkeys(partly))
        notice(Phrase(f"not read, since columns are missing: {en}", f"缺列，没有读取：{zh}"))
    if kept and hidden:
        en, zh = first_listed(hidden)
        en = f"hidden, but read all the same: {en}; delete what should not count"
        notice(Phrase(en, f"已隐藏，但照样读取：{zh}；不该计入的请删去"))
    return kept or [_fullest(others, lacks)]


def _fullest(tables: list[RawTable], lacks: Callable[[RawTable], Sequence[str]]) -> RawTable:
    """The table with the most columns, first of those that are needed; beside others it has its place."""
    best, *more = sorted(tables, key=lambda one: (-len(one.frame.columns), -len(one.left_out)))
    said = [(one.shown + one.place, listed(lacks(one))) for one in more if len(one.frame.columns)]
    en = "".join(f"; {shown} lacks {names.en}" for shown, names in said)
    zh = "".join(f"；{shown} 缺少 {names.zh}" for shown, names in said)
    shown = best.shown + (best.place if said else "")
    return best._replace(shown=shown, beside=Phrase(en, zh))


def _of_kind(source: Input, wanted: Wanted) -> list[RawTable]:
    first = source.stream.read(300)
    source.stream.seek(0)
    if first[257:262] == b"ustar":
        raise UnreadableError("it is a tar archive; unpack it first", "这是 tar 压缩包，请先解压")
    if first[8:12] == b"DUCK":
        address = f"duckdb:///{source.shown}/TABLE"
        en = f"it is a DuckDB database; write {address}"
        raise UnreadableError(en, f"这是 DuckDB 数据库；请写成 {address}")
    if b"vnd.oasis.opendocument" in first:
        en = "it is an OpenDocument file; save it as .xlsx or CSV"
        raise UnreadableError(en, "这是 OpenDocument 文件，请另存为 .xlsx 或 CSV")
    if first.startswith(b"PK\x03\x04"):
        return _workbook_tables(source, wanted)
    if first.startswith(b"PAR1") or source.shown.lower().endswith(".parquet"):
        return [_parquet_table(source, wanted)]
    for start, en, zh in _REFUSED:
        if first.startswith(start):
            raise UnreadableError(f"it is {en}", f"这是{zh}")
    try:
        return text_tables(source, wanted)
    except UnicodeError:
        en = "its characters are mixed up, or no text; save it as UTF-8 (Excel: Save As, CSV UTF-8)"
        zh = "文字编码前后不一，或无法识别；请另存为 UTF-8（Excel：另存为，CSV UTF-8）"
        raise UnreadableError(en, zh) from None


def _need_small(parts: list[zipfile.ZipInfo]) -> None:
    """Refuse a workbook with parts that are too large, before they are unpacked."""
    sizes = Counter[str]()
    for part in parts:
        start = next((one for one in _PARTS if part.filename.startswith(one)), part.filename)
        sizes[start] += part.file_size
        most = _LARGEST_PART if part.filename.endswith(_XML) else _LARGEST_OTHER
        if sizes[start] > _PARTS.get(start, most):
            raise UnreadableError(*_TOO_LARGE)


def _looks(source: Input) -> dict[str, tuple[_Merged, set[bytes]]]:
    """The merged cells and hidden rows of each sheet, which openpyxl does not say as it reads row by row.

    The parts of the workbook are measured before a library makes objects of them.
    """
    from openpyxl.reader.workbook import WorkbookParser

    looks: dict[str, tuple[_Merged, set[bytes]]] = {}
    n_looks = 0
    with zipfile.ZipFile(source.stream) as archive:
        _need_small(archive.infolist())
        for part in archive.infolist():
            if not part.filename.endswith(_XML):
                continue
            all_merged, all_hidden = looks[part.filename] = set(), set()
            with archive.open(part) as stream:
                since, tail = 0, b""
                while chunk := stream.read(_CHUNK):
                    text = tail + chunk
                    if empty := _NO_RESULT.search(text):
                        cell = empty[1].decode()
                        en = f"the formula in {cell} has no result; open it in Excel and save it"
                        zh = f"{cell} 里的公式没有结果；请用 Excel 打开后再保存"
                        raise UnreadableError(en, zh)
                    since = 0 if b"row" in text else since + len(chunk)
                    if _HOSTILE.search(text) or since > _LONGEST_ROW:
                        raise UnreadableError(*_DAMAGED_BOOK)
                    merged, hidden = _MERGED.findall(text), _HIDDEN_ROW.findall(text)
                    n_looks += len(merged) + len(hidden)
                    if n_looks > _MOST_LOOKS:
                        raise UnreadableError(*_TOO_LARGE)
                    all_merged.update(merged)
                    all_hidden.update(hidden)
                    tail = chunk[-1000:]
        main = next(filter(re.compile(r"xl/workbook\d*\.xml").fullmatch, looks), "xl/workbook.xml")
        if b"http://purl.oclc.org/ooxml/" in archive.read(main):
            en = "it is Strict Open XML; save it as Excel Workbook (.xlsx), not Strict"
            raise UnreadableError(en, "这是 Strict Open XML；请另存为“Excel 工作簿 (.xlsx)”")
        book = WorkbookParser(archive, main, keep_links=False)
        book.parse()
        sheets = {sheet.name: looks[of.target] for sheet, of in book.find_sheets()}
    source.stream.seek(0)
    return sheets


def _cell(cell: Any) -> object:  # noqa: ANN401  (openpyxl's cell)
    """A cell's value, None of blanks; a share that the sheet shows in per cent is in per cent."""
    if isinstance(cell.value, str):
        return cell.value.replace("_x000D_", "").strip() or None  # a carriage return
    form = _LITERAL.sub("", str(cell.number_format))
    is_share = type(cell.value) in {int, float} and "%" in form
    return f"{100 * cell.value:.12g}%" if is_share else cell.value


def _sheet_rows(sheet: Any, merged: _Merged) -> Iterator[tuple[int, list[object]]]:  # noqa: ANN401  (openpyxl's sheet)
    """The rows of a sheet; beside other cells, one that a merged cell covers says so."""
    from openpyxl.utils import column_index_from_string

    head = sheet.iter_rows(max_row=HEAD_ROWS, max_col=MOST_COLUMNS)
    width = max((n for row in head for n, one in enumerate(row, 1) if one.value), default=1)
    starts: dict[int, list[tuple[range, int]]] = {}
    for left, top, right, bottom in merged:
        first, last = (column_index_from_string(one.decode()) for one in (left, right))
        columns = range(first - 1, min(last, width))
        starts.setdefault(int(top), []).append((columns, int(bottom)))
    ends: dict[int, int] = {}
    above: object = None
    for n, row in enumerate(sheet.iter_rows(max_col=width), 1):
        if n > _LAST_ROW:
            raise UnreadableError(*_DAMAGED_BOOK)
        if row is above and n > HEAD_ROWS and n not in starts:
            continue  # openpyxl repeats one empty row for all that a sheet leaves out
        above, values = row, [None if one.value is None else _cell(one) for one in row]
        begun = starts.get(n, ())
        firsts = {columns.start for columns, _ in begun}
        for columns, end in begun:
            ends.update(dict.fromkeys(columns, end))
        if ends and any(one is not None for m, one in enumerate(values) if m not in firsts):
            for place, last in ends.items():
                if n <= last and place not in firsts:
                    values[place] = AS_ABOVE
        yield n, values


def _workbook_tables(source: Input, wanted: Wanted) -> list[RawTable]:
    """The sheets; formulas are never computed."""
    import openpyxl

    options = {"read_only": True, "data_only": True, "keep_links": False}
    tables = []
    try:
        looks = _looks(source)
        with (
            warnings.catch_warnings(action="ignore"),  # of what openpyxl leaves out
            closing(openpyxl.load_workbook(source.stream, **options)) as book,
        ):
            for sheet in list[Any](book.worksheets):
                sheet.reset_dimensions()
                merged, all_hidden = looks[sheet.title]
                place = f"/{printable(sheet.title, limit=40)}"
                with named(source.shown + place):
                    found = table_of_rows(_sheet_rows(sheet, merged), wanted, is_even=False)
                filled = found.frame.index[found.frame.notna().any(axis=1)]
                rows = [f":{n}" for n in filled.intersection(list(map(int, all_hidden)))]
                hidden = rows if sheet.sheet_state == "visible" else [""]
                tables.append(found._replace(place=place, hidden=hidden))
    except (CallError, MemoryError):
        raise
    except Exception:  # noqa: BLE001  (openpyxl has no errors of its own)
        raise UnreadableError(*_DAMAGED_BOOK) from None
    return tables


def need_flat(columns: Iterable[Any]) -> None:
    """Refuse columns of Parquet that hold lists or objects."""
    for one in columns:
        if one.type.num_fields:
            en, zh = f"the column {one.name!r} is nested", f"“{one.name}”列是嵌套的"
            raise UnreadableError(en, zh)


def _parquet_table(source: Input, wanted: Wanted) -> RawTable:
    """A Parquet file whose wanted columns are measured before they are unpacked."""
    try:
        import pyarrow as pa
        from pyarrow import compute, parquet
    except ImportError:
        message = "reading Parquet needs the package pyarrow: pip install pyarrow"
        raise CallError(message, "读取 Parquet 需要 pyarrow：pip install pyarrow") from None
    try:
        file = parquet.ParquetFile(source.stream)
        names = [str(name) for name in file.schema_arrow.names]
        places, left_out = chosen_columns(names, wanted)
        chosen = [names[one] for one in places.values()]
        need_room(file.metadata.num_rows, len(chosen))
        schema = pa.schema([file.schema_arrow.field(name) for name in chosen])
        need_flat(schema)
        texts = [one.name for one in schema if one.type in {pa.string(), pa.large_string()}]
        file = parquet.ParquetFile(source.stream, read_dictionary=texts)
        read = file.read(columns=chosen, use_threads=False)
        read.validate(full=True)  # a text may hold bytes that are none
        n_bytes = 0
        for chunk in chain.from_iterable(read[name].chunks for name in texts):
            lengths = compute.binary_length(chunk.dictionary)
            n_bytes += compute.sum(lengths.take(chunk.indices)).as_py() or 0
        need_room(n_bytes // 20, 1)
        frame = read.cast(schema).to_pandas()
    except MemoryError:  # one of Arrow's exceptions too
        raise
    except (pa.ArrowException, ValueError, OSError, KeyError) as error:
        raise UnreadableError("the Parquet file is damaged", "Parquet 文件已损坏") from error
    frame = frame[chosen].set_axis(list(places), axis=1)
    singles = frame.select_dtypes("float32")  # 0.7 as a text, 0.69999998 as a number
    frame[singles.columns] = singles.astype("str").astype("float64")
    headers = dict(zip(places, chosen, strict=True))
    return RawTable(frame.set_axis(range(2, len(frame) + 2)), left_out, headers=headers)
