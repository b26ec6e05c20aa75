"""What an edit looks like in each layout, one example a case."""

from datetime import date

import pytest

from editing_layouts import record_after
from scorecard.editing.edits import append, replace, take_back
from scorecard.editing.record_files import edited as edited_reading
from scorecard.editing.scalars import as_flow, as_scalar
from scorecard.reading.files import RecordFile
from scorecard.reading.record_reader import Reading, parse
from scorecard.reading.yaml_reader import Document
from scorecard.records import Amendable, Bilingual, Criteria, JudgedVerdict, Rating, Window

HEAD = """\
claim: {en: Apple sells it, zh: 苹果开售}
domain: devices
attributed_to: the article
made_on: 2023-12-31
window: {opens_on: 2024-01-01, closes_on: 2024-12-31, stated: true}
specificity: measurable
"""
FILE = RecordFile("a.yaml", "prediction", "o/a")
RATING = Rating(rater="lin", rated_on=date(2025, 1, 5), verdict="accurate")
FLOW = "{rater: lin, rated_on: 2025-01-05, verdict: accurate}"
BLOCK = "  - rater: lin\n    rated_on: 2025-01-05\n    verdict: accurate"
WU = "rater: wu\n    rated_on: 2025-01-04\n    verdict: 准确"
OLD = "{rater: wu, rated_on: 2025-01-04, verdict: 准确}"


SOLD, NO_SALE = "  accurate: sold\n", "  inaccurate: no sale\n"
HALF = "  half_right:\n    en: half\n    zh: 半\n"


def edited(before, edit):
    """The text after an edit, read back and compared with the record after the edit."""
    record, problems, document = parse(Document(before, "a.yaml"), "prediction")
    assert problems == []
    after, _ = edited_reading(Reading(FILE, record, [], document, before.encode()), [edit])
    assert after.record == record_after(record, edit)
    return after.data.decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"ratings:\n{BLOCK}\n"),
        ("ratings: []\n", f"ratings:\n{BLOCK}\n"),
        ("ratings: []", f"ratings:\n{BLOCK}"),
        ("ratings: [ ] # none\n", f"ratings: # none\n{BLOCK}\n"),
        ("ratings: []\n  # - like this\n# end\n", f"ratings:\n  # - like this\n{BLOCK}\n# end\n"),
        ("ratings: &r []\n", f"ratings: &r\n{BLOCK}\n"),
        ("ratings: [ # none\n  ]\n", f"ratings: [{FLOW} # none\n  ]\n"),
        ("ratings:\n  []\n", f"ratings:\n  [{FLOW}]\n"),
        (f"ratings: [{OLD}]\n", f"ratings: [{OLD}, {FLOW}]\n"),
        (f"ratings: [{OLD},]  # so\n", f"ratings: [{OLD}, {FLOW},]  # so\n"),
        (f"ratings: [\n  {OLD}\n  ]\n", f"ratings: [\n  {OLD}, {FLOW}\n  ]\n"),
        (f"ratings: [\n  {OLD}]\n", f"ratings: [\n  {OLD}, {FLOW}]\n"),
        (f"ratings: [\n  {OLD},  # wu\n  ]\n", f"ratings: [\n  {OLD}, {FLOW},  # wu\n  ]\n"),
        (f"ratings: [\n  {OLD}  # wu\n  ]\n", f"ratings: [\n  {OLD}, {FLOW}  # wu\n  ]\n"),
        (f"ratings: [\n  {OLD}\n  # a, b\n  ]\n", f"ratings: [\n  {OLD}, {FLOW}\n  # a, b\n  ]\n"),
        (f"ratings:\n- {OLD}\n# end\n", f"ratings:\n- {OLD}\n- {FLOW}\n# end\n"),
        (f"ratings:\n  - &w {OLD}\n  - *w\n", f"ratings:\n  - &w {OLD}\n  - *w\n  - {FLOW}\n"),
        (
            "evidence: &none []\nratings: *none\n",
            f"evidence: &none []\nratings:\n{BLOCK}\n",
        ),
        (
            "ratings: &none []\nevidence: *none\n",
            f"ratings: &none\n{BLOCK}\nevidence: []\n",
        ),
        ("evidence: &none []\nratings:\n  *none\n", f"evidence: &none []\nratings:\n  [{FLOW}]\n"),
        (
            f"ratings:\n-   {WU}\n    why: |+\n     a\n\n",
            f"ratings:\n-   {WU}\n    why: |+\n     a\n{BLOCK[2:].replace('- ', '-   ')}\n\n",
        ),
        (
            f"ratings:\n  - {WU}\n    why: |\n      a\n\n# x\n",
            f"ratings:\n  - {WU}\n    why: |\n      a\n{BLOCK}\n\n# x\n",
        ),
        (
            "evidence: []\n...\n",
            f"evidence: []\nratings:\n{BLOCK}\n...\n",
        ),
    ],
)  # fmt: skip
def test_a_rating_is_added_in_the_style_of_its_list(before, after):
    assert edited(HEAD + before, append(RATING)) == HEAD + after


@pytest.mark.parametrize("header", ["|", "|+", "|-", ">", "|2", "|2+"])
def test_a_text_without_final_newline_keeps_its_value_when_lines_follow(header):
    before = f"{HEAD}attributed_to: &x {header}\n  said".replace("attributed_to: the article\n", "")

    after = edited(before, append(RATING))

    assert after == f"{before}\nratings:\n{BLOCK}"


def test_carriage_returns_stay():
    before = (HEAD + "ratings: []\n").replace("\n", "\r\n")

    assert edited(before, append(RATING)) == (HEAD + f"ratings:\n{BLOCK}\n").replace("\n", "\r\n")


def test_a_record_in_braces_stays_in_braces():
    before = "{" + HEAD.removesuffix("\n").replace("\n", ", ")

    assert edited(before + "}", append(RATING)) == before + f", ratings: [{FLOW}]}}"
    assert edited(before + ", ratings: []}", append(RATING)) == before + f", ratings: [{FLOW}]}}"
    shared = ", evidence: &none [], ratings: *none}"
    assert edited(before + shared, append(RATING)).endswith(f"&none [], ratings: [{FLOW}]}}")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("window: {opens_on: 2024-01-01, closes_on: 2024-12-31, stated: true}  # 年\n",
         "window: {opens_on: 2024-01-01, closes_on: 2025-06-30, stated: false}  # 年\n"),
        ("window: {opens_on: 2024-01-01, closes_on: null, stated: true}\n",
         "window: {opens_on: 2024-01-01, closes_on: 2025-06-30, stated: false}\n"),
        ("window:\n  opens_on: 2024-01-01  # first\n  closes_on: ~\n  stated: true\n",
         "window:\n  opens_on: 2024-01-01  # first\n  closes_on: 2025-06-30\n  stated: false\n"),
        ("window:\n  stated: true  # no\n  closes_on: '2024-12-31'\n  opens_on: 2024-01-01\n",
         "window:\n  stated: false  # no\n  closes_on: 2025-06-30\n  opens_on: 2024-01-01\n"),
    ],
)  # fmt: skip
def test_a_window_is_amended_where_it_differs(before, after):
    head = "".join(line for line in HEAD.splitlines(keepends=True) if "window" not in line)
    value = Window(opens_on=date(2024, 1, 1), closes_on=date(2025, 6, 30), stated=False)

    assert edited(head + before, replace(Amendable.WINDOW, value)) == head + after


def test_a_date_that_an_alias_shares_stays_where_it_is_not_amended():
    before = HEAD.replace("2023-12-31", "&d 2024-01-01").replace(
        "opens_on: 2024-01-01", "opens_on: *d"
    )

    after = edited(before, replace(Amendable.MADE_ON, date(2023, 11, 1)))

    assert after == HEAD.replace("2023-12-31", "2023-11-01")


def test_an_alias_is_replaced_by_the_amended_date():
    before = HEAD.replace("opens_on: 2024-01-01", "opens_on: &d 2024-01-01").replace(
        "made_on: 2023-12-31\n", ""
    )

    after = edited(before + "made_on: *d\n", replace(Amendable.MADE_ON, date(2023, 11, 1)))

    assert after == before + "made_on: 2023-11-01\n"


def test_a_shared_claim_stays_where_it_is_not_amended():
    before = HEAD.replace(
        "claim: {en: Apple sells it, zh: ", "claim: &c {en: &e no, &k zh: "
    ).replace("the article", "*c")
    before = before.replace("en: &e no", "en: &e 'no'") + "criteria: {accurate: *e, half_right: [}"
    before = before.removesuffix("criteria: {accurate: *e, half_right: [}")

    after = edited(before, replace(Amendable.CLAIM, Bilingual(en="It is sold", zh="苹果开售")))

    assert "claim: &c {en: It is sold, &k zh: 苹果开售}\n" in after
    assert 'attributed_to: {en: "no", zh: 苹果开售}\n' in after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"criteria:\n{SOLD}{HALF}{NO_SALE}"),
        ("criteria: null  # later\n", f"criteria:\n{SOLD}{HALF}{NO_SALE}"[:-1] + "  # later\n"),
        ("criteria: {accurate: {en: a, zh: b}, half_right: x, inaccurate: no sale}\n",
         "criteria: {accurate: sold, half_right: {en: half, zh: 半}, inaccurate: no sale}\n"),
        (f"criteria:\n  accurate:\n    en: a\n    zh: |\n      b\n\n  half_right: x  # y\n{NO_SALE}",
         f"criteria:\n{SOLD}\n{HALF[:-1]}  # y\n{NO_SALE}"),
        (f"criteria:\n  accurate: # both\n    en: a\n    zh: b # c\n  half_right: >-\n    x\n{NO_SALE}",
         f"criteria:\n  accurate: # both\n    sold # c\n{HALF}{NO_SALE}"),
    ],
)  # fmt: skip
def test_criteria_are_amended_where_they_differ(before, after):
    value = Criteria(
        accurate="sold", half_right=Bilingual(en="half", zh="半"), inaccurate="no sale"
    )

    assert edited(HEAD + before, replace(Amendable.CRITERIA, value)) == HEAD + after


def test_a_value_that_is_the_same_changes_nothing():
    assert edited(HEAD, replace(Amendable.MADE_ON, date(2023, 12, 31))) == HEAD


def test_a_missing_value_in_a_record_in_braces_is_added_in_braces():
    before = "{" + HEAD.removesuffix("\n").replace("\n", ", ")
    value = Criteria(accurate="a", half_right="b", inaccurate="c")

    after = edited(before + "}", replace(Amendable.CRITERIA, value))

    assert after == before + ", criteria: {accurate: a, half_right: b, inaccurate: c}}"


DESK = "{judged_on: 2025-01-08, verdict: accurate, by: desk}"
VERDICT = JudgedVerdict(judged_on=date(2025, 3, 1), verdict="half_right", by="review-2025")


@pytest.mark.parametrize(
    "before",
    [
        "verdicts: []\n",
        "verdicts: &v []  # none\n",
        "verdicts: [ # none\n  ]\n",
        f"verdicts: [{DESK}]\n",
        f"verdicts: [{DESK},]\n",
        f"verdicts: [\n  {DESK}\n  ]\n",
        f"verdicts: [\n  {DESK}  # desk\n  ]\n",
        f"verdicts: [\n  {DESK},  # desk\n  ]\n",
        f"verdicts:\n- {DESK}\n# - like this\n",
        "verdicts:\n  -   judged_on: 2025-01-08\n      verdict: 准确\n      by: desk\n   # note\n\n# end",
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_verdict_taken_back_leaves_what_was_there(before, newline):
    before = (HEAD + before).replace("\n", newline)

    assert edited(edited(before, append(VERDICT)), take_back("review-2025")) == before


def test_a_verdict_at_the_head_of_a_list_in_brackets_is_taken_back():
    review = "{judged_on: 2025-01-01, verdict: accurate, by: review-2025}"

    after = edited(f"{HEAD}verdicts: [{review}, {DESK}]\n", take_back("review-2025"))

    assert after == f"{HEAD}verdicts: [{DESK}]\n"


def test_the_only_verdict_in_brackets_is_taken_back_with_its_comma():
    review = "{judged_on: 2025-01-01, verdict: accurate, by: review-2025}"

    after = edited(f"{HEAD}verdicts: [{review},]\n", take_back("review-2025"))

    assert after == f"{HEAD}verdicts: []\n"


def test_a_comment_before_a_verdict_in_brackets_outlives_it():
    review = "{judged_on: 2025-03-01, verdict: accurate, by: review-2025}"

    after = edited(f"{HEAD}verdicts: [{DESK} # a, b\n  , {review}]\n", take_back("review-2025"))

    assert after == f"{HEAD}verdicts: [{DESK} # a, b\n   ]\n"


def test_a_comment_on_the_first_line_of_a_text_outlives_it():
    text = HEAD.replace(
        "{en: Apple sells it, zh: 苹果开售}", "\n  en: |-  # how\n    It sells\n  zh: 卖"
    )

    after = edited(text, replace(Amendable.CLAIM, Bilingual(en="Apple sells", zh="卖")))

    assert after == text.replace("|-  # how\n    It sells", "Apple sells  # how")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("苹果开售：3,499 美元（约 2.5 万元）", "苹果开售：3,499 美元（约 2.5 万元）"),
        ("“引用”", "“引用”"),
        ("it's 100 % sure", "it's 100 % sure"),
        ("2024 was good", "2024 was good"),
        ("2024", '"2024"'),
        ("2024-02-02", '"2024-02-02"'),
        ("Yes", '"Yes"'),
        ("n", '"n"'),
        ("null", '"null"'),
        ("12:30", '"12:30"'),
        (".5e3", '".5e3"'),
        ("a: b", '"a: b"'),
        ("a:", '"a:"'),
        ("a #b", '"a #b"'),
        ("a#b", "a#b"),
        (" a", '" a"'),
        ("a\nb", '"a\\nb"'),
        ('say "x\\y"', 'say "x\\y"'),
        ('"x\\y"', '"\\"x\\\\y\\""'),
        ("\x1b[31m", '"\\x1b[31m"'),
        ("\u202e", '"\\u202e"'),
        ("# no", '"# no"'),
        ("<script>", '"<script>"'),
        ("😀 ok", "😀 ok"),
    ],
)
def test_text_is_plain_where_every_reader_takes_it_for_text(text, written):
    assert as_scalar(text, in_flow=False) == written


@pytest.mark.parametrize(("text", "written"), [("a, b", '"a, b"'), ("a]", '"a]"'), ("a;b", "a;b")])
def test_text_in_braces_is_quoted_for_its_commas_and_brackets(text, written):
    assert as_flow([text]) == f"[{written}]"
