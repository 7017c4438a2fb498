#!/usr/bin/env bash
# Runs lanes of make targets in parallel, the targets of a lane in order, and all of them even if one fails:
#   tally.sh 'test-rust test-ui' 'test-e2e'
# Each line of output begins with its target. The last line is the sum over all test runners:
#   N passed, N failed, N skipped
# Fails if a target failed, a test failed, or no test passed.
set -uo pipefail

logs="${CARGO_TARGET_DIR:-target}/test-logs"
rm -rf "$logs" && mkdir -p "$logs"

# Runs one target. Writes its unchanged output to a log file, and its status and seconds to a file beside it.
run() {
    local target=$1 began=$SECONDS
    "${MAKE:-make}" "$target" </dev/null 2>&1 | tee "$logs/$target.log" | sed -u "s/^/$target │ /"
    echo "${PIPESTATUS[0]} $((SECONDS - began))" >"$logs/$target.status"
}

# Job control: without it, background jobs and their children would ignore Ctrl-C.
set -m
lanes=()
trap '((${#lanes[@]})) && kill -- "${lanes[@]/#/-}" 2>/dev/null; exit 130' INT TERM HUP
for lane in "$@"; do
    # shellcheck disable=SC2086 # one target a word
    for target in $lane; do run "$target"; done &
    lanes+=($!)
done
wait

failed=()
printf '\n'
# shellcheck disable=SC2068 # one target a word
for target in $@; do
    # A target without a status file was interrupted.
    read -r status seconds <"$logs/$target.status" || status=1 seconds=0
    printf '%-10s %4d s\n' "$target" "$seconds"
    ((status == 0)) || failed+=("$target")
done

count=$(cat "$logs"/*.log | awk -f "$(dirname "${BASH_SOURCE[0]}")/count.awk")
if ((${#failed[@]})); then
    printf '\nThese did not pass: %s. Everything they said is in %s.\n' "${failed[*]}" "$logs"
    for target in "${failed[@]}"; do awk -f "$(dirname "${BASH_SOURCE[0]}")/failures.awk" "$logs/$target.log" | head -n 40; done
fi
printf '\n'
tee "$logs/count" <<<"$count"

[[ ${#failed[@]} == 0 && $count != "0 passed"* && $count == *" 0 failed"* ]]
