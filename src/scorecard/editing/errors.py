"""Errors of edits; whatever is raised here, the file is as it was."""

from scorecard.problems import CallError, Problem, SentenceError, UnknownWordError
from scorecard.text import Phrase


class EditError(SentenceError):
    """An edit that was not made; the first fact is the name of the file."""


class LeadsOutError(EditError):
    """The file, or a folder on the way to it, is a link out of the folder of the records."""

    sentence = Phrase(
        "{} leads out of the folder of the records; nothing was written",
        "{} 指向了记录文件夹之外；没有写入任何内容",
    )


class FileChangedError(EditError):
    """Somebody else wrote the file after it was read."""

    sentence = Phrase(
        "{} changed since it was read; nothing was written, look at it and try again",
        "{} 在读取之后被改动过；没有写入任何内容，请查看后重试",
    )


class UnsafeEditError(EditError):
    """The file is laid out so that the edit would change something else too."""

    sentence = Phrase(
        "{} is laid out so that this edit would change another value;"
        " nothing was written, edit the file by hand",
        "按 {} 的排版，这个改动会影响别的值；没有写入任何内容，请手工编辑",
    )


class CannotWriteError(EditError):
    """The system does not let the file be written; the second fact is its reason."""

    sentence = Phrase(
        "{} cannot be written: {}; nothing was written", "{} 无法写入：{}；没有写入任何内容"
    )


class FaultyRecordError(EditError):
    """The file is not a valid record, so the effect of an edit is unknown."""

    sentence = Phrase(
        "{}:{}:{}: {} [{}]; mend the file first, nothing was written",
        "{}:{}:{}：{}［{}］；请先改好文件，没有写入任何内容",
    )

    def __init__(self, shown: str, problems: list[Problem]) -> None:
        first = problems[0]
        super().__init__(shown, first.line, first.column, first.message, first.rule)


class BreaksRuleError(EditError):
    """The record would break a rule that it keeps now."""

    sentence = Phrase(
        "{} would break a rule: {} [{}]; nothing was written. {}",
        "{} 会违反规则：{}［{}］；没有写入任何内容。{}",
    )

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.path, problem.message, problem.rule, problem.hint)


class AlreadyThereError(SentenceError, CallError):
    """A new file would overwrite one that exists."""

    sentence = Phrase("{} is already there; it was not touched", "{} 已经存在，没有改动它")


class BadNameError(SentenceError, CallError):
    """A name that cannot be an id; beside it the reason, and a name that can be one."""

    sentence = Phrase(
        "{!r} cannot be an id: {}; write it like {}", "“{}”不能用作 id：{}；写成 {} 这样"
    )


class NoFolderError(SentenceError, CallError):
    """There is no folder of records."""

    sentence = Phrase(
        "no records folder at {!r}; pass --predictions DIR, or make one with `scorecard init DIR`",
        "找不到记录文件夹“{}”；请用 --predictions 指明，或用 `scorecard init 文件夹` 新建",
    )


class UnknownPredictionError(UnknownWordError):
    """No prediction has this id."""

    def __init__(self, id_: str, known: list[str], *, renamed: str | None = None) -> None:
        name = id_.rpartition("/")[2].removesuffix(".yaml").replace("-", "").lower()
        alike = [one for one in known if name in one.partition("/")[2].replace("-", "").lower()]
        near = renamed or (alike[0] if len(alike) == 1 else None)
        super().__init__(Phrase("prediction", "条预测"), id_, known, near=near)
