"""Every text of the program that people read, as pairs of English and Chinese.

``make texts`` prints them side by side for a proofreader. In Python the two sides of a pair always stand side
by side: as arguments, as items, as key and value, or as what two lines set. That is how they are found.
"""

import ast
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "scorecard"
HAN = re.compile(r"[\u4e00-\u9fff]")
_WORDS = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
_SAID = re.compile(r"""\b(?:say|t|said)\(\s*(["'])(.*?)\1\s*,\s*(["'])(.*?)\3""", re.DOTALL)
_ENGLISH_MAY_QUOTE = 5
"""Characters of an English text to each Chinese one that it may quote as an example."""


class Pair(NamedTuple):
    """One text in both languages, with its place."""

    file: str
    line: int
    en: str
    zh: str


def texts_of(node: ast.AST | None) -> list[str]:
    """The texts that an expression may be, {…} for what is filled in; none when all of it is computed."""
    match node:
        case ast.Constant(str(text)):
            return [text]
        case ast.JoinedStr(parts):
            return ["".join(one.value if isinstance(one, ast.Constant) else "{…}" for one in parts)]
        case ast.IfExp(_, one, other):
            return [*texts_of(one), *texts_of(other)]
        case (
            ast.ListComp(one) | ast.GeneratorExp(one) | ast.Call(ast.Attribute(attr="join"), [one])
        ):
            return texts_of(one)
        case ast.BinOp(one, ast.Add(), other) if texts_of(one) or texts_of(other):
            right = texts_of(other) or ["{…}"]
            return [left + end for left in texts_of(one) or ["{…}"] for end in right]
        case _:
            return []


def _set(statement: ast.AST) -> ast.AST | None:
    """What a statement sets, returns or appends."""
    match statement:
        case ast.Assign() | ast.AnnAssign() | ast.AugAssign() | ast.Return():
            return statement.value
        case ast.Expr(ast.Call(ast.Attribute(attr="append"), [value])):
            return value
        case _:
            return None


def _rows(node: ast.AST) -> Iterator[list[ast.AST | None]]:
    """What stands side by side in a part of a program."""
    if isinstance(node, ast.Call):
        yield [*node.args, *(one.value for one in node.keywords)]
    elif isinstance(node, ast.Tuple):
        yield [*node.elts]
    elif isinstance(node, ast.Dict):
        yield [*node.values]
        yield from map(list, zip(node.keys, node.values, strict=True))
    for body in (getattr(node, "body", None), getattr(node, "orelse", None)):
        if isinstance(body, list):
            yield [_set(one) for one in body]


def _named(tree: ast.AST) -> dict[str, list[tuple[int, ast.AST]]]:
    """What gets a name before it is put together, with the line: `en = …`, `en, zh = …`."""
    found = defaultdict[str, list[tuple[int, ast.AST]]](list)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                both = list(zip(target.elts, value.elts, strict=False))
            else:
                both = [(target, value)]
            for name, of in both:
                if isinstance(name, ast.Name):
                    found[name.id].append((node.lineno, of))
    return found


def is_pair(en: str, zh: str) -> bool:
    """Whether two texts are the sides of one, or one that lacks a side."""
    if not zh.strip():
        return _WORDS.search(en) is not None
    n_en, n_zh = len(HAN.findall(en)), len(HAN.findall(zh))
    return n_zh > n_en and n_en * _ENGLISH_MAY_QUOTE <= len(en)


def pairs_of(file: Path) -> Iterator[Pair]:
    """The pairs of a module."""
    shown, tree = str(file.relative_to(ROOT)), ast.parse(file.read_text(encoding="utf-8"))
    named = _named(tree)

    def meant(node: ast.AST | None) -> ast.AST | None:
        """What a name stands for: its last value above."""
        if not isinstance(node, ast.Name):
            return node
        above = [one for one in named[node.id] if one[0] < node.lineno]
        return max(above, key=lambda one: one[0])[1] if above else None

    for node in ast.walk(tree):
        for row in _rows(node):
            for one, other in pairwise(row):
                sides = texts_of(meant(one)), texts_of(meant(other))
                n = max(map(len, sides)) if all(sides) else 0
                for en, zh in zip(*((side * n)[:n] for side in sides), strict=True):
                    if is_pair(en, zh):
                        yield Pair(shown, one.lineno, en, zh)


def _in_templates(file: Path) -> Iterator[Pair]:
    text = file.read_text(encoding="utf-8")
    for found in _SAID.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield Pair(str(file.relative_to(ROOT)), line, found[2], found[4])


def _in_json(file: Path) -> Iterator[Pair]:
    """The objects with an `en` and a `zh`, at any depth."""
    inside = [json.loads(file.read_text(encoding="utf-8"))]
    for one in inside:
        if isinstance(one, dict) and {"en", "zh"} <= one.keys():
            yield Pair(str(file.relative_to(ROOT)), 0, one["en"], one["zh"])
        else:
            inside += (
                one.values() if isinstance(one, dict) else one if isinstance(one, list) else []
            )


def chinese_sentences(file: Path) -> Iterator[str]:
    """The Chinese sentences of a module, in pairs or not, without docstrings and regular expressions."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    documented = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    parts = {
        id(part) for one in ast.walk(tree) if isinstance(one, ast.JoinedStr) for part in one.values
    }
    for node in ast.walk(tree):
        is_whole = (
            isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in documented | parts
        )
        for text in texts_of(node) if is_whole else []:
            if (
                re.search(r"[，。；：！？]", text)
                and HAN.search(text)
                and not re.search(r"[\\\[|]", text)
            ):
                yield text


@cache
def all_pairs() -> list[Pair]:
    """Every pair that stands in the program, its templates and its lists of texts."""
    pairs = list[Pair]()
    for file in sorted(SOURCE.rglob("*.*")):
        if file.suffix == ".py":
            pairs += pairs_of(file)
        elif file.suffix in {".html", ".js", ".md", ".txt"}:
            pairs += _in_templates(file)
        elif file.name.endswith("_texts.json"):
            pairs += _in_json(file)
    return list(dict.fromkeys(pairs))


if __name__ == "__main__":
    for pair in all_pairs():
        sys.stdout.write(f"{pair.file}:{pair.line}\n  {pair.en}\n  {pair.zh}\n")
