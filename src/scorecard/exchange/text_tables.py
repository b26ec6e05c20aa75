"""Tables in texts of any encoding: delimited, Markdown, JSON, JSON lines, YAML."""

import codecs
import csv
import io
import json
import re
import tomllib
from collections.abc import Iterator
from itertools import chain, islice, pairwise, takewhile
from typing import IO, Any

import numpy as np
import pandas as pd

from scorecard.exchange.cells import COLUMNS
from scorecard.exchange.inputs import (
    HEAD_ROWS,
    Input,
    RawTable,
    UnreadableError,
    Wanted,
    cell_text,
    chosen_columns,
    header_place,
    need_room,
    table_of_rows,
    uneven_row,
)
from scorecard.problems import CallError
from scorecard.text import Phrase
from scorecard.verdicts import Verdict

_LARGEST_JSON = 64_000_000
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
_MARKDOWN_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*([|+]\s*:?-+:?\s*)*\|?\s*")  # Org mode has +
_ALIGNED = re.compile(r"^\S[^\t,;|，\n]*? {2,}\S", re.MULTILINE)
_LEAST = 2
"""Names of ours that a head without separators must have."""

_UNDERLINE = re.compile(r"[=\-+ ]*[=\-][=\-+ ]*")
_MARKDOWN_CELL = re.compile(r"(?<!\\)\|")
_MARKDOWN_SIGNS = re.compile(r"\\([\\`*_\[\]<>|~#])")


_NULS = Phrase(
    "it holds NUL characters: it is damaged, or is not a table",
    "含有 NUL 字符：文件已损坏，或不是表格",
)


def _survey(source: Input) -> tuple[str, int]:
    """The encoding of a text and its number of lines."""
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
            raise UnreadableError(source.shown, *_NULS)
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
    """The encoding of text that is not UTF-8; with Chinese words of ours it is that of Windows."""
    from charset_normalizer import from_bytes

    decoded = text.decode("gb18030", "replace")
    ours = [*chain.from_iterable(COLUMNS.values()), *(one.label.zh for one in Verdict)]
    if any(len(word) > 1 and word in decoded for word in ours):
        return "gb18030"
    best = from_bytes(text, cp_isolation=_ENCODINGS).best()
    if best is None:
        en = "its characters are not text; save it as UTF-8 (Excel: Save As, CSV UTF-8)"
        zh = "无法识别其中的文字；请另存为 UTF-8（Excel：另存为，CSV UTF-8）"
        raise UnreadableError(shown, en, zh)
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


def _delimiter(shown: str, head: str, wanted: Wanted) -> tuple[str, list[str], int]:
    """The delimiter that gives the most wanted names, with these names and the last line of the header."""
    found = []
    for sign in ",;\t|，":
        reader = csv.reader(io.StringIO(head, newline=None), delimiter=sign, skipinitialspace=True)
        rows, lines = [], []
        try:
            for row in islice(reader, HEAD_ROWS):
                rows.append([name.strip() for name in row])
                lines.append(reader.line_num)
        except csv.Error:
            continue
        place = header_place(rows, wanted)
        names, n_lines = (rows[place], lines[place]) if rows else ([], 0)
        found.append((sum(wanted(name) for name in names if name), sign, names, n_lines))
    if not found:
        most = csv.field_size_limit()
        raise UnreadableError(
            shown, f"a cell is longer than {most:,} characters", f"有一格超过 {most:,} 个字符"
        )
    return max(found, key=lambda one: (one[0], len(one[2])))[1:]


def _delimited(shown: str, text: io.TextIOWrapper, n_lines: int, wanted: Wanted) -> RawTable:
    """A table of delimited text, whatever its delimiter."""
    head = text.read(_CHUNK // 4)
    if "\0" in head:  # what looked like UTF-16
        raise UnreadableError(shown, *_NULS)
    separator = _SEPARATOR_LINE.match(head)
    sign, names, n_head = _delimiter(shown, head[separator.end() :] if separator else head, wanted)
    if separator:
        sign, n_head = separator[1], n_head + 1
    places, left_out = chosen_columns(shown, names, wanted)
    need_room(shown, n_lines - n_head, len(places))
    text.seek(0)
    if not sign.isascii():  # pandas takes one byte
        return table_of_rows(shown, csv.reader(text, delimiter=sign), wanted)
    for _ in range(n_head):
        text.readline()
    # pandas cuts off what stands beyond the header without a word: one more column shows it.
    width = len(names)
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
    if len(too_long := np.flatnonzero(read[str(width)].notna())):
        raise uneven_row(shown, int(too_long[0]) + n_head + 1, width + 1, width)
    # pandas fills up a short row: only a look at the text tells it from one that ends with empty cells.
    if places and read[str(max(places))].isna().any():
        text.seek(0)
        rows = islice(csv.reader(text, delimiter=sign, skipinitialspace=True), n_head, None)
        sizes = np.array([len(row) for row in rows])
        if len(short := np.flatnonzero((sizes > 1) & (sizes <= max(places)))):
            raise uneven_row(shown, int(short[0]) + n_head + 1, int(sizes[short[0]]), width)
    frame = read[[str(one) for one in places]].set_axis([names[one] for one in places], axis=1)
    return RawTable(shown, frame, n_head + 1, left_out)


def _markdown(shown: str, text: str, wanted: Wanted) -> RawTable | None:
    """The Markdown table of a text that has the most wanted columns; None when it has none."""
    lines, tables = text.splitlines(), []
    for place, (head, rule) in enumerate(pairwise(lines), start=2):
        if "|" in head and "-" in rule and _MARKDOWN_RULE.fullmatch(rule):
            body = list(takewhile(lambda line: "|" in line, lines[place:]))
            rows = [_markdown_cells(head), [], *map(_markdown_cells, body)]
            tables.append(table_of_rows(shown, rows, wanted, line=place - 1))
    return max(tables, key=lambda one: len(one.frame.columns), default=None)


def _markdown_cells(line: str) -> list[str]:
    cells = _MARKDOWN_CELL.split(line.strip().removeprefix("|"))
    if not cells[-1].strip():
        cells.pop()
    return [_MARKDOWN_SIGNS.sub(r"\1", cell.strip().strip("*`")) for cell in cells]


def _rows_in(document: Any) -> list[Any] | None:  # noqa: ANN401, PLR0911  (any JSON value; one return a form)
    """The list of objects in a JSON document, with what is beside it.

    Or the rows of lists below a list of names, of lists by name, of objects by id.
    """
    if isinstance(document, list):
        if document and all(isinstance(one, dict) for one in document):
            return document
        is_grid = len(document) > 1 and all(isinstance(one, list) for one in document)
        is_headed = is_grid and document[0] and all(isinstance(one, str) for one in document[0])
        return (
            [dict(zip(document[0], row, strict=False)) for row in document[1:]]
            if is_headed
            else None
        )
    if not isinstance(document, dict):
        return None
    names, cells = document.get("columns"), document.get("data")
    if isinstance(names, list) and isinstance(cells, list):  # as pandas splits a table
        return _rows_in([names, *cells])
    if len(document) > 1 and all(isinstance(one, dict) for one in document.values()):
        inner = next(iter(document.values()))
        if all(one.keys() == inner.keys() for one in document.values()):
            return [{"id": key, **one} for key, one in document.items()]
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
        rows = list(_json_lines(shown, text))
    if rows is None:
        raise UnreadableError(shown, "no list of objects is in it", "里面没有对象列表")
    names = list(dict.fromkeys(name for row in rows for name in row))
    places, left_out = chosen_columns(shown, names, wanted)
    need_room(shown, len(rows), len(places))
    columns: dict[str, list[object]] = {}
    for name in (names[one] for one in places):
        cells = [row.get(name) for row in rows]
        columns[name] = [one if isinstance(one, list | dict) else cell_text(one) for one in cells]
    return RawTable(shown, pd.DataFrame(columns, dtype="object"), 1, left_out)


def _json_lines(shown: str, text: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                row = None
            if not isinstance(row, dict):
                raise UnreadableError(
                    shown, f"line {number} is not valid JSON", f"第 {number} 行不是合法的 JSON"
                )
            yield row


def _aligned(shown: str, text: str, wanted: Wanted) -> RawTable | None:
    """A table whose columns begin at the same place of each line; None when it is none."""
    lines = [one for one in text.splitlines() if one.strip() and not _UNDERLINE.fullmatch(one)]
    for place, head in enumerate(lines[:HEAD_ROWS]):
        starts = [found.start() for found in re.finditer(r"(?<!\S)\S", head)]
        spans = [slice(start, end) for start, end in pairwise([*starts, None])]
        if sum(wanted(head[span].strip()) for span in spans) >= _LEAST:
            rows = [[line[span].strip() for span in spans] for line in lines[place:]]
            return table_of_rows(shown, rows, wanted)
    return None


def _html(shown: str, text: str, wanted: Wanted) -> RawTable:
    """The table of a web page that has the most wanted columns.

    Its rows are taken apart here: readers that spread merged cells out can be made to fill the memory.

    Raises:
        CallError: It has no table, or there is no lxml.
    """
    try:
        from lxml import etree, html
    except ImportError:
        en = "reading a table of a web page needs the package lxml: pip install lxml"
        raise CallError(en, "读取网页里的表格需要 lxml：pip install lxml") from None
    try:
        page = html.document_fromstring(text.encode(), html.HTMLParser(encoding="utf-8"))
    except etree.LxmlError:
        page = html.Element("html")
    tables = []
    for table in page.iter("table"):
        rows = [row for row in table.iter("tr") if row.xpath("td|th")]
        cells = [
            [" ".join(one.text_content().split()) for one in row.xpath("td|th")] for row in rows
        ]
        found = table_of_rows(shown, cells, wanted)
        lines = [row.sourceline for row in rows][found.line - 1 :]
        tables.append(found._replace(frame=found.frame.set_axis(lines), line=0))
    if not tables:
        en = "it is a web page or XML without a table; copy the table into a spreadsheet"
        zh = "这是网页或 XML，里面没有表格；请把表格复制到电子表格里"
        raise UnreadableError(shown, en, zh)
    return max(tables, key=lambda one: len(one.frame.columns))


def _structured(shown: str, text: str, wanted: Wanted) -> RawTable:
    """A list of mappings in YAML or TOML."""
    from scorecard.reading.yaml_reader import read_document

    kind = "TOML" if shown.endswith(".toml") else "YAML"
    try:
        rows = _rows_in(tomllib.loads(text) if kind == "TOML" else read_document(text).value)
    except Exception:  # noqa: BLE001  (only reading knows YAML and its errors)
        raise UnreadableError(shown, f"it is not valid {kind}", f"不是合法的 {kind}") from None
    return _json(shown, json.dumps(rows, default=str), wanted)


def text_table(source: Input, wanted: Wanted) -> RawTable:
    """A table of a text, by its first characters.

    Raises:
        CallError: It is no table that can be read.
    """
    encoding, n_lines = _survey(source)
    head = source.stream.read(_CHUNK).decode(encoding, "ignore").lstrip("\ufeff \r\n\t")
    source.stream.seek(0)
    is_structured = source.shown.lower().endswith((".yaml", ".yml", ".toml"))
    is_json = head.startswith(("[", "{")) and not is_structured
    is_small = source.size <= _LARGEST_JSON
    if not head:
        raise UnreadableError(source.shown, "it is empty", "文件是空的")
    if (is_json or head.startswith("<")) and not is_small:
        en = "it is too large; write it as CSV or Parquet"
        zh = "文件太大，请存为 CSV 或 Parquet"
        raise UnreadableError(source.shown, en, zh)
    is_page = head.startswith("<")
    if is_json or is_page or (is_small and ("|" in head or is_structured or _ALIGNED.search(head))):
        text = source.stream.read().decode(encoding, "replace").removeprefix("\ufeff")
        source.stream.seek(0)
        if is_page:
            return _html(source.shown, text, wanted)
        if is_json:
            return _json(source.shown, text, wanted)
        if is_structured:
            return _structured(source.shown, text, wanted)
        read = _markdown if "|" in head else _aligned
        found = read(source.shown, text, wanted)
        if found:
            return found
    with io.TextIOWrapper(source.stream, encoding=encoding, newline="") as lines:
        return _delimited(source.shown, lines, n_lines, wanted)
