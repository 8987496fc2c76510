# `make demo` shows the program, `make test` checks it. Each needs only Python 3.11 or newer, pip and
# make: it sets up .venv by itself.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# More than CI has cores: tests on a terminal wait half of their time.
JOBS ?= 3

.PHONY: demo test coverage check style types suite bounds bench torture audit pictures snapshots lock clean

demo: $(VENV)/.installed
	@$(BIN)/csm demo

# The types are checked beside the tests: that takes one core, and the tests do not fill two.
test: style
	@$(MAKE) --no-print-directory -j 2 types suite

suite: $(VENV)/.developing
	$(BIN)/python -m pytest -n $(JOBS) --durations=15

# The same tests, and which lines they reach: a quarter slower.
coverage: $(VENV)/.developing
	$(BIN)/python -m pytest -n $(JOBS) --cov --cov-report=term:skip-covered

check: style types

style: $(VENV)/.developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.developing
	$(BIN)/mypy
	$(BIN)/lint-imports

# The same tests of both faces with the oldest versions that users may have.
bounds: $(VENV)-lowest/.installed
	$(VENV)-lowest/bin/python -m pytest tests/cli tests/tui -n $(JOBS) --deselect tests/tui/test_snapshots.py

# Figures beside their yardsticks; BENCH="--accounts 10000 --weeks 26" makes it shorter,
# BENCH="--only views --keep FOLDER" measures the screens of the whole book alone, the book kept;
# "--only models" what if, and adopting a touch model.
bench: $(VENV)/.developing
	$(BIN)/python -m tests.bench $(BENCH)

torture: $(VENV)/.developing
	CSM_LAWS=long $(BIN)/python -m pytest tests -m "long or not long" -n $(JOBS) --timeout 3600

# Known faults of what the lock names; asks pypi.org. Exceptions, each with its end: tests/audit.toml.
audit: $(VENV)/.developing
	$(BIN)/python -m pip install -q pip-audit
	$(BIN)/python -m tests.audit

# The pictures of the README, rendered from the demo book.
pictures: $(VENV)/.developing
	$(BIN)/python -m tests.pictures

snapshots: $(VENV)/.developing
	$(BIN)/python -m pytest tests/tui tests/reports --snapshot-update

# New versions for development and CI; users get the lower bounds of pyproject.toml.
lock: $(VENV)/.developing
	$(BIN)/python -m pip install -q uv
	$(BIN)/uv pip compile -q --upgrade --no-annotate --generate-hashes --universal --python-version 3.11 \
	  --group dev --output-file requirements-dev.txt pyproject.toml
	$(BIN)/uv pip compile -q --upgrade --no-annotate --generate-hashes --universal --python-version 3.11 \
	  --resolution lowest-direct --output-file requirements-lowest.txt pyproject.toml

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	@$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	@touch $@

# What is never imported need not be compiled: that was a third of the time.
$(VENV)/.developing: $(VENV)/bin/python pyproject.toml requirements-dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-compile --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.installed

# The development lock first, then the oldest versions over it: the test tools stay as they are.
$(VENV)-lowest/.installed: pyproject.toml requirements-dev.txt requirements-lowest.txt
	$(PYTHON) -m venv $(VENV)-lowest
	$(VENV)-lowest/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(VENV)-lowest/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-lowest.txt
	$(VENV)-lowest/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

clean:
	rm -rf $(VENV) $(VENV)-lowest build dist *.egg-info .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis
