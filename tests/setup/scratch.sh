#!/usr/bin/env bash
# Prints the folder for the tests' temporary files, among them hundreds of databases: /dev/shm if that file system in memory exists,
# has 3 GB free in itself and in memory, and permits programs to be started from it; otherwise the system's temporary folder.
set -euo pipefail

memory=/dev/shm
probe=$(mktemp -p "$memory" handsup-XXXXXX 2>/dev/null) || probe=
trap 'rm -f "$probe"' EXIT
available_memory() { sed -nE 's/^MemAvailable: +([0-9]+) kB$/\1/p' /proc/meminfo; }
if [[ $probe ]] && (($(df --output=avail -k "$memory" | tail -n 1) > 3000000 && $(available_memory) > 3000000)); then
    printf '#!/bin/sh\n' >"$probe" && chmod +x "$probe"
    "$probe" 2>/dev/null && echo "$memory" && exit 0
fi
echo "${TMPDIR:-/tmp}"
