"""Files that the program makes: whole or as they were."""

import errno
import os
from pathlib import Path

import pytest

from scorecard.cli.output import problem_text, write_file, write_files
from scorecard.problems import CallError
from scorecard.rules import RULES
from scorecard.text import Language, Phrase
from scorecard.writing import NotConfirmedError
from test_editing_files import run as run_code


@pytest.mark.slow
def test_a_file_that_does_not_fit_on_the_disk_leaves_the_old_one(tmp_path):
    calendar = tmp_path / "due.ics"
    calendar.write_text("last year's calendar", encoding="utf-8")
    code = f"""
    import resource
    from pathlib import Path
    from scorecard.cli.output import write_file
    resource.setrlimit(resource.RLIMIT_FSIZE, (50, 50))
    write_file(Path({str(calendar)!r}), b"x" * 100)
    """

    done = run_code(code)

    assert "due.ics cannot be written: File too large" in done.stderr
    assert calendar.read_text(encoding="utf-8") == "last year's calendar"
    assert [one.name for one in tmp_path.iterdir()] == ["due.ics"]


def test_a_file_keeps_its_permissions_and_a_link_stays_a_link(tmp_path):
    page, link = tmp_path / "page", tmp_path / "link"
    page.write_bytes(b"old")
    page.chmod(0o640)
    link.symlink_to(page)

    write_file(link, b"new")

    assert page.read_bytes() == b"new"
    assert page.stat().st_mode & 0o777 == 0o640
    assert link.is_symlink()


def test_a_device_is_written_to_and_stays_a_device(run, folder):
    done = run("due", "--predictions", folder, "--ics", "/dev/full")

    assert run("due", "--predictions", folder, "--ics", os.devnull).returncode == 0
    assert done.returncode == 2
    assert done.stderr == "error: /dev/full cannot be written: No space left on device\n"
    assert Path("/dev/full").is_char_device()


@pytest.mark.slow
def test_a_page_can_go_into_a_pipe(run_process, folder):
    done = run_process("due", "--predictions", folder, "--ics", "/dev/stdout")

    assert done.stdout.startswith("BEGIN:VCALENDAR")


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "a").write_bytes(b"")

    with pytest.raises(CallError, match="cannot be written: Not a directory"):
        write_files(tmp_path / "a" / "b", {"c": b""})


def test_a_link_to_another_folder_is_not_written_through(tmp_path):
    (tmp_path / "repository").mkdir()
    secret, page = tmp_path / "secret", tmp_path / "repository" / "scorecard.html"
    secret.write_bytes(b"mine")
    page.symlink_to(secret)

    with pytest.raises(CallError, match="is a link to another folder; nothing was written"):
        write_file(page, b"<html>")

    assert secret.read_bytes() == b"mine"


def test_a_folder_that_is_a_planted_link_is_not_written_into(tmp_path, monkeypatch):
    (tmp_path / "repository").mkdir()
    (tmp_path / "mine").mkdir()
    (tmp_path / "repository" / "charts").symlink_to(tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "repository")

    for folder in (Path("charts"), tmp_path / "repository" / "charts", Path("charts/2026")):
        with pytest.raises(CallError, match="is a link to another folder; nothing was written"):
            write_files(folder, {"a.svg": b"<svg/>"})

    assert list((tmp_path / "mine").iterdir()) == []


def test_a_planted_link_on_the_way_to_a_file_is_not_gone_through(tmp_path, monkeypatch):
    (tmp_path / "repository").mkdir()
    (tmp_path / "mine").mkdir()
    (tmp_path / "repository" / "public").symlink_to(tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "repository")

    with pytest.raises(CallError, match="is a link to another folder"):
        write_file(Path("public/index.html"), b"<html>")

    assert list((tmp_path / "mine").iterdir()) == []


def test_a_folder_in_the_working_one_is_made_and_written_into(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "latest").symlink_to("2026")

    written = write_files(Path("latest/charts"), {"a.svg": b"1"})

    assert written == [Path("latest/charts/a.svg")]
    assert (tmp_path / "2026" / "charts" / "a.svg").read_bytes() == b"1"


def test_files_that_the_disk_does_not_confirm_are_all_written(tmp_path, monkeypatch):
    fsync = os.fsync

    def fail_for_folders(descriptor: int) -> None:
        if Path(f"/proc/self/fd/{descriptor}").is_dir():
            raise OSError(errno.EIO, "Input/output error")
        fsync(descriptor)

    monkeypatch.setattr("os.fsync", fail_for_folders)
    with pytest.raises(NotConfirmedError, match="b is written, but the system did not confirm"):
        write_files(tmp_path / "out", {"a": b"1", "b": b"2"})

    assert [(tmp_path / "out" / name).read_bytes() for name in ("a", "b")] == [b"1", b"2"]


def test_a_planted_link_below_the_named_folder_is_not_gone_through(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "mine").mkdir()
    (tmp_path / "site" / "claims").symlink_to(tmp_path / "mine")

    with pytest.raises(CallError, match="cannot be written: Not a directory"):
        write_files(tmp_path / "site", {"a.html": b"<p>"}, inside="claims/kandao")

    assert list((tmp_path / "mine").iterdir()) == []


@pytest.mark.slow
def test_a_rater_whose_name_is_a_path_gets_no_file_there(run, folder, prediction):
    (folder / "reviews").mkdir()
    (folder / "reviews" / "2024.yaml").write_text(
        "opened_on: 2024-03-01\nheld_on: 2024-03-01\nraters: [../../../evil]\n"
        f"predictions:\n  - kandao-2024/{prediction.stem}\n",
        encoding="utf-8",
    )

    done = run("review", "open", "2024", "--predictions", folder)

    assert done.returncode == 2
    assert "evil.xlsx cannot be written: Invalid argument" in done.stderr
    assert list(folder.parent.parent.glob("*evil*")) == []


def test_a_problem_of_a_file_that_is_gone_is_told_without_its_line(tmp_path) -> None:
    gone = str(tmp_path / "gone.yaml")
    problem = RULES["schema"].problem(gone, 1, 1, Phrase("it is wrong", "写错了"))

    head, hint = problem_text(problem, Language.ENGLISH).split("\n")

    assert head == f"{gone}:1:1: error[schema] it is wrong"
    assert hint.startswith("       = ")
