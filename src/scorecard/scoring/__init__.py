"""Scores as functions of arrays: counts in, numbers with their uncertainty out."""
