# Each command does its own set-up. The README gives the same without make.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help site check-answers questionnaire test test-all check coverage faults mutants serve notebook refresh seal words pdf check-data bench engines lock dependencies sbom audit hosted

help:  ## list the commands
	@sed -n 's/^\([a-z-]*\):.*  ## /\1: /p' Makefile

site: .venv/installed  ## build the site into _build/html; ANSWERS=… CODEBOOK=… adds your survey
	@$(BIN)/python tools/build.py --answers "$(ANSWERS)" --codebook "$(CODEBOOK)" --refused "$(REFUSED)"

check-answers: .venv/installed  ## say every fault of a file of answers; ANSWERS=… CODEBOOK=…
	@$(BIN)/python tools/check_answers.py "$(ANSWERS)" "$(or $(CODEBOOK),proposed)"

questionnaire: .venv/installed  ## write a codebook as forms: XLSForm, paper, DDI; CODEBOOK=…
	@$(BIN)/python tools/questionnaire.py $(CODEBOOK)

test: .venv/installed-tests  ## run the tests, notebooks included
	$(BIN)/python -m pytest -m "not exhaustive"

test-all: test .venv/installed-engines  ## run these, then the longest: many cases, engines
	$(BIN)/python -m pytest -m "exhaustive or engine"

check: .venv/installed-tests  ## units, style and types alone: for the loop of writing
	$(BIN)/python -m pytest -m "not (built or kernel or exhaustive)" tests

coverage: .venv/installed-tests  ## run every test, and say which lines of the modules none runs
	$(BIN)/python -m pytest --cov

faults: .venv/installed-tests .venv/installed-engines site  ## seed a hundred faults, and see which the tests catch
	$(BIN)/python benchmarks/seeded_faults.py --to benchmarks/SEEDED_FAULTS.md

mutants: .venv/installed-tests .venv/installed-engines  ## change dataprep at random, and see which changes the tests catch; SAMPLE=100
	$(BIN)/python benchmarks/mutants.py --to benchmarks/MUTANTS.md $(if $(SAMPLE),--sample $(SAMPLE))

serve: .venv/installed  ## serve the site on this machine, and build it at each save; PORT=8001 moves it
	@$(BIN)/python tools/serve.py $(if $(PORT),--port $(PORT))

notebook: .venv/installed  ## open the chapters in JupyterLab
	@$(BIN)/python tools/notebook.py

refresh: .venv/installed  ## run the chapters and store their outputs
	@$(BIN)/python tools/refresh.py

seal: .venv/installed  ## after a deliberate change of a table: show it, ask, and record its digest
	@$(BIN)/python tools/seal.py

hosted: site  ## copy the site into _build/hosted, compressed for a server of files (see HOSTING.md)
	@$(BIN)/python tools/hosted.py

digests: site  ## write the digest of each file of the site
	@$(BIN)/python tools/digests.py

words: .venv/installed  ## bring the catalogues of translations in line with the French site
	@$(BIN)/python tools/words.py

pdf: .venv/installed  ## set the documents to print again, from the site as it is built, into _build/pdf
	@$(BIN)/python tools/pdf.py

check-data: .venv/installed  ## say every fault of every table
	@$(BIN)/python tools/check.py

bench: .venv/installed-tests .venv/installed-engines  ## measure the book beside four other programs; QUICK=1, ROUNDS=5
	@$(BIN)/python benchmarks/compare.py $(if $(QUICK),--quick) $(if $(ROUNDS),--rounds $(ROUNDS))
	@$(BIN)/python benchmarks/tabulation.py --to benchmarks/TABULATION.md $(if $(QUICK),--quick)

engines: .venv/installed-engines  ## install Polars, DuckDB and Spark, for answers by the million
	@echo "Polars, DuckDB and Spark are installed in .venv."

lock: .venv/installed-tests  ## resolve the dependencies, install and list them; UPGRADE=1 takes the newest of each
	@$(BIN)/python tools/lock.py $(if $(UPGRADE),--upgrade)
	@$(MAKE) --no-print-directory dependencies >&2

dependencies: .venv/installed-tests  ## write DEPENDENCIES.md from the locks and from what they installed
	@$(BIN)/python tools/dependencies.py

sbom: .venv/installed-tests  ## write what the site is built with into _build/sbom.cdx.json, as CycloneDX
	@$(BIN)/python tools/sbom.py

audit: .venv/installed-tests  ## ask which vulnerabilities are known in what the locks pin; takes the network
	@$(BIN)/python tools/audit.py

.venv/installed: requirements.txt
	@$(PYTHON) tools/install.py

.venv/installed-tests: requirements-test.txt .venv/installed
	@$(PYTHON) tools/install.py --tests

.venv/installed-engines: requirements-engines.txt .venv/installed
	@$(PYTHON) tools/install.py --engines
