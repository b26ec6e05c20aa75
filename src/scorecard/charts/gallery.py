"""Every chart by the name of its file, in the order of the report."""

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial

from scorecard.charts.by_group import accuracy_chart, lift_chart, vagueness_chart, verdicts_chart
from scorecard.charts.claims import evidence_chart, lights_chart, timing_chart
from scorecard.charts.curves import calibration_chart, history_chart
from scorecard.charts.grids import agreement_chart, heat_map_chart
from scorecard.charts.slide import Chart
from scorecard.summary.numbers import Numbers
from scorecard.summary.sentences import source_sentence
from scorecard.table import BY
from scorecard.text import Phrase

_NOTHING = Phrase("", "")
_OF_PROBABILITIES = {"timing", "evidence", "calibration", "agreement"}
"""The charts that show no credit, which a table of probabilities has too."""
_NO_CREDIT = Phrase(
    "Where claims state a probability, accuracy says nothing of how good they were; see calibration.",
    "这些预测给出了概率，得分率说明不了好坏，请看“给出的概率与实际结果”一图（calibration）。",
)
_LIGHTS, _PERSON = "lights-", "attributed_to"
_BY_COLUMN = {
    "accuracy": (accuracy_chart, Phrase("Accuracy", "得分率")),
    "lift": (lift_chart, Phrase("Lift", "超出预期多少")),
    "verdicts": (verdicts_chart, Phrase("Verdicts", "的判定")),
}


def chart_name(kind: str, by: str) -> str:
    """The name of a chart by a column.

    Examples:
        >>> chart_name("accuracy", "attributed_to"), chart_name("lift", "hedge_word")
        ('accuracy-by-person', 'lift-by-hedge-word')
    """
    return f"{kind}-by-{'person' if by == _PERSON else by}".replace("_", "-")


def _of_columns(kind: str, *columns: str) -> dict[str, Callable[[Numbers], Chart]]:
    make, said = _BY_COLUMN[kind]

    def chart(by: str, numbers: Numbers) -> Chart:
        column = Phrase("who said it", "提出者") if by == _PERSON else BY[by]
        title = Phrase(f"{said.en} by {column.en}", f"各{column.zh}{said.zh}")
        return make(numbers.by(by), title)

    return {chart_name(kind, by): partial(chart, by) for by in columns}


_CHARTS: dict[str, Callable[[Numbers], Chart]] = {
    **_of_columns("accuracy", "domain", "outlook", "year", _PERSON),
    **_of_columns("lift", "outlook", _PERSON),
    "domains-and-outlooks": lambda numbers: heat_map_chart(
        numbers.grid, numbers.by("domain"), numbers.by("outlook")
    ),
    **_of_columns("verdicts", "outlook", "year"),
    "accuracy-over-time": lambda numbers: history_chart(numbers.history, numbers.by("domain")),
    "vagueness": lambda numbers: vagueness_chart(numbers.by, numbers.vagueness),
    "timing": lambda numbers: timing_chart(numbers.came_true, numbers.by("domain")),
    "evidence": lambda numbers: evidence_chart(numbers.evidence, numbers.by("domain")),
    "calibration": lambda numbers: calibration_chart(numbers.calibration, numbers.by("domain")),
    "agreement": lambda numbers: agreement_chart(
        numbers.raters, numbers.by("domain"), numbers.records.settings.name_of
    ),
}
_ASKED_FOR = _of_columns("accuracy", *BY)
"""Charts that are drawn when they are named, some of which are always drawn."""


def chart_names(numbers: Numbers) -> list[str]:
    """The names of the charts that are drawn when none is named; nothing is computed for them."""
    return [*_CHARTS, *(f"{_LIGHTS}{outlook}" for outlook in numbers.records.outlooks)]


def gallery(
    numbers: Numbers, names: Collection[str] = (), *, title: str = "", subset: Phrase = _NOTHING
) -> dict[str, Chart]:
    """Charts by name; one without data is there too and says so.

    Args:
        numbers: The numbers; only what the charts show is computed.
        names: Names of charts; none for all.
        title: A title in place of their own.
        subset: Which part of the records they show, for their titles; empty for all.
    """
    always, charts, imprint = chart_names(numbers), {}, numbers.imprint
    for name in dict.fromkeys([*always, *_ASKED_FOR]):
        if name not in (names or always):
            continue
        make = {**_ASKED_FOR, **_CHARTS}.get(name)
        chart = make(numbers) if make else _lights(numbers, name)
        if name not in _OF_PROBABILITIES and numbers.by("domain").measure == "brier":
            chart = replace(chart, body=_NO_CREDIT)
        named, source = Phrase(title, title) if title else chart.title, chart.source
        if subset.en:
            named = Phrase(f"{named.en} ({subset.en})", f"{named.zh}（{subset.zh}）")
        if imprint.en:
            source = Phrase(f"{imprint.en}\n{source.en}", f"{imprint.zh}\n{source.zh}")
        charts[name] = replace(chart, title=named, source=source)
    return charts


def _lights(numbers: Numbers, name: str) -> Chart:
    """The traffic-light page of an outlook, dated by what happened to its own claims."""
    page, summary = numbers.lights[name.removeprefix(_LIGHTS)], numbers.by("outlook")
    groups = (one for one in summary.groups if one.key == page.outlook)
    group = next(groups, summary.overall)
    own = replace(summary, as_of=page.as_of, records=page.records)
    return lights_chart(page, source_sentence(own, group), group)
