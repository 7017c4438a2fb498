#!/usr/bin/env bash
# Everything that can fail, and at the end how many tests ran. A runner that ran nothing is a failure too.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed_steps=()

run() {
  printf '\n==== %s\n' "$1"
  shift
  "$@" 2>&1 | tee -a "$log"
  [ "${PIPESTATUS[0]}" = 0 ] || failed_steps+=("$*")
}

run "checks" tests/setup/check.sh
# Built before anything runs, so that the end-to-end stories find both programs.
run "programs" cargo build --workspace --quiet
run "Rust: units and stories" cargo test --workspace --no-fail-fast
run "pages: units" npm --prefix ui run --silent test
run "pages and windows" npm --prefix tests/e2e run --silent test

# cargo test, vitest and node --test each close with lines of their own.
clean=$(sed 's/\x1b\[[0-9;]*m//g' "$log")
sum() { awk "$1 { n += $2 } END { print n + 0 }" <<<"$clean"; }
passed=$(( $(sum '/^test result:/' '$4') + $(sum '/^ *Tests  /' '($3 == "passed") ? $2 : $5') + $(sum '/^(#|ℹ) pass /' '$3') ))
failed=$(( $(sum '/^test result:/' '$6') + $(sum '/^ *Tests  .*failed/' '$2') + $(sum '/^(#|ℹ) fail /' '$3') ))
skipped=$(( $(sum '/^test result:/' '$8') + $(sum '/^(#|ℹ) skipped /' '$3') ))

for step in "${failed_steps[@]}"; do printf '\nfailed: %s\n' "$step"; done
[ "$passed" -gt 0 ] || { echo "no test ran"; failed_steps+=(none); }
[ "${#failed_steps[@]}" = 0 ] || [ "$failed" -gt 0 ] || failed=1
printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "${#failed_steps[@]}" = 0 ]
