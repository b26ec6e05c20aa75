"""Published forecasts, kept honest: claims on record, judged, scored and drawn."""
