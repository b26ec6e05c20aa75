"""A real git repository in a temporary folder, and records to put into it."""

import os
import subprocess
from datetime import date
from pathlib import Path

from scorecard.records import (
    Bearing,
    Bilingual,
    Criteria,
    Evidence,
    JudgedVerdict,
    Prediction,
    Specificity,
    Window,
)
from scorecard.verdicts import Verdict


def git(folder: Path, *arguments: str, day: str = "2024-03-01") -> str:
    """Run git as Lin on a day."""
    moment = f"{day}T12:00:00+0000"
    cleared = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", "-c", "user.name=林", "-c", "user.email=lin@example.org", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        encoding="utf-8",
        env={
            **cleared,
            "GIT_AUTHOR_DATE": moment,
            "GIT_COMMITTER_DATE": moment,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
        },
    )
    return done.stdout.strip()


def commit(folder: Path, subject: str, *, day: str = "2024-03-01") -> str:
    """Commit everything and return the commit's name."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", subject, day=day)
    return git(folder, "rev-parse", "HEAD")


def evidence(title: str, *, published_on: str | None = "2024-02-02", **more: object) -> Evidence:
    """A page that supports."""
    return Evidence(
        published_on=published_on,
        title=title,
        publisher=None,
        url=None,
        finding=f"{title} says so.",
        bears=Bearing.SUPPORTS,
        **more,
    )


def judged(verdict: str, day: str = "2024-03-01", *, by: str = "desk") -> JudgedVerdict:
    """A verdict with a reason."""
    return JudgedVerdict(
        judged_on=date.fromisoformat(day), verdict=Verdict(verdict), by=by, why="Figure 1."
    )


def prediction(*verdicts: JudgedVerdict, domain: str = "devices", **values: object) -> Prediction:
    """A prediction of 2023 about 2024."""
    fields = {
        "claim": Bilingual(en="It comes.", zh="它会来。"),
        "domain": domain,
        "attributed_to": "the article",
        "made_on": date(2023, 12, 31),
        "window": Window(opens_on=date(2024, 1, 1), closes_on=date(2024, 12, 31), stated=True),
        "specificity": Specificity.MEASURABLE,
        "criteria": Criteria(
            accurate="It is here.", half_right="Half of it.", inaccurate="Neither."
        ),
        "evidence": [evidence("A page")],
        "verdicts": list(verdicts),
    }
    return Prediction(**{**fields, **values})
