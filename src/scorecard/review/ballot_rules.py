"""The rules that filled ballots are held to; the records' own rules stand in `scorecard.rules`."""

from scorecard.problems import Problem, Severity
from scorecard.rules import Rule
from scorecard.text import Phrase

__all__ = ["BALLOT_RULES", "at_cell", "cell_name"]

_TABLE = (
    ("not-a-ballot",
     "A ballot is the Excel file that was handed out.", "评分表必须是发出去的那个 Excel 文件。",
     "Fill in the file of `scorecard review open` and save it as .xlsx.",
     "请填写 `scorecard review open` 生成的文件并存为 .xlsx。"),
    ("other-ballot", "A ballot belongs to its rater and its review.", "评分表只属于它的评分人和这次评审。",
     "Hand in your own ballot of this review, once.", "请交自己的、这次评审的评分表，只交一份。"),
    ("unknown-id", "A row rates a claim of the list.", "每一行评的必须是清单里的说法。",
     "Leave the id column as it was.", "不要改动 id 一列。"),
    ("repeated-claim", "A claim stands once in a ballot.", "一条说法在评分表里只出现一次。",
     "Delete one of the two rows.", "删掉其中一行。"),
    ("unknown-verdict", "A verdict is one of the list.", "判定必须是列表里的一项。",
     "Choose it from the drop-down.", "请从下拉框中选择。"),
    ("verdict-missing", "A row with a reason has a verdict.", "写了理由的行要有判定。",
     "Choose a verdict, or delete the reason.", "请选择判定，或删掉理由。"),
    ("formula", "A ballot holds texts, no formulas.", "评分表里只有文字，没有公式。",
     "Type the text; it may not start with =.", "直接输入文字，不要以 = 开头。"),
    ("unfit-reason", "A reason is plain text.", "理由必须是普通文字。",
     "Delete the invisible characters.", "删掉看不见的字符。"),
    ("rated-today", "A rater rates a claim once a day.", "同一评分人对同一说法一天只评一次。",
     "Collect the changed ballot tomorrow, or mend the record by hand.",
     "改动请明天再收集，或手工修改记录。"),
)  # fmt: skip

BALLOT_RULES = {
    id_: Rule(id_, Severity.ERROR, Phrase(en, zh), Phrase(fix_en, fix_zh))
    for id_, en, zh, fix_en, fix_zh in _TABLE
}
"""The rules that ballots are held to, by id."""


def cell_name(row: int, column: int) -> str:
    """A cell as Excel names it.

    Examples:
        >>> cell_name(7, 10)
        'J7'
    """
    from openpyxl.utils import get_column_letter  # who asks for the rules alone needs no Excel

    return f"{get_column_letter(column)}{row}"


def at_cell(rule: str, path: str, message: Phrase, *, row: int = 1, column: int = 1) -> Problem:
    """A problem at a cell; one of the first row is the whole file's.

    Args:
        rule: The id of the rule.
        path: The ballot as the caller named it.
        message: What was found.
        row: The row, from 1.
        column: The column, from 1.
    """
    cell = f"{cell_name(row, column)}: " if row > 1 else ""
    named = Phrase(cell + message.en, cell + message.zh)
    return BALLOT_RULES[rule].problem(path, row, column, named)
