"""The ballot on a phone: 360 pixels wide, without network, in Chromium and in Firefox."""

import re
import shutil
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from review_records import AS_OF, write_claims
from scorecard.cli import main
from scorecard.reading.folder import load_records
from scorecard.verdicts import Verdict

pytestmark = pytest.mark.browser

DATA = Path(__file__).parent.parent / "data" / "base"
ALPHA, BETA, GAMMA = (f"kandao-2024/{name}" for name in ("alpha", "beta", "gamma"))


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder where one works, with three claims and a review whose ballots were made."""
    home = tmp_path_factory.mktemp("handed-out")
    root = home / "predictions"
    for name in ("domains.yaml", "kandao-2024/outlook.yaml", "kandao-2024/vision-pro.yaml"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes((DATA / name).read_bytes())
    write_claims(root, root / "kandao-2024" / "vision-pro.yaml")
    command = ["scorecard", "review", "open", "2024", "--raters", "lin", "--lang", "zh"]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        patch.setenv("XDG_CACHE_HOME", str(home / "cache"))
        patch.setattr("scorecard.cli.context.clock_day", lambda: date.fromisoformat(AS_OF))
        patch.setattr(sys, "argv", command)
        with pytest.raises(SystemExit) as ended:
            main()
    assert not ended.value.code
    return home


@pytest.fixture
def home(
    handed_out: Path, tmp_path: Path, clock: Callable, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A copy of that folder, in which one works on the same day."""
    home = shutil.copytree(handed_out, tmp_path / "home")
    monkeypatch.chdir(home)
    clock(AS_OF)
    return home


@pytest.fixture
def ballot(home: Path) -> Path:
    """The page of lin's ballot."""
    return (home / "review-2024" / "ballots" / "lin.html").resolve()


@pytest.fixture(params=["chromium", "firefox"])
def page(request: pytest.FixtureRequest, ballot: Path) -> Page:
    """The page on a phone that has no network; a script error or a refused script fails the test."""
    browser: Browser = request.getfixturevalue(request.param)
    context = browser.new_context(viewport={"width": 360, "height": 740})
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("request", lambda one: errors.append(one.url) if one.url.startswith("http") else None)
    opened.goto(ballot.as_uri())
    yield opened
    context.close()
    assert errors == []


def answer(page: Page, label: str, why: str = "") -> None:
    page.locator("#answers").get_by_role("button", name=label, exact=True).click()
    page.locator("#why").fill(why)


def test_a_rater_answers_claim_by_claim_and_hands_in_a_file(
    page: Page, ballot: Path, call: Callable, home: Path, request: pytest.FixtureRequest
) -> None:
    for _ in range(3):
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        expect(page.locator("#answers button")).to_have_count(len(Verdict) + 2)
        expect(page.locator("#facts")).to_have_text(
            "文章本身，2023-12-31 · 期限 2024-01-01～2024-12-31"
        )
        expect(page.locator("#evidence small").first).to_have_text(
            re.compile("（.+，2024-02-02）$")
        )
        id_ = page.locator("#number").inner_text().rpartition(" ")[2]
        answer(page, "⊖ 无法判定" if id_ == ALPHA else "◐ 对了一半", f"{id_}，2024 年")
        page.locator("#next").click()
    expect(page.locator("#claims li")).to_have_count(3)
    expect(page.locator("#count")).to_have_text("已答 3 / 3")
    expect(page.locator("#claims")).to_contain_text("@甲会开售 | 乙。")

    if "firefox" in request.node.name:  # its driver hands over no downloads
        page.locator("#copy").click()
        expect(page.locator("#handed")).not_to_be_empty()
        saved = ballot.parent / "lin.txt"
        saved.write_text("评议如下\n" + page.locator("#paste").input_value(), encoding="utf-8")
    else:
        with page.expect_download() as download:
            page.locator("#save").click()
        assert download.value.suggested_filename == "lin.json"
        saved = ballot.parent / "lin.json"
        download.value.save_as(saved)

    done = call("review", "collect", saved)
    assert "1 ballot: 3 ratings written" in done.out
    known = load_records(home / "predictions").predictions
    assert {id_: known[id_].ratings[0].verdict.value for id_ in (ALPHA, BETA, GAMMA)} == {
        ALPHA: "unresolvable",
        BETA: "half_right",
        GAMMA: "half_right",
    }
    assert known[BETA].ratings[0].why == f"{BETA}，2024 年"


def test_what_was_typed_is_there_again_after_a_reload(page: Page, ballot: Path) -> None:
    later = ballot.read_text(encoding="utf-8").replace("lin.json", "lin-2.json")
    ballot.with_name("lin-2.html").write_text(later, encoding="utf-8")
    page.locator("#next").click()
    answer(page, "○ 不准确", "<b>一半</b>")
    claim = page.locator("#text").inner_text()
    page.emulate_media(forced_colors="active")
    look = "all => [...new Set(all.map((one) => getComputedStyle(one).backgroundColor))].length"
    assert page.locator("#answers button").evaluate_all(look) == 2
    page.emulate_media(forced_colors="none")

    page.reload()

    expect(page.locator("#text")).to_have_text(claim)
    expect(page.locator("#why")).to_have_value("<b>一半</b>")
    expect(page.locator('#answers [aria-pressed="true"]')).to_have_text("○ 不准确")
    page.locator("#answers").get_by_role("button", name="○ 不准确").click()
    expect(page.locator('#answers [aria-pressed="true"]')).to_have_count(0)
    page.locator("#overview").click()
    expect(page.locator("#claims")).to_contain_text("有理由，没有判定")
    page.locator("#claims button").nth(1).click()
    page.locator("#language").click()
    expect(page.get_by_role("button", name="Next", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Next", exact=True)).to_be_visible()
    # A ballot of what was added to the list later begins with its own first claim.
    page.goto(ballot.with_name("lin-2.html").as_uri())
    expect(page.locator("#number")).to_contain_text("1 / 3")


def test_what_is_answered_in_another_window_or_after_handing_in_is_in_the_text(page: Page) -> None:
    answer(page, "● 准确")
    beside = page.context.new_page()
    beside.goto(page.url)
    answer(beside, "⊖ 无法判定", "查不到")
    expect(page.locator("#why")).to_have_value("查不到")
    expect(page.locator('#answers [aria-pressed="true"]')).to_have_text("⊖ 无法判定")
    page.locator("#overview").click()
    page.locator("#copy").click()
    expect(page.locator("#handed")).not_to_be_empty()
    expect(page.locator("#paste")).to_have_value(
        re.compile('"answer":"unresolvable","why":"查不到"')
    )

    page.locator("#claims button").first.click()
    answer(page, "○ 不准确")
    page.locator("#overview").click()
    expect(page.locator("#handed")).to_be_empty()
    expect(page.locator("#paste")).to_be_hidden()


def test_a_viewer_that_keeps_nothing_is_said(page: Page, ballot: Path) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } });"
    )
    page.goto(ballot.as_uri())

    answer(page, "● 准确", "2024 年")

    expect(page.locator("#unsaved")).to_be_visible()
    expect(page.locator("#count")).to_have_text("已答 1 / 3")
