"""Git run on the checkout around the records, with no shell, no pager and no program of a stranger.

A folder of records may itself look like a repository: git takes any folder that holds `HEAD`, `objects/`
and `refs/` for a bare one, and such files can be committed by anybody. So git is never left to find a
repository by itself; it is given the checkout whose `.git`, which no commit can contain, is nearest.
"""

import os
import re
import subprocess
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from scorecard.problems import CallError
from scorecard.reading.files import LARGEST
from scorecard.text import printable

_SAFE = (
    "--no-pager",
    "--no-replace-objects",
    "--literal-pathspecs",
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.attributesFile=/dev/null"),
    *("-c", "log.showSignature=false"),
    *("-c", "protocol.allow=never"),
    *("-c", "gc.auto=0"),
    *("-c", "maintenance.auto=false"),
    *("-c", "safe.bareRepository=explicit"),
)
"""Settings that keep a hostile configuration from starting a program."""

_STARTING = re.compile(
    r"(?m)^(?:local|worktree)\t((?:filter|lfs\.extension)\..*\.(?:clean|process)|hook\..*)$"
)
"""Settings of the repository's own with which a commit starts a program; those of the user are trusted."""

_LONGEST = 120.0


class GitError(CallError):
    """Git is not there, the folder is in no repository, or the revision is unknown."""


_KEPT = ("GIT_CONFIG_", "GIT_AUTHOR_", "GIT_COMMITTER_")
_QUIET = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "",  # none, whatever a stranger's configuration allows
    "LC_ALL": "C.UTF-8",
}


def _run(folder: Path, arguments: Sequence[str], given: bytes = b"") -> bytes:
    """The output of one git process."""
    kept = {  # all but what would point git at another repository, as inside a hook
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith(_KEPT)
    }
    try:
        done = subprocess.run(  # noqa: S603  (a fixed program, arguments as a list, revisions resolved)
            ["git", *_SAFE, *arguments],  # noqa: S607  (git by name, as the user has it)
            cwd=folder,
            input=given,
            capture_output=True,
            env=kept | _QUIET,
            timeout=_LONGEST,
            check=False,
        )
    except FileNotFoundError:
        raise GitError("git is not installed", "没有安装 git") from None
    except subprocess.TimeoutExpired:
        en, zh = f"git took longer than {_LONGEST} seconds", f"git 超过 {_LONGEST} 秒没有完成"
        raise GitError(en, zh) from None
    if done.returncode:
        words = " ".join(done.stderr.decode("utf-8", "replace").split())
        if "'HEAD'" in words:
            shown = printable(folder)
            en = f"{shown} is in a git repository without a commit"
            raise GitError(en, f"{shown} 所在的 git 仓库还没有提交")
        raise GitError(f"git refused: {printable(words)}", f"git 拒绝执行：{printable(words)}")
    return done.stdout


@lru_cache(maxsize=8)
def _checkout(root: Path) -> tuple[str, str]:
    """Git's options for the checkout of a resolved folder; git verifies that it belongs to the user."""
    gits = [one / ".git" for one in (root, *root.parents)]  # git passes over an empty folder
    top = next((one.parent for one in gits if one.is_file() or (one / "HEAD").exists()), None)
    if top is None:
        shown = printable(root)
        raise GitError(f"{shown} is in no git repository", f"{shown} 不在任何 git 仓库里")
    found = _run(top, ["rev-parse", "--absolute-git-dir"])
    git_dir = Path(os.fsdecode(found.rstrip(b"\n"))).resolve()
    if git_dir.is_relative_to(root) and git_dir != root / ".git":
        shown = printable(git_dir)
        en = f"{shown} lies among the records and is not trusted as their repository"
        raise GitError(en, f"{shown} 位于记录文件夹之内，不能当作记录的仓库")
    return f"--git-dir={git_dir}", f"--work-tree={top}"


def run_git(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    """The output of one git process about the folder of the records, in which it runs.

    Raises:
        GitError: There is no git, no repository, or git says no.
    """
    return _run(root, [*_checkout(root.resolve()), *arguments], given)


def blobs(root: Path, names: Iterable[str]) -> dict[str, bytes]:
    """The contents of blobs by their full names, from one process; those missing or too large are left out.

    Raises:
        GitError: Git cannot be run there.
    """
    request = "".join(f"{name}\n" for name in dict.fromkeys(names)).encode()
    lines = run_git(root, "cat-file", "--batch-check", given=request).decode().splitlines()
    facts = (line.split(" ") for line in lines)
    wanted = [one[0] for one in facts if one[1] == "blob" and int(one[2]) <= LARGEST]
    request = "".join(f"{name}\n" for name in wanted).encode()
    output = run_git(root, "cat-file", "--batch", given=request)
    contents, at = {}, 0
    for name in wanted:
        start = output.index(b"\n", at) + 1
        size = int(output[at:start].split()[2])
        contents[name] = output[start : start + size]
        at = start + size + 1
    return contents


def need_repository(root: Path) -> None:
    """Stop before anything is written when a commit would not be possible.

    Raises:
        GitError: There is no git, or the folder is in no repository.
    """
    run_git(root, "rev-parse", "--git-dir")


def is_in_repository(root: Path) -> bool:
    """Whether a commit of the folder's files would be possible."""
    try:
        need_repository(root)
    except GitError:
        return False
    return True


def commit_file(root: Path, file: Path, message: str) -> str:
    """Commit one file as it is now, new or changed, on the branch that is checked out.

    No hook of the repository runs and nothing is signed. A commit looks at all files and runs their filters,
    so there is none where the repository's own configuration names a program.

    Returns:
        The first seven digits of the commit's name.

    Raises:
        GitError: Git refused, as without a name of the author or in the middle of a merge.
    """
    path = str(file.resolve())
    try:
        settings = run_git(root, "config", "--list", "--show-scope", "--name-only")
        if found := _STARTING.search(settings.decode("utf-8", "replace")):
            shown = printable(found[1])
            en = f"git would start a program, by the repository's setting {shown!r}; commit it yourself"
            raise GitError(en, f"git 会按这个仓库的设置“{shown}”启动程序；请自行提交")  # noqa: TRY301  (told like what git says)
        run_git(root, "add", "--", path)
        # With nothing to commit, git would ask submodules, which have settings of their own.
        if not run_git(root, "status", "--porcelain", "--ignore-submodules=all", "--", path):
            raise GitError("it is as the last commit has it", "内容与上次提交相同")  # noqa: TRY301  (the same)
        arguments = ("--quiet", "--only", "--no-gpg-sign", "--cleanup=verbatim", "--file=-")
        run_git(root, "commit", *arguments, "--", path, given=message.encode("utf-8"))
    except GitError as error:
        shown, why = printable(file), error.phrase
        en = f"{shown} is written but not committed: {why.en}"
        raise GitError(en, f"{shown} 已写好，但没有提交：{why.zh}") from None
    return run_git(root, "rev-parse", "HEAD").decode()[:7]
