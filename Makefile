# Handsup. Two commands do everything on a fresh machine: `make run` and `make test`.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

export PATH := $(CURDIR)/tests/setup/bin:$(PATH)
UI_SOURCES := $(shell find ui/src ui/messages ui/scripts ui/vite.config.ts ui/package.json -type f 2>/dev/null)

.PHONY: help run serve dev test check types fmt ui bundle load clean tools-run tools-test

help: ## Lists what there is
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: tools-run ui ## The desktop app (without a display: the headless server), on its own SQLite file
	cargo run -p handsup

serve: tools-run ui ## The headless server
	cargo run -p handsup-server

dev: tools-run ui ## The desktop app, built again at every change (cargo tauri dev)
	cargo tauri dev

test: tools-test ui ## Everything: the checks, the stories, the pages, the real window
	tests/setup/run-all.sh

check: tools-test ui ## Formats, lints, docs, licences, types, sizes
	tests/setup/check.sh

types: ui ## Writes ui/src/lib/wire.gen.ts anew from server/src/wire.rs
	WRITE_WIRE_TYPES=1 cargo test -p handsup-server --lib the_user_interface_has_these_very_types

fmt: ui/node_modules/.installed ## Formats everything
	cargo fmt --all
	npm --prefix ui run format

bundle: tools-run ui ## Installers for this system, release build
	cargo tauri build $(if $(filter Linux,$(shell uname -s)),--bundles deb$(comma)rpm)

load: ui ## How fast it is on this machine (tests/load/README.md)
	cargo build --release -p handsup-server -p handsup-tests --bin handsup-server --bin handsup-load
	target/release/handsup-load all

clean: ## Removes what was built
	cargo clean
	rm -rf ui/dist ui/node_modules tests/e2e/node_modules tests/artefacts

comma := ,

# What a fresh machine lacks; says what it installs, and installs nothing twice.
tools-run:
	@tests/setup/tools.sh run

tools-test: tests/e2e/node_modules/.installed
	@tests/setup/tools.sh run test

# The pages are built before Rust, which carries them inside.
ui: ui/dist/manifest.json

ui/dist/manifest.json: ui/node_modules/.installed $(UI_SOURCES)
	npm --prefix ui run build
	@touch $@

%/node_modules/.installed: %/package-lock.json
	@tests/setup/tools.sh node
	npm --prefix $* ci --no-audit --no-fund
	@touch $@
