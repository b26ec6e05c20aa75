"""What a problem tells the editor to type, and that typing it mends the file."""

import re
from datetime import date

import pytest
from yaml import YAMLError

from scorecard.checks.run import check_folder
from scorecard.reading.record_reader import parse
from scorecard.reading.syntax_problems import syntax_faults
from scorecard.reading.typos import typo_in_line, typo_problem
from scorecard.reading.yaml_reader import Document, read_document
from test_bad_files import FILES, NAME, STANDS_AT

SLIPS = [
    ("verdict: accurate", "verdict: 准确。", "verdict: accurate", "Did you mean `accurate`?"),
    ("verdict: accurate", "verdict: 準確", "verdict: accurate", "Did you mean `accurate`?"),
    ("verdict: accurate", "verdict: 正确", "verdict: accurate", "Did you mean `accurate`?"),
    ("verdict: accurate", "verdict: true", "verdict: accurate", "Did you mean `accurate`?"),
    ("verdict: accurate", "verdict: acurate", "verdict: accurate", "Did you mean `accurate`?"),
    ("domain: devices", "domain: 终端", "domain: devices", "Did you mean `devices`?"),
    ("domain: devices", "domian: devices", "domain: devices", "Did you mean `domain`?"),
    ("judged_on: 2024-03-01", "judged_on: 2024/3/1", "judged_on: 2024-03-01", "Type `2024-03-01`."),
    (
        "judged_on: 2024-03-01",
        "judged_on: 2024年3月1日",
        "judged_on: 2024-03-01",
        "Type `2024-03-01`.",
    ),
    (
        "judged_on: 2024-03-01",
        "judged_on: ２０２４-03-01",
        "judged_on: 2024-03-01",
        "Type `2024-03-01`.",
    ),
    ("judged_on: 2024-03-01", "judged_on: 'March 1, 2024'", "judged_on: 2024-03-01", "Type `2024-03-01`."),
    ("judged_on: 2024-03-01", "judged_on: 1 Mar. 2024", "judged_on: 2024-03-01", "Type `2024-03-01`."),
    ("judged_on: 2024-03-01", "judged_on: 二〇二四年三月一日", "judged_on: 2024-03-01",
     "Type `2024-03-01`."),
    ("judged_on: 2024-03-01", "judged_on: March 2024", "judged_on: 2024-03-01",
     "Write it like 2024-02-02."),
    ("judged_on: 2024-03-01", "judged_on: 3/1/2024 or May", "judged_on: 2024-03-01",
     "Write it like 2024-02-02."),
    ("published_on: 2024-03\n", "published_on: Mar 2024\n", "published_on: 2024-03\n", "Type `2024-03`."),
    ("closes_on: 2024-12-31", "closes_on: 2024 年底", "closes_on: 2024-12-31", "Type `2024-12-31`."),
    ("bears: supports", "bears: 支持的", "bears: supports", "Did you mean `supports`?"),
    ("stated: true", "stated: 对", "stated: true", "Type `true`."),
    ("https://example.org/vision-pro", "www.example.org/vision-pro", "https://www.example.org/vision-pro",
     "Type `https://www.example.org/vision-pro`."),
    ("https://example.org/vision-pro", "见 https://example.org/vision-pro",
     "https://example.org/vision-pro", "Type `https://example.org/vision-pro`."),
    ("https://example.org/vision-pro", "https://example.org/vision-pro）",
     "https://example.org/vision-pro", "Type `https://example.org/vision-pro`."),
    ("https://example.org/vision-pro", "https://example.org/vision pro",
     "https://example.org/vision-pro", "Copy the address from the browser."),
    ("closes_on: 2024-12-31", "closes_on: 无", "closes_on: null", "Type `null`."),
    ("published_on: 2024-03\n", "published_on: 不详\n", "published_on: null\n", "Type `null`."),
    ("probability: null", "probability: none", "probability: null", "Type `null`."),
    ("probability: null", "probability: 0.7,", "probability: 0.7", "Type `0.7`."),
    ("probability: null", "probability: null。", "probability: null", "Type `null`."),
    ("closes_on: 2024-12-31", 'closes_on: "null"', "closes_on: null", "Type `null`."),
    ("probability: null", "probability: 70%", "probability: 0.7", "Type `0.7`."),
    ("probability: null", "probability: 七成五", "probability: 0.75", "Type `0.75`."),
    ("probability: null", "probability: 百分之七十", "probability: 0.7", "Type `0.7`."),
    ("probability: null", "probability: 70％", "probability: 0.7", "Type `0.7`."),
    ("probability: null", "probability: 7/10", "probability: 0.7", "Type `0.7`."),
    ("probability: null", "probability: '0.7'", "probability: 0.7", "Delete the quotes."),
    ("stated: true", "stated: 是", "stated: true", "Type `true`."),
    ("stated: true", "stated: no", "stated: false", "Type `false`."),
    (
        "url: https://example.org",
        "url: https：//example.org",
        "url: https://example.org",
        "Type `https://example.org/vision-pro`.",
    ),
    (
        "hedge: {word: 将, strength: will}",
        "hedge: ｛word：将，strength：will｝",
        "hedge: {word: 将, strength: will}",
        "Type `{word: 将, strength: will}`.",
    ),
    (
        "hedge: {word: 将, strength: will}",
        "hedge: {word: 将， strength: will}",
        "hedge: {word: 将, strength: will}",
        "Type `, ` instead of `，`.",
    ),
    ("domain: devices", "domain：devices", "domain: devices", "Type `: ` instead of `：`."),
    ("domain: devices", "domain:\u00a0devices", "domain: devices", "Type an ASCII space."),
    ("  - published_on: 2024-02", "  －published_on: 2024-02", "  - published_on: 2024-02", "Type `- `."),
    ("  - published_on: 2024-02", "  -published_on: 2024-02", "  - published_on: 2024-02", "Type `- `."),
    ("title: One country so far", "title: One #2", 'title: "One #2"',
     "Quote the whole text if the # belongs to it; a comment has a space after its #."),
    ("closes_on: 2024-12-31", "closes_on: ", "closes_on: null",
     "Write the value, or `null` when there is none (Last day of the window; null when it has no end)."),
    ("probability: null", "probability: 70", "probability: 0.7", "Type `0.7`."),
    *(
        ("probability: null", f"probability: {typed}", "probability: 0.7",
         "Type a number from 0 to 1, or null when none was stated.")
        for typed in ("1.5", "7", ">0.7", ">=70%", "约 70%", "%70")
    ),
    ("judged_on: 2024-03-01", "judged_on: 二○二四年三月一日", "judged_on: 2024-03-01", "Type `2024-03-01`."),
    *(
        ("judged_on: 2024-03-01", f"judged_on: {typed}", "judged_on: 2024-03-01",
         "Write it like 2024-02-02.")
        for typed in ("2024-03-01至03-05", "2024年3月1日～5日", "2024-03-01 - 03-05", "@2024-03-01")
    ),
    ("closes_on: 2024-12-31", "closes_on: 二〇二四年年底", "closes_on: 2024-12-31", "Type `2024-12-31`."),
    ("stated: true", "stated: 原文写明", "stated: true", "Type `true`."),
    ("stated: true", "stated: @true", "stated: true", "Type `true`."),
    ("claim:\n", "claim:\n  specificity: measurable\n", "claim:\n",
     "Move it out, beside `claim:`, or delete it."),
    ("evidence:\n", "why: Sold.\nevidence:\n", "evidence:\n",
     "Move it into `verdicts:`, `ratings:`, `withdrawn:`, or delete it."),
    ("https://example.org/vision-pro", "https://example.org/?a=1&amp;b=2", "https://example.org/?a=1&b=2",
     "Type `https://example.org/?a=1&b=2`."),
    ("accurate: On public", "accurate: |4\n    On public", "accurate: |\n    On public", "Write `|`."),
    ("accurate: On public", "accurate: >-2\n   On public", "accurate: >-\n   On public", "Write `>-`."),
    ("accurate: On public", "accurate: -|\n    On public", "accurate:\n    On public", "Delete the `-|`."),
    ("  zh: 苹果会", "  zh-CN: 苹果会", "  zh: 苹果会", "Did you mean `zh`?"),
    ("{word: 将, ", "{word: 将。", "{word: 将, ", "Write `{word: 将, strength: will}`."),
    ("  - judged_on", "  \u2060- judged_on", "  - judged_on",
     "Replace it with ASCII spaces, as many as the lines beside it have."),
    ("verdict: accurate", "verdict: **准确**", "verdict: accurate", "Did you mean `accurate`?"),
    ("  starts: 2024 年苹果将", "  starts: [注] 2024 年苹果将推向市场", '  starts: "[注] 2024 年"',
     'Quote it: "[注] 2024 年苹果将推向市场".'),
    *(
        ("early_because: A first", f"early_because: {zeros}A first", "early_because: A first",
         "Delete the character.") for zeros in ("\0", "\0" * 300)
    ),
    ("    early_because: A first sale cannot be undone.\n",
     "    early_because: A first sale cannot be undone.\n" + "\0" * 3000,
     "    early_because: A first sale cannot be undone.\n", "Delete the character."),
    ("probability: null", "ratings:", "ratings: []", "Write its items below, or delete it."),
    ("published_on: 2024-03\n", "published_on: 2024年3月\n", "published_on: 2024-03\n", "Type `2024-03`."),
    ("published_on: 2024-03\n", "published_on: 2024 年\n", "published_on: 2024\n", "Type `2024`."),
    ("published_on: 2024-03\n", "published_on: 202403\n", "published_on: 2024-03\n", "Type `2024-03`."),
    ("judged_on: 2024-03-01", "judged_on: 20240301", "judged_on: 2024-03-01", "Type `2024-03-01`."),
    ("strength: will}", "strength:will}", "strength: will}", "Type `strength: will`."),
    ("  zh: 苹果", "\u3000zh: 苹果", "  zh: 苹果",
     "Indent the line by 2 spaces, like those beside it."),
    ("accurate: On public", "accurate: >50% of public", "accurate: >-\n    On public",
     'Quote it: ">50% of public sale in at least one country by the end of 2024.".'),
    ("url: https://example.org/vision-pro", "url: [链接](https://example.org/vision-pro)",
     "url: https://example.org/vision-pro", "Write the address alone: https://example.org/vision-pro"),
    ("title: One country so far", "title: [一国](https://example.org/b)",
     'title: "[一国](https://example.org/b)"', 'Quote it: "[一国](https://example.org/b)".'),
    ("title: One country so far", "title: '一国'开售", """title: "'一国'开售\"""",
     """Quote it: "'一国'开售"."""),
    ("hedge: {word: 将, strength: will}", "hedge: （word: 将, strength: will）",
     "hedge: {word: 将, strength: will}", "Write `{word: 将, strength: will}`."),
    ("  - published_on: 2024-02", "  • published_on: 2024-02", "  - published_on: 2024-02", "Type `- `."),
    ("bears: supports", "bears: contradicts", "bears: supports",
     "Look for evidence for it, and add what you find."),
    ("bears: contradicts", "bears: supports", "bears: contradicts",
     "Look for evidence against it, and add what you find."),
    ("title: One country so far", "title: 2024", 'title: "2024"', 'Quote it: "2024".'),
    ("  en: Apple puts Vision Pro on sale during 2024.", "  en:", "  en: Apple will.", "Write text."),
    ("title: One country so far", "title: #1 in sales", 'title: "#1 in sales"',
     'Quote it: "#1 in sales".'),
    ("verdict: accurate", "verdict: 准确的", "verdict: accurate", "Did you mean `accurate`?"),
    ("bears: contradicts", "bears: 反對", "bears: contradicts", "Did you mean `contradicts`?"),
    ("verdict: accurate", "verdict: accurate，", "verdict: accurate", "Did you mean `accurate`?"),
    ("verdict: accurate", "verdict: （准确）", "verdict: accurate", "Did you mean `accurate`?"),
    ("probability: null", "probability: 0.7，", "probability: 0.7", "Type `0.7`."),
    ("stated: true", "stated: true，", "stated: true", "Type `true`."),
    ("judged_on: 2024-03-01", "judged_on: 2024，3，1", "judged_on: 2024-03-01", "Type `2024-03-01`."),
    ("closes_on: 2024-12-31", "closes_on: 2024-01-01 至 2024-12-31", "closes_on: 2024-12-31",
     "Write it like 2024-02-02, or null when there is none."),
    ("https://example.org/vision-pro", "见(https://example.org/vision-pro)",
     "https://example.org/vision-pro", "Type `https://example.org/vision-pro`."),
    ("https://example.org/vision-pro", "https://example.org/vision-pro（存档）",
     "https://example.org/vision-pro", "Type `https://example.org/vision-pro`."),
    ("https://example.org/vision-pro", "https://example.org/头显（上）",
     "https://example.org/vision-pro", "Copy the address from the browser."),
    ("  zh: 苹果", "  zh: ｜\n    苹果", "  zh: |\n    苹果", "Type `|`."),
    *(("  zh: 苹果", f"  zh: {sign}\n    苹果", f"  zh: {typed}\n    苹果", f"Type `{typed}`.")
      for sign, typed in (("》", ">"), ("》-", ">-"), ("〉", ">"), ("﹥-", ">-"), ("丨", "|"), ("︱", "|"),
                          ("│-", "|-"))),
    ("specificity: measurable", "specificity: 可量化的。", "specificity: measurable",
     "Did you mean `measurable`?"),
    ("domain: devices", "domain: 終端設備", "domain: devices", "Did you mean `devices`?"),
    ("stated: true", "stated: ture", "stated: true", "Type `true`."),
    *(("probability: null", f"probability: {written}", "probability: 0.7", "Type `0.7`.")
      for written in ("0,7", "0，7")),
    ("probability: null", "probability: 70％", "probability: 0.7", "Type `0.7`."),
    ("judged_on: 2024-03-01", "judged_on: 2024-03-01；", "judged_on: 2024-03-01", "Type `2024-03-01`."),
    ("kind: press", "kind: 媒体报道", "kind: press", "Did you mean `press`?"),
    ("verdict: accurate", "verdict: 【准确】", "verdict: accurate", "Did you mean `accurate`?"),
    *(("closes_on: 2024-12-31", f"closes_on: {day}", "closes_on: 2024-12-31", "Type `2024-12-31`.")
      for day in ("【2024-12-31】", "（2024-12-31）", "(2024-12-31)", "“2024年12月31日”", "2024-12-31th",
                  "２０２４年底", "２０２４年１２月３１日")),
    *(("closes_on: 2024-12-31", f"closes_on: {day}", "closes_on: 2024-12-31",
       "Write it like 2024-02-02, or null when there is none.")
      for day in ("2024-12-3l", "2024-12-3O", "2024-1O-31", "2O24-12-31", "Sun 5 2024")),
    ("stated: true", "stated: （true）", "stated: true", "Type `true`."),
    ("probability: null", "probability: 【0.7】", "probability: 0.7", "Type `0.7`."),
    ("  en: Apple", "  【en】: Apple", "  en: Apple", "Type `en`."),
    ("judged_on: 2024-03-01", "judged_on: 2024年2月30日", "judged_on: 2024-02-29", "2024-02 has 29 days."),
    ("judged_on: 2024-03-01", "judged_on: 2024/13/1", "judged_on: 2024-03-01", "Write it like 2024-02-02."),
    ("closes_on: 2024-12-31", "closes_on: 长期", "closes_on: null",
     "Write it like 2024-02-02, or null when there is none."),
    ("url: null", "url: 无", "url: null", "Type `null`."),
    ("url: https://example.org/vision-pro", "url: example.org/vision-pro",
     "url: https://example.org/vision-pro", "Type `https://example.org/vision-pro`."),
    ("url: https://example.org/vision-pro", "url: HTTP//example.org/vision-pro",
     "url: http://example.org/vision-pro", "Type `http://example.org/vision-pro`."),
    ("url: https://example.org/vision-pro", "url: 链接：https://example.org/vision-pro",
     "url: https://example.org/vision-pro", "Type `https://example.org/vision-pro`."),
    ("url: https://example.org/vision-pro", 'url: <a href="https://example.org/vision-pro">News</a>',
     "url: https://example.org/vision-pro", "Type `https://example.org/vision-pro`."),
    *(("\nverdicts:\n", f"\nsame_event: {none}\nverdicts:\n", "\nsame_event: []\nverdicts:\n",
       "Type `[]`.") for none in ("{}", "暂无")),
    ("    bears: contradicts\n", "    bears: contradicts\n  -\n", "    bears: contradicts\n",
     "Delete the line, or write `- published_on: …`, and the other keys below."),
]  # fmt: skip


@pytest.mark.parametrize(("good", "slip", "mended", "hint"), SLIPS)
def test_a_slip_is_told_what_to_type_and_typing_it_mends_the_file(
    prediction, good, slip, mended, hint
):
    folder = prediction.parent.parent
    text = prediction.read_text(encoding="utf-8")
    assert good in text
    prediction.write_text(text.replace(good, slip, 1), encoding="utf-8")

    found = check_folder(folder, as_of=date(2024, 6, 1)).problems
    prediction.write_text(text.replace(good, mended, 1), encoding="utf-8")

    assert [one.hint.en for one in found] == [hint]
    assert re.search("[\u4e00-\u9fff]", found[0].hint.zh)
    assert check_folder(folder, as_of=date(2024, 6, 1)).problems == []


def problems_of(prediction, good: str, slip: str):
    text = prediction.read_text(encoding="utf-8")
    assert good in text
    prediction.write_text(text.replace(good, slip, 1), encoding="utf-8")
    return check_folder(prediction.parent.parent, as_of=date(2024, 6, 1)).problems


@pytest.mark.parametrize("word", ["partially accurate", "Partly accurate", "对一半"])
def test_half_of_accurate_is_not_taken_for_inaccurate(prediction, word):
    (found,) = problems_of(prediction, "verdict: accurate", f"verdict: {word}")

    assert found.hint.en == "Did you mean `half_right`?"


@pytest.mark.parametrize(
    ("keys", "hints"),
    [
        (("准确", "对了一半", "不准确"), ("accurate", "half_right", "inaccurate")),
        (("对", "一半", "错"), ("accurate", "half_right", "inaccurate")),
        (("half_right", "准确", "accurate"), (None, "", None)),  # is there already
    ],
)
def test_a_chinese_verdict_as_a_key_is_told_the_key_of_that_verdict(prediction, keys, hints):
    chances = ", ".join(f"{key}: {n}" for key, n in zip(keys, (6, 3, 1), strict=True))
    prior = f"by: lin, given_on: 2023-12-01, basis: foresight, of_ten: {{{chances}}}"
    text = f"probability: null\npriors:\n  - {{{prior}}}\n"

    found = problems_of(prediction, "probability: null\n", text)

    told = [one.hint.en for one in found if one.rule == "unknown-key"]
    wanted = [f"Did you mean `{one}`?" if one else "Rename or delete the key." for one in hints]
    assert told == [hint for hint, one in zip(wanted, hints, strict=True) if one is not None]


@pytest.mark.parametrize(
    ("reasons", "hint"),
    [
        ("另行选入、有争议", "Type `另行选入, 有争议`."),
        ("另行选入 有争议", "Use one of the values."),
        ("另行选入。", "Did you mean `chosen`?"),
    ],
)
def test_words_of_a_list_that_are_written_as_one_are_not_told_to_be_the_first(reasons, hint):
    review = (
        "opened_on: 2025-01-02\nheld_on: 2025-01-08\nraters: [lin]\npredictions:\n  - id: a/b\n"
    )

    (found,) = parse(Document(f"{review}    because: [{reasons}]\n", "a.yaml"), "review").problems

    assert found.hint.en == hint


@pytest.mark.parametrize(
    ("good", "words"),
    [
        *(("specificity: measurable", words) for words in ("明确、可量化", "明确，可量化", "明确/可量化")),
        *(("bears: contradicts", words) for words in ("相反、背景", "相反和背景", "contradicts & context")),
        *(("kind: press", words) for words in ("一手/媒体", "primary, press", "press or other")),
        *(("verdict: accurate", words) for words in ("准确；对了一半", "准确，四家")),
    ],
)  # fmt: skip
def test_several_words_where_one_is_needed_are_not_told_to_be_one_of_them(prediction, good, words):
    (found, *_) = problems_of(prediction, good, f"{good.split(': ')[0]}: {words}")

    assert (found.rule, found.hint.en) == ("unknown-value", "Use one of the values.")


@pytest.mark.parametrize(
    "verdict", ["accurate / 准确", "accurate 准确", "准确，", "“准确”", "ａｃｃｕｒａｔｅ"]
)
def test_a_word_that_is_written_twice_is_told_to_be_that_word(prediction, verdict):
    (found,) = problems_of(prediction, "verdict: accurate", f"verdict: {verdict}")

    assert found.hint.en == "Did you mean `accurate`?"


def test_a_judge_is_known_by_the_name_in_either_language(prediction):
    judges = "judges: [{id: desk, kind: group, en: The desk, zh: 编辑部}]"
    (prediction.parent.parent / "scorecard.yaml").write_text(judges, encoding="utf-8")

    (found,) = problems_of(prediction, "by: desk", "by: 編輯部")

    assert (found.rule, found.hint.en) == ("unknown-judge", "Did you mean `desk`?")


def test_a_claim_as_plain_text_is_told_to_write_both_languages(prediction):
    text = prediction.read_text(encoding="utf-8")
    claim = text[: text.index("domain:")]

    (found,) = problems_of(prediction, claim, "claim: 苹果开售\n")

    assert found.rule == "missing-language"
    assert found.hint.en == (
        "Write `en: …` and `zh: …` below `claim:`, or declare one language in scorecard.yaml."
    )


def test_an_item_that_is_a_word_is_told_how_an_item_begins(prediction):
    (found,) = problems_of(prediction, "verdicts:\n", "ratings:\n  - lin\nverdicts:\n")

    assert found.hint.zh == "写成 `- rater: …`，其余的键写在下面。"


def test_a_name_with_a_blank_is_told_without_it(prediction):
    rating = "ratings:\n  - {rater: ' lin', rated_on: 2024-03-01, verdict: 准确}\nverdicts:\n"

    (found,) = problems_of(prediction, "verdicts:\n", rating)

    assert found.hint.en == "Type `lin`."


def test_a_file_in_gbk_is_told_to_write_a_new_file(prediction):
    prediction.write_bytes(prediction.read_text(encoding="utf-8").encode("gbk"))

    (found,) = check_folder(prediction.parent.parent, as_of=date(2024, 6, 1)).problems

    assert found.hint.en == (
        "Save it as UTF-8 (Save As, Encoding), or run: iconv -f GBK -t UTF-8 FILE > NEW && mv NEW FILE."
    )


def test_a_closed_window_with_a_verdict_of_too_early_is_told_of_that_verdict(prediction):
    text = prediction.read_text(encoding="utf-8")
    early = text.replace("verdict: accurate", "verdict: too_early")
    prediction.write_text(
        re.sub(r"    (why|occurred_on|early_because): .*\n", "", early), encoding="utf-8"
    )

    (found,) = check_folder(prediction.parent.parent, as_of=date(2025, 6, 1)).problems

    assert found.message.en == (
        "the window closed on 2024-12-31, but the last verdict, of 2024-03-01, is too early"
    )
    assert found.message.zh == "期限已于 2024-12-31 届满，而 2024-03-01 的最后一次判定仍是未到期"


def test_spaces_that_are_missing_in_two_texts_are_one_problem_at_the_first(prediction):
    folder = prediction.parent.parent
    text = prediction.read_text(encoding="utf-8").replace("2024 年内", "2024年内")
    prediction.write_text(text.replace("Neither.", "2024年内没有iPhone。"), encoding="utf-8")

    (found,) = check_folder(folder, as_of=date(2024, 6, 1)).problems

    assert (found.rule, found.line) == ("spacing", 3)
    assert found.message.zh.startswith("汉字与拉丁字母、数字之间缺 3 处空格，第一处在“")


def test_an_empty_list_that_is_required_is_told_to_be_written():
    text = "opened_on: 2025-01-02\nheld_on: 2025-01-08\nraters: [lin]\npredictions:\n"

    (found,) = parse(Document(text, "a.yaml"), "review").problems

    assert found.hint.zh == "若没有内容，写 `[]`。"


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_no_english_of_the_parser_is_in_a_chinese_message(file, folder):
    kind = NAME.fullmatch(file.name)["kind"]
    spoilt = folder / STANDS_AT[kind]
    spoilt.parent.mkdir(exist_ok=True)
    spoilt.write_bytes(file.read_bytes())

    for found in check_folder(folder, as_of=date(2024, 6, 1)).problems:
        own = re.sub(r"`[^`]*`|“[^”]*”", "", found.message.zh)
        assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", own), own


def test_a_parser_error_without_words_of_its_own_is_told_in_chinese_alone():
    (found,) = syntax_faults(Document("a", "a.yaml"), YAMLError("found something odd")).problems

    assert found.message.zh == "不是合法的 YAML"


STRUCTURE = ("curly-quote", "missing-space", "tab", "yaml-syntax")
WRONG_AS_YAML = [
    file
    for file in FILES
    if file.parent.name in STRUCTURE or file.parent.name.startswith("fullwidth-")
]


@pytest.mark.parametrize("file", WRONG_AS_YAML, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_what_a_hint_about_the_structure_asks_for_makes_the_file_readable(file):
    source = Document(file.read_text(encoding="utf-8"), "a.yaml")
    try:
        read_document(source.text)
    except YAMLError as error:
        faults = syntax_faults(source, error)

        assert faults.document is not None
        assert faults.is_whole
        assert len(faults.problems) == 1


GOES_ON = "若接着上面的文本，缩进 6 个空格；否则写成 `# 备注` 或 `键: 值`。"
WRITE_ACCURATE = "写成 `accurate: On public sale in at least one country by the end of 2024.`。"
SLIPS_OF_PLACE = [
    ("  - published_on: 2024-02", "  · published_on: 2024-02", 3, "改成 `- `。"),
    ("  - published_on: 2024-02", "  * published_on: 2024-02", 3, "改成 `- `。"),
    ("verdicts:\n", "...\nverdicts:\n", 1, "删掉这一行：`...` 表示文档到此结束。"),
    ("\nverdicts:\n", "\n- - -\nverdicts:\n", 1, "删掉这一行：这是 Markdown，不是 YAML。"),
    ("    why: Sold in", "    why: Sold\n    in", 5, GOES_ON),
    ("    why: Sold in", "    why: >-\n      Sold\n  in", 3, GOES_ON),
    ("\nverdicts:\n", "\n verdicts:\n", 2, "删掉行首的空格。"),
    ("\nverdicts:\n", "\n  verdicts:\n", 3, "删掉行首的空格。"),
    ("\nspecificity:", "\n specificity:", 2, "删掉行首的空格。"),
    ("\nevidence:\n", "\n  evidence:\n", 3, "删掉行首的空格。"),
    ("  - judged_on: 2024", "  - judged_on:2024", 3, "写成 `- judged_on: 2024-03-01`。"),
    ("  accurate: On", "  accurate:On", 3, WRITE_ACCURATE),
    ("  accurate: On", "  accurate => On", 3, WRITE_ACCURATE),
    ("\nwindow: {", "\nwindow = {", 1,
     "写成 `window: {opens_on: 2024-01-01, closes_on: 2024-12-31, stated: true}`。"),
    ("\ndomain: ", "\ndomain∶ ", 1, "写成 `domain: devices`。"),
    ("\n  zh: 苹果", "\n\t\tzh: 苹果", 1, "把制表符换成空格，与相邻的行对齐。"),
]  # fmt: skip


@pytest.mark.parametrize(("good", "slip", "column", "hint"), SLIPS_OF_PLACE)
def test_one_slip_of_structure_is_one_problem_with_its_own_hint(
    prediction, good, slip, column, hint
):
    (found,) = problems_of(prediction, good, slip)

    assert found.hint.zh == hint
    assert found.column == column


@pytest.mark.parametrize("above", ["", "\n\n"])
def test_a_first_line_that_is_no_key_has_no_text_above_to_go_on(above):
    lines = f"{above}words\nclaim: a\n"
    with pytest.raises(YAMLError) as raised:
        read_document(lines)

    hints = [one.hint.en for one in syntax_faults(Document(lines, "a.yaml"), raised.value).problems]
    assert hints
    assert not any("text above" in one for one in hints)


def test_the_middle_of_a_conflict_with_three_sides_is_told_to_be_deleted(prediction):
    good = "    by: desk\n"
    three = f"<<<<<<< a\n{good}||||||| b\n    by: x\n=======\n    by: y\n>>>>>>> c\n"

    (found,) = problems_of(prediction, good, three)

    assert found.rule == "merge-conflict"
    assert "|||||||" in found.hint.zh
    assert "|||||||" in found.hint.en


def test_a_carriage_return_between_two_keys_is_told_to_become_a_line_end(prediction):
    (found,) = problems_of(prediction, "    by: desk\n", "    by: desk\r")

    assert found.hint.zh == "后面若是键，换成回车（LF）；否则删掉。"


@pytest.mark.parametrize("mark", list("。”"))
def test_an_address_copied_with_the_end_of_its_sentence_is_told_without_it(prediction, mark):
    address = "https://example.org/vision-pro"

    (found,) = problems_of(prediction, f"url: {address}\n", f"url: {address}{mark}\n")

    assert found.rule == "bad-link"
    assert found.hint.en == f"Type `{address}`."


def test_a_key_whose_value_does_not_fit_the_one_that_is_missing_is_not_taken_for_it(prediction):
    found = problems_of(prediction, "specificity: measurable", "remark: not checked yet")

    assert [(one.rule, one.hint.en.split(" (")[0]) for one in found] == [
        ("missing-key", "Add `specificity:`"),
        ("unknown-key", "Rename or delete the key."),
    ]


def test_an_address_in_angle_brackets_is_told_without_them(prediction):
    address = "https://example.org/vision-pro"

    (found,) = problems_of(prediction, f"url: {address}\n", f"url: <{address}>\n")

    assert found.hint.en == f"Type `{address}`."


@pytest.mark.parametrize(
    ("good", "slip", "key"),
    [("domain:", "领域:", "domain"), ("domain:", "領域:", "domain"), ("made_on:", "提出日期:", "made_on"),
     ("window:", "期限:", "window"), ("verdicts:\n", "判定:\n", "verdicts"),
     ("verdicts:\n", "随便:\n", None), ("    verdict: accurate", "    判定: accurate", "verdict"),
     ("attributed_to:", "提出者:", "attributed_to"), ("    by:", "    判定者:", "by"),
     ("    why:", "    理由:", "why"), ("claim:", "预测:", "claim"), ("made_on:", "date:", "made_on"),
     ("    by:", "    who:", "by"),
     ("    url: https", "    网址: https", "url"), ("    url: https", "    link: https", "url"),
     ("    verdict:", "    verdicts:", "verdict"), ("    bears:", "    立场:", "bears")],
)  # fmt: skip
def test_a_key_in_other_words_is_told_where_it_can_only_be_one_and_is_not_missed(
    prediction, good, slip, key
):
    (found,) = problems_of(prediction, good, slip)

    assert found.rule == "unknown-key"
    assert found.hint.en == (f"Did you mean `{key}`?" if key else "Rename or delete the key.")


def test_an_address_behind_a_sign_that_nobody_sees_is_told_without_them(prediction):
    link = "https://example.org/vision-pro"

    (found,) = problems_of(prediction, f"url: {link}", f"url: \u200e{link}\u200e")

    assert (found.rule, found.hint.en) == ("bad-link", f"Type `{link}`.")


@pytest.mark.parametrize("path", ["vision-pro\u200b", "头显\u2060", "vision\u00ad-pro?a=1"])
def test_a_sign_that_nobody_sees_in_an_address_is_told(prediction, path):
    (found,) = problems_of(prediction, "org/vision-pro", f"org/{path}")

    assert (found.rule, found.line, found.column) == ("look-alike", 23, 10)
    assert "it has the invisible character U+" in found.message.en


def test_quotes_around_what_is_no_number_are_not_told_to_be_deleted(prediction):
    (found,) = problems_of(prediction, "probability: null", "probability: '>0.7'")

    assert found.hint.en.startswith("Type a number from 0 to 1")


BRACES = (
    "ratings:\n  - {{rater: lin, why: {}, rated_on: 2024-03-02, verdict: accurate}}\n",
    "ratings:\n  - {{rater: lin, rated_on: 2024-03-02, verdict: accurate, why: {}}}\n",
)


@pytest.mark.parametrize("line", BRACES)
@pytest.mark.parametrize(
    ("slip", "typed"),
    [
        *((one, f'"{one}"') for one in ("上市: 1 家", "见 [1]", "[1] 上市", "@新华社", "%50", ">5")),
        ('"上市: 1 家', '"上市: 1 家"'),
        ("'上市 1 家", '"上市 1 家"'),
        ('"上市" 1 家', "'\"上市\" 1 家'"),
    ],
)  # fmt: skip
def test_a_text_inside_braces_is_told_to_be_quoted_by_itself(prediction, line, slip, typed):
    text = prediction.read_text(encoding="utf-8")
    prediction.write_text(text + line.format(slip), encoding="utf-8")

    (found,) = check_folder(prediction.parent.parent, as_of=date(2024, 6, 1)).problems

    at = line.format(slip).split("\n")[1].index("why: ") + len("why: ") + 1
    assert (found.line, found.column) == (text.count("\n") + 2, at)
    assert found.hint.en == f"Quote it: {typed}."
    prediction.write_text(text + line.format(typed), encoding="utf-8")
    assert check_folder(prediction.parent.parent, as_of=date(2024, 6, 1)).problems == []


@pytest.mark.parametrize("behind", ["}", ",", " 见下", "。", "]"])
def test_braces_with_something_behind_them_are_told_without_it(prediction, behind):
    hedge = "{word: 将, strength: will}"

    (found,) = problems_of(prediction, hedge, hedge + behind)

    assert (found.line, found.hint.en) == (10, f"Write `{hedge}`.")


RATING = "{rater: lin, rated_on: 2024-03-02, verdict: accurate, why: 四家，各一：好}"
CHANCES = "{accurate: 6, half_right: 3, inaccurate: 1}"
PRIOR = "  - by: lin\n    given_on: 2024-01-01\n    basis: hindsight\n    of_ten: "


@pytest.mark.parametrize(("colon", "comma"), [("：", "，"), ("： ", "， "), (":", "，")])
@pytest.mark.parametrize(
    ("before", "braces"),
    [("ratings:\n  - ", RATING), (f"priors:\n{PRIOR}", CHANCES),
     ("amendments:\n  - amended_on: 2024-03-01\n    field: claim\n    reason: ", "{en: Typo., zh: 笔误。}")],
)  # fmt: skip
def test_braces_with_the_colons_and_commas_of_a_chinese_keyboard_are_told_as_a_whole(
    prediction, before, braces, colon, comma
):
    text = prediction.read_text(encoding="utf-8")
    slip = re.sub(r", (?=\w+: )", comma, braces)
    slip = re.sub(r"(?<=\w): ", colon, slip)
    prediction.write_text(f"{text}{before}{slip}\n", encoding="utf-8")

    (found,) = check_folder(prediction.parent.parent, as_of=date(2024, 6, 1)).problems

    line, column = (text + before).count("\n") + 1, len(before.split("\n")[-1]) + 1
    assert found.hint.en == f"Write `{braces}`."
    mark = min(slip.find(one) for one in "：，" if one in slip)
    assert (found.line, found.column) == (line, column + mark)
    prediction.write_text(f"{text}{before}{braces}\n", encoding="utf-8")
    assert check_folder(prediction.parent.parent, as_of=date(2024, 6, 1)).problems == []


@pytest.mark.parametrize(
    "slip",
    ["{word：将，strength：will}", "{word：将，strength: will}", "{word: 将，strength：will}"],
)
def test_a_known_key_behind_a_chinese_comma_in_braces_is_not_told_to_be_missing(prediction, slip):
    hedge = "{word: 将, strength: will}"

    (found,) = problems_of(prediction, hedge, slip)

    wide = min(slip.find(one) for one in "：，" if one in slip)
    assert (found.line, found.column) == (10, len("hedge: ") + wide + 1)
    assert found.hint == (f"Write `{hedge}`.", f"写成 `{hedge}`。")


@pytest.mark.parametrize("word", ['"将，strength：x"', "将：x: y，strength：will"])
def test_braces_that_would_still_be_read_otherwise_are_not_told_as_a_whole(prediction, word):
    found = problems_of(
        prediction, "{word: 将, strength: will}", f"{{word: {word}, strength：will}}"
    )

    assert found
    assert not any(one.hint.en.startswith("Write") for one in found)


@pytest.mark.parametrize("behind", ["会", "见公告: 小米", "see also: 小米"])
def test_what_follows_a_comma_inside_braces_is_told_to_belong_to_a_text(prediction, behind):
    (found,) = problems_of(prediction, "word: 将,", f"word: 将, {behind},")

    assert (found.rule, found.line) == ("unknown-key", 10)
    assert found.hint.en.startswith("If it goes on the text before the comma, quote it all")


def test_a_text_with_a_colon_below_its_key_is_told_once(prediction):
    (found,) = problems_of(prediction, "finding: On sale in", "finding:\n      四家: On sale in")

    assert (found.rule, found.hint.zh) == (
        "not-text",
        "若是一段文本，加引号；否则分写 en: 和 zh:。",
    )


@pytest.mark.parametrize(
    ("good", "slip", "moved"),
    [
        ("finding: No date of sale outside the US is known.",
         "finding: >-\n      One.\n\n    原因: 缺货。", "finding: >-\n      One.\n\n      原因: 缺货。"),
        ("finding: No date of sale outside the US is known.",
         "finding: One,\n    原因: 缺货。", 'finding: "One,\n      原因: 缺货。"'),
    ],
)  # fmt: skip
def test_an_unknown_key_that_may_be_the_end_of_the_text_above_is_told_how_to_belong_to_it(
    prediction, good, slip, moved
):
    text = prediction.read_text(encoding="utf-8")

    (found,) = problems_of(prediction, good, slip)

    assert found.rule == "unknown-key"
    assert found.hint == (
        "If it belongs to the text above, indent it by 6 spaces; else rename or delete the key.",
        "若接着上面的文本，缩进 6 个空格；否则改名或删掉这个键。",
    )
    prediction.write_text(text.replace(good, moved, 1), encoding="utf-8")
    reading = check_folder(prediction.parent.parent, as_of=date(2024, 6, 1))
    assert reading.problems == []


@pytest.mark.parametrize("above", ['"No date."', "[]"])
def test_an_unknown_key_below_what_is_no_open_text_is_told_to_be_renamed(prediction, above):
    good = "finding: No date of sale outside the US is known."

    found = problems_of(prediction, good, f"finding: {above}\n    原因: 缺货。")

    assert "Rename or delete the key." in [one.hint.en for one in found]


def test_a_text_with_a_word_in_backquotes_is_told_to_be_quoted_with_both(prediction):
    (found,) = problems_of(prediction, "why: Sold in", "why: `Sold` in")

    assert found.hint.en.startswith('Quote it: "`Sold` in')


@pytest.mark.parametrize("written", ["At USD 3,499, zh: 售价", "Sold, zh: 售价 3,499"])
def test_a_number_with_a_comma_inside_braces_is_told_to_be_part_of_a_text(prediction, written):
    _, _, value = written.partition("zh: ")
    en = written.partition(", zh")[0]

    (found,) = problems_of(prediction, "why: Sold in", f"why: {{en: {written}}}\n    held: Sold in")

    assert found.hint.en == f'Quote it: "{en if "," in en else value}".'


def test_a_part_of_a_text_inside_braces_is_not_told_to_get_a_comma(prediction):
    slip = "why: {en: Sold, zh: 售价 3,499 美元，1,2 月}\n    held: Sold in"

    found = problems_of(prediction, "why: Sold in", slip)

    assert {one.rule for one in found} == {"unknown-key"}
    assert all("quote it all" in one.hint.en for one in found)


def test_a_long_address_with_a_slip_is_told_whole(prediction):
    link = "https://example.org/" + "vision-pro/" * 9

    (found,) = problems_of(prediction, "https://example.org/vision-pro", link.replace(":", "："))

    assert found.hint.en == f"Type `{link}`."


@pytest.mark.parametrize("sign", ["_", ".", "-", ""])
def test_a_key_with_its_language_is_told_to_be_two_lines_below_the_key(prediction, sign):
    texts = f"finding{sign}en: On sale in US shops 2024.\n    finding{sign}zh: 2024 年开售。"

    found = problems_of(prediction, "finding: On sale in US shops", f"{texts}\n    # Here")

    assert [one.hint.en for one in found] == [
        "Write it as `en: …` below `finding:`.",
        "Write it as `zh: …` below `finding:`.",
    ]


@pytest.mark.parametrize("words", ["The date is estimated", "注"])
def test_a_text_with_a_colon_above_its_translation_is_not_told_to_lose_what_is_before_it(
    prediction, words
):
    slip = f"  {words}: Apple puts Vision Pro on sale during 2024."

    found = problems_of(prediction, "  en: Apple puts Vision Pro on sale during 2024.", slip)

    assert "If it is one text, quote it; else write en: and zh:." in [one.hint.en for one in found]
    assert "Did you mean `en`?" not in [one.hint.en for one in found]


@pytest.mark.parametrize("note", ["// 待查", "/* 待查 */", "<!-- 待查 -->"])
def test_a_comment_of_another_language_is_told_to_begin_as_one_of_yaml(prediction, note):
    (found,) = problems_of(prediction, "    by: desk\n", f"    by: desk\n    {note}\n")

    assert found.hint.en.startswith("If it is a note, begin it with `# `")


def test_a_backslash_that_became_a_control_character_is_told_to_be_written_twice(prediction):
    (found,) = problems_of(prediction, "title: One country so far", 'title: "See C:\\apple"')

    assert found.rule == "control-character"
    assert found.hint.en == "Write \\\\ for a backslash, or use single quotes."


def test_an_unknown_key_in_a_mapping_that_is_repeated_is_told_once_by_each_name(prediction):
    slip = "why: &why {en: Sold 2024., zh: 2024 年, fr: En 2024.}\n    held: *why\n    corrects: Sold in"

    found = problems_of(prediction, "why: Sold in", slip)

    assert [(one.rule, one.line) for one in found] == [("unknown-key", 38), ("unknown-key", 39)]


@pytest.mark.parametrize("between", [" ", "  ", " and ", " | ", " 和 "])
def test_two_addresses_that_are_parted_by_a_blank_are_told_to_be_two(prediction, between):
    address = "https://example.org/vision-pro"

    (found,) = problems_of(prediction, address, f"{address}{between}https://example.com/b")

    assert (found.rule, found.hint.en.split(";")[0]) == ("bad-link", "Keep one")


@pytest.mark.parametrize("first", ["word 将", "将"])
def test_the_first_of_some_braces_is_not_told_to_go_on_a_text_before_it(prediction, first):
    found = problems_of(prediction, "{word: 将,", f"{{{first},")

    hint = "Did you mean `word`?" if first[1:] else "Rename or delete the key."
    assert found[-1].hint.en == hint


@pytest.mark.parametrize(
    ("slip", "hint"),
    [
        ("{2024-01-01, 2024-12-31, true}", "Write `key: value`; quote a key such as 1 or yes."),
        ("{opens_on: 2024-01-01, , closes_on: 2024-12-31, stated: true}",
         "Write `{opens_on: 2024-01-01, closes_on: 2024-12-31, stated: true}`."),
    ],
)  # fmt: skip
def test_what_holds_keys_is_not_told_to_be_quoted_as_one_text(prediction, slip, hint):
    good = "{opens_on: 2024-01-01, closes_on: 2024-12-31, stated: true}"

    found = problems_of(prediction, good, slip)

    assert found[0].hint.en == hint


def test_a_bracket_inside_braces_that_is_not_closed_is_told_to_be_closed(prediction):
    slip = "decided: {how: vote, for: 2, against: 1, dissent: [{by: mei, verdict: half_right}}"

    (found,) = problems_of(prediction, "    occurred_on:", f"    {slip}\n    occurred_on:")

    assert found.hint.en == "Close it with } or ], part values with `, `."


def test_several_texts_with_brackets_inside_braces_are_told_to_be_quoted_each(prediction):
    slip = "why: {en: Sold [all], zh: 售罄[全部]}"

    (found,) = problems_of(prediction, "why: Sold in", f"{slip}\n    held: Sold in")

    assert found.hint.en == 'Write `{en: "Sold [all]", zh: "售罄[全部]"}`.'


def test_a_word_that_is_left_behind_the_key_of_items_in_braces_is_told_to_be_deleted(prediction):
    lines = "how: vote\n      for: 2\n      against: 1\n      dissent: nobody"
    item = "        - {by: mei, verdict: half_right}"
    decided = f"    decided:\n      {lines}\n{item}\n    occurred_on:"

    (found,) = problems_of(prediction, "    occurred_on:", decided)

    assert found.hint.en == "Delete the `nobody`: what belongs to the key follows below it."


@pytest.mark.parametrize(("one", "other"), [("starts", "ends"), ("item", "starts")])
@pytest.mark.parametrize("mark", ['"', "'"])
def test_a_quote_that_closes_in_another_text_is_told_where_it_opens(prediction, one, other, mark):
    text = prediction.read_text(encoding="utf-8")
    values = [re.search(f"^  {key}: (.*)$", text, re.MULTILINE)[1] for key in (one, other)]
    good = f"{one}: {values[0]}\n  {other}: {values[1]}"

    (found,) = problems_of(
        prediction, good, f"{one}: {mark}{values[0]}\n  {other}: {values[1]}{mark}"
    )

    line = text[: text.index(good)].count("\n") + 1
    assert (found.line, found.rule) == (line, "yaml-syntax")
    assert found.hint.en == (
        f"Close it in its own line; delete the quote in line {line + 1}, or open it there."
    )
    assert f"第 {line + 1} 行" in found.message.zh


def test_of_several_chinese_keys_the_short_one_is_told_what_the_longer_ones_leave(prediction):
    item = "  - judged_on: 2024-03-01\n    verdict: accurate\n    by: desk\n    why:"
    slip = "  - 判定日期: 2024-03-01\n    判定: accurate\n    判定者: desk\n    理由:"

    found = problems_of(prediction, item, slip)

    keys = ("judged_on", "verdict", "by", "why")
    assert [one.hint.en for one in found] == [f"Did you mean `{key}`?" for key in keys]


@pytest.mark.parametrize(
    ("slip", "typed"),
    [
        ("'Vision Pro won't reach", '"Vision Pro won\'t reach"'),
        ('"Sold, as "we" know', "'Sold, as \"we\" know'"),
        ('"Sold" in shops: all', "'\"Sold\" in shops: all'"),
        ("'90s' it's sold", "\"'90s' it's sold\""),
    ],
)
def test_a_quote_before_a_text_that_nothing_closes_is_not_told_to_be_part_of_it(
    prediction, slip, typed
):
    (found,) = problems_of(prediction, "title: One country so far", f"title: {slip}")

    assert found.hint.en == f"Quote it: {typed}."


@pytest.mark.parametrize("sign", ["\u200b", "\u200e", "\ufeff", "\u00ad"])
@pytest.mark.parametrize("where", ["{}2024-02-02", "2024-02-02{}", "2024-{}02-02"])
def test_a_sign_that_nobody_sees_in_a_day_is_not_typed(prediction, sign, where):
    (found,) = problems_of(prediction, "2024-02-02", where.format(sign))

    if found.rule != "control-character":  # U+FEFF at the start of a line is one
        assert found.hint.en == "Type `2024-02-02`."


@pytest.mark.parametrize("behind", ["（将）", "(将)", "（将）：将、会、必将", " （将）: will"])
def test_a_word_that_is_copied_with_its_explanation_is_told_without_it(prediction, behind):
    typed = f"'will{behind}'" if ": " in behind else f"will{behind}"
    (found,) = problems_of(prediction, "strength: will", f"strength: {typed}")

    assert found.hint.en == "Did you mean `will`?"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("\tstated: true", r"a tab `\t` cannot be used here"),
        ("domain：devices", "a full-width colon `：` cannot be used here"),
    ],
)
def test_a_character_that_cannot_be_used_is_named(line, message):
    typo = typo_in_line(line, 1)

    assert typo_problem(typo, "a.yaml").message.en == message
