"""Charts as files: what is in them, that bytes are equal, whether a folder is current."""

import hashlib
import io
import json
import multiprocessing
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image, ImageColor

from scorecard.charts import MANIFEST, manifest_text, read_manifest
from scorecard.charts.files import (
    Drawn,
    check_files,
    drawn_charts,
    drawn_files,
    page_svgs,
)
from scorecard.charts.gallery import gallery
from scorecard.charts.slide import Chart
from scorecard.charts.style import Form, Theme
from scorecard.problems import CallError
from scorecard.text import Language
from scorecard.verdicts import JUDGED_STATES
from scorecards import (
    chart_of,
    claim,
    crowd,
    crowd_gallery,
    numbers_of,
    numbers_of_one_chart,
    of,
    rating,
)


@cache
def small_gallery() -> dict[str, Chart]:
    return gallery(numbers_of(of(claim("accurate", item="i0"), claim("half_right"))))


KINDS = [
    "accuracy-by-domain",
    "lift-by-outlook",
    "domains-and-outlooks",
    "verdicts-by-year",
    "accuracy-over-time",
    "vagueness",
    "timing",
    "evidence",
    "calibration",
    "agreement",
    "lights-outlook-0",
]
"""A chart of every kind."""


def names_of(drawn: Iterable[Drawn]) -> list[str]:
    return [one.name for one in drawn]


def written(folder: Path, charts: Mapping[str, Chart]) -> dict:
    """The charts as files with their manifest, which is given."""
    files = {name: content or b"" for name, content in drawn_charts(charts)}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    text = manifest_text(files, charts, as_of="2026-11-21")
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    held = read_manifest(folder)
    assert held is not None
    return held


@cache
def one_chart(*, is_right: bool = True) -> dict[str, Chart]:
    given = of(claim("accurate" if is_right else "inaccurate", item="i0"))
    return {"verdicts-by-year": chart_of(given, "verdicts-by-year")}


@cache
def many_domains() -> dict[str, Chart]:
    """Two charts that need several slides."""
    numbers = numbers_of_one_chart(crowd(480, 40))
    return gallery(numbers, ["accuracy-by-domain", "evidence"])


@pytest.mark.slow
def test_each_chart_is_four_files_in_the_order_of_the_gallery() -> None:
    seen: list[str] = []
    charts = dict(list(small_gallery().items())[:2])

    names = names_of(drawn_charts(charts, seen.append))

    assert seen == ["accuracy-by-domain", "accuracy-by-outlook"]
    assert names == [
        f"{name}.{language}.{form}"
        for name in seen
        for language in ("en", "zh")
        for form in ("png", "svg")
    ]


@pytest.mark.slow
def test_a_chart_without_data_has_no_file_and_the_index_says_why() -> None:
    charts = {"calibration": small_gallery()["calibration"]}

    assert list(drawn_charts(charts)) == []
    index = json.loads(manifest_text({}, charts, as_of="2026-11-21"))["charts"]["calibration"]
    assert index["has_data"] is False
    assert index["not_drawn_because"]["en"] == "No judged claim states a probability."


@pytest.mark.slow
@pytest.mark.parametrize(
    ("form", "pixels", "density"),
    [
        (Form(["png"]), (1920, 1080), 150),
        (Form(["png"], "square"), (1080, 1080), 150),
        (Form(["png"], "cover"), (900, 383), 150),
        (Form(["png"], "1200x800"), (1200, 800), 150),
        (Form(["png"], "640x900"), (640, 900), 150),
        (Form(["png"], "3840x2160"), (3840, 2160), 150),
        (Form(["png"], "slide", dpi=75), (960, 540), 75),
        (Form(["png"], "1200x800", dpi=300), (1200, 800), 300),
    ],
)
def test_a_png_has_the_pixels_that_are_asked_for_and_says_its_density(
    form: Form, pixels: tuple[int, int], density: int
) -> None:
    (file,) = drawn_files("one", one_chart()["verdicts-by-year"], Language.CHINESE, form)
    image = Image.open(io.BytesIO(file.content))
    image.load()

    assert image.size == pixels
    assert image.info["dpi"] == pytest.approx((density, density), abs=0.02)
    assert image.convert("RGBA").getpixel((0, 0)) == (255, 255, 255, 255)


@pytest.mark.slow
@pytest.mark.parametrize(("size", "width"), [("column", 1200), ("portrait", 1080)])
def test_a_column_and_a_portrait_are_as_high_as_they_need(size: str, width: int) -> None:
    chart = many_domains()["accuracy-by-domain"]
    files = drawn_files("one", chart, Language.ENGLISH, Form(["png"], size))
    image = Image.open(io.BytesIO(files[0].content))

    assert len(files) == 1
    assert image.width == width
    assert image.height > width


@pytest.mark.slow
def test_a_png_carries_its_title_and_its_description() -> None:
    (file,) = drawn_files("one", one_chart()["verdicts-by-year"], Language.CHINESE, Form(["png"]))
    held = Image.open(io.BytesIO(file.content)).info

    assert held["Title"] == "各年份的判定"
    assert held["Description"].startswith("共 1 组")
    assert held["Identifier"].startswith("scorecard:")


@pytest.mark.slow
def test_a_dark_picture_is_dark_and_a_transparent_one_has_no_ground() -> None:
    chart = one_chart()["verdicts-by-year"]
    corners = {}
    for theme in Theme:
        (file,) = drawn_files("one", chart, Language.ENGLISH, Form(["png"], theme=theme))
        corners[theme] = Image.open(io.BytesIO(file.content)).convert("RGBA").getpixel((0, 0))

    assert corners[Theme.DARK] == (20, 25, 31, 255)
    assert corners[Theme.LIGHT] == (255, 255, 255, 255)
    assert corners[Theme.TRANSPARENT][3] == 0


@pytest.mark.slow
def test_a_png_has_the_colors_of_the_verdicts_to_the_eye() -> None:
    chart = crowd_gallery()["verdicts-by-year"]
    (file,) = drawn_files("one", chart, Language.ENGLISH, Form(["png"]))
    picture = Image.open(io.BytesIO(file.content)).convert("RGB")

    shown = [color for n, color in picture.getcolors(256) if n > 500]
    for state in JUDGED_STATES:
        parts = ImageColor.getrgb(state.row.color)
        assert any(max(abs(a - b) for a, b in zip(parts, one, strict=True)) < 8 for one in shown)


@pytest.mark.slow
def test_an_svg_has_title_description_and_text_and_no_date() -> None:
    name = "accuracy-by-domain"
    (file,) = drawn_files(name, small_gallery()[name], Language.CHINESE, Form(["svg"]))
    text = file.content.decode("utf-8")

    root = ET.fromstring(text)  # noqa: S314  (our own file)
    tag = "{http://www.w3.org/2000/svg}"
    said = [one.text for one in root.iter(f"{tag}text")]
    assert root.get("viewBox") == "0 0 921.6 518.4"
    assert root.find(f"{tag}title").text == "各领域得分率"
    assert root.find(f"{tag}desc").text.startswith("共 1 组")
    assert {"芯片", "准确", "对了一半", "不准确"} <= set(said)
    assert "Noto Sans SC" in root.get("font-family")
    assert "<dc:date>" not in text
    assert "style=" not in text


@pytest.mark.slow
def test_markup_in_a_claim_stays_text_in_an_svg() -> None:
    ratings = [rating("lin", "accurate"), rating("wu", "inaccurate")]
    bad = {"en": "<script>alert(1)</script>", "zh": "<script>"}
    chart = chart_of(of(claim(claim=bad, ratings=ratings)), "agreement", title="<b>&")
    (file,) = drawn_files("one", chart, Language.ENGLISH, Form(["svg"]))
    text = file.content.decode("utf-8")

    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "<title>&lt;b&gt;&amp;</title>" in text


@pytest.mark.slow
def test_text_on_a_slide_is_18_pixels_and_labels_are_24_and_more() -> None:
    for name, chart in crowd_gallery().items():
        if not chart.has_data:
            continue
        for file in drawn_files(name, chart, Language.ENGLISH, Form(["svg"])):
            sizes = {
                float(one) * 1920 / 921.6
                for one in re.findall(r'<text font-size="([\d.]+)"', file.content.decode("utf-8"))
            }
            assert min(sizes) >= 18, name
            assert any(24 <= size < 30 for size in sizes), name


@pytest.mark.slow
def test_a_pdf_has_its_title_and_equal_bytes() -> None:
    chart = one_chart()["verdicts-by-year"]
    (first,), (second,) = (
        drawn_files("one", chart, Language.ENGLISH, Form(["pdf"])) for _ in range(2)
    )

    assert first.content.startswith(b"%PDF")
    assert b"Verdicts by year" in first.content
    assert first == second


@pytest.mark.slow
def test_a_long_list_goes_on_on_further_slides() -> None:
    charts = {"accuracy-by-domain": many_domains()["accuracy-by-domain"]}
    names = names_of(drawn_charts(charts, form=Form(["svg"])))

    assert names[:2] == ["accuracy-by-domain.en.svg", "accuracy-by-domain-2.en.svg"]
    assert len(names) % 2 == 0


@pytest.mark.parametrize("size", ["", "wide", "10x10", "1200x", "0x500", "99999x10"])
def test_what_is_no_size_is_refused_with_the_sizes(size: str) -> None:
    with pytest.raises(CallError) as raised:
        Form(size=size).frame(Language.ENGLISH)

    assert "slide, column, square, portrait, cover" in raised.value.phrase.en


@pytest.mark.slow
def test_a_picture_that_is_too_low_names_a_height_that_is_enough() -> None:
    chart = crowd_gallery()["verdicts-by-outlook"]
    with pytest.raises(CallError) as raised:
        drawn_files("one", chart, Language.ENGLISH, Form(["svg"], "1200x200"))

    enough = re.search(r"--size (\d+x\d+)", raised.value.phrase.zh)[1]
    assert enough.startswith("1200x")
    assert drawn_files("one", chart, Language.ENGLISH, Form(["svg"], enough))


@pytest.mark.slow
def test_a_current_file_is_not_drawn_again(tmp_path: Path) -> None:
    charts = one_chart()
    written(tmp_path, charts)

    again = list(drawn_charts(charts, current_in=tmp_path))

    assert len(again) == 4
    assert all(content is None for _, content in again)


@pytest.mark.slow
def test_a_current_pdf_is_not_drawn_again(tmp_path: Path) -> None:
    for name, content in drawn_charts(one_chart(), form=Form(["pdf"])):
        (tmp_path / name).write_bytes(content or b"")

    again = drawn_charts(one_chart(), form=Form(["pdf"]), current_in=tmp_path)

    assert [content for _, content in again] == [None, None]


@pytest.mark.slow
@pytest.mark.parametrize("form", [Form(theme=Theme.DARK), Form(size="square"), Form(["pdf"])])
def test_another_form_is_drawn_though_the_default_is_current(tmp_path: Path, form: Form) -> None:
    charts = one_chart()
    written(tmp_path, charts)

    assert all(content for _, content in drawn_charts(charts, form=form, current_in=tmp_path))


@pytest.mark.slow
def test_another_verdict_and_a_picture_of_somebody_else_are_drawn(tmp_path: Path) -> None:
    written(tmp_path, one_chart(is_right=False))
    (tmp_path / "verdicts-by-year.zh.svg").write_bytes(b"<svg/>")

    assert all(content for _, content in drawn_charts(one_chart(), current_in=tmp_path))


@pytest.mark.slow
def test_a_lost_second_page_makes_a_chart_be_drawn(tmp_path: Path) -> None:
    charts = {**one_chart(), "evidence": many_domains()["evidence"]}
    held = written(tmp_path, charts)
    lost = next(name for name in held["files"] if name.startswith("evidence-2.en"))
    (tmp_path / lost).unlink()

    drawn = [name for name, content in drawn_charts(charts, current_in=tmp_path) if content]

    assert drawn
    assert all(".en." in name and name.startswith("evidence") for name in drawn)


@pytest.mark.slow
def test_bytes_are_equal_in_two_runs_and_two_processes() -> None:
    program = (
        "import hashlib, sys\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "from scorecards import crowd_gallery\n"
        "from scorecard.charts.files import drawn_charts\n"
        "charts = crowd_gallery()\n"
        "for one in drawn_charts({name: charts[name] for name in sys.argv[2:]}):\n"
        "    print(one.name, hashlib.sha256(one.content).hexdigest())\n"
    )
    other = subprocess.run(
        [sys.executable, "-c", program, str(Path(__file__).parent), *KINDS],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONHASHSEED": "1"},
    ).stdout

    own = drawn_charts({name: crowd_gallery()[name] for name in KINDS})

    assert other.splitlines() == [
        f"{name} {hashlib.sha256(content or b'').hexdigest()}" for name, content in own
    ]
    assert len(other.splitlines()) >= 4 * len(KINDS)


@pytest.mark.slow
def test_one_process_draws_the_same_bytes_as_two(monkeypatch: pytest.MonkeyPatch) -> None:
    charts = {"one": crowd_gallery()["evidence"]}
    with_two = list(drawn_charts(charts))

    monkeypatch.setattr("scorecard.processes.sys.platform", "darwin")

    assert list(drawn_charts(charts)) == with_two


@pytest.mark.slow
def test_a_caller_who_stops_early_leaves_no_process() -> None:
    drawn = drawn_charts(small_gallery(), form=Form(["svg"]))
    next(drawn)

    drawn.close()

    assert not multiprocessing.active_children()


@pytest.mark.slow
def test_a_page_gets_every_chart_in_both_languages() -> None:
    wide, phone = page_svgs(one_chart())["verdicts-by-year"]

    assert list(wide) == list(phone) == list(Language)
    assert wide != phone
    assert "各年份的判定" in phone[Language.CHINESE]


@pytest.mark.slow
def test_the_manifest_names_every_file_with_its_digest(tmp_path: Path) -> None:
    held = written(tmp_path, one_chart())

    assert held["as_of"] == "2026-11-21"
    assert len(held["files"]) == 4


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "null", '{"as_of": 1, "numbers": "x", "files": {}}', '{"files": {}}']
)
def test_a_manifest_that_is_none_is_not_read(tmp_path: Path, text: str) -> None:
    (tmp_path / MANIFEST).write_text(text, encoding="utf-8")

    assert read_manifest(tmp_path) is None


def test_a_folder_without_a_manifest_has_none(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) is None


@pytest.mark.slow
def test_equal_files_are_current(tmp_path: Path) -> None:
    held = written(tmp_path, one_chart())
    (tmp_path / "drafts.svg").mkdir()  # a folder is no picture

    wanted, stale = check_files(tmp_path, one_chart(), as_of=held["as_of"])

    assert (len(wanted), stale) == (5, [])


@pytest.mark.slow
def test_a_changed_a_missing_and_a_left_over_file_are_not_current(tmp_path: Path) -> None:
    held = written(tmp_path, one_chart())
    (tmp_path / "verdicts-by-year.en.svg").write_bytes(b"other")
    (tmp_path / "verdicts-by-year.en.png").unlink()
    (tmp_path / "old.en.png").write_bytes(b"png")

    assert check_files(tmp_path, one_chart(), as_of=held["as_of"])[1] == [
        "old.en.png",
        "verdicts-by-year.en.png",
        "verdicts-by-year.en.svg",
    ]


@pytest.mark.slow
def test_what_another_version_drew_is_current_where_it_shows_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("scorecard.charts.files._tools", lambda: "matplotlib 0.1")
        held = written(tmp_path, one_chart())

    def stale(charts: dict[str, Chart]) -> list[str]:
        return check_files(tmp_path, charts, as_of=held["as_of"])[1]

    assert stale(one_chart()) == []
    assert len(stale(one_chart(is_right=False))) == 5
    svg = tmp_path / "verdicts-by-year.en.svg"
    svg.write_bytes(svg.read_bytes() + b"<!-- by hand -->")
    assert stale(one_chart()) == ["charts.json"]
