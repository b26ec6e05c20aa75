"""The site: every link leads somewhere, nothing is written twice, and other programs read what it offers."""

import contextlib
import html
import importlib.util
import json
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from markupsafe import escape
from PIL import Image

from report_pages import EXAMPLE, both, claim, write
from scorecard.cli import main
from scorecard.reading.folder import load_records
from scorecard.rendering.cards import Card, chapters
from scorecard.site import files
from scorecard.site.preview import SIZE, preview
from scorecard.summary.numbers import numbers_at
from scorecard.text import Language, Phrase
from scorecard.verdicts import JUDGED_STATES

AS_OF = "2026-11-21"
HERE = "https://example.org/score"
CLAIM = "claims/kandao-2024/vision-pro"
HOSTILE = "</script><img src=x onerror=alert(1)> \"'& 怪"


class Links(HTMLParser):
    """The addresses and the ids of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.addresses += [str(held[name]) for name in ("href", "src") if held.get(name)]
        if held.get("property") == "og:image":
            self.addresses.append(str(held["content"]))
        self.ids.add(str(held.get("id")))


def links_of(page: Path) -> Links:
    found = Links()
    found.feed(page.read_text(encoding="utf-8"))
    return found


@pytest.fixture
def build(call, folder, tmp_path, monkeypatch) -> Callable[..., Path]:
    """Build the site of the folder of records, without charts: drawing takes most of the time."""
    monkeypatch.setattr("scorecard.charts.gallery.gallery", lambda _: {})

    def built(*more: str, as_of: str = AS_OF) -> Path:
        done = call("site", tmp_path / "site", "--predictions", folder, "--as-of", as_of, *more)
        assert (done.code, done.err) == (0, "")
        return tmp_path / "site"

    return built


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the example at an address, to look at."""
    home = tmp_path_factory.mktemp("home")
    options = ["--predictions", EXAMPLE.parents[1], "--as-of", AS_OF, "--url", HERE]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(home / "cache"))
        patch.setattr("scorecard.charts.gallery.gallery", lambda _: {})
        patch.setattr(sys, "argv", ["scorecard", "site", *map(str, [home / "site", *options])])
        with contextlib.suppress(SystemExit):
            main()
    return home / "site"


def entries(site: Path) -> list[str]:
    """The ids of what a feed tells."""
    return re.findall("<entry>\n<id>(.*)</id>", (site / "feed.en.xml").read_text("utf-8"))


@pytest.mark.slow
def test_every_link_of_every_page_leads_somewhere(build, folder) -> None:
    write(folder, "怪名字", claim(claim=both("Odd name", "怪名字")))
    write(folder, "other", claim(same_event=["kandao-2024/怪名字"]))
    site = build()
    pages = [one for one in site.rglob("*.html") if one.name != "404.html"]
    found = {page.resolve(): links_of(page) for page in pages}

    assert len(pages) == 2 + 2 + 2 * 3
    for page, links in found.items():
        for address in links.addresses:
            parts = urlsplit(address)
            if parts.scheme:
                assert parts.scheme in {"https", "http", "data"}
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            assert target.is_file(), (page, address)
            if parts.fragment and target in found:
                assert unquote(parts.fragment) in found[target].ids, (page, address)


@pytest.mark.slow
def test_the_former_address_of_a_claim_leads_to_its_page(build, folder) -> None:
    formerly = ["kandao-2023/visoin", "kandao-2024/vision-pro", "../../out", "no-id"]
    write(folder, "vision-pro", claim(formerly=formerly))
    site = build()
    page = site / "claims/kandao-2023/visoin.zh.html"

    said = page.read_text(encoding="utf-8")
    there = "../../claims/kandao-2024/vision-pro.zh.html"
    assert f'<meta http-equiv="refresh" content="0; url={there}">' in said
    assert (page.parent / there).is_file()
    assert there in links_of(page).addresses
    assert "这条预测改了 id" in said
    assert "refresh" not in (page.parent / there).read_text(encoding="utf-8")
    assert not list(site.parent.rglob("*out.??.html"))
    assert "visoin" not in (site / "sitemap.xml").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_page_of_a_claim_names_itself_in_both_languages(finished) -> None:
    site, here = finished, f"{HERE}/"

    for code, title in (
        ("en", "Apple puts Vision Pro on sale during 2024."),
        ("zh", "苹果会在 2024 年内开售"),
    ):
        page = (site / f"{CLAIM}.{code}.html").read_text(encoding="utf-8")
        assert f'<html lang="{code}">' in page
        assert title in html.unescape(re.search("<title>(.*?)</title>", page)[1])
        assert f'<link rel="canonical" href="{here}{CLAIM}.{code}.html">' in page
        for other in ("en", "zh"):
            assert f'hreflang="{other}" href="{here}{CLAIM}.{other}.html"' in page
        assert 'hreflang="x-default"' in page
        assert f'property="og:image" content="{here}previews/kandao-2024/vision-pro.png"' in page
        assert re.search(r'<meta name="description" content="[^"]{20,}">', page)
    assert "Sold in the US" in (site / f"{CLAIM}.en.html").read_text(encoding="utf-8")
    english = (site / f"{CLAIM}.en.html").read_text(encoding="utf-8")
    assert "支持的证据" not in english
    assert "Evidence for" not in (site / f"{CLAIM}.zh.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_lines_of_chinese_are_joined_without_a_blank(build, folder) -> None:
    (folder / "scorecard.yaml").write_text("languages: [zh, en]\n", encoding="utf-8")
    one_line = both("It comes.", "第一行，第二行。")
    write(folder, "lines", claim(claim={**one_line, "zh": "第一行，\n第二行。"}))
    write(folder, "plain", claim(claim=one_line))

    site = build()

    page = (site / "claims/kandao-2024/lines.zh.html").read_text(encoding="utf-8")
    assert "<title>第一行，第二行。 · 准确</title>" in page
    feed = (site / "feed.zh.xml").read_text(encoding="utf-8")
    assert feed.count("<title>准确 · 第一行，第二行。</title>") == 2
    lines, plain = (site / f"previews/kandao-2024/{name}.png" for name in ("lines", "plain"))
    assert lines.read_bytes() == plain.read_bytes()


@pytest.mark.slow
def test_a_long_claim_is_cut_in_the_head_and_whole_on_the_page(build, folder) -> None:
    long = "word " * 60 + "end."
    write(folder, "long", claim(claim=both(long, "长" * 300)))

    page = (build() / "claims/kandao-2024/long.en.html").read_text(encoding="utf-8")

    assert re.search(r"<title>word word [^<]{80,110}… · accurate</title>", page)
    assert f'<bdi lang="en">{long}</bdi></h1>' in page


@pytest.mark.slow
def test_only_a_claim_whose_time_is_up_is_told_to_search_engines(build, folder) -> None:
    window = {"opens_on": date(2024, 1, 1), "closes_on": date(2030, 1, 1), "stated": True}
    early = {**claim()["verdicts"][0], "early_because": "It was sold."}
    write(folder, "early", claim(window=window, verdicts=[early]))
    write(folder, "hostile", claim(claim=both(HOSTILE, HOSTILE + "。")))
    site = build("--url", "https://example.org/")

    def block(name: str) -> dict[str, object] | None:
        page = (site / f"claims/kandao-2024/{name}.en.html").read_text(encoding="utf-8")
        found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
        assert page.count("<script") == len(found)
        return json.loads(found[0]) if found else None

    review = block("vision-pro")
    assert block("early") is None
    assert block("hostile")["claimReviewed"] == HOSTILE
    assert review["@context"] == "https://schema.org"
    assert review["@type"] == "ClaimReview"
    assert review["url"] == f"https://example.org/{CLAIM}.en.html"
    assert review["itemReviewed"]["@type"] == "Claim"
    assert review["author"]["@type"] == "Organization"
    rating = review["reviewRating"]
    assert (rating["@type"], rating["ratingValue"], rating["bestRating"]) == (
        "Rating",
        *[len(JUDGED_STATES)] * 2,
    )
    assert rating["worstRating"] == 1
    assert date.fromisoformat(review["datePublished"]) == date(2024, 3, 1)


@pytest.mark.slow
def test_what_a_record_says_is_text_on_its_page(build, folder) -> None:
    record = claim(claim=both(HOSTILE, HOSTILE + "。"), attributed_to=HOSTILE)
    record["verdicts"][0] |= {"why": HOSTILE, "by": HOSTILE}
    write(folder, "hostile", record)
    page = (build() / "claims/kandao-2024/hostile.en.html").read_text(encoding="utf-8")

    tags = re.sub(r'="[^"]*"', '=""', " ".join(re.findall(r"<[^!][^>]*>", page)))
    assert "<img" not in tags
    assert not re.search(r"\son\w+=", tags)
    assert escape(HOSTILE) in page


@pytest.mark.slow
def test_the_feed_is_read_by_feedparser_newest_first(build, folder) -> None:
    import feedparser

    first = claim()["verdicts"][0]
    later = {**first, "judged_on": date(2025, 3, 1), "verdict": "inaccurate", "why": "Not so."}
    write(folder, "moved", claim(verdicts=[first, later]))
    site = build("--url", "https://example.org/s/")

    for code in ("en", "zh"):
        feed = feedparser.parse((site / f"feed.{code}.xml").read_bytes())
        assert not feed.bozo
        assert feed.version == "atom10"
        assert [one.updated[:10] for one in feed.entries] == [
            "2025-03-01",
            "2024-03-01",
            "2024-03-01",
        ]
        assert len({one.id for one in feed.entries}) == 3
        assert all(one.id.startswith("urn:uuid:") and one.summary for one in feed.entries)
        for one in feed.entries:
            assert (site / one.link.removeprefix("https://example.org/s/")).is_file()
    newest = feedparser.parse((site / "feed.en.xml").read_bytes()).entries[0]
    assert newest.title.startswith("accurate → inaccurate · Apple puts")
    assert newest.summary == "Not so."


@pytest.mark.slow
def test_a_withdrawn_claim_keeps_its_entries_and_gets_one_more(build, folder) -> None:
    before = entries(build())
    why = both("On sale before.", "早已开售。")
    write(folder, "vision-pro", claim(withdrawn={"on": date(2024, 5, 1), "why": why}))

    site = build()
    first, *others = entries(site)

    assert (len(before), others) == (1, before)
    assert first not in before
    for code, said in (("en", "accurate → withdrawn · "), ("zh", "准确 → 已撤下 · ")):
        feed = (site / f"feed.{code}.xml").read_text("utf-8")
        assert f"<title>{said}" in feed
        assert f"<summary>{why[code]}</summary>" in feed
        assert why[code] in (site / f"changes.{code}.html").read_text("utf-8")
        page = (site / f"{CLAIM}.{code}.html").read_text("utf-8")
        assert why[code] in re.search('<meta name="description" content="(.*)">', page)[1]


@pytest.mark.slow
def test_a_corrected_reason_is_an_entry_that_says_so(build, folder) -> None:
    (first,) = claim()["verdicts"]
    later = {**first, "judged_on": date(2025, 3, 1), "why": "Figure 3.", "corrects": "Figure 2."}
    write(folder, "vision-pro", claim(verdicts=[first, later]))

    site = build()

    for code, said in (("en", "accurate, reason corrected"), ("zh", "准确，更正了理由")):
        feed = (site / f"feed.{code}.xml").read_text("utf-8")
        assert feed.index(f"<title>{said} · ") < feed.index("<summary>Figure 3.</summary>")
        page = re.sub("<[^>]*>", "", (site / f"changes.{code}.html").read_text("utf-8"))
        assert page.index(said.partition(first["verdict"])[2]) < page.index("Figure 3.")


@pytest.mark.slow
def test_a_renamed_claim_is_nothing_new_to_a_subscriber(build, folder) -> None:
    before = entries(build())
    (folder / "kandao-2024" / "vision-pro.yaml").unlink()
    write(folder, "renamed", claim(formerly=["kandao-2024/vision-pro", "kandao-2024/second"]))

    assert len(before) == 1
    assert entries(build()) == before


@pytest.mark.slow
def test_the_data_of_an_earlier_day_hold_nothing_that_was_said_later(build, folder) -> None:
    first = claim()["verdicts"][0]
    later = {**first, "judged_on": date(2025, 3, 1), "verdict": "inaccurate"}
    write(folder, "vision-pro", claim(verdicts=[first, later]))

    data = build(as_of="2025-02-01") / "data"

    (held,) = json.loads((data / "scorecard.json").read_text("utf-8"))["predictions"]
    assert len(held["verdicts"]) == 1
    assert len(pd.read_parquet(data / "verdicts.parquet")) == 1


@pytest.mark.slow
def test_the_site_of_a_table_offers_no_folder_that_cannot_be_made(
    call, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr("scorecard.charts.gallery.gallery", lambda _: {})
    table = tmp_path / "t.csv"
    table.write_text("id,domain,verdict\na,AI hardware,accurate\n", encoding="utf-8")

    call("site", tmp_path / "site", "--table", table)

    assert not (tmp_path / "site/data/scorecard.json").exists()
    readme = (tmp_path / "site/data/README.md").read_text("utf-8")
    assert "predictions.csv" in readme
    assert "scorecard.json" not in readme


@pytest.mark.slow
def test_without_an_address_the_feed_is_still_a_feed(build, folder) -> None:
    import feedparser

    write(folder, "vision-pro", claim(verdicts=[]))
    site = build()
    feed = feedparser.parse((site / "feed.en.xml").read_bytes())

    assert not feed.bozo
    assert feed.entries == []
    assert feed.feed.updated.startswith("2025-01-01")
    assert "No verdict has been given yet." in (site / "changes.en.html").read_text("utf-8")


@pytest.mark.slow
def test_the_page_of_changes_says_what_it_leaves_out(build, folder, monkeypatch) -> None:
    monkeypatch.setattr("scorecard.site.files.MOST_MOVES", 1)
    write(folder, "other", claim())

    page = (build() / "changes.en.html").read_text(encoding="utf-8")

    assert "1 older change is left out here" in page
    assert page.count("<li>") == 1


@pytest.mark.slow
def test_the_map_lists_every_page_with_its_other_language(finished) -> None:
    site = finished
    root = ET.parse(site / "sitemap.xml").getroot()  # noqa: S314  (our own file)
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    listed = [one.text for one in root.iter(f"{space}loc")]

    wanted = {
        f"{HERE}/{page.relative_to(site).as_posix()}"
        for page in site.rglob("*.html")
        if page.name != "404.html"
    }
    assert set(listed) == wanted
    assert len(listed) == len(wanted)
    for url in root.iter(f"{space}url"):
        assert len(list(url)) == 3


@pytest.mark.slow
def test_a_build_on_a_later_day_writes_nothing_when_nothing_happened(build, call, folder) -> None:
    site = build(as_of="2026-01-01")
    before = {one: one.stat().st_mtime_ns for one in site.rglob("*")}

    done = call("site", site, "--predictions", folder, "--as-of", "2026-11-21")

    assert done.out == f"{site}: 0 files written\n"
    assert {one: one.stat().st_mtime_ns for one in site.rglob("*")} == before


@pytest.mark.slow
def test_one_verdict_writes_what_shows_it_and_leaves_the_other_claims(build, folder) -> None:
    write(folder, "other", claim(claim=both("Another.", "另一条。")))
    site = build()
    other = site / "claims/kandao-2024/other.en.html"
    before = other.stat().st_mtime_ns
    verdict = claim()["verdicts"][0]
    record = claim(
        verdicts=[verdict, {**verdict, "judged_on": date(2025, 5, 1), "verdict": "inaccurate"}]
    )
    write(folder, "vision-pro", record)

    build()

    assert other.stat().st_mtime_ns == before
    assert "inaccurate" in (site / f"{CLAIM}.en.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_page_takes_no_place_of_a_sites_and_no_site_is_written_among_records(
    build, call, folder
) -> None:
    site = build()
    before = (site / "index.html").read_bytes()
    records = {*folder.rglob("*")}

    for command, name in (("report", "--output"), ("build", "--report")):
        done = call(command, name, site / "index.html", "--predictions", folder)
        assert done.code == 2
        assert "index.html belongs to a site; write the page elsewhere, or the site with: " in (
            done.err
        )
    assert call("report", "--output", site / "my.html", "--predictions", folder).code == 0
    for inside in (folder, folder / "kandao-2024"):
        done = call("site", inside, "--predictions", folder)
        assert (done.code, "is among records; choose another folder" in done.err) == (2, True)

    assert (site / "index.html").read_bytes() == before
    assert {*folder.rglob("*")} == records


@pytest.mark.slow
def test_pages_of_claims_that_are_no_more_are_removed_and_nothing_else(build, call, folder) -> None:
    write(folder, "gone", claim())
    site = build()
    mine = site / "claims" / "kandao-2024" / "mine.en.html"
    mine.write_text("mine", encoding="utf-8")
    (folder / "kandao-2024" / "gone.yaml").unlink()

    done = call("site", site, "--predictions", folder, "--as-of", AS_OF)

    assert re.search(r" \d+ files written, 3 removed$", done.out.strip())
    assert not list(site.rglob("gone.*"))
    assert mine.read_text(encoding="utf-8") == "mine"


def test_a_start_page_and_tables_that_a_site_no_longer_has_are_removed() -> None:
    own = {"index.zh.html", "data/claims.parquet", "data/scorecard.json"}

    assert files.removable({*own, "data/mine.csv", "mine.html", "style.css"}) == own


def test_a_page_that_no_site_wrote_is_not_overwritten(call, folder, tmp_path) -> None:
    mine = tmp_path / "site" / "index.html"
    mine.parent.mkdir()
    mine.write_text("mine", encoding="utf-8")

    done = call("site", mine.parent, "--predictions", folder)

    assert (done.code, done.out) == (2, "")
    assert f"{mine} would be overwritten, and no site put it there" in done.err
    assert [one.name for one in mine.parent.iterdir()] == ["index.html"]
    assert mine.read_text(encoding="utf-8") == "mine"


def test_a_site_that_was_cut_short_is_written_again(call, folder, tmp_path, monkeypatch) -> None:
    site = tmp_path / "site"

    def cut_short(_records: object, _made: object, folder: Path) -> dict[str, bool]:
        (folder / "index.html").write_text("half of it", encoding="utf-8")
        raise KeyboardInterrupt

    monkeypatch.setattr("scorecard.cli.site._pages_written", cut_short)
    call("site", site, "--predictions", folder)
    monkeypatch.setattr("scorecard.cli.site._pages_written", lambda *_: {"index.html": True})

    assert call("site", site, "--predictions", folder).code == 0


@pytest.mark.slow
def test_every_file_that_a_site_always_has_is_there(finished) -> None:
    assert [name for name in files.ALWAYS if not (finished / name).is_file()] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "listed",
    [
        pytest.param(
            '{"files": ["../a", "claims/../x", "data/a/b", "/claims/a/b", "claims/out/victim"]}',
            marks=pytest.mark.slow,
        ),
        "[]",
        pytest.param("x", marks=pytest.mark.slow),
        '{"files": 1}',
        pytest.param("[" * 100_000, id="nested without end"),
        json.dumps(
            {"files": ["claims/a/\0", "claims/a/\ud800", f"claims/a/{'x' * 300}", "claims/dir/b"]}
        ),
    ],
)
def test_a_strangers_list_removes_nothing(build, tmp_path, listed) -> None:
    site = tmp_path / "site"
    victim = tmp_path / "elsewhere" / "victim"
    for one in (victim, site / "data" / "a" / "b", site / "x", tmp_path / "a"):
        one.parent.mkdir(parents=True, exist_ok=True)
        one.write_text("kept", encoding="utf-8")
    (site / "claims" / "dir" / "b").mkdir(parents=True)
    (site / "claims" / "out").symlink_to(victim.parent)
    (site / files.MANIFEST).write_text(listed, encoding="utf-8")

    build()

    for one in (victim, site / "data" / "a" / "b", site / "x", tmp_path / "a"):
        assert one.read_text(encoding="utf-8") == "kept"


@pytest.mark.slow
def test_the_data_can_be_read_and_every_column_is_explained(finished, call, tmp_path) -> None:
    data = finished / "data"

    scored = call(
        "score", "--table", data / "predictions.csv", "--format", "json", "--as-of", AS_OF
    )
    assert json.loads(scored.out)["overall"]["n_judged"] == 1
    assert json.loads((data / "scorecard.json").read_text("utf-8"))["schema"] == 2
    restored = call("import", data / "scorecard.json", "--into", tmp_path / "again")
    assert restored.code == 0
    assert (tmp_path / "again" / "kandao-2024" / "vision-pro.yaml").is_file()
    readme = (data / "README.md").read_text(encoding="utf-8")
    for name in ("predictions.csv", "claims", "evidence", "verdicts", "ratings"):
        file = data / name
        table = pd.read_csv(file) if file.exists() else pd.read_parquet(f"{file}.parquet")
        section = readme.partition(f"## {name}\n")[2].partition("\n## ")[0]
        for column in table:
            assert re.search(rf"^\| `{column}` \| \S.* \| \S.* \|$", section, re.MULTILINE), column
        assert f"- [{name}" in readme
        last = {"predictions.csv", "claims"}
        assert ("The last verdict by the day" in section) == (name in last)
        assert ("Day of that verdict." in section) == (name == "claims")
    assert "| `judged_on` | Day of the verdict. | 判定日期。 |" in readme


@pytest.mark.slow
def test_without_pyarrow_the_data_are_csv_and_json(build, monkeypatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name: None if name == "pyarrow" else find(name)
    )

    data = build() / "data"

    assert sorted(one.name for one in data.iterdir()) == [
        "README.md",
        "predictions.csv",
        "scorecard.json",
    ]


@pytest.mark.parametrize("url", ["javascript:alert(1)", f"{HERE}?a=1", f"{HERE}/#top"])
def test_an_address_that_pages_cannot_have_is_refused(call, folder, tmp_path, url) -> None:
    done = call("site", tmp_path / "s", "--predictions", folder, "--url", url)

    assert done.code == 2
    assert f"--url '{url}' is not an address such as https://example.org/" in done.err
    assert not (tmp_path / "s").exists()


@pytest.mark.slow
def test_the_page_for_lost_addresses_leads_home_from_any_depth(finished) -> None:
    page = (finished / "404.html").read_text(encoding="utf-8")

    assert f'href="{HERE}/index.html"' in page
    assert f'href="{HERE}/style.css"' in page
    assert "noindex" in page


@pytest.mark.slow
def test_the_page_for_a_wrong_address_says_so_in_both_languages(finished) -> None:
    page = (finished / "404.html").read_text(encoding="utf-8")

    assert "<h1>This page does not exist</h1>" in page
    assert "<h1>没有这个页面</h1>" in page
    assert f'<a href="{HERE}/index.html">To the start page</a>' in page
    assert f'<a href="{HERE}/index.zh.html">回首页</a>' in page


@pytest.mark.slow
def test_the_start_page_opens_in_the_folders_first_language(build, folder) -> None:
    (folder / "scorecard.yaml").write_text("languages: [zh, en]\n", encoding="utf-8")

    site = build()

    assert '<html lang="zh" ' in (site / "index.html").read_text(encoding="utf-8")
    assert '<html lang="en" ' in (site / "index.en.html").read_text(encoding="utf-8")


def cards_of(folder: Path) -> list[Card]:
    numbers = numbers_at(load_records(folder), date.fromisoformat(AS_OF))
    return [card for chapter in chapters(numbers) for card in chapter.cards]


def test_a_preview_is_a_picture_of_the_size_that_messengers_ask_for(folder) -> None:
    write(folder, "long", claim(claim=both("word " * 200, "长" * 300)))
    write(folder, "other", claim(verdicts=[{**claim()["verdicts"][0], "verdict": "inaccurate"}]))
    pictures = {}
    for card in cards_of(folder):
        for language in Language:
            pictures[card.id, language] = preview(card, language)
            with Image.open(BytesIO(pictures[card.id, language])) as image:
                assert (image.size, image.format) == (SIZE, "PNG")
                colors = {one for _, one in image.convert("RGB").getcolors(1000)}
            edge = card.state.row.edge
            assert tuple(int(edge[place : place + 2], 16) for place in (1, 3, 5)) in colors

    assert len(set(pictures.values())) == len(pictures)


def test_no_line_of_a_preview_begins_with_a_mark_that_closes(folder) -> None:
    write(folder, "one", claim(claim=both("One.", "长" * 21 + "。")))  # 21 fill a line
    write(folder, "two", claim(claim=both("Two.", "长" * 20 + " 长。")))
    pictures = [preview(card, Language.CHINESE) for card in cards_of(folder)]

    assert pictures[0] == pictures[1]


def test_the_title_of_an_article_that_is_too_long_for_a_picture_is_seen_to_be_cut(folder) -> None:
    (card,) = cards_of(folder)

    def picture(title: str) -> bytes:
        return preview(replace(card, outlook_title=Phrase(title, title)), Language.ENGLISH)

    cut = picture("word " * 200)
    assert cut in {picture(" ".join(["word"] * n) + "…") for n in range(20, 80)}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere one process does everything")
def test_two_processes_write_the_same_site_as_one(
    build, call, folder, tmp_path, monkeypatch
) -> None:
    write(folder, "other", claim(claim=both("Another.", "另一条。")))
    monkeypatch.setattr("scorecard.processes.os.sched_getaffinity", lambda _: {0, 1})
    by_two = build()
    monkeypatch.setattr("scorecard.processes.os.sched_getaffinity", lambda _: {0})

    call("site", tmp_path / "one", "--predictions", folder, "--as-of", AS_OF)

    sites = [
        {one.relative_to(site): one.read_bytes() for one in site.rglob("*") if one.is_file()}
        for site in (by_two, tmp_path / "one")
    ]
    assert sites[0] == sites[1]
    assert Path("previews/kandao-2024/other.png") in sites[0]
