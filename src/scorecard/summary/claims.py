"""Single claims as charts show them: the day they came true, and the evidence for and against them."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from scorecard.scoring.timing import days_after_close
from scorecard.summary.groups import Group
from scorecard.text import Phrase
from scorecard.verdicts import State


class CameTrue(NamedTuple):
    """One claim with the day when it came true: days after the window's end, negative when before it."""

    id: str
    domain: str
    state: State
    days: int


class ClaimEvidence(NamedTuple):
    """One claim with the number of pages that speak for it and against it."""

    id: str
    domain: str
    state: State
    n_supports: int
    n_contradicts: int


def came_true(table: pd.DataFrame) -> list[CameTrue]:
    """The claims whose verdict names the day they came true and whose window has an end, by id.

    Args:
        table: What `scorecard.table` made.
    """
    dates = table[["occurred_on", "closes_on"]].astype("datetime64[s]")
    days, known = days_after_close(dates["occurred_on"].to_numpy(), dates["closes_on"].to_numpy())
    rows = table.loc[known, ["id", "domain", "state"]].astype(str)
    return [
        CameTrue(id_, domain, State(state), int(late))
        for id_, domain, state, late in zip(
            rows["id"], rows["domain"], rows["state"], days[known], strict=True
        )
    ]


def timing_sentence(claims: Sequence[CameTrue], overall: Group) -> Phrase:
    """The sentence on claims with a day and on late ones, and on what being early does not prove."""
    if not claims:
        return Phrase("", "")
    n, n_late = len(claims), sum(one.days > 0 for one in claims)
    return Phrase(
        f"The verdicts of {n} claims ({overall.n_judged} are judged) name the day when the claim came true;"
        f" {n_late} of them came true after their window closed. A long window makes it easy to be early,"
        " and claims that have not come true are not in the picture.",
        f"已判的 {overall.n_judged} 条预测中，{n} 条的判定写明了应验日期，其中 {n_late} 条过期应验。"
        "期限越长越容易提前应验；没有应验的预测不在图中。",
    )


def claim_evidence(table: pd.DataFrame) -> list[ClaimEvidence]:
    """The claims by id with their evidence counted, those without evidence too.

    Args:
        table: What `scorecard.table` made from records; a table from elsewhere has no evidence.
    """
    named = (table[name].astype(str) for name in ("id", "domain", "state"))
    counted = (table[name].tolist() for name in ("n_supports", "n_contradicts"))
    return [
        ClaimEvidence(id_, domain, State(state), n_supports, n_contradicts)
        for id_, domain, state, n_supports, n_contradicts in zip(*named, *counted, strict=True)
    ]


def evidence_sentence(claims: Sequence[ClaimEvidence]) -> Phrase:
    """The sentence on claims with evidence for and against, and on what many pages do not prove."""
    n_both = sum(1 for one in claims if one.n_supports and one.n_contradicts)
    n_none = sum(1 for one in claims if not (one.n_supports or one.n_contradicts))
    return Phrase(
        f"One brick is one page. {n_both} of {len(claims)} claims have pages for and against, {n_none} have"
        " neither. The number of pages shows how long people searched, not how true a claim is.",
        f"一格代表一个网页。{len(claims)} 条预测中，{n_both} 条正反两面都有证据，{n_none} 条两面都没有。"
        "网页多少只说明查了多久，不说明预测有多准。",
    )
