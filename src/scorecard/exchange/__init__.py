"""Other people's data in, everything out."""
