"""Chinese and English are equals: no text lacks a side, and one word stands for one thing."""

import re
from functools import cache

import pytest

from scorecard.text import display_width, in_one_line, look_alike, wrapped
from texts import SOURCE, all_pairs, chinese_sentences

_HAN = re.compile(r"[\u4e00-\u9fff]")
_OLD_WORDS = {
    "说法": "预测",
    "论断": "预测",
    "时间窗": "期限",
    "时限": "期限",
    "窗口": "期限",
    "成真": "应验",
    "迟到": "过期应验",
    "准确率": "得分率",
    "算错": "落空",
    "严格": "从严",
    "宽松": "从宽",
    "合并估计": "收缩估计",
    "上下界": "上下限",
    "无法区分": "分不出高下",
    "记录摘要": "数据指纹",
    "语气词": "情态词",
    "缩放定律": "规模定律",
    "评分人": "评议人",
    "顺延": "留待下次",
    "作出于": "提出日期",
    "发表于": "提出日期",
    "说话人": "提出者",
    "没有写 null": "若没有，写 null",
}
"""Words of the glossary's last column, with what stands for them."""

_ALLOWED = {("窗口", "别的窗口"), ("成真", "读成真假值")}
"""A window of a screen is no window of a claim; 真假 is a word of its own."""


_WITHOUT_ENGLISH = {
    "别的程序正打开着；请先在那里关闭再试",  # the system says it in English
    "苹果会在 2024 年内开售 Vision Pro。",  # an example of a claim
    "# 年度复盘。开会之前可以增减清单里的 id；顺序保持不变。",  # lines of a file, below the English ones
    "UTF-8; days are YYYY-MM-DD. UTF-8 编码，日期为年-月-日。",
}


@pytest.mark.slow
def test_the_proofreader_is_shown_many_pairs():
    assert len(all_pairs()) > 1500


@pytest.mark.slow
def test_no_chinese_sentence_is_kept_from_the_proofreader():
    shown = "\n".join(pair.zh for pair in all_pairs())
    loose = {text for file in SOURCE.rglob("*.py") for text in chinese_sentences(file)}

    assert {text for text in loose if text not in shown} == _WITHOUT_ENGLISH


@pytest.mark.slow
def test_no_text_lacks_a_side():
    lacking = [pair for pair in all_pairs() if bool(pair.en.strip()) is not bool(pair.zh.strip())]

    assert lacking == []


def test_a_chinese_side_is_chinese():
    """Signs, numbers and names may be the same in both."""
    same = [
        pair
        for pair in all_pairs()
        if pair.en == pair.zh and re.search(r"[a-z]{4,} [a-z]{3,}", pair.en)
    ]

    assert same == []


def _old_words(text):
    for old in _OLD_WORDS:
        rest = text
        for word, allowed in _ALLOWED:
            if word == old:
                rest = rest.replace(allowed, "")
        if old in rest:
            yield old


@cache
def _uses_of_old_words():
    """Where each replaced word is still used, looked for once."""
    found = {old: [] for old in _OLD_WORDS}
    for pair in all_pairs():
        for old in _old_words(pair.zh):
            found[old].append(f"{pair.file}:{pair.line} {pair.zh}")
    return found


@pytest.mark.parametrize("old", _OLD_WORDS)
def test_a_word_that_the_glossary_replaced_is_nowhere(old):
    assert _uses_of_old_words()[old] == [], f"say {_OLD_WORDS[old]}"


_FILES = [
    file
    for file in sorted(SOURCE.rglob("*.*"))
    if file.suffix
    in {".css", ".gitignore", ".html", ".js", ".json", ".md", ".toml", ".yaml", ".yml"}
]


@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.name)
def test_templates_and_starter_files_keep_to_the_glossary(file):
    assert list(_old_words(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("name", ["Ｌｉn", "Ｌｉ", "ｉ 公司"])
def test_a_name_in_full_width_letters_is_told_as_such(name):
    why = look_alike(name)

    assert why.en == "its letter `ｉ` is full-width; type it as an ASCII letter"
    assert why.zh == "字母 `ｉ` 是全角的；请改用半角"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("un café\nété", "un café été"),
        ("он\nсказал", "он сказал"),
        ("안녕\n하세요", "안녕 하세요"),
        ("he said…\n“so”", "he said… “so”"),
        ("四家“厂商”\n“上市”", "四家“厂商”“上市”"),
        ("四家厂商，\nApple", "四家厂商，Apple"),
        ("四家厂商\nApple", "四家厂商 Apple"),
    ],
)
def test_only_lines_of_chinese_join_without_a_blank(text, line):
    assert in_one_line(text) == line


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("智能体进入「手机」里", 12, ["智能体进入", "「手机」里"]),
        ("智能体进手机』里", 12, ["智能体进手", "机』里"]),
        ("智能体进入手机……", 14, ["智能体进入手", "机……"]),
    ],
)
def test_a_mark_is_not_parted_from_what_it_opens_or_closes(text, columns, lines):
    assert wrapped(text, columns) == lines


@pytest.mark.parametrize(
    "text", ["cafe\N{COMBINING ACUTE ACCENT}", "\N{ZERO WIDTH JOINER}caf\u00e9"]
)
def test_what_is_drawn_over_another_character_takes_no_column(text):
    assert display_width(text) == 4


@pytest.mark.parametrize("name", ["佐々木 Ken", "OpenAI スクール", "〆木 lin"])
def test_a_japanese_name_beside_latin_letters_mixes_no_alphabets(name):
    assert look_alike(name) is None


def test_full_width_punctuation_ends_chinese_sentences():
    """A sentence that begins in Chinese does not end in an ASCII full stop or comma."""
    wrong = [
        pair
        for pair in all_pairs()
        if _HAN.match(pair.zh) and re.search(r"[\u4e00-\u9fff][.,;!?]", pair.zh)
    ]

    assert wrong == []
