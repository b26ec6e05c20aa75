"""The distribution has one name, and no text asks for another program of the same name as ours."""

import json
import os
import re
import sys
import tomllib
from importlib.metadata import Distribution, distribution
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from scorecard import DISTRIBUTION

ROOT = Path(__file__).parent.parent
_TEXTS = [
    *ROOT.glob("*.md"),
    *ROOT.glob("docs/*.md"),
    *ROOT.glob("*.yml"),
    *ROOT.glob(".github/**/*.yml"),
    *ROOT.glob("src/scorecard/**/*.py"),
    *ROOT.glob("src/scorecard/editing/starter/*"),
]


def test_the_metadata_has_the_name_of_the_constant():
    with (ROOT / "pyproject.toml").open("rb") as file:
        assert tomllib.load(file)["project"]["name"] == DISTRIBUTION == "forecast-scorecard"


def test_each_python_that_may_be_used_is_tested_and_no_other_is_chosen():
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    bounds = SpecifierSet(project["requires-python"])
    fitting = [one for one in (f"3.{minor}" for minor in range(30)) if one in bounds]

    workflow = (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    assert f"python: {json.dumps(fitting)}" in workflow
    named = [one.rpartition(" :: ")[2] for one in project["classifiers"] if ":: Python ::" in one]
    assert named == fitting
    assert f"--python '{project['requires-python']}'" in (ROOT / "setup.sh").read_text("utf-8")


@pytest.mark.parametrize("file", _TEXTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_text_installs_another_program(file):
    lines = file.read_text(encoding="utf-8").splitlines()

    asking = [
        line
        for line in lines
        if "install" in line and re.search(r"install[^`\n]*['\" ]scorecard(\[|['\"]?$)", line)
    ]

    assert asking == []


EXTRAS = ("", "engine", "links", "meeting")


def needed(name: str, extras: set[str], found: dict[str, Distribution]) -> None:
    """Add what a distribution needs on this system, and what that needs in turn."""
    for text in distribution(name).requires or []:
        one = Requirement(text)
        if one.marker and not any(one.marker.evaluate({"extra": extra}) for extra in extras):
            continue
        key = canonicalize_name(one.name)
        if key not in found and key != DISTRIBUTION:
            found[key] = distribution(one.name)
            needed(one.name, {"", *one.extras}, found)


def license_of(one: Distribution) -> str:
    """The license as the distribution's own metadata has it."""
    facts = one.metadata
    named = [
        line.rpartition("::")[2].strip()
        for line in facts.get_all("Classifier") or []
        if line.startswith("License ::") and "OSI Approved ::" in line
    ]
    text = (facts.get("License") or "").strip().partition("\n")[0]
    return facts.get("License-Expression") or ", ".join(named) or text


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="other systems need other parts")
def test_the_page_of_licenses_lists_every_part_that_is_installed() -> None:
    parts: dict[str, tuple[str, str]] = {}
    for extra in EXTRAS:
        found: dict[str, Distribution] = {}
        needed(DISTRIBUTION, {extra} if extra else {""}, found)
        for name, one in found.items():
            parts.setdefault(name, (license_of(one), extra or "scorecard"))
    lines = [f"| {name} | {text} | {extra} |" for name, (text, extra) in sorted(parts.items())]
    table = "\n".join(["| package | license | asked for by |", "|---|---|---|", *lines])
    page = ROOT / "docs" / "licenses.md"
    text = page.read_text(encoding="utf-8")
    expected = re.sub(
        "(?s)(<!-- packages -->\n).*(<!-- end -->)", lambda one: f"{one[1]}{table}\n{one[2]}", text
    )
    if os.environ.get("UPDATE_DOCS"):
        page.write_text(expected, encoding="utf-8")

    assert all(text for text, _ in parts.values())
    assert page.read_text(encoding="utf-8") == expected


def test_the_constraints_keep_every_lower_bound() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    fixed = [Requirement(line) for line in lines if line]
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    of_extras = chain.from_iterable(project["optional-dependencies"].values())
    for text in (*project["dependencies"], *of_extras):
        one = Requirement(text)
        if one.name not in {DISTRIBUTION, "atheris"}:
            versions = [it.specifier for it in fixed if it.name == canonicalize_name(one.name)]
            assert versions, text
            assert all(str(it).removeprefix("==") in one.specifier for it in versions), text


def _pins(name: str) -> set[str]:
    """The distributions of a file with their fixed versions, each for the systems that it is for."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return set(re.findall(r"^[\w.-]+==[\w.]+", text, re.MULTILINE))


def test_what_is_installed_with_hashes_is_all_that_is_needed_in_the_versions_that_are_tested() -> (
    None
):
    locked = _pins("requirements.lock")
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["meeting"]]

    names = {canonicalize_name(one.partition("==")[0]) for one in locked}
    assert {canonicalize_name(Requirement(one).name) for one in needed} <= names
    assert locked <= _pins("constraints.txt")


def test_every_locked_version_has_its_hashes_and_no_host() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())

    assert all("--hash=sha256:" in one for one in entries)
    assert "://" not in text
