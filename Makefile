# Two commands: `make run` opens the operations room with a living demo, `make test` runs everything that this machine can run.
SHELL := /bin/sh
PYTHON := .venv/bin/python
SAFECONDUCT := $(PYTHON) -m safeconduct.config.cli
export SAFECONDUCT_DATA ?= $(CURDIR)/data

.PHONY: run test fast lint budgets shots demo-reset bench wheel clean

run: .venv/ready ## start the operations room
	@$(SAFECONDUCT) serve $(SERVE)

test: .venv/ready-dev ## everything that this machine can run, on SQLite and, where a server is found, on PostgreSQL
	@$(PYTHON) tools/run_tests.py

fast: .venv/ready-dev ## what a developer runs at every step
	@$(PYTHON) tools/run_tests.py --fast

lint: .venv/ready-dev
	@.venv/bin/ruff check src tests tools benchmarks && .venv/bin/lint-imports

budgets: .venv/ready-dev ## rewrite tests/house/budgets.json; growth needs a line in the commit
	@SAFECONDUCT_WRITE_BUDGETS=1 $(PYTHON) -m pytest tests/house/test_budgets.py

shots: .venv/ready-dev ## screenshots of every page, with a contact sheet a language, into shots/; those of the README into docs/shots/
	@SAFECONDUCT_SHOTS=docs/shots $(PYTHON) -m pytest tests/stories/test_pages.py tests/stories/test_readme_walk.py -m needs_chromium

demo-reset: .venv/ready
	@$(SAFECONDUCT) demo --drop && rm -rf "$(SAFECONDUCT_DATA)" && $(SAFECONDUCT) serve $(SERVE)

bench: .venv/ready-dev .venv-bench/ready ## every benchmark at a small size beside its peers; the table goes into docs/benchmarks.md
	@$$(test -x .venv-bench/bin/python && echo .venv-bench/bin/python || echo $(PYTHON)) tools/bench.py --write

.venv-bench/ready: requirements-bench.lock tools/bench_peers.sh
	@tools/bench_peers.sh

wheel: .venv/ready-dev
	@.venv/bin/python -m build --wheel --no-isolation --outdir dist

.venv/ready: requirements.lock tools/venv.sh
	@tools/venv.sh requirements.lock && touch $@

.venv/ready-dev: requirements-dev.lock tools/venv.sh
	@tools/venv.sh requirements-dev.lock && touch .venv/ready $@

clean:
	@rm -rf .venv .venv-bench build dist shots
