"""A prediction under another id keeps its history, and what names it follows."""

import pytest

from repository import commit, git
from scorecard.editing.starting import new_files
from scorecard.reading.folder import load_records

ID, NEW = "kandao-2024/vision-pro", "kandao-2024/headset"
OTHER = "kandao-2024/other"


@pytest.fixture
def cited(folder, prediction, write_prediction):
    """The good prediction, another one about the same event, and a review with both on its list."""
    with prediction.open("a", encoding="utf-8") as stream:
        stream.write(f"same_event: [{OTHER}]\n")
    other = write_prediction(
        OTHER,
        claim="{en: Phones., zh: 手机。}",
        criteria="{accurate: a, half_right: b, inaccurate: c}",
    )
    with other.open("a", encoding="utf-8") as stream:
        stream.write(f"same_event:\n  - {ID}  # 同一事件\n")
    (folder / "reviews").mkdir()
    (folder / "reviews" / "2024.yaml").write_text(
        "# 年度复盘\nopened_on: 2024-05-01\nheld_on: 2024-05-20\nraters: [lin]\n"
        f'predictions:\n  - "{ID}"\n  - {{id: {OTHER}, because: [chosen]}}\n',
        encoding="utf-8",
    )
    return folder


def test_a_renamed_prediction_keeps_its_text_and_notes_its_old_id(call, cited, prediction):
    before = prediction.read_text(encoding="utf-8")

    done = call("rename", "vision-pro", "headset", "--predictions", cited)

    assert done.code == 0, done.err
    assert not prediction.exists()
    after = (cited / f"{NEW}.yaml").read_text(encoding="utf-8")
    assert after == before + f"formerly: [{ID}]\n"
    assert done.out.splitlines()[0].endswith(f"headset.yaml: was {ID}, which `formerly` says now")


def test_a_prediction_does_not_go_where_its_item_is_not_listed(call, cited, prediction):
    other = cited / "kandao-2025"
    other.mkdir()
    outlook = (prediction.parent / "outlook.yaml").read_text(encoding="utf-8")
    (other / "outlook.yaml").write_text(outlook.replace("生成式 AI / 8", "九"), encoding="utf-8")
    options = ("--predictions", cited, "--lang", "en")

    done = call("rename", ID, "kandao-2025/vision-pro", *options)
    (prediction.parent / "outlook.yaml").write_text(outlook.replace("生成式 AI / 8", "九"), "utf-8")

    assert (done.code, prediction.exists(), [*other.iterdir()]) == (
        2,
        True,
        [other / "outlook.yaml"],
    )
    assert "`生成式 AI / 8` is not in the items of outlook.yaml [unknown-item]" in done.err
    assert call("rename", ID, "headset", *options).code == 0


def test_a_prediction_that_gets_an_old_id_again_keeps_its_first_id_first(call, cited, prediction):
    for old, new in [(ID, NEW), (NEW, ID), (ID, NEW), (NEW, "vision-pro.yaml")]:
        done = call("rename", old, new, "--predictions", cited)
        assert done.code == 0, done.err

    assert prediction.read_text(encoding="utf-8").endswith(
        f"formerly: [{ID}, {NEW}, {ID}, {NEW}]\n"
    )
    checked = call("check", "--predictions", cited, "--as-of", "2024-06-01")
    assert "formerly" not in checked.out + checked.err


@pytest.mark.parametrize("asked", [ID, "vision-pro"])
def test_whoever_asks_for_the_old_id_is_told_the_new_one(call, cited, asked):
    assert call("rename", "vision-pro", "headset", "--predictions", cited).code == 0

    done = call("show", asked, "--predictions", cited)

    assert done.code == 2
    assert NEW in done.err


def test_what_names_it_names_the_new_id_and_nothing_else_changes(call, cited):
    call("rename", ID, NEW, "--predictions", cited)

    records = load_records(cited)
    assert all(one.problems == [] for one in records.readings.values())
    assert records.predictions[OTHER].same_event == [NEW]
    assert records.reviews["2024"].ids == [NEW, OTHER]
    assert "  - kandao-2024/headset  # 同一事件\n" in (cited / f"{OTHER}.yaml").read_text()
    assert (cited / "reviews" / "2024.yaml").read_text().startswith("# 年度复盘\n")


def test_a_comparison_with_the_commit_before_finds_no_loss(call, cited):
    git(cited.parent, "init", "--quiet")
    commit(cited.parent, "before")
    call("rename", ID, NEW, "--predictions", cited)
    call("rename", NEW, "kandao-2024/third", "--predictions", cited)

    done = call("check", "--against", "HEAD", "--predictions", cited, "--as-of", "2024-06-01")

    assert "prediction-removed" not in done.out + done.err
    assert load_records(cited).predictions["kandao-2024/third"].formerly == [ID, NEW]


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("two words", "cannot be an id"),
        ("nowhere-2024/headset", "unknown outlook"),
        ("other", "already there"),
        ("vision-pro", "already there"),
    ],
)
def test_a_name_that_cannot_be_given_changes_nothing(call, cited, prediction, new, said):
    before = prediction.read_bytes()

    done = call("rename", ID, new, "--predictions", cited)

    assert (done.code, said in done.err) == (2, True)
    assert prediction.read_bytes() == before
    assert len(list(cited.glob("*/*.yaml"))) == 4


@pytest.mark.parametrize("written", ["formerly: [a/b]", "formerly:\n  - a/b", "formerly: []"])
def test_an_older_id_stays_beside_it(call, folder, prediction, written):
    with prediction.open("a", encoding="utf-8") as stream:
        stream.write(f"{written}  # 旧 id\n")

    call("rename", ID, NEW, "--predictions", folder)

    record = load_records(folder).predictions[NEW]
    assert record.formerly == ["a/b", ID][-1 - ("a/b" in written) :]


def test_a_faulty_file_is_not_renamed(call, folder, prediction):
    prediction.write_text("claim：x\n", encoding="utf-8")

    assert call("rename", ID, NEW, "--predictions", folder).code == 2
    assert prediction.exists()


def test_a_file_that_somebody_writes_meanwhile_is_not_removed(call, cited, prediction, monkeypatch):
    def written_meanwhile(*arguments: object) -> object:
        with prediction.open("a", encoding="utf-8") as stream:
            stream.write("# 补充\n")
        return new_files(*arguments)

    monkeypatch.setattr("scorecard.editing.record_files.new_files", written_meanwhile)

    done = call("rename", ID, NEW, "--predictions", cited)

    assert (done.code, "changed since it was read" in done.err) == (2, True)
    assert prediction.read_text(encoding="utf-8").endswith("# 补充\n")


def test_what_names_it_and_is_written_meanwhile_stays(call, cited, monkeypatch):
    other = cited / f"{OTHER}.yaml"

    def written_meanwhile(*arguments: object) -> object:
        with other.open("a", encoding="utf-8") as stream:
            stream.write("# 补充\n")
        return new_files(*arguments)

    monkeypatch.setattr("scorecard.editing.record_files.new_files", written_meanwhile)

    assert call("rename", ID, NEW, "--predictions", cited).code == 2
    assert f"- {ID}  # 同一事件" in other.read_text(encoding="utf-8")
    assert other.read_text(encoding="utf-8").endswith("# 补充\n")


def test_a_renaming_that_is_refused_half_way_can_be_made_again(call, cited, tmp_path):
    before = {file: file.read_bytes() for file in cited.rglob("*.yaml")}
    second = tmp_path / "second"
    second.hardlink_to(cited / "reviews" / "2024.yaml")  # is not parted from its other name

    done = call("rename", ID, NEW, "--predictions", cited)

    assert (done.code, "nothing was written" in done.err) == (2, True)
    assert {file: file.read_bytes() for file in cited.rglob("*.yaml")} == before
    second.unlink()
    assert call("rename", ID, NEW, "--predictions", cited).code == 0


def test_a_file_that_holds_the_id_in_a_text_alone_is_left_alone(call, folder, write_prediction):
    other = write_prediction(OTHER, claim=f"{{en: As {ID} says., zh: 如 {ID} 所说。}}")
    before = other.read_bytes()

    done = call("rename", ID, NEW, "--predictions", folder)

    assert (done.code, other.read_bytes()) == (0, before)


def test_an_ending_typed_twice_names_one_file_everywhere(call, cited):
    done = call("rename", ID, "headset.yaml.yaml", "--predictions", cited)

    after = call("check", "--predictions", cited, "--as-of", "2024-06-01")
    assert (done.code, after.code, after.out.count("unknown")) == (0, 0, 0)
