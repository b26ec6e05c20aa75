"""The report: finished numbers, records and charts in, one self-contained HTML page out."""
