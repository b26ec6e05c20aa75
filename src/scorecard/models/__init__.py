"""The records as pydantic models, and their words as enums."""

from scorecard.models.fields import Bilingual, Record, in_language
from scorecard.models.outlook import Domain, Item, Outlook, Review
from scorecard.models.prediction import (
    Amendable,
    Amendment,
    Criteria,
    Evidence,
    Hedge,
    JudgedVerdict,
    Passage,
    Prediction,
    Rating,
    Window,
)
from scorecard.models.words import Bearing, HedgeStrength, Specificity, State, Verdict

__all__ = [
    "Amendable",
    "Amendment",
    "Bearing",
    "Bilingual",
    "Criteria",
    "Domain",
    "Evidence",
    "Hedge",
    "HedgeStrength",
    "Item",
    "JudgedVerdict",
    "Outlook",
    "Passage",
    "Prediction",
    "Rating",
    "Record",
    "Review",
    "Specificity",
    "State",
    "Verdict",
    "Window",
    "in_language",
]
