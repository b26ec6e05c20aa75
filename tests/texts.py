"""Every text of the program that people read, as pairs of English and Chinese.

``make texts`` prints them side by side for a proofreader.
"""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "scorecard"
_MAKERS = {
    **dict.fromkeys(("Phrase", "words", "CallError", "GitError", "UnreadableBallotError"), 0),
    **dict.fromkeys(("echo", "note", "option", "flag", "choice", "day_option", "Command"), 0),
    **dict.fromkeys(("UnreadableError", "MeetingError", "argument"), 1),
    "broken": 2,
}
"""What takes a pair of texts, and the place of the first among its arguments."""
_SAID = re.compile(r"""\b(?:say|t|said)\(\s*(["'])(.*?)\1\s*,\s*(["'])(.*?)\3""", re.DOTALL)


class Pair(NamedTuple):
    """One text in both languages, with its place."""

    file: str
    line: int
    en: str
    zh: str


def _text(node: ast.expr) -> str | None:
    """The text of a literal; what is filled in shows as {…}. None for anything that is computed."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            part.value if isinstance(part, ast.Constant) else "{…}" for part in node.values
        )
    return None


def _named_texts(tree: ast.AST) -> Iterator[tuple[str, int, str]]:
    """The texts that get a name before they are put together, with the line: `en, zh = …`.

    Those of a pair, `message = …, …`, get the name of the pair with a number.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            (target,) = node.targets[:1]
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            if isinstance(target, ast.Name) and isinstance(node.value, ast.Tuple):
                names = [ast.Name(f"{target.id} {number}") for number in range(len(values))]
            for name, value in zip(names, values, strict=False):
                text = _text(value)
                if isinstance(name, ast.Name) and text is not None:
                    yield name.id, node.lineno, text


def _in_python(file: Path) -> Iterator[Pair]:
    name, tree = str(file.relative_to(ROOT)), ast.parse(file.read_text(encoding="utf-8"))
    named = sorted(_named_texts(tree), key=lambda one: one[1])

    def text_of(node: ast.expr) -> str | None:
        if not isinstance(node, ast.Name):
            return _text(node)
        before = [text for name, line, text in named if name == node.id and line < node.lineno]
        return before[-1] if before else None

    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            made = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            first, arguments = _MAKERS.get(made, 0), list[ast.expr]()
            for one in node.args:
                is_pair = isinstance(one, ast.Starred) and isinstance(one.value, ast.Name)
                sides = (
                    [ast.Name(f"{one.value.id} {n}", lineno=one.lineno) for n in (0, 1)]
                    if is_pair
                    else [one]
                )
                arguments += sides
            given = [text_of(one) for one in arguments[first : first + 2]]
            if made in _MAKERS and len(given) == 2 and None not in given:
                yield Pair(name, node.lineno, *given)


def _in_rules() -> Iterator[Pair]:
    from scorecard.rules import RULES

    for rule in RULES.values():
        yield Pair("src/scorecard/rules.py", 0, rule.sentence.en, rule.sentence.zh)
        yield Pair("src/scorecard/rules.py", 0, rule.fix.en, rule.fix.zh)


def _in_templates(file: Path) -> Iterator[Pair]:
    text = file.read_text(encoding="utf-8")
    for found in _SAID.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield Pair(str(file.relative_to(ROOT)), line, found[2], found[4])


@cache
def all_pairs() -> list[Pair]:
    """Every pair that stands as literals in the program and its templates."""
    pairs = list(_in_rules())
    for file in sorted(SOURCE.rglob("*.py")):
        pairs += _in_python(file)
    for file in sorted(one for kind in ("html", "js", "txt") for one in SOURCE.rglob(f"*.{kind}")):
        pairs += _in_templates(file)
    return pairs


if __name__ == "__main__":
    for pair in all_pairs():
        sys.stdout.write(f"{pair.file}:{pair.line}\n  {pair.en}\n  {pair.zh}\n")
