"""Charts: finished numbers in, a `matplotlib.figure.Figure` out; nothing is computed here."""
