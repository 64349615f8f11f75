# `make demo`, `make test`, `make check`, `make dev`, `make bench` are all there is to learn.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo test check dev bench lock clean

VENV := .venv
KAYE := $(VENV)/bin/kaye
PYTHON_RUN := $(VENV)/bin/python
# A stamp carries the hash of what it installed: nothing is done again until that changes.
hash = $(shell cat pyproject.toml $(1) | sha256sum | cut -c1-16)
RUN_STAMP := $(VENV)/.run-$(call hash,requirements.txt)
DEV_STAMP := $(VENV)/.dev-$(call hash,requirements-dev.txt)

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /make \1  \t/p' $(MAKEFILE_LIST)

demo: $(RUN_STAMP) ## two shops to look at, in a browser (data in var/demo, kept)
	@KAYE_HOME="$${KAYE_HOME:-var/demo}" exec $(KAYE) demo

test: $(DEV_STAMP) ## everything CI asks: linters, types, layers, tests on SQLite and PostgreSQL
	@$(PYTHON_RUN) -m tests.tools.suite

check: $(DEV_STAMP) ## linters, types, layers and migrations only
	@$(PYTHON_RUN) -m tests.tools.suite --static

dev: $(DEV_STAMP) ## the site, reloaded at each change, and the worker (data in var/dev)
	@KAYE_HOME="$${KAYE_HOME:-var/dev}" PATH="$(CURDIR)/$(VENV)/bin:$$PATH" scripts/dev

bench: $(DEV_STAMP) ## the benchmarks; writes docs/operate/performance.md
	@$(PYTHON_RUN) -m bench

lock: $(DEV_STAMP) ## pins the newest libraries that fit pyproject.toml
	@PATH="$(CURDIR)/$(VENV)/bin:$$PATH" scripts/lock

clean: ## removes what the commands above made, never the data (var/)
	rm -rf $(VENV) artefacts build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -rf src/*.egg-info

$(RUN_STAMP):
	@scripts/install requirements.txt $@

# The development set holds the other: both stamps.
$(DEV_STAMP):
	@scripts/install requirements-dev.txt $@
	@touch $(RUN_STAMP)
