"""Bytes to text: UTF-8, or a problem that names the likely encoding and the command that converts it."""

import codecs
import re
from contextlib import suppress

from scorecard.problems import Problem
from scorecard.rules import RULES
from scorecard.text import Phrase

_OTHER_FORMATS = (
    (rb"PK\x03\x04|\xd0\xcf\x11\xe0", "a Word or WPS file, or a zip file", "Word、WPS 文档或 zip"),
    (rb"\{\\rtf", "an RTF document", "RTF 文档"),
    (rb"%PDF", "a PDF", "PDF 文件"),
    (rb"(?i)<html|<!doctype", "a web page", "网页"),
)
"""How files begin that are no plain text, and what these are."""

_CHINESE, _KANA = "[\u4e00-\u9fff]", "[\u3041-\u30fa]"

_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
"""Byte-order marks; the longer ones begin like the shorter ones."""
_PLAIN_TEXT = Phrase(
    "Save it as plain text (.txt) in UTF-8, and let its name end with .yaml.",
    "另存为纯文本（.txt），编码选 UTF-8，再把文件名改成以 .yaml 结尾。",
)
_NULS_OF_UTF16 = 8
"""Among this many bytes of UTF-16 text with some ASCII in it, at least one is NUL."""
_LEAST_COMMON = 0.6


# A list of own: for a text as short as a record's, what charset-normalizer takes for likely is often wrong.
_EAST_ASIAN = {
    "GBK": (0xA1, 0xD7, 0xA1, False),
    "BIG5": (0xA1, 0xC6, 0x40, False),
    "CP932": (0x81, 0x97, 0x40, True),
    "EUC-JP": (0xA1, 0xCF, 0xA1, True),
}
"""Encodings of two bytes a character: the lowest and the highest first byte of marks and common characters,
the lowest second byte of these, and whether the encoding is Japanese."""


def wide_name(data: bytes) -> str | None:
    """UTF-32 or UTF-16, by its mark or by the NULs that go with ASCII characters; None when it is neither."""
    marked = next((name for mark, name in _MARKS.items() if data.startswith(mark)), None)
    if marked or b"\0" not in data.rstrip(b"\0"):  # a crash may leave zeros at the end of a file
        return marked
    for name in ("UTF-32LE", "UTF-32BE"):
        with suppress(UnicodeError):  # of other texts: few numbers of four bytes are a character
            data.decode(name)
            return name
    for name, first in (("UTF-16LE", 1), ("UTF-16BE", 0)):
        if data[first::2].count(0) > len(data) // _NULS_OF_UTF16:
            return name
    return None


def east_asian_name(data: bytes) -> str | None:
    """The Chinese or Japanese encoding in which most characters are common ones; None when there is none."""
    shares: dict[str, float] = {}
    for name, (first, last, second, is_japanese) in _EAST_ASIAN.items():
        with suppress(UnicodeError):
            text = data.decode(name)
            written = [one.encode(name) for one in text if not one.isascii()]
            # In Western texts a letter of ASCII stands behind nearly every other one.
            is_double = any(one[-1] >= 0x80 for one in written)  # noqa: PLR2004  (ASCII)
            if is_double and is_japanese == bool(re.search(_KANA, text)):
                n_common = sum(first <= one[0] <= last and one[-1] >= second for one in written)
                shares[name] = n_common / len(written)
    likely = max(shares, key=lambda name: shares[name], default="")
    return likely if shares.get(likely, 0) >= _LEAST_COMMON else None


def _not_utf8(data: bytes, good: str, shown: str) -> Problem:
    """The problem of a file that is not UTF-8, at its place, with the command that converts it."""
    name = wide = wide_name(data)
    if wide:
        good = ""
    elif not re.search(_CHINESE, good) and (name := east_asian_name(data)):
        good = re.split(r"[^\x00-\x7f]", good)[0]  # its first pairs of bytes may pass for UTF-8
    line, column = good.count("\n") + 1, len(good) - good.rfind("\n")
    looks, looks_zh = (f"; it looks like {name}", f"，看起来是 {name}") if name else ("", "")
    run = f"iconv -f {name} -t UTF-8 {{0}} > {{1}} && mv {{1}} {{0}}"
    command = f", or run: {run.format('FILE', 'NEW')}" if name else ""
    command_zh = f"，或运行：{run.format('文件', '新文件')}" if name else ""
    en = f"Save it as UTF-8 (Save As, Encoding){command}."
    hint = Phrase(en, f"用编辑器的“另存为”选编码 UTF-8{command_zh}。")
    message = Phrase(f"the file is not UTF-8{looks}", f"文件不是 UTF-8{looks_zh}")
    return RULES["not-utf8"].problem(shown, line, column, message, hint)


def decode(data: bytes, shown: str) -> tuple[str, list[Problem]]:
    """A file's text without byte-order mark, and the problems of its encoding.

    Returns:
        The text, empty when it is not UTF-8, and the problems.
    """
    problems: list[Problem] = []
    body = data.removeprefix(codecs.BOM_UTF8)
    if len(body) < len(data):
        phrase = Phrase("the file starts with a byte-order mark (BOM)", "文件开头有 BOM")
        problems.append(RULES["byte-order-mark"].problem(shown, 1, 1, phrase))
    for _, en, zh in (one for one in _OTHER_FORMATS if re.match(one[0], body)):
        message = Phrase(f"this is {en}, not plain text", f"文件格式是“{zh}”，不是纯文本")
        return "", [*problems, RULES["not-utf8"].problem(shown, 1, 1, message, _PLAIN_TEXT)]
    try:
        text, is_utf8 = body.decode("utf-8"), b"\0" not in data or not wide_name(data)
    except UnicodeDecodeError as error:
        text, is_utf8 = body[: error.start].decode("utf-8"), False
    if not is_utf8:
        return "", [*problems, _not_utf8(data, text, shown)]
    if "\r" in text and "\r\n" in text:  # almost no text has even the first
        line = text[: text.index("\r\n")].count("\n") + 1
        phrase = Phrase("lines end with CRLF, as Windows writes them", "行尾是 Windows 的 CRLF")
        problems.append(RULES["carriage-return"].problem(shown, line, 1, phrase))
    return text, problems
