# Everything a day of work needs. `make` alone lists it. Only Python 3.11+ and make must be there beforehand.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/installed
LOCKS := locks/uv.txt locks/dev.txt

# A package mirror that pip has been told of serves uv too.
ifdef PIP_INDEX_URL
export UV_DEFAULT_INDEX ?= $(PIP_INDEX_URL)
endif

.DEFAULT_GOAL := help
.PHONY: help setup run test unit e2e screenshots lint types format texts bench check migration lock clean

help:  ## List these targets
	@grep -hE '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: $(STAMP)  ## Make .venv with the pinned packages (nothing to do while the locks stay the same)

$(STAMP): $(LOCKS)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Health&Med needs Python 3.11 or newer: set PYTHON=/path/to/python3.11."; exit 1; }
	@echo "Installing the pinned packages into .venv …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r locks/uv.txt
	@VIRTUAL_ENV=.venv $(BIN)/uv pip sync --quiet --require-hashes locks/uv.txt locks/dev.txt
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --offline --no-deps --editable .
	@touch $@

run: $(STAMP)  ## Start everything on this machine and print the address
	@exec $(BIN)/healthmed run --stop-with-parent

test: $(STAMP)  ## Run every test; brings a browser when there is none
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m pytest -n auto --reruns 1 --ignore tests/e2e
	@$(BIN)/python -m pytest --reruns 1 tests/e2e

unit: $(STAMP)  ## Run the tests that need no server
	@$(BIN)/python -m pytest tests/unit

e2e: $(STAMP)  ## Run the tests in a real browser
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m pytest tests/e2e

screenshots: $(STAMP)  ## Keep pictures of every page in docs/screenshots
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m pytest tests/e2e --screenshots

lint: $(STAMP)  ## Check style, formatting and which way imports go
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/lint-imports

types: $(STAMP)  ## Check types
	@$(BIN)/basedpyright

format: $(STAMP)  ## Rewrite the code in its one style
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

texts: $(STAMP)  ## List every text that a person reads, for translators
	@mkdir -p healthmed_app/locale
	@$(BIN)/pybabel --quiet extract --no-default-keywords -k _ -k N_ -k ngettext_:1,2 --sort-output \
		--no-location --omit-header -o healthmed_app/locale/healthmed.pot healthmed_app pages components state

bench: $(STAMP)  ## Measure: booking, a stampede, search (minutes)
	@$(BIN)/healthmed bench booking --json
	@$(BIN)/healthmed bench stampede --patients 10000 --slots 20 --json
	@$(BIN)/healthmed bench search --doctors 100000 --json

check: $(STAMP)  ## Verify the invariants of the live database
	@$(BIN)/healthmed check

migration: $(STAMP)  ## Write the next migration from the tables: make migration SUMMARY="Add x to y"
	@$(BIN)/python -m healthmed_app.migrations.migrate "$(SUMMARY)"

lock: $(STAMP)  ## Pin the newest packages that pyproject.toml allows
	@$(BIN)/python -m uv pip compile pyproject.toml -o locks/run.txt $(COMPILE)
	@$(BIN)/python -m uv pip compile pyproject.toml --group dev -c locks/run.txt -o locks/dev.txt $(COMPILE)

COMPILE := --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header

clean:  ## Remove what was built and downloaded; your data in .data stays
	@rm -rf .venv .web .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
