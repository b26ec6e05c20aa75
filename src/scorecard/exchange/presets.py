"""The formats of other trackers, after what their own sources define."""

from typing import NamedTuple

from scorecard.exchange.mapping import Mapping
from scorecard.problems import UnknownWordError
from scorecard.text import Phrase

__all__ = ["PRESETS", "Preset", "mappings_of"]

_YES_NO = {"yes": "accurate", "no": "inaccurate"}
_VOID = dict.fromkeys(("ambiguous", "annulled", "mkt", "cancel"), "unresolvable")


class Preset(NamedTuple):
    """One tracker's format.

    Attributes:
        read_in: Where the format is defined.
        signature: Columns by which a file is known to be of this tracker.
        mappings: How it becomes our table; each takes its kind of rows.
    """

    read_in: str
    signature: frozenset[str]
    mappings: tuple[Mapping, ...]


_FATEBOOK = Mapping(
    is_lenient=True,
    needs="Question title",
    columns={
        "id": "Question title",
        "domain": "=general",
        "verdict": "Resolution",
        "title": "Question title",
        "option": "Multiple choice option",
        "forecaster": "Forecast created by",
        "probability": "Forecast (scale = 0-1)",
        "made_on": "Forecast created at",
        "closes_on": "Question resolve by",
        "judged_on": "Resolved at",
        "why": "Question notes",
    },
    verdicts={**_YES_NO, **_VOID},
    probabilities="share",
)

_PREDICTIONBOOK = Mapping(
    is_lenient=True,
    needs="description",
    each=("responses",),
    where={"withdrawn": "false", "responses.confidence": "!"},
    columns={
        "id": "id",
        "domain": "=general",
        "verdict": "outcome",
        "title": "description",
        "forecaster": "responses.user_label|responses.user_id",
        "probability": "responses.confidence",
        "made_on": "responses.created_at|created_at",
        "closes_on": "deadline",
        "judged_on": "last_judgement_at",
    },
    verdicts={"true": "accurate", "false": "inaccurate"},
    probabilities="percent",
)

_METACULUS = Mapping(
    is_lenient=True,
    needs="Probability Yes",
    beside="Question Title",
    join={"Question ID": "Question ID"},
    where={"Question Type": "binary"},
    columns={
        "id": "Question ID",
        "domain": "Categories[1]|Default Project",
        "verdict": "Resolution",
        "title": "Question Title",
        "url": "Question URL",
        "forecaster": "Forecaster Username|Forecaster (Anonymized)",
        "probability": "Probability Yes",
        "made_on": "Start Time",
        "closes_on": "Scheduled Close Time",
        "judged_on": "Resolution Known Time",
    },
    verdicts={**_YES_NO, **_VOID},
    probabilities="share",
)
_METACULUS_OPTIONS = Mapping(
    is_lenient=True,
    needs="Probability Yes",
    beside="Question Title",
    join={"Question ID": "Question ID"},
    where={"Question Type": "multiple_choice"},
    each=("MC Options (All)|MC Options", "Probability Yes Per Category"),
    columns={
        **_METACULUS.columns,
        "option": "MC Options (All)|MC Options",
        "verdict": "MC Options (All)|MC Options==Resolution",
        "probability": "Probability Yes Per Category",
    },
    verdicts=_VOID,
    probabilities="share",
)

_MANIFOLD_MARKETS = Mapping(
    is_lenient=True,
    needs="outcomeType",
    where={"outcomeType": "binary"},
    columns={
        "id": "id",
        "domain": "groupSlugs[1]|=general",
        "verdict": "resolution",
        "title": "question",
        "url": "url",
        "forecaster": "=the market",
        "probability": "probability",
        "made_on": "lastBetTime|closeTime|createdTime",
        "closes_on": "closeTime",
        "judged_on": "resolutionTime",
    },
    verdicts={**_YES_NO, **_VOID},
    probabilities="share",
)
_MANIFOLD_OPTIONS = Mapping(
    is_lenient=True,
    needs="outcomeType",
    where={"outcomeType": "multiple_choice"},
    each=("answers",),
    columns={
        **_MANIFOLD_MARKETS.columns,
        "option": "answers.text",
        "verdict": "answers.id==resolution",
        "probability": "answers.probability",
    },
    verdicts=_VOID,
    probabilities="share",
)
_MANIFOLD_BETS = Mapping(
    is_lenient=True,
    needs="probAfter",
    beside="outcomeType",
    join={"contractId": "id"},
    where={"outcomeType": "binary"},
    columns={
        **_MANIFOLD_MARKETS.columns,
        "id": "contractId",
        "forecaster": "userId",
        "probability": "probAfter",
        "made_on": "createdTime",
    },
    verdicts={**_YES_NO, **_VOID},
    probabilities="share",
)

_FORECASTBENCH = Mapping(
    is_lenient=True,
    needs="forecast",
    beside="resolved_to",
    join={"id": "id", "source": "source"},
    agree=("resolution_date", "direction"),
    columns={
        "id": "id+resolution_date",
        "domain": "source",
        "verdict": "resolved+resolved_to",
        "item": "id",
        "forecaster": "user_id|model",
        "probability": "forecast",
        "made_on": "forecast_due_date",
        "closes_on": "resolution_date",
    },
    verdicts={"true/1": "accurate", "true/0": "inaccurate"},
    probabilities="share",
)
_FORECASTBENCH_CROWD = Mapping(
    is_lenient=True,
    needs="freeze_datetime_value",
    beside="resolved_to",
    join={"id": "id", "source": "source"},
    where={"market_info_open_datetime": "!N/A"},
    columns={
        "id": "id",
        "domain": "source",
        "verdict": "resolved+resolved_to",
        "title": "question",
        "url": "url",
        "forecaster": "=the crowd",
        "probability": "freeze_datetime_value",
        "made_on": "freeze_datetime",
        "closes_on": "resolution_date|market_info_close_datetime",
    },
    verdicts=_FORECASTBENCH.verdicts,
    probabilities="share",
)

_TRUMPTRACKER = Mapping(
    is_lenient=True,
    needs="status_info",
    columns={
        "id": "url",
        "domain": "category",
        "verdict": "status",
        "title": "title",
        "url": "sources[-1]",
        "why": "status_info",
        "attributed_to": "=Donald Trump",
    },
    verdicts={
        "Achieved": "accurate",
        "Compromised": "half_right",
        "Broken": "inaccurate",
        "In progress": "",
        "Not started": "",
    },
)

_AMODEI = Mapping(
    is_lenient=True,
    needs="date_said",
    columns={
        "id": "id",
        "domain": "theme",
        "verdict": "status",
        "title": "quote",
        "attributed_to": "speaker",
        "made_on": "date_said",
        "closes_on": "predicted_date",
        "judged_on": "resolved_date",
        "url": "evidence[1].url|primary_url",
        "why": "evidence[1].note|notes",
    },
    verdicts={
        "achieved": "accurate",
        "partially": "half_right",
        "missed": "inaccurate",
        "unverifiable": "unresolvable",
        "in_window": "",
        "pending": "",
    },
)

PRESETS = {
    "fatebook": Preset(
        "Sage-Future/fatebook, lib/web/export.ts (the CSV of `Export all your forecasts`)",
        frozenset({"Question title", "Forecast (scale = 0-1)"}),
        (_FATEBOOK,),
    ),
    "predictionbook": Preset(
        "bellroy/predictionbook, app/serializers/prediction_serializer.rb, and the types in"
        " Sage-Future/fatebook, lib/web/predictionbook.ts (JSON of /api/my_predictions)",
        frozenset({"description", "responses", "outcome"}),
        (_PREDICTIONBOOK,),
    ),
    "metaculus": Preset(
        "Metaculus/metaculus, utils/csv_utils.py (the zip with question_data and forecast_data)",
        frozenset({"Question ID", "Probability Yes"}),
        (_METACULUS, _METACULUS_OPTIONS),
    ),
    "manifold": Preset(
        "manifoldmarkets/manifold, docs/docs/api.md (LiteMarket, FullMarket, Bet)",
        frozenset({"outcomeType", "createdTime"}),
        (_MANIFOLD_MARKETS, _MANIFOLD_OPTIONS, _MANIFOLD_BETS),
    ),
    "forecastbench": Preset(
        "forecastingresearch/forecastbench-datasets, datasets/: forecast_sets, question_sets and"
        " resolution_sets (JSON)",
        frozenset({"resolved_to", "resolution_date"}),
        (_FORECASTBENCH, _FORECASTBENCH_CROWD),
    ),
    "trumptracker": Preset(
        "TrumpTracker/trumptracker.github.io, _data/README.md and _data/data.json",
        frozenset({"status_info", "sources"}),
        (_TRUMPTRACKER,),
    ),
    "amodei": Preset(
        "SEBK4C/Dario-Amodei-Prediction-Tracker, Mem/SCHEMA.md (predictions.yaml)",
        frozenset({"date_said", "predicted_date"}),
        (_AMODEI,),
    ),
}
"""The presets of `import --from`, by name."""


def mappings_of(name: str) -> tuple[Mapping, ...]:
    """The mappings of a preset.

    Raises:
        UnknownWordError: There is none of that name.
    """
    if name not in PRESETS:
        raise UnknownWordError(Phrase("--from", " --from 值"), name, PRESETS, is_listed=True)
    return PRESETS[name].mappings
