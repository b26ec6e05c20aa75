"""The report: everything of the records on one page that loads nothing and believes no text."""

import base64
import hashlib
import html
import json
import re
import zlib
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
from jinja2 import UndefinedError

from report_pages import AS_OF, EXAMPLE, both, claim, page_in_memory, page_of, with_many, write
from scorecard.charts.fonts import drawing
from scorecard.charts.style import INK
from scorecard.charts.svg import DARK_VARIABLES, inline_svg
from scorecard.exchange.new_records import records_of_table
from scorecard.exchange.tables import read_table
from scorecard.reading.folder import load_records
from scorecard.records import Passage, Settings, Window
from scorecard.rendering.cards import environment, passage_link, web_link
from scorecard.report import LARGEST_PLAIN, TABLES, Figure
from scorecard.text import Language, Phrase
from scorecard.verdicts import JUDGED_STATES, State
from scorecards import chart_of, crowd_gallery, of
from scorecards import claim as in_memory

RTL = "\u202e"


def text_of(page: str) -> str:
    """What a reader can read of a page."""
    body = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", body)))


def card_of(page: str, id_: str) -> str:
    """The markup of one card."""
    found = re.search(rf'<article class="card" id="{id_}".*?</article>', page, re.DOTALL)
    assert found
    return found[0]


@pytest.fixture(scope="module")
def plain_page() -> str:
    """The page of the example with all its tables, to look at."""
    return page_of(EXAMPLE.parents[1], by=TABLES)


@pytest.mark.slow
def test_the_command_writes_the_page_with_its_charts_and_says_where(run, folder) -> None:
    done = run("report", "--as-of", "2026-11-21", cwd=folder.parent)

    page = (folder.parent / "scorecard.html").read_text(encoding="utf-8")
    assert (done.returncode, done.stdout) == (0, "scorecard.html\n")
    assert page.startswith("<!DOCTYPE html>")
    assert 'id="kandao-2024/vision-pro"' in page
    assert "<figure" in page


@pytest.mark.slow
def test_the_command_says_when_the_page_cannot_be_written(run, folder) -> None:
    done = run("report", "--output", "no/such/folder.html", cwd=folder.parent)

    assert done.returncode == 2
    assert "no/such/folder.html cannot be written: No such file" in done.stderr


def test_records_with_errors_give_no_page(run, folder, prediction) -> None:
    prediction.write_text("claim: x\n", encoding="utf-8")

    done = run("report", cwd=folder.parent)

    assert done.returncode == 1
    assert not (folder.parent / "scorecard.html").exists()


@pytest.mark.slow
def test_the_page_names_nothing_that_a_browser_would_load(plain_page) -> None:
    page = plain_page

    loaded_by_tags = re.findall(r"<(?:img|link|script|iframe|object|source)\b[^>]*>", page)
    addresses = [
        one for tag in loaded_by_tags for one in re.findall(r'(?:src|href)="([^"]*)"', tag)
    ]
    assert all(one.startswith("data:image/svg+xml,") for one in addresses)
    assert not re.search(r"@import|url\(\s*['\"]?http", page)


@pytest.mark.slow
def test_the_policy_allows_exactly_the_inline_script_and_styles(plain_page) -> None:
    page = plain_page

    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    inline = re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", page, re.DOTALL)
    hashes = {base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in inline}
    assert html.unescape(policy).startswith("default-src 'none'; ")
    assert set(re.findall(r"sha256-([^' ;]+)'", html.unescape(policy))) == hashes
    assert "unsafe" not in policy


@pytest.mark.slow
def test_no_markup_has_a_style_attribute_or_an_event_handler(plain_page) -> None:
    tags = re.findall(r"<[a-z][^>]*>", plain_page)

    assert not [tag for tag in tags if re.search(r"\s(?:style|on\w+)=", tag)]


@pytest.mark.slow
def test_the_headline_shows_the_numbers_of_the_score(run, folder) -> None:
    write(folder, "later", claim(verdicts=[]))
    scored = json.loads(
        run("score", "--format", "json", "--as-of", "2026-11-21", cwd=folder.parent).stdout
    )["overall"]

    shown = text_of(page_of(folder))

    closed = scored["closed"]
    assert (closed["n_judged"], closed["n_due"], scored["n_recorded"]) == (1, 2, 2)
    percent = f"{100 * closed['accuracy']:.0f}"
    low, high = (f"{100 * closed['interval'][end]:.0f}" for end in ("low", "high"))
    assert f"{percent} %{percent}% accuracy得分率" in shown
    assert f"95 % interval {low}–{high} %95% 置信区间 {low}%\u2060～\u2060{high}%" in shown
    assert "100 %100% ● accurate准确 1" in shown
    assert "Of 1 judged claim whose time is up: 1 accurate (100 %)" in shown


@pytest.mark.slow
def test_a_group_without_verdict_shows_a_dash_and_the_reason_never_zero(folder) -> None:
    write(folder, "unjudged", claim(domain="models", verdicts=[]))

    row = re.search(
        r"<tr>\n<th[^>]*><a href=\"\?domain=models.*?</tr>", page_of(folder), re.DOTALL
    )[0]

    assert "– no claim whose time is up has a scored verdict" in text_of(row)
    assert "%" not in text_of(row)


@pytest.mark.slow
def test_without_any_record_the_page_says_so(folder, prediction) -> None:
    prediction.unlink()

    shown = text_of(page_of(folder))

    assert "No claim is on record." in shown
    assert "No chart was drawn." in shown


@pytest.mark.slow
def test_all_unresolvable_has_no_accuracy(folder) -> None:
    verdict = {"judged_on": date(2025, 1, 1), "verdict": "unresolvable", "by": "desk", "why": "x"}
    write(folder, "vision-pro", claim(verdicts=[verdict]))

    assert re.search(r"– ?nothing is judged", text_of(page_of(folder)))


@pytest.mark.slow
def test_a_claim_made_later_is_not_there_yet(folder) -> None:
    assert 'class="card"' not in page_of(folder, as_of=date(2023, 1, 1))


@pytest.mark.slow
def test_a_verdict_given_later_is_not_shown(folder) -> None:
    card = card_of(page_of(folder, as_of=date(2024, 2, 15)), "kandao-2024/vision-pro")

    assert 'data-state="open"' in card
    assert "Sold in the US" not in card


@pytest.mark.slow
def test_a_card_shows_everything_known_about_its_claim(folder) -> None:
    record = claim(
        attributed_to=both("Jensen Huang", "黄仁勋"),
        probability=0.7,
        ratings=[
            {"rater": "lin", "rated_on": date(2025, 1, 5), "verdict": "half_right", "why": "late"},
            {"rater": "wu", "rated_on": date(2025, 1, 6), "verdict": "too_early"},
        ],
        amendments=[{"amended_on": date(2024, 5, 1), "field": "window", "reason": "misread"}],
        verdicts=[
            {"judged_on": date(2024, 2, 1), "verdict": "too_early", "by": "desk"},
            {"judged_on": date(2024, 3, 1), "verdict": "half_right", "by": "desk", "why": "first"},
            {
                "judged_on": date(2025, 3, 1),
                "verdict": "accurate",
                "by": "review-2025",
                "why": "second",
                "occurred_on": date(2025, 1, 3),
            },
        ],
    )
    write(folder, "vision-pro", record)

    shown = text_of(card_of(page_of(folder), "kandao-2024/vision-pro"))

    for part in (
        "● accurate", "late过期应验", "Apple puts Vision Pro on sale during 2024.", "苹果会在 2024 年内开售",
        "second 2025-03-01 · the review of 2025", "Devices", "Jensen Huang黄仁勋", "终端", "70 %",
        "2024-01-01 – 2024-12-31", "3 days after its window closed: late", "比截止日晚 3 天", "measurable",
        "“将”".strip("“”"), "Orders open, nothing delivered.", "Evidence for", "Vision Pro in shops",
        "example.org", "2024-02-02", "Evidence against", "No date of sale outside the US is known.",
        "Earlier verdicts", "first", "too early", "Ratings", "lin", "wu", "the window", "misread",
        "2024 年苹果将", "推向市场",
    ):  # fmt: skip
        assert part in shown, part


@pytest.mark.slow
def test_a_card_says_which_part_held_and_how_its_sources_were_read(folder) -> None:
    half = {
        "judged_on": date(2024, 3, 1),
        "verdict": "half_right",
        "by": "desk",
        "why": "One country.",
        "held": both("It was sold.", "已经开售。"),
        "missed": "Two countries.",
        "early_because": "The second is dated 2025.",
        "corrects": "It counted two.",
    }
    record = claim(verdicts=[{**half, "corrects": None}, {**half, "judged_on": date(2024, 4, 1)}])
    record["evidence"][0] |= {
        "kind": "press",
        "seen": "excerpt",
        "accessed_on": date(2024, 4, 2),
        "archived_url": "https://archive.example.org/1",
    }
    record["evidence"][1] |= {"kind": None, "accessed_on": date(2024, 4, 3)}
    write(folder, "vision-pro", record)

    card = card_of(page_of(folder), "kandao-2024/vision-pro")
    shown = text_of(card)

    for part in (
        "Held", "说中的部分", "It was sold.", "已经开售。", "Missed", "Two countries.",
        "Judged early because", "The second is dated 2025.", "Corrects the verdict before",
        "It counted two.", "press", "媒体", "excerpt", "摘录", "2024-04-02", "read on",
        "2024-04-03",
    ):  # fmt: skip
        assert part in shown, part
    assert 'href="https://archive.example.org/1"' in card
    assert card.count("It was sold.") == 2


@pytest.mark.slow
def test_a_card_shows_decisions_priors_and_its_other_ids(folder) -> None:
    record = claim(
        priors=[
            {
                "by": "wang",
                "given_on": date(2023, 12, 30),
                "basis": "market",
                "of_ten": {"accurate": 6, "half_right": 3, "inaccurate": 1},
                "source": "A market",
            },
            {
                "by": "later",
                "given_on": date(2027, 1, 1),
                "basis": "hindsight",
                "of_ten": {"accurate": 10, "half_right": 0, "inaccurate": 0},
            },
        ],
        same_event=["kandao-2024/headset", "digest-2025/headset"],
        formerly=["kandao-2024/visoin", "kandao-2024/vp"],
    )
    record["verdicts"][0]["decided"] = {
        "how": "vote",
        "for": 2,
        "against": 1,
        "dissent": [{"by": "chen", "verdict": "half_right", "why": "One shop."},
                    {"by": "wu", "verdict": "too_early"}],
    }  # fmt: skip
    first = dict(record["verdicts"][0], decided={"how": "consensus"})
    record["verdicts"] = [first, dict(record["verdicts"][0], judged_on=date(2024, 4, 1))]
    write(folder, "vision-pro", record)
    write(folder, "headset", claim())

    card = card_of(page_of(folder), "kandao-2024/vision-pro")
    shown = text_of(card)

    for part in (
        "Decided by", "consensus", "vote", "(2 : 1)（2 比 1）", "Dissent", "chen", "half right", "One shop.",
        "wu",
        "Expected beforehand", "wang", "● 6 / ◐ 3 / ○ 1", "A market", "Same event", "Formerly",
        "kandao-2024/visoin · kandao-2024/vp",
    ):  # fmt: skip
        assert part in shown, part
    assert '<a href="#kandao-2024/headset">' in card
    assert "<bdi>digest-2025/headset</bdi>" in card
    assert "later" not in shown.replace("Expected", "")


@pytest.mark.slow
def test_an_archived_copy_that_is_no_address_is_not_linked(folder) -> None:
    record = claim()
    record["evidence"][0] |= {"archived_url": None, "url": None}
    write(folder, "vision-pro", record)

    assert "存档副本" not in card_of(page_of(folder), "kandao-2024/vision-pro")


@pytest.mark.slow
def test_the_page_says_who_judged_and_where_to_object(folder) -> None:
    assert "Judged by desk.判定者：desk。" in text_of(page_of(folder))
    record = claim(ratings=[{"rater": "lin", "rated_on": date(2025, 1, 5), "verdict": "accurate"}])
    write(folder, "vision-pro", record)
    write(folder, "other", claim(verdicts=[{**claim()["verdicts"][0], "by": "review-2025"}]))
    (folder / "scorecard.yaml").write_text(
        "title: {en: What <came>, zh: 后来}\n"
        "publisher: {name: {en: The house, zh: 本社}, url: 'https://example.org/house'}\n"
        "judges:\n  - {id: desk, kind: model, en: Desk, zh: 编辑部, note: {en: A <model>., zh: 模型。}}\n"
        "  - {id: lin, kind: person, en: Lin, zh: 林}\n",
        encoding="utf-8",
    )

    page = page_of(folder)

    shown = text_of(page)
    assert page.count('class="judge"') == 1
    assert "A &lt;model&gt;." in page
    assert "模型。" in page
    assert "Judged by Desk (model), the review of 2025. Rated by Lin (person)." in shown
    assert "判定者：编辑部（模型）、2025 年度复盘。评议人：林（个人）。" in shown
    assert '<bdi lang="zh">2025 年度复盘</bdi>' in card_of(page, "kandao-2024/other")
    assert '<bdi lang="zh">林</bdi>' in card_of(page, "kandao-2024/vision-pro")
    assert '<h1 id="headline"><bdi lang="en">What &lt;came&gt;</bdi>' in page
    assert '<a href="https://example.org/house" rel="noopener noreferrer">' in page


def test_without_a_verdict_nobody_is_named_as_judge(folder) -> None:
    write(folder, "vision-pro", claim(verdicts=[]))

    shown = text_of(page_of(folder))

    assert "Judged by" not in shown
    assert re.search(r"Judges判定者\s+Nothing is judged yet.还没有任何判定。", shown)


@pytest.mark.slow
def test_who_judged_withdrawn_claims_alone_is_not_named(folder) -> None:
    withdrawn = {"on": date(2025, 1, 1), "why": "It is no forecast."}
    write(folder, "vision-pro", claim(withdrawn=withdrawn))

    shown = text_of(page_of(folder))

    assert "nothing is judged" in shown
    assert "Judged by" not in shown


def test_a_sparse_card_leaves_out_what_is_not_known(folder) -> None:
    window = {"opens_on": date(2024, 1, 1), "closes_on": None, "stated": False}
    record = claim(window=window, hedge=None, passage=None, criteria=None, evidence=[], verdicts=[])
    write(folder, "vision-pro", record)

    shown = text_of(card_of(page_of(folder), "kandao-2024/vision-pro"))

    assert "no end" in shown
    assert "not stated" in shown
    assert "None is on record yet." in shown
    assert "Hedge" not in shown


@pytest.mark.slow
def test_an_unknown_outlook_and_domain_are_shown_by_their_ids(folder) -> None:
    (folder / "kandao-2024" / "outlook.yaml").unlink()
    write(folder, "vision-pro", claim(domain="elsewhere"))

    shown = text_of(page_of(folder, by=("domain", "outlook")))

    assert "kandao-2024" in shown
    assert "elsewhere" in shown


@pytest.mark.slow
def test_the_notes_of_an_outlook_are_shown_one_or_many(folder) -> None:
    outlook = folder / "kandao-2024" / "outlook.yaml"
    good = outlook.read_text(encoding="utf-8")

    outlook.write_text(good + "notes: Copied by hand.\n", encoding="utf-8")
    one = text_of(page_of(folder))
    outlook.write_text(good + "notes: [{en: First, zh: 一}, Second]\n", encoding="utf-8")
    many = text_of(page_of(folder))

    assert "Copied by hand." in one
    assert "First一" in many
    assert "Second" in many


HOSTILE = [
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "\"><b onmouseover='alert(1)'>",
    "{{ 7 * 7 }} {% raw %}",
    "A & B &amp; C",
    "x" * 2000,
    f"{RTL}desrever\u2066\u2069\u2069 {RTL}",
]


def page_with(folder, texts: list[str]) -> str:
    """The page of claims in which everything that can be any text is one of these."""
    for n, text in enumerate(texts):
        hedge = {"word": text, "strength": "will"}
        record = claim(claim=both(text, text + "。"), attributed_to=text, hedge=hedge)
        record["evidence"][0] |= {"title": text, "finding": text, "publisher": text}
        record["verdicts"][0] |= {"why": text, "by": text}
        write(folder, f"claim-{n}", record)
    return page_of(folder, by=TABLES)


@pytest.mark.slow
def test_whatever_a_record_says_is_text(folder) -> None:
    plain = page_with(folder, [f"plain {n}" for n in range(len(HOSTILE))])

    page = page_with(folder, HOSTILE)

    plain_tags, tags = (
        re.sub(r'="[^"]*"', '=""', " ".join(re.findall(r"<[^!][^>]*>", one)))
        for one in (plain, page)
    )
    assert tags.count("<script") == plain_tags.count("<script")
    assert "<img" not in tags
    assert not re.search(r"\son\w+=", tags)
    for n, text in enumerate(HOSTILE):
        assert re.sub(r"\s+", " ", text) in text_of(card_of(page, f"kandao-2024/claim-{n}"))


@pytest.mark.slow
def test_lines_of_chinese_are_joined_without_a_blank(folder) -> None:
    write(folder, "vision-pro", claim(claim=both("One line\nand two.", "第一行，\n第二行。")))

    card = card_of(page_of(folder), "kandao-2024/vision-pro")

    assert '<bdi lang="en">One line and two.</bdi><bdi lang="zh">第一行，第二行。</bdi>' in card


@pytest.mark.slow
def test_a_record_text_is_always_set_apart_in_its_direction(folder) -> None:
    write(folder, "vision-pro", claim(claim=both(f"{RTL}abc", f"{RTL}甲乙")))

    card = card_of(page_of(folder), "kandao-2024/vision-pro")

    assert f'<bdi lang="en">{RTL}abc</bdi><bdi lang="zh">{RTL}甲乙</bdi>' in card


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "http://[bad",
        "https://",
        "//x.org",
        'https://x.org/"onclick=',
        None,
    ],
)
def test_only_addresses_of_the_web_are_linked(url) -> None:
    assert web_link(url) is None
    assert passage_link(url, Passage(item="1", starts="a", ends="b")) is None


def test_a_passage_is_opened_by_a_text_fragment() -> None:
    mark = Passage(item="8", starts="2024 年-苹果", ends="A&B, c")

    link = passage_link("https://example.org/x?a=1", mark)

    assert link == (
        "https://example.org/x?a=1#:~:text=2024%20%E5%B9%B4%2D%E8%8B%B9%E6%9E%9C,A%26B%2C%20c"
    )
    assert passage_link("https://example.org/", None) is None


def test_a_passage_whose_marks_are_equal_names_the_mark_once() -> None:
    assert passage_link("https://e.org/#rd", Passage(item="8", starts="a", ends="a")) == (
        "https://e.org/#rd:~:text=a"
    )


@pytest.mark.parametrize(
    ("occurred", "closes", "en"),
    [
        (
            "2024-12-30",
            "2024-12-31",
            "came true on 2024-12-30, 1 day before its window closed",
        ),
        ("2024-12-31", "2024-12-31", "came true on 2024-12-31, the last day of its window"),
        (
            "2025-01-01",
            "2024-12-31",
            "came true on 2025-01-01, 1 day after its window closed: late",
        ),
        ("2025-01-01", None, "came true on 2025-01-01"),
    ],
)
def test_timing_counts_from_the_last_day_of_the_window(occurred, closes, en) -> None:
    closes_on = date.fromisoformat(closes) if closes else None

    window = Window(opens_on=date(2024, 1, 1), closes_on=closes_on, stated=True)

    assert window.came_true(date.fromisoformat(occurred)).en == en


def test_what_a_template_does_not_get_is_an_error_not_a_gap() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ no_such_name }}").render()


@pytest.mark.slow
def test_the_lights_have_the_colors_of_the_charts(plain_page) -> None:
    style = re.search(r"<style>(.*?)</style>", plain_page, re.DOTALL)[1]

    for state in JUDGED_STATES:
        assert f"--{state}: var(--chart-{state.row.color[1:]}, {state.row.color});" in style
    for state in {*State} - {State.OPEN}:  # whose light is the plain one
        assert f".light.{state} i" in style
    assert f"--ink: {INK};" in style
    assert len({state.row.mark for state in State}) == len(State)


@pytest.mark.slow
def test_the_page_opens_in_the_language_asked_for(folder) -> None:
    page = page_of(folder, language=Language.CHINESE)

    assert '<html lang="zh" ' in page
    assert "<title>这些展望应验了吗？ · 截至 2026-11-21</title>" in page


@pytest.mark.slow
def test_the_period_is_that_of_the_outlooks(folder) -> None:
    page = text_of(page_of(folder))

    assert "outlooks for 20242024 年展望" in page
    later = folder / "kandao-2025"
    later.mkdir()
    text = (folder / "kandao-2024" / "outlook.yaml").read_text(encoding="utf-8")
    (later / "outlook.yaml").write_text(text.replace("year: 2024", "year: 2025"), encoding="utf-8")
    record = (folder / "kandao-2024" / "vision-pro.yaml").read_bytes()
    (later / "vision-pro.yaml").write_bytes(record)
    assert "outlooks for 2024–20252024\u2060～\u20602025 年展望" in text_of(page_of(folder))
    for file in folder.glob("*/*.yaml"):
        file.unlink()
    assert "no outlook没有展望" in text_of(page_of(folder))


@pytest.mark.slow
def test_the_light_of_an_item_leads_to_its_claims(folder) -> None:
    write(folder, "other", claim(verdicts=[]))
    write(folder, "third", claim(verdicts=[]))
    figure = figure_of(Phrase("Lights", "灯"))

    page = page_of(folder, figures={"lights-kandao-2024": figure})

    (row,) = re.findall(r'<ul class="items">\n<li>(.*?)</li>', page, re.DOTALL)
    assert 'href="?item=kandao-2024+%2F+' in row
    assert '#claims"' in row
    assert 'class="lamp' in row
    assert text_of(row).strip().startswith("gray灰")
    assert "1 of 3 judged3 条中已判 1 条" in text_of(row)
    key = html.unescape(re.search(r'data-item="([^"]*)"', page)[1])
    assert f'href="?{urlencode({"item": key})}#claims"' in row
    assert f'<option value="{html.escape(key)}"' in page


@pytest.mark.slow
def test_a_light_that_rests_on_one_claim_says_so(folder) -> None:
    page = page_of(folder, figures={"lights-kandao-2024": figure_of(Phrase("Lights", "灯"))})

    (row,) = re.findall(r'<ul class="items">\n<li>(.*?)</li>', page, re.DOTALL)
    assert "green绿" in text_of(row)
    assert "rests on one claim仅凭一条预测" in text_of(row)
    assert 'class="light' not in row
    write(folder, "vision-pro", claim(verdicts=[]))
    page = page_of(folder, figures={"lights-kandao-2024": figure_of(Phrase("Lights", "灯"))})
    assert "0 of 1 judged" in text_of(page)
    assert "rests on one claim" not in page


def figure_of(title: Phrase, *, has_data: bool = True) -> Figure:
    """A chart of the page that draws a dot."""
    description = Phrase("One dot.", "一个点。")
    dot = '<svg viewBox="0 0 2 2"><circle r="1"/></svg>'
    if not has_data:
        return Figure(title, description, Phrase("No dots.", "没有点。"), {})
    return Figure(title, description, Phrase("", ""), dict.fromkeys(Language, dot))


@pytest.mark.slow
def test_the_page_takes_the_words_of_a_chart_from_the_chart(folder) -> None:
    page = page_of(folder, figures={"dots": figure_of(Phrase("Dots", "点"))})

    figure = re.search(r'<figure id="chart-dots">.*?</figure>', page, re.DOTALL)[0]
    assert '<figcaption class="unseen"><span lang="en">Dots</span>' in figure
    assert 'role="img" aria-label="Dots: One dot."' in figure
    assert 'role="img" aria-label="点：一个点。"' in figure
    assert figure.count('<svg viewBox="0 0 2 2"><circle r="1"/></svg>') == 2


@pytest.mark.slow
def test_a_chart_without_data_is_not_drawn_and_the_index_says_why(folder) -> None:
    page = page_of(folder, figures={"dots": figure_of(Phrase("Dots", "点"), has_data=False)})

    assert "<figure" not in page
    item = re.search(r'<li id="chart-dots">.*?</li>', page, re.DOTALL)[0]
    assert text_of(item) == "Dots点: ：No dots.没有点。"


@pytest.mark.slow
def test_charts_after_the_first_are_folded_and_the_fold_says_how_many(folder) -> None:
    figures = {f"dots-{n}": figure_of(Phrase(f"Dots {n}", "点")) for n in range(5)}

    page = page_of(folder, figures=figures)

    seen, _, folded = page.partition('<details class="fold"><summary><span lang="en">2 more charts')
    assert [one in seen for one in ("chart-dots-2", "chart-dots-3")] == [True, False]
    assert "chart-dots-4" in folded


def inline(given, name: str, language: Language = Language.ENGLISH) -> str:
    with drawing():
        return inline_svg(chart_of(given, name), language, prefix=f"{name}-x")


@pytest.mark.slow
def test_text_of_a_chart_is_text_of_the_length_it_was_drawn_with() -> None:
    svg = inline(of(in_memory("accurate")), "accuracy-by-domain", Language.CHINESE)

    text = re.search(r"<text ([^>]*)>芯片</text>", svg)[1]
    assert 'font-size="12"' in text
    assert 'text-anchor="end"' in text
    assert 'textLength="24.0" lengthAdjust="spacingAndGlyphs"' in text
    assert "font-family" not in svg


@pytest.mark.slow
def test_the_colors_of_a_chart_in_the_page_are_variables_and_white_text_stays_white() -> None:
    verdicts = ["accurate", "half_right", "inaccurate"]
    svg = inline(of(*[in_memory(word) for word in verdicts]), "verdicts-by-outlook")

    assert f'fill="var(--chart-1f2933,{INK})"' in svg
    assert "--chart-1f2933:#e8ecef;" in DARK_VARIABLES
    assert re.search(r'<text [^>]*fill="white"[^>]*>1</text>', svg)
    assert not re.search(r'fill="#(1f2933|5b6770|ffffff)"', svg)


@pytest.mark.slow
def test_a_chart_for_a_phone_is_narrow_and_its_text_has_12_pixels() -> None:
    for name, chart in crowd_gallery().items():
        with drawing():
            svg = inline_svg(chart, Language.ENGLISH, prefix=name, is_phone=True)

        width = float(re.search(r'viewBox="0 0 ([\d.]+) ', svg)[1])
        sizes = {float(one) for one in re.findall(r'<text font-size="([\d.]+)"', svg)}
        assert min(sizes) * 358 / width >= 12


@pytest.mark.slow
def test_turned_text_stays_turned() -> None:
    many = [{"rater": f"rater {n}", "rated_on": date(2025, 1, 5), "verdict": word}
            for n, word in enumerate(["accurate", "inaccurate"] * 9)]  # fmt: skip
    svg = inline(of(in_memory(ratings=many)), "agreement")

    assert re.search(
        r'<text [^>]*transform="translate\([^>]*\) rotate\(-90\)"[^>]*>rater 1</text>', svg
    )


@pytest.mark.slow
def test_a_chart_in_the_page_needs_no_styles_and_has_ids_of_its_own() -> None:
    for name in ("verdicts-by-outlook", "evidence", "lights-outlook-0", "timing"):
        with drawing():
            svg = inline_svg(crowd_gallery()[name], Language.ENGLISH, prefix=f"{name}-x")

        assert "style" not in svg
        assert "metadata" not in svg
        assert "<title" not in svg
        ids = re.findall(r' id="([^"]*)"', svg)
        assert all(one.startswith(f"{name}-x-") for one in ids)
        used = re.findall(r'(?:href="#|url\(#)([^")]*)', svg)
        assert set(used) <= set(ids)
        ET.fromstring(svg)  # noqa: S314  (our own drawing)


@pytest.mark.slow
def test_numbers_of_a_chart_in_the_page_have_two_decimals_and_its_texts_keep_theirs() -> None:
    stated = [in_memory(word, probability=0.5) for word in ("accurate", "inaccurate")]
    svg = inline(of(*stated), "calibration")

    assert not re.search(r"<[^>]*\d\.\d{3}", svg)
    assert "Brier score 0.2500 = " in svg


def unpacked(page: str) -> list[str]:
    """What the page's script makes of the lines of the pack."""
    pack = re.search(r'<script type="text/plain" id="pack">(.*?)</script>', page, re.DOTALL)[1]
    return [zlib.decompress(base64.b64decode(line)).decode() for line in pack.split("\n")]


@pytest.mark.slow
def test_a_large_page_packs_the_details_and_loses_none(folder, monkeypatch) -> None:
    write(folder, "other", claim(claim=both("Odd < text", "怪 & 文")))
    plain = page_of(folder)
    monkeypatch.setattr("scorecard.report.LARGEST_PLAIN", 0)
    monkeypatch.setattr("scorecard.report._AT_ONCE", 1)

    page = page_of(folder)

    narrow, wide, *blocks = unpacked(page)
    rests = [rest for block in blocks for rest in json.loads(block)]
    assert "Sold in the US" not in page
    assert "Odd &lt; text" in page
    assert page.count('class="block"') == len(blocks) == len(rests) == 2
    assert all(rest.strip() in plain for rest in rests)
    assert "odd < text" in narrow.split("\n")[0]
    assert narrow.split("\n")[0].split().count("text") == 1
    assert "example.org" in narrow.split("\n")[0].split()
    assert "怪" not in narrow
    assert "怪 文" in wide.split("\n")[0]


@pytest.mark.slow
def test_two_thousand_claims_fit_into_five_megabytes(folder) -> None:
    page = page_in_memory(with_many(load_records(folder), 2000))

    assert page.count('class="card"') == 2001
    assert len(page.encode()) < 5_000_000
    assert LARGEST_PLAIN < 5_000_000


@pytest.mark.slow
def test_a_page_of_probabilities_says_how_they_are_scored(tmp_path, call):
    table = tmp_path / "people.csv"
    rows = "".join(f"q{n},cars,{'accurate' if n % 2 else 'inaccurate'},0.7\n" for n in range(12))
    table.write_text("id,domain,verdict,probability\n" + rows, encoding="utf-8")

    done = call("report", "--table", table, "--output", tmp_path / "page.html")

    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert done.code == 0
    assert "The mean squared distance of the stated probabilities" in page
    assert "mean credit of the judged" not in page
    assert "from 1 outlook." in page
    assert "<strong>0.290</strong>" in page
    assert page.count("Their Brier score is 0.290 (95 % interval") == 2


@pytest.mark.slow
def test_no_blank_follows_a_chinese_sentence(plain_page: str) -> None:
    assert re.search(r'[。；：]</span>\s+<span lang="en">', plain_page) is None


@pytest.mark.slow
def test_a_table_has_the_sixty_groups_of_most_claims_in_their_order_and_says_what_is_left_out(
    folder,
) -> None:
    for place in range(61):
        name = f"Person {place:02}"
        for number in range(1 if place == 30 else 2):
            record = claim(attributed_to=both(name, f"{name} 先生"), verdicts=[])
            write(folder, f"p{place}-{number}", record)
    (folder / "kandao-2024" / "vision-pro.yaml").unlink()

    page = page_of(folder, by=("attributed_to",))

    table = page.partition('id="by-attributed_to"')[2].partition("</table>")[0]
    people = re.findall(r'<bdi lang="en">(Person \d\d)</bdi>', table)
    assert people == [f"Person {place:02}" for place in range(61) if place != 30]
    assert "Groups of fewer claims that are left out here: 1;" in page


@pytest.mark.slow
def test_the_foot_of_printed_pages_has_the_title_as_it_is_written() -> None:
    title = 'Editor\'s "picks" & </style> \\ AT&T\nof 2024'
    named = replace(of(in_memory("accurate")), settings=Settings(title=both(title, title)))

    page = page_in_memory(named)

    style = page.partition("<style>")[2].partition("</style>")[0]
    for foot in re.findall(r'content: "(.*? records [^"]*|[^"]*数据指纹[^"]*)"', style):
        shown = re.sub(r"\\([0-9a-f]+) ", lambda one: chr(int(one[1], 16)), foot)
        assert shown.startswith(f"{title} · ")
    assert style.count("· rule credit-1 ·") == 1


@pytest.mark.slow
def test_where_no_window_ends_the_page_speaks_of_no_time_that_is_up() -> None:
    endless = {"closes_on": None, "hedge": None}
    claims = [in_memory(word, **endless) for word in ("accurate", "inaccurate")]
    given = of(*claims, in_memory(domain="cars", **endless))

    page = page_in_memory(given, by=("domain", "hedge"))

    shown = text_of(page)
    assert "Time is up" not in shown
    assert "time is up is judged" not in shown
    assert "claims whose window has closed" not in shown
    assert "– nothing is judged" in shown
    assert "No claim says to which of them it belongs." in shown
    assert "Accuracy is the mean credit of the judged claims: accurate 1" in shown
    assert 'data-lead="all"' in page
    assert 'data-lead="closed"' in page_in_memory(of(in_memory("accurate")))


@pytest.mark.slow
def test_a_table_of_probabilities_shows_the_brier_score_of_each_group() -> None:
    later = {"closes_on": "2027-12-31"}
    claims = [
        in_memory("accurate", probability=0.9, **later), in_memory("inaccurate", probability=0.2, **later),
        in_memory("accurate", domain="cars"),
    ]  # fmt: skip

    page = page_in_memory(of(*claims))

    rows = re.findall(r"<tr>\n<th scope=\"row\">.*?</tr>", page, re.DOTALL)
    chips, cars = (text_of(one) for one in rows)
    assert " 0.025 0.000–0.216" in chips
    counts = "1 " + "0 " * (len(JUDGED_STATES) - 1)
    assert f" – – 1 1 {counts}1 " in cars
    assert "no claim whose time is up" not in text_of(page)
    assert "The numbers count every verdict" in text_of(page)
    assert "data-correlation" not in page


@pytest.mark.slow
def test_early_verdicts_that_failed_are_not_said_to_have_come_true() -> None:
    later = in_memory("inaccurate", closes_on="2027-12-31")

    shown = text_of(page_in_memory(of(in_memory("accurate"), later)))

    assert "A claim judged before that stands beside them." in shown
    assert "mostly come true" not in shown


@pytest.mark.slow
def test_claims_of_a_table_are_filtered_by_the_columns_of_its_rows(tmp_path) -> None:
    table = tmp_path / "calls.csv"
    table.write_text(
        "id,domain,verdict,outlook,year,item,closes_on\n"
        "first,cars,accurate,one,2023,a / 1,2023-12-31\n"
        "second,cars,accurate,one,2024,a / 1,2024-12-31\n"
        "third,cars,accurate,one,2024,,2024-12-31\n",
        encoding="utf-8",
    )
    records = records_of_table(read_table(table, as_of=AS_OF), "calls", AS_OF)

    page = page_in_memory(records)

    heads = re.findall(r'<article class="card" ([^>]*)>', page)
    assert ["data-year" in one for one in heads] == [True] * 3
    assert [one.count('data-year="2023"') for one in heads] == [1, 0, 0]
    assert [one.count('data-item="a / 1"') for one in heads] == [1, 1, 0]
    assert not any("data-specificity" in one for one in heads)
    assert page.count('<option value="a / 1"') == 1
    assert page.count("<time>2026-11-21</time> · <bdi lang") == 3
    assert "a verdict without a day has the day of this page" in page
    assert page.count('<dd class="item"><bdi>a / 1</bdi></dd>') == 2


@pytest.mark.slow
def test_a_page_of_outlooks_without_a_year_has_their_number() -> None:
    given = of(in_memory("accurate"))

    assert "1 outlook1 篇展望" in text_of(page_in_memory(replace(given, outlooks={})))
    assert "1 checkable statement about" in text_of(page_in_memory(given))
