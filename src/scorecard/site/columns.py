"""The page on the data of the site: every file, and every column of its tables."""

from collections.abc import Mapping, Sequence
from typing import get_args

from pydantic import BaseModel

from scorecard.records import Bilingual, Evidence, JudgedVerdict, Prediction, Rating
from scorecard.text import Language, Phrase

_MODELS: Mapping[str, type[BaseModel]] = {
    "claims": Prediction,
    "evidence": Evidence,
    "verdicts": JudgedVerdict,
    "ratings": Rating,
}
_OWN = {
    "id": Phrase("The claim: `outlook/claim`.", "预测的 id：展望/预测。"),
    "n": Phrase("Place in the record, from 1.", "在记录里的次序，从 1 起。"),
    "outlook": Phrase("The article.", "展望。"),
    "state": Phrase("State on the day of the site.", "截至当日的状态。"),
    "attributed_to": Phrase("Who said it.", "提出者。"),
    "year": Phrase("Year that the article looks at.", "展望所指的年份。"),
    "item": Phrase("The article's own numbered judgement.", "原文条目。"),
    "closes_on": Phrase(
        "Last day of the window; empty when it has no end.", "期限截止日；不限则为空。"
    ),
    "verdict": Phrase(
        "The last verdict by the day; empty for none.", "截至当日的判定；没有则为空。"
    ),
    "judged_on": Phrase("Day of that verdict.", "该判定的日期。"),
    "occurred_on": Phrase("When it came true.", "应验日期。"),
}
_FILES = {
    "predictions.csv": Phrase(
        "One row a claim, as `scorecard score --table` reads it.",
        "一行一条预测，可供 `scorecard score --table` 读取。",
    ),
    "scorecard.json": Phrase(
        "Everything on record; `scorecard import` makes the folder of it again.",
        "全部记录；`scorecard import` 可还原成文件夹。",
    ),
    "claims": Phrase("One row a claim, with all its fields.", "一行一条预测，含全部字段。"),
    "evidence": Phrase("One row an evidence item.", "一行一条证据。"),
    "verdicts": Phrase("One row a verdict, oldest first.", "一行一个判定，从旧到新。"),
    "ratings": Phrase("One row a rating.", "一行一条评议。"),
}


def _described(model: type[BaseModel], prefix: str = "") -> dict[str, Phrase]:
    """The meaning of each column that a model's fields become."""
    found: dict[str, Phrase] = {}
    for field, info in model.model_fields.items():
        en, _, zh = (info.description or "").partition("\n\n")
        kinds = [info.annotation, *get_args(info.annotation)]
        nested = next(
            (one for one in kinds if isinstance(one, type) and issubclass(one, BaseModel)), None
        )
        names = [prefix + field]
        if Bilingual in kinds:
            names = [f"{prefix}{field}_{language.value}" for language in Language]
        elif nested:
            found |= _described(nested, f"{prefix}{field}_")
        found |= {name: Phrase(en, zh) for name in names}
    return found


def data_readme(columns: Mapping[str, Sequence[str]], tables: Sequence[str]) -> bytes:
    """The README of the data, in both languages.

    Args:
        columns: The columns of each table by its name; `predictions.csv` is one of them.
        tables: The files of the folder.
    """
    lines = ["# Data / 数据", "", "UTF-8; days are YYYY-MM-DD. UTF-8 编码，日期为年-月-日。", ""]
    for file in tables:
        said = _FILES[file.removesuffix(".parquet")]
        lines.append(f"- [{file}]({file}): {said.en} {said.zh}")
    for name, named in columns.items():
        meanings = {**_described(_MODELS.get(name, Prediction)), **_OWN}
        lines += ["", f"## {name}", "", "| column | meaning | 含义 |", "|---|---|---|"]
        for column in named:
            said = meanings.get(column, Phrase("", ""))
            lines.append(f"| `{column}` | {said.en} | {said.zh} |")
    return ("\n".join(lines) + "\n").encode("utf-8")
