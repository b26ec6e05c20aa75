"""Files of one prediction in every layout that YAML allows, composed piece by piece."""

from hypothesis import strategies as st


def record_after(record, edit):
    """The record with an edit."""
    return record.model_copy(update={edit.key: edit.value(record)})


LISTS = ("evidence", "verdicts", "ratings", "amendments")

_COMMENTS = st.sampled_from(
    ["", "", "# a note\n", "\n", "\n# 备注：别动\n\n", "  # indented\n", "# - {rater: lin}\n"]
)
_TAIL = st.sampled_from(["", "", "  # why", "   ", " # a: b, [c] {d}"])


@st.composite
def _text(draw, column, *, in_flow=False):
    """A scalar after its key's colon, with what follows on the line."""
    plain = draw(st.sampled_from(["On sale in shops", "苹果开售", "it's here", "a-b?c=1", "x # y"]))
    if in_flow:
        return draw(st.sampled_from([plain.split(" #")[0], f'"{plain}, \\n {{"', f"'{plain} [ :'"]))
    style = draw(
        st.sampled_from(["plain", "single", "double", "|", ">-", "|+", "|-", ">", "wrapped"])
    )
    indent = " " * (column + draw(st.sampled_from([1, 2, 4])))
    tail = draw(_TAIL)
    if style == "plain":
        return plain.split(" #")[0] + tail + "\n"
    if style == "single":
        return f"'{plain.replace(chr(39), chr(39) * 2)}: \"'" + tail + "\n"
    if style == "double":
        return f'"{plain}: \\t\\u00e9"' + tail + "\n"
    if style == "wrapped":
        return f"first half\n{indent}second half{tail}\n"
    end = draw(st.sampled_from(["", "\n", "\n\n"]))
    return f"{style}{tail.rstrip()}\n{indent}line one\n\n{indent}  # no comment: {plain}\n{end}"


@st.composite
def _words(draw, column, *, in_flow=False):
    """A text or a pair of texts after the colon."""
    if draw(st.booleans()):
        return " " + draw(_text(column, in_flow=in_flow))
    if in_flow or draw(st.booleans()):
        both = f" {{en: {draw(_text(0, in_flow=True))}, zh: {draw(_text(0, in_flow=True))}}}"
        return both if in_flow else both + draw(_TAIL) + "\n"
    inner = column + draw(st.sampled_from([1, 2, 4]))
    pad = " " * inner
    return f"\n{pad}en: {draw(_text(inner))}{pad}zh: {draw(_text(inner))}"


def _fields(name):
    """Keys of an item with a fixed value, and those with a text."""
    return {
        "evidence": (
            [
                "published_on: 2024-02",
                "publisher: null",
                "url: https://a.cn/x?y=1",
                "bears: supports",
            ],
            ["title", "finding"],
        ),
        "verdicts": (["judged_on: 2025-01-08", "verdict: 准确", "by: desk"], ["why"]),
        "ratings": (["rater: lin", "rated_on: 2025-01-05", 'verdict: "half_right"'], ["why"]),
        "amendments": (["amended_on: 2025-03-01", "field: criteria"], ["reason"]),
    }[name]


@st.composite
def _flow_item(draw, name):
    fixed, texts = _fields(name)
    parts = fixed + [f"{key}:{draw(_words(0, in_flow=True))}" for key in texts]
    if name == "evidence":
        parts = [part.replace("?y=1", "") for part in parts]
    return "{" + ", ".join(draw(st.permutations(parts))) + draw(st.sampled_from(["}", " }", ",}"]))


@st.composite
def _block_item(draw, name, dash, gap):
    """One item of a block list, its comments under it included."""
    pad = " " * dash
    if draw(st.integers(0, 3)) == 0:
        return f"{pad}-{' ' * gap}{draw(_flow_item(name))}{draw(_TAIL)}\n"
    column = dash + 1 + gap
    fixed, texts = _fields(name)
    lines = [f"{part}{draw(_TAIL)}\n" for part in fixed]
    lines += [f"{key}:{draw(_words(column))}" for key in texts]
    first, *rest = draw(st.permutations(lines))
    opening = draw(
        st.sampled_from([" " * gap, f" # item\n{' ' * column}", f" &i{dash}\n{' ' * column}"])
    )
    between = draw(st.sampled_from(["", "", f"{' ' * column}# inner note\n", "\n"]))
    return f"{pad}-{opening}{first}{between}" + "".join(" " * column + line for line in rest)


@st.composite
def _flow_list(draw, name):
    items = [draw(_flow_item(name)) for _ in range(draw(st.integers(1, 2)))]
    if draw(st.booleans()):
        return f" [{', '.join(items)}{draw(st.sampled_from(['', ',', ' ']))}]{draw(_TAIL)}\n"
    comma = draw(st.sampled_from(["", ","]))
    note = draw(st.sampled_from(["", " # last"]))
    lines = ",\n  ".join(items)
    return f" [\n  {lines}{comma}{note}\n  ]{draw(_TAIL)}\n"


@st.composite
def list_piece(draw, name, column):
    """The lines of one list's key, or nothing when the file has none."""
    pad = " " * column
    kind = draw(st.sampled_from(["absent", "empty", "flow", "block", "block"]))
    if kind == "absent":
        return ""
    key = pad + draw(st.sampled_from([name, f'"{name}"', f"{name} ", f"&k_{name} {name}"])) + ":"
    if kind == "empty":
        anchor = draw(st.sampled_from(["", "", f" &{name}"]))
        empty = draw(st.sampled_from(["[]", "[ ]", "[]", "[\n  ]", "[ # none yet\n  ]"]))
        return f"{key}{anchor} {empty}{draw(_TAIL)}\n{draw(_COMMENTS)}"
    if kind == "flow":
        return f"{key}{draw(_flow_list(name))}{draw(_COMMENTS)}"
    dash = column + draw(st.sampled_from([0, 2, 2, 3]))
    gap = draw(st.sampled_from([1, 1, 3]))
    anchor = draw(st.sampled_from(["", "", f" &{name}", "  # the list"]))
    items = [draw(_block_item(name, dash, gap)) for _ in range(draw(st.integers(1, 3)))]
    notes = draw(st.sampled_from(["", "", f"{' ' * dash} # after\n", "\n"]))
    return f"{key}{anchor}\n{draw(_COMMENTS)}" + notes.join(items) + draw(_COMMENTS)


@st.composite
def _head(draw, column):
    """The lines of the keys that are no lists, each by its name."""
    pad = " " * column
    flow_claim = "{en: 'Apple sells it', zh: 苹果开售}"
    block_claim = f"\n{pad}  en: {draw(_text(column + 2))}{pad}  zh: {draw(_text(column + 2))}"
    windows = [
        " {opens_on: 2024-01-01, closes_on: 2024-12-31, stated: true}  # year\n",
        " &w {opens_on: 2024-01-01, closes_on: ~, stated: false}\n",
        "\n  # first\n  stated: true\n  opens_on: 2024-01-01 # new year\n  closes_on:\n",
        " # mapped\n    opens_on: '2024-01-01'\n    closes_on: 2024-06-30\n    stated: false\n",
    ]
    window = draw(st.sampled_from(windows)).replace("\n ", f"\n{pad} ")
    criteria = draw(
        st.sampled_from(
            ["", f"{pad}criteria: null  # not yet\n", f"{pad}criteria:\n", "full", "flow"]
        )
    )
    if criteria == "full":
        names = ("accurate", "half_right", "inaccurate")
        texts = [f"{pad}  {name}:{draw(_words(column + 2))}" for name in names]
        criteria = f"{pad}criteria:\n" + "".join(texts)
    elif criteria == "flow":
        texts = [
            f"{name}:{draw(_words(0, in_flow=True))}"
            for name in ("accurate", "half_right", "inaccurate")
        ]
        criteria = f"{pad}criteria: {{{', '.join(texts)}}}\n"
    claim = draw(st.sampled_from([f" {flow_claim}  # claim\n", f" &c {flow_claim}\n", block_claim]))
    days = ["2023-12-31", "'2023-12-31'"]
    return {
        "claim": f"{pad}claim:{claim}",
        "domain": f"{pad}domain: devices\n",
        "attributed_to": f"{pad}attributed_to:{draw(_words(column))}",
        "made_on": f"{pad}made_on: {draw(st.sampled_from(days))}\n",
        "window": f"{pad}window:{window}",
        "specificity": f"{pad}specificity: specific{draw(_TAIL)}\n",
        "criteria": criteria,
    }


@st.composite
def block_file(draw):
    """A file as pieces by key, in order; joined they are its text. The last piece is named `end`."""
    column = draw(st.sampled_from([0, 0, 0, 2]))
    pieces = draw(_head(column))
    for name in LISTS:
        pieces[name] = draw(list_piece(name, column))
    order = draw(st.permutations(list(pieces)))
    start = draw(
        st.sampled_from(["", "# yaml-language-server: $schema=x\n", "---\n", "# note\n\n"])
    )
    end = draw(st.sampled_from(["", "", "# the end\n", "\n\n", "...\n"]))
    return {"start": start, **{name: pieces[name] for name in order}, "end": end}


@st.composite
def flow_file(draw):
    """A file in braces, as one text."""
    parts = [
        "claim: {en: Apple sells it, zh: 苹果开售}",
        "domain: devices",
        f"attributed_to:{draw(_words(0, in_flow=True))}",
        "made_on: 2023-12-31",
        "window: {opens_on: 2024-01-01, closes_on: 2024-12-31, stated: true}",
        "specificity: specific",
    ]
    for name in LISTS:
        kind = draw(st.sampled_from(["absent", "empty", "full"]))
        if kind == "empty":
            parts.append(f"{name}: []")
        if kind == "full":
            parts.append(f"{name}: [{draw(_flow_item(name))}]")
    glue = draw(st.sampled_from([", ", ",\n  ", ",  # note\n  "]))
    close = draw(st.sampled_from(["}", " }", ",}", "\n}", " # last\n}"]))
    return "{" + glue.join(draw(st.permutations(parts))) + close + draw(st.sampled_from(["\n", ""]))
