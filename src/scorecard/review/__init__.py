"""The yearly review: its list, its ballots, its meeting and its minutes; nothing is decided here."""
