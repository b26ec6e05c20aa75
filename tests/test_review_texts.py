"""The texts of the meeting's page stand in one list, in both languages, and the page asks for no other."""

import json
import re
from importlib.resources import files

import pytest

from scorecard.review.pages import ROOM_WAYS, TEXTS, answers_json, meeting_html
from scorecard.text import Language
from scorecard.verdicts import Verdict

STATIC = files("scorecard.review") / "static"
SCRIPT = (STATIC / "meeting.js").read_text(encoding="utf-8")
HAN = re.compile("[\u3001-\u303f\u4e00-\u9fff\uff01-\uff5e]")


@pytest.mark.parametrize("name", TEXTS)
def test_every_text_of_the_page_has_both_sides(name: str) -> None:
    en, zh = TEXTS[name].values()

    assert en.strip()
    assert zh.strip()
    if name != "language":  # names the other language
        assert not HAN.search(en)
        assert HAN.search(zh)
    assert en.count("{name}") == zh.count("{name}")


def test_every_key_is_explained_in_both_languages() -> None:
    held = re.search(r'application/json">(.*?)</script>', meeting_html("2024", Language.ENGLISH))
    assert held
    keys = json.loads(held[1])["keys"]
    assert all(
        one[part][to].strip() for one in keys for part in ("keys", "does") for to in Language
    )
    assert keys[0]["keys"]["en"] == f"1 – {len(Verdict)}"


def test_the_page_itself_holds_no_chinese() -> None:
    for name in ("meeting.js", "meeting.html", "meeting.css", "ballot.js", "ballot.css"):
        text = (STATIC / name).read_text(encoding="utf-8")
        assert not HAN.search(re.sub(r'"[^"]*font[^;]*;', "", text)), name


def test_the_script_asks_for_the_texts_of_the_list_and_for_all_of_them() -> None:
    asked = set(re.findall(r'\b(?:text\("|PAGE\.texts\.)(\w+)', SCRIPT))
    asked |= {"supports", "contradicts", "context"}
    page = (STATIC / "meeting.html").read_text(encoding="utf-8")
    asked |= set(re.findall(r'data-text="(\w+)"', page))
    asked |= set(re.findall(r"\bfilter_\w+", SCRIPT))
    asked |= {"anonymous", "named", "later_saved", "later_none"}  # chosen between
    asked |= {"opens_on", "judged_on"}  # in messages of the rules

    assert asked == set(TEXTS)


def test_the_page_carries_its_texts_and_closes_no_script_early() -> None:
    page = meeting_html("</script><b>", Language.CHINESE)

    assert page.startswith('<!doctype html>\n<html lang="zh-Hans">')
    assert "</script><b>" not in page
    assert "\\u003c/script>\\u003cb> 年度复盘" in page


def test_the_verdicts_of_the_page_are_those_of_the_table() -> None:
    listed = answers_json()[: len(Verdict)]

    assert [one["value"] for one in listed] == list(Verdict)
    assert [one["key"] for one in listed] == [str(1 + one.place) for one in Verdict]
    assert [one["mark"] for one in listed] == [one.row.mark for one in Verdict]
    assert listed[0]["criteria"] == {"en": "accurate if", "zh": "怎样算准确"}
    assert listed[Verdict.TOO_EARLY.place]["criteria"] is None


def test_the_keys_of_the_ways_to_decide_are_no_other_keys() -> None:
    keys = re.search(r"const KEYS = \{(.*?)\n\};", SCRIPT, flags=re.DOTALL)

    assert keys
    for key in ROOM_WAYS.values():
        assert f" {key}: " not in keys[1]
