# Two commands are all a newcomer needs: `make demo` and `make test`. Both set everything up in this folder.
SHELL := /bin/bash
PYTHON := $(shell command -v python3.11 || command -v python3)
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
export UV_PYTHON ?= $(PYTHON)
export UV_PYTHON_DOWNLOADS ?= never
export UV_PROJECT_ENVIRONMENT := .venv
export UV_COMPILE_BYTECODE := 1
# The system's certificates hold those of a company's proxy, too; uv alone would not look there.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt),)
export SSL_CERT_FILE ?= /etc/ssl/certs/ca-certificates.crt
endif
# Where the caller's environment forbids bytecode, every start would compile all modules again.
unexport PYTHONDONTWRITEBYTECODE
RUN := .venv/bin/

.PHONY: help demo test check types quick setup dev fmt simulate docs clean

help:            ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 12

demo: setup      ## the main job on recorded outcomes: offline, without keys
	@$(RUN)deadheat demo

test: dev        ## every test, the slow ones too
	$(RUN)pytest -n 2 --dist=worksteal

check: dev       ## format, lint, types, import contracts, fast tests
	$(RUN)ruff format --check .
	$(RUN)ruff check .
	$(RUN)lint-imports
	@$(MAKE) --no-print-directory -j 2 types quick

types:
	$(RUN)mypy

# Folders without a quick test; to load the clients alone takes seconds.
ALL_SLOW := clients journeys simulation

quick:
	$(RUN)pytest -q -n 2 -m "not slow" --hypothesis-profile=quick $(addprefix --ignore=tests/,$(ALL_SLOW))

setup: .venv/.setup  ## the program alone, in .venv/bin/deadheat

dev: .venv/.dev  ## the program and what its tests need

# Only when the dependencies changed: a sync compiles every module anew, which takes 20 s.
.venv/.setup: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --quiet --frozen --inexact --no-default-groups
	@touch $@

.venv/.dev: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --quiet --frozen --inexact
	@touch $@ .venv/.setup

fmt: dev         ## rewrite the code in the house format
	$(RUN)ruff format .
	$(RUN)ruff check --fix .

simulate: dev    ## error rates and coverage of the statistics, as a table
	$(RUN)python -m tests.simulation

docs: dev        ## rewrite the generated reference pages
	$(RUN)python docs/generate.py

clean:           ## remove what setup made
	rm -rf .venv .tools

# uv goes into this folder, not into the system: through a private environment, or where Python lacks venv, through pip.
.tools/bin/uv:
	@echo "installing uv into .tools (once)" >&2
	@$(PYTHON) -m venv .tools >/dev/null 2>&1 && .tools/bin/python -m pip install --quiet --disable-pip-version-check uv \
	  || { rm -rf .tools && $(PYTHON) -m pip install --quiet --disable-pip-version-check --target .tools uv; }
	@test -x $@
