"""The one writer: a file is there whole or not at all, and no link is followed below the folder."""

import errno
import fcntl
import os
from pathlib import Path

import pytest

from scorecard.writing import NotConfirmedError, create_files, opened_folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def failing(code: int):
    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


def test_a_new_file_never_overwrites_and_never_stays_half_written(tmp_path, monkeypatch):
    create_files(tmp_path / "new", {"a.yaml": b"a"})
    with pytest.raises(FileExistsError):
        create_files(tmp_path / "new", {"b.yaml": b"b", "a.yaml": b"b"})
    with opened_folder(tmp_path / "new") as folder, pytest.raises(FileExistsError):
        folder.create("a.yaml", b"b")
    monkeypatch.setattr("os.fsync", failing(errno.ENOSPC))
    with pytest.raises(OSError, match="No space left"):
        create_files(tmp_path / "new", {"b.yaml": b"b"})

    assert names(tmp_path / "new") == ["a.yaml"]
    assert (tmp_path / "new" / "a.yaml").read_bytes() == b"a"


def test_of_several_new_files_all_are_there_or_none(tmp_path):
    written = create_files(tmp_path, {"a/b/c": b"1", "d": b"2"})
    (tmp_path / "x").symlink_to("a")

    with pytest.raises(NotADirectoryError):
        create_files(tmp_path, {"e": b"3", "x/y": b"4"})

    assert written == [tmp_path / "a/b/c", tmp_path / "d"]
    assert names(tmp_path) == ["a", "d", "x"]
    assert names(tmp_path / "a") == ["b"]


def test_a_new_file_has_the_permissions_of_the_user(tmp_path):
    mask = os.umask(0o027)
    create_files(tmp_path, {"a": b""})
    os.umask(mask)

    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_without_hard_links_a_new_file_is_renamed_into_place(tmp_path, monkeypatch):
    monkeypatch.setattr("os.link", failing(errno.EPERM))
    create_files(tmp_path, {"a": b"1"})
    with opened_folder(tmp_path) as folder, pytest.raises(FileExistsError):
        folder.create("a", b"2")

    assert (tmp_path / "a").read_bytes() == b"1"
    assert names(tmp_path) == ["a"]


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_is_no_file_is_not_written_over(tmp_path, kind):
    (tmp_path / "outside").write_bytes(b"mine")
    if kind == "file":
        (tmp_path / "a").symlink_to("outside")
    else:
        (tmp_path / "a").mkdir()
    with opened_folder(tmp_path) as folder, pytest.raises(OSError, match=r"symbolic|exists"):
        folder.write("a", b"new")

    assert (tmp_path / "outside").read_bytes() == b"mine"
    assert names(tmp_path) == ["a", "outside"]


def test_a_folder_that_is_a_link_is_not_gone_through(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "a").symlink_to(tmp_path / "real")

    with pytest.raises(NotADirectoryError), opened_folder(tmp_path / "root", "a"):
        pass


def test_a_file_that_became_a_link_is_not_read_through(tmp_path):
    (tmp_path / "secret").write_bytes(b"old")
    (tmp_path / "a").symlink_to("secret")

    with opened_folder(tmp_path) as folder, pytest.raises(OSError, match="symbolic"):
        folder.replace("a", b"old", b"new")


def test_what_a_killed_writer_left_is_removed_by_the_next(tmp_path):
    (tmp_path / ".scorecard-0123456789abcdef.tmp").write_bytes(b"half")
    (tmp_path / ".scorecard.yaml").write_bytes(b"")

    with opened_folder(tmp_path):
        assert names(tmp_path) == [".scorecard.yaml"]


def test_a_folder_that_cannot_be_listed_can_be_written_in(tmp_path, monkeypatch):
    monkeypatch.setattr("os.listdir", failing(errno.EACCES))
    with opened_folder(tmp_path) as folder:
        folder.write("a", b"1")

    assert (tmp_path / "a").read_bytes() == b"1"


@pytest.mark.parametrize("code", [errno.EBADF, errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_file_system_without_locks_is_written_to_all_the_same(tmp_path, monkeypatch, code):
    monkeypatch.setattr(fcntl, "flock", failing(code))
    with opened_folder(tmp_path) as folder:
        folder.write("a", b"1")

    assert (tmp_path / "a").read_bytes() == b"1"


def test_a_lock_that_fails_otherwise_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(fcntl, "flock", failing(errno.EINTR))

    with pytest.raises(InterruptedError), opened_folder(tmp_path):
        pass


@pytest.mark.parametrize("how", ["write", "create", "replace"])
def test_a_write_that_the_disk_does_not_confirm_is_not_called_undone(tmp_path, monkeypatch, how):
    if how != "create":
        (tmp_path / "a").write_bytes(b"old")
    fsync = os.fsync

    def fail_for_folders(descriptor: int) -> None:
        if Path(f"/proc/self/fd/{descriptor}").is_dir():
            failing(errno.EIO)()
        fsync(descriptor)

    monkeypatch.setattr("os.fsync", fail_for_folders)
    with opened_folder(tmp_path) as folder:
        call = (folder.replace, "a", b"old") if how == "replace" else (getattr(folder, how), "a")
        with pytest.raises(NotConfirmedError, match="is written, but the system did not confirm"):
            call[0](*call[1:], b"new")

    assert (tmp_path / "a").read_bytes() == b"new"
    assert names(tmp_path) == ["a"]


def test_a_file_that_holds_something_else_by_now_is_not_replaced(tmp_path):
    (tmp_path / "a").write_bytes(b"theirs")
    with opened_folder(tmp_path) as folder:
        assert not folder.replace("a", b"old", b"mine")

    assert (tmp_path / "a").read_bytes() == b"theirs"
