# All this does can be done without make: see the README.
PY ?= python3
BIN := .venv/bin
WORKERS ?= 3 # one more than two cores: a good part of the tests waits for a browser or a server
.DEFAULT_GOAL := help
# the tests start many processes: without caches of bytecode each would compile everything anew
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help install run grown test lint bench faults messages migration clean

help: ## Say what can be made (this list)
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16
	@echo "  make run PORT=8080 chooses the port; make test ARGS='-k votes' chooses the tests"

install: .venv/.installed ## Install everything into .venv (again only when a lock file changed)
	@# who serves may not be able to write here: what is made of the sources once is made now
	@$(BIN)/python -m compileall -q forum migrations wsgi.py
	@$(BIN)/python -c 'from forum.core.i18n import compile_catalogues; compile_catalogues()'
	@echo "All is installed in .venv"

run: .venv/.installed ## Start the demo: an SQLite database, two real days, a room that is open
	@$(BIN)/forum demo $(if $(PORT),--port $(PORT))

grown: .venv/.installed ## Serve in several processes (PostgreSQL, Redis, an nginx of its own): make grown PROCESSES=2
	@$(BIN)/python -m tools.grown --processes $(or $(PROCESSES),2) $(if $(PORT),--port $(PORT))

test: .venv/.installed ## Run every test (those that need Chromium or PostgreSQL skip and say why when it is missing)
	@$(BIN)/pytest -n $(WORKERS) --dist worksteal $(ARGS)

lint: .venv/.installed ## Check the style (ruff) and the ladder of packages (import-linter)
	@$(BIN)/ruff check
	@$(BIN)/lint-imports --no-logo

bench: .venv/.installed ## Measure pages, seats and votes against bare Flask and Flask-SocketIO
	@$(BIN)/python -m benchmarks $(ARGS)

faults: .venv/.installed ## Run the long search for faults: 10,000 schedules of votes, kills in mid-vote
	@$(BIN)/python -m benchmarks.faults $(ARGS)

messages: .venv/.installed ## Bring the French and English catalogues up to date with the code
	@$(BIN)/python -m tools.messages

migration: .venv/.installed ## Write the next step of the database: make migration MESSAGE="add ..."
	@$(BIN)/python -m tools.migration "$(MESSAGE)"

clean: ## Remove what install and test made (never the data)
	rm -rf .venv build static/vendor .pytest_cache .ruff_cache .import_linter_cache .hypothesis test-artifacts
	find forum tests benchmarks migrations -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# uv when pip can get it (it is six times faster), else pip; both from the same hashed lock.
.venv/.installed: pyproject.toml requirements.lock package.json package-lock.json hatch_build.py forum/core/assets_install.py
	@$(PY) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; try make PY=python3.12")'
	@echo "1/3 Making .venv"
	@test -x $(BIN)/pip || $(PY) -m venv .venv || { echo "The venv module is missing: apt-get install python3-venv"; exit 1; }
	@echo "2/3 Installing the Python packages of requirements.lock"
	@if $(BIN)/pip install -q 'uv>=0.9,<1' 2>/dev/null; then \
	  INSTALL="$(BIN)/uv pip install --compile-bytecode --python $(BIN)/python"; else INSTALL="$(BIN)/pip install"; fi; \
	$$INSTALL --require-hashes -r requirements.lock && \
	echo "3/3 Installing the fonts, icons and scripts of the pages" && \
	$$INSTALL --no-deps -e .
	@touch $@
