"""Every chart by the name of its file, in the order of the report."""

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

__all__ = ["gallery"]


def gallery(numbers: Numbers) -> dict[str, Chart]:
    """Every chart by name; one without data is there too and says so.

    Args:
        numbers: The finished numbers.
    """
    by = numbers.by
    domains, outlooks = by["domain"], by["outlook"]
    return {
        "accuracy-by-domain": accuracy_chart(domains, Phrase("Accuracy by domain", "各领域得分率")),
        "verdicts-by-outlook": verdicts_chart(
            outlooks, Phrase("Verdicts by outlook", "各展望的判定")
        ),
        "verdicts-by-year": verdicts_chart(by["year"], Phrase("Verdicts by year", "各年份的判定")),
        "accuracy-over-time": history_chart(numbers.history, domains),
        "vagueness": vagueness_chart(by, numbers.vagueness),
        "timing": timing_chart(numbers.came_true, domains),
        "evidence": evidence_chart(numbers.evidence, domains),
        "calibration": calibration_chart(numbers.calibration, domains),
        "agreement": agreement_chart(numbers.raters, domains),
        **{
            f"lights-{page.outlook}": lights_chart(
                page,
                source_sentence(
                    outlooks,
                    next((one for one in outlooks.groups if one.key == page.outlook), None),
                ),
            )
            for page in numbers.lights
        },
    }
