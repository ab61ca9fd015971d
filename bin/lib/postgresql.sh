# A throw-away PostgreSQL of Debian for the tests: its own data folder, its own port on
# loopback, gone when the script ends.
find_postgresql() {
  PG_BIN=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
  [ -n "$PG_BIN" ] && [ -x "$PG_BIN/initdb" ]
}

# PostgreSQL refuses to run as root: root hands the work to the account of the package.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then
    su postgres -s /bin/bash -c "cd / && $*"
  else
    bash -c "cd / && $*"
  fi
}

stop_postgresql() {
  [ -n "${PG_DATA:-}" ] || return 0
  as_postgres "'$PG_BIN/pg_ctl' -D '$PG_DATA/data' -m immediate stop" >/dev/null 2>&1 || true
  rm -rf "$PG_DATA"
}

start_postgresql() {
  find_postgresql
  PG_DATA=$(mktemp -d "${TMPDIR:-/tmp}/tsunagi-pg.XXXXXX")
  trap stop_postgresql EXIT
  [ "$(id -u)" = 0 ] && chown postgres "$PG_DATA"
  local port
  port=$("$PYTHON" -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])')
  # C collation: text order is code point, the same as SQLite (ADR 0008).
  as_postgres "'$PG_BIN/initdb' -D '$PG_DATA/data' -U tsunagi -A trust -E UTF8 --locale=C" >/dev/null
  as_postgres "'$PG_BIN/pg_ctl' -D '$PG_DATA/data' -w -l '$PG_DATA/log' -o \"-p $port \
    -c listen_addresses=127.0.0.1 -c unix_socket_directories='$PG_DATA' -c fsync=off \
    -c synchronous_commit=off -c full_page_writes=off -c jit=off -c autovacuum=off \
    -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=2GB -c shared_buffers=512MB \
    -c track_activities=off -c track_counts=off -c checkpoint_timeout=1h\" \
    start" >/dev/null
  "$PG_BIN/createdb" -h 127.0.0.1 -p "$port" -U tsunagi tsunagi
  export POSTGRESQL_ADDRESS="postgresql://tsunagi@127.0.0.1:$port/tsunagi"
}
