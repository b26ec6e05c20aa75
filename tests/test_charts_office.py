"""A chart opens in LibreOffice with its Chinese as text."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from scorecard.charts.files import drawn_files
from scorecard.charts.style import Form
from scorecard.text import Language
from scorecards import chart_of, crowd

pytestmark = pytest.mark.office

SOFFICE, READER = shutil.which("soffice") or shutil.which("libreoffice"), shutil.which("pdftotext")


def test_an_svg_opens_in_libreoffice_and_its_chinese_can_be_read(tmp_path: Path) -> None:
    if not SOFFICE or not READER:
        assert not os.environ.get("CI"), "no LibreOffice or pdftotext"
        pytest.skip("no LibreOffice or pdftotext on this machine")
    chart = chart_of(crowd(60, 3), "accuracy-by-domain")
    (file,) = drawn_files("chart", chart, Language.CHINESE, Form(["svg"]))
    (tmp_path / "chart.svg").write_bytes(file.content or b"")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"

    subprocess.run(
        [SOFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path,
         tmp_path / "chart.svg"],
        check=True,
        capture_output=True,
        timeout=120,
    )  # fmt: skip

    said = subprocess.run(
        [READER, tmp_path / "chart.pdf", "-"], check=True, capture_output=True, encoding="utf-8"
    ).stdout
    assert {"各领域得分率", "准确", "对了一半", "不准确", "已判条数"} <= set(said.splitlines())
