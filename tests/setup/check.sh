#!/usr/bin/env bash
# Every check that needs no running server. Stops at the first that fails.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

step() { printf '\n== %s\n' "$*"; }

step "formats"
cargo fmt --all --check
step "lints"
cargo clippy --workspace --all-targets --quiet -- -D warnings
step "docs"
RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items --quiet
step "licences, bans, sources"
cargo deny --workspace --log-level error check --hide-inclusion-graph bans licenses sources
step "pages: types, lints, formats, size"
npm --prefix ui run --silent check
npm --prefix ui run --silent lint
npm --prefix ui run --silent size
step "generated types"
cargo test --workspace --quiet --lib the_user_interface_has_these_very_types
