"""What is told of lists and indents: one problem, and following its hint to the letter mends the file."""

import re

import pytest

from conftest import DATA
from scorecard.reading import hints
from scorecard.reading.record_reader import parse
from scorecard.reading.schema_messages import Typed, message_of
from scorecard.reading.yaml_reader import Document

BASE = (DATA / "base" / "kandao-2024" / "vision-pro.yaml").read_text(encoding="utf-8")
RATINGS = "ratings:\n" + "".join(
    f"  - rater: {name}\n    rated_on: 2024-03-02\n    verdict: accurate\n"
    for name in ("lin", "mei", "chen")
)
PRIORS = "priors:\n" + "".join(
    f"  - of_ten: {{accurate: 6, half_right: 3, inaccurate: 1}}\n    by: {name}\n    given_on: 2024-01-01\n"
    "    basis: hindsight\n"
    for name in ("lin", "mei")
)
AMENDMENTS = "amendments:\n" + "".join(
    f"  - amended_on: 2024-03-0{day}\n    field: claim\n    reason: A typo of day {day}.\n"
    for day in (1, 2, 3)
)
OUTLOOK = (DATA / "base" / "kandao-2024" / "outlook.yaml").read_text(encoding="utf-8")
ITEMS = OUTLOOK[: OUTLOOK.index("items:")] + "items:\n" + "".join(
    f"  - id: {name}\n    en: {name}\n    zh: 终端\n" for name in ("a", "b", "c")
)  # fmt: skip
DOMAINS = "".join(f"- id: {name}\n  en: {name}\n  zh: 终端\n" for name in ("a", "b", "c"))
REVIEW = (
    "opened_on: 2025-01-02\nheld_on: 2025-01-08\n"
    "raters:\n  - lin\n  - mei\n  - chen\npredictions:\n  - a/b\n  - a/c\n"
)
LISTS = [
    ("prediction", BASE, "  - published_on"),
    ("prediction", BASE + RATINGS, "  - rater"),
    ("prediction", BASE + PRIORS, "  - of_ten"),
    ("prediction", BASE + AMENDMENTS, "  - amended_on"),
    ("prediction", BASE.replace(
        "verdicts:\n",
        "verdicts:\n  - judged_on: 2024-02-01\n    verdict: too_early\n    by: desk\n"
    ), "  - judged_on"),
    ("outlook", ITEMS, "  - id"),
    ("outlook", ITEMS.replace("\n  ", "\n    "), "    - id"),
    ("domains", DOMAINS, "- id"),
    ("review", REVIEW, "  - "),
]  # fmt: skip
EDGES = [
    pytest.param(kind, text, number, id=f"{kind}:{start.strip(' -')}:{number}")
    for kind, text, start in LISTS
    for number, line in enumerate(text.split("\n"))
    if line.startswith(start)
]


def indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def moved(line: str, by: int) -> str:
    return " " * (indent_of(line) + by) + line.lstrip(" ")


def item_end(lines: list[str], first: int, column: int | None = None) -> int:
    """The row behind an item; an item at a column begins another one."""
    for number, line in enumerate(lines[first + 1 :], start=first + 1):
        is_next = line.startswith(f"{' ' * (column or 0)}- ") and column is not None
        if line.strip() and (indent_of(line) <= indent_of(lines[first]) or is_next):
            return number
    return len(lines)


def in_its_column(text: str, problem) -> str:
    """The text with the item of a problem put where its hint says."""
    said = re.fullmatch(
        r"Put the `- ` in column (\d+), where the items of the list begin"
        r"(, with the rest of the item)?\.",
        problem.hint.en,
    )
    assert said, problem.hint.en
    lines, first, column = text.split("\n"), problem.line - 1, int(said[1]) - 1
    assert lines[first].lstrip().startswith("- ")
    assert problem.column == indent_of(lines[first]) + 1
    end = item_end(lines, first, column) if said[2] else first + 1
    by = column - indent_of(lines[first])
    lines[first:end] = [moved(line, by) for line in lines[first:end]]
    return "\n".join(lines)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "text", "first"), EDGES)
@pytest.mark.parametrize("is_whole", [True, False])
def test_a_misaligned_item_is_told_its_column_and_putting_it_there_mends_the_file(
    kind, text, first, is_whole
):
    good = parse(Document(text, "a.yaml"), kind).record
    assert good is not None
    for by in (-4, -3, -2, -1, 1, 2, 3, 4):
        lines = text.split("\n")
        if indent_of(lines[first]) + by < 0:
            continue
        end = item_end(lines, first) if is_whole else first + 1
        lines[first:end] = [moved(line, by) for line in lines[first:end]]
        slip = "\n".join(lines)

        record, found, _ = parse(Document(slip, "a.yaml"), kind)

        if record is None:
            assert len(found) == 1, (by, found)
            assert re.search("第 [0-9]+ 列", found[0].hint.zh)
            record = parse(Document(in_its_column(slip, found[0]), "a.yaml"), kind).record
        assert record == good, by


@pytest.mark.parametrize(("kind", "text", "number"), EDGES)
def test_an_item_without_its_hyphen_in_the_column_of_the_items_is_told_to_be_one(
    kind, text, number
):
    lines = text.split("\n")
    if lines[number - 1].endswith(":") or number == 0 or kind == "review":
        return  # the first of its list, or a name
    end, column = item_end(lines, number), indent_of(lines[number])
    slip = [moved(one, -2) for one in [lines[number].replace("- ", "  "), *lines[number + 1 : end]]]

    (found,) = parse(
        Document("\n".join([*lines[:number], *slip, *lines[end:]]), "a.yaml"), kind
    ).problems

    assert (found.line, found.column) == (number + 1, column + 1)
    assert found.hint.en == (
        f"Begin a new item with `- ` in column {column + 1}; its other lines begin in column {column + 3}."
    )
    assert f"第 {column + 1} 列，本项其余各行从第 {column + 3} 列写起" in found.hint.zh


FLOW = "ratings:\n  - {rater: lin, rated_on: 2024-03-02, verdict: accurate}\n"


@pytest.mark.parametrize(
    "slip",
    [
        "    rater: mei\n    rated_on: 2024-03-02\n    verdict: accurate\n",
        "  {rater: mei, rated_on: 2024-03-02, verdict: accurate}\n",
    ],
)
def test_an_item_without_its_hyphen_below_one_in_braces_is_told_to_be_one(slip):
    (found,) = parse(Document(BASE + FLOW + slip, "a.yaml"), "prediction").problems

    assert found.line == BASE.count("\n") + 3
    assert found.hint.en.startswith("Begin a new item with `- ` in column 3; ")


JOINED = [
    ("prediction", BASE + "ratings:\n", "  ",
     "{rater: mei, rated_on: 2024-03-02, verdict: 准确}"),
    ("prediction", BASE + "priors:\n", "  ",
     "{of_ten: {accurate: 6, half_right: 3, inaccurate: 1}, by: a, given_on: 2024-01-01, basis: hindsight}"),
    ("domains", "", "", "{id: a, en: A, zh: 甲}"),
]  # fmt: skip


@pytest.mark.parametrize("between", [", ", " ", " - ", ", - ", "，", "；", "  、"])
@pytest.mark.parametrize(("kind", "above", "indent", "item"), JOINED)
def test_an_item_joined_to_another_in_braces_is_told_to_stand_on_its_own(
    kind, above, indent, item, between
):
    text = f"{above}{indent}- {item}{between}{item}\n"

    (found,) = parse(Document(text, "a.yaml"), kind).problems

    assert found.line == above.count("\n") + 1
    assert text.split("\n")[found.line - 1][found.column - 1 :] == item
    assert found.hint == hints.hint("own-line", f"- {item}", hints.spaces(len(indent)))
    mended = parse(Document(f"{above}{indent}- {item}\n{indent}- {item}\n", "a.yaml"), kind)
    assert mended.record is not None


def test_braces_behind_those_of_no_item_are_no_item():
    text = RATINGS + BASE.replace("strength: will}", "strength: will} {x}")

    (found,) = parse(Document(text, "a.yaml"), "prediction").problems

    assert found.hint.en == "Write `{word: 将, strength: will}`."


LINES_IN_BRACES = [
    # A text to be quoted, whole or over two lines.
    ("{rater: mei, rated_on: 2024-03-02,\n    verdict: 准确, why: 四家: 12 月}", "四家: 12 月", "四家"),
    ("{rater: mei, why: 四家: 12\n    月, rated_on: 2024-03-02, verdict: 准确}", "四家: 12 月", "四家"),
    ('{rater: mei,\n    rated_on: 2024-03-02, why: "四家" 上市,\n    verdict: 准确}', '"四家" 上市', '"四家'),
    # Commas.
    ("{rater: mei, rated_on: 2024-03-02\n    verdict: accurate}", "commas", "\n    verdict"),
    ("{rater: mei\n    rated_on: 2024-03-02\n    verdict: accurate}", "commas", "\n    rated"),
    ("{rater: mei,\n    rated_on: 2024-03-02，\n    verdict: accurate}", "write", "，"),
    ("{rater: mei rated_on: 2024-03-02,\n    verdict: accurate}", "write", " rated"),
]  # fmt: skip


@pytest.mark.parametrize(
    "below", ["", "  - {rater: lin, rated_on: 2024-03-02, verdict: accurate}\n"]
)
@pytest.mark.parametrize(("item", "asked", "slip"), LINES_IN_BRACES)
def test_a_slip_inside_braces_over_several_lines_is_told_in_its_own_place(item, asked, slip, below):
    text = f"{BASE}ratings:\n  - {item}\n{below}"

    (found,) = parse(Document(text, "a.yaml"), "prediction").problems

    before = text[: text.index(slip, len(BASE))].split("\n")
    assert (found.line, found.column) == (len(before), len(before[-1]) + 1)
    if asked == "commas":
        assert found.hint == hints.hint("commas")
        mended = re.sub(r"(?<!,)\n(?= *\w)", ",\n", item)
    elif asked == "write":
        assert found.hint == hints.hint("write", ", ")
        mended = item.replace(slip, f", {slip.strip(' ，')}", 1)
    else:
        assert found.hint == hints.quoting_hint(asked)
        whole = re.search(r"(?<=why: )[^,}]*", item)[0]
        mended = item.replace(whole, hints.quoted(asked))
    assert parse(Document(text.replace(item, mended), "a.yaml"), "prediction").problems == []


def test_a_second_item_without_its_hyphen_is_told_once_though_its_keys_are_in_another_order():
    second = "    verdict: too_early\n    judged_on: 2024-04-01\n    by: desk\n"

    (found,) = parse(Document(BASE + second, "a.yaml"), "prediction").problems

    assert (found.rule, found.line) == ("duplicate-key", BASE.count("\n") + 1)
    assert found.hint.en == "Begin a new item with `- ` here, or delete one of the two."


@pytest.mark.parametrize(
    "slip",
    [
        *("\n  lin\n  mei", "\n  lin,\n  mei", " lin, mei", " lin、mei", " lin, mei]"),
        *(" (lin, mei)", " （lin，mei）", " 【lin，mei】", " ［lin, mei］"),
    ],
)
def test_names_without_their_hyphens_are_told_as_a_list_of_as_many(slip):
    text = REVIEW.replace("\n  - lin\n  - mei\n  - chen", slip)

    (found,) = parse(Document(text, "a.yaml"), "review").problems

    assert found.hint.en == "Type `[lin, mei]`."


def test_an_item_alone_in_its_list_is_told_the_column_of_its_keys():
    text = BASE.replace("  - judged_on", "     - judged_on")

    (found,) = parse(Document(text, "a.yaml"), "prediction").problems

    assert found.hint.en == "Put the `- ` in column 3, where the items of the list begin."


def test_a_misaligned_text_is_never_joined_in_silence_with_the_one_above():
    text = REVIEW.replace("  - mei", "    - mei")

    record, (found,), _ = parse(Document(text, "a.yaml"), "review")

    assert record is None
    assert (found.line, found.column) == (5, 5)


def test_a_text_that_goes_on_below_and_names_a_list_in_quotes_or_a_block_is_no_item():
    text = REVIEW.replace("  - mei", '  - "mei\n    - a"').replace("  - chen", "  - |-\n    - chen")

    assert parse(Document(text, "a.yaml"), "review").record.raters == ["lin", "mei - a", "- chen"]


def tabbed(text: str, width: int) -> str:
    lines = text.split("\n")
    return "\n".join(
        "\t" * (indent_of(line) // width) + " " * (indent_of(line) % width) + line.lstrip(" ")
        for line in lines
    )


def without_tabs(text: str, problem) -> str:
    said = re.fullmatch(
        r"Replace each tab at the start of a line with (\d) spaces, one after a `-` with 1\.",
        problem.hint.en,
    )
    assert said, problem.hint.en
    assert re.search(f"制表符换成 {said[1]} 个空格", problem.hint.zh)
    while text != (text := re.sub(r"(?m)^([ ]*)\t", lambda of: of[1] + " " * int(said[1]), text)):
        pass
    return re.sub(r"(?m)^( *)-\t", r"\1- ", text)


@pytest.mark.parametrize("width", [2, 4])
@pytest.mark.parametrize("has_dashes", [False, True])
@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, text, _ in LISTS if kind != "domains"]
)
def test_a_file_that_is_indented_with_tabs_has_one_problem_at_its_first_tab(
    kind, text, width, has_dashes
):
    slip = tabbed(
        text.replace("\n  ", "\n    ") if width > 2 and kind != "prediction" else text, width
    )
    if has_dashes:
        slip = re.sub(r"(?m)^(\s*)- ", r"\1-\t", slip)
    first = slip.count("\n", 0, slip.index("\t")) + 1

    (found,) = parse(Document(slip, "a.yaml"), kind).problems

    assert (found.rule, found.line) == ("tab", first)
    record = parse(Document(without_tabs(slip, found), "a.yaml"), kind).record
    assert record == parse(Document(text, "a.yaml"), kind).record


def test_tabs_hide_no_other_fault_and_these_keep_their_places():
    text = tabbed(BASE, 2)
    for good, bad in (
        ("domain: devices", "domain：devices"),
        ("verdict: accurate", "verdict: acurate"),
        ("why: Sold", "why: Sold: "),
    ):
        text = text.replace(good, bad)

    found = parse(Document(text, "a.yaml"), "prediction").problems

    assert [(one.rule, one.line, one.column) for one in found] == [
        ("tab", 2, 1), ("fullwidth-colon", 4, 7), ("unknown-value", 36, 12), ("yaml-syntax", 38, 12),
    ]  # fmt: skip


def test_one_tab_is_told_to_be_aligned_with_the_lines_beside_it():
    (found,) = parse(Document(BASE.replace("  zh", "\tzh", 1), "a.yaml"), "prediction").problems

    assert found.hint.en.startswith("Replace the tab with spaces, so that")


MARKS = [
    *(
        "－",
        "－ ",
        "— ",
        "——",
        "– ",
        "−",
        "ー ",
        "一 ",
        "•",
        "· ",
        "●",
        "・",
        "◆ ",
        "→ ",
        "☐ ",
        "\uf0b7\t",
        "o\t",
        "•\t",
        "- \t",
        "➢ ",
        "\u2705 ",
        "\u2714\ufe0f ",
        "\U0001f449",
        "1\ufe0f\u20e3 ",
        "* ",
        "+",
    ),
    *("1. ", "12、", "１、", "（1）", "(2) ", "3)", "一、", "① ", "、", "-", "--"),
]


@pytest.mark.slow
@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize(
    ("kind", "text", "item"),
    [("prediction", BASE, "published_on: 2024-03"), ("prediction", BASE, "judged_on"),
     ("review", REVIEW, "lin"), ("review", REVIEW, "mei"), ("review", REVIEW, "chen"),
     ("review", REVIEW.replace("mei", '"mei"'), '"mei"'),
     ("domains", DOMAINS, "id: a"), ("domains", DOMAINS, "id: c"),
     ("domains", "- {id: a, en: A, zh: 甲}\n- {id: b, en: B, zh: 乙}\n", "{id: b")],
)  # fmt: skip
def test_another_mark_where_an_item_begins_is_told_to_become_a_hyphen(mark, kind, text, item):
    slip = text.replace(f"- {item}", mark + item)

    (found,) = parse(Document(slip, "a.yaml"), kind).problems

    lines = text.split("\n")
    line = next(number for number, one in enumerate(lines) if f"- {item}" in one)
    assert (found.line, found.column) == (line + 1, lines[line].index("- ") + 1)
    assert found.hint.en == "Type `- `."
    assert found.hint.zh in {"改成 `- `。", "写成 `- `。"}


def test_a_wide_space_behind_the_hyphen_is_told_to_be_an_ascii_one():
    text = BASE.replace("- judged_on", "-\u3000judged_on")

    (found,) = parse(Document(text, "a.yaml"), "prediction").problems

    assert (found.rule, found.line, found.column) == ("fullwidth-space", 35, 4)
    assert found.hint.en == "Type an ASCII space."


@pytest.mark.parametrize("begin", ["一家厂商推迟。", "ーーと書く。", "3.5 亿台。", "12.5 亿台。"])
@pytest.mark.parametrize("above", ["finding:\n    ", "finding: 两家厂商上市，\n    "])
def test_a_word_or_a_number_that_looks_like_a_mark_begins_a_text_and_no_item(begin, above):
    slip = BASE.replace("finding: No date of sale outside the US is known.", above + begin)

    (found,) = parse(Document(slip, "a.yaml"), "prediction").problems

    assert (found.line, found.column) == (33, 5)
    assert found.hint.en.startswith("If it belongs to the text above, indent it by 6 spaces;")
    mended = parse(
        Document(slip.replace(f"\n    {begin}", f"\n      {begin}"), "a.yaml"), "prediction"
    )
    assert mended.record.evidence[1].finding.endswith(begin)


@pytest.mark.parametrize("key", ["attended", "put_off"])
@pytest.mark.parametrize("nothing", ["无", "没有", "None", "-", "【无】"])
def test_a_word_for_nothing_is_no_item_of_a_list(key, nothing):
    slip = f"{key}: {nothing}\n{REVIEW}"

    (found,) = parse(Document(slip, "a.yaml"), "review").problems

    assert found.hint.en == ("Write `[]`." if nothing == "-" else "Type `[]`.")
    mended = parse(Document(f"{key}: []\n{REVIEW}", "a.yaml"), "review").record
    assert getattr(mended, key) == []


@pytest.mark.parametrize(
    "written",
    [
        "lin 和 mei",
        "lin 与 mei",
        "lin & mei",
        "lin / mei",
        "lin and mei",
        "lin、 mei",
        "lin，mei，",
    ],
)
def test_names_that_are_joined_are_typed_apart(written):
    (found,) = parse(Document(f"attended: {written}\n{REVIEW}", "a.yaml"), "review").problems

    assert found.hint.en == "Type `[lin, mei]`."


@pytest.mark.parametrize("written", ["lin mei", "lin/mei", "lin和mei", "王和平", "Li Wei and Mei"])
def test_what_may_be_one_name_or_two_is_not_typed_as_one(written):
    (found,) = parse(Document(f"attended: {written}\n{REVIEW}", "a.yaml"), "review").problems

    assert found.hint.en == "Begin each item with `- `."


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("a/b", "Type `[a/b]`."),
        ("a/b 和 a/c", "Type `[a/b, a/c]`."),
        ("a/b a/c", "Begin each item with `- `."),
    ],
)
def test_ids_in_one_line_are_typed_apart(written, hint):
    (found,) = parse(Document(f"{BASE}formerly: {written}\n", "a.yaml"), "prediction").problems

    assert found.hint.en == hint


def test_a_name_that_begins_with_one_in_chinese_loses_no_character():
    (found,) = parse(Document(REVIEW.replace("opened_on", "attended: 一凡\nopened_on"), "a.yaml"),
                     "review").problems  # fmt: skip

    assert found.hint.en == "Type `[一凡]`."


@pytest.mark.parametrize("text", ["1、一季度", "• 要点", "-1 度", "— 破折号"])
def test_marks_within_texts_are_not_told(text):
    block = BASE.replace("finding: On sale", f"finding: |\n      {text}\n      On sale")
    slip = block.replace("domain: d", "domain：d")

    (found,) = parse(Document(slip, "a.yaml"), "prediction").problems

    assert found.line == 4


def test_full_width_digits_are_told_as_the_value_that_is_meant_whatever_the_wording(monkeypatch):
    slip = Document(BASE.replace("probability: null", "probability: ７０%"), "a.yaml")

    def in_other_words(one):
        rule, message, hint = message_of(one)
        return rule, message, hint and Typed(f"Put {hint.en[5:]}", hint.zh)

    monkeypatch.setattr("scorecard.reading.schema_problems.message_of", in_other_words)
    (found,) = parse(slip, "prediction").problems

    assert found.hint.en == "Put `0.7`."


VERDICT = BASE[BASE.index("verdicts:") :]
BODY = VERDICT.removeprefix("verdicts:\n")
BARE = BODY.replace("  - ", "    ")
LOST = [
    # Items that lack their `- `.
    (VERDICT, f"verdicts:\n{BARE}{BARE}", (35, 5), "Begin each item with `- `."),
    (VERDICT, f"verdicts:\n{BARE}\n{BARE}", (35, 5), "Begin each item with `- `."),
    (VERDICT, VERDICT + "ratings:\n" + "  {rater: lin, rated_on: 2024-03-01, verdict: accurate}\n" * 2,
     (42, 3), "Begin each item with `- `."),
    (VERDICT, f"{VERDICT}formerly:\n  - a/b\n  a/c\n", (43, 3), "Begin the line with `- `."),
    ("  - published_on: 2024-03\n", "  - 新闻\n    published_on: 2024-03\n",
     (27, 5), "Write `- key: value`."),
    # Items below the key of another list.
    (VERDICT, f"verdicts: []\nratings: []\namendments: []\n{BODY}", (37, 3),
     "Move it below `verdicts:`, with its other lines; delete a `[]` there."),
    (VERDICT, f"{VERDICT}formerly: [a/b]\n{BODY}", (42, 3),
     "Move it below `verdicts:`, with its other lines; delete a `[]` there."),
    # Signs of other formats.
    ("claim:\n", "记一笔\n# 另一笔\n\nclaim:\n", (1, 1),
     "If it is a note, begin it with `# `; if it is a key, write `key: value`."),
    ("criteria:\n", "criteria:\n---\n", (16, 1),
     "Delete the line if the record goes on or ends; else move the rest to a file of its own."),
    ("hedge: {word: 将, strength: will}\n", "hedge: {\n  word: 将\n  strength: will,\n}\n", (10, 8),
     "Delete it and the `}` below, or end each line between them with a comma."),
    ("hedge: {word: 将, strength: will}\n", "hedge: {\n  word: 将\n  strength: will\n  }\n", (10, 8),
     "Delete it and the `}` below, or end each line between them with a comma."),
    ("  zh: 苹果", "   zh: 苹果", (3, 6), "Indent the line by 2 spaces, like those beside it."),
    ("  zh: 苹果", " zh: 苹果", (3, 2), "Indent the line by 2 spaces, like those beside it."),
    ("why: Sold in the US from 2 February 2024.", 'why: "C:\\data"',
     (38, 13), "Write \\\\ for a backslash, or use single quotes."),
    ("why: Sold in the US from 2 February 2024.", 'why: "C:\\users"',
     (38, 15), "Write \\\\ for a backslash, or use single quotes."),
    ("title: Vision Pro in shops\n    pub", "title: Vision Pro in shops，pub", (21, 32),
     hints.hint("no-comma", "publisher: Example News", hints.spaces(4)).en),
    ("why: Sold in the US from 2 February 2024.", 'why: "Sold. \\ud83d\\ude00"',
     (38, 19), "Type the character itself."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "place", "hint"), LOST)
def test_what_shifts_the_lines_below_it_is_one_problem(old, new, place, hint) -> None:
    assert old in BASE

    (found,) = parse(Document(BASE.replace(old, new), "x"), "prediction").problems

    assert ((found.line, found.column), found.hint.en) == (place, hint)


@pytest.mark.parametrize("first", ["", "# 领域\n\n"])
@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("id: a\nen: A\nzh: 甲\nid: b\nen: B\nzh: 乙\n", "Begin each item with `- `."),
        ("{id: a, en: A, zh: 甲}\n{id: b, en: B, zh: 乙}\n", "Begin each item with `- `."),
        ("a:\n  en: A\n  zh: 甲\n", "Write it as `- id: …`, and the other keys below."),
        ("- id: a, en: A, zh: 甲\n", 'Write `{id: a, en: "A", zh: "甲"}`.'),
    ],
)
def test_domains_without_their_dashes_or_braces_are_one_problem(first, written, hint) -> None:
    (found,) = parse(Document(first + written, "x"), "domains").problems

    assert (found.line, found.hint.en) == (1 + first.count("\n"), hint)


def test_an_empty_list_of_domains_is_not_asked_for() -> None:
    (found,) = parse(Document("# 领域\n", "x"), "domains").problems

    assert found.hint.en == "Begin each item with `- `."


def test_a_single_space_is_called_one() -> None:
    text = "- id: a\n  en: A\n  zh: 甲\n"

    assert hints.indent_hint(1).en == "Indent the line by 1 space, like those beside it."
    assert parse(Document(text, "x"), "domains").problems == []


@pytest.mark.parametrize("mark", [",", "，", "。", ";"])
def test_a_mark_behind_a_list_in_brackets_is_told_to_be_deleted(mark):
    text = REVIEW.replace("\n  - lin\n  - mei\n  - chen", f" [lin, mei]{mark}")

    (found,) = parse(Document(text, "a.yaml"), "review").problems

    assert found.hint == hints.hint("no-mark")


def test_an_item_in_full_width_braces_is_told_to_be_in_ascii_ones():
    text = BASE + FLOW.replace("{", "｛").replace("}", "｝")

    (found,) = parse(Document(text, "a.yaml"), "prediction").problems

    assert (found.rule, found.line, found.column) == ("fullwidth-bracket", text.count("\n"), 5)


@pytest.mark.parametrize("item", ["[a/b]", "a/b: 待议", ""])
def test_an_entry_of_a_review_that_is_no_text_is_not_told_to_have_two_languages(item):
    (found,) = parse(Document(REVIEW.replace("- a/b", f"- {item}"), "a.yaml"), "review").problems

    assert (found.line, found.hint.en) == (8, "Write text.")


@pytest.mark.parametrize("left", ["-", "[]，", "|", ">-", "无"])
@pytest.mark.parametrize("key", ["verdicts", "evidence", "criteria"])
def test_what_was_left_behind_a_key_is_told_to_be_deleted(key, left) -> None:
    text = BASE.replace(f"{key}:\n", f"{key}: {left}\n")

    (found,) = parse(Document(text, "x"), "prediction").problems

    assert found.column == len(key) + 3
    assert found.hint.en == f"Delete the `{left}`: what belongs to the key follows below it."


@pytest.mark.parametrize("above", [RATINGS, "formerly:\n  - a/b\n", "same_event: [a/b]\n\n"])
def test_an_item_at_the_end_of_another_list_is_told_to_be_moved(above) -> None:
    text = f"{BASE}{above}{BODY}"

    (found,) = parse(Document(text, "x"), "prediction").problems

    assert (found.line, found.rule) == (
        (BASE + above).count("\n") + 1,
        "yaml-syntax" if "[" in above else "unknown-key",
    )
    assert found.hint == hints.hint("move", "verdicts")


def test_an_item_below_another_key_is_told_as_such_where_its_own_list_is_not_there() -> None:
    text = f"{BASE}formerly: [a/b]\n{RATINGS.removeprefix('ratings:')[1:]}"

    (found,) = parse(Document(text, "x"), "prediction").problems

    assert found.hint == hints.hint("above", "ratings")


def test_an_empty_list_left_above_the_domains_is_told_to_be_deleted() -> None:
    (found,) = parse(Document("[]\n- id: a\n  en: A\n  zh: 甲\n", "x"), "domains").problems

    assert (found.line, found.hint) == (1, hints.hint("not-empty", "[]"))


@pytest.mark.parametrize(
    ("old", "new", "rule", "hint"),
    [
        ("by: desk", "by: desk,", "schema", "Type `desk`."),
        ("by: desk", "by: “desk”", "curly-quote", "Type `desk`."),
        ("rater: lin", "rater: lin，", "fullwidth-comma", "Type `lin`."),
        ("rater: lin", "rater: lin, mei", "schema", "Give each name an entry of its own."),
        ("rater: lin", "rater: lin；mei", "fullwidth-digit", "Give each name an entry of its own."),
    ],
)
def test_a_name_with_more_than_a_name_is_no_new_judge(old, new, rule, hint) -> None:
    (found,) = parse(Document((BASE + RATINGS).replace(old, new), "x"), "prediction").problems

    assert (found.rule, found.hint.en) == (rule, hint)


def test_the_id_of_a_claim_with_keys_below_it_is_told_its_key():
    slip = REVIEW.replace("  - a/b\n", "  - a/b\n    note: 再看\n")

    _, (found,), _ = parse(Document(slip, "a.yaml"), "review")

    assert (found.line, found.hint.en) == (8, "Write `- id: a/b`.")


@pytest.mark.parametrize(
    ("key", "first", "last", "hint"),
    [
        ("verdicts", " [", "]", "Delete the `[` and the `]`: the items are on lines of their own."),
        (
            "evidence",
            " [",
            "  ]",
            "Delete the `[` and the `]`: the items are on lines of their own.",
        ),
        ("evidence", " [", None, "Delete the `[`: the items are on lines of their own."),
        ("evidence", " {", None, "Delete the `{`: the items are on lines of their own."),
        ("verdicts", "", "]", "Delete the `]`: the items are on lines of their own."),
        ("evidence", "", "]", "Delete the `]`: the items are on lines of their own."),
    ],
)
def test_brackets_around_items_on_lines_of_their_own_are_told_once(key, first, last, hint):
    lines = BASE.rstrip().split("\n")
    row = lines.index(f"{key}:")
    end = next((n for n in range(row + 1, len(lines)) if indent_of(lines[n]) == 0), len(lines))
    lines[row] += first
    lines[end:end] = [] if last is None else [last]

    _, (found,), _ = parse(Document("\n".join(lines), "a.yaml"), "prediction")

    assert (found.line, found.hint.en) == (row + 1 if first else end + 1, hint)


def test_an_item_of_the_list_of_domains_is_not_called_the_file():
    (found,) = parse(Document("- {id: a, en: A, zh: 甲}\n- b\n", "a.yaml"), "domains").problems

    assert found.message.en.startswith("the item: found `b`, needed: a mapping")
    assert found.message.zh.startswith("这一项：写的是 `b`")


HEDGE, CLAIM = "hedge: {word: 将, strength: will}", BASE[: BASE.index("domain:")].rstrip()


@pytest.mark.parametrize(
    ("good", "slip", "hint"),
    [
        (HEDGE, "hedge: {word: 将 strength: will}", "Write `{word: 将, strength: will}`."),
        (HEDGE, "hedge: (word: 将; strength: will)", "Write `{word: 将, strength: will}`."),
        (HEDGE, "hedge: {word: a: b, strength: c: d}", 'Write `{word: "a: b", strength: "c: d"}`.'),
        (
            HEDGE,
            "hedge: {word:, strength: will}",
            "Write `key: value`, or `key: null` where there is none.",
        ),
        (HEDGE, "hedge: word: 将, strength: will", "Write `{word: 将, strength: will}`."),
        (HEDGE, "hedge:\n  word: 将；strength: will", "Write `{word: 将, strength: will}`."),
        (HEDGE, "hedge: word: a or b, strength: will", 'Write `{word: "a or b", strength: will}`.'),
        (CLAIM, "claim: en: Apple, zh: 苹果", 'Write `{en: "Apple", zh: "苹果"}`.'),
        (CLAIM, "claim: (en: Apple, zh: 苹果)", 'Write `{en: "Apple", zh: "苹果"}`.'),
        (CLAIM, "claim: （en: Apple, zh: 苹果", 'Write `{en: "Apple", zh: "苹果"}`.'),
    ],
)
def test_a_mapping_in_one_line_is_told_as_it_is_written(good, slip, hint):
    (found,) = parse(Document(BASE.replace(good, slip), "a.yaml"), "prediction").problems

    assert found.hint.en == hint


@pytest.mark.parametrize("written", ["[] a/b", "- a/b", "[] [a/b]"])
def test_an_id_behind_empty_brackets_or_a_hyphen_is_told_to_be_in_brackets(written):
    text = f"{BASE}same_event: {written}\n"

    (found,) = parse(Document(text, "x"), "prediction").problems

    assert found.hint == ("Write `[a/b]`.", "写成 `[a/b]`。")


def test_a_second_record_below_the_first_is_one_problem_where_it_begins():
    (found,) = parse(Document(f"{BASE}\n{BASE}", "x"), "prediction").problems

    assert (found.rule, found.line) == ("duplicate-key", BASE.count("\n") + 2)
    assert found.hint.en.startswith("If a second record begins here, move it to a file of its own;")


@pytest.mark.parametrize("names", ["a/b", "a/b\n  a/c", "a/b\n  - a/c"])
def test_names_below_empty_brackets_are_told_to_be_items(names):
    _, (found,), _ = parse(Document(f"{BASE}same_event: []\n  {names}\n", "a.yaml"), "prediction")

    assert found.line == BASE.count("\n") + 1
    assert found.hint.en == "Delete the `[]`, and begin each item below with `- `."


EVIDENCE = BASE[BASE.index("evidence:\n") :]
ITEM = EVIDENCE[len("evidence:\n") : EVIDENCE.index("  - published_on: 2024-03")]
PRIOR = "\n".join(PRIORS.split("\n")[1:5]) + "\n"
PRIOR_BY = PRIOR.replace("    by: lin\n", "").replace("- of_ten", "- by: lin\n    of_ten")


@pytest.mark.parametrize(
    ("item", "below", "key"),
    [
        (ITEM, "evidence:\n", "evidence"),
        (PRIOR, "evidence:\n", "priors"),
        (PRIOR_BY, "evidence:\n", "priors"),
    ],
)
def test_an_item_above_the_key_of_its_list_is_told_to_go_below_it(item, below, key):
    text = BASE.replace(below, item + below) + ("priors: []\n" if key == "priors" else "")

    _, (found,), _ = parse(Document(text, "a.yaml"), "prediction")

    assert found.line == BASE[: BASE.index(below)].count("\n") + 1
    assert found.hint == hints.hint("move", key)


@pytest.mark.parametrize("indent", [2, 3])
def test_an_example_that_becomes_an_item_above_its_empty_list_is_told_to_go_below_it(indent):
    """Templates had their examples above the `[]`, and the comments between them and the keys before."""
    item = ITEM.replace("  - ", " " * indent + "- ").replace("\n    ", "\n" + " " * (indent + 2))
    slip = BASE.replace("evidence:\n", f"# Evidence.\n# One item:\n{item}evidence: []\n")
    text = slip.replace(EVIDENCE[len("evidence:\n") : EVIDENCE.index("verdicts:")], "")

    _, (found,), _ = parse(Document(text, "a.yaml"), "prediction")

    assert found.line == text[: text.index("- published_on")].count("\n") + 1
    assert found.hint == hints.hint("move", "evidence")


@pytest.mark.parametrize("between", ["", "\n", "\n\n", "  # The second.\n", "# The second.\n\n"])
def test_a_first_item_without_its_hyphen_is_told_so_whatever_is_between_the_items(between):
    first, second = ITEM.replace("  - ", "    ", 1), EVIDENCE[len("evidence:\n") + len(ITEM) :]
    for above in ("", "\n", "  # The first.\n"):
        text = BASE.replace(EVIDENCE, f"evidence:\n{above}{first}{between}{second}")

        _, (found,), _ = parse(Document(text, "a.yaml"), "prediction")

        assert found.line == text[: text.index("    published_on")].count("\n") + 1
        assert found.hint.en == "Begin the line with `- `."
        assert found.message.en == "a list item must start with `- ` in the column of the others"


def test_what_is_left_behind_the_key_of_items_in_braces_is_told_at_its_own_character():
    item = "{rater: lin, rated_on: 2024-03-02, verdict: accurate}"

    _, (found,), _ = parse(Document(f"{BASE}ratings: []\n  - {item}\n", "a.yaml"), "prediction")

    assert "`{`" not in found.message.en
    assert found.hint == hints.hint("not-empty", "[]")


def test_an_item_below_another_empty_list_is_told_that_of_all_its_keys():
    """`by` alone may be of a verdict, too."""
    text = f"{BASE}ratings: []\n{PRIOR_BY}priors: []\n"

    _, (found,), _ = parse(Document(text, "a.yaml"), "prediction")

    assert (found.line, found.hint) == (BASE.count("\n") + 2, hints.hint("move", "priors"))


def test_a_whole_item_that_lost_its_hyphen_and_its_indent_is_told_where_it_begins():
    item = "judged_on: 2024-04-01\nverdict: accurate\nby: desk\nwhy: Sold in 2024.\n"

    _, found, _ = parse(Document(BASE + item, "a.yaml"), "prediction")

    first = BASE.count("\n") + 1
    assert [(one.line, one.hint) for one in found] == [
        (first, hints.hint("write-at", "- judged_on: 2024-04-01", 3)),
        (first + 1, hints.hint("rest", 5)),
    ]
    mended = "  - " + item.rstrip().replace("\n", "\n    ") + "\n"
    assert len(parse(Document(BASE + mended, "a.yaml"), "prediction").record.verdicts) == 2


def test_a_part_of_an_item_that_lost_its_indent_is_not_told_to_be_a_new_one():
    _, found, _ = parse(Document(f"{BASE}held: Sold.\n", "a.yaml"), "prediction")

    assert not any("Begin the first" in one.hint.en for one in found)


@pytest.mark.parametrize(
    "item", ["{rater: lin, 2024: x}", "2024: x", "[a]: b", "!!str a", "<<: x", "&a {rater: *b}"]
)
@pytest.mark.parametrize("between", ["", "\n", "  # of the year\n"])
def test_a_list_whose_only_item_cannot_be_read_is_not_told_to_be_empty(item, between):
    text = f"{BASE}ratings:\n{between}  - {item}\n"
    (problem,) = parse(Document(text, "a.yaml"), "prediction").problems
    assert problem.line == text.count("\n")


@pytest.mark.parametrize("n_items", [1, 2])
def test_a_hyphen_without_a_space_above_lines_aligned_with_its_key_is_told_with_them(n_items):
    items = BASE.index("  - published_on: 2024-03")
    text = BASE if n_items == 2 else BASE[:items] + BASE[BASE.index("verdicts:") :]
    head, _, rest = text.partition("evidence:\n")
    block, _, tail = rest.partition("verdicts:")
    block = block.replace("    ", "   ").replace("  - ", "  -")

    slip = f"{head}evidence:\n{block}verdicts:{tail}"
    found = parse(Document(slip, "a.yaml"), "prediction").problems

    assert [one.hint.en for one in found[:2]] == [
        "Write `- published_on: 2024-02-02` in column 3.",
        "Begin it in column 5, and so the keys beside it.",
    ]
    assert len(found) == 2 * n_items


@pytest.mark.parametrize("n_items", [1, 2])
def test_braces_that_are_not_closed_inside_brackets_are_told_where_they_are_opened(n_items):
    item = "{rater: lin, rated_on: 2024-03-02, verdict: accurate"
    items = ", ".join([item + "}"] * (n_items - 1) + [item])

    slip = f"{BASE}ratings: [{items}]\n"
    (found,) = parse(Document(slip, "a.yaml"), "prediction").problems

    assert found.message.en == "a { or [ is not closed, or a comma is missing"
    assert found.hint.en == "Close it with } or ], part values with `, `."
    assert found.column == len("ratings: [{") + (n_items - 1) * len(item + "}, ")


@pytest.mark.parametrize("name", ["published_on", "judged_on", "rater", "amended_on"])
def test_a_first_item_without_its_hyphen_is_told_to_begin_with_one(name):
    text = BASE + RATINGS + AMENDMENTS
    slip = re.sub(rf"(?<=\n)  - (?={name}: )", "    ", text, count=1)
    is_alone = text.count(f"  - {name}: ") == 1

    found = parse(Document(slip, "a.yaml"), "prediction").problems

    assert [one.hint.en for one in found] == [
        "Begin each item with `- `." if is_alone else "Begin the line with `- `."
    ]


@pytest.mark.parametrize("start", ["  # - ", "  #- ", "#  - ", "# - "])
@pytest.mark.parametrize("second", ["judged_on: 2024-04-01", "judged_on: YYYY-MM-DD"])
def test_an_item_whose_first_line_is_a_comment_is_told_to_lose_the_hash(start, second):
    rest = "    verdict: accurate\n    by: desk\n    why: Sold.\n    early_because: Sold.\n"
    text = f"{BASE}{start}{second}\n{rest}"

    found = parse(Document(text, "a.yaml"), "prediction").problems

    row = BASE.count("\n")
    assert (found[0].line, found[0].hint) == (row + 1, hints.hint("no-hash", "- judged_on:", 3))
    assert {one.line for one in found} == {row + 1}
    assert parse(
        Document(f"{BASE}  - judged_on: 2024-04-01\n{rest}", "a.yaml"), "prediction"
    ).record


@pytest.mark.parametrize("typed", ["# {}:", "## {}:", "#{}:", "## {}", "# {}", "### {}:"])
@pytest.mark.parametrize(
    "key", ["claim", "criteria", "  accurate", "evidence", "verdicts", "    why"]
)
def test_a_key_that_is_still_a_comment_is_told_to_lose_the_hash(typed, key):
    why = "    why:\n      en: Sold in the US from 2 February 2024.\n      zh: 已在美国开售。\n"
    text = BASE.replace("    why: Sold in the US from 2 February 2024.\n", why)
    first = "  accurate:\n    en: On sale.\n    zh: 开售。\n"
    text = re.sub(r"  accurate: .*\n", first, text)
    assert parse(Document(text, "a.yaml"), "prediction").record

    typed = typed.format(key.capitalize())
    slip = re.sub(rf"(?m)^{key}:$", typed, text)
    _, (found,), _ = parse(Document(slip, "a.yaml"), "prediction")

    column = len(key) - len(key.lstrip()) + 1
    assert slip.split("\n")[found.line - 1] == typed
    assert found.hint == hints.hint("no-hash", f"{key.strip()}:", column)
    assert found.message.en == "this line is still a comment"


def test_a_mistyped_key_above_two_items_is_told_and_not_that_it_is_missing_above_the_second():
    text = BASE.replace("evidence:\n", "evdence:\n")

    (found,) = parse(Document(text, "a.yaml"), "prediction").problems

    assert found.hint.en == "Did you mean `evidence`?"


@pytest.mark.parametrize("year", ["二〇二四", "２０２４年", "2024 年", "'2024'", "２０２４"])
def test_a_year_in_other_figures_is_told_in_ascii_ones(year):
    text = OUTLOOK.replace("year: 2024", f"year: {year}")

    (found,) = parse(Document(text, "a.yaml"), "outlook").problems

    assert found.hint.zh == "写成 `2024`。"


def test_a_key_that_is_missing_above_items_in_braces_is_told():
    outlook = OUTLOOK.replace("items:\n", "")

    (found,) = parse(Document(outlook, "a.yaml"), "outlook").problems

    assert found.hint == hints.hint("above", "items")


@pytest.mark.parametrize("heading", ["", "## 小标题\n\n"])
@pytest.mark.parametrize("key", ["claim", "passage", "criteria", "evidence", "verdicts"])
def test_a_key_that_is_missing_above_its_value_is_told_once_beside_what_else_is_wrong(key, heading):
    text = BASE.replace("strength: will", "strength: wil").replace(
        "bears: supports", "bears: support"
    )
    slip = text.replace(f"{key}:\n", heading, 1)

    problems = parse(Document(slip, "a.yaml"), "prediction").problems

    (found,) = (one for one in problems if one.rule != "unknown-value")
    assert len(problems) == (2 if key == "evidence" else 3)
    assert found.hint == hints.hint("above", key)
    lines = slip.split("\n")
    lines.insert(found.line - 1, f"{key}:")
    assert "\n".join(lines).replace(heading, "", 1) == text


@pytest.mark.parametrize("name", ["why", "occurred_on", "early_because"])
def test_a_hyphen_before_a_key_that_may_be_missing_is_told_to_be_none(name):
    slip = re.sub(rf"(?m)^    (?={name}: )", "  - ", BASE)

    (found,) = parse(Document(slip, "a.yaml"), "prediction").problems

    line = slip.split("\n")[found.line - 1]
    assert line.startswith(f"  - {name}")
    assert found.hint == hints.hint("write-at", line.strip(" -"), 5)


def test_an_item_that_is_not_whole_below_one_that_is_no_mapping_lacks_its_own_keys():
    text = BASE.replace("verdicts:\n", "verdicts:\n  - accurate\n  - why: Sold.\n")

    found = parse(Document(text, "a.yaml"), "prediction").problems

    assert {one.rule for one in found} == {"schema", "missing-key"}


@pytest.mark.parametrize(
    "languages",
    [
        "      - en: Sold.\n      - zh: 开售。\n",
        "      - en: Sold.\n        zh: 开售。\n",
        "    - en: Sold.\n    - zh: 开售。\n",
        "      en: Sold.\n    - zh: 开售。\n",
    ],
)
def test_a_hyphen_before_a_language_is_told_to_be_two_spaces(languages):
    text = re.sub(r"    finding: On.*\n", f"    finding:\n{languages}", BASE)
    assert parse(
        Document(text.replace("- en", "  en").replace("- zh", "  zh"), "a"), "prediction"
    ).record

    (found,) = parse(Document(text, "a.yaml"), "prediction").problems

    assert found.hint == hints.hint("no-dash")


def test_a_note_with_a_colon_in_a_list_is_told_to_be_quoted_or_to_have_two_languages():
    text = OUTLOOK[: OUTLOOK.index("items:")]
    text = re.sub(r"(?m)^notes:.*\n(?: .*\n)*", "", text) + "notes:\n  - 注意: 第二条。\n"

    found = parse(Document(text, "a.yaml"), "outlook").problems

    assert hints.hint("one-text") in [one.hint for one in found]


@pytest.mark.parametrize("written", ["[]", "[1]", "[null]", "[a, {en: b}]", "[{en: a, of: b}]"])
def test_a_list_of_other_things_where_a_text_is_needed_is_told_to_be_a_text(written):
    text = BASE.replace("title: Vision Pro in shops", f"title: {written}")

    (found,) = parse(Document(text, "a.yaml"), "prediction").problems

    assert found.hint == hints.hint("texts")
