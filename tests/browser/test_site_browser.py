"""The site in real browsers, from a sub-path of a server and from disk: three kinds of page, watched."""

import functools
import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page, Response, Route, expect

from report_pages import AS_OF, both, claim, write

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DATA = Path(__file__).parent.parent / "data" / "base"
SIZE = {"width": 1280, "height": 900}
HOSTILE = "</script><img src=x onerror=alert(1)> \"'& \u202eesrever"
KINDS = {
    "index": {"en": "index.html?lang=en", "zh": "index.zh.html"},
    "claim": {code: f"claims/kandao-2024/vision-pro.{code}.html" for code in ("en", "zh")},
    "changes": {code: f"changes.{code}.html" for code in ("en", "zh")},
}


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A site in a folder of a folder, with charts."""
    root = tmp_path_factory.mktemp("site")
    folder = root / "predictions"
    for name in ("kandao-2024/outlook.yaml", "kandao-2024/vision-pro.yaml", "domains.yaml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((DATA / name).read_bytes())
    write(folder, "hostile", claim(claim=both(HOSTILE, HOSTILE + "。")))
    write(folder, "怪名", claim(same_event=["kandao-2024/hostile"], verdicts=[]))
    asked = ["site", root / "sub" / "path", "--predictions", folder, "--as-of", AS_OF]
    command = [sys.executable, "-m", "scorecard", *map(str, asked)]
    subprocess.run(command, check=True, capture_output=True)
    return root


@pytest.fixture(scope="module")
def address(built) -> Iterator[str]:
    """The site on a server, below a path."""
    handler = functools.partial(_Quiet, directory=str(built))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/sub/path/"
    server.shutdown()
    server.server_close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Print nothing."""


class Tab:
    """A tab in which no request leaves the site."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.address = address
        self.context = browser.new_context(viewport=SIZE)
        self.said: list[str] = []
        self.context.route("**/*", self._watch)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.said.append(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on("dialog", self._dismiss)
        self.page.on("response", self._note_failure)

    def _watch(self, route: Route) -> None:
        url = route.request.url
        if url.startswith((self.address, "file:", "data:")):
            route.continue_()
        else:
            self.said.append(f"request: {url}")
            route.abort()

    def _dismiss(self, dialog: Dialog) -> None:
        self.said.append(dialog.message)
        dialog.dismiss()

    def _note_failure(self, answer: Response) -> None:
        if answer.status >= 400:
            self.said.append(answer.url)

    def empty(self) -> None:
        """Make it as a new one is: the pages keep nothing in the browser."""
        self.page.goto("about:blank")
        self.page.set_viewport_size(SIZE)
        self.page.emulate_media(media="null")
        self.page.mouse.move(0, 0)
        self.said.clear()


@pytest.fixture(scope="module")
def tab(chromium, address) -> Iterator[Tab]:
    """A tab for many tests, one after the other: a new one costs as much as a page that is loaded."""
    tab = Tab(chromium, address)
    yield tab
    tab.context.close()


@pytest.fixture
def page(tab) -> Iterator[Page]:
    """The tab of all tests, emptied, in which nothing is complained of."""
    tab.empty()
    yield tab.page
    # A page that is left may still have something to say.
    tab.page.goto("about:blank")
    said = [one for one in tab.said if "favicon" not in one and "404 (File not found)" not in one]
    assert said == []


def test_an_edition_of_the_start_page_keeps_its_language_whoever_reads_it(
    chromium, address
) -> None:
    context = chromium.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(address + "index.html")

    assert page.evaluate("document.documentElement.lang") == "en"
    page.goto(address + "index.zh.html")
    assert page.evaluate("document.documentElement.lang") == "zh"
    context.close()


# The colors do not depend on the language.
@pytest.mark.parametrize(("language", "theme"), [("en", "dark"), ("zh", "light")])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_no_serious_fault_on_any_kind_of_page(
    page, address, kind, language, theme
) -> None:
    page.goto(address + KINDS[kind][language])
    page.locator(f"label[for=theme-{theme}]").click()
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")

    found = Axe().run(page).response["violations"]

    faults = [
        (one["id"], [node["html"][:200] for node in one["nodes"]])
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]
    assert faults == []
    background = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert background == ["rgb(255, 255, 255)", "rgb(20, 25, 30)"][theme == "dark"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_phone_shows_a_page_without_scrolling_sideways(page, address, kind) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address + KINDS[kind]["zh"])

    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_reader_goes_from_the_page_to_a_claim_its_other_language_and_back_by_keyboard(
    page, address
) -> None:
    page.goto(address + "index.html")
    link = page.locator("[id='kandao-2024/vision-pro'] .tools a[lang=en]")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Apple puts Vision Pro on sale during 2024."
    )
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("link", name="中文").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("苹果会在 2024 年内开售")
    page.get_by_role("link", name="在全部预测中查看").focus()
    page.keyboard.press("Enter")

    page.wait_for_url("**/index.zh.html#kandao-2024/vision-pro")
    expect(page.locator("[id='kandao-2024/vision-pro'] .body")).to_be_visible()


def test_the_site_works_from_a_folder_on_disk(page, built) -> None:
    root = built / "sub" / "path"
    page.goto((root / "changes.en.html").as_uri())
    page.get_by_role("link", name="Apple puts Vision Pro on sale during 2024.").first.click()

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).maxWidth") == "832px"
    assert page.locator("main img").count() == 0


def test_a_claim_is_one_or_two_sheets_of_paper_with_its_addresses(page, address, tmp_path) -> None:
    page.goto(address + KINDS["claim"]["en"])
    file = tmp_path / "claim.pdf"
    file.write_bytes(page.pdf(prefer_css_page_size=True))

    assert 0 < file.read_bytes().count(b"/Type /Page\n") <= 2
    page.emulate_media(media="print")
    content = "getComputedStyle(document.querySelector('.evidence a'), '::after').content"
    assert "attr(href)" in page.evaluate(content) or "https://" in page.evaluate(content)
    expect(page.locator(".switches")).to_be_hidden()


def test_firefox_shows_a_claim_without_a_complaint(firefox, address) -> None:
    page = firefox.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))

    page.goto(address + KINDS["claim"]["zh"])

    assert "苹果会在 2024 年内开售" in page.title()
    assert page.locator(".evidence li").count() == 2
    page.close()
    assert said == []
