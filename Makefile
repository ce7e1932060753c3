# The front door. `make run` serves the city; `make test` and `make check` say whether it is sound.
# Paths are relative, so that folder names may hold spaces.

PYTHON := $(shell for name in python3.13 python3.12 python3.11 python3.14 python3; do \
	command -v "$$name" >/dev/null 2>&1 && { echo "$$name"; break; }; done)
PY := .venv/bin/python
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help run test check bench soak lock messages setup setup-dev

help: ## Say what there is
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/'

setup:
	@"$(or $(PYTHON),python3)" tools/setup.py requirements.lock

setup-dev:
	@"$(or $(PYTHON),python3)" tools/setup.py requirements-dev.lock

run: setup ## Serve the city on http://localhost:8000, with invented people and reports (BALAI_DEMO=0: without)
	@BALAI_DEMO="$${BALAI_DEMO:-1}" exec $(PY) -m balai.project.command run --with-parent

test: setup-dev ## Run every test
	@$(PY) tools/browser.py
	@exec $(PY) -m pytest $(ARGUMENTS)

check: setup-dev ## Check style, types, import contracts, templates, sizes and docs
	@$(PY) tools/check.py

bench: setup-dev ## Measure, and print tables
	@$(PY) tools/bench.py

soak: setup-dev ## Run the long versions of property, fault and fuzz tests
	@BALAI_TEST_SOAK=1 exec $(PY) -m pytest -m "fault or soak or hypothesis or standards" $(ARGUMENTS)

lock: setup-dev ## Resolve the dependencies of pyproject.toml anew
	@$(PY) -m uv pip compile -q --universal --generate-hashes --no-header --no-annotate --upgrade \
		pyproject.toml requirements-build.in -o requirements.lock
	@$(PY) -m uv pip compile -q --universal --generate-hashes --no-header --no-annotate \
		-c requirements.lock --extra test --extra check pyproject.toml requirements-build.in -o requirements-dev.lock

messages: setup-dev ## Bring new sentences into the message catalogues
	@$(PY) tools/messages.py
