"""A claim with everything known about it."""

import json

import pytest


def test_show_prints_claim_criteria_evidence_and_verdicts(call, folder):
    done = call("show", "kandao-2024/vision-pro", "--predictions", folder, "--as-of", "2024-06-01")

    assert done.code == 0
    for line in (
        "Apple puts Vision Pro on sale during 2024.",
        "state: ● accurate (as of 2024-06-01)",
        "window: 2024-01-01 – 2024-12-31 (stated)",
        "  ◐ half right: Orders open, nothing delivered.",
        "  2024-03-01 ● accurate (desk)",
        "      came true on 2024-02-02, 333 days before its window closed",
    ):
        assert line in done.out.splitlines()


def test_show_as_of_a_day_holds_what_had_been_said_by_then(call, folder, prediction):
    text = prediction.read_text(encoding="utf-8")
    withdrawn = 'withdrawn: {on: 2024-05-01, why: "It was no forecast."}\n'
    prediction.write_text(text + withdrawn, encoding="utf-8")
    shown = ("show", "vision-pro", "--predictions", folder, "--as-of")

    lines = call(*shown, "2024-02-29", "--lang", "zh").out.splitlines()
    content = json.loads(call(*shown, "2024-02-29", "--format", "json").out)
    before = call(*shown, "2023-12-30")

    assert {"状态：◌ 未到期（截至 2024-02-29）", "判定（0）"} <= set(lines)
    assert (content["state"], content["verdicts"], content["withdrawn"]) == ("open", [], None)
    assert (before.code, before.err) == (
        2,
        "error: kandao-2024/vision-pro was made on 2023-12-31, after 2023-12-30\n",
    )


def test_show_tells_amendments_also_those_after_the_day_whose_changes_it_shows(
    call, folder, prediction
):
    text = prediction.read_text(encoding="utf-8")
    amended = "amendments:\n  - {amended_on: 2024-05-01, field: window, reason: A slip.}\n"
    prediction.write_text(text + amended, encoding="utf-8")
    shown = ("show", "vision-pro", "--predictions", folder)

    now = call(*shown, "--lang", "zh").out
    then = call(*shown, "--as-of", "2024-04-01", "--lang", "en").out

    assert "发表后的修订（1）\n  2024-05-01 期限：A slip." in now
    assert "Changed after publication (1)\n  2024-05-01 window: A slip." in then


def test_show_as_of_a_day_has_no_evidence_of_pages_after_it(call, folder, prediction):
    text = prediction.read_text(encoding="utf-8")
    prediction.write_text(
        text.replace("published_on: 2024-03\n", "published_on: null\n    accessed_on: 2024-04-02\n"),
        encoding="utf-8",
    )  # fmt: skip

    def found(day: str) -> int:
        done = call(
            "show", "vision-pro", "--predictions", folder, "--format", "json", "--as-of", day
        )
        return len(json.loads(done.out)["evidence"])

    assert [found(f"2024-{day}") for day in ("02-01", "02-02", "04-01", "04-02")] == [0, 1, 1, 2]


def test_show_speaks_chinese(call, folder):
    done = call("show", "kandao-2024/vision-pro", "--predictions", folder, "--lang", "zh")

    assert "苹果会在 2024 年内开售 Vision Pro。" in done.out
    assert "提出者：文章本身" in done.out


@pytest.mark.parametrize(
    ("language", "names"),
    [
        (
            "en",
            ["outlook: Ten outlooks on generative AI", "domain: Devices", "item: Devices"],
        ),
        ("zh", ["展望：生成式 AI 十大展望", "领域：终端设备", "原文条目：终端"]),
    ],
)
def test_show_names_outlook_domain_and_item_as_the_folder_does(call, folder, language, names):
    done = call("show", "kandao-2024/vision-pro", "--predictions", folder, "--lang", language)

    assert set(names) <= set(done.out.splitlines())


def test_what_the_folder_has_no_name_for_is_shown_as_it_is_written(call, folder):
    (folder / "kandao-2024" / "outlook.yaml").unlink()
    (folder / "domains.yaml").unlink()

    lines = call("show", "kandao-2024/vision-pro", "--predictions", folder).out.splitlines()

    assert {"outlook: kandao-2024", "domain: devices", "item: 生成式 AI / 8"} <= set(lines)


@pytest.mark.slow
def test_a_word_that_names_its_own_strength_is_said_once(call, folder):
    shown = ("show", "kandao-2024/vision-pro", "--predictions", folder, "--lang")

    assert "语气：将" in call(*shown, "zh").out.splitlines()
    assert "hedge: 将 (will)" in call(*shown, "en").out.splitlines()


def test_late_success_is_told(call, folder, write_prediction):
    file = write_prediction(
        "kandao-2024/late",
        verdicts="\n  - {judged_on: 2025-01-01, verdict: inaccurate, by: desk, why: Not in 2024.}"
        "\n  - {judged_on: 2025-03-01, verdict: inaccurate, by: desk, "
        "why: Came in 2025., occurred_on: 2025-01-10}",
        probability="0.8",
    )
    with file.open("a", encoding="utf-8") as stream:
        stream.write("ratings:\n  - {rater: lin, rated_on: 2025-01-05, verdict: 不准确}\n")

    done = call("show", "kandao-2024/late", "--predictions", folder)

    assert "came true on 2025-01-10, 10 days after its window closed: late" in done.out
    assert "2025-01-05 lin: inaccurate\n" in done.out
    assert "probability: 0.8" in done.out


def test_a_claim_without_end_criteria_passage_or_hedge_is_shown_all_the_same(call, folder):
    (folder / "kandao-2024" / "short.yaml").write_text(
        "claim: {en: It rains., zh: 下雨。}\ndomain: devices\nattributed_to: {en: Lin, zh: 林}\n"
        "made_on: 2024-01-01\nwindow: {opens_on: 2024-01-01, closes_on: null, stated: false}\n"
        "specificity: vague\nevidence:\n  - {published_on: null, title: t, publisher: null, "
        "url: null, finding: f, bears: context}\nverdicts:\n"
        "  - {judged_on: 2024-02-01, verdict: too_early, by: desk, occurred_on: 2024-01-20}\n",
        encoding="utf-8",
    )

    done = call("show", "kandao-2024/short", "--predictions", folder, "--as-of", "2024-06-01")

    assert "state: ◌ open" in done.out
    assert "no end (not stated)" in done.out
    assert "came true on 2024-01-20" in done.out.splitlines()[-1]
    assert "2024-02-01 ◌ too early (desk)" in done.out
    assert "Criteria" not in done.out


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_window_of_one_day_is_that_day(call, folder, prediction, language):
    text = prediction.read_text(encoding="utf-8").replace("2024-12-31", "2024-01-01")
    prediction.write_text(text, encoding="utf-8")

    done = call("show", "vision-pro", "--predictions", folder, "--lang", language)

    assert {"en": "window: 2024-01-01 (", "zh": "期限：2024-01-01（"}[language] in done.out


def test_json_is_the_record_with_its_id_and_state(call, folder):
    done = call("show", "kandao-2024/vision-pro", "--predictions", folder, "--format", "json",
                "--as-of", "2024-06-01")  # fmt: skip
    shown = json.loads(done.out)

    assert (shown["id"], shown["state"]) == ("kandao-2024/vision-pro", "accurate")
    assert shown["claim"]["zh"] == "苹果会在 2024 年内开售 Vision Pro。"
    assert shown["verdicts"][0]["judged_on"] == "2024-03-01"


def test_an_unknown_id_names_the_nearest(call, folder):
    done = call("show", "kandao-2024/vision-por", "--predictions", folder)

    assert done.code == 2
    assert "kandao-2024/vision-pro" in done.err


def test_a_way_out_of_the_folder_is_no_id(call, folder):
    (folder.parent / "secret.yaml").write_text("claim: secret\n", encoding="utf-8")

    done = call("show", "../secret", "--predictions", folder)

    assert done.code == 2
    assert "claim: secret" not in done.out + done.err


def test_an_unknown_format_is_a_wrong_call(call, folder):
    assert call("show", "x/y", "--predictions", folder, "--format", "xml").code == 2


def test_a_faulty_record_says_what_is_wrong_with_it(call, folder, prediction):
    prediction.write_text("claim: x\n", encoding="utf-8")

    done = call("show", "kandao-2024/vision-pro", "--predictions", folder)

    assert done.code == 1
    assert "error[" in done.err


def test_control_characters_of_a_record_never_reach_the_terminal(call, folder, write_prediction):
    write_prediction("kandao-2024/esc", claim='{en: "a \\u202e b", zh: "甲 \\u202e 乙"}')

    done = call("show", "kandao-2024/esc", "--predictions", folder)

    assert "\u202e" not in done.out
    assert "a \\u202e b" in done.out


@pytest.mark.parametrize("command", [("show",), ("judge",), ("rate",), ("amend",)])
def test_a_name_longer_than_any_file_has_is_no_prediction(call, folder, command):
    more = {"judge": ("too_early",), "rate": ("too_early", "--rater", "lin")}.get(command[0], ())

    done = call(*command, f"o/{'x' * 400}", *more, "--predictions", folder)

    assert done.code == 2
    assert "error: unknown prediction 'o/xxx" in done.err


def test_a_record_that_is_no_ordinary_file_is_told_as_one(call, folder, prediction):
    prediction.unlink()
    prediction.mkdir()

    done = call("show", "kandao-2024/vision-pro", "--predictions", folder)

    assert done.code == 1
    assert "vision-pro.yaml:1:1: error[unreadable] this is not a regular file\n" in done.err


def test_a_part_of_a_name_leads_to_the_one_prediction_that_has_it(call, folder):
    done = call("show", "vision", "--predictions", folder)

    said = "error: unknown prediction 'vision'; did you mean 'kandao-2024/vision-pro'?\n"
    assert (done.code, done.err) == (2, said)


@pytest.mark.slow
def test_show_prints_what_the_format_gained(call, folder, prediction):
    text = prediction.read_text(encoding="utf-8")
    text = text.replace(
        "    kind: press\n    finding: On",
        "    kind: press\n    seen: full\n    accessed_on: 2024-03-01\n"
        "    archived_url: https://archive.example.org/1\n    finding: On",
    )
    text = text.replace("    kind: press\n    finding: No", "    finding: No")
    (folder / "scorecard.yaml").write_text(
        "judges:\n  - {id: desk, kind: group, en: The desk, zh: 编辑部}\n"
        + "".join(f"  - {{id: {one}, kind: person, en: {one.title()}, zh: {zh}}}\n"
                  for one, zh in (("chen", "陈默"), ("wang", "王磊"), ("lin", "林悦"))),
        encoding="utf-8",
    )  # fmt: skip
    prediction.write_text(
        text
        + "    decided: {how: vote, for: 2, against: 1, dissent: [{by: chen, verdict: half_right,"
        + " why: One shop.}, {by: lin, verdict: inaccurate}]}\n"
        + "  - {judged_on: 2024-04-01, verdict: half_right, by: review-2024, why: w 1, held: h 1,"
        + " missed: m 1, early_because: e 1, corrects: c 1, decided: {how: consensus}}\n"
        + "ratings: [{rater: wang, rated_on: 2024-04-01, verdict: accurate, round: 1}]\n"
        + "same_event: [zhigu-2024/headset]\nformerly: [kandao-2024/visoin]\npriors:\n"
        + "  - {by: wang, given_on: 2023-12-30, basis: market, source: A market,"
        + " of_ten: {accurate: 6, half_right: 3, inaccurate: 1}}\n"
        + "  - {by: lin, given_on: 2023-12-31, basis: foresight,"
        + " of_ten: {accurate: 1, half_right: 0, inaccurate: 9}}\n",
        encoding="utf-8",
    )
    call_it = ("show", "kandao-2024/vision-pro", "--predictions", folder, "--as-of", "2024-06-01")

    lines = call(*call_it).out.splitlines()
    chinese = call(*call_it, "--lang", "zh").out.splitlines()

    for line in (
        "same event: zhigu-2024/headset",
        "formerly: kandao-2024/visoin",
        "      press · the whole page was read · read on 2024-03-01",
        "      copy: https://archive.example.org/1",
        "      judged early because: A first sale cannot be undone.",
        "      decided by: vote (2 : 1)",
        "      dissent: Chen: half right · One shop.",
        "      dissent: Lin: inaccurate",
        "  2024-03-01 ● accurate (The desk)",
        "  2024-04-01 ◐ half right (the review of 2024)",
        "  2024-04-01 Wang: accurate",
        "      held: h 1",
        "      missed: m 1",
        "      corrects the verdict before: c 1",
        "      decided by: consensus",
        "Expected beforehand (2)",
        "  2023-12-30 Wang: ● 6 / ◐ 3 / ○ 1 (market)",
        "      A market",
        "  2023-12-31 Lin: ● 1 / ◐ 0 / ○ 9 (foresight)",
    ):
        assert line in lines, line
    for line in (
        "同一事件：zhigu-2024/headset",
        "      媒体 · 读了整页 · 2024-03-01 阅读",
        "      说中的部分：h 1",
        "      决定方式：投票（2 : 1）",
        "      不同意见：林悦：不准确",
        "  2024-04-01 王磊：准确",
        "事前预期（2）",
    ):
        assert line in chinese, line


def test_the_bare_name_of_a_file_elsewhere_is_guessed(call, folder):
    done = call("show", "vision-pro.yaml", "--predictions", folder)

    assert (done.code, done.err) == (
        2,
        "error: unknown prediction 'vision-pro.yaml'; did you mean 'kandao-2024/vision-pro'?\n",
    )


@pytest.mark.parametrize("word", ["visionpro", "VisionPro", "kandao-2024/visionpro"])
def test_a_name_without_its_hyphen_or_with_capitals_leads_to_the_one_that_has_them(
    call, folder, word
):
    done = call("show", word, "--predictions", folder)

    said = f"error: unknown prediction '{word}'; did you mean 'kandao-2024/vision-pro'?\n"
    assert (done.code, done.err) == (2, said)
