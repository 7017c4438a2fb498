#!/usr/bin/env bash
# Says what to do if Rust, Node or npm is missing or too old. Prints nothing otherwise.
set -euo pipefail

# at_least HAVE WANT: whether version HAVE (such as 1.94.1) is at least WANT (such as 1.94).
at_least() {
    local have_major have_minor want_major want_minor
    IFS=. read -r have_major have_minor _ <<<"$1"
    IFS=. read -r want_major want_minor _ <<<"$2"
    ((have_major > want_major || (have_major == want_major && have_minor >= want_minor)))
}

# want NAME HAVE WANT ADVICE: fails with ADVICE if version HAVE is empty or older than WANT.
want() {
    if [[ -z $2 ]]; then
        printf 'Handsup needs %s %s or newer, and there is none on this computer.\n  %s\n' "$1" "$3" "$4" >&2
        exit 1
    elif ! at_least "$2" "$3"; then
        printf 'Handsup needs %s %s or newer; this computer has %s.\n  %s\n' "$1" "$3" "$2" "$4" >&2
        exit 1
    fi
}

rust=$(cargo --version 2>/dev/null | awk '{ print $2 }' || true)
node=$(node --version 2>/dev/null | tr -d v || true)
npm=$(command -v npm || true)

want Rust "$rust" 1.94 'Install or update it with rustup (https://rustup.rs): rustup update stable'
want Node "$node" 20.19 'Install it from https://nodejs.org, or with a version manager: nvm install 22'
if [[ -z $npm ]]; then
    printf 'Handsup needs npm, which comes with Node but is a package of its own on some systems.\n  Debian, Ubuntu: apt-get install npm\n' >&2
    exit 1
fi
