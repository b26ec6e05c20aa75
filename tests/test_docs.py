"""What the documents say is what the code does."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from scorecard import records as models
from scorecard.reading.folder import load_records
from scorecard.records import Bearing, HedgeStrength, Specificity
from scorecard.rules import RULES
from scorecard.verdicts import Verdict

ROOT = Path(__file__).parent.parent
RECORDS = (ROOT / "docs" / "records.md").read_text(encoding="utf-8")

MODELS = [
    models.Prediction,
    models.Passage,
    models.Hedge,
    models.Window,
    models.Criteria,
    models.Evidence,
    models.JudgedVerdict,
    models.Rating,
    models.Amendment,
    models.Outlook,
    models.Item,
    models.Domain,
    models.Review,
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_field_table_of_a_record_is_the_model(model):
    rows = ["| field | required | meaning | 含义 |", "|---|---|---|---|"]
    for name, field in model.model_fields.items():
        en, zh = field.description.split("\n\n")
        rows.append(f"| `{name}` | {'yes' if field.is_required() else 'no'} | {en} | {zh} |")
    assert "\n".join(rows) + "\n\n" in RECORDS + "\n\n"


@pytest.mark.parametrize("words", [Verdict, Bearing, HedgeStrength, Specificity])
def test_every_word_of_a_closed_list_is_explained(words):
    for word in words:
        row = f"| `{word.value}` | {word.label.zh} | {word.meaning.en} | {word.meaning.zh} |"
        assert row in RECORDS


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_every_rule_has_its_line(rule):
    line = f"| `{rule.id}` | {rule.severity.value} | {rule.sentence.en} | {rule.sentence.zh} |"
    assert line in RECORDS


def test_no_rule_is_documented_that_does_not_exist():
    table = RECORDS[RECORDS.index("## The rules") :]
    documented = [line.split("`")[1] for line in table.splitlines() if line.startswith("| `")]
    assert documented == list(RULES)


def _worked_examples():
    codebook = RECORDS[RECORDS.index("## How to judge") : RECORDS.index("### Early verdicts")]
    verdict = None
    for line in codebook.splitlines():
        if line.startswith("**"):
            named = line[2:].lower()
            verdict = next(
                one for one in (Verdict.INACCURATE, *Verdict) if named.startswith(one.label.en)
            )
        elif line.startswith("- `"):
            yield verdict, line.split("`")[1]


@pytest.mark.parametrize(("verdict", "id_"), list(_worked_examples()))
def test_a_worked_example_has_the_verdict_that_it_shows(verdict, id_):
    prediction = load_records(ROOT / "predictions").predictions[id_]
    assert prediction.verdicts[-1].verdict is verdict


def test_every_verdict_has_two_worked_examples():
    shown = [verdict for verdict, _ in _worked_examples()]
    assert sorted(shown) == sorted([*Verdict, *Verdict])


README = ROOT / "README.md"
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
    return re.sub(r" +\n", "\n", re.sub(r" · (records|记录) sha256:\S+", "", done.stdout))


def test_every_table_of_the_readme_is_what_the_program_prints():
    text = README.read_text(encoding="utf-8")
    anew = _PRINTED.sub(lambda found: found[1] + _printed(found[2]) + found[4], text)
    if os.environ.get("UPDATE_README"):
        README.write_text(anew, encoding="utf-8")
    assert README.read_text(encoding="utf-8") == anew
    assert anew.count("<!-- printed by:") == 2


def test_every_command_of_the_readme_exists():
    named = set(re.findall(r"^(?:uv run )?scorecard ([a-z]+)", README.read_text(), re.MULTILINE))
    helped = subprocess.run(
        [sys.executable, "-m", "scorecard", "--help"], capture_output=True, text=True, check=True
    )
    assert named - set(re.findall(r"^  ([a-z]+) ", helped.stdout, re.MULTILINE)) == set()
