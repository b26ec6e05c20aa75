"""Published forecasts, kept honest: claims on record, judged, scored and drawn."""

DISTRIBUTION = "forecast-scorecard"
"""What pip installs; the name `scorecard` on the package index is another program's."""
