"""Every rule that the records are held to: its id, its severity, its sentence and how it is mended."""

from typing import NamedTuple

from scorecard.problems import Problem, Severity
from scorecard.text import Phrase

__all__ = ["RULES", "Rule"]


class Rule(NamedTuple):
    """One rule; `scorecard explain ID` prints it and `docs/records.md` lists it."""

    id: str
    severity: Severity
    sentence: Phrase
    fix: Phrase

    def problem(
        self, path: str, line: int, column: int, message: Phrase, hint: Phrase | None = None
    ) -> Problem:
        """The rule broken at a place; without a hint of its own, the rule's."""
        return Problem(path, line, column, self.id, self.severity, message, hint or self.fix)


_E, _W = Severity.ERROR, Severity.WARNING

_TABLE: tuple[tuple[str, Severity, str, str, str, str], ...] = (
    # the folder and its files
    ("missing-folder", _E, "The folder of the records exists.", "记录文件夹必须存在。",
     "Name the folder with --predictions, or run `scorecard init`.",
     "用 --predictions 指明文件夹，或先运行 `scorecard init`。"),
    ("empty-folder", _E, "The folder holds at least one prediction.", "文件夹里至少要有一条预测。",
     "Write one with `scorecard new prediction`.", "用 `scorecard new prediction` 新建一条。"),
    ("missing-domains", _E, "The folder has a domains.yaml with at least one domain.",
     "文件夹里要有 domains.yaml，至少列出一个领域。",
     "Write domains.yaml: `- {id: devices, en: Devices, zh: 终端设备}`.",
     "写一个 domains.yaml：`- {id: devices, en: Devices, zh: 终端设备}`。"),
    ("missing-outlook", _E, "Every outlook's folder has an outlook.yaml.",
     "每个展望文件夹都要有 outlook.yaml。",
     "Write one with `scorecard new outlook`.", "用 `scorecard new outlook` 新建。"),
    ("stray-file", _E, "Every YAML file stands where it is read.", "每个 YAML 文件都要放在会被读到的位置。",
     "Name it <outlook>/<claim>.yaml.", "改名为 <展望>/<说法>.yaml。"),
    ("bad-name", _E, "A file's name is an id: letters, digits, `-`, `_` and single dots.",
     "文件名就是 id：只用字母、数字、`-`、`_` 和单个的点。",
     "Rename the file, for example to vision-pro-on-sale-2024.yaml.",
     "给文件改名，例如 vision-pro-on-sale-2024.yaml。"),
    ("unreadable", _E, "A record is a regular file that can be read.", "记录必须是可读的普通文件。",
     "Make it a readable file, or move it away.", "改成可读的普通文件，或移走。"),
    ("outside-folder", _E, "No link leads out of the folder.", "符号链接不能指向文件夹之外。",
     "Copy the file into the folder.", "把文件复制进来。"),
    ("too-large", _E, "A file has at most 1 MB.", "一个文件最多 1 MB。",
     "Split it: one claim, one file.", "拆开：一条说法一个文件。"),
    # encoding and YAML
    ("not-utf8", _E, "A file is UTF-8.", "文件编码必须是 UTF-8。",
     "Save it as UTF-8.", "另存为 UTF-8。"),
    ("byte-order-mark", _W, "A file has no byte-order mark.", "文件开头不应有 BOM。",
     "Save it as UTF-8 without BOM.", "另存为“UTF-8（无 BOM）”。"),
    ("carriage-return", _W, "Lines end with LF.", "行尾用 LF。",
     "Save it with LF line ends (not CRLF).", "行尾改为 LF（不是 CRLF）。"),
    ("control-character", _E, "Text has no control characters.", "文本里不能有控制字符。",
     "Delete the character.", "删掉这个字符。"),
    ("direction-override", _W, "Text does not turn the reading direction.", "文本里不用改变阅读方向的字符。",
     "Delete the character: it makes an editor show something else than the file says.",
     "删掉这个字符：它会让编辑器显示的内容与文件不符。"),
    ("yaml-syntax", _E, "A file is YAML.", "文件必须是合法的 YAML。",
     "Look at the line and the one above.", "检查这一行和上一行。"),
    ("tab", _E, "Lines are indented with spaces, never with tabs.", "缩进用空格，不用制表符。",
     "Replace the tab with two spaces.", "把制表符换成两个空格。"),
    ("fullwidth-colon", _E, "A key ends with an ASCII colon and a space.", "键后面用半角冒号加空格。",
     "Type `: ` instead of `：`.", "把 `：` 改成 `: `。"),
    ("fullwidth-comma", _E, "Values in { } or [ ] are parted by ASCII commas.",
     "{ } 或 [ ] 里用半角逗号分隔。",
     "Type `, ` instead of `，`.", "把 `，` 改成 `, `。"),
    ("fullwidth-bracket", _E, "Lists and mappings stand in ASCII brackets.", "列表和键值用半角括号。",
     "Type { } or [ ].", "改成半角的 { } 或 [ ]。"),
    ("fullwidth-dash", _E, "A list item begins with an ASCII hyphen and a space.",
     "列表项以半角 `-` 加空格开头。",
     "Type `- `.", "改成 `- `。"),
    ("missing-space", _E, "A space follows the hyphen of a list item and the colon of a key.",
     "列表项的 `-` 和键的冒号后面要有空格。",
     "Type `- `.", "写成 `- `。"),
    ("curly-quote", _E, "Where YAML needs quotes they are ASCII.", "YAML 需要的引号要用半角。",
     'Type " instead of “ and ”.', '把 “ ” 改成 "。'),
    ("fullwidth-space", _E, "Indents and the space after a colon are ASCII spaces.",
     "缩进和冒号后的空格用半角。",
     "Type an ASCII space.", "改成半角空格。"),
    ("fullwidth-digit", _E, "Dates, numbers and words of the format are ASCII.",
     "日期、数字和固定用词用半角字符。",
     "Type ASCII digits and letters.", "改成半角数字和字母。"),
    ("merge-conflict", _E, "No merge conflict is left in a file.", "文件里不能留有合并冲突。",
     "Keep what is right of the two sides; delete the lines with <<<<<<<, ======= and >>>>>>>.",
     "留下两边中正确的内容，删掉 <<<<<<<、======= 和 >>>>>>> 这几行。"),
    ("text-after-hash", _W, "No text is lost behind a ` #`.", "文本不因为“空格加 #”而丢失。",
     "Quote the whole text if the # belongs to it; a comment has a space after its #.",
     "# 属于文本时，给整段文本加引号；注释在 # 后面空一格。"),
    ("duplicate-key", _E, "A key stands once.", "同一个键只写一次。",
     "Delete one of the two, or rename it.", "删掉其中一个，或改名。"),
    ("yaml-feature", _E, "Records use plain YAML: one document, no tags, few aliases, no deep nesting.",
     "记录只用基本的 YAML：一个文档，没有标签，少用别名，不深层嵌套。",
     "Write the value out.", "把值直接写出来。"),
    # the schema
    ("schema", _E, "Every value has the type of its field.", "每个值都要符合字段的类型。",
     "Write what the field asks for.", "按字段的要求填写。"),
    ("unknown-key", _E, "Only known keys are used.", "只用已知的键。",
     "Rename or delete the key.", "给键改名或删掉。"),
    ("missing-key", _E, "Required keys are there.", "必需的键不能少。",
     "Add the key.", "补上这个键。"),
    ("unknown-value", _E, "A word of a closed list is one of its values.", "固定用词只能取规定的值。",
     "Use one of the values.", "用规定的值之一。"),
    ("not-text", _E, "A text field holds text.", "文本字段必须是文本。",
     "Quote it.", "加上引号。"),
    ("empty-text", _E, "A text is not empty.", "文本不能为空。",
     "Write the text, or null where the field allows it.", "写上内容；字段允许时写 null。"),
    ("empty-value", _E, "A value that may be null is written, or `null` is.",
     "可以为空的值要写上，没有时写明 null。",
     "Write the value, or `null`.", "写上值，没有就写 null。"),
    ("too-long", _E, "A passage mark has at most 12 characters.", "段落标记最多 12 个字。",
     "Keep the first or last characters only.", "只保留开头或结尾的几个字。"),
    ("impossible-date", _E, "A date exists.", "日期必须存在。",
     "Look at the calendar.", "查一下日历。"),
    ("not-a-date", _E, "A date is written YYYY-MM-DD.", "日期写成 YYYY-MM-DD。",
     "Write it like 2024-02-02.", "写成 2024-02-02 这样。"),
    ("bad-link", _E, "A link starts with http:// or https:// and is one address without spaces.",
     "链接以 http:// 或 https:// 开头，只有一个网址，不含空格。",
     "Copy the address from the browser.", "从浏览器地址栏复制。"),
    # one record
    ("scored-without-evidence", _E, "A scored verdict has evidence that supports or contradicts.",
     "计分的判定必须有支持或反对的证据。",
     "Add an evidence item that supports or contradicts.", "补一条支持或反对的证据。"),
    ("scored-without-why", _E, "A scored verdict says why.", "计分的判定必须写 why。",
     "Add `why:` with the fact that decided it.", "补上 `why:`，写出起决定作用的事实。"),
    ("dates-out-of-order", _E, "Dates run in order.", "日期要按先后顺序。",
     "Correct one of the two dates.", "改正其中一个日期。"),
    ("accurate-but-late", _E, "What came true after the window closed is not accurate.",
     "窗口关闭之后才成真的，不算准确。",
     "Judge it by its criteria; keep occurred_on, late success is shown apart.",
     "按判定标准重判；保留 occurred_on，迟到的成真会单独显示。"),
    ("occurred-but-inaccurate", _W, "What came true inside the window is not inaccurate.",
     "在时间窗内成真的，不算不准确。",
     "Judge it by its criteria, or take occurred_on out.", "按判定标准重判，或去掉 occurred_on。"),
    ("accurate-before-window", _W, "Nothing is accurate before its window opens.",
     "时间窗打开之前，不能判为准确。",
     "Look at opens_on and at the day of the verdict.", "核对 opens_on 和判定日期。"),
    ("criteria-missing", _W, "A prediction has criteria.", "预测要有判定标准。",
     "Write criteria before you look at the evidence.", "先写判定标准，再看证据。"),
    ("one-sided-evidence", _W, "A judged prediction has evidence on both sides.",
     "已判定的预测应有正反两面的证据。",
     "Look for the side that is missing, and add what you find.", "找一找缺少的那一面，找到就补上。"),
    ("why-without-fact", _W, "A `why` names the fact that decided it.", "why 要写出起决定作用的事实。",
     "Name a figure, a date or a name.", "写上数字、日期或名称。"),
    ("hedge-contradiction", _W, "The strength of a hedge fits its word.", "情态强度要与情态词相符。",
     "Correct the word or the strength.", "改正情态词或强度。"),
    ("repeated-rating", _E, "A rater rates a prediction once a day.", "同一评分人同一天只评一次。",
     "Delete one of the two.", "删掉其中一条。"),
    ("repeated-verdict", _E, "The same verdict stands once.", "同一条判定只写一次。",
     "Delete one of the two.", "删掉其中一条。"),
    # records together
    ("unknown-domain", _E, "A domain stands in domains.yaml.", "领域必须列在 domains.yaml 里。",
     "Use an id of domains.yaml, or add it there.", "用 domains.yaml 里的 id，或先在那里添加。"),
    ("unknown-item", _E, "An item stands in its outlook's list.", "条目必须列在 outlook.yaml 的 items 里。",
     "Use an id of `items` in outlook.yaml, or add it there.",
     "用 outlook.yaml 里 items 的 id，或先在那里添加。"),
    ("repeated-id", _E, "An id of a list stands once.", "同一列表里 id 不重复。",
     "Rename or delete one of the two.", "改名或删掉其中一个。"),
    ("unknown-prediction", _E, "A review lists predictions that exist.", "评审列出的预测必须存在。",
     "Use an id that exists.", "用已有的 id。"),
    ("overdue", _W, "A claim whose window has closed is judged.", "时间窗已关闭的说法应当判定。",
     "Judge it with `scorecard judge`.", "用 `scorecard judge` 判定。"),
    ("dated-in-the-future", _E, "What was decided is not dated after today.",
     "判定、评分和修改的日期不能晚于今天。",
     "Correct the date now: once it is on record it cannot be changed.",
     "现在就改正日期：一旦记录在案就不能再改。"),
    ("published-in-the-future", _W, "Claims and evidence are not dated after today.",
     "说法和证据的日期不晚于今天。",
     "Correct the date; until that day the claim is not counted.", "改正日期；在那一天之前这条说法不计入。"),
    ("passage-not-found", _E, "A passage mark stands in the article.", "段落标记必须能在文章里找到。",
     "Copy the mark from the article, at most 12 characters.", "从文章里照抄，最多 12 个字。"),
    ("missing-article", _E, "The article of an outlook is in the folder of articles.",
     "文章文件夹里要有该展望的文章。",
     "Name it <outlook>.txt.", "命名为 <展望>.txt。"),
    # against history
    ("goalposts-moved", _E, "Claim, window, criteria and made_on change only with an amendment.",
     "说法、时间窗、判定标准和 made_on 只能连同 amendments 一起改。",
     "Undo the change, or record it with `scorecard amend`.",
     "撤销改动，或用 `scorecard amend` 记录。"),
    ("history-rewritten", _E, "A verdict, rating or amendment is added, never altered or removed.",
     "判定、评分和修改记录只能增加，不能改动或删除。",
     "Restore it and add a new entry after it.", "恢复原样，在后面加一条新的。"),
    ("not-comparable", _W, "What stood in a file before can be read.", "文件以前的内容可以读出。",
     "Compare with an older revision, where the file could be read.",
     "与更早的、文件还能读的版本比较。"),
    ("prediction-removed", _E, "A prediction on record stays on record; only `example-…` may go.",
     "已发布的预测不能删除；只有 example-… 示例可以。",
     "Restore the file; judge it `unresolvable` if need be.",
     "恢复文件；必要时判为 unresolvable。"),
)  # fmt: skip

RULES: dict[str, Rule] = {
    name: Rule(name, severity, Phrase(en, zh), Phrase(fix_en, fix_zh))
    for name, severity, en, zh, fix_en, fix_zh in _TABLE
}
"""Every rule by its id, in the order in which `docs/records.md` lists them."""
