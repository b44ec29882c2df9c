# `make` alone prints this manual. Everything else is two commands: make run, make test.
PYTHON ?= python3
BIN = .venv/bin/python -m

.PHONY: help run test front-end coverage lint format types contracts lock docs docs-check pictures bench faults security ci clean env

help: ## this manual
	@echo '益骑 Yiqi: riders find the nearest open station. Try "make run", then "make test".'
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

run: ## install, migrate, load the data, build the preview, start everything (PORT=8000, DATA_DIR=./var)
	@exec $(PYTHON) scripts/run.py

test: ## front end, suite on SQLite, on PostgreSQL with Redis, journeys in a browser (as root installs what is missing)
	@ARGS="$(ARGS)" exec $(PYTHON) scripts/test.py

front-end: ## types, compilers, checks and tests of miniprogram/
	@exec $(PYTHON) scripts/frontend.py

coverage: env ## which lines and branches the suite reaches, on SQLite
	@$(BIN) pytest -q -n 2 --dist loadfile -m "not slow and not e2e and not faults and not security" --cov

env: # the environment with the development lock
	@$(PYTHON) scripts/environment.py --dev

lint: env ## ruff: rules and layout
	@$(BIN) ruff check . && $(BIN) ruff format --check .

format: env ## let ruff lay out the code
	@$(BIN) ruff check --fix . && $(BIN) ruff format .

types: env ## mypy --strict
	@$(BIN) mypy

contracts: env ## who may import whom, and that every import is a named dependency
	@.venv/bin/lint-imports && .venv/bin/deptry .

lock: env ## compile requirements*.txt from requirements*.in (ARGS=--upgrade for newer versions)
	@ARGS="$(ARGS)" $(PYTHON) scripts/lock.py

docs: env ## write docs/openapi.json and docs/privacy.md from the code
	@$(BIN) flask --app wsgi openapi
	@$(BIN) flask --app wsgi privacy-notice

docs-check: env ## docs/openapi.json and docs/privacy.md are what the code says, and the former valid
	@$(PYTHON) scripts/docs_check.py

pictures: ## renew docs/pictures: every page of the mini-program, and all of them on one sheet (ARGS='-k inbox' for some)
	@ARGS="$(ARGS)" exec $(PYTHON) scripts/pictures.py

bench: ## speed beside peers and limits, in one run: table, JSON and picture in bench/results (ARGS=--quick; ARGS=nearby)
	@ARGS="$(ARGS)" exec $(PYTHON) scripts/bench.py

faults: ## the house hurt in every way: processes, databases, Redis, WeChat, clocks, clients, restore (ARGS=-k redis)
	@ARGS="$(ARGS)" exec $(PYTHON) scripts/faults.py

security: ## thousands of made-up calls, the access matrix, forged codes, mutated sheets and pictures, logs, and the count
	@ARGS="$(ARGS)" exec $(PYTHON) scripts/security.py

ci: ## what the build runs: checks, then the suite, nothing skipped
	@bash .ci/run

clean: ## remove the environment and caches (the data in DATA_DIR stays)
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage htmlcov
	find . -name __pycache__ -type d -not -path './.venv/*' -exec rm -rf {} +
