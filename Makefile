# Each target sets up what it needs from a fresh clone: with uv when it is there, else with venv and pip.
# Needs Python 3.11 to 3.14 and make.

PYTHON ?= python3
BIN := .venv/bin

# The tests start the program hundreds of times: keep its compiled modules, whatever the environment says.
unexport PYTHONDONTWRITEBYTECODE

# Tests side by side, each file in one process: what its tests share is made once.
SIDE_BY_SIDE := -n auto --maxprocesses 8 --dist loadfile

.PHONY: build test quick texts lint style types unit-quick records unit wheel-test engines coverage current bench \
  charts clean

build: .venv/.run
	$(BIN)/scorecard build

# Everything. The tests take longest and start first; what else there is runs beside them, one by one.
test: .venv/.dev
	$(MAKE) --no-print-directory --jobs 2 --output-sync=target coverage lint records current wheel-test

# For the edit loop, within a minute: style, types and the fast tests, which keep every core busy.
quick: .venv/.dev
	$(MAKE) --no-print-directory --jobs 3 --output-sync=target style types unit-quick

unit-quick: .venv/.dev
	$(BIN)/python -m pytest --quiet $(SIDE_BY_SIDE) \
	  -m "not browser and not office and not slow"

# Every text of the program, English and Chinese side by side, for a proofreader.
texts: .venv/.dev
	$(BIN)/python tests/texts.py

# Style, types and the arrows of the design.
lint: style types
	$(BIN)/lint-imports

style: .venv/.dev
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet

types: .venv/.dev
	$(BIN)/mypy

# Every test and every example in a docstring; browsers, whose files have few tests, come first.
unit: .venv/.dev
	rm -rf .coverage
	mkdir .coverage
	COVERAGE="$(CURDIR)/.coverage" $(BIN)/python -m pytest --quiet $(SIDE_BY_SIDE) --no-loadscope-reorder

# As of the last commit: a machine whose clock is behind finds no verdict in the future.
records: .venv/.dev
	$(BIN)/scorecard check --no-cache --format github \
	  --as-of "$$(git log -1 --format=%cs 2>/dev/null || date +%F)"

# The wheel alone, in an environment without the development packages, outside the repository.
wheel-test: .venv/.dev
	tests/wheel.sh "$(PYTHON)"

# Spark, local with two workers, counts as the program does in memory.
engines: .venv/.dev
	tests/engines.sh

# Of what `unit` ran: every branch of the program.
coverage: unit
	$(BIN)/python -m slipcover --branch --skip-covered --fail-under 100 --out .coverage/all.json \
	  --merge .coverage/gw*.json

# The committed charts are what the records give.
current: .venv/.dev
	$(BIN)/scorecard charts --check

bench: .venv/.dev
	$(BIN)/python benchmarks/run.py

charts: .venv/.run
	$(BIN)/scorecard charts

clean:
	rm -rf .venv .venv-spark build dist .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis \
	  .import_linter_cache src/*.egg-info
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.run: pyproject.toml constraints.txt
	PYTHON="$(PYTHON)" ./setup.sh '.[meeting]'
	touch $@

.venv/.dev: pyproject.toml constraints.txt
	PYTHON="$(PYTHON)" ./setup.sh '.[dev]'
	touch $@ .venv/.run
