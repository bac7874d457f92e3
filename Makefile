# Everything starts here. The environment is .venv, all state lies under var/ (HOTLINE_VAR).
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
VAR := $(or $(HOTLINE_VAR),var)

.PHONY: help run stop setup venv test check style soak bench screenshots docs lock clean reset

help: ## show the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

run: venv ## set everything up and run the hotline until Ctrl-C
	@$(PYTHON) -m hotline.setup run

stop: ## end the hotline that `make run` started
	@$(PYTHON) -m hotline.setup stop

setup: venv ## fetch and make everything that is needed, start nothing
	@$(PYTHON) -m hotline.setup prepare

venv: ## make .venv hold requirements/dev.lock and this checkout
	@bash scripts/bootstrap.sh

test: venv ## everything that continuous integration runs
	@$(PYTHON) -m hotline.setup prepare --tests
	@bash scripts/tiers.sh style audit unit types web scenario integration telephone browser

check: venv ## style, types, imports, known weaknesses, unit tests: about a minute
	@HOTLINE_EXAMPLES=25 bash scripts/tiers.sh style audit unit types web

style: venv ## ruff, mypy, import-linter, eslint, vue-tsc, vitest
	@bash scripts/tiers.sh style types web

soak: venv ## what takes real time
	@$(PYTHON) -m hotline.setup prepare --tests
	@bash scripts/tiers.sh soak

bench: venv ## measurements, as a table and var/bench/<name>.json; BENCH=ami,words chooses
	@$(PYTHON) -m hotline.setup prepare --tests
	@bash scripts/tiers.sh bench

screenshots: venv ## the pictures of the README, taken along a real call between two browsers
	@$(PYTHON) -m hotline.setup prepare --tests
	@bash scripts/screenshots.sh

docs: venv ## draw the diagrams and tables that come from code
	@bash scripts/docs.sh

lock: venv ## write requirements/*.lock anew from pyproject.toml
	@bash scripts/lock.sh

clean: ## remove what can be made again without a download
	@echo "removing caches, build/ and dist/"
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist
	@find . -name __pycache__ -type d -not -path './.venv/*' -not -path './var/*' -prune -exec rm -rf {} +

reset: clean ## remove all state: database, recordings, secrets, the private Asterisk
	@bash scripts/reset.sh "$(VAR)"
