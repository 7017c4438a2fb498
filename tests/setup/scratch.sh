#!/usr/bin/env bash
# Prints where the tests put what they throw away: hundreds of databases, made and dropped again. That is memory, where this
# computer has a filesystem in it and 3 GB to spare, and lets programs be started from it, and else the temporary folder.
set -euo pipefail

memory=/dev/shm
probe=$(mktemp -p "$memory" handsup-XXXXXX 2>/dev/null) || probe=
trap 'rm -f "$probe"' EXIT
free() { sed -nE 's/^MemAvailable: +([0-9]+) kB$/\1/p' /proc/meminfo; }
if [[ $probe ]] && (($(df --output=avail -k "$memory" | tail -n 1) > 3000000 && $(free) > 3000000)); then
    printf '#!/bin/sh\n' >"$probe" && chmod +x "$probe"
    "$probe" 2>/dev/null && echo "$memory" && exit 0
fi
echo "${TMPDIR:-/tmp}"
