"""Chinese and English are equals: no text lacks a side, in every text of the program."""

import re

from texts import all_pairs

PAIRS = all_pairs()
_HAN = re.compile(r"[\u4e00-\u9fff]")


def test_the_proofreader_is_shown_many_pairs():
    assert len(PAIRS) > 500


def test_no_text_lacks_a_side():
    lacking = [pair for pair in PAIRS if bool(pair.en.strip()) is not bool(pair.zh.strip())]

    assert lacking == []


def test_a_chinese_side_is_chinese():
    """Signs, numbers and names may be the same in both."""
    same = [
        pair for pair in PAIRS if pair.en == pair.zh and re.search(r"[a-z]{4,} [a-z]{3,}", pair.en)
    ]

    assert same == []


def test_full_width_punctuation_ends_chinese_sentences():
    """A sentence that begins in Chinese does not end in an ASCII full stop or comma."""
    wrong = [
        pair
        for pair in PAIRS
        if _HAN.match(pair.zh) and re.search(r"[\u4e00-\u9fff][.,;!?]", pair.zh)
    ]

    assert wrong == []
