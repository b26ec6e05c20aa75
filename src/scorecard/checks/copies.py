"""Rules against a record that is there twice: the same bytes, the same claim, or nearly the same."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from scorecard.problems import Problem
from scorecard.reading.files import RecordFile
from scorecard.rules import RULES
from scorecard.text import Phrase

if TYPE_CHECKING:
    from scorecard.checks.folder_rules import Inspection

NEARLY_EQUAL = 93
"""Per cent of likeness from which two claims are taken for one; those of a series, such as `… on new energy`
and `… on new materials`, are below it."""

MOST_COMPARED = 1500
"""Claims of one outlook that are compared with each other: a million comparisons take half a second."""

_DIGITS = re.compile(r"\d+")

Pair = tuple[RecordFile, "Inspection"]
Facts = Mapping[str, Any]


def copy_problems(pairs: Sequence[Pair]) -> list[Problem]:
    """The predictions that are on record twice, each at the later one by its id.

    Args:
        pairs: The predictions that can be read, with their inspections.
    """
    by_digest: dict[str, RecordFile] = {}
    problems, others = [], []
    for file, found in sorted(pairs, key=lambda pair: pair[0].id):
        first = by_digest.setdefault(found.digest, file)
        if first is file:
            others.append((file, found.facts))
        else:
            message = Phrase(
                f"byte for byte the same as {first.id}", f"与 {first.id} 的内容完全相同"
            )
            problems.append(RULES["copied-file"].problem(file.shown, 1, 1, message))
    for _, group in groupby(others, key=lambda pair: pair[0].id.partition("/")[0]):
        problems += _repeated(list(group))
    return problems


def _repeated(group: list[tuple[RecordFile, Facts]]) -> Iterator[Problem]:
    """The claims of one outlook that are there before, word for word, nearly, or by passage and criteria."""
    texts: dict[tuple[str, ...], str] = {}
    passages: dict[str, str] = {}
    for number, (file, facts) in enumerate(group):
        text, passage = tuple(facts["claim"]), facts["passage"]
        same = texts.setdefault(text, file.id)
        of_passage = passages.setdefault(passage, file.id) if passage else file.id
        if same != file.id:
            message = Phrase(f"the same claim as {same}", f"与 {same} 是同一条预测")
        elif of_passage != file.id:
            message = Phrase(
                f"the same passage and the same criteria as {of_passage}",
                f"原文出处和判定标准与 {of_passage} 相同",
            )
        elif near := _nearest(facts["claim"], group[:number]) if number < MOST_COMPARED else None:
            message = Phrase(f"nearly the same claim as {near}", f"与 {near} 几乎是同一条预测")
        else:
            continue
        line, column = facts["places"]["claim"]
        yield RULES["repeated-claim"].problem(file.shown, line, column, message)


def _nearest(claim: list[str], others: list[tuple[RecordFile, Facts]]) -> str | None:
    """The id of the first claim that differs in a few letters; claims with other numbers are other claims."""
    if not others:
        return None
    from rapidfuzz.fuzz import ratio  # a folder of one claim needs no likeness
    from rapidfuzz.process import extract_iter

    digits = _DIGITS.findall(" ".join(claim))
    for side, text in enumerate(claim):
        said = [facts["claim"][side] for _, facts in others]
        for _, _, found in extract_iter(text, said, scorer=ratio, score_cutoff=NEARLY_EQUAL):
            if _DIGITS.findall(" ".join(others[found][1]["claim"])) == digits:
                return others[found][0].id
    return None
