"""The report: everything of the records on one page that loads nothing."""

import re


def test_the_command_writes_the_page_and_says_where(run, folder) -> None:
    done = run("report", "--as-of", "2026-11-21", cwd=folder.parent)

    page = (folder.parent / "scorecard.html").read_text(encoding="utf-8")
    assert (done.returncode, done.stdout) == (0, "scorecard.html\n")
    assert page.startswith("<!DOCTYPE html>")
    assert 'id="kandao-2024/vision-pro"' in page


def test_the_page_names_no_address_that_a_browser_would_load(run, folder) -> None:
    run("report", "--as-of", "2026-11-21", cwd=folder.parent)

    page = (folder.parent / "scorecard.html").read_text(encoding="utf-8")
    loaded = re.findall(r'(?:src|<link[^>]*href|url)\s*[=(]\s*["\']?([^"\')\s>]+)', page)
    assert [one for one in loaded if not one.startswith(("#", "data:"))] == []
