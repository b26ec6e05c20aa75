"""Files to predictions and problems; the only package that knows YAML.

Its modules are imported one by one: a check that finds nothing new never loads the models.
"""
