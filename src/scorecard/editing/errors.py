"""Errors of edits; whatever is raised here, the file is as it was."""

from pathlib import Path

from scorecard.problems import CallError, Problem, ScorecardError, UnknownWordError
from scorecard.text import Phrase, printable


class EditError(ScorecardError):
    """An edit that was not made."""


class _FileError(EditError):
    """An edit that was not made; the message is one sentence with the file's name."""

    sentence: Phrase

    def __init__(self, shown: str | Path, why: Phrase | None = None) -> None:
        name, reasons = printable(shown), why or Phrase("", "")
        pairs = zip(self.sentence, reasons, strict=True)
        super().__init__(Phrase(*(words.format(name=name, reason=one) for words, one in pairs)))


class LeadsOutError(_FileError):
    """The file, or a folder on the way to it, is a link out of the folder of the records."""

    sentence = Phrase(
        "{name} leads out of the folder of the records; nothing was written",
        "{name} 指向了记录文件夹之外；没有写入任何内容",
    )


class FileChangedError(_FileError):
    """Somebody else wrote the file after it was read."""

    sentence = Phrase(
        "{name} changed since it was read; nothing was written, look at it and try again",
        "{name} 在读取之后被改动过；没有写入任何内容，请查看后重试",
    )


class UnsafeEditError(_FileError):
    """The file is laid out so that the edit would change something else too."""

    sentence = Phrase(
        "{name} is laid out so that this edit would change another value;"
        " nothing was written, edit the file by hand",
        "按 {name} 的排版，这个改动会影响别的值；没有写入任何内容，请手工编辑",
    )


class CannotWriteError(_FileError):
    """The system does not let the file be written."""

    sentence = Phrase(
        "{name} cannot be written: {reason}; it is as it was",
        "{name} 无法写入：{reason}；文件保持原样",
    )


class CannotCreateError(CannotWriteError):
    """The system does not let a new file be written."""

    sentence = Phrase(
        "{name} cannot be written: {reason}; nothing was written",
        "{name} 无法写入：{reason}；没有写入任何内容",
    )


class FaultyRecordError(EditError):
    """The file is not a valid record, so the effect of an edit is unknown."""

    def __init__(self, shown: str, problems: list[Problem]) -> None:
        self.problems = problems
        first = problems[0]
        place = f"{printable(shown)}:{first.line}:{first.column}"
        message = first.message
        super().__init__(
            Phrase(
                f"{place}: {message.en} [{first.rule}]; mend the file first, nothing was written",
                f"{place}：{message.zh}［{first.rule}］；请先改好文件，没有写入任何内容",
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


class NothingToTakeBackError(CallError):
    """No verdict of that name is in the file."""

    def __init__(self, shown: str, by: str) -> None:
        name, who = printable(shown), printable(by)
        super().__init__(Phrase(f"{name} has no verdict by {who!r}", f"{name} 里没有“{who}”的判定"))


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
        """Give the reason, and a name that can be an id as an example."""
        shown = printable(name)
        super().__init__(
            Phrase(
                f"{shown!r} cannot be an id: {reason.en}; write it like {example}",
                f"“{shown}”不能用作 id：{reason.zh}；写成 {example} 这样",
            )
        )


class NoFolderError(CallError):
    """There is no folder of records."""

    def __init__(self, root: Path) -> None:
        """Name the folder that is missing, and the way out."""
        shown = printable(root)
        super().__init__(
            Phrase(
                f"no records folder at {shown!r};"
                " pass --predictions DIR, or make one with `scorecard init DIR`",
                f"找不到记录文件夹“{shown}”；"
                "请用 --predictions 指明，或用 `scorecard init 文件夹` 新建",
            )
        )


class UnknownPredictionError(UnknownWordError):
    """No prediction has this id."""

    def __init__(self, id_: str, known: list[str], *, renamed: str | None = None) -> None:
        by_claim = [one for one in known if one.partition("/")[2] == id_.rpartition("/")[2]]
        near = renamed or (by_claim[0] if len(by_claim) == 1 else None)
        super().__init__(Phrase("prediction", "预测"), id_, known, near=near)


class UnknownOutlookError(UnknownWordError):
    """No outlook has this name."""

    otherwise = Phrase(
        "write it first with `scorecard new outlook`", "请先用 `scorecard new outlook` 新建"
    )

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(Phrase("outlook", "展望"), name, known)
