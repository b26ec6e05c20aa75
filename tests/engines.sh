#!/bin/sh
# Counts a table with a real Spark, local with two workers, in an environment of its own that is kept.
# usage: tests/engines.sh, from the repository; needs Java. Where Spark cannot be installed it says so.
set -eu
venv=.venv-spark
if [ ! "$venv/.made" -nt pyproject.toml ]; then
  rm -rf "$venv"
  if command -v uv >/dev/null 2>&1; then
    uv venv --quiet --python .venv/bin/python "$venv"
    install="uv pip install --quiet --python $venv/bin/python"
  else
    .venv/bin/python -m venv "$venv"
    install="$venv/bin/python -m pip install --quiet --disable-pip-version-check"
  fi
  if ! $install --constraint constraints.txt --editable '.[engine]' 'ibis-framework[pyspark]' \
    pytest pytest-xdist hypothesis; then
    echo "engines: Spark cannot be installed here; not tested"
    exit 0
  fi
  touch "$venv/.made"
fi
# Spark's own calls of pandas warn, hundreds of times, of what pandas 4 will change.
"$venv/bin/python" -m pytest --quiet -p no:cacheprovider -W default --disable-warnings tests/spark
