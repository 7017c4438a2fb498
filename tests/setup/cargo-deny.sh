#!/usr/bin/env bash
# Installs cargo-deny, which checks licences, bans and sources of our dependencies. Prints nothing if it is installed.
set -euo pipefail

version=0.20.2
[[ $(cargo deny --version 2>/dev/null || true) == "cargo-deny $version" ]] && exit 0

printf 'Installing cargo-deny %s, which checks what we depend on: one to two minutes, once.\n' "$version"
# Unoptimised: it runs for a second only, and an optimised build takes three times as long.
CARGO_TARGET_DIR=$(mktemp -d)
export CARGO_TARGET_DIR
trap 'rm -rf "$CARGO_TARGET_DIR"' EXIT
CARGO_PROFILE_DEV_DEBUG=0 cargo install --quiet --debug --locked cargo-deny --version "$version"
