"""The meeting in a real browser: by keyboard, through reloads, crashes, two windows and input methods."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Error, Page, Route, expect

from meeting_server import Served, ServedHere
from review_records import AS_OF, write_claims
from scorecard.editing.edits import append
from scorecard.editing.record_files import create_review, edit_prediction, rename_prediction
from scorecard.reading.folder import load_records
from scorecard.records import Bilingual, JudgedVerdict, Rating, Review
from scorecard.review.meeting_server import LARGEST_BODY
from scorecard.verdicts import Verdict

pytestmark = pytest.mark.browser

SIZE = {"width": 1280, "height": 720}
_KEYS = {one: str(number) for number, one in enumerate(Verdict, start=1)}
HALF_RIGHT, INACCURATE = _KEYS[Verdict.HALF_RIGHT], _KEYS[Verdict.INACCURATE]
TOO_EARLY, UNRESOLVABLE = _KEYS[Verdict.TOO_EARLY], _KEYS[Verdict.UNRESOLVABLE]
"""The keys of verdicts; 1 is the first of them, accurate."""

ALPHA, BETA, GAMMA = (f"kandao-2024/{name}" for name in ("alpha", "beta", "gamma"))


@pytest.fixture
def root(folder: Path, prediction: Path) -> Path:
    """Three claims, a review of them, and two raters who are apart on beta."""
    write_claims(folder, prediction)
    days = {"opened_on": date(2025, 1, 2), "held_on": date(2025, 1, 10)}
    review = Review(**days, raters=["lin", "chen"], predictions=[BETA, ALPHA, GAMMA])
    create_review(folder, "2024", review)
    ratings = (
        "ratings:\n  - {rater: lin, rated_on: 2025-01-05, verdict: 准确, why: 林的理由 1}\n"
        "  - {rater: chen, rated_on: 2025-01-05, verdict: 不准确}\n"
    )
    beta = folder / f"{BETA}.yaml"
    beta.write_text(beta.read_text(encoding="utf-8") + ratings, encoding="utf-8")
    return folder


@pytest.fixture
def serve(root: Path) -> Iterator[Callable[..., ServedHere]]:
    """Serve the meeting, as often as asked."""
    served: list[ServedHere] = []

    def start(language: str = "zh") -> ServedHere:
        served.append(ServedHere(root, today=AS_OF, language=language))
        return served[-1]

    yield start
    for one in served:
        one.close()


@pytest.fixture
def start_program(root: Path, tmp_path: Path) -> Iterator[Callable[[], Served]]:
    """Start the program that serves the meeting, as often as asked."""
    started: list[Served] = []

    def start() -> Served:
        started.append(Served(root, today=AS_OF, log=tmp_path / f"meet-{len(started)}.log"))
        return started[-1]

    yield start
    for one in started:
        one.close()


def new_window(browser: Browser) -> Page:
    """A window of its own, whose clock the tests set."""
    page = browser.new_context(viewport=SIZE).new_page()
    page.clock.install()
    return page


@pytest.fixture(scope="module")
def window(chromium: Browser) -> Iterator[Page]:
    """A window for many tests, one after the other: a new one costs as much as a page that is loaded."""
    page = new_window(chromium)
    yield page
    page.context.close()


def empty(page: Page) -> None:
    """Make a window as a new one is."""
    page.unroute_all()
    for other in page.context.pages:
        if other != page:
            other.close()
    page.evaluate("localStorage.clear(); sessionStorage.clear()")
    page.goto("about:blank")
    page.set_viewport_size(SIZE)
    page.mouse.move(0, 0)


@pytest.fixture
def open_page(chromium: Browser, window: Page) -> Iterator[Callable[[str], Page]]:
    """Open a page in a window of its own; what it logs as an error fails the test."""
    errors: list[str] = []
    pages: list[Page] = []

    def note_error(error: Error) -> None:
        errors.append(str(error))

    def note_dialog(dialog: Dialog) -> None:
        errors.append(dialog.message)
        dialog.dismiss()

    def opened(url: str) -> Page:
        page = new_window(chromium) if pages else window
        pages.append(page)
        page.on("pageerror", note_error)
        page.on("dialog", note_dialog)
        page.goto(url)
        expect(page.locator("#claim")).not_to_be_empty()
        return page

    yield opened
    for page in pages[1:]:
        page.context.close()
    for page in pages[:1]:
        empty(page)
        page.remove_listener("pageerror", note_error)
        page.remove_listener("dialog", note_dialog)
    assert errors == []


def decisions(root: Path, id_: str) -> list[JudgedVerdict]:
    given = load_records(root).predictions[id_].verdicts
    return [one for one in given if one.by == "review-2024"]


def let_pass(page: Page, seconds: int) -> None:
    """Let the page's clock go on at once; it asks for news every two seconds."""
    page.clock.run_for(1000 * seconds)


def wait_for_news(page: Page) -> None:
    """Let the page ask for news, and wait for the answer."""
    with page.expect_response("**/state"):
        let_pass(page, 2)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def type_parts(page: Page) -> None:
    """The two parts of a half-right claim, reached by keyboard from the reason."""
    for text in ("在一个国家开售。", "别国没有。"):
        while not page.evaluate("['held', 'missed'].includes(document.activeElement.id)"):
            page.keyboard.press("Tab")
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.locator("#why-zh").focus()


def decide(page: Page, key: str, reason: str) -> None:
    """One key for the verdict, the reason, Enter; decided by the chair where the ratings differ."""
    page.keyboard.press(key)
    page.keyboard.type(reason)
    if page.locator("#held").is_visible():
        type_parts(page)
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_contain_text(re.compile("已保存|请选择决定方式"))
    if "请选择" in page.locator("#status").inner_text():
        press(page, "h")
    expect(page.locator("#status")).to_contain_text("已保存")


def test_how_a_split_was_decided_is_asked_and_one_key_answers(root: Path, serve, open_page) -> None:
    page = open_page(serve().url)
    press(page, "1")
    page.keyboard.type("2024 年 2 月 2 日开售。")
    press(page, "Enter")
    expect(page.locator("#status")).to_contain_text("请选择决定方式")
    press(page, "Enter", "Enter")
    expect(page.locator("#status")).to_contain_text("请选择决定方式")
    assert decisions(root, BETA) == []
    assert page.evaluate("document.documentElement.scrollHeight") == 720

    press(page, "v")
    expect(page.locator("#status")).to_contain_text("已保存")
    expect(page.locator('#ways [aria-pressed="true"]')).to_contain_text("投票")
    page.emulate_media(forced_colors="active")
    look = "one => getComputedStyle(one).backgroundColor"
    chosen, other = (
        page.locator(f"#ways button >> nth={place}").evaluate(look) for place in (1, 2)
    )
    assert chosen != other
    page.emulate_media(forced_colors="none")

    press(page, "h", "1", "Enter")
    expect(page.locator('#ways [aria-pressed="true"]')).to_contain_text("主持人裁定")
    expect(page.locator("#status")).to_contain_text("已保存")
    (given,) = decisions(root, BETA)
    assert given.decided
    assert (given.decided.how.value, given.decided.votes_for) == ("chair", 1)


def test_what_was_typed_stays_when_a_rater_votes_again(root: Path, serve, open_page) -> None:
    page = open_page(serve().url)
    press(page, "1")
    page.keyboard.type("2024 年 2 月 2 日开售。")
    press(page, "Escape", "w")
    page.locator('#vote-list select[name="chen"]').select_option("accurate")
    page.locator("#vote-save").click()
    expect(page.locator("#ratings")).to_contain_text("chen：● 准确 · 讨论之后")
    expect(page.locator("#why-zh")).to_have_value("2024 年 2 月 2 日开售。")

    press(page, "Enter")
    expect(page.locator("#status")).to_contain_text("已保存")
    (given,) = decisions(root, BETA)
    assert given.decided
    assert given.decided.how.value == "consensus"


def test_a_consensus_is_asked_about_again_once_a_vote_differs_from_it(
    root: Path, serve, open_page
) -> None:
    page = open_page(serve().url)
    press(page, "n", "1")
    page.keyboard.type("2024 年 2 月 2 日开售。")
    press(page, "Enter")
    expect(page.locator("#status")).to_contain_text("已保存")
    expect(page.locator('#ways [aria-pressed="true"]')).to_contain_text("一致同意")
    press(page, "w")
    page.locator('#vote-list select[name="chen"]').select_option("inaccurate")
    press(page, "Enter")
    expect(page.locator("#status")).to_contain_text("请再保存一次决定")

    press(page, "Enter")
    expect(page.locator("#status")).to_contain_text("请选择决定方式")
    press(page, "v")
    expect(page.locator("#status")).to_contain_text("已保存")
    (given,) = decisions(root, ALPHA)
    assert given.decided
    assert (given.decided.how.value, given.decided.votes_against) == ("vote", 1)


def test_the_day_of_the_verdict_before_goes_with_that_verdict_alone(
    root: Path, serve, open_page
) -> None:
    page = open_page(serve().url)
    day = page.locator("#occurred_on")
    expect(day).to_be_hidden()
    press(page, "1")
    expect(day).to_have_value("2024-02-02")
    press(page, "Escape", INACCURATE)
    expect(day).to_have_value("")
    day.fill("2024-03-03")
    press(page, "Escape", HALF_RIGHT)
    expect(day).to_have_value("2024-03-03")

    press(page, "Escape", UNRESOLVABLE)
    expect(day).to_be_hidden()
    press(page, "Enter", "h")
    expect(page.locator("#status")).to_contain_text("已保存")
    assert [one.occurred_on for one in decisions(root, BETA)] == [None]
    press(page, INACCURATE)
    expect(day).to_have_value("")


def test_half_a_day_is_not_saved_as_none_and_does_not_stay_with_the_next_claim(
    root: Path, serve, open_page
) -> None:
    page = open_page(serve().url)
    day = page.locator("#occurred_on")
    press(page, "n", INACCURATE)
    page.keyboard.type("2024 年 2 月 2 日开售。")
    day.press_sequentially("0202")
    press(page, "Enter")
    assert day.evaluate("one => one.validity.badInput && one === document.activeElement")
    assert decisions(root, ALPHA) == []

    press(page, "Escape", "n", INACCURATE)
    assert day.evaluate("one => one.validity.valid")
    press(page, "Escape", "p")
    day.press_sequentially("01052025")
    press(page, "Enter")
    expect(page.locator("#status")).to_contain_text("已保存")
    assert [one.occurred_on for one in decisions(root, ALPHA)] == [date(2025, 1, 5)]


def test_how_can_be_chosen_beforehand_and_is_not_asked_without_a_split(
    root: Path, serve, open_page
) -> None:
    page = open_page(serve().url)
    page.get_by_role("button", name="一致同意").click()
    press(page, "1")
    page.keyboard.type("2024 年 2 月 2 日开售。")
    press(page, "Enter")
    expect(page.locator("#status")).to_contain_text("已保存")
    press(page, "n", "1")
    page.keyboard.type("2024 年 2 月 2 日开售。")
    press(page, "Enter")
    expect(page.locator("#status")).to_contain_text("已保存")

    for id_ in (BETA, ALPHA):
        (given,) = decisions(root, id_)
        assert given.decided
        assert given.decided.how.value == "consensus"


@pytest.fixture
def agreed(root: Path) -> list[str]:
    """Both raters and the desk agree on alpha and, once chen has rated anew, on beta."""
    for id_, raters in ((ALPHA, ("lin", "chen")), (BETA, ("chen",))):
        for rater in raters:
            given = Rating(rater=rater, rated_on=date(2025, 1, 9), verdict=Verdict.ACCURATE)
            edit_prediction(root, id_, [append(given)])
    return [ALPHA, BETA]


def test_claims_on_which_all_agree_are_taken_together_by_one_key(
    root: Path, agreed: list[str], serve, open_page
) -> None:
    page = open_page(serve().url)
    expect(page.locator("#consent")).to_be_visible()
    expect(page.locator("#consent-list li")).to_have_count(2)
    expect(page.locator("#consent-list")).to_contain_text("乙会来。● 准确")
    expect(page.locator("#consent-list")).to_contain_text("Sold in the US")
    expect(page.locator("#place")).to_have_text("1 / 3")
    press(page, "1", "n")  # keys of the page behind do nothing

    press(page, "Enter")
    expect(page.locator("#consent-status")).to_have_text("已一并通过：2")
    press(page, "Escape", "l", "a")
    expect(page.locator("#consent h2")).to_have_text("Consent")
    expect(page.locator("#consent-status")).to_be_empty()
    press(page, "Escape", "l")
    expect(page.locator("#consent")).to_be_hidden()
    expect(page.locator("#place")).to_have_text("1 / 1")
    expect(page.locator("#claim")).to_have_text("丙会来。")
    expect(page.locator("#done")).to_have_text("已决定 2")

    for id_ in agreed:
        (given,) = decisions(root, id_)
        assert given.decided
        assert given.decided.how.value == "consent"


@pytest.mark.usefixtures("agreed")
def test_a_claim_can_be_pulled_out_of_the_consent_before_and_after(
    root: Path, serve, open_page
) -> None:
    served = serve()
    page = open_page(served.url)
    box = page.locator(f'#consent-list input[name="{BETA}"]')
    box.uncheck()
    wait_for_news(page)
    expect(box).not_to_be_checked()
    page.reload()
    expect(box).not_to_be_checked()
    page.locator("#consent-take").click()
    expect(page.locator("#consent-status")).to_have_text("已一并通过：1")
    assert (len(decisions(root, ALPHA)), decisions(root, BETA)) == (1, [])
    expect(page.locator("#place")).to_have_text("1 / 2")

    page.locator(f'#consent-list input[name="{ALPHA}"]').click()
    expect(page.locator("#consent-status")).to_have_text("已撤回")
    expect(page.locator("#place")).to_contain_text("/ 3")
    assert decisions(root, ALPHA) == []
    page.locator("#consent-close").click()
    expect(page.locator("#consent")).to_be_hidden()
    press(page, "a")
    expect(page.locator("#consent")).to_be_visible()
    page.reload()
    expect(page.locator("#claim")).not_to_be_empty()
    expect(page.locator("#consent")).to_be_hidden()  # nothing is left to take


def test_a_consent_that_comes_up_during_the_meeting_opens_no_list_over_what_is_typed(
    root: Path, serve, open_page
) -> None:
    page = open_page(serve().url)
    press(page, INACCURATE)
    given = Rating(rater="chen", rated_on=date(2025, 1, 9), verdict=Verdict.ACCURATE)
    edit_prediction(root, BETA, [append(given)])
    wait_for_news(page)

    expect(page.locator("#consent-button")).to_contain_text("一并通过 1")
    expect(page.locator("#consent")).to_be_hidden()
    expect(page.locator("#why-zh")).to_be_focused()


@pytest.mark.usefixtures("agreed")
def test_what_is_not_taken_by_consent_is_named_with_its_reason(
    root: Path, serve, open_page
) -> None:
    page = open_page(serve().url)
    page.route("**/state", lambda route: route.fulfill(status=304))  # no news meanwhile
    beta = root / f"{BETA}.yaml"
    beta.write_text(beta.read_text(encoding="utf-8") + "# 改过\n", encoding="utf-8")
    press(page, "Enter")
    expect(page.locator("#consent-status")).to_have_text(
        "已一并通过：1 · 未通过：kandao-2024/beta：记录已在别的窗口或文件里改动"
    )

    assert len(decisions(root, ALPHA)) == 1


@pytest.mark.usefixtures("agreed")
def test_a_claim_that_is_not_taken_back_stays_checked(root: Path, serve, open_page) -> None:
    page = open_page(serve().url)
    press(page, "Enter")
    expect(page.locator("#consent-status")).to_have_text("已一并通过：2")
    page.route("**/state", lambda route: route.fulfill(status=304))  # no news meanwhile
    beta = root / f"{BETA}.yaml"
    beta.write_text(beta.read_text(encoding="utf-8") + "# 改过\n", encoding="utf-8")
    page.locator(f'#consent-list input[name="{BETA}"]').click()

    expect(page.locator("#consent-status")).to_have_text("记录已在别的窗口或文件里改动")
    expect(page.locator(f'#consent-list input[name="{BETA}"]')).to_be_checked()


def test_a_whole_meeting_by_keyboard(root: Path, start_program, open_page) -> None:
    served = start_program()
    page = open_page(served.url)
    expect(page.locator("#claim")).to_have_text("乙会来。")
    expect(page.locator("#place")).to_have_text("1 / 3")

    decide(page, HALF_RIGHT, "到 2024 年只有一个国家。")
    press(page, "ArrowRight")
    expect(page.locator("#claim")).to_have_text("@甲会开售 | 乙。")
    decide(page, "1", "2024 年 2 月 2 日开售。")
    press(page, "n")
    decide(page, UNRESOLVABLE, "")
    expect(page.locator("#done")).to_have_text("已决定 3")
    page.reload()
    expect(page.locator("#claim")).to_have_text("丙会来。")
    expect(page.locator("#status")).to_have_text("⊖ 无法判定 ✓")
    press(page, "p", "p")
    expect(page.locator("#claim")).to_have_text("乙会来。")
    press(page, "u")
    expect(page.locator("#status")).to_have_text("已撤回")

    assert decisions(root, BETA) == []
    assert [one.verdict.value for one in decisions(root, ALPHA)] == ["accurate"]
    assert [one.why for one in decisions(root, GAMMA)] == [None]
    page.get_by_role("button", name="结束").click()
    page.get_by_role("button", name="结束").click()
    expect(page.locator("#banner")).to_contain_text("scorecard review close 2024")
    assert served.process.wait(10) == 0
    press(page, "n")
    expect(page.locator("#claim")).to_have_text("@甲会开售 | 乙。")
    expect(page.locator("#banner")).to_contain_text("scorecard review close 2024")


def test_ratings_and_the_desks_verdict_are_not_in_the_page_before_their_key(
    serve, open_page
) -> None:
    page = open_page(serve().url)
    assert "林的理由" not in page.content()
    assert "Sold in the US" not in page.content()

    press(page, "r")
    expect(page.locator("#ratings")).to_contain_text("lin：● 准确")
    expect(page.locator("#ratings")).to_contain_text("chen：○ 不准确")
    press(page, "d")
    expect(page.locator("#desk")).to_contain_text("Sold in the US")

    press(page, "ArrowRight")
    expect(page.locator("#ratings")).to_be_hidden()
    expect(page.locator("#desk")).to_be_hidden()
    press(page, "ArrowRight", "r", "d")
    expect(page.locator("#ratings")).to_have_text("没有人评议。")
    expect(page.locator("#desk")).to_have_text("还没有判定。")


def test_the_desks_reason_can_be_taken_over_in_both_languages(root: Path, serve, open_page) -> None:
    page = open_page(serve().url)
    press(page, "d")
    page.get_by_role("button", name="采用这条理由").click()
    press(page, "1", "Enter", "v")
    expect(page.locator("#status")).to_contain_text("已保存")

    (given,) = decisions(root, BETA)
    assert given.why == "Sold in the US from 2 February 2024."
    assert given.occurred_on == date(2024, 2, 2)


def test_texts_taken_over_keep_both_languages_also_when_they_are_saved_again(
    root: Path, serve, open_page
) -> None:
    """Only a text that was typed anew is in one language."""
    both = {
        name: {"en": f"{name} in English", "zh": f"{name} 的中文"} for name in ("held", "missed")
    }
    desk = {"judged_on": "2025-01-09", "verdict": "half_right", "by": "desk", "why": "两半", **both}
    edit_prediction(
        root, BETA, [append(JudgedVerdict.model_validate(desk))], today=date(2025, 1, 9)
    )
    page = open_page(serve().url)
    press(page, "d", "t", "Escape", HALF_RIGHT, "Enter", "v")
    expect(page.locator("#status")).to_contain_text("已保存")
    (given,) = decisions(root, BETA)
    assert (given.held, given.missed) == (Bilingual(**both["held"]), Bilingual(**both["missed"]))

    press(page, "l")
    page.locator("#missed").fill("the rest of it")
    press(page, "Enter")
    expect(page.locator("#status")).to_contain_text("Saved")
    (given,) = decisions(root, BETA)
    assert (given.held, given.missed) == (Bilingual(**both["held"]), "the rest of it")


def test_marks_between_facts_are_those_of_the_language(serve, open_page) -> None:
    page = open_page(serve().url)
    expect(page.locator("#facts")).to_contain_text("期限 2024-01-01～2024-12-31")
    expect(page.locator("#supports-head")).to_have_text("支持（1）")
    expect(page.locator("#supports small")).to_have_text(re.compile("（.+，2024-02-02）$"))
    press(page, "d", "l")
    expect(page.locator("#facts")).to_contain_text("window 2024-01-01 – 2024-12-31")
    expect(page.locator("#supports-head")).to_have_text("supports (1)")
    expect(page.locator("#desk")).to_contain_text("desk, 2024-03-01")


def test_a_reload_in_the_middle_keeps_the_place_and_what_was_typed(serve, open_page) -> None:
    page = open_page(serve().url)
    press(page, "ArrowRight", INACCURATE)
    page.keyboard.type("只打了一半")

    page.reload()

    expect(page.locator("#claim")).to_have_text("@甲会开售 | 乙。")
    expect(page.locator("#why-zh")).to_have_value("只打了一半")
    expect(page.locator('#verdicts [aria-pressed="true"]')).to_contain_text("不准确")
    expect(page.locator("#status")).to_have_text("尚未保存")


def test_a_killed_program_loses_nothing(root: Path, start_program, open_page) -> None:
    first = start_program()
    page = open_page(first.url)
    decide(page, INACCURATE, "到 2024 年只有一个国家。")
    press(page, "ArrowRight", "1")
    page.keyboard.type("还没保存")
    first.kill()
    let_pass(page, 4)
    expect(page.locator("#banner")).to_contain_text("scorecard review meet 2024")
    expect(page.locator("#banner")).to_contain_text("新的地址")
    press(page, "Enter")
    expect(page.locator("#why-zh")).to_have_value("还没保存")

    second = start_program()
    assert second.port == first.port
    again = open_page(second.url)

    expect(again.locator("#done")).to_have_text("已决定 1")
    expect(again.locator("#claim")).to_have_text("@甲会开售 | 乙。")
    assert len(decisions(root, BETA)) == 1
    assert decisions(root, ALPHA) == []


def test_what_was_typed_is_there_again_in_the_browser_after_the_program_died(
    start_program, open_page
) -> None:
    first = start_program()
    page = open_page(first.url)
    press(page, INACCURATE)
    page.keyboard.type("还没保存的理由")
    beside = page.context.new_page()
    beside.goto(first.url)
    expect(beside.locator("#why-zh")).to_have_value("")  # windows of one run keep apart
    first.kill()

    again = page.context.new_page()
    again.goto(start_program().url)

    expect(again.locator("#why-zh")).to_have_value("还没保存的理由")
    expect(again.locator('#verdicts [aria-pressed="true"]')).to_contain_text("不准确")
    expect(again.locator("#status")).to_have_text("尚未保存")
    press(again, INACCURATE, "Enter", "v")
    expect(again.locator("#status")).to_contain_text("已保存")


def test_the_evidence_is_reached_by_keyboard_and_what_follows_is_shown(
    root: Path, serve, open_page
) -> None:
    file = root / f"{BETA}.yaml"
    text = file.read_text(encoding="utf-8")
    start, end = text.index("evidence:\n") + len("evidence:\n"), text.index("verdicts:")
    file.write_text(text[:start] + text[start:end] * 30 + text[end:], encoding="utf-8")
    page = open_page(serve().url)
    top = "document.querySelector('main').scrollTop"
    expect(page.locator("#more")).to_have_text("↓ 下面还有")

    found = []
    for key in ("ArrowDown", "PageDown", "Space", "Shift+Space", "ArrowUp", "End", "Home"):
        press(page, key)
        found.append(page.evaluate(top))
        if key == "End":
            expect(page.locator("#more")).to_be_hidden()

    down, page_down, space, back, up, end_, home = found
    assert 0 < down < page_down < space < end_
    assert up < back
    assert back == pytest.approx(page_down, abs=2)  # whole pixels
    assert home == 0
    expect(page.locator("#more")).to_be_visible()


def test_text_areas_grow_with_their_text_and_the_page_still_fits(serve, open_page) -> None:
    page = open_page(serve().url)
    press(page, "1")
    height = "document.getElementById('why-zh').clientHeight"
    before = page.evaluate(height)

    page.keyboard.type("理由很长。" * 60)

    assert page.evaluate(height) > before
    assert page.evaluate("document.documentElement.scrollHeight") == 720
    expect(page.locator("#next")).to_be_in_viewport()


def test_the_page_starts_in_the_commands_language(root: Path, serve, open_page) -> None:
    file = root / f"{BETA}.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("bears: contradicts", "bears: context"), encoding="utf-8")
    page = open_page(serve("en").url)

    expect(page.locator("#claim")).to_have_text("Beta comes.")
    expect(page.locator("#contradicts li")).to_have_text("Nothing on record.")
    expect(page.locator("#contradicts li")).to_have_css("list-style-type", "none")
    press(page, "l")
    page.reload()
    expect(page.locator("#claim")).to_have_text("乙会来。")


def test_of_two_windows_the_second_is_told_and_decides_knowingly(
    root: Path, serve, open_page
) -> None:
    served = serve()
    first, second = open_page(served.url), open_page(served.url)
    second.keyboard.press(INACCURATE)
    second.keyboard.type("另一个窗口的理由 2")
    decide(first, HALF_RIGHT, "第一个窗口的理由 1")

    press(second, "Enter", "v")
    expect(second.locator("#status")).to_contain_text("已在别的窗口或文件里改动：◐ 对了一半")
    expect(second.locator("#why-zh")).to_have_value("另一个窗口的理由 2")
    assert [one.why for one in decisions(root, BETA)] == ["第一个窗口的理由 1"]

    second.locator("#save").click()
    expect(second.locator("#status")).to_contain_text("已保存")
    assert [one.why for one in decisions(root, BETA)] == ["另一个窗口的理由 2"]
    wait_for_news(first)
    expect(first.locator("#status")).to_contain_text("改动：○ 不准确")
    expect(first.locator("#why-zh")).to_have_value("另一个窗口的理由 2")


def test_an_input_method_types_and_triggers_no_key(root: Path, serve, open_page) -> None:
    page = open_page(serve().url)
    press(page, INACCURATE)
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "yi", "selectionStart": 2, "selectionEnd": 2})
    for key in ("Enter", "1", "n"):
        code = {"type": "rawKeyDown", "key": key, "windowsVirtualKeyCode": 229}
        session.send("Input.dispatchKeyEvent", code)
    page.evaluate(
        """() => {
          const at = document.getElementById("why-zh");
          const keys = [["Enter", true, 13], ["Enter", false, 229], ["n", true, 78]];
          for (const [key, isComposing, keyCode] of keys) {
            for (const target of [at, document.body]) {
              const pressed = { key, isComposing, keyCode, bubbles: true };
              target.dispatchEvent(new KeyboardEvent("keydown", pressed));
            }
          }
        }"""
    )
    expect(page.locator("#claim")).to_have_text("乙会来。")
    assert decisions(root, BETA) == []
    session.send("Input.insertText", {"text": "一个国家，2024 年。"})
    expect(page.locator("#why-zh")).to_have_value("一个国家，2024 年。")
    session.detach()
    press(page, "Enter", "v")
    expect(page.locator("#status")).to_contain_text("已保存")

    assert [one.why for one in decisions(root, BETA)] == ["一个国家，2024 年。"]


def test_what_cannot_be_recorded_is_said_in_the_rooms_language(
    root: Path, serve, open_page
) -> None:
    page = open_page(serve().url)
    press(page, "ArrowRight", "l")
    expect(page.locator("#claim")).to_have_text('=1+1 <script>alert("x")</script> *is* on sale.')
    press(page, "1", "Enter")
    expect(page.locator("#status")).to_have_text("`accurate` without a why")
    press(page, "Escape", "l")
    page.locator("#why-zh").fill("长" * LARGEST_BODY)
    press(page, "Enter")
    expect(page.locator("#status")).to_have_text("内容太长，无法保存，请缩短。")
    expect(page.locator("#banner")).to_be_hidden()
    page.locator("#why-zh").fill("")
    page.keyboard.type("2024 年开售")
    press(page, "Shift+Enter")
    page.keyboard.type("第二行")
    press(page, "Enter")
    expect(page.locator("#status")).to_contain_text("已保存")

    assert [one.why for one in decisions(root, ALPHA)] == ["2024 年开售\n第二行"]


def test_keys_clock_and_help(serve, open_page) -> None:
    page = open_page(serve().url)
    let_pass(page, 2)
    expect(page.locator("#clock")).to_contain_text(re.compile(r"^0:(0[2-9]|[1-5]\d) "))
    page.clock.fast_forward(
        "10:00"
    )  # as where another tab is looked at: nothing is called meanwhile
    expect(page.locator("#clock")).to_contain_text(re.compile("^10:"))
    press(page, "c")
    expect(page.locator("#clock")).to_contain_text("⏸")
    press(page, "?")
    expect(page.locator("#help")).to_be_visible()
    press(page, "n")
    press(page, "Escape")
    expect(page.locator("#claim")).to_have_text("乙会来。")
    press(page, "Control+d", "ArrowLeft")
    expect(page.locator("#desk")).to_be_hidden()
    for key, field in (("1", "#why-zh"), ("f", "#search")):
        for _ in range(3):
            page.keyboard.down(key)  # held, it repeats itself
        page.keyboard.up(key)
        expect(page.locator(field)).to_be_focused()
        expect(page.locator(field)).to_have_value("")
        press(page, "Escape")


def test_a_claim_whose_record_breaks_stays_until_it_is_mended_or_left(
    root: Path, serve, open_page
) -> None:
    page = open_page(serve().url)
    beta = root / f"{BETA}.yaml"
    whole = beta.read_text(encoding="utf-8")
    press(page, INACCURATE)
    page.keyboard.type("只打")
    beta.write_text("claim: [", encoding="utf-8")
    wait_for_news(page)

    expect(page.locator("#banner")).to_contain_text(BETA)
    expect(page.locator("#claim")).to_have_text("乙会来。")
    expect(page.locator("#status")).to_contain_text("读不了")
    page.keyboard.type("了一半1")
    press(page, "Enter")
    expect(page.locator("#why-zh")).to_be_disabled()
    expect(page.locator("#why-zh")).to_have_value("只打")

    beta.write_text(whole, encoding="utf-8")
    wait_for_news(page)
    expect(page.locator("#status")).to_have_text("尚未保存")
    expect(page.locator("#why-zh")).to_be_enabled()
    expect(page.locator('#verdicts [aria-pressed="true"]')).to_contain_text("不准确")

    beta.write_text("claim: [", encoding="utf-8")
    wait_for_news(page)
    press(page, "ArrowRight")
    expect(page.locator("#claim")).to_have_text("@甲会开售 | 乙。")
    expect(page.locator("#place")).to_have_text("1 / 2")
    assert decisions(root, ALPHA) == []


def test_a_claim_that_is_withdrawn_while_it_is_discussed_stays_and_takes_no_keys(
    root: Path, serve, open_page
) -> None:
    page = open_page(serve().url)
    press(page, "ArrowRight", "ArrowRight", "o")
    page.keyboard.type("查证")
    gamma = root / f"{GAMMA}.yaml"
    text = gamma.read_text(encoding="utf-8")
    gamma.write_text(f"{text}withdrawn: {{on: 2025-01-09, why: 重复}}\n", encoding="utf-8")
    wait_for_news(page)

    press(page, "Enter")
    expect(page.locator("#status")).to_contain_text("不再讨论")
    press(page, "1", "w", "o", "t", "Enter", "u")
    expect(page.locator("#claim")).to_have_text("丙会来。")
    expect(page.locator("#vote")).to_be_hidden()
    expect(page.locator("#later")).to_be_hidden()
    expect(page.locator("#later-button")).to_be_disabled()
    press(page, "x")
    expect(page.locator("#claim")).to_have_text("乙会来。")
    expect(page.locator("#place")).to_have_text("1 / 2")


def test_a_claim_that_is_renamed_keeps_what_was_typed(root: Path, serve, open_page) -> None:
    page = open_page(serve().url)
    press(page, INACCURATE)
    page.keyboard.type("只打")
    rename_prediction(root, BETA, "kandao-2024/delta")
    wait_for_news(page)
    page.keyboard.type("了一半")

    expect(page.locator("#facts")).to_contain_text("kandao-2024/delta")
    expect(page.locator("#why-zh")).to_have_value("只打了一半")
    press(page, "Escape", "o")
    page.keyboard.type("问经销商")
    rename_prediction(root, "kandao-2024/delta", "kandao-2024/epsilon")
    wait_for_news(page)
    expect(page.locator("#facts")).to_contain_text("kandao-2024/epsilon")
    press(page, "Enter")
    expect(page.locator("#left")).to_have_text("留待以后 · 问经销商")


def test_the_page_fits_a_projector_and_a_laptop(root: Path, serve, open_page) -> None:
    beta = root / f"{BETA}.yaml"
    address = "https://example.com/" + "a1" * 100
    text = beta.read_text(encoding="utf-8")
    beta.write_text(text.replace("finding: ", f"finding: {address} ", 1), encoding="utf-8")
    page = open_page(serve().url)
    for width, height in ((1920, 1080), (1280, 720), (1024, 768)):
        page.set_viewport_size({"width": width, "height": height})
        size = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        )
        assert size == [width, height]
        assert (
            page.evaluate(
                "(one => one.scrollWidth - one.clientWidth)(document.querySelector('main'))"
            )
            == 0
        )
        expect(page.locator("#verdicts button").last).to_be_in_viewport()
        expect(page.locator("#next")).to_be_in_viewport()


def test_half_right_asks_for_its_parts_and_an_early_verdict_for_its_reason(
    root: Path, serve, open_page
) -> None:
    file = root / f"{BETA}.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("closes_on: 2024-12-31", "closes_on: 2026-12-31"), encoding="utf-8"
    )
    page = open_page(serve().url)
    expect(page.locator("#parts")).to_be_hidden()

    press(page, "1")
    expect(page.locator("#early_because")).to_be_visible()
    expect(page.locator("#held")).to_be_hidden()
    press(page, "Escape", HALF_RIGHT)
    page.keyboard.type("到 2024 年只有一个国家。")
    press(page, "Enter", "h")
    expect(page.locator("#status")).to_contain_text("却没有写说中的部分、落空的部分")
    page.locator("#held").fill("在一个国家开售。")
    page.locator("#missed").fill("别国没有。")
    page.locator("#early_because").fill("已经开售。")
    assert page.evaluate("document.documentElement.scrollHeight") == 720
    page.locator("#early_because").press("Enter")
    expect(page.locator("#status")).to_contain_text("已保存")
    press(page, TOO_EARLY)
    expect(page.locator("#parts")).to_be_hidden()

    (given,) = decisions(root, BETA)
    assert (given.held, given.missed, given.early_because) == (
        "在一个国家开售。",
        "别国没有。",
        "已经开售。",
    )


class LatePage:
    """A page whose changes are answered when the test lets them go."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.held: list[Route] | None = []
        page.route(re.compile("decide|take-back|vote|later"), self.hold)

    def hold(self, route: Route) -> None:
        """Keep a request, or pass it on once they have been let go."""
        if self.held is None:
            route.continue_()
        else:
            self.held.append(route)

    def let_go(self) -> None:
        """Pass on what was asked so far, and from now on everything; something is asked soon."""
        for _ in range(900):
            if self.held:
                break
            self.page.evaluate("new Promise((done) => requestAnimationFrame(done))")
        held, self.held = self.held or [], None
        assert held
        for route in held:
            route.continue_()


@pytest.fixture
def late(open_page, serve) -> LatePage:
    return LatePage(open_page(serve().url))


@pytest.mark.usefixtures("agreed")
def test_a_consent_is_taken_while_a_decision_is_still_on_its_way(
    root: Path, late: LatePage
) -> None:
    page = late.page
    press(page, "Escape")
    expect(page.locator("#consent")).to_be_hidden()
    press(page, "n", "n", UNRESOLVABLE, "Enter")
    press(page, "a", "Enter")
    late.let_go()

    expect(page.locator("#consent-status")).to_have_text("已一并通过：2")
    expect(page.locator("#done")).to_have_text("已决定 3")
    assert [len(decisions(root, id_)) for id_ in (ALPHA, BETA, GAMMA)] == [1, 1, 1]


def test_a_button_held_while_the_page_asks_for_news_is_still_pressed(serve, open_page) -> None:
    page = open_page(serve().url)
    for place, held in (
        ("2 / 3", "#next kbd"),
        ("2 / 3", f"#verdicts button:nth-child({INACCURATE}) kbd"),
    ):
        page.hover(held)
        page.mouse.down()
        wait_for_news(page)
        page.mouse.up()
        expect(page.locator("#place")).to_have_text(place)

    expect(page.locator('#verdicts [aria-pressed="true"]')).to_contain_text("不准确")


def test_an_answer_that_comes_late_belongs_to_its_claim_and_no_key_is_lost(
    root: Path, late: LatePage
) -> None:
    page = late.page
    press(page, "v", INACCURATE)
    page.keyboard.type("到 2024 年只有一个国家。")
    press(page, "Enter", "n")  # goes on while the first is on its way
    expect(page.locator("#claim")).to_have_text("@甲会开售 | 乙。")
    press(page, "1")
    page.keyboard.type("2024 年 2 月 2 日开售，1 n u")
    press(page, "Enter", "n")
    expect(page.locator("#claim")).to_have_text("丙会来。")
    press(page, INACCURATE)
    page.keyboard.type("这里还在写 1")
    late.let_go()

    expect(page.locator("#done")).to_have_text("已决定 2")
    expect(page.locator("#why-zh")).to_have_value("这里还在写 1")
    expect(page.locator("#why-zh")).to_be_focused()
    expect(page.locator("#status")).to_have_text("尚未保存")
    assert [one.why for one in decisions(root, BETA)] == ["到 2024 年只有一个国家。"]
    assert [one.why for one in decisions(root, ALPHA)] == ["2024 年 2 月 2 日开售，1 n u"]
    assert decisions(root, GAMMA) == []


def test_what_is_changed_while_it_is_on_its_way_is_not_called_saved(
    root: Path, late: LatePage
) -> None:
    page = late.page
    press(page, "v", UNRESOLVABLE, "Enter", "h")
    late.let_go()

    expect(page.locator("#done")).to_have_text("已决定 1")
    expect(page.locator("#status")).to_have_text("尚未保存")
    press(page, "Enter")
    expect(page.locator("#status")).to_contain_text("已保存")
    assert [one.decided and one.decided.how.value for one in decisions(root, BETA)] == ["chair"]


def test_what_is_changed_while_it_is_on_its_way_is_kept_and_saved_by_the_next_enter(
    root: Path, late: LatePage
) -> None:
    page = late.page
    press(page, "v", INACCURATE)
    page.keyboard.type("第一稿，2024 年。")
    press(page, "Enter", INACCURATE)
    page.keyboard.press("End")
    page.keyboard.type("第二稿。")
    press(page, "Enter")
    with page.expect_response(lambda one: "第二稿" in (one.request.post_data or "")):
        late.let_go()

    expect(page.locator("#status")).to_contain_text("已保存")
    assert [one.why for one in decisions(root, BETA)] == ["第一稿，2024 年。第二稿。"]


def test_what_is_typed_while_a_decision_is_taken_back_stays_and_is_saved(
    root: Path, late: LatePage
) -> None:
    page = late.page
    press(page, "v", INACCURATE)
    page.keyboard.type("到 2024 年只有一个国家。")
    press(page, "Enter")
    late.let_go()
    expect(page.locator("#status")).to_contain_text("已保存")
    late.held = []
    press(page, "u", UNRESOLVABLE)
    page.locator("#why-zh").fill("查不到。")
    press(page, "Enter")
    late.let_go()

    expect(page.locator("#status")).to_contain_text("已保存：⊖ 无法判定")
    expect(page.locator("#why-zh")).to_have_value("查不到。")
    assert [one.why for one in decisions(root, BETA)] == ["查不到。"]


def test_taking_back_keeps_the_text(root: Path, serve, open_page) -> None:
    page = open_page(serve().url)
    decide(page, INACCURATE, "到 2024 年只有一个国家。")
    page.route("**/take-back", lambda route: route.abort())
    press(page, "u")
    expect(page.locator("#status")).to_have_text("○ 不准确 ✓")
    page.unroute_all()

    press(page, "u")
    expect(page.locator("#status")).to_have_text("已撤回")

    assert decisions(root, BETA) == []
    expect(page.locator("#why-zh")).to_have_value("到 2024 年只有一个国家。")
    expect(page.locator('#verdicts [aria-pressed="true"]')).to_contain_text("不准确")
    page.locator("#save").click()
    expect(page.locator("#status")).to_contain_text("已保存")
    assert len(decisions(root, BETA)) == 1


def test_the_list_is_searched_filtered_and_jumped_from(serve, open_page) -> None:
    page = open_page(serve().url)
    press(page, "f")
    expect(page.locator("#found li")).to_have_count(3)
    expect(page.locator("#owed")).to_have_text("未答：lin 2 · chen 2")
    page.keyboard.type("丙")
    expect(page.locator("#found li")).to_have_count(1)
    press(page, "Enter")
    expect(page.locator("#claim")).to_have_text("丙会来。")
    press(page, "/")
    page.locator("#search").fill("")
    page.get_by_role("button", name="评议不一或与判定不同 1").click()
    expect(page.locator("#found")).to_contain_text("乙会来。")
    page.locator("#found button").click()
    expect(page.locator("#claim")).to_have_text("乙会来。")
    decide(page, INACCURATE, "到 2024 年只有一个国家。")
    press(page, "x")
    expect(page.locator("#claim")).to_have_text("@甲会开售 | 乙。")
    expect(page.locator("#undecided-button")).to_contain_text("未决定 2")
    page.evaluate(f"location.hash = '#{GAMMA}'")
    expect(page.locator("#claim")).to_have_text("丙会来。")


def test_a_key_right_after_a_box_is_closed_is_a_command(serve, open_page) -> None:
    page = open_page(serve().url)
    press(page, "f")
    page.keyboard.type("丙")

    page.evaluate(
        """() => {
          for (const key of ["Enter", "x"]) {
            const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(event);
          }
        }"""
    )

    expect(page.locator("#claim")).to_have_text("乙会来。")


def test_a_claim_is_put_off_with_note_owner_and_day(root: Path, serve, open_page) -> None:
    page = open_page(serve().url)
    press(page, "o")
    page.keyboard.type("问经销商 n 1")
    due = page.locator("#later-due")
    for typed in ("0301", "03010202"):  # without a year, or one that slipped
        due.fill("")
        due.press_sequentially(typed)
        press(page, "Enter")
        expect(page.locator("#later")).to_be_visible()
        assert not due.evaluate("one => one.validity.valid")
    due.fill("2025-03-01")
    for two in (
        "chen、lin",
        "chen, lin",
        "chen；lin",
    ):  # refused, and nothing that was typed is lost
        page.locator("#later-owner").fill(two)
        press(page, "Enter")
        expect(page.locator("#later-owner")).to_have_js_property(
            "validationMessage", "这里只写一个人；其他人写进待办事项。"
        )
    page.locator("#later-owner").fill("“chen”。")
    press(page, "Enter")
    expect(page.locator("#status")).to_have_text("已留待以后")
    expect(page.locator("#left")).to_have_text("留待以后 · 问经销商 n 1 · chen · 2025-03-01")

    (held,) = load_records(root).reviews["2024"].put_off
    assert (held.id, held.note, held.owner) == (BETA, "问经销商 n 1", "chen")
    press(page, "x")
    expect(page.locator("#claim")).to_have_text("@甲会开售 | 乙。")


def test_what_two_windows_put_off_is_replaced_knowingly(root: Path, serve, open_page) -> None:
    served = serve()
    first, second = open_page(served.url), open_page(served.url)
    for page, note in ((first, "问经销商"), (second, "再等等")):
        press(page, "o")
        page.keyboard.type(note)
    press(first, "Enter")
    expect(first.locator("#status")).to_have_text("已留待以后")

    press(second, "Enter")
    expect(second.locator("#status")).to_have_text(
        "这条预测已在别的窗口或文件里改动。再保存一次即可替换。"
    )
    expect(second.locator("#left")).to_have_text("留待以后 · 问经销商")
    press(second, "o")
    expect(second.locator("#later-note")).to_have_value("再等等")
    press(second, "Enter")
    expect(second.locator("#status")).to_have_text("已留待以后")
    assert [one.note for one in load_records(root).reviews["2024"].put_off] == ["再等等"]


def test_raters_vote_again_stand_aside_and_are_shown_without_names(
    root: Path, serve, open_page
) -> None:
    page = open_page(serve().url)
    press(page, "r", "y")
    expect(page.locator("#ratings")).to_contain_text("● 准确")
    expect(page.locator("#ratings")).not_to_contain_text("lin")
    press(page, "w")
    page.locator('#vote select[name="chen"]').select_option("accurate")
    page.locator('#vote select[name="lin"]').select_option("recused")
    page.locator("#vote input").last.fill("看了合同")
    page.route("**/vote", lambda route: route.abort())
    press(page, "Enter")
    expect(page.locator("#status")).to_have_text("尚未保存")
    page.unroute_all()
    press(page, "w")
    expect(page.locator("#vote input").last).to_have_value("看了合同")
    press(page, "Enter")
    expect(page.locator("#status")).to_have_text("已记录")
    press(page, "y")
    expect(page.locator("#ratings")).to_contain_text("chen：● 准确 · 讨论之后")

    record = load_records(root)
    ratings = record.predictions[BETA].ratings
    assert [(one.round, one.why) for one in ratings[1:]] == [(None, None), (2, "看了合同")]
    assert [one.rater for one in record.reviews["2024"].abstentions] == ["lin"]
    press(page, "t", "1", "Enter")
    expect(page.locator("#status")).to_contain_text("已保存")
    (given,) = decisions(root, BETA)
    assert given.decided
    assert (given.decided.how.value, given.decided.recused) == ("consensus", ["lin"])

    press(page, "w")
    page.locator('#vote select[name="chen"]').select_option("abstained")
    press(page, "Enter")
    expect(page.locator("#status")).to_contain_text("请再保存一次决定")
    press(page, "Enter")
    expect(page.locator("#status")).to_contain_text("已保存")
    (given,) = decisions(root, BETA)
    assert given.decided
    assert (given.decided.votes_for, given.decided.votes_against) == (None, None)
    assert given.why == "Sold in the US from 2 February 2024."


def test_at_one_and_a_half_times_the_size_the_keys_stay_in_view_and_the_text_is_larger(
    serve, open_page
) -> None:
    page = open_page(serve().url)
    size = "parseFloat(getComputedStyle(document.querySelector('#supports li')).fontSize)"
    page.set_viewport_size({"width": 1366, "height": 768})
    before = page.evaluate(size)

    page.set_viewport_size({"width": 911, "height": 512})  # what the browser makes of 150 %

    assert page.evaluate(size) == before  # in its own pixels, which are half as large again
    press(page, HALF_RIGHT)
    for place in ("#verdicts button >> nth=4", "#save", "#next", "#held", "#ways button >> nth=2"):
        expect(page.locator(place)).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") == 911
    page.set_viewport_size({"width": 640, "height": 360})  # of 200 %, where the whole page scrolls
    press(page, "Escape", "PageDown", "n")
    expect(page.locator("#claim")).to_be_in_viewport()
