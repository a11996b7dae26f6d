# What operators and developers run. docs/operations.md says what each target promises.
# Needs Python 3.11, pip and make; everything else is installed below .venv and node_modules.

PYTHON_IN = .venv/bin/python
MANAGE = $(PYTHON_IN) manage.py
PIP_SYNC = $(PYTHON_IN) -m pip install -qq --disable-pip-version-check --require-hashes
FRONT_END = package.json package-lock.json $(shell find portal/static_src -type f 2>/dev/null)

PORT ?= 8000
export PORT

.PHONY: help setup setup-dev demo demo-reset start serve test check bench drill drill-machines drill-full mutants lock fmt duties machines architecture pictures gallery identification \
	licences records sbom

help:
	@echo "make demo        set everything up and serve the demonstration at http://localhost:$(PORT)/ until Ctrl-C"
	@echo "make test        run the whole suite (on PostgreSQL where DATABASE_URL is set)"
	@echo "make start       start a real portal: asks for the partnership;  make serve  run it until Ctrl-C"
	@echo "make setup       install what running needs; make demo and make test do so themselves"
	@echo "make demo-reset  remove the demonstration's data"
	@echo "make check       lint, format, types, layers, templates, migrations, production settings, pages made from the code"
	@echo "make bench       time the portal;  make drill  slow tests of faults;  make mutants  which rule no test misses"
	@echo "make drill-machines  slow tests of several machines alone"
	@echo "make drill-full  what each page costs with 100,000 cases instead of 1,000: half an hour"
	@echo "make identification  print what the identification check finds in files that hide it, and what it cannot"
	@echo "make fmt         format code;  make duties  write docs/duties.md;  make machines  draw docs/machines.md"
	@echo "make architecture  draw the pictures of docs/architecture.md;  make lock  lock packages anew"
	@echo "make licences    write docs/licences.md;  make records  write the records of processing"
	@echo "make sbom        write the bill of materials into var/"
	@echo "make pictures    take the pictures of the guides anew;  make gallery  picture every page, to look at"

# --- Set-up: a stamp for each part, so that a second run costs nothing and a changed lock is followed ---------------

.venv/made:
	@sh scripts/make-venv
	@touch .venv/made

.venv/base-installed: .venv/made requirements/base.txt
	@echo "Installing packages"
	@$(PIP_SYNC) -r requirements/base.txt
	@touch .venv/base-installed

.venv/dev-installed: .venv/base-installed requirements/dev.txt
	@echo "Installing packages of the suite and the checks"
	@$(PIP_SYNC) -r requirements/dev.txt
	@touch .venv/dev-installed

portal/static_built/.built: .venv/made requirements/node.txt $(FRONT_END)
	@echo "Building the front-end files"
	@sh scripts/front-end
	@touch portal/static_built/.built

setup: .venv/base-installed portal/static_built/.built

setup-dev: setup .venv/dev-installed

# --- The demonstration: PORT (8000) and PORTAL_DATA_DIR (var/) choose another place --------------------------------

demo: setup
	@$(MANAGE) migrate --noinput --verbosity 0
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@$(MANAGE) demo_content
	@exec $(MANAGE) serve

demo-reset: .venv/made
	@$(PYTHON_IN) scripts/demo_reset.py

# --- A real portal: its settings and keys stand in portal.env, made once ---------------------------------------------

BASE_URL ?= http://localhost:$(PORT)
WITH_SETTINGS = set -a; . ./portal.env; set +a;

portal.env: | .venv/made
	@umask 077; $(PYTHON_IN) scripts/new-environment "$(BASE_URL)" > portal.part && mv portal.part portal.env
	@echo "The settings and the keys are in portal.env. Keep a copy of the keys in a safe place."

start: setup portal.env
	@$(WITH_SETTINGS) scripts/prepare && $(MANAGE) start_portal $(ARGS)

serve: setup portal.env
	@$(WITH_SETTINGS) exec $(MANAGE) serve

# --- Holding it to its word -----------------------------------------------------------------------------------------

# The suite makes its own data folder; the operator's is never touched. Its many processes share compiled modules.
PYTEST = unset PORTAL_DATA_DIR PORTAL_BASE_URL PORT PYTHONDONTWRITEBYTECODE; $(PYTHON_IN) -m pytest

# As many processes as the machine has processors; WORKERS=1 leaves room for other work, WORKERS=0 is for a debugger.
WORKERS ?= logical

test: setup-dev
	@$(PYTEST) -n $(WORKERS) --dist loadgroup $(ARGS)

drill: setup-dev
	@$(PYTEST) -m "drill or promise" $(ARGS)

drill-full: setup-dev
	@MANY=100000 $(PYTEST) -m drill tests/load/test_full_portal.py -n 0 -rP $(ARGS)

drill-machines: setup-dev
	@$(PYTEST) -m machines $(ARGS)

bench: setup-dev
	@$(PYTEST) -m bench -q tests/load $(ARGS)

mutants: setup-dev
	@$(PYTHON_IN) -m tests.mutants $(ARGS)

identification: setup-dev
	@unset PORTAL_DATA_DIR; $(PYTHON_IN) -m tests.portal.identification.measure

check: setup-dev
	@sh scripts/check

machines: setup
	@$(MANAGE) machines

architecture: setup-dev
	@$(PYTHON_IN) -m scripts.architecture

duties: setup-dev
	@$(PYTHON_IN) -m tests.duties

licences: setup-dev
	@$(PYTHON_IN) -m scripts.licences

records: setup-dev
	@$(PYTHON_IN) -m scripts.records

sbom: setup-dev
	@$(PYTHON_IN) -m scripts.sbom $(ARGS)

pictures: setup-dev
	@$(PYTHON_IN) -m tests.browser.guide_pictures

gallery: setup-dev
	@$(PYTHON_IN) -m tests.browser.gallery

fmt: setup-dev
	@$(PYTHON_IN) -m ruff check --fix --exit-zero .
	@$(PYTHON_IN) -m ruff format .
	@$(PYTHON_IN) -m djlint --reformat --quiet templates || true

lock: .venv/made
	@$(PIP_SYNC) -r requirements/lock.txt
	@for list in lock node base dev; do \
		echo "Locking requirements/$$list.in"; \
		.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
			$(LOCK_ARGS) "requirements/$$list.in" --output-file "requirements/$$list.txt" || exit 1; \
	done
	@echo "Locked. make lock LOCK_ARGS=--upgrade takes newer versions."
