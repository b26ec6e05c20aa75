#!/bin/sh
# Makes .venv and installs into it what the first argument names, at the versions of constraints.txt.
set -eu
python=${PYTHON:-python3}

if command -v uv >/dev/null 2>&1; then
  [ -x .venv/bin/python ] || uv venv --quiet --python '>=3.11,<3.15' .venv
  uv pip install --quiet --python .venv/bin/python --constraints constraints.txt --editable "$1"
else
  "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' || {
    echo "error: $python is not Python 3.11 to 3.14; run make PYTHON=/path/to/python3.12" >&2
    exit 1
  }
  [ -x .venv/bin/python ] || "$python" -m venv .venv
  .venv/bin/python -m ensurepip --default-pip >/dev/null 2>&1 || true # an environment that uv made has no pip
  .venv/bin/python -m pip install --quiet --disable-pip-version-check \
    --constraint constraints.txt --editable "$1"
fi
