"""Rules on the passage marks: each is in its article, however damaged the copy of the article is.

Copies of Chinese articles differ in script, width, spacing and doubled punctuation, and some carry pinyin
in brackets; both sides are brought to one form before they are compared. The articles stay where they are.
"""

import re
import unicodedata
from pathlib import Path

from scorecard.problems import Problem, Severity
from scorecard.reading.encodings import decode
from scorecard.reading.files import RecordFile, read_bytes
from scorecard.reading.folder import Records
from scorecard.records import Passage
from scorecard.rules import RULES, BrokenRule
from scorecard.text import Phrase, printable, simplified

LONGEST_PASSAGE = 500
"""Characters, after normalizing, within which a passage must end."""

_PINYIN = re.compile(r"[(（][a-zA-Züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ'’·\s]{1,12}[)）]")
_CUT_PINYIN = re.compile(r"^[a-zA-Zü\u00e0-\u01dc]{1,6}[)）]|[(（][a-zA-Zü\u00e0-\u01dc]{0,6}$")
_HAS_TONE = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]")


def normalized(text: str) -> str:
    """A text in the form in which marks and articles are compared.

    Pinyin with tone marks in brackets, punctuation and white space go; full-width forms, traditional
    characters and capitals become half-width, simplified and small.

    Examples:
        >>> normalized("這一切,,注定２０２４年也是一個(gè)科技大年,。")
        '这一切注定2024年也是一个科技大年'
    """
    text = _PINYIN.sub(lambda found: "" if _HAS_TONE.search(found.group()) else found.group(), text)
    text = simplified(unicodedata.normalize("NFKC", text))
    return re.sub(r"\W+", "", text).lower()


def misplaced_mark(passage: Passage, blocks: list[str]) -> str | None:
    """The mark that is not where it should be, `starts` or `ends`, or None when both are.

    The end may overlap the start, but does not begin or end before it, and is in the same paragraph
    within `LONGEST_PASSAGE` characters.
    """
    # Pinyin that a mark cuts through goes too.
    first, last = (normalized(_CUT_PINYIN.sub("", one)) for one in (passage.starts, passage.ends))
    if not first or not last:  # nothing but punctuation, which is anywhere
        return "ends" if first else "starts"
    start, end = (re.compile(f"(?={re.escape(mark)})") for mark in (first, last))
    begun = [(block, found.start()) for block in blocks for found in start.finditer(block)]
    if not begun:
        return "starts"
    for block, at in begun:
        least = max(at, at + len(first) - len(last))
        if end.search(block[: at + LONGEST_PASSAGE], least):
            return None
    return "ends"


def passage_problems(records: Records, folder: Path) -> list[Problem]:
    """Every passage mark that is not in its outlook's article, at its line.

    Args:
        records: The records.
        folder: The articles, each named after its outlook (`<outlook>.txt`); an outlook that reviews the
            year before in the same article may have none of its own, see `article_of`.
    """
    problems: list[Problem] = []
    for outlook in records.outlooks:
        ids = [id_ for id_ in records.predictions if id_.partition("/")[0] == outlook]
        file = article_of(records, outlook, folder)
        if file is None:
            shown, place = records.readings[f"{outlook}/outlook"].file.shown, printable(folder)
            message = Phrase(f"no {outlook}.txt in {place}", f"{place} 里没有 {outlook}.txt")
            problems.append(RULES["missing-article"].problem(shown, 1, 1, message))
            continue
        data = read_bytes(RecordFile(str(file), "outlook", outlook))
        text, unreadable = ("", [data]) if isinstance(data, Problem) else decode(data, str(file))
        if any(one.severity is Severity.ERROR for one in unreadable):
            problems += unreadable
            continue
        paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n"))
        blocks = [normalized(one) for one in paragraphs]
        for id_ in ids:
            passage = records.predictions[id_].passage
            if passage and (end := misplaced_mark(passage, blocks)):
                mark = printable(getattr(passage, end), limit=40)
                message = Phrase(f"`{mark}` is not in the article", f"文章里没有“{mark}”")
                if end == "ends":
                    en = f"`{mark}` does not follow the start within its passage"
                    message = Phrase(en, f"“{mark}”不在首字之后的同一段里")
                broken = BrokenRule("passage-not-found", ("passage", end), message)
                problems.append(records.readings[id_].document.problem(broken))
    return problems


def article_of(records: Records, outlook: str, folder: Path) -> Path | None:
    """The article's file: of the outlook itself, or of another outlook with the same address."""
    url = records.outlooks[outlook].url
    same = [name for name, other in records.outlooks.items() if url and other.url == url]
    files = (folder / f"{name}.txt" for name in (outlook, *same))
    return next(filter(Path.is_file, files), None)
