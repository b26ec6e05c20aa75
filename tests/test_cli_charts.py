"""The command `charts` and what `--check` says of its files."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

BASE = Path(__file__).parent / "data" / "base"
AS_OF = "2025-06-01"
"""A day on which nothing changed: the charts are dated 1 January, the day after the last window closed."""


@pytest.fixture(scope="module")
def drawn_once(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """Every chart of the records of `folder`, and what the command printed."""
    output = tmp_path_factory.mktemp("drawn") / "charts"
    settings = tmp_path_factory.mktemp("settings") / "matplotlibrc"
    settings.write_text("font.size: 40\nno.such.key: 1\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "scorecard", "charts", "--predictions", BASE,
         "--output", output, "--as-of", AS_OF],
        check=True,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "MATPLOTLIBRC": str(settings)},
    )  # fmt: skip
    return output, done


@pytest.fixture
def drawn(drawn_once: tuple[Path, object], tmp_path: Path) -> Path:
    """A folder with every chart, for one test to spoil."""
    return Path(shutil.copytree(drawn_once[0], tmp_path / "charts"))


@pytest.fixture
def charts(call, folder: Path, tmp_path: Path):
    """The command on the folder of the tests, into a folder of its own."""

    def call_charts(*arguments: str):
        output = tmp_path / "charts"
        return call("charts", "--predictions", folder, "--output", output, *arguments)

    return call_charts


def test_charts_writes_every_chart_with_a_manifest(drawn_once) -> None:
    output, done = drawn_once

    held = json.loads((output / "charts.json").read_text(encoding="utf-8"))
    written = {file.name for file in output.iterdir()}
    assert written == {*held["files"], "charts.json"}
    assert "lights-kandao-2024.zh.png" in written
    assert done.stdout.count("\n") == len(held["files"])
    assert held["charts"]["calibration"]["not_drawn_because"]["zh"].startswith("已判的预测里")
    assert not any(name.startswith("calibration") for name in written)
    assert "calibration: not drawn: No judged claim states a probability." in done.stderr
    # matplotlib, in English alone, would tell of settings that no chart follows
    assert all(": not drawn: " in line for line in done.stderr.splitlines())


@pytest.mark.slow
@pytest.mark.usefixtures("drawn")
def test_what_was_drawn_is_current_on_any_day(charts) -> None:
    done = charts("--check", "--as-of", "2030-01-01")

    assert done.code == 0
    assert re.fullmatch(r"(\d+) of \1 files as of 2025-01-01 are current\n", done.out)


@pytest.mark.usefixtures("drawn")
def test_a_changed_record_makes_the_charts_stale(charts, prediction: Path) -> None:
    text = prediction.read_text(encoding="utf-8")
    prediction.write_text(
        text.replace("verdict: accurate", "verdict: half_right\n    held: A.\n    missed: B."),
        encoding="utf-8",
    )

    done = charts("--check", "--lang", "zh")

    assert done.code == 1
    assert "accuracy-by-domain.en.png 已过时" in done.out
    assert "scorecard charts" in done.err


@pytest.mark.slow
def test_check_without_charts_says_what_to_run(charts, call, folder: Path, monkeypatch) -> None:
    monkeypatch.chdir(folder.parent)

    done = charts("--check", "--output", "my charts")
    usual = call("charts", "--check", "--predictions", folder, "--output", "charts")

    assert (done.code, usual.code) == (1, 1)
    assert "run: scorecard charts --output 'my charts'\n" in done.err
    assert "run: scorecard charts\n" in usual.err
    monkeypatch.chdir(folder.parent.parent)
    asked = shlex.quote(str(folder))
    elsewhere = call("charts", "--check", "--predictions", folder)
    assert f"run: scorecard charts --predictions {asked}\n" in elsewhere.err


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(
            lambda held: held["charts"].pop("timing"),
            id="a chart is missing",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            lambda held: held["files"].popitem(), id="a file is missing", marks=pytest.mark.slow
        ),
    ],
)
def test_an_index_of_other_charts_and_a_picture_of_none_are_not_current(
    charts, drawn: Path, spoil
) -> None:
    (drawn / "old.en.png").write_bytes(b"")
    manifest = drawn / "charts.json"
    held = json.loads(manifest.read_text(encoding="utf-8"))
    spoil(held)
    manifest.write_text(json.dumps(held), encoding="utf-8")

    done = charts("--check")

    assert done.code == 1
    assert done.out.startswith(f"{manifest} is not current\n")
    assert "old.en.png is not current" in done.out


def test_a_manifest_without_a_day_is_no_manifest(charts, drawn: Path) -> None:
    manifest = drawn / "charts.json"
    held = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**held, "as_of": "soon"}), encoding="utf-8")

    done = charts("--check")

    assert (done.code, done.out) == (1, "")
    assert "run: scorecard charts" in done.err


def names_in(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_a_later_day_without_any_change_leaves_every_file_as_it_is(
    charts, drawn: Path, tmp_path: Path
) -> None:
    before = {file.name: file.read_bytes() for file in drawn.iterdir()}

    charts("--as-of", "2025-09-01")

    assert {file.name: file.read_bytes() for file in (tmp_path / "charts").iterdir()} == before


@pytest.mark.slow
def test_a_part_of_the_records_names_itself_in_title_and_file(charts, tmp_path: Path) -> None:
    done = charts("verdicts-by-year", "--outlook", "kandao-2024", "--domain", "终端设备",
                  "--closed", "--early", "--format", "svg")  # fmt: skip

    name = "verdicts-by-year.终端设备-kandao-2024-closed-early"
    assert done.code == 0
    assert names_in(tmp_path / "charts") == {f"{name}.en.svg", f"{name}.zh.svg"}
    text = (tmp_path / "charts" / f"{name}.zh.svg").read_text(encoding="utf-8")
    title = re.search("<title>(.*)</title>", text)[1]
    assert title.startswith("各年份的判定（终端设备、")
    assert title.endswith("、期满、含提前判定）")


@pytest.mark.parametrize("bad", ["../../out", "/etc/x", "..", "a\nb"])
def test_a_filter_never_leads_a_file_out_of_its_folder(
    charts, prediction: Path, tmp_path: Path, bad: str
) -> None:
    text = prediction.read_text(encoding="utf-8")
    prediction.write_text(
        re.sub("attributed_to:.*", f"attributed_to: {json.dumps(bad)}", text), encoding="utf-8"
    )

    done = charts("verdicts-by-year", "--attributed-to", bad, "--format", "svg")

    if done.code == 0:
        assert len(names_in(tmp_path / "charts")) == 2
    assert not list(tmp_path.glob("out*"))
    assert names_in(tmp_path) <= {"predictions", "charts"}


def test_size_theme_title_and_column_are_taken(charts, tmp_path: Path) -> None:
    done = charts("--by", "hedge", "--size", "square", "--theme", "dark", "--title", "How firm",
                  "--format", "svg", "--dpi", "300")  # fmt: skip

    name = "accuracy-by-hedge.titled.square.dark.300dpi"
    assert done.code == 0
    assert names_in(tmp_path / "charts") == {f"{name}.en.svg", f"{name}.zh.svg"}
    text = (tmp_path / "charts" / f"{name}.en.svg").read_text(encoding="utf-8")
    assert "<title>How firm</title>" in text
    assert "#14191f" in text


def test_a_table_from_elsewhere_is_drawn(charts, tmp_path: Path) -> None:
    table = tmp_path / "theirs.csv"
    rows = [
        f"p{n},chips,{'accurate' if n % 3 else 'inaccurate'},x{n % 2},{0.8 if n < 4 else ''}"
        for n in range(12)
    ]
    table.write_text("\n".join(["id,domain,verdict,outlook,probability", *rows]), encoding="utf-8")

    done = charts("--table", str(table), "--format", "svg")

    written = names_in(tmp_path / "charts")
    assert done.code == 0
    assert "accuracy-by-outlook.theirs.zh.svg" in written
    assert "calibration.theirs.en.svg" in written
    assert "charts.json" not in written
    assert "evidence: not drawn" in done.err
    assert "accuracy-by-year: not drawn: No claim says" in done.err


def test_a_table_with_a_character_without_a_glyph_is_refused(charts, tmp_path: Path) -> None:
    table = tmp_path / "theirs.csv"
    table.write_text("id,domain,verdict\na,🚀,accurate\n", encoding="utf-8")

    done = charts("accuracy-by-domain", "--table", str(table))

    assert done.code == 2
    assert "no font of the charts has '🚀'" in done.err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--size", "10x10"], "is not a size"),
        (["--size", "1200x150"], "accuracy-by-domain --size 1200x"),
        (["--theme", "pink"], "choose light, dark, transparent"),
        (["--format", "gif"], "choose png, svg, pdf"),
        (["--by", "moon"], "unknown --by 'moon'"),
        (["--by", "forecaster"], "unknown --by 'forecaster'; choose domain, outlook"),
        (["--domain", "moon"], "unknown --domain 'moon'"),
    ],
)
def test_what_cannot_be_drawn_is_a_wrong_call(charts, tmp_path, options, said) -> None:
    done = charts("accuracy-by-domain", *options)

    assert done.code == 2
    assert said in done.err
    assert not (tmp_path / "charts").exists()


def test_all_charts_that_a_size_is_too_low_for_are_named_at_once(charts, tmp_path) -> None:
    done = charts("accuracy-by-domain", "verdicts-by-outlook", "--size", "1200x150")

    assert done.code == 2
    needed = dict(re.findall(r"([\w-]+) --size 1200x(\d+)", done.err))
    assert needed.keys() == {"accuracy-by-domain", "verdicts-by-outlook"}
    assert not (tmp_path / "charts").exists()
    enough = f"1200x{max(map(int, needed.values()))}"
    assert charts("accuracy-by-domain", "verdicts-by-outlook", "--size", enough).code == 0


@pytest.mark.slow
def test_every_chart_names_its_publisher_and_its_address(charts, folder, tmp_path) -> None:
    settings = (
        "title: Our score\npublisher: {name: {en: Ours, zh: 我们}, url: https://ours.example}\n"
    )
    (folder / "scorecard.yaml").write_text(settings, encoding="utf-8")

    done = charts("--format", "svg")

    assert done.code == 0
    for file in (tmp_path / "charts").glob("*.zh.svg"):
        assert ">Our score · 我们 · https://ours.example</text>" in file.read_text(encoding="utf-8")


def test_one_chart_by_its_name(charts, tmp_path: Path) -> None:
    done = charts("timing")

    assert done.code == 0
    assert {file.name for file in (tmp_path / "charts").iterdir()} == {
        "timing.en.png",
        "timing.en.svg",
        "timing.zh.png",
        "timing.zh.svg",
    }


@pytest.mark.slow
@pytest.mark.parametrize(("name", "said"), [("timming", "did you mean 'timing'?"), ("x", "choose")])
def test_an_unknown_chart_is_a_wrong_call(charts, name: str, said: str) -> None:
    done = charts(name)

    assert done.code == 2
    assert said in done.err


@pytest.mark.slow
def test_files_of_charts_that_are_no_more_go(charts, folder: Path, drawn: Path) -> None:
    manifest = drawn / "charts.json"
    held = json.loads(manifest.read_text(encoding="utf-8"))
    held["files"] |= {"lights-gone.en.png": "sha256:0", "../predictions/domains.yaml": "sha256:0"}
    manifest.write_text(json.dumps(held), encoding="utf-8")
    (drawn / "lights-gone.en.png").write_bytes(b"old")
    (drawn / "mine.png").write_bytes(b"a picture of somebody else")

    charts("--as-of", AS_OF)

    assert not (drawn / "lights-gone.en.png").exists()
    assert (drawn / "mine.png").exists()
    assert (folder / "domains.yaml").exists()


@pytest.mark.slow
def test_a_folder_that_cannot_be_written_is_a_wrong_call(charts, tmp_path: Path) -> None:
    (tmp_path / "charts").write_text("a file", encoding="utf-8")

    done = charts("timing")

    assert done.code == 2
    assert "cannot be written" in done.err
    assert "Traceback" not in done.err


def test_records_with_errors_are_not_drawn(charts, prediction: Path) -> None:
    prediction.write_text("claim: 1\n", encoding="utf-8")

    assert charts().code == 1


def test_a_terminal_shows_a_bar(charts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)

    assert charts("timing").code == 0


@pytest.mark.slow
@pytest.mark.parametrize("command", ["charts", "report", "build"])
def test_a_character_without_a_glyph_is_named_with_its_file_and_line(
    call, folder: Path, tmp_path: Path, monkeypatch, command
) -> None:
    monkeypatch.chdir(tmp_path)
    outlook = folder / "kandao-2024" / "outlook.yaml"
    text = outlook.read_text(encoding="utf-8")
    outlook.write_text(re.sub("title:.*", "title: Rockets 🚀 ahead", text), encoding="utf-8")
    line = text[: text.index("title:")].count("\n") + 1

    done = call(command, "--predictions", folder, "--as-of", "2024-06-01")

    assert done.code == 2
    assert (
        f"{outlook}:{line}:16: no font of the charts has '🚀' (U+1F680); write the label"
        in done.err
    )
    assert "\\n" not in done.err


@pytest.mark.slow
def test_a_character_that_is_written_as_an_escape_is_named_without_a_line(call, folder) -> None:
    outlook = folder / "kandao-2024" / "outlook.yaml"
    text = outlook.read_text(encoding="utf-8")
    outlook.write_text(
        re.sub("title:.*", lambda _: r'title: "Rockets \U0001F680"', text), encoding="utf-8"
    )

    done = call("charts", "--predictions", folder, "--as-of", "2024-06-01")

    assert done.code == 2
    assert done.err.startswith("error: no font of the charts has '🚀'")


PROBABLE = "id,domain,item,verdict,probability\n" + "".join(
    f"q{n},{'ab'[n % 2]},i{n},{'inaccurate' if n % 3 else 'accurate'},0.{1 + n % 8}\n"
    for n in range(12)
)


def test_a_table_of_probabilities_has_no_chart_of_credit(charts, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(PROBABLE, encoding="utf-8")

    done = charts(
        "--table", str(tmp_path / "p.csv"), "--output", str(tmp_path / "out"), "--format", "png"
    )

    assert {path.name for path in (tmp_path / "out").glob("*.png")} == {
        "calibration.p.en.png",
        "calibration.p.zh.png",
    }
    for name in ("accuracy-by-domain", "domains-and-outlooks", "verdicts-by-outlook", "lights-p"):
        assert f"{name}: not drawn: Where claims state a probability" in done.err


@pytest.mark.slow
def test_the_chart_of_questions_with_options_says_their_scores(charts, tmp_path: Path) -> None:
    rows = "q,x,a,accurate,0.6\nq,x,b,inaccurate,0.4\n"
    (tmp_path / "t.csv").write_text("id,domain,option,verdict,probability\n" + rows, "utf-8")

    done = charts(
        *("calibration", "--format", "svg", "--table", str(tmp_path / "t.csv")),
        *("--output", str(tmp_path)),
    )

    drawn = (tmp_path / "calibration.t.en.svg").read_text(encoding="utf-8")
    assert done.code == 0
    assert "Brier score 0.3200, skill –, log score 0.511" in drawn
    (tmp_path / "u.csv").write_text("id,domain,verdict,probability\nq,x,accurate,0.6\n", "utf-8")
    plain = ("calibration", "--format", "svg", "--table", str(tmp_path / "u.csv"))
    assert charts(*plain, "--output", str(tmp_path)).code == 0
    drawn = (tmp_path / "calibration.u.en.svg").read_text(encoding="utf-8")
    assert "Brier score 0.1600 = " in drawn


def test_what_a_table_does_not_say_is_not_drawn(charts, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(
        "id,domain,verdict\na,x,accurate\nb,y,inaccurate\n", encoding="utf-8"
    )

    done = charts(
        *("accuracy-over-time", "vagueness", "--format", "png"),
        *("--table", str(tmp_path / "t.csv"), "--output", str(tmp_path / "out")),
    )

    assert "accuracy-over-time: not drawn: Nothing says when the verdicts were given." in done.err
    assert "vagueness: not drawn: The claims are all worded alike, or nothing says" in done.err
