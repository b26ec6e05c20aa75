"""What is wrong with a folder or with a file as a file; each case spoils a good folder in one way."""

import os
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from scorecard.checks.passages import passage_problems
from scorecard.checks.run import check_folder
from scorecard.problems import Problem
from scorecard.reading.files import name_problem, original_name
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


COPIES = [
    *("vision-pro.sync-conflict-20261125-101010-ABCDEFG", "vision-pro (1)", "vision-pro 2"),
    *("vision-pro - Copy", "vision-pro - 副本", "vision-pro的副本", "Copy of vision-pro"),
    *("vision-pro (conflicted copy 2026-11-25 101010)", "vision-pro (Lin's conflicted copy 2026)"),
    *("vision-pro_LOCAL_1234", "vision-pro.REMOTE.12", "vision-pro.orig", "vision-pro~"),
    *(
        "vision-pro-DESKTOP-AB12CD3",
        "vision-pro（1）",
        "vision-pro-冲突副本",
        "vision-pro_conflict-20261125-101010",
        "vision-pro copy 2",
    ),
]
LIKE_COPIES = (
    *("vision-pro-2024", "gpt-5.5", "c1-2", "ai-copy", "local", "a-remote", "copycat", "model-2.0"),
    *("巴以冲突-2024", "us-china-conflict-2024", "中美-冲突", "数据副本", "副本-2025"),
    *(
        "windows-12-with-llm-2024",
        "conflict-in-chips",
        "no-conflicts-2025",
        "chip-WIN-2024",
        "backup",
    ),
)


def copied(folder: Path, name: str) -> None:
    (folder / OUTLOOK / f"{name}.yaml").write_bytes((folder / CLAIM).read_bytes())


def written(folder: Path, name: str) -> None:
    (folder / name).write_text("a: b\n")


def renamed(folder: Path, old: str, new: str) -> None:
    (folder / old).rename(folder / new)


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
    *(
        ("stray-file", name, partial(written, name=name))
        for name in (f"{OUTLOOK}/x.yaml.txt", f"{OUTLOOK}/x。yaml", f"{OUTLOOK}/x.yaml ")
    ),
    *(
        ("stray-file", name, partial(renamed, old=old, new=name))
        for old, name in (
            ("domains.yaml", "domains.yaml.txt"),
            (f"{OUTLOOK}/outlook.yaml", f"{OUTLOOK}/Outlook.yaml"),
            (f"{OUTLOOK}/outlook.yaml", f"{OUTLOOK}/OUTLOOK.yaml"),
            (f"{OUTLOOK}/outlook.yaml", f"{OUTLOOK}/outlook.yml"),
        )
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
    *[("copied-file", f"{OUTLOOK}/{name}.yaml", partial(copied, name=name)) for name in COPIES],
    (
        "copied-file",
        "domains (1).yaml",
        lambda folder: (folder / "domains (1).yaml").write_text("a: b\n"),
    ),
    ("copied-file", f"{OUTLOOK}/zz.yaml", partial(copied, name="zz")),
    (
        "copied-file",
        f"{OUTLOOK}/x.yaml",
        lambda folder: (folder / OUTLOOK / "x.yaml").symlink_to("vision-pro.yaml"),
    ),
    (
        "copied-file",
        f"{OUTLOOK}/x.yaml",
        lambda folder: os.link(folder / CLAIM, folder / OUTLOOK / "x.yaml"),
    ),
    ("copied-file", "other", lambda folder: (folder / "other").symlink_to(OUTLOOK)),
    ("copied-file", f"{OUTLOOK} (1)", lambda folder: (folder / f"{OUTLOOK} (1)").mkdir()),
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

    found = [one for one in problems_of(folder) if one.rule != "copied-file"]

    assert [(one.rule, Path(one.path).name) for one in found] == [("bad-name", "vision-pro.yaml")]
    assert "Windows and macOS take it for `Vision-Pro.yaml`" in found[0].message.en


def test_names_that_differ_in_more_than_capitals_are_not_told_to_differ_in_them(folder) -> None:
    named(folder, "caf\u00e9")
    named(folder, "cafe\N{COMBINING ACUTE ACCENT}")

    (found,) = [one for one in problems_of(folder) if one.rule == "bad-name"]

    assert "its characters are in parts (NFD)" in found.message.en


@pytest.mark.parametrize("name", LIKE_COPIES)
def test_a_name_that_only_resembles_one_of_a_copy_is_a_name(name) -> None:
    assert original_name(name) is None


def test_the_copy_is_told_of_which_file_it_is_one(folder) -> None:
    copied(folder, "vision-pro (1)")

    (found,) = problems_of(folder)

    assert found.message.en == "the name is that of a copy of vision-pro.yaml"
    assert found.hint.en == "Compare the two, keep what is right in one, and delete the other."


@pytest.mark.parametrize(
    "name", [f"{OUTLOOK}/vision-pro.yml", f"{OUTLOOK}/vision-pro.yaml.txt", "domains.yml"]
)
def test_a_misnamed_file_is_not_told_to_take_the_name_of_another(folder, name) -> None:
    written(folder, name)

    (found,) = problems_of(folder)

    assert found.hint.en == "Compare the two, keep what is right in one, and delete the other."


def test_an_empty_folder_lacks_domains_and_predictions(tmp_path) -> None:
    found = problems_of(tmp_path)

    assert [one.rule for one in found] == ["empty-folder", "missing-domains"]


def test_a_link_to_itself_as_a_folder_is_left_alone(folder) -> None:
    (folder / "loop").symlink_to("loop")

    assert problems_of(folder) == []


def test_a_link_to_what_is_not_listed_otherwise_is_read(folder) -> None:
    (folder / ".store").mkdir()
    (folder / CLAIM).rename(folder / ".store" / "one.yaml")
    (folder / CLAIM).symlink_to("../.store/one.yaml")

    found = check_folder(folder, as_of=date(2024, 6, 1))

    assert (found.n_checked, found.problems) == (3, [])


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
    assert {one.severity for one in found.problems} == {"error"}


AGAINST_HISTORY = {
    "changed-after-verdict", "goalposts-moved", "history-rewritten", "not-comparable",
    "prediction-removed",
}  # fmt: skip
"""Rules that compare with git; they are tested with the command that compares."""


def test_every_rule_has_a_bad_file_or_a_bad_folder() -> None:
    shown = {file.parent.name for file in FILES} | {rule for rule, _, _ in CASES}
    shown |= {"missing-article", "passage-not-found"} | AGAINST_HISTORY

    assert shown == set(RULES)


def test_a_folder_is_to_be_renamed_to_the_name_of_a_folder(folder: Path) -> None:
    (folder / "展望 二").mkdir()

    (found,) = problems_of(folder)

    assert found.hint == ("Rename it, for example to vision-pro-on-sale-2024.",
                          "改名，例如 vision-pro-on-sale-2024。")  # fmt: skip


def test_a_name_of_more_bytes_than_file_systems_take_with_an_ending_is_too_long():
    assert name_problem("月" * 66 + "-x") is None
    assert name_problem("月" * 67).en == "it is too long"


def test_a_name_with_half_a_character_of_json_is_no_id() -> None:
    assert name_problem("vision-\ud83d").en.startswith("use only letters")


def test_a_former_id_of_two_records_is_told_once(folder: Path) -> None:
    text = (folder / CLAIM).read_text(encoding="utf-8")
    (folder / CLAIM).write_text(f"{text}formerly: [a/old]\n", encoding="utf-8")
    other = text.replace("item: 生成式 AI / 8", "item: 生成式 AI / 8\u200b").replace(
        "2024 年", "2025 年"
    )
    other = other.replace("during 2024", "during 2025").replace("starts: 2024", "starts: 2025")
    second = folder / OUTLOOK / "z.yaml"
    # Its own id, which it has again, may be among them.
    second.write_text(f"{other}formerly: [{OUTLOOK}/z, a/older, a/old]\n", encoding="utf-8")

    problems = problems_of(folder)
    found = sorted((one.rule, one.message.en) for one in problems)

    assert "Delete it from one of the two." in {one.hint.en for one in problems}
    assert found == [
        ("formerly-on-record", f"{OUTLOOK}/z names `a/old` too"),
        ("look-alike", "`生成式 AI / 8\\u200b`: it has the invisible character U+200B"),
        ("unknown-item", "`生成式 AI / 8\\u200b` is not in the items of outlook.yaml"),
    ]
