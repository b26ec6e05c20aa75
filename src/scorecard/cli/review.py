"""The commands of the yearly review."""

from collections.abc import Callable

import typer

from scorecard.cli.options import say
from scorecard.cli.review_collecting import collect
from scorecard.cli.review_meeting import meet
from scorecard.cli.review_opening import open_
from scorecard.cli.review_rating import rate
from scorecard.cli.review_results import agreement, close

__all__ = ["review"]

review = typer.Typer(
    name="review",
    help=say(
        "The yearly review, from agenda to recorded decisions.",
        "年度评审：从议程到记录在案的决定。",
    ),
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_COMMANDS: tuple[tuple[Callable[..., None], str, str], ...] = (
    (
        open_,
        "Fix raters and list; write agenda and ballots.",
        "定下评分人和清单，生成议程和评分表。",
    ),
    (rate, "Rate in the terminal, alone.", "在终端里独立评分。"),
    (collect, "Filled ballots into the records.", "把填好的评分表写入记录。"),
    (agreement, "How far the raters agree, and where they split.", "评分人有多一致，分歧在哪里。"),
    (
        meet,
        "The page for the projector; decisions are recorded at once.",
        "投影用的页面；决定即时写入记录。",
    ),
    (close, "Minutes and slides, and the git command.", "纪要、幻灯片和 git 命令。"),
)
for _function, _en, _zh in _COMMANDS:
    review.command(_function.__name__.rstrip("_"), help=say(_en, _zh))(_function)
