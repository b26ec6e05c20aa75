"""Files to records and problems; the only package that knows YAML.

Its modules are imported one by one: a check that finds every file in its cache never loads the models.
"""
