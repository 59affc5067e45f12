# Every command of the project. `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
FLASK := $(BIN)/flask --app app.factory
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps --require-hashes
LOCALES := app/translations

.PHONY: help install demo demo-reset test check format migrations-check translations screenshots clean

help:  ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1 \t\2/p' $(MAKEFILE_LIST) | expand -t 26

# The stamps make a second run instant; a changed requirements file installs again.
.venv/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "e-BOK needs Python 3.11 or newer. Run: sudo apt-get install -y python3 (or set PYTHON=...)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv is missing. Run: sudo apt-get install -y python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.base: requirements/base.txt .venv/.python
	@echo "Installing what the office needs into .venv ..."
	@$(PIP) -r requirements/base.txt
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.base
	@echo "Installing what tests and checks need into .venv ..."
	@$(PIP) -r requirements/dev.txt
	@touch $@

install: .venv/.base .venv/.dev  ## make .venv from the hashed requirements
	@echo ".venv is ready."

demo: .venv/.base  ## a working office with invented data at http://127.0.0.1:8000 (PORT=)
	@EBOK_MODE=demo exec $(FLASK) demo run --port $(PORT)

demo-reset: .venv/.base  ## forget the demo's data; the next `make demo` starts anew
	@EBOK_MODE=demo $(FLASK) demo reset

test: .venv/.dev  ## all tests, on SQLite, PostgreSQL and in Chromium
	@$(BIN)/python -m tests.support.prepare
	@$(BIN)/pytest $(ARGS)

check: .venv/.dev migrations-check  ## lint, format, types, import contracts, templates, migrations, house tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint --quiet --lint templates
	@$(BIN)/python -m tests.support.prepare
	@$(BIN)/pytest -q tests/house

format: .venv/.dev  ## put code into the house's format
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format .

migrations-check: .venv/.dev  ## the migrations, run from nothing, must make what the models say
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && export EBOK_VAR="$$folder" && \
		$(FLASK) db upgrade 2>/dev/null >&2 || $(FLASK) db upgrade && $(FLASK) db check

translations: .venv/.dev  ## gather the strings of code and templates, update and compile the catalogues
	@mkdir -p .cache
	@$(BIN)/pybabel -q extract -F babel.toml --sort-output --no-location --project=ebok -o .cache/messages.pot .
	@$(BIN)/pybabel -q update -i .cache/messages.pot -d $(LOCALES) -l pl --init-missing \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	@$(BIN)/pybabel -q compile -d $(LOCALES)

screenshots: .venv/.dev  ## take README's pictures anew from a running demo
	@EBOK_MODE=demo $(BIN)/python -m tests.support.screenshots

clean:  ## remove caches and .venv, keep data
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
