"""Whether the evidence addresses still answer: the only package that asks the network."""
