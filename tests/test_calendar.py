"""What waits for a verdict, as a list and as a calendar."""

import json
from datetime import UTC, date, datetime

import icalendar
import pytest

from scorecard.exchange.exports import calendar_bytes
from scorecard.reading.folder import load_records
from scorecard.summary.due import due_predictions
from scorecard.text import Language

NO_VERDICT = "verdicts: []\n"


@pytest.fixture
def waiting(folder, prediction):
    """The example without its verdict, one that ends sooner, and one without end."""
    text = prediction.read_text(encoding="utf-8").partition("verdicts:")[0] + NO_VERDICT
    prediction.write_text(text, encoding="utf-8")
    sooner = text.replace("closes_on: 2024-12-31", "closes_on: 2024-03-31")
    (prediction.parent / "sooner.yaml").write_text(sooner, encoding="utf-8")
    endless = text.replace("closes_on: 2024-12-31", "closes_on: null")
    (prediction.parent / "endless.yaml").write_text(endless, encoding="utf-8")
    return folder


def dues(folder, as_of, by):
    found = due_predictions(load_records(folder), as_of=as_of, by=by)
    return [(one.id, one.due_on, one.is_overdue) for one in found]


def test_what_is_overdue_comes_first_then_what_falls_due(waiting):
    assert dues(waiting, date(2024, 6, 1), date(2025, 1, 1)) == [
        ("kandao-2024/sooner", date(2024, 4, 1), True),
        ("kandao-2024/vision-pro", date(2025, 1, 1), False),
    ]


@pytest.mark.parametrize(("by", "n_due"), [(date(2024, 12, 30), 1), (date(2024, 12, 31), 2)])
def test_by_includes_the_windows_that_close_on_that_day(waiting, by, n_due):
    assert len(dues(waiting, date(2024, 6, 1), by)) == n_due


@pytest.mark.parametrize(
    ("as_of", "is_overdue"), [(date(2024, 3, 31), False), (date(2024, 4, 1), True)]
)
def test_a_window_that_closes_today_is_not_overdue(waiting, as_of, is_overdue):
    assert dues(waiting, as_of, date(2024, 4, 1)) == [
        ("kandao-2024/sooner", date(2024, 4, 1), is_overdue)
    ]


def test_what_is_judged_or_not_yet_said_is_not_due(folder, waiting, prediction):
    text = prediction.read_text(encoding="utf-8")
    given = "verdicts:\n  - {judged_on: 2024-05-01, verdict: accurate, by: desk, why: w 1}\n"
    closed = text.replace("closes_on: 2024-12-31", "closes_on: 2024-04-30")
    prediction.write_text(closed.replace(NO_VERDICT, given), encoding="utf-8")

    assert [one[0] for one in dues(folder, date(2024, 6, 1), date(2030, 1, 1))] == [
        "kandao-2024/sooner"
    ]
    assert dues(folder, date(2023, 12, 1), date(2030, 1, 1)) == []
    assert waiting == folder


@pytest.fixture
def early(folder, prediction):
    """The example, judged early, with a window that closes on 31 March; and the same, withdrawn later."""
    text = prediction.read_text(encoding="utf-8")
    text = text.replace("closes_on: 2024-12-31", "closes_on: 2024-03-31")
    prediction.write_text(text, encoding="utf-8")
    withdrawn = f"{text}withdrawn: {{on: 2024-05-01, why: It was on sale that day.}}\n"
    (prediction.parent / "withdrawn.yaml").write_text(withdrawn, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("as_of", "names"),
    [
        ("2024-02-28", ["vision-pro", "withdrawn"]),
        ("2024-04-01", ["vision-pro", "withdrawn"]),
        ("2024-05-01", ["vision-pro"]),
    ],
)
def test_an_early_verdict_waits_to_be_confirmed(early, as_of, names):
    day = date.fromisoformat(as_of)

    found = due_predictions(load_records(early), as_of=day, by=date(2024, 6, 1))

    assert [(one.id, one.is_overdue) for one in found] == [
        (f"kandao-2024/{name}", day > date(2024, 3, 31)) for name in names
    ]
    assert {one.task for one in found} == {"judge" if day < date(2024, 3, 1) else "confirm"}


def test_a_confirmed_verdict_waits_for_nothing(early, prediction):
    with prediction.open("a", encoding="utf-8") as file:
        file.write(
            "  - {judged_on: 2024-05-02, verdict: accurate, by: desk, why: Sold on 2 May.}\n"
        )

    assert dues(early, date(2024, 6, 1), date(2024, 7, 1)) == []


@pytest.mark.slow
def test_due_tells_what_is_to_be_confirmed(run, early):
    now = run("due", "--as-of", "2024-06-01", "--ics", "due.ics", "--predictions", early)
    before = run("due", "--as-of", "2024-03-30", "--by", "2024-05-01", "--predictions", early)
    chinese = run("due", "--as-of", "2024-06-01", "--lang", "zh", "--predictions", early)
    ahead = run("due", "--as-of", "2024-03-30", "--lang", "zh", "--predictions", early)

    assert now.stdout == (
        "2024-04-01  Apple puts Vision Pro on sale during 2024. (to confirm for 61 days)\n"
        '            scorecard judge kandao-2024/vision-pro VERDICT --why "…"\n'
        "0 overdue on 2024-06-01, 0 more fall due by 2024-07-01; 1 early verdict to confirm by then\n"
    )
    assert "(to confirm in 2 days)\n" in before.stdout
    assert before.stdout.endswith("; 2 early verdicts to confirm by then\n")
    assert "（提前判定，待确认 61 天）\n" in chinese.stdout
    assert chinese.stdout.endswith("；届时有 1 条提前判定待确认\n")
    assert "（提前判定，2 天后待确认）\n" in ahead.stdout


def test_an_event_says_what_is_to_be_confirmed(early):
    found = due_predictions(load_records(early), as_of=date(2024, 6, 1), by=date(2024, 7, 1))

    calendar = icalendar.Calendar.from_ical(calendar_bytes(found, Language.ENGLISH))

    (event,) = calendar.walk("VEVENT")
    assert event["SUMMARY"] == "Confirm: Apple puts Vision Pro on sale during 2024."


def test_a_calendar_reads_back_as_whole_days_with_stable_ids(waiting):
    found = due_predictions(load_records(waiting), as_of=date(2024, 6, 1), by=date(2025, 1, 1))

    data = calendar_bytes(found, Language.CHINESE)

    calendar = icalendar.Calendar.from_ical(data)
    first, _ = calendar.walk("VEVENT")
    assert first["UID"] == "3e309746-4177-5595-a9ae-2f2df2d25532"
    assert (first["DTSTART"].dt, first["DTEND"].dt) == (date(2024, 4, 1), date(2024, 4, 2))
    assert first["DTSTAMP"].dt == datetime(2023, 12, 31, tzinfo=UTC)
    assert first["SUMMARY"] == "待判定：苹果会在 2024 年内开售 Vision Pro。"
    assert 'scorecard judge kandao-2024/sooner 判定 --why "…"' in first["DESCRIPTION"]
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    assert data == calendar_bytes(found, Language.CHINESE)


def test_a_calendar_has_the_lines_that_every_program_reads(waiting, prediction):
    text = prediction.read_text(encoding="utf-8").replace("苹果会在", "苹果；会，在" + "很" * 90)
    prediction.write_text(text, encoding="utf-8")
    found = due_predictions(load_records(waiting), as_of=date(2024, 6, 1), by=date(2025, 1, 1))

    data = calendar_bytes(found, Language.CHINESE)

    *lines, last = data.split(b"\r\n")
    assert last == b""
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    for line in lines:
        line.decode()  # no character is cut in two
    assert data.count(b"DTSTART;VALUE=DATE:2024") == 1
    assert b"X-WR-CALNAME" in data


def test_a_uid_depends_on_nothing_but_the_id(waiting, prediction):
    def uids():
        found = due_predictions(load_records(waiting), as_of=date(2024, 6, 1), by=date(2025, 1, 1))
        calendar = icalendar.Calendar.from_ical(calendar_bytes(found, Language.ENGLISH))
        return [str(event["UID"]) for event in calendar.walk("VEVENT")]

    before = uids()
    text = prediction.read_text(encoding="utf-8").replace(
        "closes_on: 2024-12-31", "closes_on: 2024-11-30"
    )
    prediction.write_text(text.replace("Apple puts", "Apple will put"), encoding="utf-8")

    assert uids() == before
    assert len(set(before)) == 2


def test_a_renamed_claim_keeps_the_uid_of_its_first_id(waiting):
    found = due_predictions(load_records(waiting), as_of=date(2024, 6, 1), by=date(2025, 1, 1))
    former = {"formerly": [found[0].id, "kandao-2024/second"]}
    renamed = found[0].prediction.model_copy(update=former)

    both = [found[0], found[0]._replace(id="kandao-2024/third", prediction=renamed)]

    calendar = icalendar.Calendar.from_ical(calendar_bytes(both, Language.ENGLISH))
    assert len({str(event["UID"]) for event in calendar.walk("VEVENT")}) == 1


def test_an_amended_claim_is_a_newer_version_of_its_event(waiting, prediction):
    text = prediction.read_text(encoding="utf-8")
    amended = "amendments:\n  - {amended_on: 2024-02-01, field: window, reason: a slip}\n"
    prediction.write_text(text.replace("amendments: []\n", "") + amended, encoding="utf-8")
    found = due_predictions(load_records(waiting), as_of=date(2024, 6, 1), by=date(2025, 1, 1))

    calendar = icalendar.Calendar.from_ical(calendar_bytes(found, Language.ENGLISH))

    first, second = calendar.walk("VEVENT")
    assert (first["SEQUENCE"], second["SEQUENCE"]) == (0, 1)
    assert second["DTSTAMP"].dt == datetime(2024, 2, 1, tzinfo=UTC)


def test_one_day_is_no_days(run, waiting):
    done = run("due", "--as-of", "2024-12-31", "--by", "2025-01-02", "--predictions", waiting)

    assert "(in 1 day)" in done.stdout
    assert "(274 days overdue)" in done.stdout
    assert "1 overdue on 2024-12-31, 1 more falls due by 2025-01-02" in done.stdout


def test_due_lists_what_waits_with_the_command_to_judge_it(run, waiting):
    done = run(
        *("due", "--as-of", "2024-06-01", "--by", "2025-01-01", "--predictions", waiting),
        *("--ics", "due.ics"),
    )

    assert done.stdout == (
        "2024-04-01  Apple puts Vision Pro on sale during 2024. (61 days overdue)\n"
        '            scorecard judge kandao-2024/sooner VERDICT --why "…"\n'
        "2025-01-01  Apple puts Vision Pro on sale during 2024. (in 214 days)\n"
        '            scorecard judge kandao-2024/vision-pro VERDICT --why "…"\n'
        "1 overdue on 2024-06-01, 1 more falls due by 2025-01-01\n"
    )
    assert "2 events in due.ics" in done.stderr


def test_due_as_json_is_the_same_list(run, waiting):
    done = run("due", "--as-of", "2024-06-01", "--format", "json", "--predictions", waiting)

    said = json.loads(done.stdout)
    assert (said["as_of"], said["by"]) == ("2024-06-01", "2024-07-01")
    assert said["records"] == load_records(waiting).digest
    assert said["due"] == [
        {
            "id": "kandao-2024/sooner",
            "what": "judge",
            "due_on": "2024-04-01",
            "is_overdue": True,
            "domain": "devices",
            "claim": {
                "en": "Apple puts Vision Pro on sale during 2024.",
                "zh": "苹果会在 2024 年内开售 Vision Pro。",
            },
        }
    ]


def test_due_speaks_chinese(run, waiting):
    done = run("due", "--as-of", "2024-06-01", "--lang", "zh", "--predictions", waiting)

    assert done.stdout.splitlines()[0].endswith("（已逾期 61 天）")
    assert "截至 2024-06-01 逾期未判 1 条" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "xml"), "unknown --format 'xml'; choose table, json"),
        (("--by", "soon"), "--by takes a date"),
        (("--ics", "no/such/folder/a.ics"), "cannot be written: No such file or directory"),
    ],
)
def test_a_wrong_call_of_due_names_what_is_wrong(run, waiting, arguments, said):
    done = run("due", *arguments, "--predictions", waiting)

    assert done.returncode == 2
    assert said in done.stderr


def test_a_claim_that_falls_due_on_the_last_day_of_the_calendar_has_an_event(waiting, prediction):
    text = prediction.read_text(encoding="utf-8")
    prediction.write_text(
        text.replace("closes_on: 2024-12-31", "closes_on: 9999-12-30"), encoding="utf-8"
    )
    found = due_predictions(load_records(waiting), as_of=date(2024, 6, 1), by=date.max)

    calendar = icalendar.Calendar.from_ical(calendar_bytes(found, Language.ENGLISH))

    assert calendar.walk("VEVENT")[-1]["DTSTART"].dt == date.max
