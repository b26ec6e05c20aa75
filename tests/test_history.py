"""The records as they stood at a revision, from real repositories."""

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from repository import commit, git
from scorecard.history.git import GitError, blobs, commit_file, run_git
from scorecard.history.past import (
    committed_on,
    merge_base,
    predictions_at,
    revision,
    revision_on,
    verdict_steps,
)

ID = "kandao-2024/vision-pro"
SECOND = """  - judged_on: 2024-04-01
    verdict: half_right
    by: review-2024
    why: Only one country by 1 April 2024.
"""


@pytest.fixture
def repository(folder: Path) -> Path:
    """The folder of records, committed once on 1 March 2024."""
    git(folder.parent, "init", "--quiet")
    commit(folder.parent, "records: the first one")
    return folder


def append(file: Path, text: str) -> None:
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_records_stand_as_they_were_committed(repository: Path, prediction: Path) -> None:
    first = revision(repository, "HEAD")
    append(prediction, SECOND)
    commit(repository.parent, "second verdict")

    held = predictions_at(repository, first)

    assert list(held) == [ID]
    assert [given.verdict.value for given in held[ID].verdicts] == ["accurate"]


def test_before_the_first_commit_there_is_nothing(repository: Path, monkeypatch) -> None:
    monkeypatch.setenv("TZ", "ZZZ-14")  # wherever it is read, a commit has its maker's day
    assert predictions_at(repository, None) == {}
    assert revision_on(repository, date(2024, 2, 29)) is None
    assert revision_on(repository, date(2024, 3, 1)) == revision(repository, "HEAD")
    assert committed_on(repository, revision(repository, "HEAD")) == date(2024, 3, 1)


def test_only_predictions_that_can_be_read_are_returned(repository: Path, prediction: Path) -> None:
    folder = prediction.parent
    (folder / "broken.yaml").write_text("claim: [", encoding="utf-8")
    (folder / "large.yaml").write_bytes(b"#" * 1_000_001)
    (folder / "linked.yaml").symlink_to("vision-pro.yaml")
    (folder / "deep").mkdir()
    (folder / "deep" / "er.yaml").write_bytes(prediction.read_bytes())
    (repository / "reviews").mkdir()
    (repository / "reviews" / "2024.yaml").write_bytes(prediction.read_bytes())
    name = commit(repository.parent, "odd files")

    assert list(predictions_at(repository, name)) == [ID]


def test_a_step_says_what_a_commit_did_and_who_made_it(repository: Path, prediction: Path) -> None:
    first = revision(repository, "HEAD")
    append(prediction, SECOND)
    name = commit(repository.parent, "第二次判定", day="2024-04-02")

    (step,) = verdict_steps(repository, first)

    assert step.commit == (name, "林", date(2024, 4, 2), "第二次判定")
    assert step.id == ID
    assert step.before
    assert len(step.before.verdicts) == 1
    assert step.after
    assert step.after.verdicts[1].by == "review-2024"


def test_commits_that_leave_verdicts_alone_are_no_steps(repository: Path, prediction: Path) -> None:
    first = revision(repository, "HEAD")
    text = prediction.read_text(encoding="utf-8")
    prediction.write_text(text.replace("in shops", "at shops"), encoding="utf-8")
    append(repository / "domains.yaml", "# a comment\n")
    commit(repository.parent, "evidence only")
    prediction.write_text(
        "# yaml\n" + text.replace("    by: desk", "    by: 'desk'"), encoding="utf-8"
    )
    commit(repository.parent, "quotes only")

    assert verdict_steps(repository, first) == []


def test_the_whole_history_has_additions_and_removals(repository: Path, prediction: Path) -> None:
    held = prediction.read_bytes()
    prediction.unlink()
    commit(repository.parent, "gone")
    prediction.write_bytes(b"claim: [")
    commit(repository.parent, "back, broken")
    prediction.write_bytes(held)
    commit(repository.parent, "back")

    steps = verdict_steps(repository, None)

    assert [(step.before is None, step.after is None) for step in steps] == [
        (True, False),
        (False, True),
        (True, False),
    ]


@pytest.mark.slow
def test_a_verdict_behind_an_alias_is_followed(repository: Path, prediction: Path) -> None:
    text = prediction.read_text(encoding="utf-8")
    said = "Sold in the US from 2 February 2024."
    aliased = text.replace("title: Vision Pro in shops", f"title: &said {said}")
    prediction.write_text(aliased.replace(f"why: {said}", "why: *said"), encoding="utf-8")
    first = commit(repository.parent, "an alias")
    prediction.write_text(
        prediction.read_text(encoding="utf-8").replace("&said Sold", "&said Bought"),
        encoding="utf-8",
    )
    commit(repository.parent, "the anchor changed")

    assert len(verdict_steps(repository, first)) == 1


@pytest.mark.slow
def test_a_merge_adds_no_step_of_its_own(repository: Path, prediction: Path) -> None:
    first = revision(repository, "HEAD")
    main = git(repository.parent, "branch", "--show-current")
    git(repository.parent, "checkout", "--quiet", "-b", "side")
    append(prediction, SECOND)
    commit(repository.parent, "on the side")
    git(repository.parent, "checkout", "--quiet", main)
    append(repository / "domains.yaml", "# a comment\n")
    commit(repository.parent, "on main")
    git(repository.parent, "merge", "--quiet", "--no-ff", "--message", "merge", "side")

    assert [step.commit.subject for step in verdict_steps(repository, first)] == ["on the side"]


@pytest.mark.slow
@pytest.mark.parametrize("asked", ["no-such-branch", "--output=owned", "", "HEAD:predictions"])
def test_an_unknown_revision_is_refused(repository: Path, asked: str) -> None:
    with pytest.raises(GitError, match="git knows no revision"):
        revision(repository, asked)
    assert not list(repository.parent.rglob("owned"))


def test_an_empty_folder_named_git_is_passed_over(repository: Path) -> None:
    (repository / ".git").mkdir()

    assert list(predictions_at(repository, revision(repository, "HEAD"))) == [ID]


def test_a_folder_outside_a_repository_is_refused(folder: Path) -> None:
    with pytest.raises(GitError, match="is in no git repository"):
        revision(folder, "HEAD")


def test_without_git_the_message_says_so(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository))

    with pytest.raises(GitError, match="git is not installed"):
        run_git(repository, "status")


def test_a_git_that_hangs_is_given_up(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = repository / "programs"
    programs.mkdir()
    (programs / "git").write_text("#!/bin/sh\nexec sleep 60\n", encoding="utf-8")
    (programs / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr("scorecard.history.git._LONGEST", 0.2)

    with pytest.raises(GitError, match=r"git took longer than 0.2 seconds"):
        run_git(repository, "status")


@pytest.mark.slow
def test_missing_objects_are_left_out(repository: Path) -> None:
    assert blobs(repository, ["1" * 40]) == {}


@pytest.mark.slow
def test_a_hook_that_runs_the_program_does_not_lead_it_elsewhere(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", "index")

    assert len(revision(repository, "HEAD")) == 40


@pytest.mark.slow
def test_a_hostile_repository_starts_nothing(repository: Path, prediction: Path) -> None:
    owned = repository.parent / "owned"
    program = repository.parent / "program.sh"
    program.write_text(f"#!/bin/sh\ntouch {owned}\ncat\n", encoding="utf-8")
    program.chmod(0o755)
    first = revision(repository, "HEAD")
    append(prediction, SECOND)
    (repository.parent / ".gitattributes").write_text("*.yaml diff=x filter=x\n", encoding="utf-8")
    commit(repository.parent, "second")
    for key in (
        *("core.fsmonitor", "core.pager", "core.sshCommand", "core.editor", "core.askPass"),
        *(
            "diff.external",
            "diff.x.textconv",
            "diff.x.command",
            "filter.x.smudge",
            "filter.x.clean",
        ),
        *("gpg.program", "credential.helper", "alias.log", "uploadpack.packObjectsHook"),
    ):
        git(repository.parent, "config", key, str(program))
    git(repository.parent, "config", "log.showSignature", "true")
    git(repository.parent, "config", "diff.orderFile", "nowhere")
    hook = repository.parent / ".git" / "hooks" / "post-index-change"
    hook.write_bytes(program.read_bytes())
    hook.chmod(0o755)

    assert len(verdict_steps(repository, first)) == 1
    assert list(predictions_at(repository, revision_on(repository, date(2024, 3, 1)))) == [ID]
    with pytest.raises(GitError, match=r"not committed: .* setting 'filter.x.clean'; commit"):
        commit_file(repository, prediction, "third")
    assert not owned.exists()


@pytest.mark.parametrize(
    ("setting", "scope"),
    [
        ("filter.evil.clean", "--local"),
        ("filter.a.b.process", "--local"),
        ("filter.evil.clean", "--worktree"),
        ("hook.evil.command", "--local"),
        ("lfs.extension.evil.clean", "--local"),
    ],
)
def test_a_repository_whose_settings_start_programs_is_not_committed_to(
    repository: Path, prediction: Path, setting: str, scope: str
) -> None:
    """Also where the record has no filter: git looks at all files of the checkout."""
    owned, home = repository.parent / "owned", repository.parent
    (home / ".gitattributes").write_text("notes.txt filter=evil\n", encoding="utf-8")
    (home / "notes.txt").write_text("note\n", encoding="utf-8")
    commit(home, "notes")
    git(home, "config", "extensions.worktreeConfig", "true")
    git(home, "config", scope, setting, f"touch {owned}; cat")
    os.utime(home / "notes.txt", (0, 0))
    append(prediction, SECOND)

    with pytest.raises(
        GitError, match=f"not committed: .* setting '{setting}'; commit it yourself"
    ):
        commit_file(repository, prediction, "second")
    assert not owned.exists()


def test_a_file_without_a_change_is_not_committed_and_no_submodule_is_asked(
    repository: Path, prediction: Path
) -> None:
    owned, inner = repository.parent / "owned", repository.parent / "inner"
    inner.mkdir()
    git(inner, "init", "--quiet")
    (inner / ".gitattributes").write_text("* filter=evil\n", encoding="utf-8")
    commit(inner, "inner")
    commit(repository.parent, "with a submodule")
    git(inner, "config", "filter.evil.clean", f"touch {owned}; cat")
    os.utime(inner / ".gitattributes", (0, 0))

    with pytest.raises(GitError, match="not committed: it is as the last commit has it"):
        commit_file(repository, prediction, "second")
    assert not owned.exists()


def test_a_filter_that_the_user_has_is_no_reason_not_to_commit(
    repository: Path, prediction: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git LFS is set up so, for all repositories of a user."""
    own = tmp_path / "own.gitconfig"
    own.write_text(
        '[filter "lfs"]\n\tclean = cat\n[user]\n\tname = lin\n\temail = lin@example.org\n',
        encoding="utf-8",
    )
    monkeypatch.setattr("scorecard.history.git._QUIET", {"GIT_CONFIG_GLOBAL": str(own)})
    append(prediction, SECOND)

    assert commit_file(repository, prediction, "second") == revision(repository, "HEAD")[:7]


def test_a_commit_has_the_author_that_the_environment_names(
    repository: Path, prediction: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "陈")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "chen@example.org")
    append(prediction, SECOND)

    commit_file(repository, prediction, "second")

    assert git(repository, "log", "-1", "--format=%an %ce") == "陈 chen@example.org"


def test_a_repository_in_sha256_is_read_too(folder: Path) -> None:
    git(folder.parent, "init", "--quiet", "--object-format=sha256")
    commit(folder.parent, "first")

    assert len(verdict_steps(folder, None)) == 1


@pytest.mark.slow
def test_two_hundred_records_over_fifty_commits_take_half_a_second(
    repository: Path, prediction: Path
) -> None:
    files = [prediction.parent / f"claim-{number:03}.yaml" for number in range(200)]
    for file in files:
        shutil.copy(prediction, file)
    first = commit(repository.parent, "two hundred")
    for number in range(50):
        for file in files[number * 4 : number * 4 + 4]:
            append(file, SECOND)
        commit(repository.parent, f"verdicts {number}")

    def seconds() -> float:
        start = sum(os.times()[:4])  # ours and git's, whatever else the machine is doing
        held = predictions_at(repository, first)
        steps = verdict_steps(repository, first)
        assert (len(held), len(steps)) == (201, 200)
        return sum(os.times()[:4]) - start

    assert min(seconds() for _ in range(3)) < 0.5


def test_a_commit_of_no_day_is_told(repository: Path) -> None:
    tree = git(repository.parent, "rev-parse", "HEAD^{tree}")
    body = f"tree {tree}\nauthor a <a@b> 1 +0000\ncommitter a <a@b> 999999999999 +0000\n\nodd\n"
    (repository.parent / "odd").write_text(body, encoding="utf-8")
    odd = git(repository.parent, "hash-object", "-t", "commit", "-w", "--literally", "odd")

    with pytest.raises(GitError, match="is not a date"):
        committed_on(repository, odd)


def test_a_strangers_configuration_fetches_nothing(repository: Path, tmp_path: Path) -> None:
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n", encoding="utf-8")
    trap.chmod(0o755)
    for name, value in {
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": f"ext::{trap}",
        "protocol.ext.allow": "always",
        "core.repositoryFormatVersion": "1",
    }.items():
        git(repository.parent, "config", name, value)

    assert blobs(repository, ["1" * 40]) == {}
    assert not (tmp_path / "sprung").exists()


def plant_repository(folder: Path, tmp_path: Path) -> None:
    """What a pull request can commit: a bare repository, as files, in the folder of the records.

    Its only commit holds the records as they are now, so that nothing seems to have changed.
    """
    forged = tmp_path / "forged"
    shutil.copytree(folder, forged)
    git(forged, "init", "--quiet")
    commit(forged, "forged")
    for name in ("HEAD", "config", "objects", "refs"):
        source = forged / ".git" / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    git(forged, "config", "--file", str(folder / "config"), "core.bare", "true")


def test_a_repository_planted_among_the_records_is_never_asked(
    repository: Path, prediction: Path, tmp_path: Path
) -> None:
    """As in git's own tests of safe.bareRepository (t0035): cwd is the planted repository."""
    real = revision(repository, "HEAD")
    append(prediction, SECOND)
    plant_repository(repository, tmp_path)

    assert git(repository, "rev-parse", "HEAD") != real, "git alone takes the planted one"
    assert revision(repository, "HEAD") == revision_on(repository, date(2024, 3, 1)) == real
    assert len(predictions_at(repository, real)[ID].verdicts) == 1


def test_a_planted_repository_is_no_checkout_where_there_is_no_other(
    folder: Path, tmp_path: Path
) -> None:
    plant_repository(folder, tmp_path)

    with pytest.raises(GitError, match="is in no git repository"):
        revision(folder, "HEAD")


def test_a_git_file_that_leads_among_the_records_is_not_followed(
    folder: Path, tmp_path: Path
) -> None:
    plant_repository(folder, tmp_path)
    hidden = folder / "hidden"
    hidden.mkdir()
    for name in ("HEAD", "config", "objects", "refs"):
        (folder / name).rename(hidden / name)
    (folder / ".git").write_text("gitdir: hidden\n", encoding="utf-8")

    with pytest.raises(GitError, match="lies among the records"):
        revision(folder, "HEAD")


def test_a_second_worktree_has_its_own_head_and_the_shared_history(repository: Path) -> None:
    other = repository.parent.parent / "other"
    git(repository.parent, "worktree", "add", "--quiet", "--detach", str(other))

    assert revision(other / repository.name, "HEAD") == revision(repository, "HEAD")


def test_records_at_the_top_of_a_checkout_are_read(folder: Path) -> None:
    git(folder, "init", "--quiet")
    commit(folder, "first")

    assert list(predictions_at(folder, revision(folder, "HEAD"))) == [ID]


def test_the_merge_base_is_where_a_branch_began(repository: Path, prediction: Path) -> None:
    start = revision(repository, "HEAD")
    git(repository.parent, "branch", "colleague")
    append(prediction, SECOND)
    commit(repository.parent, "mine")
    git(repository.parent, "checkout", "--quiet", "colleague")
    (repository.parent / "theirs").write_text("x", encoding="utf-8")
    tip = commit(repository.parent, "theirs")
    git(repository.parent, "checkout", "--quiet", "-")

    assert merge_base(repository, tip) == start


def test_branches_without_a_shared_commit_have_no_merge_base(repository: Path) -> None:
    mine = git(repository.parent, "branch", "--show-current")
    git(repository.parent, "checkout", "--quiet", "--orphan", "other")
    other = commit(repository.parent, "other")
    git(repository.parent, "checkout", "--quiet", mine)

    with pytest.raises(GitError, match="share no commit"):
        merge_base(repository, other)


def test_a_clone_that_was_cut_off_is_told_what_to_fetch(
    repository: Path, prediction: Path, tmp_path: Path
) -> None:
    git(repository.parent, "branch", "colleague")
    append(prediction, SECOND)
    commit(repository.parent, "mine")
    clone = tmp_path / "clone"
    url = repository.parent.as_uri()
    git(tmp_path, "clone", "--quiet", "--depth=1", "--no-single-branch", url, str(clone))

    with pytest.raises(GitError, match="fetch-depth: 0"):
        merge_base(clone / repository.name, revision(clone / repository.name, "origin/colleague"))
    with pytest.raises(GitError, match="fetch-depth: 0"):
        revision_on(clone / repository.name, date(2024, 2, 1))
