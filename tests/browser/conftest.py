"""The browsers of the machine, started once for each worker."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

expect.set_options(timeout=15_000)  # of a machine that runs other tests meanwhile


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A page that misses its time on a busy machine is tried once more; a fault fails both times."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(
                pytest.mark.flaky(reruns=1, only_rerun=["TimeoutError", "Locator expected"])
            )


CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def program(*names: str) -> str:
    """The first of these programs that is here; without one the tests are skipped, but never in CI."""
    for name in names:
        if found := shutil.which(name):
            return found
    reason = f"no {names[0]} on this machine"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


# While it runs, the tests' own thread has an event loop: what needs one runs in another thread.
@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(
        executable_path=program("chromium-headless-shell", "chromium", "google-chrome"),
        args=CHROMIUM_ARGUMENTS,
    )
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def firefox(playwright: Playwright) -> Iterator[Browser]:
    """The system's Firefox by WebDriver BiDi: no patched build of Playwright's is needed."""
    browser = playwright.firefox.launch(
        executable_path=program("firefox-esr", "firefox"), channel="moz-firefox"
    )
    yield browser
    browser.close()
