"""The records as they stood at a revision, and the commits that changed verdicts since."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from scorecard.history.git import GitError, blobs, run_git
from scorecard.processes import without_garbage_collection
from scorecard.reading.encodings import decode
from scorecard.reading.record_reader import parse
from scorecard.reading.yaml_reader import Document
from scorecard.records import JudgedVerdict, Prediction, Withdrawal
from scorecard.text import Phrase, printable

_SHALLOW = Phrase(
    "this clone has only the newest commits; fetch the rest with"
    " `git fetch --unshallow`, or in CI check out with `fetch-depth: 0`",
    "这个克隆只有最新的提交；请运行 `git fetch --unshallow` 取回其余提交，"
    "在 CI 里则写 `fetch-depth: 0`",
)


class Commit(NamedTuple):
    """One commit: its name, its author, its day and its subject."""

    id: str
    author: str
    committed_on: date
    subject: str


class Step(NamedTuple):
    """The change of a prediction's outcomes by one commit; None for a record that is gone or not readable."""

    commit: Commit
    id: str
    before: Prediction | None
    after: Prediction | None


def _is_shallow(root: Path) -> bool:
    """Whether the clone was cut off before its first commit."""
    return run_git(root, "rev-parse", "--is-shallow-repository").strip() == b"true"


def _day_of(text: str) -> date:
    """A commit's day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        shown = printable(text, limit=40)
        en = f"git: the commit date {shown!r} is not a date"
        raise GitError(en, f"git：提交日期“{shown}”不是日期") from None


def revision(root: Path, asked: str) -> str:
    """The commit that a branch, tag or other revision names.

    Raises:
        GitError: There is no such revision.
    """
    arguments = ("rev-parse", "--quiet", "--verify", "--end-of-options", f"{asked}^{{commit}}")
    if asked == "HEAD":
        run_git(root, "rev-parse", "HEAD", "--")  # says so when there is no commit yet
    try:
        return run_git(root, *arguments).decode().strip()
    except GitError:
        shown = printable(asked)
        en, zh = f"git knows no revision {shown!r}", f"git 不认识版本“{shown}”"
        if _is_shallow(root):
            en, zh = f"{en}: {_SHALLOW.en}", f"{zh}：{_SHALLOW.zh}"
        raise GitError(en, zh) from None


def merge_base(root: Path, commit: str) -> str:
    """The last commit that HEAD shares with another: what a branch began from.

    Compared with it, what others added to their branch since is not taken for a deletion here.

    Raises:
        GitError: The two share no commit, as in a clone that was cut off before the branch began.
    """
    try:
        return run_git(root, "merge-base", commit, "HEAD").decode().strip()
    except GitError:
        if _is_shallow(root):
            raise GitError(*_SHALLOW) from None
        en = "the two revisions share no commit; compare with the tip by --exact"
        raise GitError(en, "两个版本没有共同的提交；用 --exact 直接与那个版本比较") from None


def revision_on(root: Path, day: date) -> str | None:
    """The last commit made on or before a day, by `committed_on`; None when there is none so early.

    Raises:
        GitError: Git cannot be run there, or the clone was cut off after the day.
    """
    lines = run_git(root, "log", "--no-patch", "--format=tformat:%cs %H", "HEAD", "--").splitlines()
    made = (line.decode().split(" ") for line in lines)
    found = next((name for on, name in made if on <= day.isoformat()), None)
    if not found and _is_shallow(root):
        raise GitError(*_SHALLOW)
    return found


def committed_on(root: Path, commit: str) -> date:
    """The day on which a commit was made, where it was made."""
    found = run_git(root, "log", "-1", "--no-patch", "--format=tformat:%cs", commit)
    return _day_of(found.decode().strip())


def _id_of(path: bytes) -> str | None:
    """The id of the prediction in a file; None for files that hold something else."""
    outlook, _, claim = path.decode("utf-8", "surrogateescape").partition("/")
    is_prediction = claim.endswith(".yaml") and "/" not in claim
    if not is_prediction or outlook == "reviews" or claim == "outlook.yaml":
        return None
    return f"{outlook}/{claim.removesuffix('.yaml')}"


def _records(root: Path, names: Iterable[str]) -> dict[str, Prediction]:
    """The predictions in contents, by their names; those that hold none are left out."""
    contents = blobs(root, names)
    with without_garbage_collection():
        parsed = {
            name: parse(Document(decode(data, "")[0]), "prediction").record
            for name, data in contents.items()
        }
    return {name: record for name, record in parsed.items() if record}


def outcomes(record: Prediction | None) -> list[JudgedVerdict | Withdrawal]:
    """The verdicts of a prediction, oldest first, and then its withdrawal; none where there is no record."""
    return [*record.verdicts, *filter(None, [record.withdrawn])] if record else []


def blobs_at(root: Path, commit: str | None) -> dict[str, str]:
    """The name of each prediction's contents at a commit, by id, also of those that cannot be read."""
    if commit is None:
        return {}
    entries = run_git(root, "ls-tree", "-r", "-z", commit).split(b"\0")
    names = {}
    for entry in entries[:-1]:
        facts, _, path = entry.partition(b"\t")
        mode, _, name = facts.decode().split(" ")
        id_ = _id_of(path)
        if id_ and mode.startswith("100"):
            names[id_] = name
    return names


def predictions_at(root: Path, commit: str | None) -> dict[str, Prediction]:
    """The predictions by id as they stood at a commit, None for the time before the first.

    Files that cannot be read are left out.

    Raises:
        GitError: Git cannot be run there.
    """
    names = blobs_at(root, commit)
    records = _records(root, names.values())
    return {id_: records[name] for id_, name in sorted(names.items()) if name in records}


def _versions(root: Path, since: str | None) -> Iterator[tuple[Commit, str, str, str]]:
    """Every change of a prediction's file since a commit, oldest first, from one git process.

    Each is the commit, the id, and the names of the contents before and after.
    """
    arguments = (
        *("log", "-z", "--raw", "--no-abbrev", "--no-renames", "--relative", "--root"),
        *("--reverse", "--topo-order", "-O/dev/null", "--no-ext-diff", "--encoding=UTF-8"),
        "--format=tformat:%x1e%H%x1f%cs%x1f%an%x1f%s",
    )
    commits = f"{since}..HEAD" if since else "HEAD"
    tokens = iter(run_git(root, *arguments, commits, "--", ".").split(b"\0"))
    for token in tokens:
        if token.startswith(b"\x1e"):
            name, day, author, subject = token.decode("utf-8", "replace").split("\x1f", 3)
            commit = Commit(name.lstrip("\x1e"), author, _day_of(day), subject)
        elif token.lstrip(b"\n").startswith(b":"):
            id_ = _id_of(next(tokens))
            before, after = token.split(b" ")[2:4]
            if id_:
                yield commit, id_, before.decode(), after.decode()


def verdict_steps(root: Path, since: str | None) -> list[Step]:
    """The change of each prediction's outcomes by each commit since another, or since ever, oldest first.

    Merges are left out: their changes are in the commits that they join.

    Raises:
        GitError: Git cannot be run there.
    """
    versions = list(_versions(root, since))
    records = _records(root, (name for one in versions for name in one[2:] if name.strip("0")))
    steps = [
        Step(commit, id_, records.get(old), records.get(new)) for commit, id_, old, new in versions
    ]
    return [one for one in steps if outcomes(one.before) != outcomes(one.after)]
