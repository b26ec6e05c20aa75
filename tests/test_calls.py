"""The best and the worst calls: chosen by the rule that the page states, and by nothing else."""

from datetime import date
from pathlib import Path

from report_pages import claim, write
from scorecard.reading.folder import load_records
from scorecard.summary.claims import best_and_worst_calls
from scorecard.table import prediction_table

AS_OF = date(2026, 11, 21)


def calls_of(folder: Path) -> tuple[list[str], list[str]]:
    records = load_records(folder)
    return best_and_worst_calls(records, prediction_table(records, as_of=AS_OF))


def write_call(folder: Path, id_: str, word: str = "accurate", **changes: object) -> None:
    """A claim in an outlook of its own, with some fields changed."""
    outlook, _, name = id_.partition("/")
    home = folder / outlook
    if not home.exists():
        home.mkdir()
        text = (folder / "kandao-2024" / "outlook.yaml").read_text(encoding="utf-8")
        (home / "outlook.yaml").write_text(text, encoding="utf-8")
    verdict = {**claim()["verdicts"][0], "verdict": word, "occurred_on": None}
    record = claim(**{"specificity": "vague", "hedge": None, "verdicts": [verdict], **changes})
    write(home.parent, f"../{outlook}/{name}", record)


def test_the_most_exact_then_the_firmest_then_the_longest_ahead_come_first(
    folder, prediction
) -> None:
    prediction.unlink()
    firm = {"word": "将", "strength": "will"}
    write_call(folder, "a-1/exact", specificity="measurable")
    write_call(folder, "b-1/exact-and-firm", specificity="measurable", hedge=firm)
    write_call(folder, "c-1/firm", hedge=firm)
    write_call(folder, "d-1/vague")

    assert calls_of(folder) == (["b-1/exact-and-firm", "a-1/exact", "c-1/firm"], [])

    write_call(folder, "e-1/early", specificity="measurable", hedge=firm, made_on=date(2020, 1, 1))
    assert calls_of(folder)[0][0] == "e-1/early"


def test_each_article_and_each_event_gives_one_call(folder, prediction) -> None:
    prediction.unlink()
    for id_, more in {
        "a-1/one": {"specificity": "measurable"},
        "a-1/two": {"specificity": "specific"},
        "b-1/same": {"same_event": ["a-1/one"]},
        "c-1/other": {},
    }.items():
        write_call(folder, id_, "inaccurate", **more)

    assert calls_of(folder) == ([], ["a-1/one", "c-1/other"])

    write_call(folder, "b-1/same", "inaccurate")
    write_call(folder, "a-1/one", "inaccurate", specificity="measurable", same_event=["b-1/same"])
    assert calls_of(folder)[1] == ["a-1/one", "c-1/other"]


def test_what_came_true_late_was_judged_early_or_is_withdrawn_is_no_call(
    folder, prediction
) -> None:
    prediction.unlink()
    verdict = claim()["verdicts"][0]
    write_call(folder, "a-1/late", verdicts=[{**verdict, "occurred_on": date(2025, 2, 1)}])
    later = {"opens_on": date(2024, 1, 1), "closes_on": date(2030, 1, 1), "stated": True}
    write_call(folder, "b-1/open", window=later)
    endless = {**later, "closes_on": None}
    write_call(folder, "c-1/endless", window=endless)
    write_call(folder, "d-1/withdrawn", withdrawn={"on": date(2025, 2, 1), "why": "No forecast."})
    write_call(folder, "e-1/half", "half_right")

    assert calls_of(folder) == ([], [])


def test_without_claims_there_are_no_calls(folder, prediction) -> None:
    prediction.unlink()

    assert calls_of(folder) == ([], [])
