"""Claims that are on record twice: the same claim, the same passage, nearly the same words."""

import time
from datetime import date

import pytest

from scorecard.checks.run import check_folder

CLAIM = "{{en: {en}, zh: {zh}}}"
FIRST = {
    "en": "Apple puts Vision Pro on sale during 2024.",
    "zh": "苹果会在 2024 年内开售 Vision Pro。",
}


def found_in(folder) -> list[tuple[str, str, int]]:
    problems = check_folder(folder, as_of=date(2024, 6, 1)).problems
    return [(one.rule, one.path.rpartition("/")[2], one.line) for one in problems]


def test_the_same_claim_twice_in_an_outlook_is_a_warning(folder, write_prediction):
    write_prediction("kandao-2024/zz", made_on="2024-01-01", passage="null", hedge="null")

    assert found_in(folder) == [("repeated-claim", "zz.yaml", 1)]


@pytest.mark.parametrize("name", ["vision-pro", "zz"])
def test_a_repeated_claim_is_no_warning_once_one_of_the_two_is_withdrawn(
    folder, write_prediction, name
):
    write_prediction("kandao-2024/zz", made_on="2024-01-01", passage="null", hedge="null")
    hint = check_folder(folder, as_of=date(2024, 6, 1)).problems[0].hint

    with (folder / "kandao-2024" / f"{name}.yaml").open("a", encoding="utf-8") as file:
        file.write("withdrawn: {on: 2024-05-01, why: On record twice.}\n")

    assert "`withdrawn:`" in hint.en
    assert "`withdrawn:`" in hint.zh
    assert found_in(folder) == []


def test_the_same_passage_with_the_same_criteria_is_a_warning(folder, write_prediction):
    write_prediction("kandao-2024/zz", claim=CLAIM.format(en="Phones fold.", zh="手机会折叠。"))

    assert found_in(folder) == [("repeated-claim", "zz.yaml", 1)]


@pytest.mark.parametrize(
    ("en", "zh", "is_near"),
    [
        (
            "Apple puts the Vision Pro on sale during 2024.",
            "苹果会在 2024 年内开售 Vision Pro。",
            True,
        ),
        ("Apple puts Vision Pro on sale during 2024", "苹果在 2024 年内会开售 Vision Pro", True),
        (
            "Apple puts Vision Pro on sale during 2025.",
            "苹果会在 2025 年内开售 Vision Pro。",
            False,
        ),
        (
            "Meta puts a cheaper headset on sale during 2024.",
            "Meta 会在 2024 年内开售更便宜的头显。",
            False,
        ),
    ],
)
def test_claims_that_differ_in_a_few_letters_are_a_warning(
    folder, write_prediction, en, zh, is_near
):
    criteria = "{accurate: Sold., half_right: Half., inaccurate: Not.}"
    write_prediction("kandao-2024/zz", claim=CLAIM.format(en=en, zh=zh), criteria=criteria)

    assert found_in(folder) == [("repeated-claim", "zz.yaml", 1)] * is_near


def test_the_same_claim_in_another_outlook_is_none(folder, write_prediction):
    (folder / "zhigu-2024").mkdir()
    (folder / "zhigu-2024" / "outlook.yaml").write_bytes(
        (folder / "kandao-2024" / "outlook.yaml").read_bytes()
    )
    write_prediction("zhigu-2024/zz", made_on="2024-01-01")

    assert found_in(folder) == []


def test_a_file_with_the_same_bytes_is_an_error_in_any_outlook(folder, prediction):
    (folder / "kandao-2024" / "zz.yaml").write_bytes(prediction.read_bytes())

    assert found_in(folder) == [("copied-file", "zz.yaml", 1)]


@pytest.mark.slow
def test_the_claims_of_226_records_are_compared_in_half_a_second(folder, write_prediction):
    for number in range(226):
        words = f"In {2000 + number} a maker of phones ships {number} models that fold."
        write_prediction(
            f"kandao-2024/n{number}", claim=CLAIM.format(en=words, zh=f"第{number}条预测会应验。")
        )

    def seconds() -> float:
        began = time.process_time()
        assert check_folder(folder, as_of=date(2024, 6, 1)).n_checked == 229
        return time.process_time() - began

    assert min(seconds() for _ in range(3)) < 0.5


def test_a_copy_is_told_without_an_excerpt(call, folder, prediction):
    (folder / "kandao-2024" / "zz.yaml").write_bytes(prediction.read_bytes())

    printed = call("check", "--predictions", folder, "--as-of", "2024-06-01").out

    assert "the same as kandao-2024/vision-pro\n       = Compare the two" in printed
