"""The records as pydantic models, and their words as enums."""

from scorecard.records.fields import Bilingual, Record, phrase_of
from scorecard.records.outlook import (
    Abstention,
    Domain,
    Item,
    Judge,
    Listed,
    Outlook,
    Publisher,
    PutOff,
    Review,
    Settings,
)
from scorecard.records.prediction import (
    Amendment,
    Criteria,
    Decision,
    Dissent,
    Evidence,
    Hedge,
    JudgedVerdict,
    OfTen,
    Passage,
    Prediction,
    Prior,
    Rating,
    Window,
    Withdrawal,
)
from scorecard.records.words import (
    AbstentionKind,
    Amendable,
    Bearing,
    DecidedBy,
    HedgeStrength,
    JudgeKind,
    ListReason,
    Need,
    PriorBasis,
    Seen,
    SourceKind,
    Specificity,
)
