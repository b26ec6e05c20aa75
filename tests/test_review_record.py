"""A review's file: written once, closed once, checked like every record."""

import os
from datetime import date
from pathlib import Path

import pytest

from scorecard.checks.run import check_folder
from scorecard.editing.errors import (
    AlreadyThereError,
    BreaksRuleError,
    CannotWriteError,
    FaultyRecordError,
    FileChangedError,
    LeadsOutError,
    UnsafeEditError,
)
from scorecard.editing.record_files import create_review, edit_review
from scorecard.reading.folder import load_records
from scorecard.records import Review

REVIEW = Review(
    opened_on=date(2025, 1, 2),
    held_on=date(2025, 1, 9),
    raters=["lin", "陈", "null"],
    predictions=["kandao-2024/vision-pro"],
)


def test_a_review_is_read_back_as_it_was_written(folder: Path) -> None:
    path = create_review(folder, "2024", REVIEW)

    assert path == folder / "reviews" / "2024.yaml"
    assert load_records(folder).reviews == {"2024": REVIEW}
    found = check_folder(folder, as_of=date(2025, 1, 10)).problems
    assert "error" not in {one.severity for one in found}


def test_an_empty_list_can_be_filled_by_hand_later(folder: Path) -> None:
    empty = REVIEW.model_copy(update={"predictions": []})

    create_review(folder, "2024", empty)

    assert load_records(folder).reviews == {"2024": empty}


def test_a_review_is_never_overwritten(folder: Path) -> None:
    create_review(folder, "2024", REVIEW)

    with pytest.raises(AlreadyThereError):
        create_review(folder, "2024", REVIEW)


def test_a_name_that_cannot_be_read_back_is_refused(folder: Path) -> None:
    with pytest.raises(UnsafeEditError):
        create_review(folder, "2024", REVIEW.model_copy(update={"raters": [" "]}))


def test_a_linked_folder_of_reviews_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (folder / "reviews").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(LeadsOutError):
        create_review(folder, "2024", REVIEW)


def test_what_the_system_refuses_is_said(folder: Path) -> None:
    (folder / "reviews").write_text("a file", encoding="utf-8")

    with pytest.raises(CannotWriteError):
        create_review(folder, "2024", REVIEW)


def test_closing_adds_two_lines_and_leaves_every_other_byte(folder: Path) -> None:
    path = create_review(folder, "2024", REVIEW)
    before = "\ufeff" + path.read_text(encoding="utf-8").removesuffix("\n")
    path.write_text(before + "\n# 备注", encoding="utf-8")

    closed = edit_review(
        folder, "2024", lambda _: {"closed_on": date(2025, 1, 10), "attended": ["lin", "王: 老师"]}
    )

    added = '\nclosed_on: 2025-01-10\nattended: [lin, "王: 老师"]\n'
    assert path.read_text(encoding="utf-8") == f"{before}{added}# 备注"
    assert (closed.closed_on, closed.attended) == (date(2025, 1, 10), ["lin", "王: 老师"])


def test_keys_that_are_there_already_are_filled(folder: Path) -> None:
    path = create_review(folder, "2024", REVIEW)
    text = path.read_text(encoding="utf-8").replace(
        "raters:", "closed_on: null\nattended: []\nraters:"
    )
    path.write_text(text, encoding="utf-8")

    edit_review(folder, "2024", lambda _: {"closed_on": date(2025, 1, 10), "attended": ["lin"]})

    held = path.read_text(encoding="utf-8")
    assert "\nclosed_on: 2025-01-10\nattended: [lin]\nraters:" in held


def test_a_comment_in_a_review_stays(folder: Path) -> None:
    path = create_review(folder, "2024", REVIEW)
    text = path.read_text(encoding="utf-8") + "closed_on: null  # 还没有\n"
    path.write_text(text.replace("vision-pro\n", "vision-pro  # 王加的\n"), encoding="utf-8")

    edit_review(folder, "2024", lambda _: {"closed_on": date(2025, 1, 10), "attended": ["lin"]})
    edit_review(folder, "2024", lambda review: {"predictions": review.entries})

    after = path.read_text(encoding="utf-8")
    assert "closed_on: 2025-01-10  # 还没有\n" in after
    assert "  - {id: kandao-2024/vision-pro}  # 王加的\n" in after


def test_only_what_moves_on_the_list_of_a_review_is_written(folder: Path) -> None:
    path = create_review(folder, "2024", REVIEW)
    listed = ["kandao-2024/a", "# 甲", "kandao-2024/b", "kandao-2024/c", "kandao-2024/d"]
    lines = [f"  {one}" if one.startswith("#") else f"  - {one}" for one in listed]
    head, _, _ = path.read_text(encoding="utf-8").partition("predictions:")
    path.write_text("\n".join([f"{head}predictions:", *lines, "# 完"]), encoding="utf-8")

    moved = ["kandao-2024/c", "kandao-2024/x", "kandao-2024/d"]
    edit_review(folder, "2024", lambda _: {"predictions": moved})

    after = ["  - kandao-2024/c", "  # 甲", "  - kandao-2024/x", "  - kandao-2024/d", "# 完"]
    assert path.read_text(encoding="utf-8").partition("predictions:\n")[2].split("\n") == after


def test_a_faulty_review_is_not_closed(folder: Path) -> None:
    path = create_review(folder, "2024", REVIEW)
    path.write_text("raters: lin\n", encoding="utf-8")

    with pytest.raises(FaultyRecordError):
        edit_review(folder, "2024", lambda _: {"closed_on": date(2025, 1, 10), "attended": []})
    assert path.read_text(encoding="utf-8") == "raters: lin\n"


def test_a_review_is_not_closed_before_the_day_of_its_meeting(folder: Path) -> None:
    path = create_review(folder, "2024", REVIEW)
    before = path.read_bytes()

    with pytest.raises(BreaksRuleError, match="closed_on 2025-01-08 is before held_on 2025-01-09"):
        edit_review(folder, "2024", lambda _: {"closed_on": date(2025, 1, 8), "attended": []})
    assert path.read_bytes() == before


def test_a_review_in_braces_stays_in_braces(folder: Path) -> None:
    path = create_review(folder, "2024", REVIEW)
    text = "{opened_on: 2025-01-02, held_on: 2025-01-09, raters: [lin], predictions: []"
    path.write_text(text + "}\n", encoding="utf-8")

    edit_review(folder, "2024", lambda _: {"closed_on": date(2025, 1, 10), "attended": ["lin"]})

    added = ", closed_on: 2025-01-10, attended: [lin]}\n"
    assert path.read_text(encoding="utf-8") == text + added


def test_a_linked_review_is_not_closed(folder: Path, tmp_path: Path) -> None:
    path = create_review(folder, "2024", REVIEW)
    path.rename(tmp_path / "2024.yaml")
    path.symlink_to(tmp_path / "2024.yaml")

    with pytest.raises(LeadsOutError):
        edit_review(folder, "2024", lambda _: {"closed_on": date(2025, 1, 10), "attended": []})


def test_a_missing_folder_of_reviews_is_said(folder: Path) -> None:
    with pytest.raises(CannotWriteError):
        edit_review(folder, "2024", lambda _: {"closed_on": date(2025, 1, 10), "attended": []})


def test_a_review_that_changed_meanwhile_is_not_closed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = create_review(folder, "2024", REVIEW)
    fsync = os.fsync

    def fsync_after_another_writer(descriptor: int) -> None:
        path.write_bytes(path.read_bytes() + b"# somebody else\n")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", fsync_after_another_writer)

    with pytest.raises(FileChangedError):
        edit_review(folder, "2024", lambda _: {"closed_on": date(2025, 1, 10), "attended": []})


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        ("held_on: 2025-01-09", "held_on: 2025-01-01", "dates-out-of-order", 4),
        ("raters: [lin", "raters: [陈", "repeated-id", 5),
        ("predictions:", "closed_on: 2025-01-08\npredictions:", "dates-out-of-order", 6),
    ],
)
def test_a_review_is_checked_like_every_record(
    folder: Path, old: str, new: str, rule: str, line: int
) -> None:
    path = create_review(folder, "2024", REVIEW)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    found = check_folder(folder, as_of=date(2025, 1, 10)).problems

    assert [(one.rule, one.line) for one in found if one.path == str(path)] == [(rule, line)]
