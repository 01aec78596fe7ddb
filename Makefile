# Renhe 人和 — the two commands that matter are `make run` and `make test`.
SHELL := /bin/bash
.DEFAULT_GOAL := help

DATA ?= data/demo
LISTEN ?= 127.0.0.1:8080
SHARED ?= ../shared/data
NEXTEST := $(shell cargo nextest --version >/dev/null 2>&1 && echo yes)
DIST := assets/dist/manifest.json
FRONT := $(shell find assets/src assets/*.json assets/*.ts -type f 2>/dev/null)

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: front ## start the demonstration county 青禾县 at http://127.0.0.1:8080
	cargo run --bin renhe -- demo --data $(DATA) --listen $(LISTEN)

test: need front ## run every test: Rust on SQLite and PostgreSQL, then the journeys in a browser
	tools/test-postgres start >/dev/null
ifeq ($(NEXTEST),yes)
	TMPDIR=$$(tools/test-place) cargo nextest run --workspace
else
	TMPDIR=$$(tools/test-place) cargo test --workspace
endif
	cd browser && npm ci --no-audit --no-fund && node run.mjs
	tools/test-postgres stop

judge: front ## let others judge every kind of page: Nu Html Checker, axe, Lighthouse, feedparser
	cargo build --bin renhe
	@$(MAKE) --no-print-directory judged

judged: ## the same with the program as the tests have built it
	@tools/need chromium fonts-noto-cjk default-jre-headless python3-feedparser
	cd browser && npm ci --no-audit --no-fund && cd judges && npm ci --no-audit --no-fund && node run.mjs

foreign: front ## let programs of others use a demonstration: Open311 clients, the library of Standard Webhooks (needs PyPI)
	cargo build --bin renhe
	tools/foreign

check: ## types only, fast
	cargo check --workspace --all-targets

lint: front ## format, clippy, dependencies
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	@if cargo deny --version >/dev/null 2>&1; then cargo fetch --locked && cargo deny --offline check bans licenses sources; \
	else echo "cargo-deny is not installed: cargo install --locked cargo-deny"; fi

front: $(DIST) ## build the front end from npm packages

$(DIST): $(FRONT)
	@command -v npm >/dev/null || { echo "Node with npm is needed: https://nodejs.org (Debian: apt-get install nodejs npm)"; exit 1; }
	cd assets && npm ci --no-audit --no-fund && npm run build
	@touch $(DIST)

need: ## install what the tests need beyond Rust and Node, or say it
	@tools/need postgresql chromium fonts-noto-cjk

release: front ## the binary to install
	cargo build --release -p renhe

replay: front ## post the real questions of the shared data through the real forms
	@if [ -d $(SHARED) ]; then cargo run --release -p bench -- replay --shared $(SHARED); \
	else echo "make replay needs the folder $(SHARED) with the real data sets; it is not here."; fi

bench: front ## measure, and write docs/BENCHMARKS.md
	cargo run --release -p bench -- all --shared $(SHARED)

bless: ## rewrite generated documents after a reviewed change
	RENHE_BLESS=1 cargo test -p renhe -p store --test it

clean: ## forget everything built
	tools/test-postgres stop || true
	cargo clean
	rm -rf assets/dist assets/node_modules browser/node_modules browser/judges/node_modules

.PHONY: help run test judge judged check lint front need release replay bench bless clean
