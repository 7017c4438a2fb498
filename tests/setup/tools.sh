#!/usr/bin/env bash
# Finds what this machine lacks, says so, and installs it where it may: `tools.sh run|test|node …`.
set -euo pipefail

RUN_PACKAGES="build-essential pkg-config libwebkit2gtk-4.1-dev librsvg2-dev libxdo-dev"
# iproute2: network namespaces; zbar-tools: a second reader of QR codes; imagemagick: pictures of the real window.
TEST_PACKAGES="chromium curl fonts-dejavu-core imagemagick iproute2 procps webkit2gtk-driver xauth xvfb zbar-tools"
CARGO_DENY=0.20.2

say() { printf 'setup: %s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo "$@"
  else return 77
  fi
}

packages() {
  local missing=()
  if command -v dpkg-query >/dev/null; then
    for package in "$@"; do
      [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} = 0 ] && return
    say "installing system packages: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    as_root apt-get update -qq && as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null && return
    stop "could not install them. Please run: sudo apt-get install --no-install-recommends ${missing[*]}"
  elif [ "$(uname -s)" = Linux ]; then
    say "this system has no apt. Please see that it has WebKitGTK 4.1, librsvg and xdo with their headers:"
    say "  Fedora: dnf install webkit2gtk4.1-devel librsvg2-devel libxdo-devel    Arch: pacman -S webkit2gtk-4.1 librsvg xdotool"
  fi
}

at_least() { [ "$(printf '%s\n' "$1" "$2" | sort -V | head -1)" = "$1" ]; }

rust() {
  command -v cargo >/dev/null || stop "Rust is missing. Install it from https://rustup.rs, then run make again."
  at_least 1.94 "$(rustc --version | cut -d' ' -f2)" || stop "Rust 1.94 or newer is needed; this is $(rustc --version). Run: rustup update stable"
}

node() {
  command -v node >/dev/null || stop "Node is missing. Install Node 20.19 or newer (https://nodejs.org), then run make again."
  at_least v20.19 "$(command node --version)" || stop "Node 20.19 or newer is needed; this is $(command node --version)."
}

cargo_deny() {
  [ "$(cargo deny --version 2>/dev/null)" = "cargo-deny $CARGO_DENY" ] && return
  say "building cargo-deny $CARGO_DENY, which reads licences and bans (once, about two minutes)"
  cargo install --quiet --locked --debug --force cargo-deny --version "$CARGO_DENY"
}

for part in "$@"; do
  case $part in
    run) rust; node; packages $RUN_PACKAGES ;;
    test) packages $TEST_PACKAGES; cargo_deny ;;
    node) node ;;
    *) stop "unknown part: $part" ;;
  esac
done
