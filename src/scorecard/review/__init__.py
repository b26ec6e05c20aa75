"""The yearly review: its list, its ballots, its meeting and its minutes; nothing is decided here.

In the package itself are the rules that ballots are held to, which `explain` prints at once;
`repeated-claim` of ballots is another one than that of records.
"""

from scorecard.problems import Severity
from scorecard.rules import Rule
from scorecard.text import Phrase
from scorecard.verdicts import Verdict

_TABLE = (
    ("not-a-ballot",
     "A ballot is the Excel file that was handed out, or the answers that its page saves.",
     "评议表必须是发出去的 Excel 文件，或评议网页存出的答案。",
     "Fill in what `scorecard review open` wrote; hand in the .xlsx, the saved .json or the text as .txt.",
     "请填写 `scorecard review open` 生成的评议表，交回 .xlsx、存出的 .json，或存成 .txt 的文字。"),
    ("other-ballot", "A ballot belongs to its rater and its review.",
     "一份评议表只属于一位评议人和这次复盘。",
     "Hand in your own ballot of this review; its file may not have another rater's name.",
     "请交本人在这次复盘的评议表；文件名里不得有别人的名字。"),
    ("unknown-id", "A row rates a claim of the list.", "每一行评的必须是待议清单里的预测。",
     "Leave the id column as it was.", "不要改动 id 一列。"),
    ("repeated-claim", "A rater answers for a claim once.", "同一评议人对一条预测只答一次。",
     "Keep one of the two answers.", "只保留其中一个答案。"),
    ("unknown-verdict", "A verdict is one of the list.", "判定必须是下拉框里的一项。",
     f"Choose it from the drop-down, or type 1 to {len(Verdict)}.",
     f"请从下拉框中选择，或输入 1 到 {len(Verdict)}。"),
    ("verdict-missing", "A row with a reason has a verdict.", "写了理由的行必须有判定。",
     "Choose a verdict, or delete the reason.", "请选择判定，或删掉理由。"),
    ("formula", "A ballot holds texts and numbers, no formulas or dates of the spreadsheet.",
     "评议表里只能有文字和数字，不得有公式和由表格软件转成的日期。",
     "Type the text with a ' before it; it may not start with =.",
     "请输入文字，前面加一个英文单引号（'），不要以 = 开头。"),
    ("unfit-reason", "A reason is plain text.", "理由必须是普通文字。",
     "Delete the invisible characters.", "删掉看不见的字符。"),
)  # fmt: skip

BALLOT_RULES = {
    id_: Rule(id_, Severity.ERROR, Phrase(en, zh), Phrase(fix_en, fix_zh))
    for id_, en, zh, fix_en, fix_zh in _TABLE
}
"""The rules that ballots are held to, by id."""
