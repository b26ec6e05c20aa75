"""A draft does not stop the desk: what is done beside a faulty file goes on, and the file is named."""

import json

import pytest

ID = "kandao-2024/vision-pro"
WHY = ("--why", "Sold in 2 countries.", "--early-because", "A sale stays.")


@pytest.fixture
def drafts(folder, prediction, clock):
    """The good folder with a file that is no YAML and one that breaks a rule."""
    clock("2025-01-10")
    text = prediction.read_text(encoding="utf-8")
    verdicts = text.index("verdicts:")
    prediction.write_text(text[:verdicts] + "verdicts: []\n", encoding="utf-8")
    (prediction.parent / "draft.yaml").write_text("claim：草稿\n", encoding="utf-8")
    (prediction.parent / "early.yaml").write_text(
        text.replace("    why: Sold", "    # Sold").replace("2024-01-01, c", "2024-02-01, c"),
        encoding="utf-8",
    )
    return folder


@pytest.mark.parametrize(
    "arguments",
    [
        ("due",),
        ("show", ID),
        ("changed", "--since", "2024-01-01"),
        ("new", "prediction", "kandao-2024/next"),
        ("judge", ID, "accurate", "--why", "Sold in 2 countries."),
        ("rename", ID, "headset"),
    ],
)
def test_what_is_done_beside_a_faulty_file_goes_on_and_names_it(call, drafts, arguments):
    done = call(*arguments, "--predictions", drafts)

    assert done.code == 0, done.err
    assert "left out: " in done.err
    assert "kandao-2024/draft.yaml:1: " in done.err
    assert "kandao-2024/early.yaml:36: `accurate` without a why [scored-without-why]" in done.err


@pytest.mark.parametrize("ending", ["", ".yaml"])
def test_the_file_that_is_made_is_not_named_as_left_out(call, drafts, ending):
    done = call("new", "prediction", f"kandao-2024/next{ending}", "--predictions", drafts)

    assert (done.code, "next.yaml" in done.out, "next.yaml" in done.err) == (0, True, False)


def test_a_draft_of_an_outlook_whose_name_ends_alike_is_named(call, drafts):
    other = drafts / "2024"
    other.mkdir()
    for name, new in (("outlook.yaml", "outlook.yaml"), ("vision-pro.yaml", "draft.yaml")):
        (other / new).write_bytes((drafts / "kandao-2024" / name).read_bytes())

    done = call("show", "2024/draft", "--predictions", drafts)

    assert (done.code, "kandao-2024/draft.yaml:1: " in done.err) == (0, True)


@pytest.mark.parametrize("command", ["score", "report", "charts", "build"])
def test_numbers_and_pictures_refuse(run, drafts, command):
    assert run(command, "--predictions", drafts).returncode == 1


def test_the_draft_itself_is_neither_shown_nor_judged(call, drafts):
    assert call("show", "draft", "--predictions", drafts).code == 1
    assert call("judge", "draft", "too_early", "--predictions", drafts).code == 1


def test_due_lists_the_others(call, drafts):
    listed = json.loads(call("due", "--predictions", drafts, "--format", "json").out)["due"]

    assert [one["id"] for one in listed] == [ID]


def test_a_folder_without_readable_domains_is_refused(call, drafts):
    (drafts / "domains.yaml").write_text("- {id: x}\n", encoding="utf-8")

    assert call("changed", "--since", "2024-01-01", "--predictions", drafts).code == 1


def test_the_claims_of_an_outlook_that_cannot_be_read_are_left_out(call, drafts):
    (drafts / "kandao-2024" / "outlook.yaml").write_text("title：\n", encoding="utf-8")

    done = call("due", "--predictions", drafts, "--format", "json")

    assert json.loads(done.out)["due"] == []
    assert "kandao-2024/outlook.yaml:1" in done.err


def test_check_counts_the_files_that_it_was_asked_for(call, drafts):
    file = drafts / "kandao-2024" / "vision-pro.yaml"

    assert "1 file checked: 0 errors" in call("check", file, "--predictions", drafts).out
    assert "4 files checked" in call("check", drafts / "kandao-2024").out
    assert json.loads(call("check", file, "--format", "json").out)["checked"] == 1


def test_due_says_what_each_claim_still_needs(call, folder, write_prediction, clock):
    clock("2025-01-10")
    write_prediction("kandao-2024/vision-pro", verdicts="[]", criteria="null", evidence="[]")

    done = call("due", "--predictions", folder)

    assert "needs: criteria, evidence that supports or contradicts" in done.out


def test_due_asks_for_a_second_source(call, folder, prediction, clock):
    clock("2025-01-10")
    text = prediction.read_text(encoding="utf-8")
    text = text[: text.index("verdicts:")].replace("kind: press", "kind: vendor", 1)
    prediction.write_text(text, encoding="utf-8")

    assert "needs: a second independent source" in call("due", "--predictions", folder).out


def test_the_own_article_is_no_source_to_due_and_to_judge(call, folder, prediction):
    text = prediction.read_text(encoding="utf-8").partition("verdicts:")[0]
    text = text.replace("https://example.org/vision-pro", "http://www.example.org/outlook#top")
    prediction.write_text(text, encoding="utf-8")
    due = call("due", "--predictions", folder).out
    prediction.write_text(text.replace("null\n    kind: press", "null\n    kind: vendor"), "utf-8")
    judged = call("judge", "vision-pro", "accurate", "--why", "Sold.", "--predictions", folder)

    assert "needs: a second independent source" in due
    assert judged.code == 0
    assert "error[no-independent-source] accurate, and no source is independent" in judged.err
