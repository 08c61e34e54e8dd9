# ilslearn: `make lab` opens the course, `make test` checks everything. Each target sets up .venv by itself.
SHELL := /bin/sh
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$p; break; }; done)
BIN := .venv/bin
READY := .venv/.ready
SHARED := --dist loadfile --no-loadscope-reorder
LOCKED := --python-version 3.11 --generate-hashes --upgrade --quiet \
	--no-header --no-emit-index-url --no-emit-find-links

.PHONY: help setup lab test test-all demo bench site lint lock clean
help: ## Say what the targets do
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

setup: $(READY) ## Make the environment .venv, and nothing else

# The lock file decides what is installed, also (as a constraint) where one package asks for another with an extra, which
# pip counts as a name of its own; the stamp makes a second run free.
$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "ilslearn needs Python 3.11 or newer: install it, then run make again."; exit 1; }
	@echo "Setting up .venv (a few minutes, once) ..."
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes -r requirements.lock --constraint requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

lab: $(READY) ## Open the course in JupyterLab; LAB_ARGS="--no-browser --port 8899" passes options on
	@$(BIN)/ilslearn lab -- $(LAB_ARGS)

test: $(READY) ## Lint, types, imports, facts, notebooks, the nbgrader cycle, the browser (`make bench` measures speed)
	@$(MAKE) --no-print-directory lint
	@$(BIN)/ilslearn data check
	@rm -rf build/home && mkdir -p build/home
	@ILSLEARN_HOME="$(CURDIR)/build/home" $(BIN)/python -m pytest --nbval --nbval-current-env notebooks --quiet -n 2 $(SHARED)
	@ILSLEARN_HOME="$(CURDIR)/build/home" $(BIN)/python -m pytest -m "not benchmark and not thorough" -n 3 $(SHARED) $(TEST_ARGS)

test-all: ## The same, and what takes many minutes: hostile submissions, killed graders, comparisons with nbgrader
	@$(MAKE) --no-print-directory test TEST_ARGS='-m "not benchmark"'

demo: $(READY) ## Run the whole grading cycle on twelve simulated students
	@$(BIN)/ilslearn demo --students 12 --seed 7 --out build/demo

bench: $(READY) ## Measure speed as ratios against a peer in the same run
	@$(BIN)/python -m pytest tests/benchmarks -m benchmark -s -q

site: $(READY) ## Build the website into build/site, warnings as errors, and check its links
	@PYTHONPATH=docs $(BIN)/python -m website $(SITE_ARGS)

lint: $(READY) ## Format, lint, types and import contracts
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@mkdir -p build
	@$(BIN)/lint-imports --no-logo >build/lint-imports.txt 2>&1 || { cat build/lint-imports.txt; exit 1; }

lock: $(READY) ## Renew requirements.lock and Binder's (no index address is written into them)
	@$(BIN)/uv pip compile pyproject.toml --extra dev $(LOCKED) --universal -o requirements.lock
	@mkdir -p build && $(BIN)/python binder/base_versions.py >build/binder-base.txt
	@$(BIN)/uv pip compile pyproject.toml binder/requirements.in --extra grading --constraint build/binder-base.txt \
		$(LOCKED) --no-strip-extras --python-platform linux -o binder/requirements.txt

clean: ## Remove what the other targets made, .venv aside
	@rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
