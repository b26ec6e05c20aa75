"""One file committed; what else is changed or staged stays as it is."""

from pathlib import Path

from scorecard.history.git import GitError, run_git
from scorecard.text import Phrase, printable


def need_repository(root: Path) -> None:
    """Stop before anything is written when a commit would not be possible.

    Args:
        root: The folder of the records.

    Raises:
        GitError: There is no git, or the folder is in no repository.
    """
    run_git(root, "rev-parse", "--git-dir")


def commit_file(root: Path, file: Path, message: str) -> str:
    """Commit one file as it is now, new or changed, on the branch that is checked out.

    No hook runs and nothing is signed, as git never starts another program here.

    Args:
        root: The folder of the records.
        file: The file, in this folder.
        message: Subject and body.

    Returns:
        The first seven digits of the commit's name.

    Raises:
        GitError: Git refused, as without a name of the author or in the middle of a merge.
    """
    path = str(file.resolve())
    try:
        run_git(root, "add", "--", path)
        arguments = ("--quiet", "--only", "--no-gpg-sign", "--cleanup=verbatim", "--file=-")
        run_git(root, "commit", *arguments, "--", path, given=message.encode("utf-8"))
    except GitError as error:
        shown, why = printable(file), error.phrase
        raise GitError(
            Phrase(
                f"{shown} is written but not committed: {why.en}",
                f"{shown} 已写好，但没有提交：{why.zh}",
            )
        ) from None
    return run_git(root, "rev-parse", "HEAD").decode()[:7]
