"""Pages for the tests of the report: from a folder of records, without drawing a chart unless asked."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from scorecard.reading.folder import Records, load_records
from scorecard.records import Prediction
from scorecard.rendering.cards import chapters
from scorecard.report import Figure, Report, entries_of
from scorecard.text import Language
from scorecards import numbers_of_one_chart

AS_OF = date(2026, 11, 21)
EXAMPLE = Path(__file__).parent / "data" / "base" / "kandao-2024" / "vision-pro.yaml"


def claim(**changes: Any) -> dict[str, Any]:
    """The example's record with some of its fields changed."""
    return {**deepcopy(_example()), **changes}


@cache
def _example() -> dict[str, Any]:
    record: dict[str, Any] = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    return record


def both(en: str, zh: str) -> dict[str, str]:
    """A text in both languages."""
    return {"en": en, "zh": zh}


def write(folder: Path, name: str, record: dict[str, Any]) -> None:
    """A record into its file."""
    text = yaml.safe_dump(record, allow_unicode=True, sort_keys=False)
    (folder / "kandao-2024" / f"{name}.yaml").write_text(text, encoding="utf-8")


def page_of(
    folder: Path,
    *,
    as_of: date = AS_OF,
    by: tuple[str, ...] = ("domain",),
    figures: Mapping[str, Figure] | None = None,
    language: Language = Language.ENGLISH,
) -> str:
    """The page of a folder of records."""
    return page_in_memory(
        load_records(folder), as_of=as_of, by=by, figures=figures, language=language
    )


def page_in_memory(
    records: Records,
    *,
    as_of: date = AS_OF,
    by: tuple[str, ...] = ("domain",),
    figures: Mapping[str, Figure] | None = None,
    language: Language = Language.ENGLISH,
) -> str:
    """The page of records in memory."""
    numbers = numbers_of_one_chart(records, as_of)
    shown = chapters(numbers)
    entries = entries_of(shown)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scorecard.report.TABLES", by)
        return Report(numbers, figures or {}, shown=shown, entries=entries).page(language)


def with_many(records: Records, count: int) -> Records:
    """With claims of the length that editors write, in forty outlooks, all different in words and numbers."""
    makers = ["tele", "bio", "nano", "crypto", "solar"]
    things = ["chips", "robots", "phones", "rockets", "models", "batteries"]
    words = [f"{maker}{thing}" for maker in makers for thing in things]
    verdicts = ["accurate", "half_right", "inaccurate"]
    outlook = records.outlooks["kandao-2024"]
    outlooks = {f"outlook-{place % 40}": outlook for place in range(count)}
    predictions = {}
    for place in range(count):
        thing, other = words[place % 30], words[place * 7 % 30]
        said = both(
            f"By the end of 2024 {thing} of maker {place} sell over {place * 31} units, ahead of {other}.",
            f"到 2024 年底，第 {place} 家厂商的 {thing} 销量超过 {place * 31} 台，领先于 {other}。",
        )
        found = both(
            f"The maker reports {place * 29} units of {thing} for the year, {place % 17} % more than before.",
            f"厂商称全年售出 {place * 29} 台 {thing}，比上年多 {place % 17}%。",
        )
        source = {
            "published_on": "2025-01",
            "title": f"Sales of {thing} in 2024, number {place}",
            "publisher": "Example News",
            "url": f"https://news.example.org/2025/{thing}/{place}",
            "finding": found,
            "bears": "supports",
        }
        record = claim(
            claim=said,
            domain="devices" if place % 3 else "models",
            specificity=["measurable", "specific", "vague"][place % 3],
            evidence=[source, {**source, "bears": "contradicts"}, {**source, "bears": "context"}],
            verdicts=[
                {
                    "judged_on": date(2025, 2, 1),
                    "verdict": verdicts[place % 3],
                    "by": "desk",
                    "why": found,
                    **({"held": found, "missed": found} if place % 3 == 1 else {}),
                }
            ],
        )
        predictions[f"outlook-{place % 40}/claim-{place}"] = Prediction(**record)
    return replace(
        records,
        outlooks=dict(sorted((records.outlooks | outlooks).items())),
        predictions=dict(sorted((records.predictions | predictions).items())),
    )
