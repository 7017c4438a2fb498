#!/usr/bin/env bash
# Installs missing system packages on Debian and Ubuntu; prints their names on other systems. Prints nothing if all are installed.
#   system-packages.sh run     for building and starting the desktop app
#   system-packages.sh test    for the tests, in addition
set -euo pipefail

case "${1:-}" in
run)
    purpose='build and start the desktop app'
    optional=()
    debian=(build-essential pkg-config libwebkit2gtk-4.1-dev)
    fedora='gcc pkgconf-pkg-config webkit2gtk4.1-devel'
    arch='base-devel webkit2gtk-4.1'
    ;;
test)
    purpose='run the tests'
    # Virtual displays (xvfb, xserver-xorg-*), a window manager (openbox) and tools that inspect and control them (x11-*, xdotool,
    # imagemagick); the driver of the app's window; the phones' browser and HTTP client; fonts; network namespaces (iproute2,
    # nftables); a second QR code reader (zbar); mDNS clients (avahi, libnss-mdns, dbus); a virtual environment for the API tests;
    # the programs that server/deploy has files for; PostgreSQL, PgBouncer and Redis, which the tests start themselves; a wrong clock
    # (faketime), certificates (openssl), and a disk that breaks (e2fsprogs).
    debian=(xvfb xserver-xorg-core xserver-xorg-video-dummy openbox x11-utils x11-xserver-utils webkit2gtk-driver chromium curl fonts-dejavu-core imagemagick iproute2 nftables zbar-tools avahi-daemon avahi-utils libnss-mdns dbus python3-venv nginx haproxy prometheus systemd postgresql pgbouncer redis-server faketime openssl e2fsprogs xdotool)
    fedora='xorg-x11-server-Xvfb xorg-x11-server-Xorg xorg-x11-drv-dummy openbox xprop xwininfo xrandr webkit2gtk4.1-devel chromium dejavu-sans-fonts ImageMagick iproute nftables zbar avahi avahi-tools nss-mdns dbus-daemon python3 nginx haproxy golang-github-prometheus systemd postgresql-server pgbouncer redis libfaketime openssl e2fsprogs xdotool'
    # Optional: the same browser without windows, which needs half the processor time. Without it the tests use chromium.
    optional=(chromium-headless-shell)
    arch='xorg-server-xvfb xorg-server xf86-video-dummy openbox xorg-xprop xorg-xwininfo xorg-xrandr webkitgtk-6.0 chromium ttf-dejavu imagemagick iproute2 nftables zbar avahi nss-mdns dbus python nginx haproxy prometheus systemd postgresql pgbouncer redis libfaketime openssl e2fsprogs xdotool'
    ;;
*)
    echo "usage: $0 run|test" >&2
    exit 2
    ;;
esac

# macOS and Windows have their own web view, and compilers are installed with Rust.
[[ $(uname -s) == Linux ]] || exit 0

if ! command -v dpkg-query >/dev/null; then
    # Print it once only; if a package is missing after that, the build fails and names it.
    noted="${CARGO_TARGET_DIR:-target}/.packages-named-$1"
    if [[ ! -e $noted ]]; then
        printf 'To %s, Handsup needs these packages (not installed by this script outside Debian and Ubuntu):\n' "$purpose"
        printf '  Fedora: sudo dnf install %s\n  Arch:   sudo pacman -S --needed %s\n' "$fedora" "$arch"
        mkdir -p "${noted%/*}" && touch "$noted"
    fi
    exit 0
fi

# Prints those of the given packages that are not installed. dpkg-query fails if one is unknown to it, which is expected.
absent() {
    local installed package
    installed=" $(dpkg-query -W -f='${db:Status-Status}:${Package} ' "$@" 2>/dev/null || true)"
    for package in "$@"; do
        [[ $installed == *" installed:$package "* ]] || echo "$package"
    done
}

# Whether packages can be installed without a password; sets as_root to the prefix of commands that need root.
may_install() {
    if [[ $(id -u) == 0 ]]; then
        as_root=()
    else
        sudo -n true 2>/dev/null && as_root=(sudo)
    fi
}

# Tries once to install the optional packages.
install_optional() {
    local asked="${CARGO_TARGET_DIR:-target}/.packages-asked-for" wanted
    ((${#optional[@]})) && [[ ! -e $asked ]] || return 0
    mapfile -t wanted < <(absent "${optional[@]}")
    ((${#wanted[@]})) && may_install || return 0
    mkdir -p "${asked%/*}" && touch "$asked"
    apt-cache show "${wanted[@]}" >/dev/null 2>&1 || "${as_root[@]}" apt-get update >/dev/null 2>&1 || return 0
    printf 'To %s faster, installing, where it can be had: %s\n' "$purpose" "${wanted[*]}"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${wanted[@]}" >/dev/null 2>&1 ||
        printf 'It cannot be had here; the tests run without it.\n'
}

mapfile -t missing < <(absent "${debian[@]}")
if ((${#missing[@]} == 0)); then
    install_optional
    exit 0
fi

if ! may_install; then
    printf 'To %s, Handsup needs packages that are missing here. Please run this, then try again:\n' "$purpose" >&2
    printf '  sudo apt-get update && sudo apt-get install --no-install-recommends %s\n' "${missing[*]}" >&2
    exit 1
fi

printf 'To %s, Handsup needs packages that are missing here; installing them now:\n  %s\n' "$purpose" "${missing[*]}"
log=$(mktemp)
# Servers among the packages would start at once, but the tests start their own. Debian runs this file before it starts a service;
# exit code 101 forbids it.
policy_file=/usr/sbin/policy-rc.d
created=()
if [[ ! -e $policy_file ]]; then
    created=("$policy_file")
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" install -m 755 /dev/stdin "$policy_file"
fi
trap '"${as_root[@]}" rm -f "$log" "${created[@]}"' EXIT
install() {
    "${as_root[@]}" apt-get update &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
}
if ! install >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    printf 'That did not work: the last words of apt-get are above.\n' >&2
    exit 1
fi
printf 'Installed.\n'
install_optional
