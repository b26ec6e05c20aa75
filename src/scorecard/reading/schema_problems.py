"""Problems of a document that is YAML but not a valid record: pydantic's errors at their places.

The messages for single values are in `schema_messages`; here is what needs the whole document.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from pydantic import BaseModel, RootModel, ValidationError
from yaml import YAMLError

from scorecard.problems import Problem
from scorecard.reading import hints, typos
from scorecard.reading.lines import (
    DASH,
    end_of_block,
    indent_of,
    is_list,
    keys_of,
    known_key,
    line_by_line,
    may_hold,
    takes_text,
)
from scorecard.reading.scalar_values import EMPTY, word_meant
from scorecard.reading.schema_messages import (
    Mismatch,
    Typed,
    key_in_chinese,
    message_of,
)
from scorecard.reading.yaml_reader import Document, DocumentError, read_document
from scorecard.records.fields import Bilingual, types_in
from scorecard.rules import RULES, BrokenRule, Path, broken
from scorecard.text import Phrase, closest, printable
from scorecard.verdicts import Verdict

MOST = 100
"""The most errors of one file that are reported."""

_IN_ITS_LINE = Phrase(
    "the indent, the key or the value of this line is mistyped", "这一行的缩进、键或值写得不对"
)

_OF_STRUCTURE = {"missing", "extra_forbidden", "list_type", "model_type", "string_type"}
_MOST_READ = 500_000
"""Characters of a text that is read again and again."""
_WRITTEN = re.compile(r"(?m)^[^\w\n]*(\w{1,20})|\b(\w{1,20}):")
_NEEDS_ASCII = {
    *("extra_forbidden", "enum", "date_type", "not-a-date", "impossible-date", "bad-link"),
    *("bool_type", "float_type", "int_type", "string_pattern_mismatch"),
    *("joined-names", "spaced-name"),
}
_NEEDS_BRACKETS = {"list_type", "model_type"}
_COMMENT = re.compile(r"[ \t]*(#[^\s#].*)")
"""What YAML takes for a comment where a value should be, and its writer hardly did."""

_KEY_BELOW = re.compile(r"\n *(?:- )?(\w+):\s")
_BRANCHES = {"Bilingual": dict, "Listed": dict, "list[": list, "function-after[": str}
"""The names that pydantic gives the branches of a union, and the type that each branch takes."""


def misfit(value: Any, model: type[BaseModel]) -> ValidationError | None:  # noqa: ANN401  (YAML holds anything)
    """What keeps a value from being a valid record; None when it is one."""
    try:
        model.model_validate(value)
    except ValidationError as error:
        return error
    return None


def headless_faults(text: str, model: type[BaseModel]) -> tuple[list[BrokenRule], list[str]]:
    """The key that is missing above lines that are its value, and the text without that fault."""
    lines, fields = text.split("\n"), keys_of(model).items()
    needed = [key for key, one in fields if one.is_required() or not takes_text(key)]
    n_tries = _MOST_READ // (len(text) + 1)
    bare = re.sub(r"(?m)^[ \t]*#.*", "", text) if n_tries else ""
    written = {one for pair in _WRITTEN.findall(bare) for one in pair}
    lacking = [key for key in needed if n_tries and key not in written]
    keys = [(row, known_key(line.replace("{", "", 1))) for row, line in enumerate(lines) if lacking]
    inner = [(row, own) for row, own in keys if own and own.end(1)]
    heads = [(row, key) for row, own in inner for key in lacking if may_hold(key, own[2])]
    for row, key in heads[:n_tries]:
        with suppress(DocumentError, YAMLError):
            whole = read_document("\n".join([*lines[:row], f"{key}:", *lines[row:]]))
            error = misfit(whole.value, model)
            unfit = error.errors(include_url=False, include_input=False) if error else []
            if _OF_STRUCTURE.isdisjoint(one["type"] for one in unfit):
                end = end_of_block(lines, row, indent_of(lines[row]))
                rule, said = "missing-key", (f"the key `{key}` is missing", f"缺少键 `{key}`")
                at, new, hint = row, [""] * (end - row), hints.hint("above", key)
                head = next((n for n in range(row - 1, -1, -1) if lines[n].strip()), row)
                if re.fullmatch(rf"(?i)\s*#+ *{key}:?\s*", lines[head]):
                    rule, said = "yaml-syntax", ("this line is still a comment", "这一行还是注释")
                    at, new, hint = head, [f"{key}:"], hints.hint("no-hash", f"{key}:", 1)
                start = len("\n".join([*lines[:at], ""])) + indent_of(lines[at])
                lines[at : at + len(new)] = new
                return [broken(rule, start, *said, hint)], ["\n".join(lines)]
    return [], []


_Told = Iterator[tuple[Problem, list[Mismatch]]]
"""Problems, each with the errors that it tells as one."""


def schema_problems(document: Document, model: type[BaseModel]) -> list[Problem]:
    """The problems of a document as a record, in the order of their places; none of a valid one.

    A key that is only mistyped, or has a wrong indent, is not reported as missing too.
    """
    error = misfit(document.value, model)
    if error is None:
        return []
    lines = document.text.split("\n")
    for is_in_texts in (False, True):
        aligned = line_by_line(lines, str, is_in_texts=is_in_texts)
        for row, (line, new) in enumerate(zip(lines, aligned, strict=True)):
            is_moved = line.strip().lstrip("- ") == new.strip().lstrip("- ")
            aligned[row] = new if is_moved else line
        if aligned != lines and (moved := _moved(aligned, error, document, model)):
            told = list(in_their_lines(lines, aligned, document.shown))
            rows = {one.line for one in told}
            told += (one for one in schema_problems(moved, model) if one.line not in rows)
            return sorted(told, key=lambda one: (one.line, one.column, one.rule))
    known, problems = _mismatches(error, document, model), list[Problem]()
    problems += _told(_framed(known, document, model), known)
    problems += _told(_swallowed(known, document), known)
    problems += _told(_joined_pairs(known, document), known)
    problems += _told(_of_other_lists(known, document, model), known)
    missing = [one for one in known if one.kind == "missing"]
    meant = set()
    # Of Chinese words for keys the longer leave fewer meanings to the shorter.
    others = sorted((one for one in known if one.kind != "missing"), key=lambda one: -len(one.key))
    for one in [*others, *missing]:
        typo, facts = _typo(one, document), one.context
        if one.kind == "extra_forbidden":
            name = re.split(r"\s*:", typo.instead)[0] if typo else one.key
            lacking = [other for other in missing if other.path not in meant]
            near = _key_meant(one, name, document, lacking)
            typo = typo if near else None  # a part of a text
            meant.add((*one.path[:-1], near))
            places = [other.path for other in missing if other.key == one.key]
            meant.update(places if not near and len(places) == 1 else ())
            facts = {"near": near, **_going_on(one, document)}
        if typo:
            problems.append(typos.typo_problem(typo, document.shown))
        elif one.path not in meant:
            rule, message, hint = message_of(one._replace(context=facts))
            problems.append(document.problem(BrokenRule(rule, one.start, message, hint)))
    return sorted(dict.fromkeys(problems), key=lambda one: (one.line, one.column, one.rule))


def _going_on(one: Mismatch, document: Document) -> dict[str, Any]:
    """Whether an unknown key may go on the text above: behind its comma in braces, or at which indent."""
    around = document.find(one.path[:-1])
    node = around and around.child(one.key)
    if not around or not node or not node.key:
        return {}
    number = around.children.index(node)
    above, is_word = around.children[number - 1], re.fullmatch(r"\w+", one.key, re.ASCII)
    is_below_text = number > 0 and isinstance(above.value, str) and not is_word
    if around.is_flow:
        before, behind = document.text[: node.key.start], document.text[node.key.end :]
        is_behind_comma = is_below_text and before.rstrip(" ").endswith(",")
        return {"is_text": is_behind_comma or (number and behind.lstrip()[:1] in {",", "}"})}
    is_open = is_below_text and above.style not in {"'", '"'}
    return {"indent": document.place(one.start).column + 1} if is_open else {}


def _told(found: _Told, known: list[Mismatch]) -> list[Problem]:
    """The problems that tell several errors as one; these errors are taken from the known ones."""
    told = list(found)
    for _, errors in told:
        known[:] = [one for one in known if one not in errors]
    return [problem for problem, _ in told]


def _moved(
    lines: list[str], error: ValidationError, document: Document, model: type[BaseModel]
) -> Document | None:
    """The document with other lines; None unless that leaves fewer errors."""
    with suppress(DocumentError, YAMLError):
        moved = read_document("\n".join(lines), document.shown)
        left = misfit(moved.value, model)
        return moved if left is None or left.error_count() < error.error_count() else None
    return None


def in_their_lines(lines: list[str], meant: list[str], shown: str) -> Iterator[Problem]:
    """The problems of lines that should be other ones; keys beside one another at a wrong indent are one."""
    groups, beside = list[list[int]](), dict[int, list[int]]()
    for row, (line, new) in enumerate(zip(lines, meant, strict=True)):
        if new.strip()[:1] not in {"", "#"}:
            beside = {column: group for column, group in beside.items() if column <= indent_of(new)}
        if line != new and (line.strip() != new.strip() or DASH.match(new)):
            groups.append([row])
        elif line != new and indent_of(new) in beside:
            beside[indent_of(new)].append(row)
        elif line != new:
            groups.append(beside.setdefault(indent_of(new), [row]))
    for first, *more in groups:
        line, new, column = lines[first], meant[first], indent_of(meant[first])
        at, typo = len(line) - len(line.lstrip()) + 1, typos.typo_in_line(line, first + 1)
        problem = RULES["yaml-syntax"].problem(shown, first + 1, at, _IN_ITS_LINE)
        if typo and typo.found not in new:
            problem = typos.typo_problem(typo, shown)
        written = hints.hint("write-at", printable(new.strip(), limit=200), column + 1)
        hint = hints.indent_hint(column) if line.strip() == new.strip() else written
        yield problem._replace(hint=hints.hint("rest", column + 1) if more else hint)


def _key_meant(one: Mismatch, name: str, document: Document, missing: list[Mismatch]) -> str | None:
    """The key that an unknown one stands for, none that is there already."""
    beside = _value_at(document.value, one.path[:-1])
    free = [key for key in keys_of(one.around) if key not in beside]
    lacking = [other.key for other in missing if other.path[:-1] == one.path[:-1]]
    is_of_verdicts = {*Verdict} >= keys_of(one.around).keys()
    if is_of_verdicts and (verdict := word_meant(name, [*Verdict])):
        return verdict if verdict in free else None
    name = name.partition("-")[0] if one.around is Bilingual else name  # zh-CN
    near = closest(name, free) or key_in_chinese(one, lacking)
    if near or len(lacking) != 1:
        return near or key_in_chinese(one, free)
    error = misfit({lacking[0]: beside[one.key]}, one.around)  # the only one that its value fits
    unfit = {detail["loc"][0] for detail in error.errors(include_url=False)} if error else set()
    is_word = one.around is not Bilingual or re.fullmatch(r"\w+", name, re.ASCII)
    return lacking[0] if is_word and lacking[0] not in unfit else key_in_chinese(one, free)


def _joined_pairs(known: list[Mismatch], document: Document) -> _Told:
    """Braces in which YAML takes several keys for one text, for commas and colons of a Chinese keyboard."""
    around = {one.path[:-1]: keys_of(one.around) for one in known}
    texts = {one.path: keys_of(Bilingual) for one in known if one.is_in_two_languages}
    for path, fields in (around | texts).items():
        node = document.find(path)
        if not node or not node.is_flow:
            continue
        source = document.text[node.start : node.end]
        key = re.compile(rf"([{{,，])\s*({'|'.join(fields)})\s*[:：]\s*")
        keys = list(key.finditer(source))
        wide = [of.start() + n for of in keys for n, one in enumerate(of[0]) if one in "，："]
        typed = key.sub(lambda of: f"{'{' if of[1] == '{' else ', '}{of[2]}: ", source)
        with suppress(DocumentError, YAMLError):
            is_joined = wide and len(keys) > len(node.children)
            if is_joined and len(read_document(typed).value) == len(keys):
                mark, place = source[wide[0]], document.place(node.start + wide[0])
                rule = "fullwidth-comma" if mark == "，" else "fullwidth-colon"
                hint = hints.hint("write", printable(typed, limit=200))
                typo = typos.Typo(rule, place, mark, hint=hint)
                told = [one for one in known if one.path[: len(path)] == path]
                yield typos.typo_problem(typo, document.shown), told


def _framed(known: list[Mismatch], document: Document, model: type[BaseModel]) -> _Told:
    """The key that is around a whole record."""
    root = document.root
    inner = root.children[0] if root and root.children and not root.is_flow else None
    if inner and inner.key and inner.is_collection and len(document.value) == 1:
        error, name = misfit(inner.value, model), printable(inner.name, limit=60)
        if not error or error.error_count() < len(known):
            message = f"the key `{name}` is around the whole file", f"键 `{name}` 套在整个文件外面"
            found = broken("unknown-key", inner.key.start, *message, hints.hint("no-frame"))
            yield document.problem(found), [*known]


def _swallowed(known: list[Mismatch], document: Document) -> _Told:
    """The texts in quotes in which missing keys are, as the quote is closed in a line below."""
    lacking = [one for one in known if one.kind == "missing"]
    for path in dict.fromkeys(one.path[:-1] for one in lacking):
        around = document.find(path)
        for node in around.children if around else ():
            keys = _KEY_BELOW.findall(node.source) if node.style in {"'", '"'} else ()
            if told := [one for one in lacking if one.path[:-1] == path and one.key in keys]:
                told += (one for one in known if one.path == (*path, node.name))
                last = document.place(node.end).line
                said = f"this quote ends in line {last}", f"这里的引号到第 {last} 行才闭合"
                found = broken("yaml-syntax", node.start, *said, hints.hint("own-quote", last))
                yield document.problem(found), told


def _of_other_lists(known: list[Mismatch], document: Document, model: type[BaseModel]) -> _Told:
    """The items of lists that are items of another list of the record."""
    for path in dict.fromkeys(one.path[:2] for one in known if len(one.path) > 1):
        value = _value_at(document.value, path)
        others = [key for key in keys_of(model) if is_list(key) and key != path[0]]
        for key in reversed(others) if isinstance(value, dict) else ():
            inner = _model_at(model, (key,))
            if inner is not model and misfit(value, inner) is None:
                message = f"this is an item of `{key}`", f"这是 `{key}` 的一项"
                found = broken("unknown-key", path, *message, hints.hint("move", key))
                yield document.problem(found), [one for one in known if one.path[:2] == path]
                break


def _mismatches(
    error: ValidationError, document: Document, model: type[BaseModel]
) -> list[Mismatch]:
    """Pydantic's errors with the values that they are about, without those of branches not meant."""
    details = error.errors(include_url=False, include_input=False)[:MOST]
    parted = [_parted(detail["loc"], detail["type"]) for detail in details]
    lists = {at for _, branches in parted for at, of in branches.items() if of is list}
    known = []
    for detail, (path, branches) in zip(details, parted, strict=True):
        if any(of is not _type_meant(document, at, lists) for at, of in branches.items()):
            continue
        node = document.find(path)
        value, source = _value_at(document.value, path), node.source if node else ""
        if node and value is EMPTY and (comment := _COMMENT.match(document.text, node.end)):
            source = comment[1].rstrip()
        n_steps = max((n for n, step in enumerate(path) if isinstance(step, str)), default=0)
        models = _model_at(model, path[:n_steps]), _model_at(model, (*path, 0))
        kind, facts = detail["type"], detail.get("ctx", {})
        written = path[:-1] if kind == "missing" else path
        start = document.start(written, is_key=kind == "extra_forbidden")
        known.append(Mismatch(kind, path, start, value, source, facts, *models))
    return known


def _value_at(value: Any, path: Path) -> Any:  # noqa: ANN401  (YAML holds anything)
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _model_at(model: type[BaseModel], path: Path) -> type[BaseModel]:
    """The model that a path leads into; the last one known when it leads out of the models."""
    for step in path:
        name = "root" if issubclass(model, RootModel) else step
        if isinstance(name, str) and name in model.model_fields:
            model = next(types_in(model.model_fields[name].annotation, BaseModel), model)
    return model


def _parted(location: Path, kind: str) -> tuple[Path, dict[Path, type]]:
    """The way to a value, and the types of the branches of unions on it by their paths."""
    path: Path = ()
    branches: dict[Path, type] = {}
    n_steps = len(location) - (kind in {"missing", "extra_forbidden"})  # the last one is a key
    for step in location[:n_steps]:
        name = str(step)
        if of := next((of for start, of in _BRANCHES.items() if name.startswith(start)), None):
            branches[path] = of
        else:
            path = (*path, step)
    return path + location[n_steps:], branches


def _type_meant(document: Document, path: Path, lists: set[Path]) -> type:
    """The branch of a union that a value was meant for: a text, unless it is a mapping or a list."""
    value = _value_at(document.value, path)
    if isinstance(value, dict):
        is_key = re.compile(r"\w+", re.ASCII).fullmatch  # `四家: 上市` is a text with a colon
        return dict if len(value) != 1 or any(map(is_key, value)) else str
    return list if isinstance(value, list) and path in lists else str


def _typo(mismatch: Mismatch, document: Document) -> typos.Typo | None:
    """The typo that explains a mismatch, at the character that was mistyped."""
    kind, is_key = mismatch.kind, mismatch.kind == "extra_forbidden"
    is_block = mismatch.source[:1] in {"|", ">"}  # a text in lines below its key
    if is_block or kind not in _NEEDS_ASCII | _NEEDS_BRACKETS:
        return None
    word = mismatch.key if is_key else mismatch.written
    is_quoted = document.text[mismatch.start : mismatch.start + 1] in {"'", '"'}
    place = document.place(mismatch.start + is_quoted)
    if kind == "list_type" and (bullet := typos.bullet_in_list(word, place)):
        return bullet
    takes_brackets = kind in _NEEDS_BRACKETS
    typo = typos.typo_in_word(word, place, takes_brackets=takes_brackets)
    if typo is None:
        return typos.unspaced_colon(word, keys_of(mismatch.around), place) if is_key else None
    if word.partition("：")[0] in keys_of(mismatch.around if is_key else mismatch.model):
        return typo._replace(hint=None)  # what follows may go on behind another colon
    hint = None if is_key else message_of(mismatch)[2]
    is_of_text = takes_brackets and typo.rule != "fullwidth-bracket"
    is_several = kind == "enum" and not hint and isinstance(mismatch.path[-1], str)
    if is_of_text or is_several or (kind == "bad-link" and hint):
        return None
    is_better = isinstance(hint, Typed) or (hint and kind in {"enum", "joined-names"})
    return typo._replace(hint=hint) if is_better else typo
