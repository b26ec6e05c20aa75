"""The options of the command line: the reader's language, helpers that declare options, words and days."""

import os
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import typer

from scorecard.problems import CallError, UnknownWordError
from scorecard.rules import RULES
from scorecard.text import Language, Phrase, closest, printable
from scorecard.verdicts import BY_REVIEW, Verdict

FOLDER = Path("predictions")
"""Where the records are, unless a call or the environment says so."""

_VARIABLES = ("SCORECARD_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def _language_asked() -> Language | None:
    """The language on the command line; None where it names none."""
    for word, after in pairwise([*sys.argv[1:], ""]):
        asked = after if word == "--lang" else word.removeprefix("--lang=")
        if word.startswith("--lang") and asked in set(Language):
            return Language(asked)
    return None


def _language_of_locale() -> Language:
    named = next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), "")
    if not named and os.name == "nt":  # pragma: no cover  (Windows keeps it elsewhere)
        import locale

        named = locale.getlocale(locale.LC_CTYPE)[0] or ""
    return Language.CHINESE if named.lower().startswith(("zh", "chinese")) else Language.ENGLISH


ASKED_LANGUAGE = _language_asked()
"""The language that a call asks for; None where it leaves it to the locale."""

DEFAULT_LANGUAGE = ASKED_LANGUAGE or _language_of_locale()
"""The language of help texts and of errors in a call."""


def say(phrase: Phrase) -> str:
    """A text of the help in the language that the call asks for."""
    return phrase.in_language(DEFAULT_LANGUAGE)


def records_folder(asked: Path) -> Path:
    """The folder of records: the one asked for, or the nearest from the working directory up, as git does.

    For the default `predictions` that is a folder of that name here or above, or the one that we are in.
    """
    if asked != FOLDER or asked.is_dir():
        return asked
    try:
        here = Path.cwd()
    except OSError:  # it was removed
        return asked
    for folder in (here, *here.parents):
        for found in (folder, folder / FOLDER):
            if (found / "domains.yaml").is_file():
                return Path(os.path.relpath(found))
    return asked


def usual_folder() -> Path:
    """The folder of the records for a call that names none, as where a shell completes it."""
    return records_folder(Path(os.environ.get("SCORECARD_PREDICTIONS") or FOLDER))


def _files(kind: str) -> list[str]:
    """The ids of the files of one kind in the folder of the records."""
    from scorecard.reading.files import list_files

    return [file.id for file in list_files(usual_folder()).files if file.kind == kind]


def _completion(words: Iterable[str]) -> Callable[[str], list[str]]:
    """A function that completes words of a closed list for a shell; Typer takes no `partial`."""

    def complete(incomplete: str) -> list[str]:
        return [one for one in words if one.startswith(incomplete)]

    return complete


def complete_ids(incomplete: str) -> list[str]:
    """The ids of predictions that begin with a text, or else the names that do, for a shell."""
    ids = _files("prediction")
    names = Counter(id_.partition("/")[2] for id_ in ids)
    unique = [one for one, n in names.items() if n == 1]
    return _completion(ids)(incomplete) or _completion(unique)(incomplete)


def complete_outlooks(incomplete: str) -> list[str]:
    """The outlooks that begin with a text, each with the slash that follows it in an id, for a shell."""
    folders = {id_.partition("/")[0] + "/" for id_ in _files("prediction")}
    return _completion(sorted(folders))(incomplete)


def complete_judges(incomplete: str) -> list[str]:
    """The judges and the reviews of the folder that begin with a text, for a shell."""
    from scorecard.editing.starting import settings_of

    judges = [one.id for one in settings_of(usual_folder()).judges]
    reviews = (id_.replace("reviews/", BY_REVIEW) for id_ in _files("review"))
    return _completion([*judges, *reviews])(incomplete)


complete_verdicts = _completion([*map(str, Verdict), *(one.label.zh for one in Verdict)])
complete_rules = _completion(RULES)


def option(en: str, zh: str, *names: str, default: Any = None, **more: Any) -> Any:
    """An option with its help in both languages; `more` goes to `typer.Option`."""
    return typer.Option(default, *names, help=say(Phrase(en, zh)), **more)


def flag(en: str, zh: str, name: str, **more: Any) -> Any:
    """An option without a value, off unless it is in the call; `more` goes to `typer.Option`."""
    return option(en, zh, name, default=False, **more)


def argument(metavar: str, en: str, zh: str, *, default: Any = ..., **more: Any) -> Any:
    """An argument with its help in both languages, required unless it has a default; `more` goes to Typer."""
    return typer.Argument(default, metavar=metavar, help=say(Phrase(en, zh)), **more)


_NO_LABELS: Mapping[str, Phrase] = MappingProxyType({})


def one_of(
    word: str, allowed: Iterable[str], what: Phrase | str, labels: Mapping[str, Phrase] = _NO_LABELS
) -> str:
    """A word of a closed list.

    Args:
        word: The word of the call, or the label of a word in either language.
        allowed: The words of the list.
        what: What the word names, for the error; see `UnknownWordError`.
        labels: The labels of words.

    Raises:
        UnknownWordError: The list does not have the word; the nearest one is named.

    Examples:
        >>> one_of("领域", ["domain", "year"], "--by", {"domain": Phrase("domain", "领域")})
        'domain'
    """
    known = [str(one) for one in allowed]
    if word in known:
        return word
    named = [key for key in known if key in labels and word in labels[key]]
    if len(named) != 1:
        near = closest(word, [labels[key].zh for key in known if key in labels])
        raise UnknownWordError(what, word, known, near=near, is_listed=True)
    return named[0]


def option_of(parameter: str) -> str:
    """The option of a parameter.

    Examples:
        >>> option_of("closes_on")
        '--closes-on'
    """
    return f"--{parameter.replace('_', '-')}"


def missing(name: str) -> CallError:
    """The error for an option or argument without which a command cannot do its work."""
    return CallError(f"{name} is missing", f"缺少 {name}")


def value_error(option: str, value: object, en: str, zh: str) -> CallError:
    """The error for an option whose value a record cannot hold, with the reason."""
    given = printable(value, limit=60)
    return CallError(f"{option} {given!r}: {en}", f"{option} 的值“{given}”不对：{zh}")


def choice(
    en: str, zh: str, name: str, words: str, labels: Mapping[str, Phrase] = _NO_LABELS, **more: Any
) -> Any:
    """An option that takes one word of a closed list such as `dmy|mdy`, or a word's label."""
    allowed = words.split("|")

    def chosen(word: str | None) -> str | None:
        return word if word is None else one_of(word, allowed, name, labels)

    more |= {"metavar": words, "autocompletion": _completion(allowed)}
    return option(en, zh, name, callback=chosen, **more)


def format_option(forms: str) -> Any:
    """The option `--format` with the forms that a command knows, the usual one first."""
    usual = forms.partition("|")[0]
    return choice("Form of the output.", "输出格式。", "--format", forms, default=usual)


_DAY = re.compile(r"(\d{4})[-年/.](\d{1,2})[-月/.](\d{1,2})[日号]?")


def day(text: str) -> date:
    """A day from the command line, also as Chinese writes it and in full-width characters.

    Raises:
        ValueError: The text is no date, or has its parts in another order than year, month, day.

    Examples:
        >>> day("2026-11-21"), day("2026年11月21日"), day("2026/11/21")
        (datetime.date(2026, 11, 21), datetime.date(2026, 11, 21), datetime.date(2026, 11, 21))
    """
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    if not found:
        raise ValueError(text)
    return date(*map(int, found.groups()))


def day_option(en: str, zh: str, *names: str) -> Any:
    """An option that takes a day; its parameter is a `date`."""
    return option(en, zh, *names, metavar="YYYY-MM-DD", parser=day)


ID_HELP = Phrase(
    "outlook/claim; or the claim's name alone where it is unique, its file, or FILE:LINE.",
    "展望/预测；也可只写唯一的预测名、文件路径或“文件:行号”。",
)
"""The help of an argument that names a prediction."""

ID = argument("ID", *ID_HELP, autocompletion=complete_ids)

CLAIM_HELP = {
    "claim_en": Phrase("The claim in English", "英文的预测"),
    "claim_zh": Phrase("The claim in Chinese", "中文的预测"),
}
CLAIM_TEXTS = {name: option(f"{en}.", f"{zh}。") for name, (en, zh) in CLAIM_HELP.items()}
"""The options for the text of a claim."""

LANG = choice(
    "Language of the output; default: the locale's.", "输出语言；默认随系统。", "--lang", "en|zh"
)
CELLS = {
    "value": option(
        "What a verdict word means: TRUE=accurate; nothing after = leaves the row unjudged.",
        "判定词是什么意思：TRUE=accurate；= 后面留空表示未判定。", "--value", metavar="WORD=VERDICT"),
    "dates": choice(
        "Order of dates such as 03/04/2024.", "03/04/2024 这类日期的顺序。", "--dates", "dmy|mdy"),
    "probabilities": choice(
        "What 1 means: 1 %, or certain.", "数值 1 是指 1%，还是指必然。", "--probabilities", "percent|share"),
}  # fmt: skip
"""The options that say how the cells of a table are to be read."""
SHARED: dict[str, dict[str, tuple[Any, Any]]] = {
    "as_of": {"as_of": (date | None, day_option(
        "The day to look from; default: today.", "以哪一天为准；默认今天。", "--as-of"))},
    "predictions": {"predictions": (Path, option(
        "The folder of the records, here or above.", "记录文件夹，在当前或上层文件夹里。", "--predictions",
        default=FOLDER, envvar="SCORECARD_PREDICTIONS", show_envvar=True))},
    "lang": {"lang": (str | None, LANG)},
    "table": {
        "table": (list[str] | None, option(
            "A table instead of the records: CSV, Excel, JSON, Markdown or Parquet; a quoted pattern,"
            " or - for standard input. May be repeated.",
            "用表格代替记录：CSV、Excel、JSON、Markdown 或 Parquet；可写带引号的通配符，- 表示标准输入；"
            "可重复。",
            "--table", metavar="FILE")),
        "value": (list[str] | None, CELLS["value"]),
        "dates": (str | None, CELLS["dates"]),
        "probabilities": (str | None, CELLS["probabilities"]),
    },
}  # fmt: skip
"""The types and options that commands share, by the name that a command asks for."""
