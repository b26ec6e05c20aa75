"""Tables in JSON documents of any shape, JSON lines and YAML."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from scorecard.exchange.cells import cell_text
from scorecard.exchange.inputs import RawTable, UnreadableError, Wanted, table_of_rows, uneven_row
from scorecard.problems import notice
from scorecard.text import Phrase, first_listed, printable

if TYPE_CHECKING:
    from scorecard.reading.yaml_reader import Document


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON; with the last of two equal keys alone, a lost `}, {` would be a lost row."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = printable(Counter(name for name, _ in pairs).most_common(1)[0][0], limit=60)
        raise UnreadableError(f"an object has {twice!r} twice", f"一个对象里有两个“{twice}”")
    return found


def _by_name(names: list[Any], rows: list[list[Any]]) -> Iterator[dict[Any, Any]]:
    """Rows with their cells by name; those beyond the names are under None.

    A name that is listed before has a blank behind it, so that no cell is lost and two columns are told.
    """
    texts = [str(cell_text(one) or "") for one in names]
    first = {name: n for n, name in reversed([*enumerate(texts)])}
    heads = [name if first[name] == n else f"{name} " for n, name in enumerate(texts)]
    for row in rows:
        beyond = row[len(heads) :]
        # Google Sheets leaves out the empty cells at the end.
        cells = dict.fromkeys(heads) | dict(zip(heads, row, strict=False))
        yield cells | ({None: beyond} if any(beyond) else {})


class _Found(NamedTuple):
    """What may be the rows of a table in a JSON document, and what is beside them in objects."""

    shape: str
    place: str
    rows: list[Any]
    beside: dict[str, Any] = {}  # noqa: RUF012  (never changed)
    n_wanted: int = 0

    @property
    def names(self) -> list[Any]:
        """The keys of its objects."""
        objects = (row for row in self.rows if isinstance(row, dict))
        return list(dict.fromkeys(chain(self.beside, *objects)))


def _tables_in(document: Any) -> Iterator[_Found]:  # noqa: ANN401  (any JSON value)
    """What may be tables in a JSON document.

    Lists of objects, lists below a list of names, columns by name as lists or objects, objects by id. What
    else such a list of objects holds is in it too.
    """
    match document:
        case [*_] if any(isinstance(one, dict) for one in document):
            yield _Found("objects", "", document)
        case [[str(), *_] as names, _, *_] if all(isinstance(one, list) for one in document):
            yield _Found("lists", "", list(_by_name(names, document[1:])))
        case (  # as pandas, Datasette and Metabase split a table
            {"columns": [*names], "data": [*cells]}
            | {"columns": [*names], "rows": [*cells]}
            | {"cols": [*names], "rows": [*cells]}
        ) if all(isinstance(one, list) for one in cells):
            heads = [one.get("name") if isinstance(one, dict) else one for one in names]
            yield from _tables_in([heads, *cells])
        case {}:
            parts = list(document.values())
            beside = {
                name: one for name, one in document.items() if not isinstance(one, list | dict)
            }
            for name, part in document.items():
                for one in _tables_in(part):
                    place = f"/{printable(name, limit=40)}{one.place}"
                    yield one._replace(place=place, beside={**beside, **one.beside})
            if all(isinstance(one, dict) for one in parts):
                yield _Found("ids", "", [{"id": key, **one} for key, one in document.items()])
                parts = [list(one.values()) for one in parts]
            if {type(one) for one in parts} == {list} and len(set(map(len, parts))) == 1:
                rows = [dict(zip(document, row, strict=True)) for row in zip(*parts, strict=True)]
                yield _Found("columns", "", rows)


def _as_typed(value: Any) -> Any:  # noqa: ANN401  (any YAML value)
    """A value of YAML in which what readers take for different things, `no` or nothing, is the text typed."""
    if isinstance(value, dict):
        return {name: _as_typed(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_as_typed(one) for one in value]
    return value[0] if isinstance(value, tuple) else value


def _yaml(text: str, shown: str) -> "Document":
    """A document of YAML, without damage."""
    from scorecard.reading.syntax_problems import first_fault
    from scorecard.reading.yaml_reader import read_document

    try:
        return read_document(text)
    except Exception as error:  # noqa: BLE001  (only reading knows YAML and its errors)
        place, said = first_fault(text, shown, error)  # type: ignore[arg-type]  # it raises no other
        raise UnreadableError(*said, place) from None


_DECODER = json.JSONDecoder(object_pairs_hook=_object)
_SIGN = re.compile(r"\S")


def object_tables(text: str, wanted: Wanted, shown: str, *, is_yaml: bool) -> list[RawTable]:
    """The tables of JSON, JSON lines or YAML; lists and objects in cells stay what they are.

    Args:
        text: The document.
        wanted: Our name of a column, None of one that is not needed.
        shown: The file, as messages name it.
        is_yaml: Whether it is YAML.

    Raises:
        UnreadableError: It is damaged, or holds no list of objects.
    """
    written = _yaml(text, shown) if is_yaml else None
    values = _values(json.dumps(_as_typed(written.value), default=str) if written else text)
    first, *more = values.values()
    document = [first, *more] if more else first
    tables = [one for one in _tables_in(document) if one.rows]
    if not tables and document and isinstance(document, dict):
        if {*map(type, document.values())} == {list}:
            raise UnreadableError("its columns differ in length", "各列的长度不同")
        tables = [_Found("objects", "", [document])]
    if not tables:
        raise UnreadableError("no list of objects is in it", "里面没有对象列表")
    found = []
    for one in _apart(tables, wanted):
        names = one.names
        for n, row in enumerate(one.rows, start=1):
            if not isinstance(row, dict):
                of, of_zh = (f" of {one.place}", f"{one.place} ") if one.place else ("", "")
                en = f"entry {n}{of} is not an object; delete it, or make it one"
                raise UnreadableError(en, f"{of_zh}第 {n} 项不是对象；请删去或改成对象")
            if None in row:  # more cells than there are names
                raise uneven_row(n, len(names) - 1 + len(row[None]), len(names) - 1)
        _tell_others(one, {name for name in names if wanted(name) is not None}, shown)
        rows = ([row.get(name, one.beside.get(name)) for name in names] for row in one.rows)
        lines = _lines_of_rows(one, text, written, [*values])
        table = table_of_rows(chain([(0, names)], zip(lines, rows, strict=True)), wanted, n_head=1)
        found.append(table._replace(place=one.place))
    return found


def _apart(tables: list[_Found], wanted: Wanted) -> list[_Found]:
    """The tables with wanted columns, or the longest; of two shapes within each other that with more.

    Nothing is read in two ways, and nothing is left out because something else has another shape.
    """
    for n, one in enumerate(tables):
        names = (name for name in one.names if name not in {None, "id"})  # any object has an id
        tables[n] = one._replace(n_wanted=sum(wanted(name) is not None for name in names))
    kept: list[_Found] = []
    for one in sorted(tables, key=lambda one: (-one.n_wanted, -len(one.rows))):
        here, theirs = f"{one.place}/", [f"{two.place}/" for two in kept if two.shape != one.shape]
        is_told = any(here.startswith(there) or there.startswith(here) for there in theirs)
        kept += [one] if not kept or (one.n_wanted and not is_told) else []
    return [one for one in tables if any(one is other for other in kept)]


def _tell_others(table: _Found, ours: set[str], shown: str) -> None:
    """Tell of objects beside rows that have none of our columns: they are no rows."""
    others = [n for n, row in enumerate(table.rows, start=1) if ours.isdisjoint(row)]
    if ours and others and ours.isdisjoint(table.beside):
        en, zh = first_listed(others)
        en = f"entries without any of the columns are not read: {en} of {shown}{table.place}"
        notice(Phrase(en, f"没有所需的列，没有读取：{shown}{table.place} 第 {zh} 项"))


def _lines_of_rows(
    table: _Found, text: str, written: "Document | None", starts: list[int]
) -> Iterable[int]:
    """The line of each row of YAML, and of JSON lines; in other shapes its number."""
    if written:
        node = written.find(tuple(table.place.split("/")[1:]))
        starts = [(child.key or child).start for child in node.children] if node else []
    is_known = len(starts) == len(table.rows) and (written or not table.place)
    return _lines_at(text, starts) if is_known else range(1, len(table.rows) + 1)


def _lines_at(text: str, starts: Sequence[int]) -> Iterator[int]:
    """The line of each of some places in a text, in order."""
    line, last = 1, 0
    for start in starts:
        line, last = line + text.count("\n", last, start), start
        yield line


def _values(text: str) -> dict[int, Any]:
    """The values that follow each other in a text, by where they start: one, or those of JSON lines."""
    values: dict[int, Any] = {}
    place = 0
    try:
        while start := _SIGN.search(text, place):
            values[start.start()], place = _DECODER.raw_decode(text, start.start())
    except (ValueError, RecursionError) as error:
        place = getattr(error, "pos", place)
        # A comma or a bracket is missing where the text before ends.
        place = len(text[:place].rstrip()) if "delimiter" in str(error) else place
        (at,) = _lines_at(text, [place])
        en = f"line {at} is not valid JSON, which has no comments, loose commas or single quotes"
        zh = f"第 {at} 行不是合法的 JSON；不能有注释、多余的逗号和单引号"
        raise UnreadableError(en, zh) from None
    return values
