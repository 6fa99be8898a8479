# Everything a newcomer needs: `make demo` (see it work) and `make test` (prove it works).
PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3.11)
BIN := .venv/bin
READY := .venv/.ready

.PHONY: setup browser demo test lint types bench encoder judge clean

setup: $(READY)

# torch is installed first and by exact version, so that nothing later pulls another build of it.
$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "stance needs Python 3.11 or newer: install it, or say make PYTHON=/path/to/python"; exit 1; }
	@test -x $(BIN)/pip || { rm -rf .venv; $(PYTHON) -m venv .venv; }
	@echo "Setting up .venv (a few minutes the first time) ..."
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt torch
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: setup
	@$(BIN)/stance score data/samples

# The report and the review page are tested in Debian's chromium; without it those tests are skipped.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || \
	  { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium >/dev/null; } || \
	  echo "No chromium: the tests in a browser are skipped (Debian: apt-get install chromium)"

test: setup browser lint types
	@$(BIN)/python -m pytest --numprocesses 2 --quiet

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: setup
	@$(BIN)/mypy

bench: setup
	@$(BIN)/python -m benchmarks.run

# The recipes of the shipped models, into build/: whoever puts a new encoder into models/ must train
# the judge anew, too.
encoder: setup
	@OMP_NUM_THREADS=1 $(BIN)/python -m training.encoder.train --out build/encoder-sv

judge: setup
	@$(BIN)/python -m training.stance.train --out build/stance-sv

clean:
	@rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
