"""The tables of files, of whatever kind their first bytes show."""

from collections.abc import Sequence

import pandas as pd

from scorecard.exchange.inputs import Input, unreadable
from scorecard.exchange.raw_table import RawTable, Wanted
from scorecard.exchange.text_tables import text_table
from scorecard.exchange.workbooks import parquet_table, workbook_tables
from scorecard.problems import CallError
from scorecard.text import Phrase, printable

_REFUSED = (
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook, or one with a password; save it as .xlsx",
     "旧版或加密的 Excel 工作簿，请另存为 .xlsx"),
    (b"%PDF", "a PDF; copy its table into a spreadsheet", "PDF 文件，请把表格复制到电子表格里"),
    (b"SQLite format 3", "a database; export its table as CSV", "数据库，请把表导出为 CSV"),
    (b"ARROW1", "an Arrow file; write it as Parquet", "Arrow 文件，请存为 Parquet"),
    (b"\x80", "a Python pickle, which can run programs; write it as CSV",
     "Python pickle，可能含有程序；请存为 CSV"),
    (b"(\xb5/\xfd", "a zstd archive; unpack it first", "zstd 压缩包，请先解压"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it first", "7z 压缩包，请先解压"),
    (b"Rar!", "a rar archive; unpack it first", "rar 压缩包，请先解压"),
    (b"\\", "LaTeX; copy its table into a spreadsheet", "LaTeX 文件，请把表格复制到电子表格里"),
)  # fmt: skip


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
    if not found:
        raise CallError(
            Phrase("the archive or workbook holds no table", "压缩包或工作簿里没有表格")
        )
    return kept or [raw for _, raw in found]


def _of_kind(source: Input, wanted: Wanted) -> list[RawTable]:
    first = source.stream.read(300)
    source.stream.seek(0)
    if first[257:262] == b"ustar":
        why = Phrase("it is a tar archive; unpack it first", "这是 tar 压缩包，请先解压")
        raise unreadable(source.shown, why)
    if b"vnd.oasis.opendocument" in first:
        why = Phrase("it is an OpenDocument file; save it as .xlsx or CSV",
                     "这是 OpenDocument 文件，请另存为 .xlsx 或 CSV")  # fmt: skip
        raise unreadable(source.shown, why)
    if first.startswith(b"PK\x03\x04"):
        return workbook_tables(source, wanted)
    if first.startswith(b"PAR1") or source.shown.lower().endswith(".parquet"):
        return [parquet_table(source, wanted)]
    for start, en, zh in _REFUSED:
        if first.startswith(start):
            raise unreadable(source.shown, Phrase(f"it is {en}", f"这是{zh}"))
    try:
        return [text_table(source, wanted)]
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
