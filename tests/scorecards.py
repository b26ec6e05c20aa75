"""Scorecards in memory, of any size and state, with the numbers of their charts."""

from datetime import date, timedelta
from functools import cache
from itertools import cycle
from pathlib import Path

from scorecard.charts.gallery import gallery
from scorecard.charts.slide import Chart
from scorecard.reading.folder import Records
from scorecard.records import Domain, Outlook, Prediction
from scorecard.summary.compute import Basis
from scorecard.summary.groups import Summary
from scorecard.summary.numbers import Numbers
from scorecard.table import labels_of, prediction_table

AS_OF = date(2026, 11, 21)
"""The day of every scorecard here; the windows of `claim` have closed by then."""

ALL_WORDS = ("accurate", "half_right", "inaccurate", "unresolvable", "too_early", None)


def day(text: str) -> date:
    return date.fromisoformat(text)


def verdict(word: str, judged_on: str = "2025-01-08", occurred_on: str | None = None) -> dict:
    given = {"judged_on": day(judged_on), "verdict": word, "by": "desk", "why": "A reason."}
    return {**given, "occurred_on": day(occurred_on)} if occurred_on else given


def rating(rater: str, word: str, rated_on: str = "2025-01-05") -> dict:
    return {"rater": rater, "rated_on": day(rated_on), "verdict": word}


def evidence(bears: str) -> dict:
    return {
        "published_on": "2024-02",
        "title": "A page",
        "publisher": None,
        "url": None,
        "finding": "What it found.",
        "bears": bears,
    }


def claim(*verdicts: dict | str | None, **changes: object) -> Prediction:
    """A claim with these verdicts (a word alone is one given on 2025-01-08), changed where asked."""
    given = [verdict(one) if isinstance(one, str) else one for one in verdicts if one]
    closes_on, stated = changes.pop("closes_on", "2024-12-31"), changes.pop("stated", True)
    strength, item = changes.pop("strength", "will"), changes.pop("item", None)
    fields = {
        "claim": {"en": "Something happens during 2024.", "zh": "2024 年内会发生某事。"},
        "domain": "chips",
        "attributed_to": "the article",
        "passage": item and {"item": item, "starts": "某事", "ends": "发生"},
        "hedge": {"word": "将", "strength": strength},
        "made_on": day("2023-12-31"),
        "window": {
            "opens_on": day("2024-01-01"),
            "closes_on": closes_on and day(closes_on),
            "stated": stated,
        },
        "specificity": "measurable",
        "verdicts": given,
    }
    return Prediction(**{**fields, **changes})


def outlook(title: dict | str = "An outlook", year: int = 2024, items: int = 2) -> Outlook:
    return Outlook(
        title=title,
        author=None,
        publisher=None,
        published_on="2023-12-31",
        url=None,
        year=year,
        items=[{"id": f"i{n}", "en": f"Item {n}", "zh": f"条目{n}"} for n in range(items)],
    )


CHIPS, CARS = Domain(id="chips", en="Chips", zh="芯片"), Domain(id="cars", en="Cars", zh="汽车")


def records(
    predictions: dict[str, Prediction],
    *,
    domains: tuple[Domain, ...] = (CHIPS, CARS),
    outlooks: dict[str, Outlook] | None = None,
) -> Records:
    """A folder of records that is nowhere."""
    return Records(
        root=Path("predictions"),
        domains=list(domains),
        outlooks={"kandao-2024": outlook()} if outlooks is None else outlooks,
        predictions=dict(sorted(predictions.items())),
        reviews={},
        readings={},
        folder_problems=[],
        digest="sha256:0123456789abcdef",
    )


def of(*claims: Prediction, **others: object) -> Records:
    """Claims of one outlook, named in their order."""
    return records({f"kandao-2024/c{n:03d}": one for n, one in enumerate(claims)}, **others)


def table_of(given: Records, as_of: date = AS_OF):
    return prediction_table(given, as_of=as_of)


def basis_of(given: Records, as_of: date = AS_OF) -> Basis:
    return Basis(as_of, given.digest, labels_of(given))


def numbers_of(given: Records, as_of: date = AS_OF) -> Numbers:
    return Numbers(given, table_of(given, as_of), basis_of(given, as_of))


class OneChartNumbers(Numbers):
    """The numbers where only one chart is of interest: p-values are not adjusted for those of other charts.

    They take a third of the time of `Numbers`, which compare the groups of five columns at once.
    """

    def by(self, column: str) -> Summary:
        """The summary by a column, whatever the others say."""
        if column not in self._summaries:
            self._summaries[column] = self._of_column(column)
        return self._summaries[column]


def numbers_of_one_chart(given: Records, as_of: date = AS_OF) -> OneChartNumbers:
    return OneChartNumbers(given, table_of(given, as_of), basis_of(given, as_of))


def chart_of(given: Records, name: str, **others: str) -> Chart:
    """One chart of the gallery."""
    return gallery(numbers_of_one_chart(given), [name], **others)[name]


LONG_EN = "A domain whose name goes on, with commas, brackets (such as these) and no end in sight"
LONG_ZH = "一个名字特别长的领域，其中有逗号、（括号）和“引号”，长得怎么也放不进一行里"


def crowd(n_claims: int, n_domains: int, *, are_long: bool = True) -> Records:
    """Claims of every kind over many domains and four outlooks, every chart with something to draw."""
    domains = tuple(
        Domain(
            id=f"d{n}",
            en=f"{LONG_EN} {n}" if are_long and n % 3 == 0 else f"Domain {n}",
            zh=f"{LONG_ZH}{n}" if are_long and n % 3 == 0 else f"领域{n}",
        )
        for n in range(n_domains)
    )
    outlooks = {
        f"outlook-{n}": outlook(
            {"en": f"{LONG_EN} {n}", "zh": f"{LONG_ZH}{n}"} if are_long else f"Outlook {n}",
            2023 + n,
            items=12,
        )
        for n in range(4)
    }
    words = cycle([*ALL_WORDS[:4], "accurate", "half_right", None])
    given = {}
    for n in range(n_claims):
        given[f"outlook-{n % 4}/c{n:05d}"] = _one_of_crowd(
            n, next(words), domains, are_long=are_long
        )
    return records(given, domains=domains, outlooks=outlooks)


@cache
def crowd_gallery(n_claims: int = 60, n_domains: int = 3) -> dict[str, Chart]:
    """Every chart of a crowd, computed once: nobody changes a chart."""
    return gallery(numbers_of(crowd(n_claims, n_domains)))


def _one_of_crowd(
    n: int, word: str | None, domains: tuple[Domain, ...], *, are_long: bool
) -> Prediction:
    judged_on = (day("2024-03-05") + timedelta(days=37 * (n % 19))).isoformat()
    occurred_on = None
    if word == "half_right":
        occurred_on = (day("2023-06-01") + timedelta(days=n % 250)).isoformat()
    text = {"en": f"{LONG_EN} {n}", "zh": f"{LONG_ZH}{n}"} if are_long else {"en": "C", "zh": "说"}
    return claim(
        word and verdict(word, judged_on, occurred_on),
        claim=text,
        domain=domains[n % len(domains)].id,
        item=f"i{n % 12}",
        closes_on=None if n % 11 == 0 else "2023-12-31",
        stated=n % 2 == 0,
        strength=("plain", "will", "expected", "may", "should")[n % 5],
        specificity=("measurable", "specific", "vague")[n % 3],
        made_on=day("2022-12-31"),
        probability=None if n % 4 == 0 else (n % 20) / 20,
        evidence=[evidence("supports")] * (n % 6) + [evidence("contradicts")] * (n % 4),
        ratings=[
            rating(f"r{rater}", ALL_WORDS[(n + rater * (n % 2)) % 5]) for rater in range(n % 4)
        ],
    )
