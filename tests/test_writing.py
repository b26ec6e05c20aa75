"""The one writer: a file is there whole or not at all, and no link is followed below the folder."""

import errno
import fcntl
import os
import re
import struct
import subprocess
import sys
import time
from pathlib import Path
from shutil import which

import pytest

from scorecard import problems, writing
from scorecard.text import system_reason
from scorecard.writing import (
    Folder,
    LockedError,
    NotConfirmedError,
    WouldLoseError,
    create_files,
    opened_folder,
)


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


def test_who_stops_the_program_leaves_no_half_of_new_files(tmp_path, monkeypatch):
    create = Folder.create

    def stopped(folder, name, data):
        if name == "b":
            raise KeyboardInterrupt
        create(folder, name, data)

    monkeypatch.setattr(Folder, "create", stopped)
    with pytest.raises(KeyboardInterrupt):
        create_files(tmp_path, {"a": b"1", "b": b"2"})

    assert names(tmp_path) == []


def test_a_new_file_has_the_permissions_of_the_user(tmp_path):
    mask = os.umask(0o027)
    create_files(tmp_path, {"a": b""})
    os.umask(mask)

    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("code", [errno.EPERM, errno.EINVAL])
def test_without_hard_links_a_new_file_is_renamed_into_place(tmp_path, monkeypatch, code):
    monkeypatch.setattr("os.link", failing(code))
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
        pass

    assert names(tmp_path) == [".scorecard.yaml"]


def test_a_folder_that_cannot_be_listed_can_be_written_in(tmp_path, monkeypatch):
    monkeypatch.setattr("os.listdir", failing(errno.EACCES))
    with opened_folder(tmp_path) as folder:
        folder.write("a", b"1")

    assert (tmp_path / "a").read_bytes() == b"1"


@pytest.fixture
def notices(monkeypatch):
    """What the user is told beside."""
    told: list[str] = []
    monkeypatch.setattr(problems, "listeners", [lambda phrase: told.append(phrase.en)])
    return told


@pytest.mark.parametrize("code", [errno.EBADF, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_a_file_system_without_locks_is_written_to_all_the_same(
    tmp_path, monkeypatch, code, notices
):
    monkeypatch.setattr(fcntl, "flock", failing(code))
    with opened_folder(tmp_path) as folder:
        folder.write("a", b"1")

    assert (tmp_path / "a").read_bytes() == b"1"
    assert notices == ["this file system has no locks: do not write there from two places at once"]


HOLD = """
import sys, time
from pathlib import Path
from scorecard.writing import opened_folder
with opened_folder(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the lock of the folder."""
    command = [sys.executable, "-c", HOLD, tmp_path]
    environment = {**os.environ, "LOGNAME": "Lin Wu"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        yield process
        process.kill()


@pytest.mark.slow
def test_whoever_waits_for_a_lock_is_told_who_holds_it_and_gives_up(tmp_path, holder, notices):
    start = time.monotonic()

    with pytest.raises(LockedError) as error, opened_folder(tmp_path, patience=0.8):
        pass

    assert 0.8 <= time.monotonic() - start < 3
    who = f"Lin Wu (process {holder.pid} on "
    assert f"is still being written by {who}" in error.value.phrase.en
    assert f"（{os.uname().nodename} 上的进程 {holder.pid}）" in error.value.phrase.zh
    assert notices[0].startswith(f"waiting: {tmp_path} is being written by {who}")
    with pytest.raises(LockedError, match="Lin Wu"), opened_folder(tmp_path, patience=0):
        pass  # who gave up before has not removed the holder's name


def test_a_killed_holder_lets_go_and_leaves_nothing(tmp_path, holder):
    holder.kill()
    holder.wait()

    with opened_folder(tmp_path) as folder:
        folder.write("a", b"1")

    assert names(tmp_path) == ["a"]


def test_a_lock_of_another_program_is_waited_for_too(tmp_path):
    descriptor = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)

    with (
        pytest.raises(LockedError, match="by another program"),
        opened_folder(tmp_path, patience=0),
    ):
        pass
    os.close(descriptor)


def test_a_lock_that_fails_otherwise_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(fcntl, "flock", failing(errno.EINTR))

    with pytest.raises(InterruptedError), opened_folder(tmp_path):
        pass


@pytest.mark.parametrize("code", [errno.EINVAL, errno.EOPNOTSUPP])
def test_a_share_that_confirms_no_folder_is_written_to_and_that_is_told(
    tmp_path, monkeypatch, notices, code
):
    fsync = os.fsync
    monkeypatch.setattr(
        "os.fsync",
        lambda one: failing(code)() if Path(f"/proc/self/fd/{one}").is_dir() else fsync(one),
    )
    create_files(tmp_path, {"a": b"1", "b": b"2"})

    assert names(tmp_path) == ["a", "b"]
    assert [one.partition(":")[0] for one in notices] == [
        f"{tmp_path}/{name} is written, but the system did not confirm that it is on disk"
        for name in ("a", "b")
    ]


def test_new_files_that_the_disk_does_not_confirm_are_all_written(tmp_path, monkeypatch):
    fsync = os.fsync
    monkeypatch.setattr(
        "os.fsync",
        lambda one: failing(errno.EIO)() if Path(f"/proc/self/fd/{one}").is_dir() else fsync(one),
    )
    with pytest.raises(NotConfirmedError):
        create_files(tmp_path, {"a": b"1", "b": b"2"})

    assert names(tmp_path) == ["a", "b"]


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


def test_a_file_that_is_gone_by_now_is_not_replaced(tmp_path):
    with opened_folder(tmp_path) as folder:
        assert not folder.replace("a", b"old", b"mine")

    assert names(tmp_path) == []


@pytest.mark.parametrize("name", ["../a", "b/a", "..", ".", "", "a\0"])
def test_a_name_that_leads_elsewhere_is_not_written_to(tmp_path, name):
    (tmp_path / "b").mkdir()
    with opened_folder(tmp_path / "b") as folder:
        for write in (folder.write, folder.create):
            with pytest.raises(OSError, match="Invalid argument"):
                write(name, b"1")

    assert names(tmp_path) == ["b"]
    assert names(tmp_path / "b") == []


def test_only_the_writer_writes():
    root = Path(writing.__file__).parent
    allowed = {
        "writing.py": "it is the writer",
        "cli/output.py": "a pipe or a device is written to as it is",
    }
    direct = re.compile(
        r"\.write_(?:bytes|text)\(|\.open\(\s*[\"'][wax]|os\.(?:replace|rename|link)\("
    )
    found = {
        file.relative_to(root).as_posix()
        for file in root.rglob("*.py")
        if direct.search(file.read_text(encoding="utf-8"))
    }

    assert found == set(allowed)


@pytest.fixture
def by_path(monkeypatch):
    """A system whose folders have no descriptors, as Windows."""
    monkeypatch.setattr(writing, "_HAS_DESCRIPTORS", False)


@pytest.mark.usefixtures("by_path")
def test_without_descriptors_of_folders_files_are_written_by_path(tmp_path):
    create_files(tmp_path, {"a/b/c": b"1", "d": b"2"})
    with opened_folder(tmp_path, "a/b") as folder:
        folder.write("c", b"3")
        assert folder.replace("c", b"3", b"4")
        assert not folder.replace("c", b"3", b"5")
        with pytest.raises(FileExistsError):
            folder.create("c", b"6")
        with pytest.raises(LockedError), opened_folder(tmp_path / "a", "b", patience=0):
            pass

    assert (tmp_path / "a" / "b" / "c").read_bytes() == b"4"
    assert names(tmp_path / "a" / "b") == ["c"]


@pytest.mark.usefixtures("by_path")
def test_without_descriptors_no_link_is_gone_through_either(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "a").symlink_to(tmp_path / "real")

    with pytest.raises(NotADirectoryError), opened_folder(tmp_path / "root", "a"):
        pass
    with pytest.raises(FileNotFoundError), opened_folder(tmp_path / "none"):
        pass


@pytest.mark.slow
@pytest.mark.usefixtures("by_path")
def test_a_file_that_a_program_has_open_is_told_in_words(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"old")
    tries = []

    def replace(*_: object, **__: object) -> None:
        tries.append(1)
        raise PermissionError(errno.EACCES, "Access is denied")

    monkeypatch.setattr("os.replace", replace)
    monkeypatch.setattr(writing, "_PAUSE", 0.3)
    with opened_folder(tmp_path) as folder, pytest.raises(PermissionError) as error:
        folder.write("a", b"new")

    why = system_reason(error.value)
    assert why.en == "another program has it open; close it there and try again"
    assert why.zh == "别的程序正打开着；请先在那里关闭再试"
    assert len(tries) > 1
    assert (tmp_path / "a").read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


@pytest.mark.parametrize("missing", ["fchown", "listxattr"])
def test_a_system_without_owners_or_attributes_writes_too(tmp_path, monkeypatch, missing):
    (tmp_path / "a").write_bytes(b"old")
    monkeypatch.delattr(f"os.{missing}")
    with opened_folder(tmp_path) as folder:
        folder.write("a", b"new")

    assert (tmp_path / "a").read_bytes() == b"new"


def test_an_attribute_that_a_new_file_has_by_itself_is_not_set_again(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"old")
    monkeypatch.setattr("os.listxattr", lambda _: ["security.label"])
    monkeypatch.setattr("os.getxattr", lambda *_: b"same")
    with opened_folder(tmp_path) as folder:
        folder.write("a", b"new")

    assert (tmp_path / "a").read_bytes() == b"new"


def test_a_file_system_without_attributes_has_none(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"old")
    monkeypatch.setattr("os.listxattr", failing(errno.EOPNOTSUPP))
    with opened_folder(tmp_path) as folder:
        folder.write("a", b"new")

    assert (tmp_path / "a").read_bytes() == b"new"


def test_who_does_not_wait_is_told_nothing_of_missing_locks(tmp_path, monkeypatch, notices):
    monkeypatch.setattr(fcntl, "flock", failing(errno.ENOLCK))
    with opened_folder(tmp_path, patience=0) as folder:
        folder.write("a", b"1")

    assert notices == []


READ_ONLY_FOR_NOBODY = struct.pack("<I", 2) + b"".join(
    struct.pack("<HHI", tag, rights, id_)
    for tag, rights, id_ in [
        (0x01, 6, 2**32 - 1),
        (0x02, 4, 65534),
        (0x04, 4, 2**32 - 1),
        (0x10, 4, 2**32 - 1),
        (0x20, 0, 2**32 - 1),
    ]
)
"""An access list as Linux stores it: owner rw-, nobody r--, group r--, mask r--, others ---."""
ACCESS_LIST = "system.posix_acl_access"


@pytest.fixture
def with_access_list(tmp_path):
    """A file with an access list, where the file system has them."""
    file = tmp_path / "a.yaml"
    file.write_bytes(b"1")
    try:
        os.setxattr(file, ACCESS_LIST, READ_ONLY_FOR_NOBODY)
    except (AttributeError, OSError):
        pytest.skip("no access lists here")
    return file


@pytest.mark.parametrize("way", ["write", "replace"])
def test_an_access_list_is_kept(with_access_list, way):
    with opened_folder(with_access_list.parent) as folder:
        if way == "write":
            folder.write("a.yaml", b"2")
        else:
            assert folder.replace("a.yaml", b"1", b"2")

    assert with_access_list.read_bytes() == b"2"
    assert os.getxattr(with_access_list, ACCESS_LIST) == READ_ONLY_FOR_NOBODY
    if which("getfacl"):
        told = subprocess.run(["getfacl", "-cn", with_access_list], capture_output=True, check=True)
        assert b"user:65534:r--" in told.stdout


def test_an_access_list_that_cannot_be_kept_forbids_the_edit(with_access_list, monkeypatch):
    monkeypatch.setattr("os.setxattr", failing(errno.EOPNOTSUPP))

    with (
        opened_folder(with_access_list.parent) as folder,
        pytest.raises(WouldLoseError, match=ACCESS_LIST),
    ):
        folder.replace("a.yaml", b"1", b"2")

    assert names(with_access_list.parent) == ["a.yaml"]
    assert with_access_list.read_bytes() == b"1"
