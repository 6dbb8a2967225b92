# Two commands: `make demo` and `make test`. Each sets up all that it needs, in this folder only.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The environment's Node and the pinned CDK CLI come first, whatever the machine has.
export PATH := $(CURDIR)/$(BIN):$(CURDIR)/node_modules/.bin:$(PATH)
export CDK_DISABLE_CLI_TELEMETRY := true
export CDK_DISABLE_VERSION_CHECK := true
export PIP_DISABLE_PIP_VERSION_CHECK := 1
FLEET ?= examples/rufus-gpt-oss-120b-trn3.yaml
PYTEST_ARGS ?=

.PHONY: help setup demo test lint e2e bench docs lock clean

help: ## List the targets
	@grep -hE '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(VENV)/.python $(VENV)/.node ## Create .venv with Python and Node dependencies, all pinned

$(VENV)/.python: requirements/dev.txt pyproject.toml
	@echo "setup: Python environment in $(VENV)"
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "setup: Python 3.11 or newer is needed; give it as PYTHON=/path/to/python3.11" >&2; exit 2; }
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	@$(BIN)/python -m pip install -qq --require-hashes --requirement requirements/dev.txt
	@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.node: package.json package-lock.json $(VENV)/.python
	@echo "setup: Node $$($(BIN)/node --version) and the CDK CLI"
	@$(BIN)/npm ci --loglevel=error --no-progress --no-update-notifier >/dev/null
	@touch $@

demo: setup ## Plan, deploy, look at and destroy a fleet on an AWS inside this machine
	@$(BIN)/ultraserver local demo $(FLEET)

test: setup ## Run every test
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: setup ## Style, types, layers, spelling, shell
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@$(BIN)/codespell

e2e: setup ## Deploy and destroy every deployable example on the embedded AWS
	@$(BIN)/python -m pytest tests/e2e --override-ini 'testpaths=tests/e2e' $(PYTEST_ARGS)

bench: setup ## Measure start-up, validation and synth, beside a peer in the same run
	@$(BIN)/python -m benchmarks

docs: setup ## Write the reference pages from the code
	@$(BIN)/python docs/generate.py

lock: setup ## Refresh the pinned Python dependencies and the npm lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --extra local --custom-compile-command 'make lock' pyproject.toml requirements/dev.in --output-file requirements/dev.txt
	@$(BIN)/npm install --package-lock-only --loglevel=error --no-update-notifier

clean: ## Remove all that make created
	rm -rf $(VENV) node_modules cdk.out dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
