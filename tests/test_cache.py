"""The memory of earlier checks: it changes what is read, never what is found."""

import os
from datetime import date

import pytest

from scorecard.checks.cache import Cache, cache_file
from scorecard.checks.run import check_folder

AS_OF = date(2024, 6, 1)


@pytest.fixture
def cached(folder, tmp_path):
    """A check of the folder with a cache on disk."""
    return lambda: check_folder(folder, as_of=AS_OF, cache=Cache(tmp_path / "cache" / "check.json"))


@pytest.fixture
def spoilt(prediction):
    """The prediction with an error and a warning."""
    text = prediction.read_text(encoding="utf-8")
    text = text.replace("domain: devices", "domain: device").replace("contradicts", "supports")
    prediction.write_text(text, encoding="utf-8")
    return prediction


@pytest.mark.usefixtures("spoilt")
def test_a_warm_check_finds_what_a_cold_one_finds(cached, folder) -> None:
    cold = cached()

    assert cached() == cold == check_folder(folder, as_of=AS_OF)
    assert [one.rule for one in cold.problems] == ["unknown-domain", "one-sided-evidence"]


@pytest.mark.usefixtures("spoilt")
def test_a_warm_check_reads_nothing_again(cached, monkeypatch) -> None:
    cold = cached()
    monkeypatch.setattr(
        "scorecard.checks.inspection.inspect_reading", lambda *_: pytest.fail("read again")
    )

    assert cached() == cold


def test_a_change_of_the_same_size_and_time_is_seen(cached, prediction) -> None:
    cached()
    facts = prediction.stat()
    prediction.write_bytes(
        prediction.read_bytes().replace(b"verdict: accurate", b"verdict: accuratx")
    )
    os.utime(prediction, ns=(facts.st_atime_ns, facts.st_mtime_ns))

    assert [one.rule for one in cached().problems] == ["unknown-value"]


def test_what_depends_on_the_day_is_not_remembered(folder, tmp_path, prediction) -> None:
    text = prediction.read_text(encoding="utf-8")
    prediction.write_text(text.split("verdicts:")[0], encoding="utf-8")
    cache = tmp_path / "check.json"

    before = check_folder(folder, as_of=date(2024, 12, 31), cache=Cache(cache))
    after = check_folder(folder, as_of=date(2025, 1, 1), cache=Cache(cache))

    assert [one.rule for one in before.problems] == []
    assert [one.rule for one in after.problems] == ["overdue"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"program": "another", "entries": {"domains": ["x", [], {}]}}',
        b"\xff\xfe",
        b'{"entries": {}}',
    ],
)
def test_a_cache_that_is_damaged_or_of_another_program_is_not_trusted(
    content, cached, tmp_path
) -> None:
    cold = cached()
    (tmp_path / "cache" / "check.json").write_bytes(content)

    assert cached() == cold


@pytest.mark.parametrize(
    "damage", [(b"2024-12-31", b"2024-01-31"), (b"]", b"}"), (b"devices", b"")]
)
def test_one_damaged_byte_spoils_the_cache_and_not_the_check(damage, cached, tmp_path) -> None:
    cold = cached()
    file = tmp_path / "cache" / "check.json"
    held = file.read_bytes()
    assert damage[0] in held
    file.write_bytes(held.replace(*damage, 1))

    assert cached() == cold


def test_a_cache_that_was_deleted_is_made_again(cached, tmp_path) -> None:
    cold = cached()
    (tmp_path / "cache" / "check.json").unlink()

    assert cached() == cold
    assert (tmp_path / "cache" / "check.json").exists()


def test_a_cache_that_cannot_be_written_is_no_fault(folder, tmp_path) -> None:
    (tmp_path / "cache").write_text("a file, not a folder")

    found = check_folder(folder, as_of=AS_OF, cache=Cache(tmp_path / "cache" / "check.json"))

    assert found.problems == []


def test_a_file_that_could_not_be_read_is_not_remembered(cached, folder) -> None:
    (folder / "kandao-2024" / "x.yaml").mkdir()
    before = cached()
    (folder / "kandao-2024" / "x.yaml").rmdir()

    assert [one.rule for one in before.problems] == ["unreadable"]
    assert cached().problems == []


def test_a_file_that_cannot_be_read_any_more_is_a_problem(cached, prediction) -> None:
    cached()
    prediction.unlink()
    prediction.mkdir()

    assert [one.rule for one in cached().problems] == ["unreadable"]


def test_each_folder_has_a_cache_of_its_own(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    assert cache_file(tmp_path / "a") != cache_file(tmp_path / "b")
    assert cache_file(tmp_path / "a").parent == tmp_path / "scorecard"


@pytest.mark.usefixtures("spoilt")
def test_two_processes_find_what_one_finds(folder, monkeypatch) -> None:
    for number in range(20):
        (folder / "kandao-2024" / f"bad-{number:02}.yaml").write_text("claim: [\n")
    one = check_folder(folder, as_of=AS_OF)
    monkeypatch.setattr("scorecard.processes.WORTH_A_PROCESS", 5)

    assert check_folder(folder, as_of=AS_OF) == one


def test_without_a_home_nothing_is_remembered(monkeypatch, tmp_path) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)

    assert cache_file(tmp_path) is None


def test_a_cache_that_fails_halfway_leaves_nothing_behind(folder, tmp_path, monkeypatch) -> None:
    def full(*_, **__) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    check_folder(folder, as_of=AS_OF, cache=Cache(tmp_path / "cache" / "check.json"))

    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.parametrize("place", ["predictions/cache", "cache", "link"])
def test_a_cache_in_the_folder_or_the_checkout_is_not_believed(
    place, folder, tmp_path, monkeypatch
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "link").symlink_to("predictions")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / place))

    assert cache_file(folder) is None


def test_without_a_checkout_the_folder_alone_is_not_believed(folder, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    assert cache_file(folder) is None
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    assert cache_file(folder) is not None
