"""The rules that filled ballots are held to, and the words by which a rater may name a verdict."""

from scorecard.problems import Problem, Severity
from scorecard.rules import Rule
from scorecard.text import Phrase
from scorecard.verdicts import Verdict

__all__ = ["BALLOT_RULES", "at_cell", "cell_name", "verdict_labels", "verdict_names"]

_TABLE = (
    ("not-a-ballot",
     "A ballot is the Excel file that was handed out.", "评议表必须是发出去的那个 Excel 文件。",
     "Fill in the file of `scorecard review open` and save it as .xlsx.",
     "请填写 `scorecard review open` 生成的文件，并存为 .xlsx。"),
    ("other-ballot", "A ballot belongs to its rater and its review.",
     "评议表只属于它的评议人和这次复盘。",
     "Hand in your own ballot of this review, once.", "请交本人在这次复盘的评议表，只交一份。"),
    ("unknown-id", "A row rates a claim of the list.", "每一行评的必须是待议清单里的预测。",
     "Leave the id column as it was.", "不要改动 id 一列。"),
    ("repeated-claim", "A claim has one row in a ballot.", "一条预测在评议表里只占一行。",
     "Delete one of the two rows.", "删掉其中一行。"),
    ("unknown-verdict", "A verdict is one of the list.", "判定必须是下拉框里的一项。",
     "Choose it from the drop-down.", "请从下拉框中选择。"),
    ("verdict-missing", "A row with a reason has a verdict.", "写了理由的行必须有判定。",
     "Choose a verdict, or delete the reason.", "请选择判定，或删掉理由。"),
    ("formula", "A ballot holds texts, no formulas.", "评议表里只能有文字，不得有公式。",
     "Type the text; it may not start with =.", "直接输入文字，不要以 = 开头。"),
    ("unfit-reason", "A reason is plain text.", "理由必须是普通文字。",
     "Delete the invisible characters.", "删掉看不见的字符。"),
    ("rated-today", "A rater rates a claim once a day.", "同一评议人一天只能评一次同一条预测。",
     "Collect the changed ballot tomorrow, or correct the record by hand.",
     "改动请明天再收集，或手工修改记录。"),
)  # fmt: skip

BALLOT_RULES = {
    id_: Rule(id_, Severity.ERROR, Phrase(en, zh), Phrase(fix_en, fix_zh))
    for id_, en, zh, fix_en, fix_zh in _TABLE
}
"""The rules that ballots are held to, by id."""


def cell_name(row: int, column: int) -> str:
    """A cell of the first 26 columns as Excel names it.

    Examples:
        >>> cell_name(7, 10)
        'J7'
    """
    return f"{chr(ord('A') + column - 1)}{row}"


def at_cell(rule: str, path: str, message: Phrase, *, row: int = 1, column: int = 1) -> Problem:
    """A problem at a cell; one of the first row is the whole file's.

    Args:
        rule: The id of the rule.
        path: The ballot as the caller named it.
        message: The fault in plain words.
        row: The row, from 1.
        column: The column, from 1.
    """
    cell = f"{cell_name(row, column)}: " if row > 1 else ""
    named = Phrase(cell + message.en, cell + message.zh)
    return BALLOT_RULES[rule].problem(path, row, column, named)


def verdict_labels() -> dict[str, Verdict]:
    """The words of the drop-down, in both languages.

    Examples:
        >>> next(iter(verdict_labels()))
        '准确 accurate'
    """
    return {f"{verdict.label.zh} {verdict.label.en}": verdict for verdict in Verdict}


def verdict_names() -> dict[str, Verdict]:
    """The words that a rater may type for a verdict, in small letters: either language, or both.

    Examples:
        >>> names = verdict_names()
        >>> names["对了一半"] is names["half right"] is names["half_right"] is Verdict.HALF_RIGHT
        True
    """
    single = {word: one for one in Verdict for word in (one.label.en, one.value, one.label.zh)}
    return {word.casefold(): one for word, one in (single | verdict_labels()).items()}
