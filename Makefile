# Two commands set everything up: `make demo` and `make test`. Both make the environment they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.10 --extra dev --no-annotate --no-header
FAST := tests/text tests/features tests/markers tests/scoring tests/readers tests/batch/test_ledger.py tests/comparison
PYTHONS ?= $(foreach version,3.10 3.11 3.12 3.13 3.14,$(shell python$(version) -c "import sys; print(sys.executable)" 2>/dev/null))
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: demo test check bench fuzz hostile soak attack constraints locked sbom audit test-minimum test-pythons clean

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

hostile: $(VENV)/dev  ## the hostile files and models at full size: a line of 100 MB, a million lines, every byte flipped
	TWICETOLD_HOSTILE_SCALE=100 $(BIN)/python -m pytest tests/hostile

soak: $(VENV)/dev  ## one hour of scoring with faults injected; each line holds the sums so far
	$(BIN)/python -m tests.soak --seconds 3600

attack: $(VENV)/dev  ## what cheap changes to a text do to its verdict; needs TWICETOLD_CORPORA
	$(BIN)/twicetold-train attack

constraints:  ## pin the newest versions that work together, and their hashes
	$(BIN)/python -m pip install --quiet uv
	$(COMPILE) --output-file constraints.txt setup.cfg
	$(COMPILE) --generate-hashes --constraint constraints.txt --output-file requirements.lock setup.cfg

locked:  ## an environment of nothing but files whose hashes are known, and the demo in it
	$(PYTHON) -m venv --clear artefacts/locked
	artefacts/locked/bin/python -m pip install --quiet --require-hashes --only-binary :all: -r requirements.lock
	artefacts/locked/bin/python -m pip install --quiet --no-deps --no-build-isolation -e .
	artefacts/locked/bin/twicetold score data/samples

sbom: $(VENV)/core  ## what is installed for those who score, as CycloneDX, in artefacts/sbom.json
	test -x artefacts/tools/bin/python || $(PYTHON) -m venv artefacts/tools
	artefacts/tools/bin/python -m pip install --quiet cyclonedx-bom
	artefacts/tools/bin/cyclonedx-py requirements constraints.txt --output-file artefacts/sbom.json

audit:  ## known vulnerabilities of the pinned versions; asks the network
	test -x artefacts/tools/bin/python || $(PYTHON) -m venv artefacts/tools
	artefacts/tools/bin/python -m pip install --quiet pip-audit
	@artefacts/tools/bin/pip-audit --strict --disable-pip --require-hashes -r requirements.lock 2> artefacts/audit.log \
	|| { tail -n 1 artefacts/audit.log; echo "Where no vulnerability is named above, the service could not be asked, and nothing was audited."; exit 1; }

test-minimum:  ## the fast tests with the oldest versions that setup.cfg admits
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --resolution lowest-direct --python-version 3.11 --no-header --output-file artefacts/minimum.txt setup.cfg
	$(PYTHON) -m venv --clear artefacts/minimum
	artefacts/minimum/bin/python -m pip install --quiet -c artefacts/minimum.txt -e . "pytest>=8" "hypothesis>=6.100"
	artefacts/minimum/bin/python -m pytest $(FAST)

test-pythons:  ## the fast tests with every Python from 3.10 on that the machine has, and the newest dependencies; PYTHONS="PATH PATH" names others
	for python in $(PYTHONS); do \
		name=$$($$python -c "import sys; print('python%d.%d' % sys.version_info[:2])") && echo "$$name: $$python" \
		&& $$python -m venv --clear artefacts/$$name && artefacts/$$name/bin/python -m pip install --quiet -e . "pytest>=8" "hypothesis>=6.100" \
		&& artefacts/$$name/bin/python -m pytest $(FAST) || exit 1; \
	done

clean:
	rm -rf $(VENV) build dist *.egg-info artefacts
