"""What is told of a slip that the parser notices further down: one problem, in the line of the slip.

Each slip is made at every line of good files where it can be; its hint, followed, mends the file.
"""

import re

import pytest

from scorecard.reading import hints
from scorecard.reading.record_reader import parse
from scorecard.reading.yaml_reader import Document
from test_hints_lists import AMENDMENTS, BASE, ITEMS, PRIORS, RATINGS, REVIEW, indent_of

BILINGUAL = """\
claim:
  en: >-
    Apple puts Vision Pro on sale during 2024: in shops, not only
    by order.
  zh: 苹果会在 2024 年内开售 Vision Pro。
""" + BASE[BASE.index("domain:") :].replace(
    "    why: Sold in the US from 2 February 2024.\n",
    "    why:\n      en: >-\n        Sold in the US: Apple's own shops\n        had it.\n"
    "      zh: 已在美国开售。\n",
)
FILES = [
    ("prediction", BILINGUAL + RATINGS + PRIORS + AMENDMENTS),
    ("outlook", ITEMS),
    ("review", REVIEW),
]
KEY = re.compile(r"(\s*(?:- )?)([a-z_]+):(?: (.*))?")


def lines_of(pattern: str):
    """Every line of the files that fits a pattern, with the kind of the file, its lines and the row."""
    return [
        pytest.param(kind, text.split("\n"), row, id=f"{kind}:{row + 1}:{line.strip()[:20]}")
        for kind, text in FILES
        for row, line in enumerate(text.split("\n"))
        if re.fullmatch(pattern, line)
    ]


def read(kind: str, lines: list[str]):
    """The record of some lines, and what is wrong with them."""
    return parse(Document("\n".join(lines), "a.yaml"), kind)[:2]


def only_problem(kind: str, lines: list[str], row: int):
    """The one problem of some lines, which is in a row."""
    record, found = read(kind, lines)
    assert record is None
    assert len(found) == 1, found
    assert found[0].line == row + 1
    assert re.search("[\u4e00-\u9fff]", found[0].hint.zh)
    return found[0]


def changed(lines: list[str], row: int, *new: str) -> list[str]:
    return [*lines[:row], *new, *lines[row + 1 :]]


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "lines", "row"), lines_of(r"\s*(- )?[a-z_]+: [^\[{>].*"))
@pytest.mark.parametrize("mark", ['"', "'"])
def test_a_quotation_mark_that_is_not_closed_is_told_where_it_is_opened(kind, lines, row, mark):
    before, key, value = KEY.fullmatch(lines[row]).groups()
    if mark in value:
        return

    found = only_problem(kind, changed(lines, row, f"{before}{key}: {mark}{value}"), row)

    assert found.column == len(f"{before}{key}: ") + 1
    assert found.hint.en == "Close it with the same quote."


@pytest.mark.parametrize("mark", ['"', "'"])
def test_a_mark_before_a_text_of_several_lines_is_told_where_it_is_opened(mark):
    lines = BASE.replace("why: Sold in", f"why: {mark}Sold\n      in\n\n     ").split("\n")
    row = next(n for n, line in enumerate(lines) if mark in line)

    found = only_problem("prediction", lines, row)

    assert found.column == len("    why: ") + 1


@pytest.mark.parametrize(("kind", "lines", "row"), lines_of(r"\s*(- )?[a-z_]+: [\[{].*"))
def test_a_bracket_that_is_not_closed_is_told_where_it_is_opened(kind, lines, row):
    found = only_problem(kind, changed(lines, row, lines[row][:-1]), row)

    assert found.hint.en == "Close it with } or ], part values with `, `."


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "lines", "row"), lines_of(r"\s*(- )?[a-z_]+: [^\[{>].*"))
@pytest.mark.parametrize("note", ["TODO check this", "待查"])
def test_a_stray_note_is_told_to_be_a_comment_or_to_go_on_the_text_above(kind, lines, row, note):
    for indent in (0, indent_of(lines[row])):
        slip = [*lines[: row + 1], " " * indent + note, *lines[row + 1 :]]
        record, _ = read(kind, slip)
        if record is not None:  # the text above goes on in it, as YAML has it
            assert note in "\n".join(map(str, record.model_dump().values()))
            continue

        found = only_problem(kind, slip, row + 1)

        if goes_on := re.match(
            r"If it belongs to the text above, indent it by (\d+) ", found.hint.en
        ):
            mended = changed(slip, row + 1, " " * int(goes_on[1]) + note)
        else:
            assert found.hint.en.startswith("If it is a note, begin it with `# `")
            mended = changed(slip, row + 1, f"# {note}")
        assert read(kind, mended)[0] is not None


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "lines", "row"), lines_of(r"\s*(- )?[a-z_]+: [^\[{>].*"))
def test_a_note_with_a_colon_is_told_in_its_own_line(kind, lines, row):
    slip = [*lines[: row + 1], "备注: 待查", *lines[row + 1 :]]

    found = only_problem(kind, slip, row + 1)

    is_key = found.rule == "unknown-key"
    assert is_key or found.hint.en.startswith("If it is a note, begin it with `# `")
    assert read(kind, changed(slip, row + 1, "# 备注: 待查"))[0] is not None


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "lines", "row"), lines_of(r" *- [a-z_]+: .*"))
def test_an_item_with_two_blanks_behind_its_hyphen_is_told_to_have_one(kind, lines, row):
    slip = changed(lines, row, lines[row].replace("- ", "-  ", 1))

    found = only_problem(kind, slip, row)

    assert found.hint.en == f"Write `{lines[row].strip()}`."


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "lines", "row"), lines_of(r" *- (?!judged)[a-z_]+: .*"))
@pytest.mark.parametrize("n_more", [-2, -1, 1, 2, 4])
def test_an_item_whose_further_lines_have_another_indent_is_told_once(kind, lines, row, n_more):
    indent = indent_of(lines[row]) + 2
    end = next(n for n in range(row + 1, len(lines)) if indent_of(lines[n]) < indent)
    rest = [" " * (indent_of(line) + n_more) + line.lstrip() for line in lines[row + 1 : end]]

    found = only_problem(kind, [*lines[: row + 1], *rest, *lines[end:]], row + 1)

    assert (found.column, found.hint) == (indent + n_more + 1, hints.hint("rest", indent + 1))


@pytest.mark.parametrize("n_less", [1, 2])
@pytest.mark.parametrize("part", [slice(1, 3), slice(2, 4), slice(1, 4, 2), slice(2, None)])
@pytest.mark.parametrize(
    ("kind", "lines", "row"), lines_of(r" *- (published_on|amended_on|rater|id): .*")
)
def test_some_lines_of_an_item_that_begin_left_of_the_others_are_told_once(
    kind, lines, row, part, n_less
):
    end = next(
        n for n in range(row + 1, len(lines)) if indent_of(lines[n]) <= indent_of(lines[row])
    )
    moved = [n for n in range(row, end)[part] if indent_of(lines[n]) == 4]
    slip = [one[n_less:] if n in moved else one for n, one in enumerate(lines)]

    found = only_problem(kind, slip, moved[0])

    assert found.column == 5 - n_less
    assert found.hint in {hints.hint("rest", 5), hints.hint("indent", hints.spaces(4))}
    assert (found.hint == hints.hint("rest", 5)) == (len(moved) > 1)


def test_lines_of_an_item_at_the_margin_above_its_others_are_told_once():
    item = "  - published_on: 2024-02-02\n    title: Sold\n    publisher: Apple\n    url: https://a.org\n"
    slip = item.replace("    title", "title").replace("    publisher", "publisher")
    text = BASE.replace(
        "evidence:\n", f"evidence:\n{slip}    finding: On sale.\n    bears: supports\n"
    )

    found = only_problem(
        "prediction", text.split("\n"), text[: text.index("\ntitle:")].count("\n") + 1
    )

    assert (found.column, found.hint) == (1, hints.hint("rest", 5))


OWN_LINE = re.compile(r"Put `(.*)` on a line of its own, indented by (\d+) spaces\.")


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "lines", "row"), lines_of(r"\s*(- )?[a-z_]+:.*"))
def test_what_was_joined_to_a_line_is_told_to_stand_on_its_own(kind, lines, row):
    below = lines[row + 1]
    joined = f"{lines[row]} {below.strip()}"
    slip = [*lines[:row], joined, *lines[row + 2 :]]
    good, (record, _) = read(kind, lines)[0], read(kind, slip)
    if record is not None:
        assert (
            record == good or ": " not in below
        )  # a value in the line of its key, a text that goes on
        return

    found = only_problem(kind, slip, row)

    if asked := OWN_LINE.fullmatch(found.hint.en):
        assert found.column == len(joined) - len(below.strip()) + 1
        assert below.strip().startswith(asked[1].rstrip("…"))
        assert (
            read(
                kind,
                [*slip[:row], lines[row], " " * int(asked[2]) + below.strip(), *slip[row + 1 :]],
            )[0]
            == good
        )
    else:
        assert lines[row].endswith(">-")
        assert found.hint.en == "Write `>-` alone in its line, and the text in the lines below it."


def test_a_text_that_names_a_key_of_its_mapping_that_is_there_is_told_to_be_quoted():
    text = BASE.replace("title: Vision Pro in shops", "title: Vision Pro, publisher: Apple")

    _, (found,) = read("prediction", text.split("\n"))

    assert found.hint.en == 'Quote it: "Vision Pro, publisher: Apple".'


def test_a_text_that_names_a_key_of_no_mapping_around_it_is_told_to_be_quoted():
    text = BASE.replace("title: Vision Pro in shops", "title: Vision Pro, rater: Apple")

    _, (found,) = read("prediction", text.split("\n"))

    assert found.hint.en == 'Quote it: "Vision Pro, rater: Apple".'


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "lines", "row"), lines_of(r"\s*(- )?[a-z_]+:.*"))
def test_a_key_without_its_colon_or_space_is_told_in_its_own_line(kind, lines, row):
    before, key, value = KEY.fullmatch(lines[row]).groups()
    for slip in (
        (f"{before}{key} {value}", f"{before}{key}:{value}", f"{before}{key} :{value}")
        if value
        else (f"{before}{key}",)
    ):
        found = only_problem(kind, changed(lines, row, slip), row)

        assert found.hint.en.startswith(("Write `", "Type `")) or key == "en"


@pytest.mark.parametrize("colon", ["：", ":"])
@pytest.mark.parametrize(
    ("first", "n_lines"),
    [("  - judged_on", 3), ("    verdict: ", 2), ("  - published_on", 6), ("    title", 3), ("domain", 2)],
)  # fmt: skip
def test_one_slip_in_keys_below_one_another_is_told_for_them_all(first, n_lines, colon):
    lines = (BILINGUAL + RATINGS).split("\n")
    top = next(n for n, line in enumerate(lines) if line.startswith(first))
    rows = range(top, top + n_lines)
    slip = [one.replace(": ", colon, 1) if n in rows else one for n, one in enumerate(lines)]

    found = read("prediction", slip)[1]

    if found[0].rule == "fullwidth-colon":
        assert [(one.rule, one.line - 1) for one in found] == [("fullwidth-colon", n) for n in rows]
    else:
        typed = f"Write `{lines[top].strip()}`, and so each key below it, to line {top + n_lines}."
        assert [(one.line - 1, one.hint.en) for one in found] == [(top, typed)]


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "lines", "row"), lines_of(r"\s*[a-z_]+:(?! >-).*"))
def test_a_key_at_another_indent_is_told_once_and_its_hint_mends_the_file(kind, lines, row):
    good, own = read(kind, lines)[0], indent_of(lines[row])
    for by in (-3, -2, -1, 1, 2, 3, 4):
        if own + by < 0:
            continue
        slip = changed(lines, row, " " * (own + by) + lines[row].strip())
        record, found = read(kind, slip)
        if record is not None:  # in a list or mapping of its own, YAML takes any indent
            continue

        assert len(found) == 1, (by, found)
        at, hint = found[0].line - 1, found[0].hint.en
        if asked := re.fullmatch(r"Indent the line by (\d+) spaces, like those beside it\.", hint):
            slip[at] = " " * int(asked[1]) + slip[at].strip()
            assert read(kind, slip)[0] == good, (by, hint)
        elif hint == "Delete the spaces before it.":
            slip[at] = slip[at].strip()
            assert read(kind, slip)[0] == good, (by, hint)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "lines", "row"), lines_of(r"\s*[a-z_]+:.*"))
def test_a_line_that_is_there_twice_is_told_once(kind, lines, row):
    found = only_problem(kind, [*lines[:row], lines[row], *lines[row:]], row + 1)

    assert found.rule == "duplicate-key"


@pytest.mark.parametrize("notes", [["# 待查"], ["    # 待查"], ["    # one", "    # two"]])
@pytest.mark.parametrize("text", [" >-\n    Apple puts", " Apple puts", "\n    Apple puts"])
def test_a_comment_that_ends_a_text_is_told_to_be_deleted(text, notes):
    slip = BILINGUAL.replace(" >-\n    Apple puts", text, 1).replace("2024: in", "2024, in", 1)
    lines = slip.split("\n")
    row = lines.index("    by order.")
    with_notes = [*lines[:row], *notes, *lines[row:]]
    if text.startswith(" >-") and notes[0].startswith(" "):
        assert not read("prediction", with_notes)[1]  # part of the text
        return

    found = only_problem("prediction", with_notes, row)

    assert found.hint.en == "Delete the line: a comment ends the text above it."


@pytest.mark.parametrize("sign", [">- ", "| ", ">-,", "@>-"])
def test_a_sign_of_a_block_with_something_beside_it_is_told_to_stand_alone(sign):
    lines = BILINGUAL.replace("  en: >-\n    Apple", f"  en: {sign}\n    Apple", 1).split("\n")
    lines[1] += "Apple" if sign.endswith(" ") else ""

    found = only_problem("prediction", lines, 1)

    assert found.column == len("  en: ") + 1
    assert found.hint.zh == f"`{sign.strip('@, ')}` 单独占行尾，文本从下一行写起。"


def test_a_text_that_goes_on_with_a_colon_is_told_in_its_own_line():
    lines = BASE.replace("    kind: press\n", "    kind: press\n      Note: as of May\n", 1).split(
        "\n"
    )
    row = lines.index("      Note: as of May")

    found = only_problem("prediction", lines, row)

    assert found.hint.en == 'Quote the text: "…: …", or align the key with its neighbors.'


def test_lines_that_no_mend_makes_a_record_are_told_once():
    record, (found,) = read("prediction", ["A", "-0"])

    assert record is None
    assert (found.rule, found.line, found.column) == ("missing-space", 2, 1)


@pytest.mark.parametrize("blank", ["\u3000", "\u3000\u3000", "\u00a0"])
def test_an_item_behind_wide_blanks_is_told_to_have_spaces(blank):
    text = BASE.replace("  - published_on: 2024-03\n", f"{blank}- published_on: 2024-03\n")

    _, (found,) = read("prediction", text.split("\n"))

    assert (found.rule, found.column) == ("fullwidth-space", 1)


SPECIAL_BLANKS = ("\u00a0", "\u202f", "\u2002", "\u2009", "\u200b")
"""Each line of the tests below gets the next of them."""


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "lines", "row"), lines_of(r"\s*(- )?\w+:.*"))
def test_a_special_blank_behind_a_colon_is_told_in_its_place(kind, lines, row):
    blank = SPECIAL_BLANKS[row % len(SPECIAL_BLANKS)]
    key, _, value = lines[row].partition(": ")
    key = key.removesuffix(":")

    found = only_problem(kind, changed(lines, row, f"{key}:{blank}{value}"), row)

    assert (found.rule, found.column) == ("fullwidth-space", len(key) + 2)
    assert found.hint.en == "Type an ASCII space."
    assert found.message.zh.startswith(("这里不能用特殊空格", "这里不能用不换行空格"))


@pytest.mark.parametrize(("kind", "lines", "row"), lines_of(r"    \w+: \w.*"))
def test_an_indent_of_special_blanks_is_told_to_be_of_ascii_ones(kind, lines, row):
    blank = SPECIAL_BLANKS[1 + row % 2]
    found = only_problem(kind, changed(lines, row, 4 * blank + lines[row].strip()), row)

    assert (found.rule, found.column) == ("fullwidth-space", 1)


@pytest.mark.parametrize("key", ["bears", "verdicts", "made_on"])
def test_a_key_in_a_mapping_inside_its_own_is_told_once(key):
    lines = BILINGUAL.replace(
        "    finding: On sale in US shops from 2 February 2024 at 3,499 dollars.\n",
        "    finding:\n      en: On sale.\n      zh: 开售。\n",
    ).split("\n")
    row = next(n for n, line in enumerate(lines) if line.strip().startswith(f"{key}:"))
    inside = {"bears": 6, "verdicts": 4, "made_on": 2}[key]
    before = lines[row - 1 :: -1]
    if key == "made_on":
        lines[row - 1] = "hedge:\n  word: 将\n  strength: will"
    slip = changed(lines, row, " " * inside + lines[row].strip())
    assert before

    _, found = read("prediction", slip)

    assert len(found) == 1
    assert found[0].hint.en in {
        "Indent the line by 4 spaces, like those beside it.",
        "Delete the spaces before it.",
    }


def test_two_keys_in_a_mapping_inside_their_own_are_told_once_with_what_else_is_wrong():
    text = BASE.replace(
        "    finding: On sale in US shops from 2 February 2024 at 3,499 dollars.\n    bears: supports\n",
        "    finding:\n      en: On sale.\n      zh: 开售。\n      bears: supports\n      seen: excerpt\n",
    ).replace("verdict: accurate", "verdict: acurate")

    _, found = read("prediction", text.split("\n"))

    assert [one.rule for one in found] == ["yaml-syntax", "unknown-value"]
    assert found[0].hint == hints.hint("rest", 5)


def test_a_key_that_would_break_the_mapping_around_it_stays_where_it_is():
    text = BASE.replace(
        "    finding: On sale in US shops from 2 February 2024 at 3,499 dollars.\n    bears: supports\n",
        "    finding:\n      en: On sale.\n      bears: supports\n      zh: 开售。\n",
    )

    _, found = read("prediction", text.split("\n"))

    assert [(one.rule, one.line) for one in found] == [("unknown-key", 27)]
    assert found[0].hint == hints.hint("beside", "finding")


def test_notes_of_several_lines_are_told_at_the_first():
    found = only_problem("prediction", ["TODO check", "this claim", *BASE.split("\n")], 0)

    assert found.hint.en.startswith("If it is a note")


def test_the_search_ends_where_no_change_lets_the_parser_go_on():
    _, found = read("review", ["opene2025-01-08", "#aters:edictions:", "  - a/b:   - a/c", ""])

    assert [one.rule for one in found] == ["yaml-syntax"] * len(found)
    assert len(found) <= 3


def test_a_record_that_begins_as_an_item_of_a_list_is_told_to_be_none():
    found = only_problem("prediction", f"- {BASE}".split("\n"), 0)

    assert found.hint.en == "Delete the `- `."


def test_a_key_that_a_text_above_has_swallowed_is_told_where_it_is():
    lines = BILINGUAL.replace(
        "    finding: On sale in US shops from 2 February 2024 at 3,499 dollars.\n    bears: supports\n",
        "    finding: >-\n      On sale in US shops.\n      bears: supports\n",
    ).split("\n")

    found = only_problem("prediction", lines, lines.index("      bears: supports"))

    assert found.column == 7
    assert found.hint.en == "Indent the line by 4 spaces, like those beside it."


def test_a_value_below_a_text_is_quoted_and_not_made_part_of_it():
    text = BASE.replace(
        "    finding: No date of sale outside the US is known.\n    bears: contradicts\n",
        "    finding: >-\n      No date of sale is known.\n    bears: *contradicts*\n",
    )

    found = only_problem("prediction", text.split("\n"), text.count("\n", 0, text.index("*contra")))

    assert found.hint.en == "Did you mean `contradicts`?"


@pytest.mark.slow
@pytest.mark.parametrize("left", ["[]  # none yet", "[]\n  # none yet", "【】", "无", '""', "见下"])
@pytest.mark.parametrize(("kind", "lines", "row"), lines_of(r"\s*(?!claim|raters|predictions)\w+:"))
def test_what_is_left_behind_the_key_of_a_list_or_a_mapping_is_told_to_be_deleted(
    kind, lines, row, left
):
    found = only_problem(kind, changed(lines, row, f"{lines[row]} {left}"), row)

    shown = left.partition("#")[0].strip()
    assert found.column == len(lines[row]) + 2
    assert found.hint.en == f"Delete the `{shown}`: what belongs to the key follows below it."


def test_a_text_with_more_indented_below_it_is_not_told_to_be_deleted():
    text = BASE.replace("    finding: On sale", "    finding: 要点：\n      - 第一点: On sale")

    found = parse(Document(text, "a.yaml"), "prediction").problems

    assert not any("Delete the `要点：`" in one.hint.en for one in found)


@pytest.mark.parametrize("below", ["en", "zh"])
@pytest.mark.parametrize("value", ["In the US.", '"In: the US."', "In\n{}the US."])
@pytest.mark.parametrize(
    ("kind", "lines", "row"),
    lines_of(r"\s*(- )?(accurate|finding|reason|question|note|publisher): [^\d>{].*"),
)
def test_a_text_above_its_translation_is_told_to_have_a_line_of_its_own(
    kind, lines, row, value, below
):
    before, key, _ = KEY.fullmatch(lines[row]).groups()
    inner = " " * (len(before) + 2)
    value = value.format(inner)
    slip = f"{before}{key}: {value}\n{inner}{below}: >-\n{inner}  已在美国开售。"

    found = only_problem(kind, "\n".join(changed(lines, row, slip)).split("\n"), row)

    other = "zh" if below == "en" else "en"
    typed = f"{other}: {' '.join(value.split())}"
    assert found.column == len(f"{before}{key}: ") + 1
    assert found.hint == hints.hint("own-line", typed, hints.spaces(len(inner)))
    mended = slip.replace(f" {value}", f"\n{inner}{typed}")
    assert read(kind, "\n".join(changed(lines, row, mended)).split("\n"))[1] == []


@pytest.mark.parametrize(
    "above", ["claim:", "judges:\n  - id: lin\n    en: Lin\n    zh: 林\n    kind: model\n    note:"]
)
def test_the_text_of_a_claim_or_a_note_above_its_translation_is_not_told_to_be_deleted(above):
    indent = " " * (indent_of(above.split("\n")[-1]) + 2)
    rest = BASE[BASE.index("domain:") :] if above == "claim:" else ""
    kind = "prediction" if rest else "scorecard"

    found = only_problem(
        kind, f"{above} A model.\n{indent}zh: 模型。\n{rest}".split("\n"), above.count("\n")
    )

    assert found.hint == hints.hint("own-line", "en: A model.", hints.spaces(len(indent)))


@pytest.mark.parametrize(
    "second", ["rater: lin, {}, verdict: accurate", "rater: lin, verdict: accurate, {}"]
)
@pytest.mark.parametrize("again", ["rater: mei", 'rater: "mei, su"'])
def test_a_second_key_in_braces_does_not_empty_its_list(second, again):
    item = f"  - {{rated_on: 2024-03-01, {second.format(again)}}}"

    found = only_problem(
        "prediction", [*BASE.rstrip().split("\n"), "ratings:", item], BASE.count("\n") + 1
    )

    assert (found.rule, found.column) == ("duplicate-key", item.index(again) + 1)


TEXTS = [
    "why: Sold in the US\n      (see: page 2).",
    "why: Sold: in the US\n      in shops.",
    'why: Sold: in the "US"\n      in\n\n      shops.',
    "why:\n      three or more makers: Apple,\n      Meta, Oppo",
    "why: 两点，2024 年：\n      - 甲: 缺货\n      - 乙: 推迟",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_of_several_lines_with_a_colon_is_told_to_be_quoted_whole(text):
    lines = BASE.replace("why: Sold in the US from 2 February 2024.", text).split("\n")
    first = next(n for n, line in enumerate(lines) if "    why:" in line) + text.startswith(
        "why:\n"
    )
    last = first + text.count("\n") - text.startswith("why:\n")

    found = only_problem("prediction", lines, first)

    assert found.hint.en == f"Quote the whole text, from here to the end of line {last + 1}."
    mark = "'" if '"' in text else '"'
    lines[first] = lines[first][: found.column - 1] + mark + lines[first][found.column - 1 :]
    lines[last] += mark
    why = read("prediction", lines)[0].verdicts[-1].why
    assert re.sub(r"\W", "", why) == re.sub(r"\W", "", text[4:])


@pytest.mark.parametrize(
    "text",
    [
        "why: Sold # in the US\n      in: shops.",
        "why: &a Sold\n      in: shops.",
        "verdict: accurate\n      in: shops.",
        "why: Sold in the US\n      by: desk",
    ],
)
def test_what_is_no_text_of_several_lines_is_not_told_to_be_quoted(text):
    lines = BASE.replace("why: Sold in the US from 2 February 2024.", text).split("\n")

    _, found = read("prediction", lines)

    assert found
    assert not any("to the end of line" in one.hint.en for one in found)


@pytest.mark.parametrize("sign", ["|", ">-"])
@pytest.mark.parametrize("indent", ["", "   "])
def test_a_line_with_a_colon_that_left_its_block_is_told_its_indent(sign, indent):
    block = f"finding: {sign}\n      甲说。\n{indent}原因: 缺货，\n      很多。"
    lines = BASE.replace("finding: On sale", block, 1).split("\n")
    assert lines != BASE.split("\n")

    found = only_problem("prediction", lines, lines.index(f"{indent}原因: 缺货，"))

    assert found.hint.en.startswith("If it belongs to the text above, indent it by 6 spaces; else")


@pytest.mark.parametrize(
    "pasted", [["In shops: all."], ["In all shops:", "so it was."], ["In all", "shops: so."]]
)
@pytest.mark.parametrize("above", [[], [""]])
def test_lines_of_a_block_that_were_pasted_at_the_margin_are_told_to_be_indented(pasted, above):
    lines = BILINGUAL.split("\n")
    row = lines.index("    by order.") + 1 + len(above)
    slip = [*lines[: row - len(above)], *above, *pasted, *lines[row - len(above) :]]

    found = only_problem("prediction", slip, row)

    told = "it belongs to" if len(pasted) == 1 else f"lines {row + 1} to {row + 2} go on"
    assert found.hint.en.startswith(f"If {told} the text above, indent")
    slip[row : row + len(pasted)] = [f"    {one}" for one in pasted]
    assert read("prediction", slip)[0] is not None


@pytest.mark.parametrize(
    "further", [["甲说，"], ["甲说，", "乙说，"], ["甲说，", "", "乙说 2024，", "丙说。"]]
)
@pytest.mark.parametrize("first", ["三人说，", ">-", "|"])
@pytest.mark.parametrize(
    ("kind", "lines", "row"),
    lines_of(r"\s*(- )?(accurate|finding|reason|question|note|en): [^>].*"),
)
def test_lines_of_a_text_in_the_column_of_its_key_are_told_to_be_indented(
    kind, lines, row, first, further
):
    before, key, _ = KEY.fullmatch(lines[row]).groups()
    own = " " * len(before)
    slip = [f"{before}{key}: {first}", *(f"{own}{one}".rstrip() for one in further)]

    found = only_problem(kind, changed(lines, row, *slip), row + 1)

    assert found.column == len(before) + 1
    asked = hints.spaces(len(before) + 2)
    one = hints.hint("goes-on", asked)
    several = hints.hint("go-on", row + 2, row + 1 + len(further), asked)
    assert found.hint == (several if further[1:] else one)
    mended = [slip[0], *(f"  {one}" for one in slip[1:])]
    assert read(kind, changed(lines, row, *mended))[1] == []


@pytest.mark.parametrize(
    "further", ["- 甲\n    - 乙", "两点：\n    - 甲\n    - 乙", "甲说，\n    原因: 缺货"]
)
def test_items_and_colons_in_a_block_in_the_column_of_its_key_are_of_the_text(further):
    lines = BASE.replace("finding: On sale", f"finding: |\n    {further}\n    On sale", 1).split(
        "\n"
    )
    first = lines.index("    finding: |") + 1

    found = only_problem("prediction", lines, first)

    last = first + 2 + further.count("\n")
    assert found.hint == hints.hint("go-on", first + 1, last, hints.spaces(6))
    lines[first:last] = [f"  {one}" for one in lines[first:last]]
    assert read("prediction", lines)[1] == []


@pytest.mark.parametrize("mark", ["---", "--------", "===", "____", "--", "* * *"])
@pytest.mark.parametrize(("kind", "lines", "row"), lines_of(r" *- [a-z_]+: .*|evidence:"))
def test_an_indented_line_of_marks_is_told_to_be_deleted(kind, lines, row, mark):
    found = only_problem(kind, [*lines[:row], f"  {mark}", *lines[row:]], row)

    assert (found.column, found.hint) == (3, hints.hint("no-fence"))


@pytest.mark.parametrize("mark", ['"', "'"])
@pytest.mark.parametrize("end", ["", "”"])
@pytest.mark.parametrize("second", ["    publisher: ", "    finding: "])
def test_two_quotes_left_open_are_told_at_the_first_and_then_at_the_second(second, end, mark):
    lines = BASE.split("\n")
    rows = [
        next(n for n, one in enumerate(lines) if one.startswith(key))
        for key in ("    title", second)
    ]
    slip = list(lines)
    for row in rows:
        key, value = slip[row].split(": ", 1)
        slip[row] = f"{key}: {mark}{value}{end}"

    for row in rows:
        found = only_problem("prediction", slip, row)

        assert found.hint.en == "Close it with the same quote."
        slip[row] = slip[row].removesuffix(end) + mark

    assert read("prediction", slip)[0] is not None


@pytest.mark.parametrize("fence", ["```", "~~~"])
@pytest.mark.parametrize("above", ["", "Sure! Here is the record:\n\n", "好的：\n", "# 记录\n\n"])
@pytest.mark.parametrize(
    "below", ["", "\n\n希望有帮助！", "\n\nNotes:\n- Day: as given.\n- 其余未改"]
)
def test_what_a_chat_writes_around_a_record_is_told_to_be_deleted(fence, above, below):
    text = f"{above}{fence}yaml\n{BASE}{fence}{below}\n"

    found = parse(Document(text, "a.yaml"), "prediction").problems

    n_above, n_below = above.count("\n") + 1, below.count("\n") + 1
    first = n_above + BASE.count("\n") + 1
    for one, (start, end) in zip(found, [(1, n_above), (first, first + n_below - 1)], strict=True):
        whole = hints.hint("no-lines", start, end)
        assert (one.line, one.column) == (start, 1)
        assert one.hint == (whole if end > start else hints.hint("no-fence"))


SLIPS = {
    "an indent of one more": lambda line: f" {line}",
    "an indent of one less": lambda line: line[1:],
    "a tab": lambda line: f"\t{line.lstrip()}",
    "a wide blank": lambda line: f"\u3000{line.lstrip()}",
    "no colon": lambda line: line.replace(":", "", 1),
    "an arrow": lambda line: line.replace(": ", " => ", 1),
    "no space": lambda line: line.replace(": ", ":", 1),
    "a wide colon": lambda line: line.replace(": ", "：", 1),
    "a sign": lambda line: line.replace(": ", ": @", 1),
    "an open quote": lambda line: line.replace(": ", ': "', 1),
}


@pytest.mark.slow
@pytest.mark.parametrize("one", SLIPS)
@pytest.mark.parametrize("other", SLIPS)
@pytest.mark.parametrize("key", ["title", "finding"])
def test_slips_in_neighboring_lines_are_told_each_in_its_own_line(one, other, key):
    """One mend after the other would take the one that gets the parser past both, whatever it does."""
    lines = BASE.split("\n")
    row = next(n for n, line in enumerate(lines) if line.strip().startswith(f"{key}:"))
    slip = [*lines[:row], SLIPS[one](lines[row]), SLIPS[other](lines[row + 1]), *lines[row + 2 :]]

    record, found = read("prediction", slip)

    assert record is None
    assert 0 < len(found) <= 2
    assert {problem.line for problem in found} <= {row + 1, row + 2}


def test_slips_of_the_structure_do_not_hide_that_a_value_does_not_fit():
    text = BASE.replace("    title: V", "   title:V").replace(
        "    publisher: E", "     publisher：E"
    )
    text = text.replace("verdict: accurate", "verdict: right or wrong")

    _, found = read("prediction", text.split("\n"))

    assert [one.rule for one in found] == ["yaml-syntax", "fullwidth-colon", "unknown-value"]
    assert [one.hint.en for one in found[:2]] == [
        "Write `title: Vision Pro in shops` in column 5.",
        "Write `publisher: Example News` in column 5.",
    ]
    assert [one.column for one in found[:2]] == [4, 15]


def test_slips_in_neighboring_lines_of_what_a_chat_writes_are_told_beside_what_is_around_it():
    text = BASE.replace("    title: V", "   title：V").replace("publisher: E", "publisher:E")
    n_lines = text.count("\n")

    _, found = read(
        "prediction", ["好的：", "", "```yaml", *text.split("\n")[:-1], "```", "", "完"]
    )

    assert [one.hint.en for one in found] == [
        "Delete lines 1 to 3.",
        "Write `title: Vision Pro in shops` in column 5.",
        "Write `publisher: Example News` in column 5.",
        f"Delete lines {n_lines + 4} to {n_lines + 6}.",
    ]
