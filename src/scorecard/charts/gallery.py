"""Every chart by its name: which numbers it takes and what it is called."""

from collections.abc import Callable
from typing import NamedTuple

from matplotlib.figure import Figure

from scorecard.charts.accuracy import accuracy_chart
from scorecard.charts.lights import lights_chart
from scorecard.charts.slide import Heading
from scorecard.errors import Language, Phrase
from scorecard.summary.groups import Summary
from scorecard.summary.numbers import Numbers, OutlookLights
from scorecard.summary.sentences import comparison_sentence, source_sentence

__all__ = ["Chart", "gallery"]


class Chart(NamedTuple):
    """One chart: its title, and how it is drawn in a language."""

    title: Phrase
    draw: Callable[[Language], Figure]


def _accuracy(summary: Summary, title: Phrase) -> Chart:
    heading = Heading(title, comparison_sentence(summary), source_sentence(summary))
    return Chart(title, lambda language: accuracy_chart(summary, heading, language))


_LIGHTS_NOTE = Phrase(
    "A light is the mean credit of an item's judged claims: green from two thirds, red up to one"
    " third, grey when fewer than half are judged. A light of one claim says no more than that claim.",
    "灯色取该条目已判说法的平均得分：三分之二及以上为绿，三分之一及以下为红，已判不到一半为灰。"
    "只有一条说法的灯，不比那条说法说明更多。",
)


def _lights(page: OutlookLights, source: Phrase) -> Chart:
    title = Phrase(f"Traffic lights: {page.title.en}", f"红绿灯：{page.title.zh}")
    heading = Heading(title, _LIGHTS_NOTE, source)
    return Chart(title, lambda language: lights_chart(page.lights, heading, language))


def gallery(numbers: Numbers) -> dict[str, Chart]:
    """Every chart that the records can have, by the name of its file, in the order of the report.

    Args:
        numbers: The finished numbers.
    """
    by = numbers.by
    shown = {group.key: source_sentence(by["outlook"], group) for group in by["outlook"].groups}
    return {
        "accuracy-by-domain": _accuracy(by["domain"], Phrase("Accuracy by domain", "各领域准确率")),
        **{f"lights-{page.outlook}": _lights(page, shown[page.outlook]) for page in numbers.lights},
    }
