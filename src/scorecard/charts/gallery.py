"""Every chart by the name of its file, in the order of the report."""

from collections.abc import Callable, Collection

from scorecard.charts.accuracy_history import history_chart
from scorecard.charts.agreement import agreement_chart
from scorecard.charts.by_group import accuracy_chart, vagueness_chart, verdicts_chart
from scorecard.charts.calibration import calibration_chart
from scorecard.charts.evidence import evidence_chart
from scorecard.charts.lights import lights_chart
from scorecard.charts.slide import Chart
from scorecard.charts.timing import timing_chart
from scorecard.summary.numbers import Numbers
from scorecard.summary.sentences import source_sentence
from scorecard.text import Phrase

__all__ = ["chart_names", "gallery"]

_CHARTS: dict[str, Callable[[Numbers], Chart]] = {
    "accuracy-by-domain": lambda numbers: accuracy_chart(
        numbers.by["domain"], Phrase("Accuracy by domain", "各领域得分率")
    ),
    "verdicts-by-outlook": lambda numbers: verdicts_chart(
        numbers.by["outlook"], Phrase("Verdicts by outlook", "各展望的判定")
    ),
    "verdicts-by-year": lambda numbers: verdicts_chart(
        numbers.by["year"], Phrase("Verdicts by year", "各年份的判定")
    ),
    "accuracy-over-time": lambda numbers: history_chart(numbers.history, numbers.by["domain"]),
    "vagueness": lambda numbers: vagueness_chart(numbers.by, numbers.vagueness),
    "timing": lambda numbers: timing_chart(numbers.came_true, numbers.by["domain"]),
    "evidence": lambda numbers: evidence_chart(numbers.evidence, numbers.by["domain"]),
    "calibration": lambda numbers: calibration_chart(numbers.calibration, numbers.by["domain"]),
    "agreement": lambda numbers: agreement_chart(numbers.raters, numbers.by["domain"]),
}
_LIGHTS = "lights-"


def chart_names(numbers: Numbers) -> list[str]:
    """The names of all charts; nothing is computed for them.

    Args:
        numbers: The numbers.
    """
    return [*_CHARTS, *(f"{_LIGHTS}{outlook}" for outlook in numbers.outlooks)]


def gallery(numbers: Numbers, names: Collection[str] = ()) -> dict[str, Chart]:
    """Charts by name; one without data is there too and says so.

    Args:
        numbers: The numbers; only what the charts show is computed.
        names: Names of charts; none for all.
    """
    return {
        name: _CHARTS[name](numbers) if name in _CHARTS else _lights(numbers, name)
        for name in chart_names(numbers)
        if not names or name in names
    }


def _lights(numbers: Numbers, name: str) -> Chart:
    """The traffic-light page of an outlook."""
    outlook, summary = name.removeprefix(_LIGHTS), numbers.by["outlook"]
    group = next((one for one in summary.groups if one.key == outlook), None)
    return lights_chart(numbers.lights[outlook], source_sentence(summary, group))
