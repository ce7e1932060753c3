# The front door. `make run` serves the city; `make test` and `make check` say whether it is sound.
# Paths are relative, so that folder names may hold spaces.

# The first Python that will do; else python3, which tools/setup.py tells what it lacks.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python3.14; do \
	"$$name" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && \
	{ echo "$$name"; exit; }; done; echo python3)
PY := .venv/bin/python
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help run demo-network test check bench bench-mobility bench-network bench-votes soak lock messages needs-python setup setup-dev

help: ## Say what there is
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/'

needs-python:
	@command -v "$(PYTHON)" >/dev/null || { echo "Balai needs Python 3.11 or newer, and there is no $(PYTHON) here." >&2; \
	echo "  → Debian, Ubuntu: sudo apt install python3 python3-venv. macOS: brew install python" >&2; exit 1; }

setup: needs-python
	@"$(PYTHON)" tools/setup.py requirements.lock

setup-dev: needs-python
	@"$(PYTHON)" tools/setup.py requirements-dev.lock

run: setup ## Serve the city on http://localhost:8000, with invented people and reports (BALAI_DEMO=0: without)
	@BALAI_DEMO="$${BALAI_DEMO:-1}" exec $(PY) -m balai.project.command run --with-parent

demo-network: setup ## Serve three cities and a secretariat that know and witness each other, from http://localhost:8001 on
	@exec $(PY) -m balai.project.command network demo

test: setup-dev ## Run every test
	@$(PY) tools/browser.py
	@exec $(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGUMENTS)

check: setup-dev ## Check style, types, import contracts, templates, sizes and docs
	@$(PY) tools/check.py

bench: setup-dev ## Measure, and print tables
	@$(PY) tools/bench.py

bench-mobility: setup-dev ## Measure fares and journeys
	@$(PY) tools/bench.py mobility_

bench-network: setup-dev ## Measure the log and the network of cities
	@$(PY) tools/bench.py network_

bench-votes: setup-dev ## Measure secret ballots and counting
	@$(PY) tools/bench.py votes_

soak: setup-dev ## Run the long versions of property, fault and fuzz tests
	@BALAI_TEST_SOAK=1 exec $(PY) -m pytest -n auto --dist loadfile -m "fault or hypothesis or standards" $(ARGUMENTS)

lock: setup-dev ## Resolve the dependencies of pyproject.toml anew
	@$(PY) -m uv pip compile -q --universal --generate-hashes --no-header --no-annotate --upgrade \
		--extra mobility pyproject.toml requirements-build.in -o requirements.lock
	@$(PY) -m uv pip compile -q --universal --generate-hashes --no-header --no-annotate \
		-c requirements.lock --extra mobility --extra test --extra check pyproject.toml requirements-build.in -o requirements-dev.lock
	@$(PY) -m uv pip compile -q --universal --generate-hashes --no-header --no-annotate requirements-oracles.in -o requirements-oracles.lock

messages: setup-dev ## Bring new sentences into the message catalogues
	@$(PY) tools/messages.py
