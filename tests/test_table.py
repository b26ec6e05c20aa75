"""One row a prediction, in exactly one state at a date."""

from datetime import date

import pandas as pd
import pytest

from scorecard.reading.folder import load_records
from scorecard.table import EXCHANGED, prediction_table, with_states
from scorecard.verdicts import State


def rows(*given: dict[str, object]) -> pd.DataFrame:
    """A table of a few rows with what every table needs."""
    return pd.DataFrame(
        [{"id": f"o/{number}", "domain": "devices", **row} for number, row in enumerate(given)]
    )


@pytest.mark.parametrize(
    ("verdict", "closes_on", "state"),
    [
        ("accurate", "2024-12-31", State.ACCURATE),
        ("half_right", "2020-12-31", State.HALF_RIGHT),
        ("inaccurate", None, State.INACCURATE),
        ("unresolvable", "2020-12-31", State.UNRESOLVABLE),
        ("too_early", "2024-06-01", State.OPEN),
        ("too_early", "2024-05-31", State.OVERDUE),
        (None, "2024-06-02", State.OPEN),
        (None, "2024-06-01", State.OPEN),
        (None, "2024-05-31", State.OVERDUE),
        (None, None, State.OPEN),
        ("too_early", None, State.OPEN),
    ],
)
def test_a_claim_is_in_one_state_and_the_last_day_of_the_window_is_open(verdict, closes_on, state):
    table = with_states(rows({"verdict": verdict, "closes_on": closes_on}), as_of=date(2024, 6, 1))

    assert table["state"].tolist() == [state.value]


def test_a_window_is_closed_from_the_day_after_its_last():
    last_days = ["2024-05-31", "2024-06-01", None]
    given = [{"verdict": "accurate", "closes_on": day} for day in last_days]

    assert with_states(rows(*given), as_of=date(2024, 6, 1))["is_closed"].tolist() == [
        True,
        False,
        False,
    ]


def test_a_claim_made_later_is_not_there_yet():
    table = with_states(
        rows(
            {"verdict": None, "made_on": "2024-06-02"},
            {"verdict": None, "made_on": "2024-06-01"},
            {"verdict": None, "made_on": None},
        ),
        as_of=date(2024, 6, 1),
    )

    assert table["id"].tolist() == ["o/1", "o/2"]


def test_columns_that_a_table_lacks_are_empty():
    table = with_states(rows({"verdict": "accurate"}), as_of=date(2024, 6, 1))

    assert set(EXCHANGED) <= set(table.columns)
    assert table["hedge"].isna().all()
    assert table["probability"].isna().all()


def test_the_records_become_rows_with_their_evidence_and_their_last_verdict(folder):
    (row,) = prediction_table(load_records(folder), as_of=date(2024, 6, 1)).to_dict("records")

    assert row["id"] == "kandao-2024/vision-pro"
    assert row["outlook"] == "kandao-2024"
    assert row["year"] == 2024
    assert row["item"] == "kandao-2024 / 生成式 AI / 8"
    assert row["attributed_to"] == "the article"
    assert (row["hedge"], row["hedge_word"], row["stated"]) == ("will", "将", True)
    assert row["occurred_on"] == pd.Timestamp("2024-02-02")
    assert (row["n_supports"], row["n_contradicts"], row["n_context"]) == (1, 1, 0)
    assert row["state"] == "accurate"


def test_before_its_verdict_the_claim_is_open(folder):
    (row,) = prediction_table(load_records(folder), as_of=date(2024, 2, 29)).to_dict("records")

    assert row["state"] == "open"
    assert pd.isna(row["verdict"])
    assert pd.isna(row["occurred_on"])


def test_items_that_no_outlook_lists_are_in_the_order_of_their_numbers(folder, prediction):
    text = prediction.read_text(encoding="utf-8")
    for number, item in enumerate(["10", "十一", "2", "三"]):
        copy = prediction.with_name(f"claim-{number}.yaml")
        copy.write_text(
            text.replace("item: 生成式 AI / 8", f"item: 第 {item} 条"), encoding="utf-8"
        )

    table = prediction_table(load_records(folder), as_of=date(2024, 6, 1))

    _, *of_copies = [name.rpartition(" / ")[2] for name in table["item"].cat.categories]
    assert of_copies == ["第 2 条", "第 三 条", "第 10 条", "第 十一 条"]


def test_a_record_without_hedge_passage_or_outlook_has_empty_cells(folder, prediction):
    lines = prediction.read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(number for number, line in enumerate(lines) if line.startswith("passage:"))
    kept = [line for line in lines[:start] + lines[start + 4 :] if not line.startswith("hedge:")]
    prediction.write_text("".join(kept), encoding="utf-8")
    (folder / "kandao-2024" / "outlook.yaml").unlink()

    (row,) = prediction_table(load_records(folder), as_of=date(2024, 6, 1)).to_dict("records")

    assert pd.isna(row["item"])
    assert pd.isna(row["hedge"])
    assert pd.isna(row["hedge_word"])
    assert pd.isna(row["year"])


def test_domains_stand_in_the_order_of_their_file_and_unknown_ones_after(folder):
    records = load_records(folder)
    table = prediction_table(records, as_of=date(2024, 6, 1))

    assert table["domain"].cat.categories.tolist() == ["devices", "models"]


def test_a_folder_without_predictions_is_an_empty_table(folder, prediction):
    prediction.unlink()

    table = prediction_table(load_records(folder), as_of=date(2024, 6, 1))

    assert len(table) == 0
    assert "state" in table
