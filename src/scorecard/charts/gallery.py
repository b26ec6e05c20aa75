"""Every chart by its name: which numbers it takes, what it is called and what is said under its title."""

from collections.abc import Callable
from typing import NamedTuple

from matplotlib.figure import Figure

from scorecard.charts.accuracy import accuracy_chart
from scorecard.charts.agreement import agreement_chart
from scorecard.charts.calibration import calibration_chart
from scorecard.charts.course import course_chart
from scorecard.charts.evidence import evidence_chart
from scorecard.charts.lights import lights_chart
from scorecard.charts.slide import Heading
from scorecard.charts.timing import timing_chart
from scorecard.charts.vagueness import vagueness_chart
from scorecard.charts.verdicts import verdicts_chart
from scorecard.summary.numbers import Numbers, OutlookLights
from scorecard.summary.sentences import (
    agreement_sentence,
    calibration_sentence,
    comparison_sentence,
    course_sentence,
    early_sentence,
    evidence_sentence,
    lights_sentence,
    source_sentence,
    timing_sentence,
    verdicts_sentence,
)
from scorecard.text import Language, Phrase

__all__ = ["Chart", "gallery"]


class Chart(NamedTuple):
    """One chart: its title, and how it is drawn in a language."""

    title: Phrase
    draw: Callable[[Language], Figure]


def gallery(numbers: Numbers) -> dict[str, Chart]:
    """Every chart by the name of its file, in the order of the report; a chart without data is there too.

    Args:
        numbers: The finished numbers.
    """
    return {**_of_all(numbers), **_of_outlooks(numbers)}


def _of_all(numbers: Numbers) -> dict[str, Chart]:
    """The charts of the whole scorecard."""
    by = numbers.by
    domains, outlooks, years = by["domain"], by["outlook"], by["year"]
    source = source_sentence(domains)

    def chart(
        title: Phrase,
        note: Phrase,
        draw: Callable[[Heading, Language], Figure],
        *,
        early: Phrase | None = None,
    ) -> Chart:
        heading = Heading(title, note, _joined(source, early) if early and early.en else source)
        return Chart(title, lambda language: draw(heading, language))

    of_all = early_sentence(domains, is_of_groups=False)
    return {
        "accuracy-by-domain": chart(
            Phrase("Accuracy by domain", "各领域准确率"),
            comparison_sentence(domains),
            lambda *given: accuracy_chart(domains, *given),
            early=early_sentence(domains),
        ),
        "verdicts-by-outlook": chart(
            Phrase("Verdicts by outlook", "各展望的判定"),
            verdicts_sentence(outlooks),
            lambda *given: verdicts_chart(outlooks, *given),
            early=early_sentence(outlooks),
        ),
        "verdicts-by-year": chart(
            Phrase("Verdicts by year", "各年份的判定"),
            verdicts_sentence(years),
            lambda *given: verdicts_chart(years, *given),
            early=early_sentence(years),
        ),
        "accuracy-over-time": chart(
            Phrase("Accuracy over time", "准确率随时间的变化"),
            course_sentence(numbers.course),
            lambda *given: course_chart(numbers.course, domains.as_of, *given),
            early=of_all,
        ),
        "vagueness": chart(
            Phrase("What vagueness buys", "含糊能换来什么"),
            numbers.vagueness.sentence,
            lambda *given: vagueness_chart(by, numbers.vagueness, *given),
            early=of_all,
        ),
        "timing": chart(
            Phrase("When claims came true", "说法何时成真"),
            timing_sentence(numbers.came_true, domains.overall),
            lambda *given: timing_chart(numbers.came_true, domains, *given),
        ),
        "evidence": chart(
            Phrase("Evidence for and against each claim", "每条说法的正反证据"),
            evidence_sentence(numbers.evidence),
            lambda *given: evidence_chart(numbers.evidence, domains.groups, *given),
        ),
        "calibration": chart(
            Phrase("Stated probabilities and what came out", "给出的概率与实际结果"),
            calibration_sentence(numbers.calibration),
            lambda *given: calibration_chart(numbers.calibration, *given),
        ),
        "agreement": chart(
            Phrase("How far raters agree", "评分人的一致程度"),
            agreement_sentence(numbers.raters),
            lambda *given: agreement_chart(numbers.raters, *given),
        ),
    }


def _joined(source: Phrase, early: Phrase) -> Phrase:
    return Phrase(f"{source.en}. {early.en}", f"{source.zh}。{early.zh}")


def _of_outlooks(numbers: Numbers) -> dict[str, Chart]:
    """The traffic lights of each outlook."""
    summary = numbers.by["outlook"]
    shown = {group.key: source_sentence(summary, group) for group in summary.groups}
    return {
        f"lights-{page.outlook}": _lights(page, shown.get(page.outlook, source_sentence(summary)))
        for page in numbers.lights
    }


def _lights(page: OutlookLights, source: Phrase) -> Chart:
    title = Phrase(f"Traffic lights: {page.title.en}", f"红绿灯：{page.title.zh}")
    heading = Heading(title, lights_sentence(), source)
    return Chart(title, lambda language: lights_chart(page.lights, heading, language))
