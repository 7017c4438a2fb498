# Every task of the project; `make` alone lists them with a sentence each.
# Tasks install what is missing on this computer (system packages, npm packages, cargo-deny), and say so.

SHELL := bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

SETUP := tests/setup
TARGET := $(or $(CARGO_TARGET_DIR),target)
PAGES := ui/dist/manifest.json
UI_READY := ui/node_modules/.package-lock.json
E2E_READY := tests/e2e/node_modules/.package-lock.json
API_TOOLS := $(TARGET)/api-tools
API_READY := $(API_TOOLS)/installed tests/api/node_modules/.package-lock.json
UI_SOURCES := $(shell find ui/src ui/messages ui/scripts ui/*.json ui/*.ts -type f 2>/dev/null)

# Always the whole workspace, even for one program: Cargo unifies the features of crates that it builds together, so another
# selection would compile a hundred crates again. (`serve` is the exception, because it must not need desktop packages.)
BUILD := cargo build --workspace

# The folder for the tests' temporary files.
SCRATCH = $(shell $(SETUP)/scratch.sh)
# Stories spend most of their time waiting for disks, other processes and timers. So two run on each core.
STORIES_AT_ONCE := $(shell expr 2 \* $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2))

.PHONY: help run serve dev test test-changed check test-rust test-ui test-api test-e2e bundle soak load frames ui types fmt clean toolchain to-run to-test deny

help: ## List these commands.
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: to-run $(PAGES) ## Start the desktop app; without a display it serves headless and prints the links.
	$(BUILD) --bin handsup
	$(TARGET)/debug/handsup

serve: toolchain $(PAGES) ## Start the server without a window. Flags: ARGS="--bind 127.0.0.1:0 …"
	cargo run -p handsup-server -- $(ARGS)

bundle: to-run $(PAGES) ## Build the installable app (on Linux a .deb and an .rpm).
	ui/node_modules/.bin/tauri build $(if $(filter Linux,$(shell uname -s)),--bundles deb$(comma)rpm) $(ARGS)

dev: to-run $(PAGES) ## Start the app, rebuild pages and Rust as files change (`cargo tauri dev`).
	PATH="$(CURDIR)/$(SETUP):$$PATH" cargo tauri dev --config '$(KEEP_BUILDING)' $(ARGS)

ui: toolchain $(PAGES) ## Build the pages that the server carries, if their sources changed.

# Compiles everything first. Then two lanes of tests run in parallel, because each spends much of its time waiting.
test: to-run to-test $(PAGES) $(E2E_READY) $(API_READY) deny ## Run everything: checks, Rust, pages, the API, browsers, the real window.
	$(BUILD) --bin handsup --bin handsup-server
	cargo test --workspace --no-run
	@$(SETUP)/tally.sh 'test-rust test-ui test-api check' 'test-e2e'

test-changed: to-run to-test $(PAGES) $(E2E_READY) ## Run the units, and the stories whose files have changed, in a minute or two.
	@$(SETUP)/changed.sh

check: to-run deny $(PAGES) ## Format, lints, docs, dependencies, types, page size: everything but tests.
	@$(SETUP)/subjects.sh
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --quiet
	cargo deny --log-level error check --hide-inclusion-graph bans licenses sources
	npm --prefix ui run check
	npm --prefix ui run lint
	npm --prefix ui run size

test-rust: to-run to-test $(PAGES) $(E2E_READY) ## Run the Rust tests alone.
	$(BUILD) --bin handsup-server
	TMPDIR="$(SCRATCH)" RUST_TEST_THREADS=$(STORIES_AT_ONCE) cargo test --workspace --no-fail-fast

test-ui: toolchain $(UI_READY) ## Run the unit tests of the pages alone.
	npm --prefix ui test

test-api: to-run to-test $(PAGES) $(API_READY) ## Send the server whatever its OpenAPI document allows and forbids, also through clients generated from it.
	$(BUILD) --bin handsup-server
	cd tests/api && TMPDIR="$(SCRATCH)" HANDSUP_BIN_DIR="$(abspath $(TARGET))/debug" HYPOTHESIS_STORAGE_DIRECTORY="$(abspath $(API_TOOLS))/drawn" \
		"$(abspath $(API_TOOLS))/bin/python" -B -m pytest

test-e2e: to-run to-test $(PAGES) $(E2E_READY) ## Run the browser and window tests alone.
	$(BUILD) --bin handsup --bin handsup-server
	TMPDIR="$(SCRATCH)" HANDSUP_BIN_DIR="$(abspath $(TARGET))/debug" npm --prefix tests/e2e test

soak: to-run $(PAGES) ## Kill the program fifty times among votes; half a minute without PostgreSQL and Redis; ten minutes with 500 phones.
	$(BUILD) --bin handsup-server
	HANDSUP_CRASH_ROUNDS=50 cargo test --workspace --test it a_program_killed_while_votes_arrive
	HANDSUP_SOAK_SECONDS=$(or $(HANDSUP_SOAK_SECONDS),600) cargo test --workspace --test it -- --nocapture --test-threads 1 \
		a_long_evening a_thousand_silent_connections at_a_stop_signal_every_phone while_postgresql_is_stopped while_redis_is_stopped \
		go_on_without_redis two_hundred_clients_that_never_read on_a_disk_that_breaks clients_of_a_killed_instance

load: toolchain $(PAGES) ## Measure votes a second and how long an update takes to reach everybody. Flags: ARGS="…"
	cargo build --release -p handsup-server -p handsup-load
	$(TARGET)/release/handsup-load $(ARGS)

frames: to-run to-test $(PAGES) $(E2E_READY) ## Measure how evenly the console draws twenty options while votes come.
	cargo build --release -p handsup-server
	HANDSUP_BIN_DIR="$(abspath $(TARGET))/release" node tests/e2e/frames.mjs

types: to-run $(PAGES) ## Write the TypeScript types anew from server/src/wire.
	WRITE_WIRE_TYPES=1 cargo test --workspace --lib the_generated_typescript

fmt: $(UI_READY) ## Format Rust and the pages.
	cargo fmt --all
	npm --prefix ui run format

clean: ## Remove everything that was built or installed here.
	cargo clean
	rm -rf ui/dist ui/node_modules tests/e2e/node_modules tests/api/node_modules tests/artefacts

# Prerequisites of the tasks above. None of them prints anything if there is nothing to do.

toolchain:
	@$(SETUP)/toolchain.sh

to-run: toolchain
	@$(SETUP)/system-packages.sh run

to-test: toolchain
	@$(SETUP)/system-packages.sh test

deny: toolchain
	@$(SETUP)/cargo-deny.sh

$(PAGES): $(UI_READY) $(UI_SOURCES)
	npm --prefix ui run build

%/node_modules/.package-lock.json: %/package.json %/package-lock.json
	npm --prefix $* ci --no-audit --no-fund

$(API_TOOLS)/installed: tests/api/requirements.txt | to-test
	python3 -m venv --clear $(API_TOOLS)
	$(API_TOOLS)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

# `cargo tauri dev` alone builds the pages once before it starts; `make dev` has built them already, and rebuilds them on changes.
KEEP_BUILDING := {"build": {"beforeDevCommand": {"script": "npm run dev", "cwd": "../ui", "wait": false}}}
comma := ,
