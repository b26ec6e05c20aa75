"""Tables in texts of any encoding: delimited, Markdown, JSON, JSON lines, YAML."""

import codecs
import csv
import io
import json
import re
import tomllib
from collections.abc import Iterator
from contextlib import suppress
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
    chosen_columns,
    header_place,
    need_room,
    table_of_rows,
    uneven_row,
)
from scorecard.problems import CallError
from scorecard.reading.encodings import wide_name
from scorecard.text import Phrase
from scorecard.verdicts import Verdict

_LARGEST_JSON = 64_000_000
_CHUNK = 1 << 20
_ENCODINGS = ["gb18030", "big5", "shift_jis", "cp1252", "cp1251"]
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


def _survey(stream: IO[bytes]) -> tuple[str, int]:
    """The encoding of a text and its number of lines."""
    n_lines, odd, is_utf8 = 0, b"", True
    decoder = codecs.getincrementaldecoder("utf-8")()
    wide = wide_name(stream.read(_CHUNK))
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        n_lines += chunk.count(b"\n") or chunk.count(b"\r")
        if wide:
            continue
        if b"\0" in chunk:
            raise UnreadableError(*_NULS)
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError:
            is_utf8 = False
        if not is_utf8 and len(odd) < _CHUNK:
            odd += b"\n".join(line for line in chunk.split(b"\n") if not line.isascii())
    stream.seek(0)
    return wide or ("utf-8-sig" if is_utf8 else _guessed(odd)), n_lines


def _guessed(text: bytes) -> str:
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
        raise UnreadableError(en, zh)
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


def _delimiter(head: str, wanted: Wanted) -> tuple[str, list[str], int]:
    """The delimiter that gives the most wanted names, with these names and the last line of the header."""
    found = []
    for sign in ",;\t|，":
        reader = csv.reader(io.StringIO(head, newline=None), delimiter=sign, skipinitialspace=True)
        with suppress(csv.Error):
            rows = [(row, reader.line_num) for row in islice(reader, HEAD_ROWS)] or [([], 0)]
            heads = [[name.strip() for name in row] for row, _ in rows]
            place = header_place(heads, wanted)
            n_wanted = sum(wanted(name) for name in heads[place] if name)
            found.append((n_wanted, sign, heads[place], rows[place][1]))
    if not found:
        raise csv.Error
    return max(found, key=lambda one: (one[0], len(one[2])))[1:]


def _delimited(text: io.TextIOWrapper, n_lines: int, wanted: Wanted) -> RawTable:
    """A table of delimited text, whatever its delimiter."""
    head = text.read(_CHUNK // 4)
    if "\0" in head:  # what looked like UTF-16
        raise UnreadableError(*_NULS)
    separator = _SEPARATOR_LINE.match(head)
    sign, names, n_head = _delimiter(head[separator.end() :] if separator else head, wanted)
    if separator:
        sign, n_head = separator[1], n_head + 1
    places, left_out = chosen_columns(names, wanted)
    need_room(n_lines - n_head, len(places))
    text.seek(0)
    if not sign.isascii():  # pandas takes one byte
        return table_of_rows(csv.reader(text, delimiter=sign), wanted)
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
        raise uneven_row(int(too_long[0]) + n_head + 1, width + 1, width)
    # pandas fills up a short row: only a look at the text tells it from one that ends with empty cells.
    if places and read[str(max(places))].isna().any():
        text.seek(0)
        rows = islice(csv.reader(text, delimiter=sign, skipinitialspace=True), n_head, None)
        sizes = np.array([len(row) for row in rows])
        if len(short := np.flatnonzero((sizes > 1) & (sizes <= max(places)))):
            raise uneven_row(int(short[0]) + n_head + 1, int(sizes[short[0]]), width)
    frame = read[[str(one) for one in places]].set_axis([names[one] for one in places], axis=1)
    return RawTable(frame, n_head + 1, left_out)


def _markdown(text: str, wanted: Wanted) -> RawTable | None:
    """The Markdown table of a text that has the most wanted columns; None when it has none."""
    lines, tables = text.splitlines(), []
    for place, (head, rule) in enumerate(pairwise(lines), start=2):
        if "|" in head and "-" in rule and _MARKDOWN_RULE.fullmatch(rule):
            body = takewhile(lambda line: "|" in line, lines[place:])
            rows = [_markdown_cells(head), [], *map(_markdown_cells, body)]
            tables.append(table_of_rows(rows, wanted, line=place - 1))
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
        if is_grid and document[0] and all(isinstance(one, str) for one in document[0]):
            return [dict(zip(document[0], row, strict=False)) for row in document[1:]]
        return None
    if not isinstance(document, dict):
        return None
    names, cells, values = document.get("columns"), document.get("data"), [*document.values()]
    if isinstance(names, list) and isinstance(cells, list):  # as pandas splits a table
        return _rows_in([names, *cells])
    if len(values) > 1 and all(isinstance(one, dict) for one in values):
        if all(one.keys() == values[0].keys() for one in values):
            return [{"id": key, **one} for key, one in document.items()]
    elif values and all(isinstance(one, list) for one in values):
        is_columns = values[0] and not isinstance(values[0][0], dict)
        if is_columns and len({len(one) for one in values}) == 1:
            return [dict(zip(document, row, strict=True)) for row in zip(*values, strict=True)]
    rows = next((found for one in document.values() if (found := _rows_in(one))), None)
    beside = {name: one for name, one in document.items() if not isinstance(one, list | dict)}
    return rows and [{**beside, **row} for row in rows]


def _json(text: str, wanted: Wanted) -> RawTable:
    """A table of a JSON document or of JSON lines; lists and objects in cells stay what they are."""
    try:
        rows = _rows_in(json.loads(text))
    except (ValueError, RecursionError):
        rows = []
        for number, line in enumerate(text.splitlines(), start=1):
            with suppress(ValueError, RecursionError):
                rows += [json.loads(line)] if line.strip() else []
                if all(isinstance(row, dict) for row in rows[-1:]):
                    continue
            en, zh = f"line {number} is not valid JSON", f"第 {number} 行不是合法的 JSON"
            raise UnreadableError(en, zh) from None
    if rows is None:
        raise UnreadableError("no list of objects is in it", "里面没有对象列表")
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = ([row.get(name) for name in names] for row in rows)
    return table_of_rows(chain([names], cells), wanted, line=0, n_head=1)


def _aligned(text: str, wanted: Wanted) -> RawTable | None:
    """A table whose columns begin at the same place of each line; None when it is none."""
    lines = [one for one in text.splitlines() if one.strip() and not _UNDERLINE.fullmatch(one)]
    for place, head in enumerate(lines[:HEAD_ROWS]):
        starts = [found.start() for found in re.finditer(r"(?<!\S)\S", head)]
        spans = [slice(start, end) for start, end in pairwise([*starts, None])]
        if sum(wanted(head[span].strip()) for span in spans) >= _LEAST:
            rows = [[line[span].strip() for span in spans] for line in lines[place:]]
            return table_of_rows(rows, wanted)
    return None


def _html(text: str, wanted: Wanted) -> RawTable:
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
        found = table_of_rows(cells, wanted)
        lines = [row.sourceline for row in rows][found.line - 1 :]
        tables.append(found._replace(frame=found.frame.set_axis(lines), line=0))
    widest = max(tables, key=lambda one: len(one.frame.columns), default=None)
    if widest is None:
        en = "it is a web page or XML without a table; copy the table into a spreadsheet"
        zh = "这是网页或 XML，里面没有表格；请把表格复制到电子表格里"
        raise UnreadableError(en, zh)
    return widest


def _structured(text: str, wanted: Wanted, *, is_toml: bool) -> RawTable:
    """A list of mappings in YAML or TOML."""
    from scorecard.reading.yaml_reader import read_document

    try:
        rows = _rows_in(tomllib.loads(text) if is_toml else read_document(text).value)
    except Exception:  # noqa: BLE001  (only reading knows YAML and its errors)
        kind = "TOML" if is_toml else "YAML"
        raise UnreadableError(f"it is not valid {kind}", f"不是合法的 {kind}") from None
    return _json(json.dumps(rows, default=str), wanted)


def text_table(source: Input, wanted: Wanted) -> RawTable:
    """A table of a text, by its name and its first characters.

    Raises:
        CallError: It is no table that can be read.
    """
    encoding, n_lines = _survey(source.stream)
    head = source.stream.read(_CHUNK).decode(encoding, "ignore").lstrip("\ufeff \r\n\t")
    source.stream.seek(0)
    name = source.shown.lower()
    is_structured = name.endswith((".yaml", ".yml", ".toml"))
    is_small = source.size <= _LARGEST_JSON
    is_whole = head.startswith("<") or (head.startswith(("[", "{")) and not is_structured)
    if not head:
        raise UnreadableError("it is empty", "文件是空的")
    if is_whole and not is_small:
        en = "it is too large; write it as CSV or Parquet"
        raise UnreadableError(en, "文件太大，请存为 CSV 或 Parquet")
    if is_whole or (is_small and ("|" in head or is_structured or _ALIGNED.search(head))):
        text = source.stream.read().decode(encoding, "replace").removeprefix("\ufeff")
        source.stream.seek(0)
        if is_whole:
            return (_html if head.startswith("<") else _json)(text, wanted)
        if is_structured:
            return _structured(text, wanted, is_toml=name.endswith(".toml"))
        found = (_markdown if "|" in head else _aligned)(text, wanted)
        if found:
            return found
    with io.TextIOWrapper(source.stream, encoding=encoding, newline="") as lines:
        return _delimited(lines, n_lines, wanted)
