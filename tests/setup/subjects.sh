#!/usr/bin/env bash
# Checks that the subjects of the last thirty commits have at most 72 characters.
set -euo pipefail
export LC_ALL=C.UTF-8

git rev-parse --git-dir >/dev/null 2>&1 || { echo 'Not a git checkout: commit subjects are not checked.'; exit 0; }
subjects=$(git log -30 --no-merges --format=%s)
status=0
while IFS= read -r subject; do
    ((${#subject} <= 72)) || { printf 'A commit subject of %s characters (at most 72): %s\n' "${#subject}" "$subject" >&2; status=1; }
done <<<"$subjects"
exit $status
