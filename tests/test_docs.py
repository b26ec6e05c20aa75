"""What the documents say is what the code does."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from scorecard import records
from scorecard.cli import COMMANDS
from scorecard.reading.folder import load_records
from scorecard.records.words import CLOSED_LISTS
from scorecard.rules import RULES
from scorecard.text import Language, Phrase
from scorecard.verdicts import Verdict

ROOT = Path(__file__).parent.parent
RECORDS = {language: ROOT / "docs" / f"records{suffix}.md"
           for language, suffix in ((Language.ENGLISH, ""), (Language.CHINESE, ".zh"))}  # fmt: skip
_TABLE = re.compile(r"<!-- (fields|words|rules)(?:: (\w+))? -->\n(.*?)<!-- end -->\n", re.DOTALL)
_HEADS = {
    "fields": Phrase("| field | required | meaning |", "| 字段 | 必填 | 含义 |"),
    "words": Phrase("| value | 中文 | meaning |", "| 值 | 中文 | 含义 |"),
    "rules": Phrase("| rule | severity | what it asks |", "| 规则 | 级别 | 要求 |"),
}
_YES_NO = {True: Phrase("yes", "是"), False: Phrase("no", "否")}
_SEVERITY = {"error": Phrase("error", "错误"), "warning": Phrase("warning", "警告")}
MODELS = {name: model for name, model in vars(records).items() if hasattr(model, "model_fields")}


def _rows(kind, name, language):
    """The rows of one table of docs/records, from the code."""
    if kind == "rules":
        for rule in RULES.values():
            severity = _SEVERITY[rule.severity.value].in_language(language)
            yield f"| `{rule.id}` | {severity} | {rule.sentence.in_language(language)} |"
    elif kind == "words":
        for word in CLOSED_LISTS[name]:
            meaning = word.meaning.in_language(language)
            yield f"| `{word.value}` | {word.label.zh} | {meaning} |"
    else:
        for key, field in MODELS[name].model_fields.items():
            meaning = Phrase(*field.description.split("\n\n")).in_language(language)
            required = _YES_NO[field.is_required()].in_language(language)
            yield f"| `{field.alias or key}` | {required} | {meaning} |"


def _with_tables(text, language):
    """A page with its tables made anew."""

    def table(found):
        head = _HEADS[found[1]].in_language(language)
        rows = [head, "|---|---|---|", *_rows(found[1], found[2], language)]
        name = f": {found[2]}" if found[2] else ""
        return f"<!-- {found[1]}{name} -->\n" + "\n".join(rows) + "\n<!-- end -->\n"

    return _TABLE.sub(table, text)


@pytest.mark.parametrize("language", list(Language))
def test_every_table_of_the_records_page_is_what_the_code_says(language):
    """UPDATE_DOCS=1 writes them anew."""
    text = RECORDS[language].read_text(encoding="utf-8")
    anew = _with_tables(text, language)
    if os.environ.get("UPDATE_DOCS"):
        RECORDS[language].write_text(anew, encoding="utf-8")
    assert RECORDS[language].read_text(encoding="utf-8") == anew


@pytest.mark.parametrize("language", list(Language))
def test_the_records_page_explains_every_model_and_closed_list(language):
    shown = {found[2] for found in _TABLE.finditer(RECORDS[language].read_text(encoding="utf-8"))}
    unexplained = {"Bilingual", "Record"}  # parts that explain themselves

    assert (set(MODELS) | set(CLOSED_LISTS)) - unexplained == shown - {None}


def _worked_examples():
    page = RECORDS[Language.ENGLISH].read_text(encoding="utf-8")
    codebook = page[page.index("## How to judge") : page.index("### Early verdicts")]
    verdict = None
    for line in codebook.splitlines():
        if line.startswith("**"):
            named = line[2:].lower()
            verdict = next(
                one for one in (Verdict.INACCURATE, *Verdict) if named.startswith(one.label.en)
            )
        elif line.startswith("- `"):
            yield verdict, line.split("`")[1]


@pytest.fixture(scope="module")
def verdicts():
    """The last verdict of each prediction of this repository that has one."""
    predictions = load_records(ROOT / "predictions").predictions
    return {id_: one.verdicts[-1].verdict for id_, one in predictions.items() if one.verdicts}


@pytest.mark.slow
@pytest.mark.parametrize(("verdict", "id_"), list(_worked_examples()))
def test_a_worked_example_has_the_verdict_that_it_shows(verdicts, verdict, id_):
    assert verdicts[id_] is verdict


@pytest.mark.slow
def test_every_verdict_that_was_given_has_two_worked_examples(verdicts):
    shown = [verdict for verdict, _ in _worked_examples()]
    assert sorted(shown) == sorted([*set(verdicts.values())] * 2)
    assert len(set(shown)) > 4


READMES = [ROOT / "README.md", ROOT / "README.zh.md"]
_PRINTED = re.compile(r"(<!-- printed by: scorecard (.+?) -->\n```\n)(.*?)(```)", re.DOTALL)


def _printed(words):
    """What the program prints, without the digest: it changes with every byte of the records."""
    done = subprocess.run(
        [sys.executable, "-m", "scorecard", *shlex.split(words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return re.sub(r" +\n", "\n", re.sub(r" · (records|数据指纹) sha256:\S+", "", done.stdout))


@pytest.mark.slow
@pytest.mark.parametrize("readme", READMES, ids=lambda readme: readme.name)
def test_the_table_of_the_readme_is_what_the_program_prints(readme):
    text = readme.read_text(encoding="utf-8")
    anew = _PRINTED.sub(lambda found: found[1] + _printed(found[2]) + found[4], text)
    if os.environ.get("UPDATE_README"):
        readme.write_text(anew, encoding="utf-8")
    assert readme.read_text(encoding="utf-8") == anew
    assert anew.count("<!-- printed by:") == 1


def test_both_readmes_have_the_same_commands_and_links_to_what_exists():
    texts = [readme.read_text(encoding="utf-8") for readme in READMES]
    commands = [
        re.findall(r"^(?:make|scorecard) [a-z]+(?: [a-z]+)?", text, re.MULTILINE) for text in texts
    ]
    assert commands[0] == commands[1]
    for text in texts:
        places = re.findall(r"\]\(([^)#:]+)\)", text)
        assert [place for place in places if not (ROOT / place).exists()] == []


@pytest.mark.parametrize("readme", READMES, ids=lambda readme: readme.name)
def test_the_readme_fits_three_screens(readme):
    assert len(readme.read_text(encoding="utf-8").splitlines()) <= 120


@pytest.mark.slow
def test_every_command_of_the_readme_exists():
    named = set(re.findall(r"^scorecard ([a-z]+)", READMES[0].read_text("utf-8"), re.MULTILINE))
    helped = subprocess.run(
        [sys.executable, "-m", "scorecard", "--help"], capture_output=True, text=True, check=True
    )
    assert named - set(re.findall(r"^  ([a-z]+) ", helped.stdout, re.MULTILINE)) == set()


COMMANDS_PAGES = {Language.ENGLISH: "commands.md", Language.CHINESE: "commands.zh.md"}
_START = Phrase(
    """\
# Commands

What `scorecard COMMAND --help` prints, for every command. [中文](commands.zh.md)
""",
    """\
# 命令

每条命令的 `scorecard 命令 --help --lang zh` 会印出什么。[English](commands.md)
""",
)


def _paths(table, before=()):
    for name, command in table.items():
        yield (*before, name)
        yield from _paths(command.commands, (*before, name))


@pytest.mark.slow
@pytest.mark.parametrize("language", list(Language))
def test_the_page_of_commands_is_what_their_help_says(language):
    """UPDATE_DOCS=1 writes it anew."""
    paths = list(_paths(COMMANDS))
    done = subprocess.run(
        [sys.executable, Path(__file__).parent / "several_calls.py"],
        input=json.dumps([(str(ROOT), [*path, "--help"]) for path in paths]),
        env=os.environ | {"COLUMNS": "110", "LC_ALL": f"{language}.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
    )
    helps = [out.rstrip() for _, out, _ in json.loads(done.stdout)]
    parts = [
        f"## {' '.join(path)}\n\n```text\n{helped}\n```\n"
        for path, helped in zip(paths, helps, strict=True)
    ]
    anew, page = "\n".join([_START.in_language(language), *parts]), ROOT / "docs"
    page /= COMMANDS_PAGES[language]
    if os.environ.get("UPDATE_DOCS"):
        page.write_text(anew, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == anew
