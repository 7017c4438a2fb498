#!/usr/bin/env bash
# Runs the given make targets, all of them even when one fails, and closes with one line that sums up every test runner:
#   N passed, N failed, N skipped
# Fails when a target failed, a test failed, or no test ran at all.
set -uo pipefail

target="${CARGO_TARGET_DIR:-target}"
log="$target/test.log"
mkdir -p "$target" && : >"$log"

failed=()
for step in "$@"; do
    printf '\n── make %s\n' "$step"
    "${MAKE:-make}" "$step" </dev/null 2>&1 | tee -a "$log"
    # The step's own status, not tee's.
    ((PIPESTATUS[0] == 0)) || failed+=("$step")
done

count=$(awk -f "$(dirname "${BASH_SOURCE[0]}")/count.awk" "$log")
((${#failed[@]})) && printf '\nThese did not pass: %s. Everything they said is in %s.\n' "${failed[*]}" "$log"
printf '\n'
tee -a "$log" <<<"$count"

[[ ${#failed[@]} == 0 && $count != "0 passed"* && $count == *" 0 failed"* ]]
