"""Texts that YAML refuses: the parser's own place, what to type, and every fault of a file at once."""

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conftest import DATA
from scorecard.checks.run import check_folder
from scorecard.reading.encodings import decode
from scorecard.reading.record_reader import parse
from scorecard.reading.yaml_reader import Document, read_document

BASE = (DATA / "base" / "kandao-2024" / "vision-pro.yaml").read_text(encoding="utf-8")
WHY = "    why: Sold in the US from 2 February 2024."
TITLE = "title: Vision Pro in shops"
COLON = (WHY, "    why: 四家厂商: 2024 年前上市。")


def changed(*pairs: tuple[str, str]) -> str:
    text = BASE
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def found_in(text: str):
    return parse(Document(text, "a.yaml"), "prediction").problems


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (TITLE, "title: 【深度】新闻一"),
        (TITLE, "title: “四家” 2026"),
        (TITLE, "title: ｛四家｝"),
        ("finding: On sale", "finding: |\n      　　四家厂商。\n      On sale"),
        ("finding: On sale", "finding: |\n      • 一：四家\n      On sale"),
        ("finding: On sale", "finding: |\n      — 二：三家\n      -x: y\n      On sale"),
        ("finding: On sale", "finding: |\n      甲\n      \t四家，三家：两家\n      On sale"),
        (TITLE, "title: 'x {四家：三家，两家｝'"),
    ],
)
def test_what_only_looks_like_a_typo_does_not_hide_the_place_where_the_parser_stops(old, new):
    added = new.count("\n")
    text = changed((old, new), COLON)

    (found,) = found_in(text)

    assert (found.rule, found.line, found.column) == ("yaml-syntax", 38 + added, 14)
    assert found.hint.en == 'Quote it: "四家厂商: 2024 年前上市。".'


@pytest.mark.parametrize("title", ["“四家”新闻", "‘四家’新闻"])
def test_a_curly_quote_in_an_innocent_line_is_not_closed_by_a_quote_further_down(title):
    ratings = "ratings:\n" + "".join(
        f"  - {{rater: {name}, rated_on: 2024-03-02, verdict: accurate}}\n    # \"x\" 'y' z\n"
        for name in ("lin", "mei")
    )

    (found,) = found_in(changed((TITLE, f"title: {title}"), COLON) + ratings)

    assert (found.rule, found.line) == ("yaml-syntax", 38)


@pytest.mark.parametrize(
    ("innocent", "old", "new", "place"),
    [
        ("title: “四家” 2026", WHY, WHY.replace("Sold", '"Sold'), (38, 10)),
        ("title: “四家” 2026", "accurate: On", 'accurate: "On', (16, 13)),
        ("title: “四家” 2026", "publisher: Example", 'publisher: "Example', (22, 16)),
        ("title: |\n      甲\n      \t乙", "    bears: contr", "\tbears: contr", (35, 1)),
    ],
)
def test_a_mark_in_an_innocent_line_is_not_told_where_another_line_has_the_fault(
    innocent, old, new, place
):
    (found,) = found_in(changed((TITLE, innocent), (old, new)))

    assert (found.line, found.column) == place


def test_a_typo_is_told_together_with_the_place_where_the_parser_stops():
    (found,) = found_in(changed((WHY, "    why：Sold in the US from 2 February 2024.")))

    assert (found.rule, found.line, found.column) == ("fullwidth-colon", 38, 8)
    assert "YAML stops at 38:5" in found.message.en
    assert "YAML 停在 38:5" in found.message.zh


def test_every_fault_of_a_file_is_reported():
    text = changed(
        ("domain: devices", "domain：devices"),
        ("specificity: measurable", "specificity: measurble"),
        ("  half_right:", "\thalf_right:"),
        (TITLE, "title: 【深度】“新闻”"),
        ("    publisher: Example News", "   publisher: Example News"),
        ("  - published_on: 2024-03", "  -published_on: 2024-03"),
        ("    by: desk", "    by:desk"),
        COLON,
    )

    assert [(one.line, one.rule) for one in found_in(text)] == [
        (4, "fullwidth-colon"),
        (13, "unknown-value"),
        (17, "tab"),
        (22, "yaml-syntax"),
        (27, "missing-space"),
        (37, "yaml-syntax"),
        (38, "yaml-syntax"),
    ]


def test_a_conflict_hides_no_other_fault_of_its_file_and_comes_first(folder, prediction):
    sides = f"<<<<<<< HEAD\n{WHY}\n=======\n    whi: Sold.\n>>>>>>> theirs"
    text = changed(
        (WHY, sides), ("domain: devices", "domain：devices"), ("made_on: 2", "made_on: y2")
    )
    prediction.write_text(text, encoding="utf-8")

    found = check_folder(folder, as_of=date(2024, 6, 1)).problems

    assert [(one.line, one.rule) for one in found] == [
        (38, "merge-conflict"), (4, "fullwidth-colon"), (11, "not-a-date"), (41, "unknown-key"),
    ]  # fmt: skip


def test_a_character_that_turns_a_text_around_is_told_with_its_file_though_that_is_no_yaml(
    folder, prediction
):
    text = changed((WHY, f"{WHY} \u202e"), ("domain: devices", "domain：devices"))
    prediction.write_text(text, encoding="utf-8")

    found = check_folder(folder, as_of=date(2024, 6, 1)).problems

    assert [(one.path, one.rule) for one in found] == [
        (str(prediction), "fullwidth-colon"), (str(prediction), "direction-override"),
    ]  # fmt: skip


def test_half_a_conflict_hides_no_other_fault():
    text = changed((WHY, f"{WHY}\n>>>>>>> theirs"), ("made_on: 2", "made_on: y2"))

    assert [one.rule for one in found_in(text)] == ["merge-conflict", "not-a-date"]


def test_a_character_that_yaml_refuses_hides_no_other_fault():
    text = changed((TITLE, "title: Vision\x08 Pro\x07"), ("made_on: 2", "made_on: y2"))

    assert [(one.line, one.rule) for one in found_in(text)] == [
        (21, "control-character"), (21, "control-character"), (11, "not-a-date"),
    ]  # fmt: skip


def test_what_is_left_out_is_not_missed():
    text = changed((WHY, "    why: 四家\n      其中: 三家"), ("specificity: ", "specificity: *"))

    assert [(one.line, one.rule) for one in found_in(text)] == [
        (13, "yaml-feature"), (38, "yaml-syntax"),
    ]  # fmt: skip


WINDOW = "window: {opens_on: 2024-01-01, closes_on: 2024-12-31, stated: true}"
OPEN_WINDOW = "window:\n  opens_on: 2024-01-01\n  closes_on: 2024-12-31\n  stated: true"
HEDGE = "hedge: {word: 将, strength: will}"
PAIR = '{en: "On sale, in 2024", zh: "2024 年：开售"}'
MENDED = [
    (WHY, COLON[1], '    why: "四家厂商: 2024 年前上市。"', 'Quote it: "四家厂商: 2024 年前上市。".'),
    (TITLE, 'title: "Vision" in 2024', "title: '\"Vision\" in 2024'", "Quote it: '\"Vision\" in 2024'."),
    (TITLE, 'title: "Vision Pro”', 'title: "Vision Pro"', "Close it with the same quote."),
    (TITLE, 'title: "Vision Pro', 'title: "Vision Pro"', "Close it with the same quote."),
    ("evidence:\n", "evidence: []\n", "evidence:\n",
     "Delete the `[]`: what belongs to the key follows below it."),
    ("verdicts:\n", "verdicts: []  # 暂无\n", "verdicts:\n",
     "Delete the `[]`: what belongs to the key follows below it."),
    ("passage:\n", "passage: null\n", "passage:\n",
     "Delete the `null`: what belongs to the key follows below it."),
    ("  - published_on: 2024-03", "    published_on: 2024-03", "  - published_on: 2024-03",
     "Begin a new item with `- ` here, or delete one of the two."),
    ("specificity:", "  specificity:", "specificity:", "Delete the spaces before it."),
    ("    publisher: Ex", "      publisher: Ex", "    publisher: Ex",
     "Indent the line by 4 spaces, like those beside it."),
    ("    publisher: Ex", "   publisher: Ex", "    publisher: Ex",
     "Indent the line by 4 spaces, like those beside it."),
    ("    by: desk", "    by:desk", "    by: desk", "Write `by: desk`."),
    ("    by: desk", "    by desk", "    by: desk", "Write `by: desk`."),
    ("verdicts:\n", "verdicts\n", "verdicts:\n", "Write `verdicts:`."),
    ("  half_right: Orders", "\thalf_right: Orders", "  half_right: Orders",
     "Replace the tab with spaces, so that the line is aligned with those beside it."),
    ("  starts: 2024", "  starts：2024", "  starts: 2024", "Type `: ` instead of `：`."),
    (HEDGE, HEDGE[:-1], HEDGE, "Close it with } or ], part values with `, `."),
    (HEDGE, "hedge:\n  <<: *firm\n  word: 将\n  strength: will",
     "hedge:\n  word: 将\n  strength: will", "Delete the line, and write the keys that it stands for."),
    (WINDOW, WINDOW.replace("2024-01-01,", "2024-01-01"), WINDOW, f"Write `{WINDOW[8:]}`."),
    (HEDGE, HEDGE.replace(" 将", ""), HEDGE, "Write `key: value`, or `key: null` where there is none."),
    (WINDOW, OPEN_WINDOW.replace("  ", ""), OPEN_WINDOW,
     "Begin it in column 3, and so the keys beside it."),
    (WINDOW, OPEN_WINDOW.replace("  ", "", 1), OPEN_WINDOW,
     "Indent the line by 2 spaces, like those beside it."),
    ("evidence:\n  - p", "evidence:\n    p", "evidence:\n  - p",
     "Begin the line with `- `."),
    ("  - judged_on", "  judged_on", "  - judged_on",
     "Begin the line with `- `."),
    ("  - judged_on", "  - - judged_on", "  - judged_on", "Type `- `."),
    ("  - judged_on", "  --judged_on", "  - judged_on", "Type `- `."),
    ("  - judged_on", "  1. judged_on", "  - judged_on", "Type `- `."),
    ("    verdict: accurate", "    - verdict: accurate", "    verdict: accurate",
     "Delete the `- `."),
    ("domain: d", "- domain: d", "domain: d", "Delete the `- `."),
    ("  item:", "  - item:", "  item:", "Delete the `- `."),
    ("  half_right:", "   half_right:", "  half_right:",
     "Indent the line by 2 spaces, like those beside it."),
    ("domain:", "\tdomain:", "domain:",
     "Replace the tab with spaces, so that the line is aligned with those beside it."),
    (WHY, "    why: |\n  Sold in 2024.", "    why: |\n      Sold in 2024.",
     "If it belongs to the text above, indent it by 6 spaces; else write `# note` or `key: value`."),
    (HEDGE, "hedge: (word: 将，strength: will)", HEDGE, f"Write `{HEDGE[7:]}`."),
    (HEDGE, HEDGE.replace(", ", "；"), HEDGE, f"Write `{HEDGE[7:]}`."),
    (HEDGE, HEDGE.replace(", ", "; "), HEDGE, f"Write `{HEDGE[7:]}`."),
    (HEDGE, HEDGE.replace(", ", "、"), HEDGE, f"Write `{HEDGE[7:]}`."),
    ("claim:", "```yaml\nclaim:", "claim:", "Delete the line: it is Markdown, not YAML."),
    ("url: https://e", "url: https: //e", "url: https://e", "Write `https://example.org/vision-pro`."),
    ("url: null", "url: -", "url: null", "Write `null`."),
    ("claim:", "claim:,", "claim:", "Write `claim:`."),
    (TITLE, "title: 'Apple's Vision Pro'", 'title: "Apple\'s Vision Pro"',
     'Quote it: "Apple\'s Vision Pro".'),
    (TITLE, 'title: "The "Vision" Pro"', "title: 'The \"Vision\" Pro'",
     "Quote it: 'The \"Vision\" Pro'."),
    ("  starts: 2024", "starts: 2024", "  starts: 2024",
     "Indent the line by 2 spaces, like those beside it."),
    ("  ends: ", "ends: ", "  ends: ", "Indent the line by 2 spaces, like those beside it."),
    ("    publisher: null", "publisher: null", "    publisher: null",
     "Indent the line by 4 spaces, like those beside it."),
    ("made_on:", "  made_on:", "made_on:", "Delete the spaces before it."),
    ("claim:", "   claim:", "claim:", "Delete the spaces before it."),
    ("  accurate: On", "    accurate: On", "  accurate: On",
     "Indent the line by 2 spaces, like those beside it."),
    ("  - judged_on", "  —— judged_on", "  - judged_on", "Type `- `."),
    ("  - judged_on", "  -  judged_on", "  - judged_on", "Write `- judged_on: 2024-03-01`."),
    ("  - judged_on", "  -\tjudged_on", "  - judged_on", "Type an ASCII space."),
    ("domain: d", "domain = d", "domain: d", "Write `domain: devices`."),
    ("made_on: 2023-12-31", "made_on: '2023-12-31',", "made_on: 2023-12-31",
     "Delete the mark at its end."),
    (TITLE, 'title: "Vision Pro"，', TITLE, "Delete the mark at its end."),
    (TITLE, "title: （更新）苹果: 计划", 'title: "（更新）苹果: 计划"',
     'Quote it: "（更新）苹果: 计划".'),
    (TITLE, "title: (Update) Apple: plan", 'title: "(Update) Apple: plan"',
     'Quote it: "(Update) Apple: plan".'),
    (WHY, "    why: {en: On sale: US, zh: 2024 年: 美国}",
     '    why: {en: "On sale: US", zh: "2024 年: 美国"}',
     'Write `{en: "On sale: US", zh: "2024 年: 美国"}`.'),
    (WHY, "    why: {en: 'On sale: US', zh: 2024 年: 美国: 一}",
     "    why: {en: 'On sale: US', zh: \"2024 年: 美国: 一\"}", 'Quote it: "2024 年: 美国: 一".'),
    *((WHY, f"    why: {pair}", f"    why: {PAIR}", f"Write `{PAIR}`.") for pair in (
        "en: On sale, in 2024, zh: 2024 年：开售",
        'en: "On sale, in 2024"; zh: "2024 年：开售"',
        "（en: On sale, in 2024 zh: 2024 年：开售）",
    )),
    (WHY, "    why: en: on sale in 2024", '    why: "en: on sale in 2024"',
     'Quote it: "en: on sale in 2024".'),
    (TITLE, "title、苹果", "title: 苹果",
     "If it is a note, begin it with `# `; if it is a key, write `key: value`."),
    (TITLE, "title：苹果: 计划", "title: 苹果、计划", "Type `: ` instead of `：`."),
    (TITLE, "title :苹果。", "title: 苹果。", "Write `title: 苹果。`."),
    ("url: https://e", "url: `https://e", "url: https://e", "Write `https://example.org/vision-pro`."),
    (HEDGE, HEDGE.replace("}", "]"), HEDGE, "Close it with } or ], part values with `, `."),
    ("hedge:", "＃ 语气\nhedge:", "# 语气\nhedge:", "Type `# `."),
    ("A first sale cannot be undone.\n", "A first sale cannot be undone.\n---\n",
     "A first sale cannot be undone.\n",
     "Delete the line if the record goes on or ends; else move the rest to a file of its own."),
    ("  zh: 苹果", "zh: 苹果", "  zh: 苹果", "Indent the line by 2 spaces, like those beside it."),
    ("domain:", "  domain:", "domain:",
     "Delete the spaces before it."),
    ("    verdict:", "  - verdict:", "    verdict:", "Write `verdict: accurate` in column 5."),
    (HEDGE, "hedge:", "", "Write the value, or delete the line (How firmly it was put)."),
]  # fmt: skip


@pytest.mark.parametrize(("right", "slip", "typed", "hint"), MENDED)
def test_the_usual_slip_is_told_what_to_type_and_typing_it_mends_the_file(right, slip, typed, hint):
    text = changed((right, slip))

    (found,) = found_in(text)

    assert found.hint.en == hint
    assert re.search("[\u4e00-\u9fff]", found.hint.zh)
    assert found_in(text.replace(slip, typed, 1)) == []


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("for:", "Write the value, or delete the line (Votes for it)."),
        ("for: two", "`for`: Votes for it."),
    ],
)
def test_a_key_that_is_no_name_in_the_program_is_known_by_its_meaning(typed, hint):
    text = (DATA / "valid" / "decided-by-a-review-with-dissent.yaml").read_text(encoding="utf-8")

    found = found_in(text.replace("for: 2", typed, 1))

    assert hint in [one.hint.en for one in found]


def test_names_that_a_chinese_comma_parts_are_told_as_a_list():
    text = "opened_on: 2025-01-02\nheld_on: 2025-01-08\nraters: lin、mei\npredictions: []\n"

    (found,) = parse(Document(text, "a.yaml"), "review").problems

    assert found.hint.en == "Type `[lin, mei]`."


def test_the_only_key_that_a_claim_of_a_review_needs_is_told_in_other_words():
    text = "opened_on: 2025-01-02\nheld_on: 2025-01-08\nraters: [lin]\npredictions: [{file: a/b}]\n"

    (found,) = parse(Document(text, "a.yaml"), "review").problems

    assert (found.rule, found.hint.en) == ("unknown-key", "Did you mean `id`?")


def test_a_list_that_may_not_be_empty_is_not_told_to_be():
    (found,) = parse(Document("languages:\n", "a.yaml"), "scorecard").problems

    assert found.hint.en == "Write its items below, or delete it."


def test_keys_beside_an_empty_list_are_told_to_be_an_item_of_it():
    item = BASE[BASE.index("  - judged_on") :]
    text = changed((item, item.replace("  - ", "").replace("    ", "")))

    assert [one.hint.en for one in found_in(text)] == [
        "Write `- judged_on: 2024-03-01` in column 3.",
        "Begin it in column 5, and so the keys beside it.",
    ]


@pytest.mark.parametrize("names", ["\n  -lin\n  -mei", "-lin"])
def test_names_behind_hyphens_without_a_space_are_told_of_the_space(names):
    text = f"opened_on: 2025-01-02\nheld_on: 2025-01-08\nraters: {names}\npredictions: []\n"

    (found,) = parse(Document(text, "a.yaml"), "review").problems

    assert (found.rule, found.hint.en) == ("missing-space", "Type `- `.")


def test_an_item_in_braces_without_a_space_before_them_is_told_of_the_space():
    text = "-{id: devices, en: Devices, zh: 终端}\n- {id: robots, en: Robots, zh: 机器人}\n"

    (found,) = parse(Document(text, "a.yaml"), "domains").problems

    assert (found.rule, found.line, found.column) == ("missing-space", 1, 1)


@pytest.mark.parametrize(
    "name",
    ["vision-pro", "kandao-2024/vision-pro.yaml", "predictions/kandao-2024/vision-pro.yaml",
     "kandao-2024\\vision-pro", "kandao-2023/vision-pro", "kandao-2024/vision"],
)  # fmt: skip
def test_a_claim_of_a_review_is_known_by_its_name_or_file(folder, name):
    text = f"opened_on: 2024-05-02\nheld_on: 2024-05-08\nraters: [lin]\npredictions: ['{name}']\n"
    (folder / "reviews").mkdir()
    (folder / "reviews" / "2024.yaml").write_text(text, encoding="utf-8")

    (found,) = check_folder(folder, as_of=date(2024, 6, 1)).problems

    assert found.hint.en == "Did you mean `kandao-2024/vision-pro`?"


def test_evidence_of_the_future_is_not_told_to_wait_for_the_claim(folder, prediction):
    text = changed(("published_on: 2024-02-02", "published_on: 2034-02-02"))
    prediction.write_text(text, encoding="utf-8")

    (found,) = check_folder(folder, as_of=date(2024, 6, 1), latest_day=date(2024, 6, 2)).problems

    assert (found.rule, found.hint.en) == ("published-in-the-future", "Correct the date.")


def test_full_width_commas_in_an_item_of_domains_are_told_at_the_first():
    text = "- {id: devices，en: Devices，zh: 终端}\n"

    (found,) = parse(Document(text, "a.yaml"), "domains").problems

    assert (found.rule, found.column) == ("fullwidth-comma", 15)


def test_the_newest_verdict_first_is_told_to_go_below(folder, prediction):
    text = changed(
        ("verdicts:\n", "verdicts:\n  - {judged_on: 2024-05-01, verdict: too_early, by: desk}\n")
    )
    prediction.write_text(text, encoding="utf-8")

    (found,) = check_folder(folder, as_of=date(2024, 6, 1)).problems

    assert (found.rule, found.line) == ("dates-out-of-order", 36)
    assert found.hint.en.startswith("Verdicts are listed oldest first: move the later one below")


@pytest.mark.parametrize("end", ["\r", "\r\r\n", "\x0b", "\x85", "\u2028", "\u2029"])
def test_line_ends_of_old_macs_and_of_word_are_told_once_beside_what_else_is_wrong(end):
    text = changed(("verdict: accurate", "verdict: right or wrong"))

    found, other = found_in(text.replace("\n", end))

    assert (found.rule, found.line) == ("control-character", 1)
    assert found.hint.en == "Replace each with LF, the line end of Unix."
    assert (other.rule, other.line) == ("unknown-value", 36)


def test_a_line_end_of_word_between_two_keys_is_told_to_become_one():
    (found,) = found_in(changed(("domain: devices\n", "domain: devices\x0b")))

    assert found.hint.en == "Press Enter in its place if a key follows; else delete it."


@pytest.mark.parametrize(
    "mark",
    [
        "> ",
        ">",
        "> > ",
        "+",
        "{0}: ",
        "{0:3d} | ",
        "{0}\t",
        "{0:04d} ",
        "{0}. ",
        "{0}：",
        "  {0} │ ",
        "^a1b2c3d (王芳 2024-03-01 10:00:00 +0800 {0:3d}) ",
        "predictions/a/b.yaml:{0}:",
        "b.yaml:",
    ],
)
@pytest.mark.parametrize("above", ["", "On Friday Lin wrote:\n\n"])
@pytest.mark.parametrize("text", [BASE, "- id: a\n  en: A\n  zh: 甲\n"])
def test_a_mark_before_every_line_is_told_once(mark, above, text):
    lines = text.rstrip("\n").split("\n")
    slip = above + "".join(f"{mark.format(n)}{line}\n" for n, line in enumerate(lines, start=1))

    (found,) = parse(Document(slip, "a.yaml"), "prediction").problems

    assert (found.line, found.column) == (above.count("\n") + 1, 1)
    assert mark.format(1).rstrip() in found.message.en.replace("\\t", "\t")
    assert found.hint.en == "Delete it at the start of every line."


@pytest.mark.parametrize(
    ("head", "mark"),
    [
        ("--- /dev/null\n+++ b/predictions/a/b.yaml\n@@ -0,0 +1,41 @@\n", "+"),
        ("diff --git a/b.yaml b/b.yaml\n--- a/b.yaml\n+++ b/b.yaml\n", " "),
        ("", " "),
    ],
)
def test_a_diff_is_told_to_be_none_of_a_record(head, mark):
    lines = re.sub("(?m)^", mark, BASE.rstrip("\n")) + "\n"
    slip = re.sub(r"(?m)^.(domain: ).*\n", r"-\1models\n+\1devices\n", lines)

    (found,) = found_in(head + slip)

    assert found.message.en == "this is a diff of a file, not the file"


@pytest.mark.parametrize("sign", ["**{}**:", "**{}:**", "`{}`:", "*{}*：", "**{}：**"])
def test_keys_in_bold_are_told_without_their_stars_beside_what_else_is_wrong(sign):
    keys = ["claim", "domain", "criteria", "bears"]
    slip = re.sub(
        rf"(?m)^((?:  - |  )?)({'|'.join(keys)}):", lambda of: of[1] + sign.format(of[2]), BASE
    )
    slip = slip.replace("verdict: accurate", "verdict: right or wrong")
    slip = slip.replace("verdicts:", sign.rstrip(":：").format("verdicts"))

    *found, last = found_in(slip)

    keys[3] = "verdicts"
    assert [one.hint.en for one in found] == [f"Write `{key}: `." for key in keys]
    assert last.rule == "unknown-value"


@pytest.mark.parametrize("western", ["latin-1", "cp1252"])
@pytest.mark.parametrize(
    ("line", "place"),
    [("  zh: 苹果会在 2024 年内开售头显。", (3, 7)), ("  en: Apple’s headset is sold.", (2, 12))],
)
def test_text_that_was_taken_for_western_is_told_once_where_it_begins(western, line, place):
    data = "".join(bytes([one]).decode(western, "ignore") or chr(one) for one in line.encode())
    slip = re.sub(rf"(?m)^{line[:5]}.*", data, BASE, count=1)

    (found,) = found_in(slip)

    assert (found.rule, found.line, found.column) == ("control-character", *place)
    assert found.message.en == "UTF-8 was read as another encoding here"


def test_stars_in_a_text_of_a_file_that_can_be_read_are_no_keys():
    text = changed(("finding: On sale", "finding: |\n      **note:** €\n      On sale"))

    assert not found_in(text)
    assert not found_in(text.replace("\n", "\r\n"))


@pytest.mark.parametrize("innocent", ["costs 3,499 €", "¼ of it; ¸", "收拷贝", "“café”—so"])
def test_a_sign_that_may_be_of_such_a_text_and_is_none_is_read(innocent):
    assert not found_in(changed(("Apple puts", f"{innocent}: Apple puts".replace(":", ""))))


CHINESE = "标题：苹果会在年内开售头显。\n"


@pytest.mark.parametrize(
    ("encoding", "text", "name"),
    [
        ("gbk", CHINESE, "GBK"),
        ("gbk", "a: 新", "GBK"),
        ("gb18030", "a: 镕基说，没有", "GBK"),
        ("big5", "標題：蘋果會在年內開售頭顯。\n", "BIG5"),
        ("big5", "a: 判定為準確", "BIG5"),
        ("utf-16-le", BASE, "UTF-16LE"),
        ("utf-16-be", BASE, "UTF-16BE"),
        ("utf-16-le", "domain: devices\n", "UTF-16LE"),
        ("utf-16", BASE, "UTF-16"),
        ("utf-32", BASE, "UTF-32"),
        ("utf-32-be", "domain: devices\n", "UTF-32BE"),
        ("cp932", "claim: アップルは来年にビジョンを発売します。\n", "CP932"),
        ("cp932", "claim: ㈱トヨタは来年に①号車を発売します～\n", "CP932"),
        ("euc_jp", "claim: アップルは来年にビジョンを発売します。\n", "EUC-JP"),
    ],
)
def test_a_file_in_another_encoding_is_told_which_and_how_to_convert_it(encoding, text, name):
    data = text.encode(encoding)

    read, (found,) = decode(data, "a.yaml")

    assert (read, found.rule) == ("", "not-utf8")
    assert f"it looks like {name}" in found.message.en
    assert f"iconv -f {name} -t UTF-8" in found.hint.en
    assert data.decode(name) == text


@pytest.mark.parametrize(
    "data", [b"a: \xff\xff\xff\xfe\n", "a: 東京電力".encode("shift_jis"), "a: été".encode("cp1252")]
)
def test_bytes_of_no_likely_encoding_are_not_given_a_name(data):
    _, (found,) = decode(data, "a.yaml")

    assert found.message.en == "the file is not UTF-8"


@pytest.mark.slow
@given(
    st.lists(
        st.sampled_from(
            [*"：，｛｝【】“”\t　•－ \n-:{}[]'\"#|>&*!", "a: ", "claim:", "  - by: ", "[]"]
        ),
        max_size=40,
    )
)
@example(["：", "\n", "  - by: "])
def test_any_text_gives_a_bounded_list_of_problems_inside_it(pieces):
    text = "".join(pieces)

    problems = found_in(text)

    assert problems
    assert len(problems) <= 200
    n_lines = text.count("\n") + 1
    assert all(1 <= one.line <= n_lines and one.column >= 1 for one in problems)


def test_a_whole_block_with_full_width_colons_is_told_of_the_first():
    block = BASE[BASE.index("passage:\n") : BASE.index("hedge:")]
    wide = block.replace(": ", "：")

    (found,) = found_in(changed((block, wide)))

    assert (found.rule, found.line, found.column) == ("fullwidth-colon", 7, 7)


def test_a_blank_is_kept_where_the_text_before_it_is_written_in_escapes():
    document = read_document('claim: "\\u5546厂\n  上市"\n')

    assert document.value == {"claim": "商厂 上市"}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("review", ("opened_on: 2025-01-02\nheld_on: 2025-01-08\nraters: [lin]\n"
                   "predictions:\n  - {id: a/b, domain: d}\n")),
        ("prediction", changed(("stated: ", "specificity: measurable, stated: "))
                       .replace("\nspecificity: measurable\n", "\n")),
    ],
)  # fmt: skip
def test_spaces_that_are_not_there_are_not_to_be_deleted(kind, text):
    found = parse(Document(text, "a.yaml"), kind).problems

    assert "unknown-key" in [one.rule for one in found]
    assert not [one for one in found if "spaces before it" in one.hint.en]


@pytest.mark.parametrize(
    "text",
    ["ratings:\n  - {rater: lin}\n  - {rated_on: 2024-05-01, verdict: accurate}\n",
     "ratings:\n  - rater: lin\n    rated_on: 2024-05-01\n  - by: chen\n    verdict: accurate\n",
     "ratings:\n  - rater: lin\n  - rated_on: 2024-05-01\n"],
)  # fmt: skip
def test_items_that_make_no_whole_one_are_not_to_be_joined(text):
    found = found_in(changed() + text)

    assert "missing-key" in [one.rule for one in found]
    assert not [one for one in found if "in the place of" in one.hint.en]


def test_keys_are_named_as_a_file_has_them():
    text = changed(
        ("    verdict: accurate\n", "    verdict: accurate\n    decided: {how: vote, votes: 2}\n")
    )

    (found,) = [one for one in found_in(text) if one.rule == "unknown-key"]

    assert "known here: how, for, against" in found.message.en
    assert "votes_" not in found.message.en + found.hint.en


def test_a_verdict_of_the_last_day_is_not_said_to_be_from_before_it(folder, prediction):
    text = prediction.read_text(encoding="utf-8")
    prediction.write_text(text.replace("2024-12-31", "2024-03-01"), encoding="utf-8")

    (found,) = check_folder(folder, as_of=date(2024, 6, 1)).problems

    assert found.message.en == (
        "judged on 2024-03-01, and not confirmed since the window closed at the end of 2024-03-01"
    )


@pytest.mark.parametrize(
    ("data", "en", "zh"),
    [
        (
            b"PK\x03\x04\x14\0\6\0word/document.xml",
            "a Word or WPS file, or a zip file",
            "WPS",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "a Word or WPS file, or a zip file",
            "WPS",
        ),
        (b"{\\rtf1\\ansi claim:\\par}", "an RTF document", "RTF"),
        (b"%PDF-1.4\n%\xe2\xe3", "a PDF", "PDF"),
        (b"<!DOCTYPE html>\n<html>", "a web page", "网页"),
        (b"\xef\xbb\xbf<HTML>", "a web page", "网页"),
    ],
)
def test_a_document_of_a_word_processor_is_told_as_one_with_how_to_save_it(data, en, zh):
    text, (*_, found) = decode(data, "a.yaml")

    assert (text, found.rule, found.line) == ("", "not-utf8", 1)
    assert found.message.en == f"this is {en}, not plain text"
    assert zh in found.message.zh
    assert found.hint.en.startswith("Save it as plain text (.txt) in UTF-8")
