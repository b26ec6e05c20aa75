"""Edits that touch one place of a file and nothing else; the only package that writes records."""
