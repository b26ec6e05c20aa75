"""What scorecard.yaml says of a folder: read, checked, and heeded by the rules."""

from datetime import date

import pytest

from scorecard.checks.run import check_folder
from scorecard.reading.folder import load_records
from scorecard.records import JudgeKind, Settings
from scorecard.text import Language

DAY = date(2024, 6, 1)
CLAIM = (
    "claim:\n"
    "  en: Apple puts Vision Pro on sale during 2024.\n"
    "  zh: 苹果会在 2024 年内开售 Vision Pro。\n"
)


def problems(folder):
    return [(one.rule, one.message.en) for one in check_folder(folder, as_of=DAY).problems]


@pytest.fixture
def with_claim(prediction):
    def write(claim):
        text = prediction.read_text(encoding="utf-8")
        assert CLAIM in text
        prediction.write_text(text.replace(CLAIM, claim), encoding="utf-8")

    return write


def test_a_folder_without_the_file_has_both_languages_and_no_judges(folder):
    assert load_records(folder).settings == Settings()
    assert load_records(folder).settings.languages == [Language.ENGLISH, Language.CHINESE]


def test_the_settings_come_with_the_records(folder, data):
    (folder / "scorecard.yaml").write_bytes(
        (data / "valid" / "settings.scorecard.yaml").read_bytes()
    )

    settings = load_records(folder).settings

    assert settings.title.zh == "记分牌"
    assert settings.publisher.url == "https://example.org"
    assert [(one.id, one.kind) for one in settings.judges] == [
        ("desk", JudgeKind.GROUP),
        ("林", JudgeKind.PERSON),
    ]


def test_settings_that_cannot_be_read_leave_the_defaults(folder):
    (folder / "scorecard.yaml").write_text("judges: desk\n")

    assert load_records(folder).settings == Settings()
    assert [rule for rule, _ in problems(folder)] == ["schema"]


@pytest.mark.parametrize(
    "claim", ["claim: 苹果会开售头显。\n", "claim:\n  zh: 苹果会开售头显。\n", CLAIM]
)
def test_a_folder_in_one_language_takes_a_plain_claim(folder, with_claim, claim):
    (folder / "scorecard.yaml").write_text("languages: [zh]\n")
    with_claim(claim)

    assert problems(folder) == []


def test_a_claim_in_the_language_that_a_folder_does_not_have_is_told(folder, with_claim):
    (folder / "scorecard.yaml").write_text("languages: [中文]\n", encoding="utf-8")
    with_claim("claim: {en: Apple sells a headset in 2024.}\n")

    assert load_records(folder).settings.languages == [Language.CHINESE]
    assert problems(folder) == [
        ("missing-language", "the claim is not in the language of the folder")
    ]


def test_a_folder_in_two_languages_takes_none(folder, with_claim):
    (folder / "scorecard.yaml").write_text("languages: [zh, en, zh]\n")
    with_claim("claim: 苹果会开售头显。\n")

    assert problems(folder) == [
        ("missing-language", "the claim is in one language alone"),
        ("repeated-id", "`zh` is listed twice"),
    ]


@pytest.mark.parametrize(
    ("written", "place", "hint"),
    [
        ("languages: [en；zh]", (1, 13), "Type `en, zh`."),
        ("publisher: {en: Us, url: null}", (1, 13), "Write it as `en: …` below `name:`."),
    ],
)
def test_a_slip_in_the_settings_is_told_as_it_is_meant(folder, written, place, hint):
    (folder / "scorecard.yaml").write_text(f"{written}\n", encoding="utf-8")

    found = [one for one in check_folder(folder, as_of=DAY).problems if one.column > 12]

    assert [((one.line, one.column), one.hint.en) for one in found] == [(place, hint)]


def test_a_review_judges_although_it_is_in_no_list(folder, prediction):
    (folder / "scorecard.yaml").write_text(
        "judges:\n  - {id: desk, kind: person, en: D, zh: 编}\n", encoding="utf-8"
    )
    text = prediction.read_text(encoding="utf-8")
    prediction.write_text(text.replace("by: desk", "by: review-2025"), encoding="utf-8")

    assert problems(folder) == []


def test_a_name_near_a_judge_is_guessed(folder, prediction):
    (folder / "scorecard.yaml").write_text(
        "judges:\n  - {id: desk, kind: person, en: D, zh: 编}\n", encoding="utf-8"
    )
    text = prediction.read_text(encoding="utf-8")
    prediction.write_text(text.replace("by: desk", "by: dsek"), encoding="utf-8")

    (problem,) = check_folder(folder, as_of=DAY).problems

    assert problem.hint.en == "Did you mean `desk`?"
    assert problem.message.zh == "scorecard.yaml 的 judges 里没有 `dsek`：desk"


@pytest.fixture
def listed(folder):
    """The folder with a list of judges."""
    (folder / "scorecard.yaml").write_text(
        "judges:\n  - {id: desk, kind: person, en: The desk, zh: 编辑部}\n", encoding="utf-8"
    )
    return folder


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("rate", "vision-pro", "accurate", "--rater", "lin"),
            "unknown --rater 'lin'; choose desk",
        ),
        (
            ("judge", "vision-pro", "too_early", "--by", "dsek"),
            "unknown --by 'dsek'; did you mean 'desk'? choose desk",
        ),
    ],
)
def test_who_is_no_judge_of_the_folder_judges_and_rates_nothing(
    call, listed, prediction, arguments, said
):
    before = prediction.read_bytes()

    done = call(*arguments, "--predictions", listed)

    assert done.err == f"error: {said}, or add it to the judges of scorecard.yaml\n"
    assert (done.code, prediction.read_bytes()) == (2, before)


@pytest.mark.parametrize(("by", "written"), [("编辑部", "desk"), ("review-2031", "review-2031")])
def test_a_judge_is_known_by_name_too_and_a_review_without_a_list(
    call, listed, prediction, by, written
):
    done = call(
        *("judge", "vision-pro", "unresolvable", "--by", by, "--why", "Nothing in 2024."),
        *("--predictions", listed),
    )

    assert f"by {written}," in done.out
    assert f"    by: {written}\n    why: Nothing" in prediction.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("judge", "en"),
    [
        ("table", "the table"),
        ("review-2025", "the review of 2025"),
        ("review", "review"),
        ("lin", "lin"),
    ],
)
def test_a_review_is_called_by_its_year_and_who_has_no_name_by_the_id(judge, en):
    assert Settings().name_of(judge).en == en


REVIEW = """\
opened_on: 2024-05-01
held_on: 2024-05-02
raters: [desk, lin]
predictions: [kandao-2024/vision-pro]
abstentions:
  - {rater: wu, id: kandao-2024/vision-pro, kind: abstained}
  - {rater: desk, id: kandao-2024/no-such, kind: recused}
put_off:
  - {id: kandao-2024/visoin-pro, note: Ask again.}
"""


def test_the_people_and_the_claims_of_a_review_are_known(folder):
    judges = "judges: [{id: desk, kind: group, en: The desk, zh: 编辑部}]"
    (folder / "scorecard.yaml").write_text(judges, encoding="utf-8")
    (folder / "reviews").mkdir()
    (folder / "reviews" / "2024.yaml").write_text(REVIEW, encoding="utf-8")

    found = check_folder(folder, as_of=DAY).problems

    assert [(one.rule, one.line, one.column) for one in found] == [
        ("unknown-judge", 3, 16),
        ("unknown-judge", 6, 13),
        ("unknown-prediction", 7, 23),
        ("unknown-prediction", 9, 10),
    ]
