#!/usr/bin/env bash
# Two instances of Handsup on one PostgreSQL and one Redis, behind the nginx.conf beside this file, all on this computer's
# loopback:
#   server/deploy/two-instances.sh              with a PostgreSQL of its own, whose data go at the end, and a Redis of its own
#   DATABASE_URL=postgres://… REDIS_URL=redis://… server/deploy/two-instances.sh
# FRONT (default 127.0.0.1:8080) is where voters go, HANDSUP_SERVER the program. Ctrl-C ends everything.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
front=${FRONT:-127.0.0.1:8080}
program=${HANDSUP_SERVER:-$(command -v handsup-server || true)}
for built in release debug; do
    [[ -n $program ]] || program=$(ls "$here/../../target/$built/handsup-server" 2>/dev/null || true)
done
[[ -n $program ]] || { echo "No handsup-server: put it on the PATH, or run cargo build --release -p handsup-server." >&2; exit 1; }
command -v nginx >/dev/null || { echo "nginx is not installed: apt install nginx" >&2; exit 1; }

place=$(mktemp -d -t handsup-two-XXXXXX)
chmod 711 "$place"
started=()
own_postgres=""
finish() {
    trap - EXIT
    # Whoever is told twice still tidies up.
    trap '' INT TERM
    # The last first: nobody is sent to what has gone.
    for ((i = ${#started[@]} - 1; i >= 0; i--)); do
        # A PostgreSQL whose data go now writes no checkpoint for them, which waits for the disk.
        if [[ ${started[i]} == "$own_postgres" ]]; then signal=QUIT; else signal=INT; fi
        kill -"$signal" "${started[i]}" 2>/dev/null || true
        wait "${started[i]}" 2>/dev/null || true
    done
    rm -rf "$place"
}
trap finish EXIT
trap 'exit 0' INT TERM

# A port that nobody has.
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# Waits until a command succeeds, while the process it depends on lives.
until_true() {
    local process=$1 log=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        kill -0 "$process" 2>/dev/null || { cat "$log" >&2; exit 1; }
        read -rt 0.1 <> <(:) || true
    done
}

if [[ -z ${DATABASE_URL:-} ]]; then
    tools=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
    [[ -n $tools ]] || tools=$(dirname "$(command -v postgres || echo /nowhere/postgres)")
    [[ -x $tools/initdb ]] || { echo "PostgreSQL is not installed: apt install postgresql, or set DATABASE_URL." >&2; exit 1; }
    # PostgreSQL refuses to run as root.
    as_nobody=()
    mkdir "$place/postgres"
    if [[ $(id -u) == 0 ]]; then
        as_nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
        chown 65534:65534 "$place/postgres"
    fi
    port=$(free_port)
    (cd "$place/postgres" && "${as_nobody[@]}" "$tools/initdb" --username=postgres --auth=trust --encoding=UTF8 --no-sync \
        --pgdata="$place/postgres/data" >"$place/initdb.log") || { cat "$place/initdb.log" >&2; exit 1; }
    (cd "$place/postgres" && exec setsid "${as_nobody[@]}" "$tools/postgres" -D "$place/postgres/data" -h 127.0.0.1 -k "" -p "$port") \
        >"$place/postgres.log" 2>&1 &
    own_postgres=$!
    started+=("$own_postgres")
    until_true "$own_postgres" "$place/postgres.log" "$tools/pg_isready" -h 127.0.0.1 -p "$port"
    export DATABASE_URL="postgres://postgres@127.0.0.1:$port/postgres"
    echo "PostgreSQL: $DATABASE_URL"
fi

if [[ -z ${REDIS_URL:-} ]]; then
    command -v redis-server >/dev/null || { echo "Redis is not installed: apt install redis-server, or set REDIS_URL." >&2; exit 1; }
    port=$(free_port)
    setsid redis-server --bind 127.0.0.1 --port "$port" --save "" --appendonly no --dir "$place" >"$place/redis.log" 2>&1 &
    started+=($!)
    until_true "$!" "$place/redis.log" bash -c "exec 3<>/dev/tcp/127.0.0.1/$port"
    export REDIS_URL="redis://127.0.0.1:$port"
    echo "Redis: $REDIS_URL"
fi

random_key() { od -An -tx1 -N32 /dev/urandom | tr -d ' \n'; }
export SECRET_KEY=${SECRET_KEY:-$(random_key)} HOST_KEY=${HOST_KEY:-$(random_key)}
export PUBLIC_URL="http://$front" TRUSTED_PROXIES=127.0.0.1/32 DRAIN_SECONDS=${DRAIN_SECONDS:-1} NO_MDNS=true LOG=${LOG:-warn}

conf=$(<"$here/nginx.conf")
for number in 1 2; do
    # Of the console's own session: Ctrl-C is for this script, which ends them in their order.
    setsid "$program" --bind 127.0.0.1:0 --data-dir "$place/$number" >"$place/$number.log" 2>&1 &
    started+=($!)
    until_true "$!" "$place/$number.log" grep -q 'listening on ' "$place/$number.log"
    address=$(sed -n 's|^Handsup is listening on http://||p' "$place/$number.log" | head -n 1)
    conf=${conf//handsup-$number:4242/$address}
    echo "Instance $number: http://$address"
done

conf=${conf/listen 8080;/listen $front;}
conf=${conf/pid \/run\/nginx.pid;/pid $place\/nginx.pid;}
temporary=""
for what in client_body proxy fastcgi uwsgi scgi; do temporary+="  ${what}_temp_path $place/nginx/$what; "; done
conf=${conf/http \{/http \{ $temporary}
mkdir "$place/nginx"
printf '%s\n' "$conf" >"$place/nginx.conf"
setsid nginx -e stderr -p "$place" -c "$place/nginx.conf" -g "daemon off; master_process off;" >"$place/nginx.log" 2>&1 &
started+=($!)
until_true "$!" "$place/nginx.log" bash -c "exec 3<>/dev/tcp/${front/:/\/}"

# A link is for eyes: where this goes into a file or a pipe, scripts send HOST_KEY as a Bearer token.
if [[ -t 1 ]]; then echo "Host link: $("$program" host-link --data-dir "$place/1")"; fi
echo "Voters and host, through nginx: http://$front"
echo "Ctrl-C ends everything."
# The first that ends by itself ends all.
wait -n "${started[@]}"
echo "One of them has ended:" >&2
tail -n 3 "$place"/*.log >&2
exit 1
