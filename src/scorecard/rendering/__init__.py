"""Records as HTML: cards of claims and the escaping of every text, for the report and the site alike."""
