"""Days at the edge of the clock: a date of a place farther east, and one list of what is an error."""

import pytest

VERDICT = "  - judged_on: 2024-03-01"


def dated(prediction, day: str) -> None:
    text = prediction.read_text(encoding="utf-8")
    prediction.write_text(text.replace(VERDICT, f"  - judged_on: {day}"), encoding="utf-8")


@pytest.mark.slow
def test_a_verdict_of_a_morning_in_shanghai_passes_where_it_is_still_the_day_before(
    call, clock, folder, prediction
):
    clock("2024-06-01")
    dated(prediction, "2024-06-02")

    assert call("check", "--predictions", folder).code == 0
    assert call("score", "--predictions", folder).code == 0


@pytest.mark.parametrize("command", [["check"], ["score"], ["report"], ["charts"], ["build"]])
def test_numbers_and_pictures_stop_on_what_check_calls_an_error(
    run, clock, folder, prediction, command
):
    clock("2024-06-01")
    dated(prediction, "2024-06-03")

    done = run(*command, "--predictions", folder)

    assert done.returncode == 1
    assert "error[dated-in-the-future] judged_on 2024-06-03 is after 2024-06-02" in (
        done.stdout + done.stderr
    )


def test_who_looks_from_a_later_day_takes_the_days_until_then_as_come(
    call, clock, folder, prediction
):
    clock("2024-06-01")
    dated(prediction, "2024-09-01")

    assert call("check", "--predictions", folder, "--as-of", "2024-09-01").code == 0
    assert call("check", "--predictions", folder, "--as-of", "2024-08-31").code == 1


def test_the_last_day_of_the_calendar_has_no_day_after_it(call, clock, folder):
    clock("9999-12-31")

    assert call("check", "--predictions", folder).code == 0
