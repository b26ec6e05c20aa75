"""The minutes and the slides say what the records say, in both languages, whatever the texts are."""

import io
import re
import shutil
from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Inches

from review_records import write_claims
from scorecard.editing.edits import Edit, append
from scorecard.editing.record_files import (
    create_review,
    edit_prediction,
    edit_review,
)
from scorecard.reading.folder import load_records
from scorecard.records import (
    Bilingual,
    DecidedBy,
    Decision,
    Dissent,
    JudgedVerdict,
    PutOff,
    Rating,
    Review,
)
from scorecard.review.claim import Claim, NamedReview
from scorecard.review.documents import (
    Minutes,
    agenda_page,
    minutes_markdown,
    minutes_page,
    number_ranges,
    review_minutes,
    shortened,
    slide_texts,
)
from scorecard.review.slides import fitted, slide_deck
from scorecard.summary.changes import Changes
from scorecard.summary.sentences import Headline
from scorecard.text import Language, wrapped
from scorecard.verdicts import Verdict

pytestmark = pytest.mark.slow

BASE = Path(__file__).parent / "data" / "base"
DAY = date(2025, 1, 10)
ALPHA, BETA, GAMMA = (f"kandao-2024/{name}" for name in ("alpha", "beta", "gamma"))
WHY = Bilingual(en="One <country> by 2024 | [so far](http://x).", zh="到 2024 年只有一个<国家>。")


def given(verdict: Verdict, why: str | Bilingual | None = WHY) -> JudgedVerdict:
    return JudgedVerdict(judged_on=DAY, verdict=verdict, by="review-2024", why=why)


def rated(rater: str, verdict: Verdict) -> Rating:
    return Rating(rater=rater, rated_on=DAY, verdict=verdict, why=None)


def write_review(folder: Path) -> Path:
    """Write three claims and an open review of them."""
    shutil.copytree(BASE, folder)
    write_claims(folder, folder / "kandao-2024" / "vision-pro.yaml")
    days = {"opened_on": date(2025, 1, 2), "held_on": DAY}
    review = Review(**days, raters=["lin", "chen"], predictions=[ALPHA, BETA, GAMMA])
    create_review(folder, "2024", review)
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Three claims and an open review of them."""
    return write_review(tmp_path / "predictions")


def minutes_of(root: Path, entries: dict[str, list[JudgedVerdict | Rating]]) -> Minutes:
    """The minutes of a closed review with these decisions and ratings."""
    for id_, added in entries.items():
        edits: list[Edit] = [append(entry) for entry in added]
        edit_prediction(root, id_, edits)
    edit_review(root, "2024", lambda _: {"closed_on": DAY, "attended": ["lin"]})
    return review_minutes(load_records(root), "2024", as_of=DAY)


@pytest.fixture(scope="module")
def minutes(tmp_path_factory: pytest.TempPathFactory) -> Minutes:
    """Alpha confirmed, beta decided anew, gamma too early; the raters apart on beta."""
    return minutes_of(
        write_review(tmp_path_factory.mktemp("minutes") / "predictions"),
        {
            ALPHA: [given(Verdict.ACCURATE)],
            BETA: [
                rated("lin", Verdict.ACCURATE),
                rated("chen", Verdict.INACCURATE),
                given(Verdict.INACCURATE),
            ],
            GAMMA: [rated("lin", Verdict.TOO_EARLY), given(Verdict.TOO_EARLY, None)],
        },
    )


def agenda(of: NamedReview, changed: Changes, language: Language) -> str:
    """The agenda of a review, without pictures."""
    records = load_records(BASE)
    return agenda_page(records, of, changes=changed, pictures=[], language=language)


def test_each_claim_is_counted_once(minutes: Minutes) -> None:
    assert [row.id for row in minutes.moved] == [BETA]
    assert [row.became for row in minutes.rows] == ["confirmed", "changed", "carried"]


def test_the_headline_counts_and_says_what_became_of_accuracy(minutes: Minutes) -> None:
    en, zh = (minutes_markdown(minutes, language) for language in Language)
    assert "\nHeld on 2025-01-10. Present: lin. Raters absent: chen.\n" in en
    assert "\n会议日期 2025-01-10。到场：lin。缺席的评议人：chen。\n" in zh

    assert (
        "2 of 3 claims decided: 0 judged for the first time, 1 changed, 1 confirmed; 1 carried over."
    ) in en
    # Two accurate before; one accurate and one inaccurate after.
    assert "期满预测的得分率：100% → 50%。" in zh


def judged(verdict: Verdict | None) -> JudgedVerdict | None:
    return verdict and given(verdict)


def judged_before(verdict: Verdict | None) -> JudgedVerdict | None:
    return verdict and given(verdict).model_copy(update={"by": "desk"})


def with_verdicts(row: Claim, *verdicts: JudgedVerdict | None) -> Claim:
    """The same claim with these verdicts on record."""
    update = {"verdicts": [one for one in verdicts if one]}
    return replace(row, prediction=row.prediction.model_copy(update=update))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "after", "is_what"),
    [
        (None, None, "carried"),
        (None, Verdict.TOO_EARLY, "carried"),
        (Verdict.TOO_EARLY, Verdict.TOO_EARLY, "carried"),
        (Verdict.ACCURATE, None, "carried"),
        (None, Verdict.ACCURATE, "first"),
        (Verdict.TOO_EARLY, Verdict.INACCURATE, "first"),
        (None, Verdict.UNRESOLVABLE, "first"),
        (Verdict.ACCURATE, Verdict.INACCURATE, "changed"),
        (Verdict.UNRESOLVABLE, Verdict.ACCURATE, "changed"),
        (Verdict.ACCURATE, Verdict.TOO_EARLY, "changed"),
        (Verdict.ACCURATE, Verdict.ACCURATE, "confirmed"),
    ],
)
def test_a_first_judgement_is_no_change_and_too_early_settles_nothing(
    minutes: Minutes, before: Verdict | None, after: Verdict | None, is_what: str
) -> None:
    row = with_verdicts(minutes.rows[0], judged_before(before), judged(after))

    assert row.became == is_what


def test_verdicts_before_their_window_closed_are_told_under_the_headline(root: Path) -> None:
    beta = root / f"{BETA}.yaml"
    text = beta.read_text(encoding="utf-8")
    beta.write_text(
        text.replace("closes_on: 2024-12-31", "closes_on: 2026-12-31"), encoding="utf-8"
    )

    minutes = minutes_of(root, {ALPHA: [given(Verdict.ACCURATE)]})

    early = Headline(minutes.changes.after).early
    assert early.en.startswith("1 more verdict was given before")
    assert early.en in minutes_page(minutes, Language.ENGLISH)
    assert early.zh in minutes_markdown(minutes, Language.CHINESE)


def test_the_effect_of_each_change_leads_from_before_to_after(minutes: Minutes) -> None:
    beta = next(move for move in minutes.changes.moves if move.id == BETA)

    assert (beta.overall.before, beta.overall.after) == (1.0, 0.5)
    assert minutes.changes.before.overall.accuracy == 1.0
    assert minutes.changes.after.overall.accuracy == 0.5


def test_the_markdown_has_every_section_and_no_markup_from_records(minutes: Minutes) -> None:
    en, zh = (minutes_markdown(minutes, language) for language in Language)

    assert en.startswith("# Review 2024: minutes\n\n2 of 3 claims decided")
    assert [line for line in zh.splitlines() if line.startswith("## ")] == [
        "## 有变化的判定（1）",
        "## 留待下次与待办（1）",
        "## 不同意见（0）",
        "## 评议一致性",
        "## 待议清单（3）",
        "## 复盘前后的得分率",
    ]
    assert "\n---\n" in en
    assert (
        r'| 1 | =1+1 \<script\>alert("x")\</script\> \*is\* on sale. (kandao-2024/alpha) | – | ● accurate |'
        r" ● accurate | One \<country\> by 2024 \| \[so far\](http://x). | – |"
    ) in en
    assert re.search(r"\| Devices \| 100\s% \| 50\s% \| \d+–\d+\s% \| 2 → 2 \| 3/3 \|", en)
    assert "| 2 | Beta comes. | ● accurate | ○ inaccurate |" in en
    assert "| 3 | 丙会来。 | ◌ 未到期 | – | – | – |" in zh
    assert "- chen: 1 rated, 0 abstained, 0 recused, 2 not answered" in en
    bars = {line.count("|") - line.count(r"\|") for line in en.splitlines()}
    assert bars <= {0, 6, 7, 8}


def test_the_two_pages_show_the_weightiest_and_the_list_has_all(minutes: Minutes) -> None:
    changed = minutes.moved[0]
    less = replace(with_verdicts(changed, changed.before, given(Verdict.HALF_RIGHT)), number=9)
    many = replace(minutes, rows=[less, *[changed] * 12])

    text = minutes_markdown(many, Language.ENGLISH)

    first, _, behind = text.partition("\n---\n")
    assert first.count("○ inaccurate") == 10
    assert "◐ half right" not in first
    assert "\n\nAnd 3 more in the list.\n" in first  # no further row of the table
    assert behind.count("○ inaccurate") == 12
    assert "◐ half right" in behind


def test_the_page_is_the_same_text_and_breaks_after_two_pages(minutes: Minutes) -> None:
    page = minutes_page(minutes, Language.CHINESE)

    assert "<hr />" in page
    assert "break-after: page" in page
    assert page.count("<table>") == 4


def test_what_is_left_has_its_note_owner_and_day(root: Path) -> None:
    left = PutOff(id=GAMMA, note="问经销商 <b>", owner="chen", due_on=date(2025, 3, 1))
    edit_review(root, "2024", lambda _: {"put_off": [left]})
    minutes = minutes_of(root, {ALPHA: [given(Verdict.ACCURATE)]})

    zh = minutes_markdown(minutes, Language.CHINESE)
    deck = texts_of(slide_deck(minutes, Language.CHINESE))

    assert (
        r"| 3 | 丙会来。 | 没有决定 | 问经销商 \<b\> | chen | 2025-03-01 |" + "\n| 2 | 乙会来。"
    ) in zh
    assert "3. chen · 2025-03-01 · 问经销商 <b> · 丙会来。" in deck


def test_what_was_decided_and_is_still_to_do_is_not_told_as_carried_over(root: Path) -> None:
    edit_review(root, "2024", lambda _: {"put_off": [PutOff(id=ALPHA, note="Ask the shop.")]})
    minutes = minutes_of(root, {ALPHA: [given(Verdict.ACCURATE)], BETA: [given(Verdict.ACCURATE)]})

    en = minutes_markdown(minutes, Language.ENGLISH)

    assert "; 1 carried over." in en
    assert "## Carried over and to do (2)" in en
    assert "| ● accurate | Ask the shop. | – | – |" in en
    deck = texts_of(slide_deck(minutes, Language.ENGLISH))
    assert any(one.startswith("1. ● accurate · Ask the shop. · ") for one in deck)


def test_a_verdict_given_after_the_decision_and_before_the_end_is_told(root: Path) -> None:
    desk = given(Verdict.ACCURATE).model_copy(update={"by": "desk"})
    later = desk.model_copy(update={"judged_on": date(2025, 1, 11)})  # after the review's end
    minutes = minutes_of(root, {BETA: [given(Verdict.INACCURATE), desk, later]})

    en, zh = (minutes_markdown(minutes, language) for language in Language)

    assert "–; later ● accurate by desk, 2025-01-10 |" in en
    assert "–；此后 ● 准确，desk，2025-01-10 |" in zh
    assert "2025-01-11" not in en


@pytest.mark.slow
def test_a_claim_withdrawn_during_the_review_keeps_its_line_with_the_reason(root: Path) -> None:
    with (root / f"{BETA}.yaml").open("a", encoding="utf-8") as file:
        file.write("withdrawn: {on: 2025-01-09, why: {en: Said <twice>., zh: 重复。}}\n")
    minutes = minutes_of(root, {ALPHA: [given(Verdict.ACCURATE)]})

    en, zh = (minutes_markdown(minutes, language) for language in Language)

    assert "1 of 2 claims decided" in en
    assert (
        "carried over.\n\nWithdrawn during the review: 2 Beta comes. – Said \\<twice\\>.\n\n" in en
    )
    assert "\n\n复盘期间撤下：2 乙会来。——重复。\n\n" in zh
    assert "## 待议清单（3）" in zh
    row = "| 2 | 乙会来。（kandao-2024/beta） | – | ● 准确 | 已撤下 | 重复。 | – |"
    assert [line for line in zh.splitlines() if line.startswith(("| 1 | @", "| 2 |", "| 3 | 丙"))][
        -2
    ] == row
    deck = texts_of(slide_deck(minutes, Language.CHINESE))
    assert "复盘期间撤下：2 乙会来。——重复。" in deck
    page = agenda(minutes.of, minutes.changes, Language.CHINESE)
    assert "复盘期间撤下：2 乙会来。——重复。" in page


def test_lines_of_a_chinese_reason_are_joined_alike_in_both_parts(root: Path) -> None:
    reason = "两国开售。 \n 2024 年\n末止。"
    minutes = minutes_of(root, {BETA: [given(Verdict.INACCURATE, reason)]})

    zh = minutes_markdown(minutes, Language.CHINESE)

    assert zh.count("| 两国开售。2024 年末止。 |") == 2


def test_numbers_that_follow_each_other_are_ranges() -> None:
    assert number_ranges([1, 2, 3, 5, 7, 8]) == ("1–3, 5, 7–8", "1～3、5、7～8")
    assert number_ranges([]) == ("", "")


def test_texts_in_one_language_alone_are_found(minutes: Minutes) -> None:
    row = minutes.rows[1]

    assert row.one_sided == []
    assert with_verdicts(row, given(Verdict.HALF_RIGHT, "只有一种")).one_sided == ["why"]
    assert with_verdicts(row).one_sided == []


@pytest.mark.slow
def test_the_minutes_say_how_each_decision_was_made_and_who_differs(root: Path) -> None:
    judges = "judges:\n  - {id: chen, kind: person, en: Chen, zh: 陈}\n"
    (root / "scorecard.yaml").write_text(judges, encoding="utf-8")
    dissent = [
        Dissent(by="chen", verdict=Verdict.HALF_RIGHT, why=Bilingual(en="Orders.", zh="有订单。")),
        Dissent(by="wang", verdict=Verdict.INACCURATE),
    ]
    vote = Decision(how=DecidedBy.VOTE, **{"for": 3, "against": 2}, dissent=dissent, recused=["li"])
    chair, consent = Decision(how=DecidedBy.CHAIR), Decision(how=DecidedBy.CONSENT)
    minutes = minutes_of(
        root,
        {
            ALPHA: [given(Verdict.ACCURATE).model_copy(update={"decided": consent})],
            BETA: [given(Verdict.INACCURATE).model_copy(update={"decided": vote})],
            GAMMA: [given(Verdict.TOO_EARLY).model_copy(update={"decided": chair})],
        },
    )

    en, zh = (minutes_markdown(minutes, language) for language in Language)
    assert (
        "| vote, 3 for, 2 against; recused: li; dissent: Chen ◐ half right: Orders; wang ○ inaccurate |"
        in en
    )
    assert (
        "投票，3 票赞成，2 票反对；回避：li；不同意见：陈 ◐ 对了一半：有订单；wang ○ 不准确 |" in zh
    )
    assert "| consent |" in en
    assert "| 主持人裁定 |" in zh
    assert "Taken by consent (1)" in en
    assert "No. 1." in en
    assert (
        "- 2 Beta comes. · decided: ○ inaccurate; Chen ◐ half right: Orders; wang ○ inaccurate"
        in en
    )
    assert "- 2 乙会来。 · 决定：○ 不准确；陈 ◐ 对了一半：有订单；wang ○ 不准确" in zh
    deck = texts_of(slide_deck(minutes, Language.ENGLISH))
    assert "2. Chen ◐ half right: Orders · wang ○ inaccurate · Beta comes." in deck
    assert "How it was decided: vote 1, consent 1, chair 1." in en
    assert "决定方式：投票 1 条，一并通过 1 条，主持人裁定 1 条。" in zh


def test_the_page_escapes_everything_and_starts_nothing(minutes: Minutes) -> None:
    for language in Language:
        page = minutes_page(minutes, language)
        assert "<script" not in page
        escaped = {"en": "&lt;script&gt;", "zh": "&lt;国家&gt;"}[language.value]
        assert escaped in page
        assert "default-src &#39;none&#39;" in page
        assert "http" not in page.replace("http-equiv", "").replace("[so far](http://x)", "")


def test_minutes_of_a_review_that_decided_nothing(root: Path) -> None:
    minutes = minutes_of(root, {})
    text = minutes_markdown(minutes, Language.ENGLISH)

    assert "; 3 carried over.\n" in text
    assert "## What changed (0)\n\nEvery verdict stands as it was." in text
    assert "None." in text
    assert "no decision" in minutes_page(minutes, Language.ENGLISH)
    assert len(Presentation(io.BytesIO(slide_deck(minutes, Language.CHINESE))).slides) == 8


def test_minutes_when_nothing_was_judged_before(root: Path) -> None:
    for id_ in (ALPHA, BETA):
        (root / f"{id_}.yaml").unlink()
    review = root / "reviews" / "2024.yaml"
    text = review.read_text(encoding="utf-8")
    review.write_text(text.replace(f"  - {ALPHA}\n  - {BETA}\n", ""), encoding="utf-8")

    minutes = minutes_of(root, {GAMMA: [given(Verdict.TOO_EARLY)]})

    assert [row.id for row in minutes.left] == [GAMMA]
    assert "whose time is up: – → –." in minutes_markdown(minutes, Language.ENGLISH)
    assert "| Devices | – | – | – | 0 → 0 | 1/1 |" in minutes_markdown(minutes, Language.ENGLISH)


def test_the_minutes_and_the_agenda_call_no_time_up_where_no_window_has_an_end(root: Path) -> None:
    for id_ in (ALPHA, BETA, GAMMA):
        file = root / f"{id_}.yaml"
        endless = file.read_text("utf-8").replace("closes_on: 2024-12-31", "closes_on: null")
        file.write_text(endless, encoding="utf-8")
    minutes = minutes_of(root, {BETA: [given(Verdict.INACCURATE)]})
    asked = minutes.of, minutes.changes

    en, zh = (minutes_markdown(minutes, language) for language in Language)
    for told in (en, agenda(*asked, Language.ENGLISH)):
        assert "time is up" not in told
        assert "time up" not in told
    for told in (zh, agenda(*asked, Language.CHINESE)):
        assert "期满" not in told
    assert "\nAccuracy: 100\xa0% → 50\xa0%. With" in en
    assert "\n得分率：100% → 50%。" in zh
    assert "| judged | due/recorded |" in en
    assert "| 已判 | 到期/收录 |" in zh
    assert "<h2>The scores as of 2025-01-10</h2>" in agenda(*asked, Language.ENGLISH)
    assert ">已判/到期/收录</th>" in agenda(*asked, Language.CHINESE)
    assert "· 文章本身，2023-12-31 ·" in agenda(*asked, Language.CHINESE)
    assert "，2024-02-02</span>" in agenda(*asked, Language.CHINESE)


@pytest.mark.slow
def test_where_probabilities_are_scored_the_documents_have_the_brier_score(root: Path) -> None:
    for id_ in (ALPHA, BETA, GAMMA):
        file = root / f"{id_}.yaml"
        stated = file.read_text("utf-8").replace("probability: null", "probability: 0.8")
        file.write_text(stated.replace("AI / 8", f"AI / {len(id_)}"), encoding="utf-8")
    minutes = minutes_of(root, {BETA: [given(Verdict.INACCURATE)]})
    asked = minutes.of, minutes.changes

    en, zh = (minutes_markdown(minutes, language) for language in Language)
    # 0.04 for each of two that came true; then 0.04 and 0.64.
    told = (
        "Brier score: 0.040 → 0.340. Of 2 settled forecasts 50\xa0% came true. Their Brier score is"
    )
    assert f"\n{told} 0.340" in en
    assert "\nBrier 分数：0.040 → 0.340。已有结果的 2 条预测中，50% 应验。Brier 分数 0.340" in zh
    assert "## Brier score before and after\n" in en
    assert "## 复盘前后的 Brier 分数\n" in zh
    assert "| domain | before | after | 95 % interval | settled | due/recorded |" in en
    assert "| Devices | 0.040 | 0.340 | 0.000–1.000 | 2 → 2 | 3/3 |" in en
    assert "accuracy" not in en.lower()
    page = agenda(*asked, Language.CHINESE)
    assert '>Brier 分数</th><th class="number">95% 置信区间</th></tr>' in page
    assert '>0.040</td><td class="number">–</td></tr>' in page
    assert "得分率" not in page
    deck = texts_of(slide_deck(minutes, Language.CHINESE))
    assert "各领域的 Brier 分数" in deck
    assert deck[deck.index("领域") :][:10] == [
        *("领域", "此前", "此后", "95% 置信区间", "已有结果"),
        *("终端设备", "0.040", "0.340", "0.000～1.000", "2 → 2"),
    ]


@pytest.mark.slow
def test_a_domain_without_claims_afterwards_has_a_row_of_dashes(minutes: Minutes) -> None:
    minutes = deepcopy(minutes)
    before = minutes.changes.before
    before.groups.append(replace(before.groups[0], key="models"))

    assert "| – | – | 2 → 0 | 0/0 |" in minutes_markdown(minutes, Language.ENGLISH)
    assert "2 → 0" in minutes_page(minutes, Language.ENGLISH)


def texts_of(deck: bytes) -> list[str]:
    return [
        text
        for slide in Presentation(io.BytesIO(deck)).slides
        for shape in slide.shapes
        for text in (
            [cell.text for row in shape.table.rows for cell in row.cells]
            if shape.has_table
            else shape.text_frame.text.split("\n")
            if shape.has_text_frame
            else []
        )
    ]


def test_the_slides_say_what_changed_why_and_what_came_of_it(minutes: Minutes) -> None:
    deck = slide_deck(minutes, Language.CHINESE)

    texts, slides = texts_of(deck), Presentation(io.BytesIO(deck)).slides
    titles = [slide.shapes[0].text_frame.text for slide in slides if slide.shapes[0].has_text_frame]
    assert titles == [
        "2024 年度复盘", "有变化的判定（1）", "理由", "结果", "各领域得分率", "不同意见（0）",
        "留待下次与待办（1）", "怎样决定",
    ]  # fmt: skip
    assert len(slides) == 8
    assert "2. ● 准确 → ○ 不准确 · 乙会来。" in texts
    assert "2. 到 2024 年只有一个<国家>。" in texts
    first = slides[0].shapes[1].text_frame.text
    assert "%" not in first
    assert "首次判定或改判 1 条" in first
    (table,) = [one.table for one in slides[4].shapes if one.has_table]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert [row[0] for row in rows] == ["领域", "终端设备", "总体"]
    assert rows[1][1:3] == ["100%", "50%"]
    assert "数据指纹" in slides[3].notes_slide.notes_text_frame.text

    of_seven = slide_texts(replace(minutes, rows=[*minutes.rows] * 7), Language.CHINESE)
    assert [title for title, _ in of_seven if "前 5" in title] == [
        "有变化的判定（7 条中的前 5 条）",
        "留待下次与待办（7 条中的前 5 条）",
    ]


@pytest.mark.slow
def test_a_slide_says_of_how_many_domains_it_has_the_largest(root: Path) -> None:
    text = (root / f"{BETA}.yaml").read_text(encoding="utf-8")
    for number in range(9):
        with (root / "domains.yaml").open("a", encoding="utf-8") as file:
            file.write(
                f"- {{id: more-{number}, en: More {number}, zh: 这里是一个很长的领域 {number}}}\n"
            )
        claim = root / "kandao-2024" / f"more-{number}.yaml"
        claim.write_text(
            text.replace("domain: devices", f"domain: more-{number}"), encoding="utf-8"
        )
    minutes = minutes_of(root, {ALPHA: [given(Verdict.ACCURATE)]})

    en, zh = (texts_of(slide_deck(minutes, language)) for language in Language)

    assert "Accuracy by domain (9 largest of 10)" in en
    assert "各领域得分率（10 个里最大的 9 个）" in zh
    assert [one for one in en if one.startswith("More ")] == [f"More {n}" for n in range(8)]
    cut = [one for one in zh if one.startswith("这里是一")]
    assert cut == [f"这里是一个…的领域 {n}" for n in range(8)]  # two lines would push a row off


@pytest.mark.slow
def test_every_text_of_a_slide_is_readable_from_the_back_row(minutes: Minutes) -> None:
    slides = Presentation(io.BytesIO(slide_deck(minutes, Language.CHINESE))).slides

    assert (slides[0].part.package.presentation_part.presentation.slide_width, 1) == (
        Inches(13.333),
        1,
    )
    fonts = [
        run.find(qn("a:rPr"))
        for slide in slides
        for shape in slide.shapes
        for run in shape.element.iter(qn("a:r"))
    ]
    assert fonts
    assert all(int(one.get("sz")) >= 2400 for one in fonts)


@pytest.mark.slow
def test_nothing_on_a_slide_runs_over_its_foot() -> None:
    long = ["理由很长，有 2024 年的数字，" * 12] * 9

    kept = fitted(long)

    assert sum(len(wrapped(line, 65)) + 0.25 for line in kept) - 0.25 <= 11.2
    assert kept[-1].endswith("…")
    assert fitted(["短"] * 3) == ["短"] * 3
    assert len(fitted(["短"] * 20)) == 9


@pytest.mark.parametrize(("n_claims", "least"), [(1, 180), (2, 90), (4, 16)])
def test_reasons_share_the_room_of_their_slide(minutes: Minutes, n_claims: int, least: int) -> None:
    dissent = [
        Dissent(by="Chen Mo", verdict=Verdict.HALF_RIGHT, why="Orders came. " * 15),
        Dissent(by="Wang Lei", verdict=Verdict.INACCURATE, why="Nobody asked. " * 15),
    ]
    row, *_ = minutes.moved
    decided = Decision(how=DecidedBy.VOTE, **{"for": 3, "against": 2}, dissent=dissent)
    last = row.decision.model_copy(update={"decided": decided, "why": "Sold in shops. " * 13})
    rows = [with_verdicts(row, row.before, last)] * n_claims

    deck = texts_of(slide_deck(replace(minutes, rows=rows), Language.ENGLISH))

    told = [line for line in deck if line.startswith("2. Chen Mo ◐ half right: Orders")]
    assert len(told) == n_claims
    for line in told:
        first, second = (one.partition(": ")[2] for one in line.split(" · ")[:2])
        assert min(len(first), len(second)) >= least
    assert sum(len(line) > 190 for line in deck if line.startswith("2. Sold")) == (
        n_claims if n_claims < 4 else 0
    )


def test_a_text_is_not_cut_behind_its_colon() -> None:
    assert shortened("Chen: because of it", 7) == "Chen…"


def test_long_claims_cut_no_fact_off_a_slide_and_push_no_line_from_it(minutes: Minutes) -> None:
    dissent = [Dissent(by=by, verdict=Verdict.TOO_EARLY, why="Why. " * 60) for by in ("li", "mei")]
    decided = Decision(how=DecidedBy.VOTE, **{"for": 3, "against": 2}, dissent=dissent)
    left = PutOff(id=BETA, note="Ask. " * 40, owner="wang", due_on=date(2025, 3, 1))
    row, *_ = minutes.moved
    long = row.prediction.model_copy(update={"claim": "A long claim that goes on. " * 20})
    review = row.of.review.model_copy(update={"put_off": [left]})
    given_ = row.decision.model_copy(update={"decided": decided, "why": "Because. " * 40})
    verdicts = [*row.prediction.verdicts[:-1], given_]
    long = long.model_copy(update={"verdicts": verdicts})
    one = replace(row, prediction=long, of=replace(row.of, review=review))

    deck = texts_of(slide_deck(replace(minutes, rows=[one] * 5), Language.ENGLISH))

    lines = [text for text in deck if text.startswith("2. ")]
    assert len(lines) == 4 * 5
    assert sum(text.startswith("2. ● accurate → ○ inaccurate · A long") for text in lines) == 5
    assert sum("li ◌ too early: Why." in text and "mei ◌ too early" in text for text in lines) == 5
    assert sum(text.startswith("2. ○ inaccurate · wang · 2025-03-01 · Ask.") for text in lines) == 5
