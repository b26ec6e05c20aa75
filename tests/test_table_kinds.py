"""The same six predictions in every kind of file that people have, and the kinds that are refused."""

import bz2
import datetime as dt
import gzip
import io
import json
import lzma
import re
import shutil
import subprocess
import zipfile
from datetime import date

import openpyxl
import pandas as pd
import pytest

from scorecard.exchange.cells import Asked
from scorecard.exchange.inputs import Input
from scorecard.exchange.tables import SHOWN, one_of, read_table, table_csv
from scorecard.exchange.text_tables import text_tables
from scorecard.problems import CallError

AS_OF = date(2025, 6, 1)
HEAD = ["id", "domain", "verdict", "made_on", "closes_on", "probability"]
WORDS = ["accurate", "half_right", "inaccurate"]
ROWS = [
    [f"r{n}", ("chips", "models")[n % 2], WORDS[n % 3], f"2024-01-0{n + 1}", "2024-12-31",
     ("0.9", "0.6", "0.2")[n % 3]]
    for n in range(6)
]  # fmt: skip
CHINESE_HEAD = ["编号", "领域", "判定", "提出日期", "截止日", "概率"]
CHINESE = {"accurate": "准确", "half_right": "对了一半", "inaccurate": "不准确"}


def rows(change=None):
    """The six rows with each cell changed by its column's name."""
    change = change or (lambda _, cell: cell)
    return [[change(name, cell) for name, cell in zip(HEAD, row, strict=True)] for row in ROWS]


def text(sign=",", head=HEAD, body=ROWS, end="\n"):
    return "".join(sign.join(row) + end for row in [head, *body])


def dated(form):
    return rows(lambda name, cell: form(date.fromisoformat(cell)) if name.endswith("_on") else cell)


def of_column(column, change):
    return rows(lambda name, cell: change(cell) if name == column else cell)


def workbook(change=None, titles=0, sheets=("Sheet1",), form=None, below=()):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in sheets:
        sheet = book.create_sheet(name)
        for _ in range(titles):
            sheet.append(["What we said in 2024"])
        sheet.append(HEAD)
        for row in [*rows(change), *below]:
            sheet.append(row)
        if form:
            for row in sheet.iter_rows(min_row=2 + titles, min_col=6, max_col=6):
                row[0].number_format = form
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def zipped(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/", 1).replace("_dot_", "."), content)
    return stream.getvalue()


def typed(name, cell):
    if name.endswith("_on"):
        return dt.datetime.fromisoformat(cell)
    return float(cell) if name == "probability" else cell


def markdown(body=ROWS):
    lines = [f"| {' | '.join(row)} |" for row in [HEAD, ["---"] * 6, *body]]
    return "# Our record\n\nSome text.\n\n" + "\n".join(lines) + "\n\nMore text, with a | in it.\n"


DIGITS = "〇一二三四五六七八九"


def numeral(number):
    """A number below 100 in Chinese."""
    tens, ones = divmod(number, 10)
    start = ("", "十", f"{DIGITS[tens]}十")[min(tens, 2)]
    return start + (DIGITS[ones] if ones or not tens else "")


def chinese_day(on):
    year = "".join(DIGITS[int(one)] for one in str(on.year))
    return f"{year}年{numeral(on.month)}月{numeral(on.day)}日"


def parquet(**dtypes):
    frame = pd.DataFrame(ROWS, columns=HEAD).astype({"probability": float, **dtypes})
    stream = io.BytesIO()
    frame.to_parquet(stream)
    return stream.getvalue()


TRADITIONAL = {"accurate": "準確", "half_right": "對了一半", "inaccurate": "不準確"}
OBJECTS = [dict(zip(HEAD, row, strict=True)) for row in ROWS]
NUMBERED = [{**one, "probability": float(one["probability"])} for one in OBJECTS]
SAME = {
    "plain.csv": text(),
    "semicolons.csv": text(";"),
    "decimal commas.csv": text(";", body=of_column("probability", lambda p: p.replace(".", ","))),
    "tabs.tsv": text("\t"),
    "tabs called.txt": text("\t"),
    "pipes.psv": text("|"),
    "spaces.csv": text(" , "),
    "crlf.csv": text(end="\r\n"),
    "old mac.csv": text(end="\r"),
    "bom.csv": "\ufeff" + text(),
    "quoted.csv": text(body=rows(lambda _, cell: f'"{cell}"')),
    "days in Chinese.csv": text(body=dated(chinese_day)),
    "fractions.csv": text(body=of_column("probability", lambda p: f"{p[2:]}/10")),
    "fractions with blanks.csv": text(body=of_column("probability", lambda p: f"{p[2:]} / 10")),
    "tenths.csv": text(body=of_column("probability", lambda p: f"{p[2:]}成")),
    "tenths in Chinese.csv": text(
        body=of_column("probability", lambda p: f"{DIGITS[int(p[2:])]}成")
    ),
    "tenths beside shares.csv": text(
        body=of_column("probability", lambda p: {"0.9": "9成"}.get(p, p))
    ),
    "per cent in Chinese.csv": text(
        body=of_column("probability", lambda p: f"百分之{DIGITS[int(p[2:])]}十")
    ),
    "separator line.csv": "sep=;\n" + text(";"),
    "titles above.csv": "Our record,,,,,\n,,,,,\n" + text(),
    "titles of one cell.csv": "Our record of 2024\n\n" + text(),
    "empty rows.csv": text() + ",,,,,\n\n,,,,,\n",
    "trailing comma.csv": text(end=",\n"),
    "utf-16.csv": text().encode("utf-16"),
    "utf-16 tabs.txt": text("\t").encode("utf-16"),
    "utf-16 without mark.csv": text().encode("utf-16-le"),
    "utf-32.csv": text().encode("utf-32"),
    "chinese head in gbk.csv": text(
        head=CHINESE_HEAD, body=of_column("verdict", CHINESE.get)
    ).encode("gbk"),
    "chinese head.csv": text(head=CHINESE_HEAD, body=of_column("verdict", CHINESE.get)),
    "chinese in big5.csv": text(
        head=[*HEAD, "note"], body=[[*row, "半導體與機器人"] for row in ROWS]
    ).encode("big5"),
    "full width.csv": text(
        body=of_column(
            "probability", lambda p: p.translate({48 + n: 0xFF10 + n for n in range(10)})
        )
    ),
    "capitals.csv": text(
        head=[one.upper().replace("_", " ") for one in HEAD],
        body=of_column("verdict", lambda v: v.replace("_", " ").upper()),
    ),
    "camel case.csv": text(
        head=["Id", "Domain", "Verdict", "madeOn", "closesOn", "Probability"],
        body=of_column("verdict", lambda v: v.replace("_", "-").capitalize()),
    ),
    "serial.csv": text(body=dated(lambda day: str((day - date(1899, 12, 30)).days))),
    "slashes.csv": text(body=dated(lambda day: f"{day.year}/{day.month}/{day.day}")),
    "points.csv": text(body=dated(lambda day: f"{day.year}.{day.month:02}.{day.day:02}")),
    "年月日.csv": text(body=dated(lambda day: f"{day.year}年{day.month}月{day.day}日")),
    "month names.csv": text(";", body=dated(lambda day: f"{day:%b} {day.day}, {day.year}")),
    "days of Excel.csv": text(body=dated(lambda day: f"{day.day}-{day:%b-%y}")),
    "days of a script.csv": text(
        body=dated(lambda day: f"{day:%a %b %d %Y} 10:00:00 GMT+0000 (Coordinated Universal Time)")
    ),
    "compact as floats.csv": text(body=dated(lambda day: f"{day:%Y%m%d}.0")),
    "day month.csv": text(body=dated(lambda day: f"{day.day} {day:%B} {day.year}")),
    "times of SAS.csv": text(body=dated(lambda day: f"{day:%d%b%Y}:10:20:30.5".upper())),
    "compact.csv": text(body=dated(lambda day: f"{day:%Y%m%d}")),
    "times.csv": text(body=dated(lambda day: f"{day}T10:20:30.5Z")),
    "times of excel.csv": text(body=dated(lambda day: f"{day.year}/{day.month}/{day.day} 0:00")),
    "milliseconds.csv": text(
        body=dated(
            lambda day: str(1000 * int(dt.datetime.combine(day, dt.time(12), dt.UTC).timestamp()))
        )
    ),
    "per cent.csv": text(body=of_column("probability", lambda p: f"{float(p):.0%}")),
    "per cent with space.csv": text(
        body=of_column("probability", lambda p: f"{100 * float(p):.1f} %")
    ),
    "hundreds.csv": text(body=of_column("probability", lambda p: f"{100 * float(p):.0f}")),
    "list.json": json.dumps(NUMBERED),
    "texts.json": json.dumps(OBJECTS, indent=2),
    "inside.json": json.dumps({"meta": {"made by": "us"}, "predictions": NUMBERED}),
    "two years.json": json.dumps({"2023": NUMBERED[:3], "2024": NUMBERED[3:], "note": [{"id": 1}]}),
    "two shapes.json": json.dumps({"new": NUMBERED[:3], "old": [HEAD, *ROWS[3:]]}),
    "by id beside a list.json": json.dumps(
        {"new": NUMBERED[:3], "old": {one["id"]: one for one in OBJECTS[3:]}}
    ),
    "lines of lists.jsonl": "".join(json.dumps(row) + "\n" for row in [HEAD, *ROWS]),
    "columns.json": json.dumps({name: [row[n] for row in ROWS] for n, name in enumerate(HEAD)}),
    "lines.jsonl": "".join(json.dumps(one) + "\n" for one in NUMBERED),
    "objects in a row.json": "\n".join(json.dumps(one, indent=2) for one in NUMBERED),  # of jq
    "lines called.txt": "".join(json.dumps(one) + "\n\n" for one in NUMBERED),
    "utf-16.json": json.dumps(OBJECTS).encode("utf-16"),
    "notes.md": markdown(),
    "second table.md": "| a | b |\n|---|---|\n| 1 | 2 |\n\n" + markdown(),
    "two tables.md": markdown(ROWS[:3]) + markdown(ROWS[3:]),
    "below a comment.md": "<!-- our record -->\n" + markdown(),
    "beside a table in a comment.md": f"<!--\n{markdown(of_column('id', lambda i: f'old {i}'))}-->\n"
    + markdown(),
    "rules between.org": markdown([*ROWS[:3], ["---"] * 6, *ROWS[3:], ["---"] * 6]),
    "bare.md": "\n".join("|".join(row) for row in [HEAD, [":-:"] * 6, *ROWS]),
    "bold.md": markdown(of_column("verdict", lambda v: f"**{v}**".replace("_", "\\_"))),
    "org mode.org": "\n".join(
        [
            f"| {' | '.join(HEAD)} |",
            f"|{'+'.join(['---'] * 6)}|",
            *(f"| {' | '.join(row)} |" for row in ROWS),
        ]
    ),
    "full width commas.csv": text("，"),
    "full width semicolons.csv": text("；"),
    "brackets in the head.csv": text(
        head=["编号（ID）", "领域", "判定 (结果)", "made_on", "截止日（必填）", "概率（%）"]
    ),
    "two languages in the verdicts.csv": text(
        body=of_column("verdict", lambda v: f"{CHINESE[v]} {v.replace('_', ' ').title()}")
    ),
    "the other language in brackets.csv": text(
        body=of_column("verdict", lambda v: f"{v.capitalize()}（{CHINESE[v]}）")
    ),
    "two languages in the head.csv": text(
        head=[
            "编号 ID",
            "Domain/领域",
            '"判定\nVerdict"',
            "made_on",
            "截止日 Closes on",
            "概率（%）Probability",
        ]
    ),
    "signs in the head.csv": text(
        head=["**id**", "domain *", "判定：", "made.on", "截止日【必填】", "概率 %"]
    ),
    "invisible signs.csv": text(
        head=["\u200bid", "domain\u200b", *HEAD[2:]],
        body=of_column("verdict", lambda v: f"\u200e{v}\ufeff"),
    ),
    "weekdays.csv": text(body=dated(lambda day: f"{chinese_day(day)} 星期日")),
    "weekdays in brackets.csv": text(
        body=dated(lambda day: f"{day.year}年{day.month}月{day.day}日（周日）")
    ),
    "times of excel in Chinese.csv": text(
        body=dated(lambda day: f"{day.year}/{day.month}/{day.day} 上午 12:00:00")
    ),
    "times in Chinese.csv": text(
        body=dated(lambda day: f"{day.year}年{day.month}月{day.day}日18时05分")
    ),
    "traditional chinese head.csv": text(
        head=["編號", "領域", "判定", "提出日期", "截止日期", "機率"],
        body=of_column("verdict", lambda v: TRADITIONAL[v]),
    ).encode("big5"),
    "tabs behind cells.csv": re.sub(r"(?=[,\n])", "\t", text()),
    "points of europe.csv": text(body=dated(lambda day: f"{day:%d.%m.%Y}")),
    "split.json": json.dumps({"columns": HEAD, "data": ROWS}),
    "split by datasette.json": json.dumps({"ok": True, "rows": ROWS, "columns": HEAD}),
    "split by metabase.json": json.dumps(
        {"data": {"rows": ROWS, "cols": [{"name": one, "base_type": "text"} for one in HEAD]}}
    ),
    "columns by row.json": pd.DataFrame(ROWS, columns=HEAD).to_json(),
    "with a schema.json": pd.DataFrame(ROWS, columns=HEAD).to_json(orient="table", index=False),
    "by id.json": json.dumps({row[0]: dict(zip(HEAD[1:], row[1:], strict=True)) for row in ROWS}),
    "grid.json": json.dumps([HEAD, *ROWS]),
    "grid with columns of no name.json": json.dumps(
        [[HEAD[0], None, "", *HEAD[1:]], *([row[0], 1, None, *row[1:]] for row in ROWS)]
    ),
    "objects beside the names of their keys.json": json.dumps(
        {"columns": HEAD, "data": [dict(zip(HEAD, row, strict=True)) for row in ROWS]}
    ),
    "packed.csv.bz2": bz2.compress(text().encode()),
    "packed.csv.xz": lzma.compress(text().encode()),
    "packed.csv.gz": gzip.compress(text().encode()),
    "packed.zip": zipped(table_dot_csv=text()),
    "packed by a mac.zip": zipped(
        **{"in__table_dot_csv": text(), "__MACOSX__._table_dot_csv": "junk"}
    ),
    "with a readme.zip": zipped(README_dot_md="See our site.", table_dot_csv=text(";")),
    "with a picture.zip": zipped(table_dot_csv=text(), chart_dot_png="\x89PNG\0"),
    "beside documents.zip": zipped(
        **{
            "desktop.ini": "[.ShellClassInfo]",
            "说明.txt": "见网站",
            "LICENSE": 'MIT\n\nCopyright, 2024, us, "you"\n',
        },
        table_dot_csv=text(),
        table__claim_dot_md="# Claim\n\nDomain: chips\nCloses on: December 31, 2024\nTags: a, b\n",
    ),
    "packed within.zip": zipped(
        a_dot_csv_dot_gz=gzip.compress(text(body=ROWS[:3]).encode()),
        b_dot_zip=zipped(b_dot_csv=text(body=ROWS[3:])),
    ),
    "two halves.zip": zipped(
        a_dot_csv=text(body=ROWS[:3]),
        b_dot_jsonl="".join(json.dumps(one) + "\n" for one in NUMBERED[3:]),
    ),
    "texts.xlsx": workbook(),
    "typed.xlsx": workbook(typed),
    "carriage returns.xlsx": workbook(lambda _, cell: f"{cell}_x000D_\n"),
    "per cent.xlsx": workbook(typed, form="0%"),
    "per cent written out.xlsx": workbook(
        lambda name, cell: 100 * float(cell) if name == "probability" else cell, form='0"%"'
    ),
    "titles.xlsx": workbook(typed, titles=3),
    "rows of blanks.xlsx": workbook(typed, below=[[None, " ", "\u3000"], [" "] * 6]),
    "called.csv": workbook(typed),
    "packed.xlsx.gz": gzip.compress(workbook()),
    "typed.parquet": parquet(made_on="datetime64[ns]", closes_on="datetime64[ns, UTC]"),
    "texts.parquet": parquet(domain="category"),
}


def written(tmp_path, name):
    file = tmp_path / name
    content = SAME[name]
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    """The table of the plainest file, as text."""
    read = read_table(written(tmp_path_factory.mktemp("plain"), "plain.csv"), as_of=AS_OF)
    assert (read.problems, len(read.table)) == ([], len(ROWS))
    return table_csv(read.table)


def checked(tmp_path, name):
    """The checked cells of a file, of which its states and all scores are made."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scorecard.exchange.tables.with_states", lambda rows, **_: rows)
        read = read_table(written(tmp_path, name), as_of=AS_OF)
    assert read.problems == []
    assert read.ignored == (["note"] if "big5" in name else [])
    return {column: read.table[column].tolist() for column in read.table}


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The checked cells of the plainest file."""
    return checked(tmp_path_factory.mktemp("plain"), "plain.csv")


@pytest.mark.slow
@pytest.mark.parametrize("name", SAME)
def test_the_same_six_are_read_alike(tmp_path, plain, name):
    assert checked(tmp_path, name) == plain


@pytest.mark.slow
@pytest.mark.parametrize(
    ("encoding", "word"),
    [("gb18030", "机器人"), ("gb18030", "、"), ("big5", "預測"), ("big5", "半導體與機器人"),
     ("cp932", "半導体の予測"), ("cp932", "㈱トヨタ"), ("cp932", "半導体～の"), ("cp932", "自動車①"),
     ("euc-jp", "半導体の予測"), ("cp1252", "Ärzte"),
     ("cp1252", "Électronique"), ("cp1252", "naïve café"), ("cp1251", "роботы и модели")],
)  # fmt: skip
def test_one_word_tells_the_encoding(tmp_path, encoding, word):
    body = of_column("domain", lambda _: word)
    (tmp_path / "t.csv").write_bytes(text(body=body).encode(encoding))

    read = read_table(tmp_path / "t.csv", as_of=AS_OF)

    assert set(read.table["domain"]) == {word}


@pytest.fixture
def notices(monkeypatch):
    """What the user is told while a table is read."""
    said = []
    monkeypatch.setattr("scorecard.problems.listeners", [said.append])
    return said


@pytest.mark.parametrize(
    ("header", "cells", "n_told"),
    [
        ("Probability (%)", "0.7 0.25", 1),
        ("概率（0-100）", "0.7 0", 1),
        ("Probability (0–100)", "0.7 50", 0),
        ("Probability (0-1)", "0.7 0.25", 0),
        ("Probability (0-1000)", "0.7 0.25", 0),
    ],
)
def test_shares_below_a_head_that_says_per_cent_are_told(tmp_path, notices, header, cells, n_told):
    file = tmp_path / "t.csv"
    rows = "".join(f"{n},x,accurate,{cell}\n" for n, cell in enumerate(cells.split()))
    file.write_text(f"id,domain,verdict,{header}\n{rows}", encoding="utf-8")

    read = read_table(file, as_of=AS_OF)

    assert read.table["probability"].max() == (0.7 if "50" not in cells else 0.5)
    en = f"numbers in `{header}` are at most 1, and read as shares"
    assert [one.en.startswith(en) for one in notices] == [True] * n_told


@pytest.mark.parametrize(
    ("encoding", "word", "read_as"),
    [("gbk", "机器人", "GB18030: “机器人”"), ("euc-kr", "로봇이", "GB18030: “肺嚎捞”"),
     ("cp1252", "Électronique", "CP1252: “Électronique”")],
)  # fmt: skip
@pytest.mark.parametrize("is_json", [False, True])
def test_an_encoding_that_is_a_guess_is_told(notices, encoding, word, read_as, is_json):
    objects = json.dumps([{**OBJECTS[0], "domain": word}], ensure_ascii=False)
    content = objects if is_json else text(body=of_column("domain", lambda _: word))

    text_tables(Input("t.csv", io.BytesIO(content.encode(encoding)), 1), one_of(HEAD))

    ((en, zh),) = notices
    assert en == f"t.csv was read as {read_as}; if this looks wrong, save it as UTF-8"
    assert f"{read_as[-2]}”；如果是乱码，请另存为 UTF-8" in zh


def test_of_a_table_that_notion_packs_twice_the_whole_one_is_read(notices, tmp_path):
    part = zipped(table_dot_csv=text(body=ROWS[:2]), table_all_dot_csv=text())
    (tmp_path / "t.zip").write_bytes(zipped(Part_dot_zip=part))

    assert len(read_table(tmp_path / "t.zip", as_of=AS_OF).table) == len(ROWS)
    (said,) = notices
    assert said.en.endswith("with _all has all rows: table.csv")


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("预测.csv", "gbk"), ("預測.csv", "big5"), ("预测.csv", "utf-8"), ("é.csv", "cp437")],
)
def test_the_name_of_a_file_that_windows_packed_is_readable(tmp_path, name, encoding):
    packed = name.encode(encoding)
    data = zipped(
        **{"x" * (len(packed) - 4) + ".csv": "id,domain,verdict\na,x,right\nb,x,accurate\n"}
    )
    (tmp_path / "t.zip").write_bytes(data.replace(b"x" * (len(packed) - 4) + b".csv", packed))

    (problem,) = read_table(tmp_path / "t.zip", as_of=AS_OF).problems

    assert problem.path.endswith(f"t.zip/{name}")


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (text(body=of_column("domain", lambda _: "机器人")), "utf-8"),
        (text(body=of_column("domain", lambda _: "机器人")), "utf-16"),
        (text(head=CHINESE_HEAD, body=of_column("domain", lambda _: "机器人")), "gbk"),
        (text(head=[*HEAD, "note"], body=[[*row, "机器人"] for row in ROWS]), "gbk"),
    ],
)
def test_an_encoding_that_is_sure_or_does_not_matter_is_not_told(
    notices, tmp_path, content, encoding
):
    (tmp_path / "t.csv").write_bytes(content.encode(encoding))

    assert len(read_table(tmp_path / "t.csv", as_of=AS_OF).table) == len(ROWS)
    assert notices == []


@pytest.mark.parametrize(
    ("cell", "title"),
    [
        (r'"say \"hi\", all"', 'say "hi", all'),  # as R, Spark and MySQL escape it
        (r'"\"hi\" \"you\""', '"hi" "you"'),
        (r'"""say"" \"hi\""', '"say" "hi"'),
        ('"C:\\dir\\"', "C:\\dir\\"),
        (r"say \"hi\"", r"say \"hi\""),
        ('"Big" chips "small" phones', '"Big" chips "small" phones'),
        ('"Big chips" ', "Big chips"),
        ('"says ""no"", twice"', 'says "no", twice'),
        ('"x, ""y"" z"', 'x, "y" z'),
    ],
)
def test_a_quotation_mark_of_a_text_is_kept(tmp_path, cell, title):
    for sign in ",\t":
        lines = sign.join([*HEAD[:3], "title"]), sign.join(["a", "x", "", cell]), ""
        (tmp_path / "t.csv").write_text("\n".join(lines), encoding="utf-8")

        read = read_table(tmp_path / "t.csv", as_of=AS_OF, columns=SHOWN)

        assert (read.problems, list(read.table["title"])) == ([], [title])


def test_empty_cells_at_the_ends_of_a_table_without_a_frame_are_cells(tmp_path):
    head = " made_on    | id | domain | verdict  \n------------+----+--------+----------\n"
    body = " 2024-01-05 | a  | x      | accurate\n            | b  | x      | \n(2 rows)\n"  # psql
    (tmp_path / "t.txt").write_text(head + body, encoding="utf-8")

    read = read_table(tmp_path / "t.txt", as_of=AS_OF)

    assert read.problems == []
    assert read.table[["id", "state"]].to_numpy().tolist() == [["a", "accurate"], ["b", "open"]]
    assert read.table["made_on"].isna().tolist() == [False, True]


@pytest.mark.parametrize("name", ["t.jsonl", "t.md", "t.csv"])
def test_a_line_separator_in_a_text_is_no_line_end(tmp_path, name):
    row = ["a", "x", "accurate", "one\u2028two"]
    texts = {
        "t.jsonl": json.dumps(
            dict(zip([*HEAD[:3], "title"], row, strict=True)), ensure_ascii=False
        ),
        "t.md": f"|id|domain|verdict|title|\n|-|-|-|-|\n|{'|'.join(row)}|\n",
        "t.csv": f"id,domain,verdict,title\n{','.join(row)}\n",
    }
    (tmp_path / name).write_text(texts[name], encoding="utf-8")

    read = read_table(tmp_path / name, as_of=AS_OF, columns=SHOWN)

    assert (read.problems, list(read.table["title"])) == ([], [row[-1]])


def test_sheets_with_the_same_head_are_one_table_and_others_are_left_out(tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(workbook(typed, sheets=("2023", "2024"))))
    book.create_sheet("Notes").append(["We use credit-1."])
    for row in book["2024"].iter_rows(min_row=2, max_col=1):
        row[0].value = f"again {row[0].value}"
    book.save(tmp_path / "book.xlsx")

    read = read_table(tmp_path / "book.xlsx", as_of=AS_OF)

    assert (read.problems, len(read.table)) == ([], 12)


def test_a_sheet_that_lacks_an_optional_column_is_read_and_one_that_lacks_a_needed_one_is_named(
    tmp_path, notices
):
    book = openpyxl.load_workbook(io.BytesIO(workbook(typed, sheets=("2023", "2024", "2025"))))
    book["2023"].delete_cols(6)  # the probabilities
    book["2025"]["C1"] = "How it went"
    for row in book["2024"].iter_rows(min_row=2, max_col=1):
        row[0].value = f"again {row[0].value}"
    book.save(tmp_path / "book.xlsx")

    read = read_table(tmp_path / "book.xlsx", as_of=AS_OF)

    assert (read.problems, len(read.table)) == ([], 12)
    assert [one.en for one in notices] == [
        f"not read, since columns are missing: {tmp_path}/book.xlsx/2025"
    ]


def spoilt(change, sheets=("Sheet1",)):
    """A workbook of the six rows with something changed by hand."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(typed, sheets=sheets)))
    change(book, book[sheets[0]])
    book.save(stream := io.BytesIO())
    return stream.getvalue()


@pytest.mark.parametrize("column", range(1, 7))
def test_a_cell_that_a_merged_one_covers_is_a_problem(tmp_path, column):
    def change(_, sheet):
        sheet.merge_cells(start_row=3, end_row=5, start_column=column, end_column=column)

    (tmp_path / "t.xlsx").write_bytes(spoilt(change))

    (problem,) = read_table(tmp_path / "t.xlsx", as_of=AS_OF).problems

    assert (problem.line, problem.message.en.partition(" ")[0]) == (4, HEAD[column - 1])
    assert "a merged cell" in problem.hint.en


@pytest.mark.parametrize("words", ["芯片,准确", "chips,准确", "芯片,accurate"])
def test_chinese_in_gbk_that_passes_for_utf_8_is_chinese(tmp_path, words):
    (tmp_path / "t.csv").write_bytes(f"id,domain,verdict\na,{words}\n".encode("gbk"))

    table = read_table(tmp_path / "t.csv", as_of=AS_OF).table

    assert [*table["domain"], *table["verdict"]] == [words.split(",")[0], "accurate"]


@pytest.mark.parametrize(
    "words", ["Zürich – Łódź", "«Чипы» и модели", "Δεδομένα", "שבבים", "оƬ 芯片"]
)
def test_letters_of_utf_8_stay_what_they_are(tmp_path, words):
    (tmp_path / "t.csv").write_text(f"id,domain,verdict\na,{words},accurate\n", encoding="utf-8")

    assert [*read_table(tmp_path / "t.csv", as_of=AS_OF).table["domain"]] == [words]


@pytest.mark.parametrize(("merged", "n_rows"), [("B3:C3", ""), ("B3:C5", " (3 rows: 3, 4, 5)")])
def test_a_cell_that_is_merged_with_the_one_left_of_it_is_a_problem(tmp_path, merged, n_rows):
    data = spoilt(lambda _, sheet: sheet.merge_cells(merged))
    (tmp_path / "t.xlsx").write_bytes(data)

    problem = read_table(tmp_path / "t.xlsx", as_of=AS_OF).problems[0]

    said = "verdict is missing in this row, whose cell is merged with another or says ditto"
    assert (problem.line, problem.message.en) == (3, said + n_rows)


def test_a_note_that_is_merged_over_all_columns_is_one_problem(tmp_path):
    def change(_, sheet):
        sheet["A8"] = "Only what we said in print."
        sheet.merge_cells("A8:F8")

    (tmp_path / "t.xlsx").write_bytes(spoilt(change))

    (problem,) = read_table(tmp_path / "t.xlsx", as_of=AS_OF).problems

    assert (problem.line, problem.message.en) == (8, "domain is empty")


@pytest.mark.slow
def test_a_merged_title_a_merged_head_and_merged_empty_rows_change_nothing(tmp_path, expected):
    def change(_, sheet):
        sheet.insert_rows(1)
        sheet["A1"] = "Our record"
        sheet.merge_cells("A1:F1")
        sheet.insert_rows(3)
        for column in "ABCDEF":
            sheet.merge_cells(f"{column}2:{column}3")
        sheet.merge_cells("A11:A14")

    (tmp_path / "t.xlsx").write_bytes(spoilt(change))

    assert table_csv(read_table(tmp_path / "t.xlsx", as_of=AS_OF).table) == expected


@pytest.mark.parametrize(("column", "message"), [("A", "id is empty"), ("B", "domain is empty")])
@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!"])
def test_a_formula_that_failed_is_no_name(tmp_path, column, message, error):
    def change(_, sheet):
        sheet[f"{column}3"] = error

    (tmp_path / "t.xlsx").write_bytes(spoilt(change))

    (problem,) = read_table(tmp_path / "t.xlsx", as_of=AS_OF).problems

    assert (problem.line, problem.message.en) == (3, message)


def hidden_sheet(book, _):
    book["old"].sheet_state = "hidden"


def hidden_rows(_, sheet):
    for row in (2, 3, 9):  # the last is empty
        sheet.row_dimensions[row].hidden = True


def many_hidden_rows(_, sheet):
    for row in range(2, 7):
        sheet.row_dimensions[row].hidden = True


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "named"),
    [
        (hidden_sheet, ["/old"]),
        (hidden_rows, ["/new:2", "/new:3"]),
        (many_hidden_rows, ["/new:2", "/new:3", "/new:4"]),
    ],
)
def test_what_a_workbook_hides_is_read_and_named(call, tmp_path, change, named):
    def changed(book, sheet):
        change(book, sheet)
        for row in book["old"].iter_rows(min_row=2, max_col=1):
            row[0].value = f"old {row[0].value}"

    file = tmp_path / "t.xlsx"
    file.write_bytes(spoilt(changed, ("new", "old")))

    done = call("score", "--table", file)

    places = ", ".join(f"{file}{place}" for place in named)
    assert f"note: hidden, but read all the same: {places}" in done.err
    assert "12 recorded" in done.out


def book_of(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, head in sheets.items():
        book.create_sheet(name).append(head)
        book[name].append(["a"] * len(head))
    book.save(stream := io.BytesIO())
    return stream.getvalue()


LACKING = {
    "t.json": (json.dumps({"new": OBJECTS, "old": {"2023": [{"id": "z", "domain": "x"}]}}), "/old/2023"),
    "t.md": (markdown() + "| id | domain |\n|---|---|\n| z | x |\n", ":15"),
    "t.xlsx": (book_of(new=HEAD[:3], old=HEAD[:2]), "/old"),
    "t.zip": (zipped(new_dot_csv=text(), old_dot_csv="id,domain\nz,x\n"), "/old.csv"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", LACKING)
def test_what_is_not_read_is_named_with_its_place(call, tmp_path, name):
    content, place = LACKING[name]
    file = tmp_path / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)

    for command in (["score", "--table"], ["import"]):
        said = call(*command, file).err
        assert f"not read, since columns are missing: {file}{place}\n" in said


@pytest.mark.parametrize(
    ("name", "content", "first", "second"),
    [
        ("t.json", json.dumps({"a": [{"id": 1, "domain": "x"}], "b": [{"domain": 1}]}), "/a", "/b"),
        ("t.md", "| id | domain |\n|---|---|\n| z | x |\n\n| domain |\n|---|\n| x |\n", ":1", ":5"),
        ("t.xlsx", book_of(notes=["x"], b=["domain"], a=["id", "domain"]), "/a", "/b"),
        ("t.zip", zipped(b_dot_csv="domain\nx\n", a_dot_csv="id,domain\nz,x\n"), "/a.csv", "/b.csv"),
    ],
)  # fmt: skip
def test_when_no_table_fits_each_is_named_with_what_it_lacks(
    tmp_path, name, content, first, second
):
    file = tmp_path / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)

    with pytest.raises(CallError) as error:
        read_table(file, as_of=AS_OF)

    en, zh = error.value.phrase
    assert en.startswith(f"{file}{first} lacks the columns: verdict; map it")
    assert en.endswith(f"); {file}{second} lacks id, verdict")
    assert zh.endswith(f"；{file}{second} 缺少 id、verdict")


def test_a_problem_in_a_sheet_names_the_sheet_and_its_row(tmp_path):
    (tmp_path / "book.xlsx").write_bytes(workbook(titles=2, sheets=("2023", "2024")))

    first = read_table(tmp_path / "book.xlsx", as_of=AS_OF).problems[0]

    assert first.path.endswith("book.xlsx/2024")
    assert (first.rule, first.line) == ("repeated-id", 4)


def test_a_workbook_without_such_a_sheet_says_what_it_lacks(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["What", "When"])
    book.save(tmp_path / "book.xlsx")

    with pytest.raises(CallError, match="lacks the columns: id, domain, verdict"):
        read_table(tmp_path / "book.xlsx", as_of=AS_OF)


SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.office
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not here")
@pytest.mark.parametrize("form", ["xlsx", "csv:Text - txt - csv (StarCalc):59,34,UTF8,1"])
def test_what_libreoffice_saves_is_read_alike(tmp_path, expected, form):
    plain = written(tmp_path, "plain.csv")
    (tmp_path / "out").mkdir()
    command = [SOFFICE, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"]
    arguments = ["--convert-to", form, "--outdir", tmp_path / "out", plain]

    subprocess.run([*command, *arguments], check=True, capture_output=True, timeout=120)

    (saved,) = (tmp_path / "out").iterdir()
    assert table_csv(read_table(saved, as_of=AS_OF).table) == expected


@pytest.mark.parametrize(
    ("written", "share"),
    [("八成五", 0.85), ("八成半", 0.85), ("十成", 1), ("百分之七", 0.07), ("1/3", 1 / 3), ("62.5 %", 0.625),
     ("百分之百", 1), ("两成", 0.2), ("１／４", 0.25), ("九十九%", 0.99), ("12.5%", 0.125)],
)  # fmt: skip
def test_a_share_that_names_its_unit_is_what_it_says(tmp_path, written, share):
    file = tmp_path / "t.csv"
    file.write_text(f"id,domain,verdict,probability\na,x,accurate,{written}\n", encoding="utf-8")
    assert read_table(file, as_of=AS_OF).table["probability"].tolist() == [pytest.approx(share)]


@pytest.mark.parametrize("written", ["3/0", "11/10", "十一成", "-5%", "1/2/3", "成", "101%", "%"])
def test_a_share_that_is_none_is_refused(tmp_path, written):
    file = tmp_path / "t.csv"
    file.write_text(f"id,domain,verdict,probability\na,x,accurate,{written}\n", encoding="utf-8")
    assert [one.rule for one in read_table(file, as_of=AS_OF).problems] == ["schema"]


def test_shares_of_half_precision_are_read(tmp_path):
    frame = pd.DataFrame(ROWS, columns=HEAD).assign(probability=0.5)
    frame.astype({"probability": "float16"}).to_parquet(tmp_path / "t.parquet")

    assert set(read_table(tmp_path / "t.parquet", as_of=AS_OF).table["probability"]) == {0.5}


def test_a_year_in_chinese_numerals_is_a_year_and_no_day(tmp_path):
    file = tmp_path / "t.csv"
    head = "id,domain,verdict,year,closes_on\n"
    file.write_text(f"{head}a,x,准确,二〇二四年,\nb,x,准确,二零二三,\n", encoding="utf-8")
    assert read_table(file, as_of=AS_OF).table["year"].tolist() == [2024, 2023]
    file.write_text(f"{head}a,x,准确,,二〇二四年\n", encoding="utf-8")
    assert [one.rule for one in read_table(file, as_of=AS_OF).problems] == ["not-a-date"]


def test_what_yaml_readers_take_for_different_things_is_the_text_that_was_typed(tmp_path):
    (tmp_path / "t.yaml").write_text(
        "- {id: 010, domain: on, verdict: no, made_on: 2024-1-5}\n"
        "- id: 12:30\n  domain: x\n  verdict: yes\n  made_on: 2024-01-05 10:00:00\n"
        "- id: c\n  domain: x\n  verdict:\n  made_on:\n",
        encoding="utf-8",
    )
    asked = Asked({"no": "inaccurate", "yes": "accurate"})

    table = read_table(tmp_path / "t.yaml", as_of=AS_OF, asked=asked).table

    assert table[["id", "domain", "verdict", "made_on"]].to_csv(index=False) == (
        "id,domain,verdict,made_on\n010,on,inaccurate,2024-01-05\n"
        "12:30,x,accurate,2024-01-05\nc,x,,\n"
    )


@pytest.mark.parametrize(("packer", "end"), [(gzip, "gz"), (bz2, "bz2"), (lzma, "xz")])
def test_packed_yaml_is_read_as_yaml(packer, end, tmp_path):
    file = tmp_path / f"t.YAML.{end}"
    file.write_bytes(packer.compress(b"- id: a\n  domain: x\n  verdict: accurate\n"))

    assert read_table(file, as_of=AS_OF).table["verdict"].tolist() == ["accurate"]
