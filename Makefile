# make run   install and serve the demo on http://127.0.0.1:8080
# make test  install and run every test
# make help  the rest

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PORT   ?= 8080

.PHONY: help run test lint types check bench bench-desk bench-ledger prove messages clean install nlu-report converse-report

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# Tests wait for servers and browsers at times: one process more than there are cores.
PROCESSES = $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')

PIP := $(BIN)/python -m pip install --quiet --constraint constraints.txt

$(VENV)/.to-run: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(PIP) --editable .
	@touch $@

$(VENV)/.to-work: $(VENV)/.to-run
	$(PIP) --editable '.[rasa,dev]'
	@touch $@

install: $(VENV)/.to-work  ## the virtual environment with everything in it, test tools too

run: $(VENV)/.to-run  ## serve the demo: web chat, HTTP, and Telegram when its token is set
	@$(BIN)/memberbot train
	MALLOC_ARENA_MAX=2 $(BIN)/memberbot serve --port $(PORT)

test: install  ## the tests, in a few minutes; says which were left out and why
	@$(BIN)/memberbot train
	$(BIN)/python -m pytest --numprocesses $(PROCESSES) --dist loadgroup

lint: install
	$(BIN)/ruff check bot tests benchmarks
	$(BIN)/ruff format --check bot tests benchmarks
	$(BIN)/lint-imports

types: install
	$(BIN)/mypy

check: lint types test  ## what CI runs

# One catalogue for the code and its pages, one for each programme. No places in the code, no guessed (fuzzy)
# translations: the difference of a catalogue shows what changed in the words and nothing else.
EXTRACT := --quiet extract --mapping-file babel.cfg --keywords n_:1,2 --no-location --no-wrap \
           --project memberbot --version 1 --header-comment '\# memberbot'
UPDATE  := --quiet update --init-missing --no-fuzzy-matching --ignore-obsolete \
           --ignore-pot-creation-date --no-wrap

# A programme's editions share its catalogues, which lie in its folder.
PROGRAMMES := $(sort $(notdir $(patsubst %/editions/,%,$(wildcard bot/programmes/*/editions/))))

bench: install  ## measure the main path, decisions and their replay, likeness of names; the results go into benchmarks/results
	@$(BIN)/memberbot train
	$(BIN)/python -m benchmarks.main_path
	$(BIN)/python -m benchmarks.decisions
	$(BIN)/python -m benchmarks.replay
	$(BIN)/python -m benchmarks.likeness

bench-desk: install  ## measure the inbox with 10,000 open cases and a million messages
	$(BIN)/python -m benchmarks.desk.bench

bench-ledger: install  ## measure redemptions and balances; MEMBERS="1000 1000000" for other sizes
	$(BIN)/python -m benchmarks.ledger.bench $(if $(MEMBERS),--members $(MEMBERS))

prove: install  ## the long proofs: two years on each database, a thousand checks, every photo, 200 kills under load
	@$(BIN)/memberbot train
	$(BIN)/python -m pytest --numprocesses $(PROCESSES) --dist loadgroup -m prove
	$(BIN)/python -m benchmarks.kills

bench-reading: install  ## measure the reader of photos on drawn receipts
	$(BIN)/python -m benchmarks.reading.bench

messages: install  ## bring the catalogues in locales/ up to date with the code and the packs
	@mkdir -p build/messages
	@$(BIN)/pybabel $(EXTRACT) --ignore-dirs '$(PROGRAMMES) .* _*' --output build/messages/bot.pot bot
	@for programme in $(PROGRAMMES); do \
	  $(BIN)/pybabel $(EXTRACT) --output build/messages/$$programme.pot \
	    bot/programmes/$$programme/editions/*.yaml bot/programmes/$$programme/chat.yaml || exit; \
	done
	@for locale in zh_Hans_HK zh_Hant_HK; do \
	  $(BIN)/pybabel $(UPDATE) --output-dir locales --domain bot --input-file build/messages/bot.pot --locale $$locale || exit; \
	  for programme in $(PROGRAMMES); do \
	    $(BIN)/pybabel $(UPDATE) --input-file build/messages/$$programme.pot --locale $$locale \
	      --output-file bot/programmes/$$programme/$$locale.po || exit; \
	  done; \
	done

nlu-report: install  ## how well members are understood: with clusters left out, and on the validation split
	$(BIN)/python -m benchmarks.nlu.held_out
	$(BIN)/python -m benchmarks.nlu.report --failures

converse-report: install  ## how well messages rich in facts are decided
	$(BIN)/python -m benchmarks.converse.report --failures
