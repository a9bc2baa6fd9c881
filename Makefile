# What a newcomer runs: `make run` to try it, `make test` to trust it. Every target installs what it needs.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCKED := --only-binary :all: --require-hashes

WORKERS ?= 2
# What asks no database is tested once; a browser sees none, and the API's description is the same on each.
ASKING := -m "database and not browser" --ignore=tests/doors/test_api_document.py
SEED ?= 1
STEPS ?= 2000

# Installed once; again only when the stamp is older than what it was made from.
STAMP_VENV := $(VENV)/made
STAMP_RUN := $(VENV)/installed-run
STAMP_TEST := $(VENV)/installed-test

.PHONY: help setup setup-test run test check format bench simulate lock clean

help: ## say what each target does
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

setup: $(STAMP_RUN) ## install what it takes to run, into .venv

setup-test: $(STAMP_TEST)

run: setup ## start it with demo data on http://localhost:$PORT (8000), on DATABASE_URL or SQLite
	@$(BIN)/everyunit migrate --quiet
	@$(BIN)/everyunit demo --if-empty
	@exec $(BIN)/everyunit serve

test: setup-test ## run the tests, on SQLite and on PostgreSQL
	@echo "The tests on SQLite:"
	@env -u DATABASE_URL $(BIN)/pytest -n $(WORKERS)
	@echo "The tests that ask the database, on PostgreSQL:"
	@$(BIN)/python tests/with_postgres.py --fast $(BIN)/pytest -n $(WORKERS) $(ASKING)

check: setup-test ## lint, formatting, types, and who may import whom
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: setup-test ## bring the code into shape
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

# $(call on-both-databases,ARGUMENTS): run everyunit on a fresh database of each kind, with its durability switched on.
define on-both-databases
mkdir -p var; fresh=$$(mktemp -d "$$PWD/var/fresh.XXXXXX"); trap 'rm -rf "$$fresh"' EXIT; \
	command='$(BIN)/everyunit migrate --quiet && exec $(BIN)/everyunit $(1)'; \
	echo "On SQLite:"; DATABASE_URL="sqlite:///$$fresh/everyunit.sqlite3" bash -c "$$command"; \
	echo "On PostgreSQL:"; $(BIN)/python tests/with_postgres.py bash -c "$$command"
endef

bench: setup-test ## measure it on both databases
	@$(call on-both-databases,bench $(BENCH))

simulate: setup-test ## draw STEPS operations from SEED and compare each with the model, on both databases
	@$(call on-both-databases,simulate --seed $(SEED) --steps $(STEPS))

lock: ## renew requirements/*.txt from requirements/*.in (needs uv)
	cd requirements && for name in run test; do \
		env -u UV_FIND_LINKS -u UV_INDEX_URL -u UV_EXTRA_INDEX_URL -u PIP_FIND_LINKS \
		uv pip compile --no-config --universal --python-version 3.11 --only-binary :all: --generate-hashes --upgrade \
			--no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet \
			--output-file $$name.txt $$name.in; \
	done

clean: ## remove what the other targets made, but not var/, where your data lives
	rm -rf $(VENV) build dist src/*.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find src tests -type d -name __pycache__ -prune -exec rm -rf {} +

# --- how the stamps are made ---

$(STAMP_VENV):
	@for python in $(PYTHON) python3.11 python3 python3.12 python3.13 python3.14; do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Making $(VENV) with $$("$$python" --version)"; \
			"$$python" -m venv --clear $(VENV); touch $@; exit 0; \
		fi; \
	done; echo "Everyunit needs Python 3.11 or newer; name one with PYTHON=/path/to/python" >&2; exit 1

$(STAMP_RUN): requirements/run.txt pyproject.toml $(STAMP_VENV)
	@echo "Installing what Everyunit needs to run"
	@$(PIP) install $(LOCKED) -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMP_TEST): requirements/test.txt $(STAMP_RUN)
	@echo "Installing what the tests need"
	@$(PIP) install $(LOCKED) -r requirements/test.txt
	@touch $@
