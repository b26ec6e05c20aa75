#!/bin/sh
# Builds the wheel and runs it in a fresh environment without the development packages; then pre-commit
# installs this repository's hook as it does for others, and runs it on the records of a new scorecard.
# usage: tests/wheel.sh PYTHON, from the repository
set -eu
python=$1
here=$(pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if command -v uv >/dev/null 2>&1; then
  uv build --quiet --wheel --out-dir "$work/dist" .
  uv venv --quiet --python "$here/.venv/bin/python" "$work/venv"
  uv pip install --quiet --python "$work/venv/bin/python" --require-hashes --requirement requirements.lock
  uv pip install --quiet --python "$work/venv/bin/python" --no-deps "$work"/dist/*.whl
else
  pip() { "$here/.venv/bin/python" -m pip --quiet --disable-pip-version-check "$@"; }
  pip wheel --no-deps --wheel-dir "$work/dist" .
  "$here/.venv/bin/python" -m venv --without-pip "$work/venv"
  pip --python "$work/venv/bin/python" install --no-compile --require-hashes --requirement requirements.lock
  pip --python "$work/venv/bin/python" install --no-compile --no-deps "$work"/dist/*.whl
fi

cd "$work" # nothing of the repository may be found by chance
if "$work/venv/bin/python" -c 'import pytest' 2>/dev/null; then
  echo "error: the environment holds development packages" >&2
  exit 1
fi
"$work/venv/bin/scorecard" --help >/dev/null
day=$(git -C "$here" log -1 --format=%cs 2>/dev/null || date +%F)
"$work/venv/bin/scorecard" check --no-cache --predictions "$here/predictions" --as-of "$day" >checked
tail -n 1 checked
echo "the wheel runs by itself"

"$work/venv/bin/scorecard" init "$work/mine" >/dev/null
cd "$work/mine"
git init --quiet
git add --all
PRE_COMMIT_HOME="$work/pre-commit" PIP_CONSTRAINT="$here/constraints.txt" PIP_NO_COMPILE=1 \
  "$here/.venv/bin/pre-commit" try-repo "$here" scorecard-check --all-files
