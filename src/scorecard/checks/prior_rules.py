"""Rules on priors: ten chances, and a basis that fits the day and the source."""

from collections.abc import Iterator

from scorecard.reading.yaml_document import Path
from scorecard.records import Prediction, Prior, PriorBasis
from scorecard.rules import BrokenRule
from scorecard.text import Phrase

__all__ = ["broken_prior_rules"]

_CHANCES = 10


def _foresight(prediction: Prediction, prior: Prior, at: Path) -> Iterator[BrokenRule]:
    """Foresight that was given when the window was open or a verdict was known."""
    bounds = [("opens_on", prediction.window.opens_on)]
    if prediction.verdicts:
        bounds.append(("judged_on", prediction.verdicts[0].judged_on))
    for name, day in bounds:
        if prior.given_on >= day:
            message = Phrase(
                f"foresight of {prior.given_on}, and {name} is {day}",
                f"{prior.given_on} 的事前判断，而 {name} 是 {day}",
            )
            yield BrokenRule("foresight-too-late", (*at, "basis"), message)
            return


def broken_prior_rules(prediction: Prediction) -> Iterator[BrokenRule]:
    """The broken rules on the priors of one record.

    Args:
        prediction: A record that fits its model.
    """
    for number, prior in enumerate(prediction.priors):
        at: Path = ("priors", number)
        chances = prior.of_ten
        total = chances.accurate + chances.half_right + chances.inaccurate
        if total != _CHANCES:
            message = Phrase(f"the chances sum to {total}", f"三个数合计为 {total}")
            yield BrokenRule("prior-not-of-ten", (*at, "of_ten"), message)
        if prior.basis is PriorBasis.FORESIGHT:
            yield from _foresight(prediction, prior, at)
        if prior.basis in {PriorBasis.MARKET, PriorBasis.RULE} and prior.source is None:
            label = prior.basis.label
            message = Phrase(f"a {label.en} without a source", f"依据是{label.zh}，却没有写来源")
            yield BrokenRule("prior-without-source", (*at, "basis"), message)
