#!/usr/bin/env bash
# Every figure of docs/performance.md, on SQLite and on a throw-away PostgreSQL.
# Needs about eight minutes and 2 GB in /tmp. bench/all.sh [seconds of a window]
source "$(dirname "${BASH_SOURCE[0]}")/../bin/lib/setup.sh"
source bin/lib/postgresql.sh
WINDOW=${1:-1}
PLACE=$(mktemp -d "${TMPDIR:-/tmp}/tsunagi-bench.XXXXXX")
export TSUNAGI_MODE=bench
ensure run

clean_up() {
  stop_postgresql
  rm -rf "$PLACE"
}
trap clean_up EXIT

# world OFFICES STAFF : the pages of one world
world() {
  "$PYTHON" -m bench.generate --offices "$1" --staff "$2"
  "$PYTHON" -m bench.run audit
  "$PYTHON" -m bench.run pages --seconds "$WINDOW"
  "$PYTHON" -m bench.run start
  "$PYTHON" -m bench.run papers
  "$PYTHON" -m bench.run import
}

say "== SQLite, 100 offices =="
TSUNAGI_WORK_DIR="$PLACE/small" world 100 250
say "== SQLite, 12,000 offices =="
export TSUNAGI_WORK_DIR="$PLACE/large"
world 12000 30000

say "== PostgreSQL, 12,000 offices =="
find_postgresql
start_postgresql
trap clean_up EXIT
# The tests run without fsync; a measurement must not.
PORT=$(sed 's#.*:\([0-9]*\)/.*#\1#' <<<"$POSTGRESQL_ADDRESS")
as_postgres "'$PG_BIN/pg_ctl' -D '$PG_DATA/data' -w -l '$PG_DATA/log' -m fast -o \"-p $PORT \
  -c listen_addresses=127.0.0.1 -c unix_socket_directories='$PG_DATA'\" restart" >/dev/null
export TSUNAGI_DATABASE=$POSTGRESQL_ADDRESS
world 12000 30000
unset TSUNAGI_DATABASE

say "== bin/demo =="
"$PYTHON" -m bench.run demo
