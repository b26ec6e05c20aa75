"""Tables in texts of any encoding: delimited or Markdown; `json_tables` reads those of objects."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, islice, pairwise, takewhile
from typing import IO

from scorecard.exchange.cells import COLUMNS
from scorecard.exchange.inputs import (
    HEAD_ROWS,
    Input,
    RawTable,
    UnreadableError,
    Wanted,
    header_place,
    table_of_rows,
)
from scorecard.exchange.json_tables import object_tables
from scorecard.problems import notice
from scorecard.reading.encodings import east_asian_name, wide_name
from scorecard.text import Phrase, printable

_LARGEST_JSON = 64_000_000
_CHUNK = 1 << 20
_END = "\0"
"""A line of its own behind a text, or the end of a cell whose quotation mark is not closed."""
_ENCODINGS = ["gb18030", "big5", "cp932", "cp1252", "cp1251"]
_LEAST_WIDTH = 4
"""Columns from which a line of a text hardly has as many signs as a row by chance."""
_CHINESE_NAMES = [name for names in COLUMNS.values() for name in names if len(name) > 1]
"""Names that no other encoding gives: where one is read, the encoding is right."""
_MARKDOWN_RULE = re.compile(r"\s*+\|?\s*+:?-+:?\s*+([|+]\s*+:?-+:?\s*+)*\|?\s*+")  # Org mode has +
_SQL = re.compile(
    r"(?i)(?:(?!INSERT I|CREATE T)(?:--|/\*|[A-Z]+[ ;]).*+\n|\s++)*+(INSERT INTO|CREATE TABLE) "
)
_COMMENT = re.compile(r"<!--.*?(-->|\Z)", re.DOTALL)
_MARKDOWN_CELL = re.compile(r"(?<!\\)\|")
_MARKDOWN_SIGNS = re.compile(r"\\([\\`*_\[\]<>|~#])")

_TWO_SCRIPTS = re.compile("[\u0370-\u07ff][\u00c0-\u02ff]|[\u00c0-\u02ff][\u0370-\u07ff]")
"""Letters that no word has side by side; 芯片 and 准确 in GBK pass for them in UTF-8."""
_BEYOND = re.compile("[\u0800-\U0010ffff]")

_EMPTY = Phrase("it is empty", "文件是空的")
_TOO_LONG = Phrase("a cell is longer than 131,072 characters", "有一格超过 131,072 个字符")
_NULS = Phrase(
    "it holds NUL characters: it is damaged, or no text; write its table as CSV",
    "含有 NUL 字符：文件已损坏，或不是文本；请把表格存为 CSV",
)


def _encoding(stream: IO[bytes]) -> str:
    """The encoding of a text."""
    is_utf8, is_odd, is_sure, decoder = True, False, False, codecs.getincrementaldecoder("utf-8")()
    wide = wide_name(stream.read(_CHUNK))
    stream.seek(0)
    while not wide and (chunk := stream.read(_CHUNK)):
        if b"\0" in chunk:
            raise UnreadableError(*_NULS)
        try:
            text = decoder.decode(chunk)
            is_odd = is_odd or bool(_TWO_SCRIPTS.search(text))
            is_sure = is_sure or bool(_BEYOND.search(text))
        except UnicodeDecodeError:
            is_utf8 = False
    stream.seek(0)
    is_utf8 = is_utf8 and (is_sure or not is_odd)
    return wide or ("utf-8-sig" if is_utf8 else _guessed(stream))


def _guessed(stream: IO[bytes]) -> str:
    """The encoding of a text that is not UTF-8."""
    from charset_normalizer import from_bytes

    odd = b""
    for line in stream:
        odd += b"" if line.isascii() or len(odd) > _CHUNK else line
    if name := east_asian_name(odd):
        return "gb18030" if name == "GBK" else name
    best = from_bytes(odd, cp_isolation=_ENCODINGS).best()
    if best is None:
        raise UnicodeError(odd[:10])
    return best.encoding


def form_of(text: IO[str], wanted: Wanted, nuls: Phrase = _NULS) -> tuple[str, int, list[str]]:
    """The delimiter that gives the most wanted names, the number of lines above the header, and its names.

    Args:
        text: A delimited text at its start, where it is again afterwards.
        wanted: Our name of a column, None of one that is not needed.
        nuls: What is said of a text with NUL characters.

    Raises:
        UnreadableError: It is empty, has a first cell that is too long, or NUL characters; or as
            `header_place`.
    """
    head = text.read(_CHUNK // 4)
    text.seek(0)
    if "\0" in head:  # what looked like UTF-8, or UTF-16
        raise UnreadableError(*nuls)
    if not head.strip():
        raise UnreadableError(*_EMPTY)
    found = []
    for sign in ",;\t|，；、":
        reader = csv.reader(io.StringIO(head, newline=None), delimiter=sign, skipinitialspace=True)
        rows, ends = list[list[str]](), [0]
        with suppress(csv.Error):  # of a row further down, which has its own message
            for row in islice(reader, HEAD_ROWS):
                rows.append([name.strip() for name in row])
                ends.append(reader.line_num)
        if rows:
            place = header_place(rows, wanted, [end + 1 for end in ends])
            names = rows[place]
            # Some programs write a tab behind each cell: `id\t,domain\t`.
            n_wanted = sum(wanted(name) is not None for name in names if name and name[0] != ",")
            found.append((n_wanted, len(names), sign, ends[place], names))
    if not found:
        raise UnreadableError(*_TOO_LONG)
    return max(found, key=lambda one: one[:2])[2:]


def delimited_rows(text: IO[str], sign: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a delimited text, each behind the line in which it begins.

    Raises:
        UnreadableError: A quotation mark is not closed, or only by one of another row, or a cell is too long.
    """
    # R, Spark and MySQL write `\"` for a quotation mark in a quoted cell.
    escaped = re.compile(rf'(?:^|{re.escape(sign)}) *"(?:[^"]|"")*?\\"\w')
    lines = (
        one.replace('\\"', '""') if '\\"' in one and escaped.search(one) else one for one in text
    )
    # A paste with tabs quotes nothing: `"Big" chips` keeps its marks, `"Big chips"` is taken for quoted.
    bare = re.compile(rf'(?<![^{sign}]) *("[^"\\{sign}]+"(?= *[^ "\r\n\t{sign}])[^\r\n{sign}]*)')
    lines = (
        bare.sub(lambda it: '"' + it[1].replace('"', '""') + '"', one) if '"' in one else one
        for one in lines
    )
    line, reader = 1, csv.reader(chain(lines, [_END]), delimiter=sign, skipinitialspace=True)
    try:
        while (row := next(reader)) != [_END]:
            if row and row[-1].endswith(_END):
                break
            if (end := reader.line_num) > line and any(_holds_rows(row, sign)):
                en = f"the quotation mark in line {line} is closed only in line {end} and takes in rows"
                zh = f"第 {line} 行的引号到第 {end} 行才配对，这几行都进了同一格"
                raise UnreadableError(f"{en}; close or delete it", f"{zh}；请补上或删去引号")
            yield line, row
            line = reader.line_num + 1
        else:
            return
    except csv.Error:
        if reader.line_num <= line:  # of one line
            raise UnreadableError(*_TOO_LONG) from None
    en, zh = f"a quotation mark in line {line} is not closed", f"第 {line} 行的引号没有配对"
    raise UnreadableError(en, zh)


def _holds_rows(row: list[str], sign: str) -> Iterator[bool]:
    """Whether each cell is the end of one row, whole rows and the start of another."""
    width = len(row)
    for place, cell in enumerate(row):
        parts = list(csv.reader(io.StringIO(cell, newline=None), delimiter=sign))
        whole = [width] * (len(parts) - 2)
        is_prose = any(one[:1].isspace() for part in parts for one in part[1:])
        is_rows = [len(part) for part in parts] == [width - place, *whole, place + 1]
        yield width >= _LEAST_WIDTH and is_rows and not is_prose


def _markdown(text: str, wanted: Wanted) -> list[RawTable]:
    """The Markdown tables of a text; a row that is cut off from its table is refused, not left out."""
    text = _COMMENT.sub(lambda it: "\n" * it[0].count("\n") if it[1] else it[0], text)
    lines = io.StringIO(text, newline=None).read().split("\n")  # not at signs such as U+2028
    tables: list[RawTable] = []
    start = end = width = 0
    for place, (head, rule) in enumerate(pairwise([*lines, ""]), start=2):
        if "|" in head and "-" in rule and _MARKDOWN_RULE.fullmatch(rule):
            below = list(enumerate(takewhile(lambda line: "|" in line, lines[place:]), place + 1))
            body = [(n, line) for n, line in below if not _MARKDOWN_RULE.fullmatch(line)]
            start, end, width = place - 1, place + len(below), len(_markdown_cells(head))
            rows = ((n, _markdown_cells(line, head)) for n, line in [(start, head), *body])
            found = table_of_rows(rows, wanted, n_head=1)
            tables.append(found._replace(place=f":{start}"))
        elif (
            place - 1 > end > 0 and head.strip()[:1] == "|" and len(_markdown_cells(head)) == width
        ):
            en = f"line {place - 1} is cut off from the table of line {start}; delete what is between"
            zh = f"第 {place - 1} 行与第 {start} 行的表格断开了；请删去中间的内容"
            raise UnreadableError(en, zh)
    return tables


def _markdown_cells(line: str, head: str = "") -> list[str]:
    """The cells of a line, without those outside its frame unless the head has none, as in psql."""
    cells, names = map(_MARKDOWN_CELL.split, (line, head))
    if len(cells) != len(names) or not all(map(str.strip, names)):
        cells = _MARKDOWN_CELL.split(line.strip().removeprefix("|"))
        cells = cells if cells[-1].strip() else cells[:-1]
    return [_MARKDOWN_SIGNS.sub(r"\1", cell.strip().strip("*`")) for cell in cells]


def text_tables(source: Input, wanted: Wanted) -> list[RawTable]:
    """The tables of a text, by its name and its first characters.

    Where an encoding is a guess, and texts depend on it, the user is told: only people see a wrong one.

    Raises:
        CallError: It is no table that can be read.
    """
    encoding = _encoding(source.stream)
    source.stream.seek(0)
    head = source.stream.read(_CHUNK).decode(encoding, "ignore").lstrip("\ufeff \r\n\t")
    source.stream.seek(0)
    tables = _tables_of(source, encoding, head, wanted)
    is_sure = encoding.upper().startswith("UTF") or any(name in head for name in _CHINESE_NAMES)
    cells = (str(cell) for one in tables for name in one.frame for cell in one.frame[name])
    foreign = "" if is_sure else next((cell for cell in cells if not cell.isascii()), "")
    if foreign:
        name, shown = encoding.upper(), printable(foreign, limit=40)
        en = f"{source.shown} was read as {name}: “{shown}”; if this looks wrong, save it as UTF-8"
        zh = f"{source.shown} 按 {name} 读取：“{shown}”；如果是乱码，请另存为 UTF-8"
        notice(Phrase(en, zh))
    return tables


def _tables_of(source: Input, encoding: str, head: str, wanted: Wanted) -> list[RawTable]:
    """The tables of a text whose encoding and beginning are known."""
    name = re.sub(r"\.(gz|bz2|xz)$", "", source.shown.lower())
    is_yaml = name.endswith((".yaml", ".yml"))
    comments = ("//", "/*") if name.endswith((".json", ".jsonl")) else ()
    is_json = head.startswith(("[", "{", *comments)) and not is_yaml
    is_small = source.size <= _LARGEST_JSON
    if not head:
        raise UnreadableError(*_EMPTY)
    if is_json and not is_small:
        en = "it is too large; write it as CSV or Parquet"
        raise UnreadableError(en, "文件太大，请存为 CSV 或 Parquet")
    if is_json or (is_small and (is_yaml or "|" in head)):
        text = source.stream.read().decode(encoding, "replace").removeprefix("\ufeff")
        source.stream.seek(0)
        if is_json or is_yaml:
            return object_tables(text, wanted, source.shown, is_yaml=is_yaml)
        if found := _markdown(text, wanted):
            return found
    if _SQL.match(head):
        raise UnreadableError("it is SQL; export the table as CSV", "这是 SQL，请把表导出为 CSV")
    if head.startswith("<"):
        en = "it is a web page or XML; copy its table into a spreadsheet"
        raise UnreadableError(en, "这是网页或 XML，请把里面的表格复制到电子表格里")
    with io.TextIOWrapper(source.stream, encoding=encoding, newline="") as lines:
        rows = delimited_rows(lines, form_of(lines, wanted)[0])
        return [table_of_rows(rows, wanted)]
