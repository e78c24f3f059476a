# Every verb does its own set-up first; a second call finds it done and starts at once. `make help` lists the verbs.
PYTHON ?= python3
PORT   ?= 8000
DATA   ?= ./data
HTTPS  ?=
ORIGIN ?=
STAGE  ?= dev
ARCH   ?= arm64
MINUTES ?= 20
JOBS    ?= 2
SETUP   = $(PYTHON) tools/setup.py
VENV    = .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run build models test check lint types format schema locks package deploy destroy deploy-emulated
.PHONY: cards backup restore soak mutants engines bench bench-cards bench-pages bench-sync bench-first-sync bench-units bench-cold bench-api clean

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile

run: ## serve the app: PORT=8000 DATA=./data, HTTPS=1 for phones on the same network, ORIGIN=https://… behind a proxy, STORE=dynamodb ENDPOINT=http://…
	@$(SETUP) server web
	@exec $(VENV) -m backend.local --port "$(PORT)" --data "$(DATA)" $(if $(HTTPS),--https) $(if $(ORIGIN),--origin "$(ORIGIN)")

build: ## build the reading models and the site into build/
	@$(SETUP) server web

models: ## build only the reading models
	@$(SETUP) server models

test: ## every test: Vitest, then pytest with the browser stories, in JOBS=2 processes (0: in one, to debug)
	@$(SETUP) tests web browser emulator package
	cd frontend && node node_modules/vitest/vitest.mjs run
	$(VENV) -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS)

soak: ## MINUTES=20: the simulator on ever new worlds, then the long stories in a browser (about MINUTES in all)
	@$(SETUP) tests web browser
	$(VENV) -m tests.simulator soak --minutes "$$(( $(MINUTES) * 3 / 4 ))"
	LANYARD_LONG=1 $(VENV) -m pytest -n $(JOBS) --dist loadfile tests/browser/test_airplane_day.py tests/browser/test_kills.py tests/browser/test_tabs.py $(ARGS)

mutants: ## take each rule of sync away in turn: the simulator must notice
	@$(SETUP) tests npm
	$(VENV) -m tests.simulator.mutants

check: lint types test ## lint, types, then every test

lint: ## ruff, import rules, Biome
	@$(SETUP) tests npm
	$(VENV) -m ruff check .
	$(VENV) -m ruff format --check .
	.venv/bin/lint-imports --no-cache
	cd frontend && node node_modules/@biomejs/biome/bin/biome check --error-on-warnings .

types: ## mypy --strict and TypeScript
	@$(SETUP) tests npm
	$(VENV) -m mypy
	cd frontend && node node_modules/typescript/bin/tsc --noEmit -p .

format: ## put the code into its format
	@$(SETUP) tests npm
	$(VENV) -m ruff check --fix-only -q . ; $(VENV) -m ruff format .
	cd frontend && node node_modules/@biomejs/biome/bin/biome check --write .

schema: ## write schema/openapi.json and the TypeScript types from the Python schemas
	@$(SETUP) tests
	$(VENV) -m tools.schema

locks: ## resolve the Python locks anew (versions move: read what changed)
	@$(SETUP) locks

backup: ## TO=<file>: all of DATA in one file, while the server runs; it holds secrets
	@$(SETUP) server
	$(VENV) -m backend.backup save --data "$(DATA)" --to "$(TO)"

restore: ## FROM=<file>: put a backup in the place of DATA; the server must not run
	@$(SETUP) server
	$(VENV) -m backend.backup restore --data "$(DATA)" --from "$(FROM)"

cards: ## draw COUNT=320 test cards by lot into build/cards (SEED=1)
	@$(SETUP) tests browser
	$(VENV) -m tools.cards.collection --out build/cards --count "$(or $(COUNT),320)" --seed "$(or $(SEED),1)"

package: ## what goes to AWS, into build/package: STAGE=dev ARCH=arm64
	@$(SETUP) tests web osls
	$(VENV) -m tools.package --stage "$(STAGE)" --arch "$(ARCH)"

deploy: ## package, deploy and try STAGE=… in AWS (docs/deploying.md)
	@$(SETUP) tests web osls
	$(VENV) -m tools.deploy "$(STAGE)" --arch "$(ARCH)"

destroy: ## delete STAGE=… in AWS, after asking; data stays
	@$(SETUP) tests osls
	$(VENV) -m tools.deploy "$(STAGE)" --destroy

engines: ## read a card in Debian's Firefox and WebKit (installs them: apt, as root)
	@$(SETUP) tests web browser
	apt-get update -qq && apt-get install -y -qq --no-install-recommends firefox-esr webkit2gtk-driver xvfb
	LANYARD_ENGINES=1 $(VENV) -m pytest tests/browser/test_engines.py $(ARGS)

deploy-emulated: ## deploy into an emulator of AWS on this machine and tell the browser story there
	@$(SETUP) tests web browser emulator package
	$(VENV) -m pytest tests/browser/test_deployed.py $(ARGS)

bench: bench-cards bench-pages bench-sync bench-units bench-cold bench-api ## all figures

bench-cards: ## CARDS=<folder> LABELS=<json> [OUT=<json>]: what the reader gets right on labelled cards
	@$(SETUP) tests web browser
	$(VENV) -m tests.bench.cards $(if $(CARDS),--cards "$(CARDS)" --labels "$(LABELS)") $(if $(OUT),--out "$(OUT)")

bench-pages: ## bytes of the first page, Lighthouse, time to interactive
	@$(SETUP) tests web browser
	$(VENV) -m tests.bench.pages

bench-sync: ## sync beside PouchDB and RxDB: requests, bytes at the socket, time (QUICK=1 for a short run)
	@$(SETUP) tests web browser
	$(VENV) -m tests.bench.sync

bench-first-sync: ## 50,000 people onto a fresh device: pages, bytes, longest task
	@$(SETUP) tests web browser
	$(VENV) -m tests.bench.first_sync

bench-units: ## DynamoDB units of a push, an edit and a poll
	@$(SETUP) tests
	$(VENV) -m tests.bench.units

bench-cold: ## cold starts of the packaged functions against bare Python
	@$(SETUP) tests web emulator package
	$(VENV) -m tests.bench.cold

bench-api: ## requests a second and p95 against a bare Flask route
	@$(SETUP) tests web
	$(VENV) -m tests.bench.api

clean: ## remove what was built; data and set-up stay
	rm -rf build
