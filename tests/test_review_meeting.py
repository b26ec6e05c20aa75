"""The meeting: its state comes from the records, its decisions go into them, strangers get nothing."""

import asyncio
import hashlib
import json
import socket
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from meeting_server import Served, ServedHere
from review_records import AS_OF, write_claims
from scorecard.editing import record_files as editing
from scorecard.editing.edits import append
from scorecard.editing.errors import FileChangedError, UnsafeEditError
from scorecard.editing.record_files import create_review, edit_prediction, edit_review
from scorecard.reading.folder import load_records
from scorecard.records import DecidedBy, Dissent, PutOff, Rating, Review
from scorecard.records import Decision as RecordedDecision
from scorecard.review import meeting as meeting_module
from scorecard.review.claim import NamedReview
from scorecard.review.meeting import (
    Asked,
    Consent,
    Decision,
    Meeting,
    MeetingError,
    Vote,
)
from scorecard.review.meeting_server import LARGEST_BODY, Strangers, meeting_app
from scorecard.review.pages import TEXTS
from scorecard.text import Language, Phrase
from scorecard.verdicts import Verdict
from scorecard.writing import NotConfirmedError

DAY = date(2025, 1, 10)
ALPHA, BETA, GAMMA = (f"kandao-2024/{name}" for name in ("alpha", "beta", "gamma"))


@pytest.fixture
def root(folder: Path, prediction: Path) -> Path:
    """Three claims and a review of them."""
    write_claims(folder, prediction)
    review = Review(
        opened_on=date(2025, 1, 2),
        held_on=DAY,
        raters=["lin", "chen"],
        predictions=[ALPHA, BETA, GAMMA],
    )
    create_review(folder, "2024", review)
    text = (folder / f"{BETA}.yaml").read_text(encoding="utf-8")
    ratings = "ratings:\n  - {rater: lin, rated_on: 2025-01-05, verdict: 准确, why: 数字 1}\n"
    (folder / f"{BETA}.yaml").write_text(text + ratings, encoding="utf-8")
    return folder


@pytest.fixture
def meeting(root: Path) -> Meeting:
    return Meeting(root, "2024", lambda: DAY)


def claim(meeting: Meeting, id_: str) -> dict:
    return next(one for one in meeting.state()["claims"] if one["id"] == id_)


def decided(meeting: Meeting, id_: str, verdict: str = "half_right", **values: object) -> dict:
    version = values.pop("version", None) or claim(meeting, id_)["version"]
    parts = {"held": "在一个国家开售。", "missed": "别国没有。"} if verdict == "half_right" else {}
    fields = {
        "why_zh": "到 2024 年只有一个国家。",
        "how": "vote",
        **parts,
        **values,
    }
    return meeting.decide(
        Decision(id=id_, version=str(version), verdict=Verdict(verdict), **fields)
    )


def test_the_state_has_everything_that_the_page_shows(meeting: Meeting) -> None:
    state = meeting.state()
    beta = claim(meeting, BETA)

    assert (state["name"], state["is_closed"], state["faulty"]) == ("2024", False, [])
    assert [(one["label"]["zh"], one["key"]) for one in state["answers"]] == [
        *((one.label.zh, str(number)) for number, one in enumerate(Verdict, start=1)),
        ("弃权", None), ("回避", None),
    ]  # fmt: skip
    assert state["domains"]["devices"] == {"en": "Devices", "zh": "终端设备"}
    assert beta["claim"] == {"en": "Beta comes.", "zh": "乙会来。"}
    assert beta["criteria"]["half_right"] == "Orders open, nothing delivered."
    said = ("rater", "verdict", "why", "round")
    assert [[one[name] for name in said] for one in beta["ratings"]] == [
        ["lin", "accurate", "数字 1", None]
    ]
    assert beta["before"]["occurred_on"] == "2024-02-02"
    assert beta["decision"] is None
    first = beta["evidence"][0]
    assert (first["number"], first["bears"]) == (1, "supports")
    assert first["url"] == "https://example.org/vision-pro"


def test_a_decision_is_a_verdict_of_the_review_in_the_record(root: Path, meeting: Meeting) -> None:
    before = (root / f"{GAMMA}.yaml").read_text(encoding="utf-8")

    answer = decided(meeting, GAMMA, why_en="One country by 2024.", occurred_on="2024-12-30")

    after = (root / f"{GAMMA}.yaml").read_text(encoding="utf-8")
    (given,) = load_records(root).predictions[GAMMA].verdicts
    assert answer["decision"]["verdict"] == "half_right"
    assert (given.by, given.judged_on, given.verdict.value) == ("review-2024", DAY, "half_right")
    assert given.occurred_on == date(2024, 12, 30)
    assert (given.held, given.missed, given.early_because) == (
        "在一个国家开售。",
        "别国没有。",
        None,
    )
    assert given.why
    assert after.startswith(before.partition("verdicts:")[0])
    assert "# 还没有判定" in after


@pytest.mark.parametrize(
    ("en", "zh", "why"),
    [
        ("A 1.", "一 1。", {"en": "A 1.", "zh": "一 1。"}),
        ("A 1.", "", "A 1."),
        ("", " 一 1。 ", "一 1。"),
        ("A 1.", "A 1.", "A 1."),
    ],
)
def test_a_reason_is_kept_in_the_languages_it_was_given_in(
    meeting: Meeting, en: str, zh: str, why: str | dict
) -> None:
    assert decided(meeting, GAMMA, why_en=en, why_zh=zh)["decision"]["why"] == why


def test_a_decision_after_midnight_has_the_day_that_it_is_then(root: Path) -> None:
    days = [DAY]
    meeting = Meeting(root, "2024", lambda: days[-1])
    assert decided(meeting, GAMMA)["decision"]["judged_on"] == "2025-01-10"

    days.append(date(2025, 1, 11))

    assert decided(meeting, GAMMA)["decision"]["judged_on"] == "2025-01-11"


def test_an_unscored_verdict_needs_no_reason(meeting: Meeting) -> None:
    assert decided(meeting, GAMMA, "unresolvable", why_zh="")["decision"]["why"] is None


def test_too_early_is_refused_once_the_window_has_closed(meeting: Meeting) -> None:
    refusal = refused(lambda: decided(meeting, GAMMA, "too_early", why_zh=""))

    assert refusal.status == 422
    assert refusal.phrase.en.startswith("The window closed on 2024-12-31, so it is not too early.")
    assert refusal.phrase.zh.startswith("期限已于 2024-12-31 届满，不能再判未到期。")


def test_each_claim_has_its_place_its_reasons_and_who_is_silent(meeting: Meeting) -> None:
    state = meeting.state()

    assert [(one["number"], one["id"]) for one in state["claims"]] == [
        (1, ALPHA),
        (2, BETA),
        (3, GAMMA),
    ]
    assert claim(meeting, GAMMA)["needs"]["en"] == "no verdict yet, evidence on both sides"
    assert state["raters"] == [{"rater": "lin", "n_owed": 2}, {"rater": "chen", "n_owed": 3}]


def vote(meeting: Meeting, rater: str, answer: str, why: str = "", **more: str) -> dict:
    version = more.get("version", claim(meeting, BETA)["version"])
    return meeting.vote(Vote(id=BETA, version=version, rater=rater, answer=answer, why=why))


def test_a_rater_votes_again_after_the_discussion_and_nothing_is_overwritten(
    root: Path, meeting: Meeting
) -> None:
    vote(meeting, "lin", "inaccurate", "只有一个国家 1")
    answer = vote(meeting, "lin", "inaccurate", "只有一个国家 1")

    given = load_records(root).predictions[BETA].ratings
    assert [(one.verdict.value, one.round) for one in given] == [
        ("accurate", None),
        ("inaccurate", 2),
    ]
    assert [one["verdict"] for one in answer["ratings"]] == ["inaccurate"]
    decided(meeting, BETA, "inaccurate")
    found = load_records(root).predictions[BETA].verdicts[-1].decided
    assert found
    assert (found.votes_for, found.votes_against, found.dissent) == (1, 0, [])


def test_a_first_word_after_the_discussion_is_of_the_second_round(
    root: Path, meeting: Meeting
) -> None:
    vote(meeting, "chen", "inaccurate")

    given = load_records(root).predictions[BETA].ratings[-1]
    assert (given.rater, given.round) == ("chen", 2)


def test_who_is_recused_has_no_vote_and_is_named(root: Path, meeting: Meeting) -> None:
    vote(meeting, "lin", "recused", "本人参股")
    answer = vote(meeting, "chen", "abstained")
    decided(meeting, BETA, "inaccurate", how="chair")

    found = load_records(root).predictions[BETA].verdicts[-1].decided
    assert found
    assert (found.recused, found.votes_for, found.dissent) == (["lin"], None, [])
    assert [(one["rater"], one["kind"]) for one in answer["aside"]] == [
        ("lin", "recused"),
        ("chen", "abstained"),
    ]


def test_the_last_word_of_a_rater_counts_whatever_was_said_before(
    root: Path, meeting: Meeting
) -> None:
    def counted(answer: str) -> tuple[list[str], list[str]]:
        now = vote(meeting, "lin", answer)
        return [one["verdict"] for one in now["ratings"]], [one["kind"] for one in now["aside"]]

    assert counted("inaccurate") == (["inaccurate"], [])
    assert counted("accurate") == (["accurate"], [])
    assert counted("inaccurate") == (["inaccurate"], [])
    assert counted("abstained") == ([], ["abstained"])
    decided(meeting, BETA, "accurate", how="chair")
    given = load_records(root).predictions[BETA]
    found = given.verdicts[-1].decided
    assert found
    assert (found.votes_for, found.votes_against, found.dissent) == (None, None, [])
    assert counted("recused") == ([], ["recused"])
    assert counted("inaccurate") == (["inaccurate"], [])
    of = NamedReview("2024", load_records(root).reviews["2024"], load_records(root).predictions)
    (claim_,) = [one for one in of.claims if one.id == BETA]
    assert claim_.ratings(only_independent=True)["lin"].verdict is Verdict.ACCURATE
    assert claim_.tally(Verdict.ACCURATE, DecidedBy.VOTE).recused == []


@pytest.mark.parametrize(
    ("rater", "answer", "why", "status"),
    [
        ("wang", "accurate", "", 422),
        ("lin", "accurate", "a\x07", 422),
        ("lin", "recused", "a\x07", 422),
    ],
)
def test_a_vote_that_cannot_be_recorded_is_refused(
    meeting: Meeting, rater: str, answer: str, why: str, status: int
) -> None:
    assert refused(lambda: vote(meeting, rater, answer, why)).status == status


def test_what_is_left_for_later_has_a_note_an_owner_and_a_day(root: Path, meeting: Meeting) -> None:
    first = PutOff(id=BETA, note="问经销商 #2", owner="chen", due_on=date(2025, 3, 1))
    meeting.leave(PutOff(id=ALPHA, note="Later."))
    seen = PutOff(id=BETA, note="先看看")
    meeting.leave(seen)

    answer = meeting.leave(first, seen)

    assert answer["put_off"]["owner"] == "chen"
    held = load_records(root).reviews["2024"]
    assert [(one.id, one.note) for one in held.put_off] == [
        (ALPHA, "Later."),
        (BETA, "问经销商 #2"),
    ]
    assert meeting.leave(PutOff(id=BETA), first)["put_off"] is None
    assert [one.id for one in load_records(root).reviews["2024"].put_off] == [ALPHA]
    assert refused(lambda: meeting.leave(PutOff(id="o/none", note="x"))).status == 404


def test_of_two_windows_that_put_a_claim_off_the_second_is_told(
    root: Path, meeting: Meeting
) -> None:
    meeting.leave(PutOff(id=BETA, note="Ask the shop."))

    refusal = refused(lambda: meeting.leave(PutOff(id=BETA, note="Wait."), None))

    assert refusal.status == 409
    assert refusal.claim
    assert refusal.claim["put_off"]["note"] == "Ask the shop."
    assert [one.note for one in load_records(root).reviews["2024"].put_off] == ["Ask the shop."]


@pytest.mark.parametrize(
    ("typed", "owner"), [("王", "wang"), ("Wang", "wang"), ("LIN", "lin"), ("赵", "赵")]
)
def test_who_does_what_is_put_off_is_known_by_name(
    root: Path, meeting: Meeting, typed: str, owner: str
) -> None:
    judges = "judges:\n  - {id: wang, kind: person, en: Wang, zh: 王}\n"
    (root / "scorecard.yaml").write_text(judges, encoding="utf-8")

    assert meeting.leave(PutOff(id=BETA, owner=typed))["put_off"]["owner"] == owner


def test_a_write_that_the_system_did_not_confirm_is_told_as_such(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unconfirmed(*_: object, **__: object) -> None:
        raise NotConfirmedError("beta.yaml", Phrase("no space", "空间不足"))

    monkeypatch.setattr(meeting_module, "edit_review", unconfirmed)
    monkeypatch.setattr(meeting_module, "edit_prediction", unconfirmed)

    assert refused(lambda: meeting.leave(PutOff(id=BETA, note="x"))).status == 500
    assert refused(lambda: decided(meeting, BETA)).status == 500


def test_what_is_put_off_is_written_into_any_layout_of_the_review(
    root: Path, meeting: Meeting
) -> None:
    file = root / "reviews" / "2024.yaml"
    file.write_text(file.read_text("utf-8") + "put_off: []  # 备注\n", encoding="utf-8")
    text = "{opened_on: 2025-01-02, held_on: 2025-01-10, raters: [lin], predictions: [ID]}\n"
    braces = text.replace("ID", BETA)

    assert meeting.leave(PutOff(id=BETA, note="x"))["put_off"]
    assert "put_off:  # 备注\n" in file.read_text("utf-8")
    file.write_text(braces, encoding="utf-8")
    assert meeting.leave(PutOff(id=BETA, note="x"))["put_off"]


def test_deciding_again_replaces_the_meetings_own_verdict(root: Path, meeting: Meeting) -> None:
    decided(meeting, BETA)
    decided(meeting, BETA, "inaccurate")

    verdicts = load_records(root).predictions[BETA].verdicts
    assert [(one.by, one.verdict.value) for one in verdicts] == [
        ("desk", "accurate"),
        ("review-2024", "inaccurate"),
    ]


def test_taking_back_leaves_the_file_as_it_was(root: Path, meeting: Meeting) -> None:
    before = (root / f"{BETA}.yaml").read_bytes()
    decided(meeting, BETA)

    answer = meeting.take_back(Asked(id=BETA, version=claim(meeting, BETA)["version"]))

    assert answer["decision"] is None
    assert (root / f"{BETA}.yaml").read_bytes() == before


def test_a_decision_that_no_rating_contradicts_is_a_consensus(root: Path, meeting: Meeting) -> None:
    decided(meeting, BETA, "accurate", how=None)
    decided(meeting, GAMMA, how=None)

    records = load_records(root).predictions
    for id_, votes in ((BETA, (1, 0)), (GAMMA, (None, None))):
        found = records[id_].verdicts[-1].decided
        assert found
        assert (found.how.value, found.votes_for, found.votes_against) == ("consensus", *votes)
        assert found.dissent == []


@pytest.mark.parametrize("how", [None, "consent"])
def test_a_decision_that_a_rating_contradicts_says_how_it_was_made(
    meeting: Meeting, how: str | None
) -> None:
    refusal = refused(lambda: decided(meeting, BETA, how=how))

    assert (refusal.status, refusal.phrase._asdict()) == (422, TEXTS["choose_how"])


@pytest.mark.parametrize("how", ["vote", "chair"])
def test_a_decision_has_the_ratings_as_votes_and_its_dissenters_by_name(
    root: Path, meeting: Meeting, how: str
) -> None:
    decided(meeting, BETA, "inaccurate", how=how)

    found = load_records(root).predictions[BETA].verdicts[-1].decided
    assert found == RecordedDecision(
        how=how,
        **{"for": 0, "against": 1},
        dissent=[Dissent(by="lin", verdict=Verdict.ACCURATE, why="数字 1")],
    )
    text = (root / f"{BETA}.yaml").read_text(encoding="utf-8")
    assert "dissent:\n" in text
    assert "- {by: lin, verdict: accurate, why: 数字 1}\n" in text


def test_the_people_of_the_page_have_the_names_of_the_settings(
    root: Path, meeting: Meeting
) -> None:
    assert meeting.state()["names"] == {}
    judges = "judges:\n  - {id: lin, kind: person, en: Lin, zh: 林}\n"
    (root / "scorecard.yaml").write_text(judges, encoding="utf-8")

    assert meeting.state()["names"] == {"lin": {"en": "Lin", "zh": "林"}}


def test_a_consensus_that_ratings_differ_from_came_about_without_votes(
    root: Path, meeting: Meeting
) -> None:
    decided(meeting, BETA, "inaccurate", how="consensus")

    found = load_records(root).predictions[BETA].verdicts[-1].decided
    assert found == RecordedDecision(how=DecidedBy.CONSENSUS)


def refused(act: Callable[[], object]) -> MeetingError:
    with pytest.raises(MeetingError) as caught:
        act()
    return caught.value


def test_the_second_of_two_windows_is_told(meeting: Meeting) -> None:
    version = claim(meeting, BETA)["version"]
    decided(meeting, BETA)

    refusal = refused(lambda: decided(meeting, BETA, "accurate", version=version))

    assert refusal.status == 409
    assert refusal.claim
    assert refusal.claim["decision"]["verdict"] == "half_right"


@pytest.mark.parametrize(
    ("verdict", "values", "en", "zh"),
    [
        (
            "accurate",
            {"why_zh": " "},
            "`accurate` without a why",
            "“准确”没有写理由",
        ),
        (
            "half_right",
            {"occurred_on": "2025-01-11"},
            "judged_on 2025-01-10 is before occurred_on 2025-01-11",
            "判定日期 2025-01-10 早于应验日期 2025-01-11",
        ),
        (
            "half_right",
            {"occurred_on": "2023-12-31"},
            "occurred_on 2023-12-31 is before opens_on 2024-01-01",
            "应验日期 2023-12-31 早于起始日 2024-01-01",
        ),
        (
            "accurate",
            {"occurred_on": "2025-01-03"},
            "accurate, but it came true on 2025-01-03, after 2024-12-31",
            "判为准确，但应验日期 2025-01-03 晚于截止日 2024-12-31",
        ),
        (
            "accurate",
            {"why_zh": "\x07"},
            "a text has control characters",
            "文字里有控制字符",
        ),
        (
            "half_right",
            {"held": " "},
            "half right without “the part that came true”",
            "判为对了一半，却没有写说中的部分",
        ),
    ],
)
def test_a_decision_that_would_break_a_rule_is_refused_in_the_words_of_the_page(
    meeting: Meeting, verdict: str, values: dict, en: str, zh: str
) -> None:
    refusal = refused(lambda: decided(meeting, GAMMA, verdict, **values))

    assert (refusal.status, *refusal.phrase) == (422, en, zh)


def test_an_early_decision_says_why_the_rest_of_the_window_cannot_change_it(
    root: Path, meeting: Meeting
) -> None:
    file = root / f"{GAMMA}.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("closes_on: 2024-12-31", "closes_on: 2026-12-31"), encoding="utf-8"
    )
    asked = claim(meeting, GAMMA)["fields"]

    refusal = refused(lambda: decided(meeting, GAMMA, "accurate"))
    answer = decided(meeting, GAMMA, "accurate", early_because="已经开售。")

    assert asked == {
        one.value: [*parts, *(["early_because", "occurred_on"] if one.is_scored else [])]
        for one in Verdict
        for parts in [["held", "missed"] if one.row.has_parts else []]
    }
    assert refusal.phrase == Phrase(
        "accurate on 2025-01-10 without “why the rest of the window cannot change it”, but the window"
        " closes on 2026-12-31",
        "2025-01-10 判为准确，期限到 2026-12-31 才满，却没有写为什么余下的时间改变不了结论",
    )
    assert answer["decision"]["early_because"] == "已经开售。"


def test_a_decision_can_be_taken_back_although_the_verdict_before_lacks_its_parts(
    root: Path, meeting: Meeting
) -> None:
    file = root / f"{BETA}.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("verdict: accurate", "verdict: half_right"), encoding="utf-8")
    answer = decided(meeting, BETA, "accurate")

    assert meeting.take_back(Asked(id=BETA, version=answer["version"]))["decision"] is None


def test_a_scored_verdict_without_evidence_is_refused_in_the_words_of_check(
    root: Path, meeting: Meeting
) -> None:
    file = root / f"{GAMMA}.yaml"
    text = file.read_text(encoding="utf-8")
    start, end = text.index("evidence:"), text.index("verdicts:")
    file.write_text(f"{text[:start]}evidence: []\n{text[end:]}", encoding="utf-8")

    refusal = refused(lambda: decided(meeting, GAMMA))

    assert refusal.phrase.en == "`half right` without evidence that supports or contradicts"


def test_a_scored_verdict_without_an_independent_source_is_refused_with_what_to_do(
    root: Path, meeting: Meeting
) -> None:
    file = root / f"{GAMMA}.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("kind: press", "kind: vendor"), "utf-8")

    refusal = refused(lambda: decided(meeting, GAMMA))

    assert refusal.phrase.en == (
        "half right, and no source is independent. Add a page of kind primary, press or research;"
        " where there is none, judge it unresolvable."
    )
    assert refusal.phrase.zh.startswith("判为对了一半，却没有独立来源。补一条")
    decided(meeting, GAMMA, "unresolvable", how="chair")
    assert load_records(root).predictions[GAMMA].verdicts[-1].verdict is Verdict.UNRESOLVABLE


def test_the_judged_article_is_no_independent_source_at_a_meeting_either(
    root: Path, meeting: Meeting
) -> None:
    article = "https://www.example.org/outlook/#top"
    for id_ in (BETA, GAMMA):
        file = root / f"{id_}.yaml"
        text = file.read_text(encoding="utf-8").replace("https://example.org/vision-pro", article)
        text = text.replace("url: null\n    kind: press", "url: null\n    kind: vendor")
        file.write_text(text, encoding="utf-8")

    refusal = refused(lambda: decided(meeting, GAMMA))

    assert "no source is independent" in refusal.phrase.en
    assert "no independent evidence" in claim(meeting, BETA)["needs"]["en"]


def test_a_meeting_before_the_last_verdict_is_refused_by_the_rules_own_words(root: Path) -> None:
    early = Meeting(root, "2024", lambda: date(2024, 2, 20))

    refusal = refused(lambda: decided(early, BETA))

    assert refusal.status == 422
    assert "2024-02-20" in refusal.phrase.en


def test_a_rule_that_was_broken_before_does_not_stop_the_room(root: Path, meeting: Meeting) -> None:
    file = root / f"{BETA}.yaml"
    text = file.read_text(encoding="utf-8").replace(
        "occurred_on: 2024-02-02", "occurred_on: 2023-02-02"
    )
    file.write_text(text, encoding="utf-8")

    assert decided(meeting, BETA)["decision"]["verdict"] == "half_right"


def test_what_is_not_on_the_list_is_not_found(root: Path, meeting: Meeting) -> None:
    review = root / "reviews" / "2024.yaml"
    review.write_text(
        review.read_text(encoding="utf-8") + "  - kandao-2024/gone\n", encoding="utf-8"
    )

    assert meeting.state()["faulty"] == ["kandao-2024/gone"]
    assert (
        refused(lambda: meeting.take_back(Asked(id="kandao-2024/gone", version=""))).status == 404
    )
    assert (
        refused(lambda: meeting.take_back(Asked(id="../../etc/passwd", version=""))).status == 404
    )


@pytest.mark.parametrize("withdrawn_on", ["2025-01-09", "2025-01-11"])
def test_a_claim_that_was_withdrawn_meanwhile_is_off_the_list(
    root: Path, withdrawn_on: str
) -> None:
    meeting = Meeting(root, "2024", lambda: date(2025, 1, 12))
    version = claim(meeting, BETA)["version"]
    with (root / f"{BETA}.yaml").open("a", encoding="utf-8") as file:
        file.write(f"withdrawn: {{on: {withdrawn_on}, why: No forecast.}}\n")

    assert refused(lambda: decided(meeting, BETA, version=version)).status == 404
    assert refused(lambda: meeting.leave(PutOff(id=BETA, note="x"))).status == 404
    assert [one["id"] for one in meeting.state()["claims"]] == [ALPHA, GAMMA]


def test_a_claim_that_is_withdrawn_between_look_and_write_is_a_conflict(
    meeting: Meeting, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = claim(meeting, BETA)["version"]

    def withdraw(*_: object, **__: object) -> None:
        with (root / f"{BETA}.yaml").open("a", encoding="utf-8") as file:
            file.write("withdrawn: {on: 2025-01-09, why: No forecast.}\n")
        raise FileChangedError("beta.yaml")

    monkeypatch.setattr(meeting_module, "edit_prediction", withdraw)

    error = refused(lambda: decided(meeting, BETA, version=version))
    assert (error.status, error.claim) == (409, None)


def test_nothing_is_taken_back_that_was_not_decided(meeting: Meeting) -> None:
    before = claim(meeting, BETA)

    assert meeting.take_back(Asked(id=BETA, version=before["version"])) == before


def test_a_closed_review_decides_nothing_more(root: Path, meeting: Meeting) -> None:
    version = claim(meeting, BETA)["version"]
    edit_review(root, "2024", lambda _: {"closed_on": DAY, "attended": ["lin"]})

    assert meeting.state()["is_closed"]
    assert refused(lambda: decided(meeting, BETA, version=version)).status == 409


def test_a_record_that_became_faulty_is_named_and_left_alone(root: Path, meeting: Meeting) -> None:
    (root / f"{BETA}.yaml").write_text("claim: [", encoding="utf-8")

    assert BETA in meeting.state()["faulty"]
    refusal = refused(lambda: meeting.take_back(Asked(id=BETA, version="")))
    assert (refusal.status, "scorecard check" in refusal.phrase.en) == (409, True)


def test_a_review_or_domains_that_became_faulty_do_not_stop_the_program(
    root: Path, meeting: Meeting
) -> None:
    (root / "domains.yaml").write_text("[", encoding="utf-8")
    assert meeting.state()["domains"] == {}

    (root / "reviews" / "2024.yaml").write_text("[", encoding="utf-8")
    assert refused(meeting.state).status == 409


def test_a_writer_between_look_and_write_is_a_conflict(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(*_: object, **__: object) -> None:
        raise FileChangedError(BETA)

    monkeypatch.setattr(meeting_module, "edit_prediction", changed)
    refusal = refused(lambda: decided(meeting, BETA))

    assert refusal.status == 409
    assert refusal.claim


def test_a_verdict_that_the_desk_gave_after_the_decision_is_told(
    root: Path, meeting: Meeting
) -> None:
    assert decided(meeting, BETA)["after"] is None
    desk = load_records(root).predictions[BETA].verdicts[0]
    edit_prediction(root, BETA, [append(desk.model_copy(update={"judged_on": DAY}))])

    after = claim(meeting, BETA)["after"]

    assert (after["verdict"], after["by"]) == ("accurate", "desk")
    assert decided(meeting, BETA)["after"] is None


def test_a_claim_that_was_listed_twice_meanwhile_is_decided(root: Path, meeting: Meeting) -> None:
    with (root / "reviews/2024.yaml").open("a", encoding="utf-8") as file:
        file.write(f"  - {BETA}\n")

    assert decided(meeting, BETA)["decision"]["verdict"] == "half_right"


def test_an_edit_that_cannot_be_made_is_said(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsafe(*_: object, **__: object) -> None:
        raise UnsafeEditError(BETA)

    monkeypatch.setattr(meeting_module, "edit_prediction", unsafe)

    assert refused(lambda: decided(meeting, BETA)).status == 409
    assert editing.edit_prediction is not unsafe


def rate(root: Path, id_: str, **verdicts: str) -> None:
    """Each rater's rating of a claim."""
    for rater, verdict in verdicts.items():
        given = Rating(rater=rater, rated_on=DAY, verdict=Verdict(verdict))
        edit_prediction(root, id_, [append(given)])


def consent(meeting: Meeting, *ids: str) -> dict:
    return meeting.consent(Consent(claims={id_: claim(meeting, id_)["version"] for id_ in ids}))


def test_claims_on_which_all_agree_are_taken_with_the_reason_on_record(
    root: Path, meeting: Meeting
) -> None:
    rate(root, BETA, chen="accurate")

    offered = {one["id"]: one["consent"] for one in meeting.state()["claims"]}
    answer = consent(meeting, BETA)

    desk, given = load_records(root).predictions[BETA].verdicts
    assert offered == {ALPHA: None, BETA: "open", GAMMA: None}
    assert answer == {"taken": [BETA], "refused": []}
    assert given == desk.model_copy(
        update={
            "by": "review-2024",
            "judged_on": DAY,
            "early_because": None,
            "decided": RecordedDecision(how="consent"),
        }
    )
    assert claim(meeting, BETA)["consent"] == "taken"


@pytest.mark.parametrize(
    "ratings", [{}, {"chen": "half_right"}, {"lin": "inaccurate", "chen": "inaccurate"}]
)
def test_there_is_no_consent_unless_every_rater_and_the_verdict_so_far_agree(
    root: Path, meeting: Meeting, ratings: dict[str, str]
) -> None:
    rate(root, BETA, **ratings)
    before = (root / f"{BETA}.yaml").read_bytes()

    answer = consent(meeting, BETA)

    assert claim(meeting, BETA)["consent"] is None
    assert answer["taken"] == []
    assert [one["id"] for one in answer["refused"]] == [BETA]
    assert (root / f"{BETA}.yaml").read_bytes() == before


def test_a_claim_that_is_refused_stops_no_other(root: Path, meeting: Meeting) -> None:
    rate(root, ALPHA, lin="accurate", chen="accurate")
    rate(root, BETA, chen="accurate")
    versions = [claim(meeting, ALPHA)["version"], claim(meeting, BETA)["version"]]
    decided(meeting, ALPHA)

    asked = {ALPHA: versions[0], "kandao-2024/gone": "", BETA: versions[1]}
    answer = meeting.consent(Consent(claims=asked))
    again = consent(meeting, ALPHA, BETA)

    assert answer["taken"] == [BETA]
    assert [(one["id"], one["en"]) for one in answer["refused"]] == [
        (ALPHA, "the record was changed in another window or file"),
        ("kandao-2024/gone", "this claim is not on the list"),
    ]
    assert [one["id"] for one in again["refused"]] == [ALPHA, BETA]
    assert claim(meeting, ALPHA)["consent"] is None


@pytest.mark.parametrize(("closes_on", "is_kept"), [("2026-12-31", True), ("2024-12-31", False)])
def test_consent_keeps_the_reason_of_an_early_verdict_while_the_window_is_open(
    root: Path, meeting: Meeting, closes_on: str, *, is_kept: bool
) -> None:
    file = root / f"{BETA}.yaml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("closes_on: 2024-12-31", f"closes_on: {closes_on}")
    file.write_text(text, encoding="utf-8")
    rate(root, BETA, chen="accurate")

    assert consent(meeting, BETA)["taken"] == [BETA]

    desk, given = load_records(root).predictions[BETA].verdicts
    assert desk.early_because
    assert given.early_because == (desk.early_because if is_kept else None)


# The same over HTTP, from a thread of this process or from a process of its own.


@pytest.fixture
def served(root: Path):
    """The meeting, served by a thread."""
    one = ServedHere(root, today=AS_OF)
    yield one
    one.close()


@pytest.fixture
def program(root: Path, tmp_path: Path):
    """The meeting, served by the program."""
    one = Served(root, today=AS_OF, log=tmp_path / "meet.log")
    yield one
    one.close()


def test_a_meeting_over_http(served: ServedHere, root: Path) -> None:
    beta = next(one for one in served.state()["claims"] if one["id"] == BETA)
    body = {"id": BETA, "version": beta["version"], "verdict": "不准确", "why_zh": "数字 2。"}
    assert served.post("decide", body)[0] == 422  # lin rated it accurate: how was it decided?
    body["how"] = "chair"

    status, answer = served.post("decide", body)
    again, told = served.post("decide", body)
    back, after = served.post("take-back", {"id": BETA, "version": answer["claim"]["version"]})

    assert (status, again, back) == (200, 409, 200)
    assert told["claim"]["decision"]["why"] == "数字 2。"
    assert after["claim"]["decision"] is None
    assert served.post("decide", {**body, "verdict": "maybe"})[0] == 400
    assert served.post("decide", {**body, "id": "x/y"})[0] == 404
    (root / "reviews" / "2024.yaml").write_text("[", encoding="utf-8")
    assert served.request("GET", f"{served.base}state")[0] == 409


@pytest.mark.slow
def test_a_meeting_looked_at_from_another_day_decides_on_the_day_of_the_clock(
    root: Path, tmp_path: Path
) -> None:
    one = Served(root, "--as-of", "2027-06-01", today=AS_OF, log=tmp_path / "meet.log")
    beta = next(claim for claim in one.state()["claims"] if claim["id"] == BETA)

    one.post("decide", {"id": BETA, "version": beta["version"], "verdict": "准确", "why_zh": "2。"})

    one.close()
    (given,) = [
        verdict
        for verdict in load_records(root).predictions[BETA].verdicts
        if verdict.by == "review-2024"
    ]
    assert given.judged_on == DAY


def test_an_unchanged_state_is_not_sent_again(served: ServedHere) -> None:
    _, headers, _ = served.request("GET", f"{served.base}state")

    status, _, body = served.request("GET", f"{served.base}state", If_None_Match=headers["etag"])

    assert (status, body) == (304, b"")


def test_the_page_has_no_script_of_its_own_and_a_policy(served: ServedHere) -> None:
    status, headers, body = served.request("GET", served.base)

    assert status == 200
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert b"<script src=" in body
    assert b"<style" not in body
    assert b" style=" not in body
    for name, kind in (("meeting.js", "text/javascript"), ("meeting.css", "text/css")):
        assert served.request("GET", served.base + name)[1]["content-type"].startswith(kind)


@pytest.mark.slow
@pytest.mark.parametrize(("language", "named"), [("en", b"en"), ("zh", b"zh-Hans")])
def test_the_page_starts_in_the_commands_language(
    root: Path, tmp_path: Path, language: str, named: bytes
) -> None:
    one = Served(root, today=AS_OF, log=tmp_path / "meet.log", language=language)

    body = one.request("GET", one.base)[2]

    assert b'<html lang="%s">' % named in body
    one.post("stop", {})
    assert one.process.wait(10) == 0
    one.close()


def test_it_listens_on_this_machine_only(served: ServedHere) -> None:
    own = {one[4][0] for one in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in own - {"127.0.0.1", "127.0.1.1"}:
        with pytest.raises(OSError, match="refused"):
            socket.create_connection((address, served.port), timeout=2)


def test_two_meetings_have_different_tokens(served: ServedHere, root: Path) -> None:
    other = ServedHere(root, today=AS_OF)

    assert len(served.base) > 30
    assert other.base != served.base
    assert other.port != served.port
    other.close()


JSON = {"Content_Type": "application/json", "Content_Length": "2"}


HOSTILE = [
    ("GET", "{base}state", {"Host": "evil.example"}, 421),
    ("GET", "{base}state", {"Host": "127.0.0.1:1"}, 421),
    ("GET", "/", {}, 404),
    ("GET", "/state", {}, 404),
    ("GET", "/wrong-token/state", {}, 404),
    ("GET", "{base}../../etc/passwd", {}, 404),
    ("GET", "{base}%2e%2e/%2e%2e/etc/passwd", {}, 404),
    ("GET", "{base}..%2fmeeting.html", {}, 404),
    ("GET", "{base}decide", {}, 405),
    ("GET", "{base}stop", {}, 405),
    ("HEAD", "{base}take-back", {}, 405),
    ("PUT", "{base}decide", {}, 405),
    ("OPTIONS", "*", {}, 404),
    ("POST", "{base}decide", JSON, 403),
    ("POST", "{base}decide", {**JSON, "Origin": "null"}, 403),
    ("POST", "{base}decide", {**JSON, "Origin": "https://evil.example"}, 403),
    (
        "POST",
        "{base}decide",
        {**JSON, "Origin": "{origin}", "Sec_Fetch_Site": "cross-site"},
        403,
    ),
    ("POST", "{base}decide", {**JSON, "Origin": "{origin}", "Content_Type": "text/plain"}, 415),
    ("POST", "{base}decide", {"Origin": "{origin}", "Content_Type": "application/json"}, 411),
    (
        "POST",
        "{base}decide",
        {
            "Origin": "{origin}",
            "Content_Type": "application/json",
            "Content_Length": str(LARGEST_BODY + 1),
        },
        413,
    ),
    ("POST", "{base}decide", {**JSON, "Origin": "{origin}"}, 400),
]
"""Method, path, headers and the status that each gets."""


def test_hostile_requests_are_refused_and_change_nothing(served: ServedHere, root: Path) -> None:
    held = load_records(root).digest
    found = []
    for method, path, headers, _ in HOSTILE:
        filled = {name: value.replace("{origin}", served.origin) for name, value in headers.items()}
        body = b"{}" if filled.get("Content_Length") == "2" else None
        answer = served.request(method, path.replace("{base}", served.base), body, **filled)
        assert "default-src 'none'" in answer[1]["content-security-policy"]
        found.append((method, path, headers, answer[0]))

    assert found == HOSTILE
    assert load_records(root).digest == held
    assert served.state()["name"] == "2024"


def test_a_body_of_ten_megabytes_is_not_read(served: ServedHere) -> None:
    body = b"0" * 10_000_000

    status, _, _ = served.request(
        "POST", f"{served.base}decide", body, Origin=served.origin,
        Content_Type="application/json", Content_Length=str(len(body)),
    )  # fmt: skip

    assert status == 413
    assert served.state()["name"] == "2024"


@pytest.mark.slow
def test_it_stops_when_told(program: Served) -> None:
    assert program.post("stop", {}) == (200, {"stopped": True})
    assert program.process.wait(10) == 0


@pytest.mark.slow
def test_a_kill_loses_nothing(program: Served, root: Path, tmp_path: Path) -> None:
    beta = next(one for one in program.state()["claims"] if one["id"] == BETA)
    place = {"id": BETA, "version": beta["version"]}
    program.post("decide", {**place, "verdict": "inaccurate", "how": "chair", "why_zh": "数字 2。"})
    program.kill()

    again = Served(root, today=AS_OF, log=tmp_path / "again.log")

    held = next(one for one in again.state()["claims"] if one["id"] == BETA)
    assert held["decision"]["why"] == "数字 2。"
    assert (again.port, again.base != program.base) == (program.port, True)
    again.close()


def run_loop(work: Coroutine[None, None, None]) -> None:
    """Run what needs an event loop in another thread: this one has Playwright's while a browser runs."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


TOKEN = "t"  # noqa: S105  (a token of a test)


def answers(app, scope: dict, body: bytes = b"") -> tuple[int, bytes]:
    """One request to the application itself."""
    sent = []

    async def receive() -> dict:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict) -> None:
        sent.append(message)

    run_loop(app({"type": "http", "query_string": b"", "root_path": "", **scope}, receive, send))
    return sent[0]["status"], b"".join(one.get("body", b"") for one in sent)


@pytest.mark.parametrize("what", ["leaves", "waits"])
def test_a_window_that_never_sends_what_it_announced_is_given_up(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr("scorecard.review.meeting_server._LONGEST_WAIT", 0.1)
    app = meeting_app(
        meeting,
        token=TOKEN,
        port=80,
        language=Language.ENGLISH,
        on_stop=lambda: None,
    )
    headers = [
        (b"host", b"localhost:80"), (b"origin", b"http://localhost:80"),
        (b"content-type", b"application/json"), (b"content-length", b"100"),
    ]  # fmt: skip
    sent = []

    async def receive() -> dict:
        if what == "waits":
            await asyncio.sleep(5)
        return {"type": "http.disconnect"}

    async def send(message: dict) -> None:
        sent.append(message)

    scope = {"type": "http", "query_string": b"", "root_path": "", "method": "POST"}
    run_loop(app({**scope, "path": "/t/decide", "headers": headers}, receive, send))

    assert sent[0]["status"] == 400


@pytest.mark.parametrize("half", [b"", b"GET / HTTP/1.1\r\nHost: "])
def test_seventy_connections_without_the_token_do_not_keep_the_chair_out(
    served: ServedHere, half: bytes
) -> None:
    strangers = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(70)]
    for one in strangers:
        with suppress(OSError):  # it is dropped already
            one.sendall(half)

    assert served.state()["claims"]
    assert served.request("GET", "/wrong/state")[0] == 404
    for one in strangers:
        one.close()


def test_of_connections_without_the_token_few_wait_and_none_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("scorecard.review.meeting_server._LONGEST_WAIT", 0.05)
    monkeypatch.setattr("scorecard.review.meeting_server._MOST_STRANGERS", 2)
    dropped = []

    class Transport:
        def __init__(self, name: str) -> None:
            self.name = name

        def abort(self) -> None:
            dropped.append(self.name)

    async def come() -> None:
        strangers = Strangers()
        for name in ("a", "b", "c"):
            strangers.came(name, Transport(name))
        assert dropped == ["a"]
        strangers.pop("b")  # it showed the token
        strangers.came("b", Transport("another b"))
        strangers["b"] = Transport("a third b")
        await asyncio.sleep(0.2)

    run_loop(come())

    assert dropped == ["a", "c"]


def test_the_application_in_this_process_does_the_same(meeting: Meeting) -> None:
    stopped = []
    app = meeting_app(
        meeting,
        token=TOKEN,
        port=80,
        language=Language.ENGLISH,
        on_stop=lambda: stopped.append(True),
    )
    headers = [
        (b"host", b"localhost:80"),
        (b"origin", b"http://localhost:80"),
        (b"content-type", b"application/json"),
    ]

    def post(name: str, value: object) -> tuple[int, bytes]:
        body = json.dumps(value).encode()
        length = (b"content-length", str(len(body)).encode())
        return answers(
            app, {"method": "POST", "path": f"/t/{name}", "headers": [*headers, length]}, body
        )

    def get(path: str, *more: tuple[bytes, bytes]) -> tuple[int, bytes]:
        return answers(app, {"method": "GET", "path": path, "headers": [headers[0], *more]})

    version = claim(meeting, BETA)["version"]
    place = {"id": BETA, "version": version}

    state = get("/t/state")[1]
    tag = f'"{hashlib.sha256(state).hexdigest()[:32]}"'.encode()

    assert get("/t/state", (b"if-none-match", tag)) == (304, b"")
    assert get("/t/")[0] == get("/t/meeting.js")[0] == get("/t/state")[0] == 200
    assert get("/other/")[0] == 404
    assert post("decide", {**place, "verdict": "accurate", "why_en": "A 1."})[0] == 200
    assert post("decide", {**place, "verdict": "accurate", "why_en": "A 1."})[0] == 409
    assert post("decide", {})[0] == 400
    assert post("later", {"entry": {"id": BETA, "note": "\x07"}})[0] == 400
    later = {"id": BETA, "note": "x", "due_on": "2025-03-01"}
    assert post("later", {"entry": later, "shown": None})[0] == 200
    assert post("later", {"entry": later, "shown": later})[0] == 200
    assert post("vote", {**place, "rater": "lin", "answer": "accurate"})[0] == 409
    assert post("take-back", {"id": BETA, "version": claim(meeting, BETA)["version"]})[0] == 200
    taken = post("consent", {"claims": {GAMMA: claim(meeting, GAMMA)["version"]}})
    assert (taken[0], json.loads(taken[1])["refused"][0]["id"]) == (200, GAMMA)
    assert post("stop", {})[0] == 200
    assert stopped == [True]
    (meeting.root / "reviews" / "2024.yaml").write_text("[", encoding="utf-8")
    assert get("/t/state")[0] == 409
