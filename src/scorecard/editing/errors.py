"""Errors of edits; whatever is raised here, the file is as it was."""

from pathlib import Path

from scorecard.problems import CallError, Problem, ScorecardError, UnknownWordError
from scorecard.text import Phrase, printable

__all__ = [
    "AlreadyThereError",
    "BadNameError",
    "BreaksRuleError",
    "CannotWriteError",
    "EditError",
    "FaultyRecordError",
    "FileChangedError",
    "LeadsOutError",
    "NoFolderError",
    "NothingToTakeBackError",
    "UnknownOutlookError",
    "UnknownPredictionError",
    "UnsafeEditError",
]


class EditError(ScorecardError):
    """An edit that was not made."""


class UnknownPredictionError(UnknownWordError):
    """No prediction has this id."""

    def __init__(self, id_: str, known: list[str]) -> None:
        by_claim = [one for one in known if one.partition("/")[2] == id_.rpartition("/")[2]]
        near = by_claim[0] if len(by_claim) == 1 else None
        super().__init__(Phrase("prediction", "预测"), id_, known, near=near)


class LeadsOutError(EditError):
    """The file, or a folder on the way to it, is a link out of the folder of the records."""

    def __init__(self, shown: str) -> None:
        name = printable(shown)
        super().__init__(
            Phrase(
                f"{name} leads out of the folder of the records; nothing was written",
                f"{name} 指向了记录文件夹之外；没有写入任何内容",
            )
        )


class FaultyRecordError(EditError):
    """The file is not a valid record, so nobody can say what an edit would do to it."""

    def __init__(self, shown: str, problems: list[Problem]) -> None:
        self.problems = problems
        name, first = printable(shown), problems[0]
        super().__init__(
            Phrase(
                f"{name}:{first.line}:{first.column}: {first.message.en}"
                f" [{first.rule}]; mend the file first, nothing was written",
                f"{name}:{first.line}:{first.column}：{first.message.zh}"
                f"［{first.rule}］；请先改好文件，没有写入任何内容",
            )
        )


class BreaksRuleError(EditError):
    """The record would break a rule that it keeps now."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        name, rule = printable(problem.path), problem.rule
        message, hint = problem.message, problem.hint
        super().__init__(
            Phrase(
                f"{name} would break a rule: {message.en} [{rule}]; nothing was written. {hint.en}",
                f"{name} 会违反规则：{message.zh}［{rule}］；没有写入任何内容。{hint.zh}",
            )
        )


class FileChangedError(EditError):
    """Somebody else wrote the file after it was read."""

    def __init__(self, shown: str) -> None:
        name = printable(shown)
        super().__init__(
            Phrase(
                f"{name} changed since it was read; nothing was written, look at it and try again",
                f"{name} 在读取之后被改动过；没有写入任何内容，请查看后重试",
            )
        )


class UnsafeEditError(EditError):
    """The file is laid out so that the edit would change something else too."""

    def __init__(self, shown: str) -> None:
        name = printable(shown)
        super().__init__(
            Phrase(
                f"{name} is laid out so that this edit would change another value;"
                " nothing was written, edit the file by hand",
                f"按 {name} 的排版，这个改动会影响别的值；没有写入任何内容，请手工编辑",
            )
        )


class CannotWriteError(EditError):
    """The system does not let the file be written."""

    def __init__(self, shown: str | Path, reason: str) -> None:
        name, why = printable(shown), printable(reason)
        super().__init__(
            Phrase(
                f"{name} cannot be written: {why}; it is as it was",
                f"{name} 无法写入：{why}；文件保持原样",
            )
        )


class NothingToTakeBackError(CallError):
    """No verdict of that name is in the file."""

    def __init__(self, shown: str, by: str) -> None:
        name, who = printable(shown), printable(by)
        super().__init__(
            Phrase(f"{name} has no verdict by {who!r}", f"{name} 里没有 {who!r} 的判定")
        )


class AlreadyThereError(CallError):
    """A new file would overwrite one that exists."""

    def __init__(self, path: Path) -> None:
        name = printable(path)
        super().__init__(
            Phrase(f"{name} is already there; it was not touched", f"{name} 已经存在，没有改动它")
        )


class BadNameError(CallError):
    """A name that cannot be an id."""

    def __init__(self, name: str, reason: Phrase, example: str) -> None:
        """Say why, and how it is written.

        Args:
            name: The name.
            reason: What is wrong with it.
            example: A name that can be.
        """
        shown = printable(name)
        super().__init__(
            Phrase(
                f"{shown!r} cannot be an id: {reason.en}; write it like {example}",
                f"{shown!r} 不能用作 id：{reason.zh}；写成 {example} 这样",
            )
        )


class NoFolderError(CallError):
    """There is no folder of records."""

    def __init__(self, root: Path, *, is_inside: bool = False) -> None:
        """Say what to do.

        Args:
            root: The folder that is not there.
            is_inside: Whether the working directory is itself a folder of records.
        """
        shown = printable(root)
        inside = Phrase(
            "the current folder looks like one: pass `--predictions .`, or `cd ..`",
            "当前文件夹似乎就是：请加上 `--predictions .`，或先 `cd ..`",
        )
        outside = Phrase(
            "pass --predictions DIR, or make one with `scorecard init DIR`",
            "请用 --predictions 指明，或用 `scorecard init 文件夹` 新建",
        )
        advice = inside if is_inside else outside
        super().__init__(
            Phrase(
                f"no records folder at {shown!r}; {advice.en}",
                f"找不到记录文件夹“{shown}”；{advice.zh}",
            )
        )


class UnknownOutlookError(UnknownWordError):
    """No outlook has this name."""

    otherwise = Phrase(
        "write it first with `scorecard new outlook`", "先用 `scorecard new outlook` 新建"
    )

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(Phrase("outlook", "展望"), name, known)
