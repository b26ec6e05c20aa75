"""Names of columns and groups in both languages."""

from collections.abc import Mapping

from scorecard.reading.folder import Records
from scorecard.records import HedgeStrength, Specificity, phrase_of
from scorecard.text import Phrase

BY = {
    "domain": Phrase("domain", "领域"),
    "outlook": Phrase("outlook", "展望"),
    "year": Phrase("year", "年份"),
    "item": Phrase("item", "原文条目"),
    "attributed_to": Phrase("attributed to", "提出者"),
    "forecaster": Phrase("forecaster", "预测者"),
    "hedge": Phrase("hedge", "语气"),
    "hedge_word": Phrase("hedge word", "情态词"),
    "specificity": Phrase("specificity", "明确程度"),
    "stated": Phrase("window stated", "期限是否写明"),
}
"""The columns that predictions can be grouped by, with their names."""

Labels = Mapping[str, Mapping[str, Phrase]]
"""Names of groups: column, then key."""


def labels_of(records: Records) -> Labels:
    """The names that the records give to their groups."""
    people = {one.speaker.en: one.speaker for one in records.predictions.values()}
    return {
        "domain": {one.id: Phrase(one.en, one.zh) for one in records.domains},
        "outlook": {name: phrase_of(one.title) for name, one in records.outlooks.items()},
        "item": {
            f"{name} / {item.id}": Phrase(item.en, item.zh)
            for name, outlook in records.outlooks.items()
            for item in outlook.items
        },
        "attributed_to": people,
        "hedge": {one.value: one.label for one in HedgeStrength},
        "specificity": {one.value: one.label for one in Specificity},
        "stated": {
            "True": Phrase("window stated", "原文写明期限"),
            "False": Phrase("window not stated", "期限为编者推定"),
        },
    }
