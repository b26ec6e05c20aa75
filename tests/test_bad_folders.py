"""What is wrong with a folder or with a file as a file; each case spoils a good folder in one way."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from scorecard.checks.passages import passage_problems
from scorecard.checks.run import check_folder
from scorecard.problems import Problem
from scorecard.reading.folder import load_records
from scorecard.rules import RULES
from test_bad_files import FILES

OUTLOOK = "kandao-2024"
CLAIM = "kandao-2024/vision-pro.yaml"


def problems_of(root: Path) -> list[Problem]:
    return check_folder(root, as_of=date(2024, 6, 1)).problems


def remove(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).unlink()


def remove_everything(folder: Path) -> None:
    remove(folder, CLAIM, f"{OUTLOOK}/outlook.yaml", "domains.yaml")
    (folder / OUTLOOK).rmdir()
    folder.rmdir()


def deep_folder(folder: Path) -> None:
    (folder / OUTLOOK / "archive" / "old").mkdir(parents=True)
    (folder / CLAIM).rename(folder / OUTLOOK / "archive" / "old" / "vision-pro.yaml")
    (folder / OUTLOOK / "kept.yaml").write_bytes((folder.parent / "kept.yaml").read_bytes())


def link_out(folder: Path, name: str, *, to_folder: bool = False) -> None:
    outside = folder.parent / "outside"
    outside.mkdir()
    (outside / "secret.yaml").write_text("password: 1\n")
    (folder / name).symlink_to(outside if to_folder else outside / "secret.yaml")


def named(folder: Path, name: str) -> None:
    """A second file, whose name cannot live on every system or looks like another."""
    (folder / OUTLOOK / f"{name}.yaml").write_bytes((folder / CLAIM).read_bytes())


def planted(folder: Path) -> None:
    """What git takes for a repository of its own."""
    (folder / "HEAD").write_text("ref: refs/heads/main\n")
    (folder / "config").write_text("[core]\n\tbare = true\n")
    for name in ("objects", "refs"):
        (folder / name).mkdir()


Spoil = Callable[[Path], object]
CASES: list[tuple[str, str, Spoil]] = [
    ("missing-folder", "", remove_everything),
    ("empty-folder", "", lambda folder: remove(folder, CLAIM)),
    ("missing-domains", "", lambda folder: remove(folder, "domains.yaml")),
    ("missing-outlook", OUTLOOK, lambda folder: remove(folder, f"{OUTLOOK}/outlook.yaml")),
    ("stray-file", "claim.yaml", lambda folder: (folder / "claim.yaml").write_text("a: b\n")),
    ("stray-file", "domains.yml", lambda folder: (folder / "domains.yml").write_text("a: b\n")),
    (
        "stray-file",
        f"{OUTLOOK}/x.yml",
        lambda folder: (folder / OUTLOOK / "x.yml").write_text("a: b\n"),
    ),
    (
        "stray-file",
        f"{OUTLOOK}/X.YAML",
        lambda folder: (folder / OUTLOOK / "X.YAML").write_text("a: b\n"),
    ),
    ("stray-file", f"{OUTLOOK}/archive/old/vision-pro.yaml", deep_folder),
    (
        "stray-file",
        f"{OUTLOOK}/.hidden.Yml",
        lambda folder: (folder / OUTLOOK / ".hidden.Yml").write_text("a: b\n"),
    ),
    (
        "stray-file",
        "domains.yml",
        lambda folder: (folder / "domains.yaml").rename(folder / "domains.yml"),
    ),
    (
        "bad-name",
        f"{OUTLOOK}/two words.yaml",
        lambda folder: (folder / CLAIM).rename(folder / OUTLOOK / "two words.yaml"),
    ),
    (
        "bad-name",
        f"{OUTLOOK}/a..b.yaml",
        lambda folder: (folder / OUTLOOK / "a..b.yaml").write_text("a: b\n"),
    ),
    (
        "bad-name",
        f"{OUTLOOK}/red\\x1b[31m\\nline.yaml",
        lambda folder: (folder / OUTLOOK / "red\x1b[31m\nline.yaml").write_text("a: b\n"),
    ),
    ("bad-name", "two words", lambda folder: (folder / "two words").mkdir()),
    *(
        ("bad-name", f"{OUTLOOK}/{name}.yaml", lambda folder, name=name: named(folder, name))
        for name in (
            *("con", "COM1", "lpt9.2024", "nul"),
            "v\N{CYRILLIC SMALL LETTER I}sion",
            "\N{FULLWIDTH LATIN SMALL LETTER A}pple",
            "cafe\N{COMBINING ACUTE ACCENT}",
            "\N{HANGUL FILLER}vision",
        )
    ),
    ("planted-repository", "", planted),
    ("planted-repository", OUTLOOK, lambda folder: planted(folder / OUTLOOK)),
    ("planted-repository", "", lambda folder: (folder / "HEAD").write_text("ref: refs/heads/x\n")),
    ("unreadable", f"{OUTLOOK}/x.yaml", lambda folder: (folder / OUTLOOK / "x.yaml").mkdir()),
    ("unreadable", f"{OUTLOOK}/x.yaml", lambda folder: os.mkfifo(folder / OUTLOOK / "x.yaml")),
    (
        "unreadable",
        f"{OUTLOOK}/x.yaml",
        lambda folder: (folder / OUTLOOK / "x.yaml").symlink_to("x.yaml"),
    ),
    (
        "unreadable",
        f"{OUTLOOK}/x.yaml",
        lambda folder: (folder / OUTLOOK / "x.yaml").symlink_to("gone.yaml"),
    ),
    ("outside-folder", f"{OUTLOOK}/x.yaml", lambda folder: link_out(folder, f"{OUTLOOK}/x.yaml")),
    ("outside-folder", "other", lambda folder: link_out(folder, "other", to_folder=True)),
    (
        "too-large",
        f"{OUTLOOK}/x.yaml",
        lambda folder: (folder / OUTLOOK / "x.yaml").write_bytes(b"#" * 1_000_001),
    ),
]


@pytest.mark.parametrize(
    ("rule", "name", "spoil"), CASES, ids=[f"{rule}-{name!r}" for rule, name, _ in CASES]
)
def test_a_bad_folder_breaks_exactly_its_rule(rule: str, name: str, spoil: Spoil, folder) -> None:
    (folder.parent / "kept.yaml").write_bytes((folder / CLAIM).read_bytes())
    spoil(folder)

    found = problems_of(folder)

    shown = str(folder / name) if name else str(folder)
    expected = [(rule, shown, 1, 1)]
    if name == f"{OUTLOOK}/two words.yaml":
        expected.insert(0, ("empty-folder", str(folder), 1, 1))
    assert [(one.rule, one.path, one.line, one.column) for one in found] == expected


def test_names_that_other_systems_take_for_one_are_a_problem(folder) -> None:
    named(folder, "Vision-Pro")

    found = problems_of(folder)

    assert [(one.rule, Path(one.path).name) for one in found] == [("bad-name", "vision-pro.yaml")]
    assert "Windows and macOS take it for `Vision-Pro.yaml`" in found[0].message.en


def test_an_empty_folder_lacks_domains_and_predictions(tmp_path) -> None:
    found = problems_of(tmp_path)

    assert [one.rule for one in found] == ["empty-folder", "missing-domains"]


def test_a_link_to_itself_as_a_folder_is_left_alone(folder) -> None:
    (folder / "loop").symlink_to("loop")

    assert problems_of(folder) == []


def test_a_link_inside_the_folder_is_read(folder) -> None:
    (folder / OUTLOOK / "again.yaml").symlink_to("vision-pro.yaml")

    assert check_folder(folder, as_of=date(2024, 6, 1)).n_checked == 4


def test_a_name_that_is_too_long_is_a_missing_folder() -> None:
    assert [one.rule for one in problems_of(Path("x" * 5000))] == ["missing-folder"]


def test_files_and_folders_that_hold_no_records_are_left_alone(folder) -> None:
    (folder / "README.md").write_text("Notes.\n")
    (folder / OUTLOOK / "notes.txt").write_text("Notes.\n")
    (folder / OUTLOOK / "pictures").mkdir()
    (folder / ".git").mkdir()
    (folder / OUTLOOK / ".vision-pro.yaml.swp").write_bytes(b"\x00")
    (folder / OUTLOOK / "._vision-pro.yaml").write_bytes(b"\x00")
    (folder / ".git" / "config.yaml").write_text("a: b\n")

    assert problems_of(folder) == []


@pytest.mark.parametrize(
    ("rule", "article", "place"),
    [
        ("missing-article", None, (1, 1)),
        ("passage-not-found", "2023 年的头显。推向市场。\n", (8, 11)),
        ("passage-not-found", "2024 年苹果将发布头显。\n\n推向市场。\n", (9, 9)),
    ],
)
def test_a_passage_mark_that_is_not_in_the_article(rule, article, place, folder, tmp_path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    if article:
        (articles / "kandao-2024.txt").write_text(article, encoding="utf-8")

    found = passage_problems(load_records(folder), articles)

    assert [(one.rule, one.line, one.column) for one in found] == [(rule, *place)]


@pytest.mark.parametrize(
    "article", ["2024 年苹果将把头显推向市场。\n", "二０二四\n\n2024年，蘋果將推向市場"]
)
def test_a_passage_that_is_in_the_article(article, folder, tmp_path) -> None:
    (tmp_path / "kandao-2024.txt").write_text(article, encoding="utf-8")

    assert passage_problems(load_records(folder), tmp_path) == []


def test_a_folder_that_cannot_be_listed_is_a_problem(folder, monkeypatch) -> None:
    def scandir(path, scan=os.scandir):
        if Path(path).name == OUTLOOK:
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = check_folder(folder, as_of=date(2024, 6, 1))

    assert [one.rule for one in found.problems] == ["empty-folder", "unreadable"]
    assert found.has_errors


AGAINST_HISTORY = {"goalposts-moved", "history-rewritten", "not-comparable", "prediction-removed"}
"""Rules that compare with git; they are tested with the command that compares."""


def test_every_rule_has_a_bad_file_or_a_bad_folder() -> None:
    shown = {file.parent.name for file in FILES} | {rule for rule, _, _ in CASES}
    shown |= {"missing-article", "passage-not-found"} | AGAINST_HISTORY

    assert shown == set(RULES)
