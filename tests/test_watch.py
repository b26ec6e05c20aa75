"""`scorecard check --watch` answers a saved file, however an editor saves it, and ends on Ctrl-C."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest

from scorecard.checks.cache import Cache
from scorecard.checks.run import check_folder
from scorecard.cli import check as watching
from scorecard.cli.check import stamps_of


@contextmanager
def watched(folder, tmp_path, *arguments: str):
    """The program watching a folder, after its first check."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "scorecard", "check", "--watch", "--as-of", "2024-06-01"),
            *("--predictions", str(folder), *arguments),
        ],
        encoding="utf-8",
        env={**os.environ, "LANG": "C.UTF-8", "XDG_CACHE_HOME": str(tmp_path / "cache")},
        stderr=subprocess.STDOUT,
        stdout=subprocess.PIPE,
    )
    try:
        answer(process)
        yield process
    finally:
        process.kill()
        process.communicate()


def answer(process) -> str:
    """What is printed up to the next summary line."""
    printed = ""
    while "files checked" not in printed and "已检查" not in printed:
        line = process.stdout.readline()
        assert line, printed
        printed += line
    return printed


def end(process) -> int:
    process.send_signal(signal.SIGINT)
    return process.wait(timeout=30)


@pytest.mark.slow
def test_a_saved_file_is_answered_and_named(folder, prediction, tmp_path) -> None:
    text = prediction.read_text(encoding="utf-8")
    with watched(folder, tmp_path) as process:
        prediction.write_text(text.replace("verdict: accurate", "verdict: wrong"), encoding="utf-8")
        bad = answer(process)
        prediction.write_text(text, encoding="utf-8")
        good = answer(process)

        assert bad.startswith(f"\nchanged: {prediction}\n{prediction}:36:14: error[unknown-value]")
        assert "    36 |     verdict: wrong\n" in bad
        assert good == f"\nchanged: {prediction}\n3 files checked: 0 errors, 0 warnings\n"
        assert end(process) == 0


@pytest.mark.slow
def test_an_empty_file_is_told_in_the_end(folder, prediction, tmp_path) -> None:
    with watched(folder, tmp_path) as process:
        prediction.write_text("", encoding="utf-8")

        assert "found nothing" in answer(process)


@pytest.mark.slow
def test_a_file_replaced_by_rename_is_answered_and_errors_end_with_one(
    folder, prediction, tmp_path
) -> None:
    text = prediction.read_text(encoding="utf-8")
    with watched(folder, tmp_path) as process:
        written = prediction.with_name(".vision-pro.yaml.tmp")
        written.write_text(text.replace("domain: devices", "domain: device"), encoding="utf-8")
        written.replace(prediction)

        assert "error[unknown-domain]" in answer(process)
        assert end(process) == 1


@pytest.mark.slow
def test_what_a_change_breaks_elsewhere_is_printed(folder, tmp_path) -> None:
    with watched(folder, tmp_path, "--lang", "zh") as process:
        (folder / "domains.yaml").write_text(
            "- {id: models, en: Models, zh: 大模型}\n", encoding="utf-8"
        )
        printed = answer(process)

    assert f"有改动：{folder / 'domains.yaml'}\n" in printed
    assert "vision-pro.yaml:4:9: 错误[unknown-domain]" in printed


@pytest.mark.slow
def test_many_changes_at_once_are_counted(folder, prediction, tmp_path) -> None:
    with watched(folder, tmp_path) as process:
        made = tmp_path / "made"
        made.mkdir()
        for number in range(5):
            (made / f"copy-{number}.yaml").write_bytes(prediction.read_bytes())
        made.rename(folder / "copies")
        printed = answer(process)

    assert "copies/copy-2.yaml … (+2)\n" in printed
    assert "error[missing-outlook]" in printed


def test_a_change_is_checked_on_the_day_that_it_is_then(
    call, clock, folder, prediction, monkeypatch
) -> None:
    text = prediction.read_text(encoding="utf-8")

    def change_once(root, before):
        if before is changed.get("stamps"):
            raise KeyboardInterrupt
        prediction.write_text(
            text.replace("judged_on: 2024-03-01", "judged_on: 2024-03-02"), "utf-8"
        )
        clock("2024-03-02")
        changed["stamps"] = stamps_of(root)
        return changed["stamps"]

    changed = {}
    clock("2024-03-01")
    monkeypatch.setattr(watching, "_await_change", change_once)
    done = call("check", "--watch", "--predictions", folder)

    summary = "3 files checked: 0 errors, 0 warnings\n"
    assert (done.code, done.out) == (0, f"{summary}\nchanged: {prediction}\n{summary}")


@pytest.mark.parametrize("arguments", [["--format", "json"], ["--against", "HEAD"]])
def test_what_cannot_be_watched_is_a_wrong_call(arguments, run, folder) -> None:
    assert run("check", "--watch", "--predictions", folder, *arguments).returncode == 2


def test_only_a_changed_file_is_parsed_again(folder, prediction, monkeypatch) -> None:
    from datetime import date

    from scorecard.reading import record_reader

    def parse(source, kind, parse=record_reader.parse):
        read.append(source.shown.rpartition("predictions/")[2])
        return parse(source, kind)

    cache, read = Cache(), []
    monkeypatch.setattr(record_reader, "parse", parse)
    check_folder(folder, as_of=date(2024, 6, 1), cache=cache)
    read.clear()
    os.utime(folder / "domains.yaml")
    prediction.write_bytes(prediction.read_bytes() + b"# saved\n")
    check_folder(folder, as_of=date(2024, 6, 1), cache=cache)

    assert read == ["kandao-2024/vision-pro.yaml"]


def test_a_save_of_the_same_size_at_the_same_time_is_seen(folder, prediction) -> None:
    before, facts = stamps_of(folder), prediction.stat()
    prediction.write_bytes(prediction.read_bytes().replace(b"desk", b"disk"))
    os.utime(prediction, ns=(facts.st_atime_ns, facts.st_mtime_ns))

    after = stamps_of(folder)
    assert {path for path in after if after[path] != before[path]} == {str(prediction)}


def test_files_that_came_and_went_are_changes(folder, prediction) -> None:
    before = stamps_of(folder)
    prediction.rename(prediction.with_name("renamed.yaml"))

    names = sorted(path.rpartition("/")[2] for path in before.keys() ^ stamps_of(folder).keys())

    assert names == ["renamed.yaml", "vision-pro.yaml"]


def test_a_folder_that_is_gone_has_no_stamp(tmp_path) -> None:
    assert stamps_of(tmp_path / "gone") == {}


def test_a_record_that_notepad_saved_as_a_text_file_is_watched_too(folder):
    (folder / "kandao-2024" / "x.yaml.txt").write_text("a: b\n", encoding="utf-8")

    assert str(folder / "kandao-2024" / "x.yaml.txt") in stamps_of(folder)


def test_other_files_are_not_watched(folder) -> None:
    before = stamps_of(folder)
    (folder / "README.md").write_text("Notes.\n")

    assert stamps_of(folder) == before


def test_a_link_to_nowhere_has_no_stamp(folder) -> None:
    (folder / "kandao-2024" / "x.yaml").symlink_to("gone.yaml")

    assert str(folder / "kandao-2024" / "x.yaml") not in stamps_of(folder)


def test_a_file_that_is_still_being_written_is_waited_for(monkeypatch, tmp_path):
    one, two, three = ((1, size, 0, 0) for size in (1, 2, 3))
    seen = iter([{"a": one}, {"a": two}, {"a": three}, {"a": three}])
    monkeypatch.setattr(watching, "stamps_of", lambda _: next(seen))
    monkeypatch.setattr(watching.time, "sleep", lambda _: None)

    settled = watching._await_change(tmp_path, {"a": one})  # noqa: SLF001  (no run meets it by design)

    assert settled == {"a": three}
