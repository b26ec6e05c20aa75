"""The records in earlier commits; the only package that runs git."""
