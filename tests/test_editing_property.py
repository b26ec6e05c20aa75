"""Any valid file plus any edit reads back as the old record plus the edit; other bytes stay."""

import re
from datetime import date
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from editing_layouts import LISTS, block_file, flow_file, record_after
from scorecard.editing.edits import append, replace, take_back
from scorecard.editing.record_files import edit_prediction, edited, find_prediction
from scorecard.reading.record_reader import parse, read_record
from scorecard.reading.yaml_reader import Document
from scorecard.records import (
    Amendable,
    Amendment,
    Bilingual,
    Criteria,
    Evidence,
    JudgedVerdict,
    Rating,
    Window,
)
from scorecard.verdicts import Verdict

pytestmark = pytest.mark.slow

slow = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
        HealthCheck.filter_too_much,
    ],
)

ODD = [
    *["no", "12:30", "010", "2024", "2024-02-02", "null", "a: b", "a #b", "- x", "1e3", "0x1F"],
    *[
        ".inf",
        "~",
        "=",
        "<<",
        "a,b",
        "{x}",
        "|",
        "'",
        '"',
        "\\",
        "a\tb",
        "\u2028",
        "\x85",
        "\ufeff",
    ],
    *["y", "Off", "...", "---", "x:", "x\t# y", "1_000", "+1", "3,499 dollars", "?", "%x", "@x"],
    *["`x`", "a\r\nb", "\x1b", "“引用”：是的，对", "苹果开售"],
]


def is_text(text):
    """Whether the models take a text: not blank, nothing in it that cannot be seen."""
    try:
        Rating(rater=text, rated_on=date(2025, 1, 5), verdict="accurate")
    except ValidationError:
        return False
    return True


plain = st.one_of(st.text(st.characters(codec="utf-8"), min_size=1), st.sampled_from(ODD)).filter(
    is_text
)
texts = st.one_of(plain, st.builds(Bilingual, en=plain, zh=plain))
days = st.dates(date(1000, 1, 1), date(2999, 12, 31))
partial = st.one_of(
    st.none(), days.map(lambda day: day.isoformat()), st.sampled_from(["2024-02", "2024", "0999"])
)
verdict_words = st.sampled_from([one.value for one in Verdict])
entries = st.one_of(
    st.builds(JudgedVerdict, judged_on=days, verdict=verdict_words, by=plain, why=st.none() | texts,
              occurred_on=st.none() | days),
    st.builds(Evidence, published_on=partial, title=texts, publisher=st.none() | texts,
              url=st.sampled_from([None, "https://a.cn/x?a=1,2#b", "http://x"]), finding=texts,
              bears=st.sampled_from(["supports", "contradicts", "context"])),
    st.builds(Rating, rater=plain, rated_on=days, verdict=verdict_words, why=st.none() | texts),
    st.builds(Amendment, amended_on=days, field=st.sampled_from(Amendable), reason=texts),
)  # fmt: skip
replacements = st.one_of(
    st.builds(replace, st.just(Amendable.CLAIM), st.builds(Bilingual, en=plain, zh=plain)),
    st.builds(replace, st.just(Amendable.WINDOW),
              st.builds(Window, opens_on=days, closes_on=st.none() | days, stated=st.booleans())),
    st.builds(replace, st.just(Amendable.CRITERIA),
              st.builds(Criteria, accurate=texts, half_right=texts, inaccurate=texts)),
    st.builds(replace, st.just(Amendable.MADE_ON), days),
)  # fmt: skip


class Saved(NamedTuple):
    """How an editor saved a file."""

    mark: str
    newline: str
    is_ended: bool

    def text(self, pieces):
        """The end of a file."""
        text = "".join(pieces)
        return (text if self.is_ended else text.removesuffix("\n")).replace("\n", self.newline)


@pytest.fixture
def root(tmp_path):
    (tmp_path / "o").mkdir()
    return tmp_path


def write(root, text, saved):
    data = (saved.mark + saved.text([text])).encode()
    (root / "o" / "a.yaml").write_bytes(data)
    return data


def edited_bytes(root, edit):
    """The file's bytes after an edit, whether or not a rule would forbid it."""
    return edited(read_record(find_prediction(root, "o/a")), [edit])[0].data


def record_of(data):
    record, problems, _ = parse(Document(data.decode("utf-8-sig"), "a.yaml"), "prediction")
    assume(not problems)
    return record


saves = st.builds(
    Saved, st.sampled_from(["", "", "\ufeff"]), st.sampled_from(["\n", "\n", "\r\n"]), st.booleans()
)


@slow
@given(pieces=block_file(), entry=entries, saved=saves)
def test_an_entry_appended_to_any_block_file_leaves_every_other_byte(root, pieces, entry, saved):
    before = write(root, "".join(pieces.values()), saved)
    record = record_of(before)
    edit = append(entry)

    after = edited_bytes(root, edit)

    assert record_of(after) == record_after(record, edit)
    name = edit.key
    names = list(pieces)
    at = names.index(name)
    head = saved.mark + "".join(pieces[one] for one in names[:at]).replace("\n", saved.newline)
    tail = saved.text(pieces[one] for one in names[at + 1 :])
    if pieces[name]:
        assert after.decode().startswith(head)
        assert after.decode().endswith(tail)
        assert_lines_kept(before, after, name)
    else:
        assert_only_inserted(before, after)
    assert after.endswith(b"\n") == before.endswith(b"\n")


def assert_lines_kept(before, after, name):
    """Each old line is there in its order; the lines of a flow or empty list may have grown."""
    new = iter(after.decode().splitlines())
    for line in before.decode().splitlines():
        kept = line.rstrip().removesuffix("[]").removesuffix("[ ]").rstrip()
        for other in new:
            if other == line or is_grown(kept, other, line, name):
                break
        else:
            raise AssertionError(line)


def is_grown(kept, other, line, name):
    """Whether a line is an old one with text put in."""
    if "[" in line or "]" in line or "{" in line or name in line:
        letters = iter(other)
        short = re.sub(r"\s*\[\s*\]", "", kept) if re.search(r"\[\s*\]", kept) else kept
        return all(letter in letters for letter in short)
    return False


def assert_only_inserted(before, after):
    """The new bytes are the old ones with one span put in."""
    old, new = before.decode(), after.decode()
    at = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    assert new.endswith(old[at:])


@slow
@given(text=flow_file(), entry=entries, saved=saves)
def test_an_entry_appended_to_any_file_in_braces_only_inserts(root, text, entry, saved):
    before = write(root, text, saved)
    record = record_of(before)

    after = edited_bytes(root, append(entry))

    assert record_of(after) == record_after(record, append(entry))
    letters = iter(after)
    assert all(letter in letters for letter in before)


@slow
@given(pieces=block_file(), edit=replacements, saved=saves)
def test_a_value_replaced_in_any_block_file_leaves_every_other_key(root, pieces, edit, saved):
    before = write(root, "".join(pieces.values()), saved)
    record = record_of(before)

    after = edited_bytes(root, edit)

    assert record_of(after) == record_after(record, edit)
    names = list(pieces)
    at = names.index(edit.key)
    head = saved.mark + "".join(pieces[one] for one in names[:at]).replace("\n", saved.newline)
    if pieces[edit.key]:
        assert after.decode().startswith(head)
        assert after.decode().endswith(saved.text(pieces[one] for one in names[at + 1 :]))
    else:
        assert_only_inserted(before, after)


@slow
@given(text=flow_file(), edit=replacements, saved=saves)
def test_a_value_replaced_in_any_file_in_braces_reads_back(root, text, edit, saved):
    record = record_of(write(root, text, saved))

    after = edited_bytes(root, edit)

    assert record_of(after) == record_after(record, edit)


@slow
@given(file=st.one_of(block_file(), flow_file()), saved=saves)
def test_a_verdict_taken_back_leaves_the_bytes_of_before(root, file, saved):
    text = file if isinstance(file, str) else "".join(file.values())
    before = write(root, text, saved)
    record = record_of(before)
    verdict = JudgedVerdict(judged_on=date(2026, 1, 5), verdict="accurate", by="review-2025")
    (root / "o" / "a.yaml").write_bytes(edited_bytes(root, append(verdict)))

    after = edited_bytes(root, take_back("review-2025"))

    assert record_of(after) == record
    has_list = (text.startswith("{") and "verdicts" in text) or (
        file["verdicts"] if isinstance(file, dict) else ""
    )
    if has_list:
        assert after.replace(b" ", b"") == before.replace(b" ", b"")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_is_missing_is_added_at_the_end(root, name):
    head = (
        "claim: {en: a, zh: b}\ndomain: d\nattributed_to: x\nmade_on: 2023-12-31\n"
        "window: {opens_on: 2024-01-01, closes_on: null, stated: true}\nspecificity: vague\n"
    )
    write(root, head, Saved("", "\n", is_ended=True))
    entry = {
        "evidence": Evidence(
            published_on=None, title="t", publisher=None, url=None, finding="f", bears="context"
        ),
        "verdicts": JudgedVerdict(judged_on=date(2025, 1, 8), verdict="unresolvable", by="desk"),
        "ratings": Rating(rater="lin", rated_on=date(2025, 1, 8), verdict="accurate"),
        "amendments": Amendment(amended_on=date(2025, 1, 8), field="claim", reason="r"),
    }[name]

    after = edit_prediction(root, "o/a", [append(entry)]).reading.data

    assert after.decode().startswith(f"{head}{name}:\n  - ")
