# Each command does its own set-up. The README gives the same without make.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: site test serve refresh seal check-data bench lock

site: .venv/ready  ## build the site into _build/html
	$(BIN)/jupyter-book build . -W -n --keep-going --all
	@echo "Open _build/html/index.html in a browser, or run: make serve"

test: .venv/ready  ## run every test, notebooks included
	$(BIN)/python -m pytest --cov

serve: site  ## serve the site on this machine
	$(BIN)/python -m http.server --bind 127.0.0.1 --directory _build/html 8000

refresh: .venv/ready  ## run the notebooks and store their outputs
	cd notebooks && ../$(BIN)/python -m rendering.refresh

seal: .venv/ready  ## after a deliberate change of a table: rewrite the digests
	cd notebooks && ../$(BIN)/python -m dataprep.seal

check-data: .venv/ready  ## say every fault of every table
	cd notebooks && ../$(BIN)/python -m dataprep.check

bench: .venv/ready  ## measure the site beside a stock book, and the bases found in known surveys
	$(BIN)/python benchmarks/site_against_stock.py
	$(BIN)/python benchmarks/recover_bases.py

lock: .venv/ready  ## resolve requirements.in into requirements.txt
	$(BIN)/python -m pip install -q uv
	$(BIN)/uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-annotate requirements.in -o requirements.txt

.venv/ready: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch .venv/ready
