"""What reaches the disk: the old file or the new one, never a third thing."""

import errno
import os
import signal
import subprocess
import sys
import textwrap
from datetime import date
from pathlib import Path

import pytest

from scorecard.editing.edits import append, replace, take_back
from scorecard.editing.errors import (
    CannotWriteError,
    FaultyRecordError,
    FileChangedError,
    LeadsOutError,
    UnknownPredictionError,
    UnsafeEditError,
)
from scorecard.editing.record_files import edit_prediction, find_prediction, prediction_id
from scorecard.reading.files import LARGEST
from scorecard.reading.record_reader import parse, read_record
from scorecard.reading.yaml_reader import Document
from scorecard.records import (
    Amendable,
    Amendment,
    Bilingual,
    DecidedBy,
    Decision,
    JudgedVerdict,
    Rating,
)
from scorecard.writing import WouldLoseError

TEXT = """\
# 苹果
claim: {en: Apple sells it, zh: 苹果开售}
domain: devices
attributed_to: the article
made_on: 2023-12-31
window: {opens_on: 2024-01-01, closes_on: 2024-12-31, stated: true}
specificity: measurable
verdicts: []
"""
RATING = append(Rating(rater="lin", rated_on=date(2025, 1, 5), verdict="准确"))
VERDICT = append(JudgedVerdict(judged_on=date(2025, 1, 8), verdict="too_early", by="desk", why="w"))


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "predictions"
    (root / "o").mkdir(parents=True)
    (root / "o" / "a.yaml").write_text(TEXT, encoding="utf-8")
    return root


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def run(code, *arguments, env=None):
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


APPEND = """
    import os, resource, signal, sys
    from datetime import date
    from pathlib import Path
    from scorecard import writing
    from scorecard.editing.edits import append
    from scorecard.editing.record_files import edit_prediction
    from scorecard.editing.errors import CannotWriteError
    from scorecard.records import Rating
    root, point = Path(sys.argv[1]), sys.argv[2]
    def rate(name):
        entry = Rating(rater=name, rated_on=date(2025, 1, 5), verdict="accurate")
        return edit_prediction(root, "o/a", [append(entry)])
"""


def test_the_confirmation_knows_the_line_of_each_edit(root):
    change = edit_prediction(root, "o/a", [VERDICT, RATING])

    lines = (root / "o" / "a.yaml").read_text(encoding="utf-8").splitlines()
    assert [lines[number - 1] for number in change.lines] == [
        "  - judged_on: 2025-01-08",
        "  - rater: lin",
    ]
    assert change.reading.record.verdicts == [VERDICT.entry]


def test_only_the_new_lines_are_in_the_diff(root):
    edit_prediction(root, "o/a", [VERDICT])

    assert (root / "o" / "a.yaml").read_text(encoding="utf-8") == TEXT.replace(
        "verdicts: []\n",
        "verdicts:\n  - judged_on: 2025-01-08\n    verdict: too_early\n    by: desk\n    why: w\n",
    )


def test_an_amended_value_changes_only_its_own_words(root):
    claim = Bilingual(en="Apple sells it in a shop", zh="苹果开售")
    day, reason = date(2024, 3, 1), "the place was missing"
    amendment = Amendment(amended_on=day, field=Amendable.CLAIM, reason=reason)

    edit_prediction(root, "o/a", [replace(Amendable.CLAIM, claim), append(amendment)])

    assert (root / "o" / "a.yaml").read_text(encoding="utf-8") == (
        TEXT.replace("Apple sells it", "Apple sells it in a shop")
        + "amendments:\n  - amended_on: 2024-03-01\n    field: claim\n"
        "    reason: the place was missing\n"
    )


@pytest.mark.slow
@pytest.mark.parametrize("point", ["os.write", "os.fchmod", "os.fsync", "before", "after"])
def test_a_writer_killed_at_any_point_leaves_the_old_file_or_the_new_one(root, point):
    file = root / "o" / "a.yaml"
    code = """
    def die(*arguments, **named):
        os.kill(os.getpid(), signal.SIGKILL)
    def replace_and_die(*arguments, replace=os.replace, **named):
        replace(*arguments, **named)
        die()
    def open_and_die(descriptor, mode, open=os.fdopen):
        file = open(descriptor, mode, buffering=0)
        if mode == "wb":
            file.write(b"half a file")
            die()
        return file
    if point == "os.write":
        os.fdopen = open_and_die
    elif point in {"before", "after"}:
        os.replace = die if point == "before" else replace_and_die
    else:
        setattr(os, point[3:], die)
    rate("lin")
    """

    killed = run(APPEND + code, root, point)

    assert killed.returncode == -signal.SIGKILL
    is_new = point == "after"
    assert ("rater: lin" in file.read_text(encoding="utf-8")) == is_new
    assert file.read_text(encoding="utf-8").startswith(TEXT)
    edit_prediction(root, "o/a", [VERDICT])
    assert names(root / "o") == ["a.yaml"]


@pytest.mark.slow
def test_writers_killed_from_outside_at_odd_moments_never_leave_half_a_file(root):
    file = root / "o" / "a.yaml"
    code = """
    for number in range(10_000):
        if number % 50 == 0:
            (root / "o" / "a.yaml").write_text(point, encoding="utf-8")
        rate(f"rater {number}")
        print(number, flush=True)
    """
    for wait in range(6):
        with subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(APPEND + code), root, TEXT],
            stdout=subprocess.PIPE,
            text=True,
        ) as writer:
            for _ in range(3 + wait):
                writer.stdout.readline()
            writer.kill()
        text = file.read_text(encoding="utf-8")
        assert text == "" or parse(Document(text, "a.yaml"), "prediction")[1] == []


@pytest.mark.slow
def test_a_full_disk_leaves_the_old_file_and_no_other(root):
    code = """
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
    try:
        rate("lin")
    except CannotWriteError as error:
        print(error)
    """

    full = run(APPEND + code, root, "")

    assert "cannot be written: File too large; nothing was written" in full.stdout
    assert (root / "o" / "a.yaml").read_text(encoding="utf-8") == TEXT
    assert names(root / "o") == ["a.yaml"]


@pytest.mark.slow
def test_two_writers_at_once_both_land(root):
    code = "\n    for number in range(8):\n        rate(f'{point}-{number}')\n"
    writers = [
        subprocess.Popen([sys.executable, "-c", textwrap.dedent(APPEND + code), root, name])
        for name in ("lin", "wu")
    ]

    assert [writer.wait(60) for writer in writers] == [0, 0]

    text = (root / "o" / "a.yaml").read_text(encoding="utf-8")
    record, problems, _ = parse(Document(text, "a.yaml"), "prediction")
    assert problems == []
    expected = [f"{name}-{number}" for name in ("lin", "wu") for number in range(8)]
    assert sorted(rating.rater for rating in record.ratings) == expected


@pytest.mark.slow
def test_of_pairs_of_ratings_of_one_claim_all_land(root):
    (root / "domains.yaml").write_text("- {id: devices, en: Devices, zh: 终端}\n", encoding="utf-8")
    (root / "o" / "outlook.yaml").write_text(
        "{title: O, published_on: 2023-12-31, year: 2024}\n", encoding="utf-8"
    )
    loop = """
    import sys
    from scorecard.cli import main
    root, rater = sys.argv[1:]
    for number in range(1, 31):
        sys.argv = ["scorecard", "rate", "o/a", "accurate", "--rater", rater, "--why", "seen",
                    "--rated-on", f"2025-01-{number:02}", "--predictions", root]
        try:
            main()
        except SystemExit as ended:
            if ended.code:
                raise
    """
    raters = [
        subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(loop), root, name],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        for name in ("lin", "wu")
    ]  # fmt: skip

    said = [line for one in raters for line in one.communicate()[1].splitlines()]
    assert [one.returncode for one in raters] == [0, 0]
    assert [line for line in said if not line.startswith("note: waiting:")] == []
    record = read_record(find_prediction(root, "o/a")).record
    assert len({(one.rater, one.rated_on) for one in record.ratings}) == 60


def test_an_edit_is_refused_when_the_record_is_not_the_one_that_was_seen(root):
    file = root / "o" / "a.yaml"
    seen = read_record(find_prediction(root, "o/a"))
    changed = TEXT.replace("Apple sells it", "Apple sells two of them")
    file.write_text(changed, encoding="utf-8")

    with pytest.raises(FileChangedError, match="changed since it was read"):
        edit_prediction(root, "o/a", [RATING], seen=seen)

    assert file.read_text(encoding="utf-8") == changed


def test_an_edit_that_still_applies_is_made_in_the_file_as_it_is_now(root):
    seen = read_record(find_prediction(root, "o/a"))
    edit_prediction(root, "o/a", [append(RATING.entry.model_copy(update={"rater": "chen"}))])

    edit_prediction(root, "o/a", [RATING], seen=seen)

    record = read_record(find_prediction(root, "o/a")).record
    assert [one.rater for one in record.ratings] == ["chen", "lin"]


def test_a_decision_that_counted_the_ratings_is_not_made_when_one_was_added(root):
    seen = read_record(find_prediction(root, "o/a"))
    edit_prediction(root, "o/a", [RATING])
    decided = Decision(how=DecidedBy.VOTE, **{"for": 2}, against=1)
    verdict = append(VERDICT.entry.model_copy(update={"decided": decided}))

    with pytest.raises(FileChangedError):
        edit_prediction(root, "o/a", [verdict], seen=seen)


def test_an_amendment_is_not_made_when_a_rating_was_added(root):
    seen = read_record(find_prediction(root, "o/a"))
    edit_prediction(root, "o/a", [RATING])
    reason = Amendment(amended_on=date(2025, 1, 9), field=Amendable.PROBABILITY, reason="A slip.")

    with pytest.raises(FileChangedError):
        edit_prediction(
            root, "o/a", [replace(Amendable.PROBABILITY, 0.5), append(reason)], seen=seen
        )


def test_an_edit_is_refused_when_an_editor_saves_while_it_is_made(root, monkeypatch):
    file, open_file = root / "o" / "a.yaml", os.fdopen
    changed = TEXT.replace("Apple sells it", "Apple sells two of them")
    saves = iter([None, changed])  # None for the note of the lock

    def opened(descriptor, mode):
        text = next(saves, None) if mode == "wb" else None
        if text:
            file.write_text(text, encoding="utf-8")
        return open_file(descriptor, mode)

    monkeypatch.setattr("os.fdopen", opened)

    with pytest.raises(FileChangedError):
        edit_prediction(root, "o/a", [RATING])

    assert file.read_text(encoding="utf-8") == changed
    assert names(root / "o") == ["a.yaml"]


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664])
def test_permissions_stay(root, mode):
    file = root / "o" / "a.yaml"
    file.chmod(mode)

    edit_prediction(root, "o/a", [RATING])

    assert file.stat().st_mode & 0o7777 == mode


def test_the_owner_stays_when_the_system_allows_it(root, monkeypatch):
    asked = []
    monkeypatch.setattr("os.geteuid", lambda: 12345)
    monkeypatch.setattr("os.fchown", lambda _, user, group: asked.append((user, group)))
    facts = (root / "o" / "a.yaml").stat()

    edit_prediction(root, "o/a", [RATING])

    assert asked == [(facts.st_uid, facts.st_gid)]


def test_extended_attributes_stay(root):
    file = root / "o" / "a.yaml"
    os.setxattr(file, "user.note", b"\x00\xff")

    edit_prediction(root, "o/a", [RATING])

    assert os.getxattr(file, "user.note") == b"\x00\xff"


def test_an_attribute_that_cannot_stay_is_named_and_nothing_is_written(root, monkeypatch):
    file = root / "o" / "a.yaml"
    os.setxattr(file, "user.note", b"1")

    def refuse(*_):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr("os.setxattr", refuse)

    with pytest.raises(WouldLoseError, match=r"a\.yaml would lose the attribute user\.note"):
        edit_prediction(root, "o/a", [RATING])

    assert file.read_text(encoding="utf-8") == TEXT
    assert names(root / "o") == ["a.yaml"]


def test_a_file_with_a_second_name_is_not_parted_from_it(root, tmp_path):
    os.link(root / "o" / "a.yaml", tmp_path / "copy")

    with pytest.raises(WouldLoseError, match=r"its other names \(2 hard links\)"):
        edit_prediction(root, "o/a", [RATING])

    assert (tmp_path / "copy").read_text(encoding="utf-8") == TEXT
    assert (root / "o" / "a.yaml").read_text(encoding="utf-8") == TEXT


def test_a_file_that_may_not_be_written_is_refused(root, monkeypatch):
    monkeypatch.setattr("os.access", lambda path, mode, dir_fd: False)  # noqa: ARG005  (stands in for os.access)

    with pytest.raises(CannotWriteError, match="Permission denied"):
        edit_prediction(root, "o/a", [RATING])

    assert (root / "o" / "a.yaml").read_text(encoding="utf-8") == TEXT


def test_a_link_inside_the_folder_is_followed_and_stays_a_link(root):
    (root / "o" / "b.yaml").symlink_to("a.yaml")

    edit_prediction(root, "o/b", [RATING])

    assert (root / "o" / "b.yaml").is_symlink()
    assert "rater: lin" in (root / "o" / "a.yaml").read_text(encoding="utf-8")


def test_a_link_out_of_the_folder_is_refused(root, tmp_path):
    outside = tmp_path / "outside.yaml"
    outside.write_text(TEXT, encoding="utf-8")
    (root / "o" / "b.yaml").symlink_to(outside)

    with pytest.raises(LeadsOutError, match="leads out"):
        edit_prediction(root, "o/b", [RATING])

    assert outside.read_text(encoding="utf-8") == TEXT


def test_a_folder_that_is_a_link_out_is_refused(root, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.yaml").write_text(TEXT, encoding="utf-8")
    (root / "p").symlink_to(tmp_path / "other")

    with pytest.raises(LeadsOutError):
        edit_prediction(root, "p/a", [RATING])


@pytest.mark.parametrize(
    "id_", ["../predictions/o/a", "o/../o/a", "o", "/o/a", "o/", "o/a\0", "reviews/a", "o/outlook"]
)
def test_an_id_names_nothing_outside_its_folder(root, id_):
    (root / "reviews").mkdir()
    (root / "reviews" / "a.yaml").write_text(TEXT, encoding="utf-8")
    (root / "o" / "outlook.yaml").write_text(TEXT, encoding="utf-8")

    with pytest.raises(UnknownPredictionError):
        find_prediction(root, id_)


@pytest.mark.parametrize("id_", ["o/vision-pr", "vision-pro", "wrong/vision-pro"])
def test_an_unknown_id_names_the_nearest(root, id_):
    (root / "o" / "vision-pro.yaml").write_text(TEXT, encoding="utf-8")

    with pytest.raises(UnknownPredictionError, match="did you mean 'o/vision-pro'") as refused:
        find_prediction(root, id_)

    assert refused.value.phrase.zh.endswith("，是不是“o/vision-pro”？")


def test_a_link_that_leads_to_itself_does_not_hide_the_file_that_is_asked_for(root):
    (root / "o" / "b.yaml").symlink_to("b.yaml")

    assert prediction_id(root, str(root / "o" / "a.yaml")) == "o/a"


def test_a_record_with_errors_is_not_edited(root):
    (root / "o" / "a.yaml").write_text(TEXT + "verdict: accurate\n", encoding="utf-8")

    with pytest.raises(
        FaultyRecordError, match=r"a\.yaml:9:1: unknown key `verdict`.*\[unknown-key\]"
    ):
        edit_prediction(root, "o/a", [RATING])


@pytest.mark.slow
def test_a_file_does_not_grow_beyond_what_can_be_read(root):
    (root / "o" / "a.yaml").write_text(
        TEXT + "#" * (LARGEST - len(TEXT.encode())), encoding="utf-8"
    )

    with pytest.raises(CannotWriteError, match="more than 1,000,000"):
        edit_prediction(root, "o/a", [RATING])


def test_a_layout_that_cannot_be_edited_safely_is_refused(root):
    text = TEXT.replace("domain: devices", "? domain\n: &verdicts devices").replace(
        "verdicts: []", "? verdicts\n: - {judged_on: 2025-01-08, verdict: accurate, by: desk}"
    )
    (root / "o" / "a.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(UnsafeEditError):
        edit_prediction(root, "o/a", [take_back("desk")])

    assert (root / "o" / "a.yaml").read_text(encoding="utf-8") == text


def test_nothing_is_taken_back_from_who_gave_no_verdict(root):
    edit_prediction(root, "o/a", [VERDICT])
    before = (root / "o" / "a.yaml").read_bytes()

    edit_prediction(root, "o/a", [take_back("review-2025")])

    assert (root / "o" / "a.yaml").read_bytes() == before


def test_a_verdict_in_the_middle_is_taken_back_alone(root):
    review = append(
        JudgedVerdict(judged_on=date(2025, 2, 1), verdict="unresolvable", by="review-2025")
    )
    later = append(JudgedVerdict(judged_on=date(2025, 3, 1), verdict="too_early", by="desk"))
    edit_prediction(root, "o/a", [VERDICT, later])
    without = (root / "o" / "a.yaml").read_bytes()
    (root / "o" / "a.yaml").write_text(TEXT, encoding="utf-8")
    edit_prediction(root, "o/a", [VERDICT, review, later])

    change = edit_prediction(root, "o/a", [take_back("review-2025")])

    assert change.reading.data == without
    assert change.lines == [8]


def test_the_first_of_two_verdicts_is_taken_back_alone(root):
    review = append(
        JudgedVerdict(judged_on=date(2025, 1, 2), verdict="unresolvable", by="review-2025")
    )
    edit_prediction(root, "o/a", [VERDICT])
    without = (root / "o" / "a.yaml").read_bytes()
    (root / "o" / "a.yaml").write_text(TEXT, encoding="utf-8")
    edit_prediction(root, "o/a", [review, VERDICT])

    assert edit_prediction(root, "o/a", [take_back("review-2025")]).reading.data == without


@pytest.mark.slow
def test_editing_starts_without_the_heavy_libraries():
    code = """
    import sys
    import scorecard.editing.record_files
    print(sorted({"pandas", "numpy", "matplotlib", "jinja2", "typer"} & set(sys.modules)))
    """

    assert run(code).stdout == "[]\n"


@pytest.mark.slow
def test_the_records_of_this_repository_can_all_be_edited(tmp_path):
    later = append(JudgedVerdict(judged_on=date(2999, 1, 8), verdict="too_early", by="desk"))
    records = Path(__file__).parent.parent / "predictions"
    for file in sorted(records.glob("*/*.yaml")):
        if file.stem == "outlook" or file.parent.name == "reviews":
            continue
        root = tmp_path / "r"
        (root / file.parent.name).mkdir(parents=True, exist_ok=True)
        (root / file.parent.name / file.name).write_bytes(file.read_bytes())
        id_ = f"{file.parent.name}/{file.stem}"

        after = edit_prediction(root, id_, [later, RATING]).reading.data.decode().splitlines()

        before = file.read_text(encoding="utf-8").splitlines()
        assert [line for line in before if line not in after] in ([], ["verdicts: []"])


def test_a_value_is_replaced_together_with_others(root):
    edit = replace(Amendable.MADE_ON, date(2023, 12, 30))

    assert b"made_on: 2023-12-30\n" in edit_prediction(root, "o/a", [edit]).reading.data
