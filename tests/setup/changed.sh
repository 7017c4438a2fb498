#!/usr/bin/env bash
# Runs the tests that a change is most likely to break, in a minute or two: the unit tests of the languages with changed files, and
# changed stories.
# Changes are those since the branch left main (on main: those not committed). Before merging, run `make test`.
set -euo pipefail

target=$(realpath "${CARGO_TARGET_DIR:-target}")
base=$(git merge-base HEAD main 2>/dev/null || git rev-parse HEAD)
changed=$( (git diff --name-only --diff-filter=d "$base"; git ls-files --others --exclude-standard) | sort -u)
[[ -n $changed ]] || { echo "Nothing has changed since ${base:0:9}."; exit 0; }
has() { grep -qE "$1" <<<"$changed"; }

if has '^(server|src-tauri|migrations|tests/(it|support|story|load))/|^Cargo'; then
    cargo test --workspace --lib --bins
fi
# A file is a filter for its stories: tests/it/voting/kinds.rs is the module voting::kinds.
stories=$(sed -nE 's|^tests/it/(.*)\.rs$|\1|p' <<<"$changed" | sed -E 's|/mod$||; s|/|::|g' | grep -v '^main$' || true)
if [[ -n $stories ]]; then
    cargo build --workspace --bin handsup-server
    # shellcheck disable=SC2086 # one filter a word
    cargo test --workspace --test it -- $stories
fi
if has '^ui/'; then
    npm --prefix ui exec -- vitest run --root ui --changed "$base"
    npm --prefix ui run check
fi
browser=$(grep -E '^tests/e2e/[^/]+\.test\.mjs$' <<<"$changed" || true)
if [[ -n $browser ]]; then
    cargo build --workspace --bin handsup --bin handsup-server
    # shellcheck disable=SC2086 # one file a word
    HANDSUP_BIN_DIR="$target/debug" node --test --test-concurrency=1 --test-reporter=spec $browser
fi
if has '^tests/api/'; then
    echo "tests/api has changed: make test-api"
fi
