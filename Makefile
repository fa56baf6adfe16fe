# Two commands set everything up: `make demo` and `make test`. Both make the environment they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: demo test check bench fuzz constraints clean

# The environment is made anew when the requirements change.
$(VENV)/core: setup.cfg constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet -c constraints.txt -e .
	touch $@

$(VENV)/dev: $(VENV)/core
	$(BIN)/python -m pip install --quiet -c constraints.txt -e .[dev]
	touch $@

demo: $(VENV)/core  ## score the sample articles and show the strongest evidence
	$(BIN)/twicetold score data/samples

test: $(VENV)/dev  ## run the whole test suite
	$(BIN)/python -m pytest

check: $(VENV)/dev  ## style and types
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/dev  ## benchmarks; they print ratios and judge nothing
	for file in tests/benchmarks/bench_*.py; do $(BIN)/python -m tests.benchmarks.$$(basename $$file .py); done

fuzz: $(VENV)/dev  ## one minute of fuzzing for each target
	$(BIN)/python -m pip install --quiet -e .[fuzz]
	$(BIN)/python -m tests.fuzz.run --seconds 60

constraints:  ## pin the newest versions that work together
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.10 --extra dev --no-annotate --no-header --output-file constraints.txt setup.cfg

clean:
	rm -rf $(VENV) build dist *.egg-info artefacts
