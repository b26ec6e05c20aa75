"""Charts as files: what is in them, that bytes are equal, whether a folder is current."""

import io
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from scorecard.charts import files
from scorecard.charts.files import (
    MANIFEST,
    Drawn,
    drawn_charts,
    image_bytes,
    manifest_text,
    read_manifest,
    stale_files,
)
from scorecard.charts.gallery import gallery
from scorecard.text import Language
from scorecards import claim, crowd, numbers_of, of

UNMEASURED = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
"""For a process of which only the bytes are of interest."""

DRAWN = [Drawn("a.en.png", b"png"), Drawn("a.en.svg", b"svg")]


@pytest.fixture
def held(tmp_path: Path) -> dict:
    """A folder of charts with its manifest."""
    for one in DRAWN:
        (tmp_path / one.name).write_bytes(one.content)
    text = manifest_text(DRAWN, {}, as_of="2026-11-21", numbers="sha256:1")
    (tmp_path / MANIFEST).write_text(text, encoding="utf-8")
    found = read_manifest(tmp_path)
    assert found is not None
    return found


def small_gallery():
    return gallery(numbers_of(of(claim("accurate", item="i0"), claim("half_right"))))


def test_each_chart_is_four_files_in_the_order_of_the_gallery() -> None:
    seen: list[str] = []
    charts = dict(list(small_gallery().items())[:2])

    names = [one.name for one in drawn_charts(charts, seen.append)]

    assert seen == ["accuracy-by-domain", "verdicts-by-outlook"]
    assert names == [
        f"{name}.{language}.{form}"
        for name in seen
        for language in ("en", "zh")
        for form in ("png", "svg")
    ]


def test_a_png_is_of_slide_width_opaque_and_says_its_resolution() -> None:
    charts = {"one": small_gallery()["accuracy-by-domain"]}
    image = Image.open(io.BytesIO(next(drawn_charts(charts)).content))
    image.load()

    assert image.width == 1920
    assert image.getchannel("A").getextrema() == (255, 255)
    assert image.info["dpi"] == pytest.approx((150, 150), abs=0.02)
    assert image.getpixel((0, 0)) == (255, 255, 255, 255)
    assert len(image.getcolors(100_000)) > 10


def test_an_svg_is_sound_and_has_neither_date_nor_text_in_a_font() -> None:
    (image,) = image_bytes(small_gallery()["vagueness"], Language.CHINESE, ["svg"])
    text = image.decode("utf-8")

    root = ET.fromstring(text)  # noqa: S314  (our own file)
    assert root.get("viewBox", "").startswith("0 0 921.6 ")
    assert "<text" not in text
    assert "<dc:date>" not in text


@pytest.mark.slow
def test_bytes_are_equal_in_two_runs_and_two_processes() -> None:
    program = (
        "import hashlib, sys\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "from scorecards import crowd, numbers_of\n"
        "from scorecard.charts.files import drawn_charts\n"
        "from scorecard.charts.gallery import gallery\n"
        "for one in drawn_charts(gallery(numbers_of(crowd(60, 3)))):\n"
        "    print(one.name, hashlib.sha256(one.content).hexdigest())\n"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program, str(Path(__file__).parent)],
            capture_output=True,
            check=True,
            encoding="utf-8",
            env={**UNMEASURED, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]

    assert runs[0] == runs[1]
    assert len(runs[0].splitlines()) == 4 * 13


@pytest.mark.slow
def test_one_process_draws_the_same_bytes_as_two(monkeypatch: pytest.MonkeyPatch) -> None:
    charts = {"one": gallery(numbers_of(crowd(30, 3)))["evidence"]}
    with_two = list(drawn_charts(charts))

    monkeypatch.setattr(files.sys, "platform", "darwin")

    assert list(drawn_charts(charts)) == with_two


def test_a_caller_who_stops_early_leaves_no_process() -> None:
    drawn = drawn_charts(small_gallery())
    next(drawn)

    drawn.close()

    assert not files.multiprocessing.active_children()


def test_the_manifest_names_every_file_with_its_digest(held: dict) -> None:
    assert held["as_of"] == "2026-11-21"
    assert held["numbers"] == "sha256:1"
    assert set(held["files"]) == {"a.en.png", "a.en.svg"}
    assert set(held["tools"]) == {"matplotlib", "pillow", "zhplot"}


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "null", '{"as_of": 1, "numbers": "x", "files": {}}', '{"files": {}}']
)
def test_a_manifest_that_is_none_is_not_read(tmp_path: Path, text: str) -> None:
    (tmp_path / MANIFEST).write_text(text, encoding="utf-8")

    assert read_manifest(tmp_path) is None


def test_a_folder_without_a_manifest_has_none(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) is None


def test_equal_files_are_current(tmp_path: Path, held: dict) -> None:
    assert stale_files(tmp_path, held, DRAWN, "sha256:1") == []


def test_a_changed_a_missing_and_a_left_over_file_are_not_current(
    tmp_path: Path, held: dict
) -> None:
    (tmp_path / "a.en.svg").write_bytes(b"other")
    (tmp_path / "a.en.png").unlink()
    (tmp_path / "old.en.png").write_bytes(b"png")

    assert stale_files(tmp_path, held, DRAWN, "sha256:1") == ["a.en.png", "old.en.png", "a.en.svg"]


def test_with_other_tools_the_numbers_decide(tmp_path: Path, held: dict) -> None:
    (tmp_path / "a.en.svg").write_bytes(b"drawn by another version")
    other = {**held, "tools": {"matplotlib": "1.0"}}

    assert stale_files(tmp_path, other, DRAWN, "sha256:1") == []
    assert stale_files(tmp_path, other, DRAWN, "sha256:2") == ["a.en.png", "a.en.svg"]
