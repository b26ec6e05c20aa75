"""The records, their numbers and their charts from Python and notebooks; docs/python.md shows its use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorecard.problems import CallError, Problem, Severity, UnknownWordError
from scorecard.text import Language, Phrase, counted

if TYPE_CHECKING:
    import pandas as pd

    from scorecard.charts.slide import Chart
    from scorecard.reading.folder import Records
    from scorecard.summary.groups import Summary
    from scorecard.summary.numbers import Numbers


@dataclass(frozen=True)
class Score:
    """Counts, accuracy and intervals overall and by group; a notebook shows it as a table.

    Attributes:
        summary: Every number, as `scorecard.summary.groups` describes it.
    """

    summary: "Summary"

    def as_json(self) -> dict[str, Any]:
        """What `scorecard score --format json` prints, but for calibration and agreement."""
        return self.summary.as_json()

    def frame(self) -> "pd.DataFrame":
        """One row for each group in order, the last for all claims.

        Returns:
            The index is the key of the group. Columns: n_recorded, n_due, n_judged (int): claims; n_closed
            (int): those whose time is up; accuracy (float, 0 to 1): of the judged claims whose time is up,
            of all judged ones where no window has an end; low, high: its 95 % interval; brier_score (float,
            0 is best): of stated probabilities, which have no accuracy. Missing where there is none.
        """
        import pandas as pd

        rows = []
        for one in (*self.summary.groups, self.summary.overall):
            lead, ends = one.lead, one.lead.interval
            rows.append({
                self.summary.by: one.key,
                "n_recorded": one.n_recorded,
                "n_due": one.n_due,
                "n_judged": lead.counts.n_judged,
                "n_closed": one.closed.counts.n_recorded if one.closed else 0,
                "accuracy": lead.accuracy,
                "low": ends.low if ends else None,
                "high": ends.high if ends else None,
                "brier_score": one.probability.brier_score if one.probability else None,
            })  # fmt: skip
        numbers = dict.fromkeys(("accuracy", "low", "high", "brier_score"), "float64")
        return pd.DataFrame(rows).set_index(self.summary.by).astype(numbers)

    def sentence(self, language: str = "en") -> str:
        """What may be read into the ranking of the groups.

        Raises:
            UnknownWordError: The language is neither `en` nor `zh`.
        """
        from scorecard.summary.sentences import comparison_sentence

        return comparison_sentence(self.summary).in_language(_language(language))

    def _repr_html_(self) -> str:
        return f"{self.frame().to_html()}<p>{escape(self.sentence())}</p>"


@dataclass(frozen=True)
class Picture:
    """A chart in one language, the first page of a long one; a notebook shows it."""

    name: str
    chart: "Chart"
    language: Language

    def svg(self) -> str:
        """The chart as an SVG file."""
        return self._file("svg").decode("utf-8")

    def png(self) -> bytes:
        """The chart as a PNG file."""
        return self._file("png")

    def _file(self, form: str) -> bytes:
        from scorecard.charts.files import drawn_files
        from scorecard.charts.style import Form

        return drawn_files(self.name, self.chart, self.language, Form((form,)))[0].content or b""

    _repr_svg_, _repr_png_ = svg, png


class Scorecard:
    """Claims that are in memory, of a folder or of a table.

    Attributes:
        problems: What is wrong with them; while there are errors there are no numbers.
    """

    def __init__(self, records: "Records", problems: list[Problem], as_of: date) -> None:
        """Take what `load` or `read_table` read, and the date that numbers are of when none is asked for."""
        self.problems = problems
        self._records = records
        self._as_of = as_of

    def __repr__(self) -> str:
        n_claims = counted(len(self._records.predictions), "claim")
        n_problems = counted(len(self.problems), "problem")
        return f"<Scorecard {self._records.root}: {n_claims}, {n_problems}>"

    def table(self, as_of: date | str | None = None) -> "pd.DataFrame":
        """One row for each claim that had been made by a date; `scorecard.table` lists the columns.

        Args:
            as_of: The date of the states, also as `2024-12-31`; None for the date of loading.

        Raises:
            CallError: There are errors among the problems.
        """
        return self._numbers(as_of).table

    def score(self, by: str = "domain", *, as_of: date | str | None = None, seed: int = 0) -> Score:
        """The scores of all claims, overall and by group.

        Args:
            by: A column of the table that `scorecard score --by` takes.
            as_of: The date of the states, also as `2024-12-31`; None for the date of loading.
            seed: Seed of the permutation test.

        Raises:
            UnknownWordError: There is no such column.
            CallError: There are errors among the problems, or the seed is below 0.
        """
        from scorecard.table import BY

        numbers = self._numbers(as_of, seed)
        _need_known(Phrase("column", "一列"), by, [one for one in BY if one in numbers.table])
        return Score(numbers.scored(by))

    def charts(self, as_of: date | str | None = None) -> list[str]:
        """The names of the charts.

        Args:
            as_of: The date of the states, also as `2024-12-31`; None for the date of loading.

        Raises:
            CallError: There are errors among the problems.
        """
        from scorecard.charts.gallery import chart_names

        return chart_names(self._numbers(as_of))

    def chart(self, name: str, *, as_of: date | str | None = None, language: str = "en") -> Picture:
        """A chart by its name.

        Args:
            name: One of `charts()`.
            as_of: The date of the states, also as `2024-12-31`; None for the date of loading.
            language: `en` or `zh`.

        Raises:
            UnknownWordError: There is no chart of that name, or no such language.
            CallError: There are errors among the problems.
        """
        from scorecard.charts.gallery import chart_names, gallery

        numbers, code = self._numbers(as_of), _language(language)
        _need_known(Phrase("chart", "张图表"), name, chart_names(numbers))
        return Picture(name, gallery(numbers, [name])[name], code)

    def _numbers(self, as_of: date | str | None, seed: int = 0) -> "Numbers":
        from scorecard.summary.numbers import numbers_at

        errors = [one for one in self.problems if one.severity is Severity.ERROR]
        if errors:
            first, n = errors[0], len(errors)
            place = f"{first.path}:{first.line}:{first.column}"
            raise CallError(
                f"{counted(n, 'error')}, see .problems; the first is {place}: {first.message.en}",
                f"有 {n} 个错误，见 .problems；第一个是 {place}：{first.message.zh}",
            )
        return numbers_at(self._records, _day(as_of or self._as_of), seed=seed)


def load(path: str | Path = "predictions") -> Scorecard:
    """A folder of records. Nothing is raised for what its files hold: see `Scorecard.problems`.

    Args:
        path: The folder with domains.yaml.

    Raises:
        NoFolderError: There is no such folder.
    """
    from scorecard.checks.run import check_records
    from scorecard.editing.errors import NoFolderError
    from scorecard.reading.folder import load_records

    root, today = Path(path), _day()
    if not root.is_dir():
        raise NoFolderError(root)
    records = load_records(root)
    return Scorecard(records, check_records(records, as_of=today).problems, today)


def read_table(
    names: str | Path | Sequence[str | Path],
    *,
    as_of: date | str | None = None,
    verdicts: Mapping[str, str] | None = None,
    dates: str | None = None,
    probabilities: str | None = None,
) -> Scorecard:
    """A table of claims from files of any usual kind, as `scorecard score --table` reads them.

    Args:
        names: A file, or several; patterns such as `data/*.csv` are known.
        as_of: The date that numbers are of, also as `2024-12-31`; None for today.
        verdicts: What foreign words of the verdict column mean: `{"TRUE": "accurate", "open": ""}`.
        dates: Order of 03/04/2024: `dmy` or `mdy`.
        probabilities: `percent` or `share`, where it is not plain.

    Raises:
        UnknownWordError: `dates` or `probabilities` is none of its words.
        CallError: A file cannot be read or lacks a column, or something can be read in two ways.
    """
    from scorecard.exchange import tables
    from scorecard.exchange.cells import Asked
    from scorecard.exchange.new_records import records_of_table

    _need_known(Phrase("order of dates", "种日期顺序"), dates, ["dmy", "mdy"])
    _need_known(Phrase("kind of probabilities", "种概率写法"), probabilities, ["percent", "share"])
    files = [names] if isinstance(names, str | Path) else names
    are_names = isinstance(files, Sequence) and all(isinstance(one, str | Path) for one in files)
    if not (are_names and files):
        en = "no file is named; write a table that is in memory to one first, as with DataFrame.to_csv"
        raise CallError(en, "没有写文件名；内存里的表请先存成文件，例如用 DataFrame.to_csv")
    day, asked = _day(as_of or None), Asked(verdicts or {}, dates, probabilities)
    read = tables.read_table(list(map(str, files)), as_of=day, asked=asked, columns=tables.SHOWN)
    return Scorecard(records_of_table(read, Path(files[0]).stem, day), read.problems, day)


def _need_known(what: Phrase, word: str | None, known: Sequence[str]) -> None:
    """Refuse, with an UnknownWordError, a word that is none of those known; None is no word."""
    if word is not None and word not in known:
        raise UnknownWordError(what, word, known, is_listed=True)


def _language(word: str) -> Language:
    """The language of a word for it; refuses, with an UnknownWordError, any other."""
    _need_known(Phrase("language", "种语言"), word, [*Language])
    return Language(word)


def _day(given: date | str | None = None) -> date:
    """A date from its text, or without its time of day, as pandas has one; None is for today."""
    if isinstance(given, str):
        return date.fromisoformat(given)
    given = given or date.today()  # noqa: DTZ011  (the day in the caller's own place)
    return given.date() if isinstance(given, datetime) else given
