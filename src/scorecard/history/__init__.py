"""What the repository remembers of the records; the only package that runs git."""
