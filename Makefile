# The commands of the project; README.md and CONTRIBUTING.md say when to use which.

# The first Python that is new enough; `make run PYTHON=…` names another.
PYTHON ?= $(or $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done),python3)
BIN := .venv/bin
# For example: make run ARGS="--lan --port 8080"
ARGS ?=
# Two processes; tests/conftest.py keeps the browser tests in one of them.
PYTEST := $(BIN)/pytest --numprocesses 2

.PHONY: run test test-all challenges check format types pictures lesson-pictures strips parity wheel image lock clean
.PHONY: setup setup-dev ruff mypy javascript pytest pytest-all

run: setup
	@$(BIN)/learning-loop $(ARGS)

# `make --keep-going` goes on with the other checks after one has failed.
test: check pytest

test-all: check pytest-all

# The challenges of the lesson, for seeds 0 to 4; a part of them is in `make test`.
challenges: setup-dev
	$(PYTEST) tests/engine/challenges

check: ruff mypy javascript

ruff: setup-dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check

mypy: setup-dev
	$(BIN)/mypy

javascript: setup-dev
	npm run --silent check

pytest: setup-dev
	$(PYTEST) -m "not slow"

pytest-all: setup-dev
	$(PYTEST)

format: setup-dev
	$(BIN)/ruff format
	$(BIN)/ruff check --fix
	npm run --silent format

# The browser's types, from the messages in app/protocol.py.
types: setup-dev
	$(BIN)/python -m app.protocol_types

# The screenshots that are looked at before a release, and the one in the README.
pictures: setup-dev
	$(BIN)/python scripts/pictures.py

lesson-pictures: setup-dev
	$(BIN)/python scripts/lesson_pictures.py

strips: setup-dev
	$(BIN)/python scripts/strips.py

# The engine beside PyTorch, every number of every step; PyTorch is large, and comes only here.
parity: setup-dev
	@$(BIN)/python -c 'import torch' 2>/dev/null || $(BIN)/pip install -qq \
		--disable-pip-version-check --constraint requirements.lock --editable '.[parity]'
	$(BIN)/python -m tests.parity.live $(ARGS)

wheel: setup-dev
	$(BIN)/python -m hatchling build

# PYTHON_IMAGE and NODE_IMAGE name other base images.
image: setup
	$(BIN)/python scripts/image.py

# The newest Python packages that pyproject.toml allows, for the oldest Python that it allows.
# For the browser's: npm update.
lock:
	rm -rf build/lock
	$(PYTHON) -m venv build/lock
	build/lock/bin/pip install -qq --disable-pip-version-check --editable '.[dev]'
	echo '# The versions that `make` installs; written by `make lock`.' > requirements.lock
	build/lock/bin/pip freeze --exclude-editable >> requirements.lock
	rm -rf build/lock

clean:
	rm -rf .venv node_modules static/vendor build dist test-results
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup:
	@command -v $(PYTHON) >/dev/null || { echo "learning-loop needs Python 3.11 or newer; install it with your package manager or from python.org."; exit 1; }
	@$(PYTHON) scripts/setup.py

setup-dev:
	@command -v $(PYTHON) >/dev/null || { echo "learning-loop needs Python 3.11 or newer; install it with your package manager or from python.org."; exit 1; }
	@$(PYTHON) scripts/setup.py --dev
