#!/usr/bin/env bash
# The kit's scenarios against our real pages, in turns with the hand-written limit.
#   bench/kit.sh [FOLDER]      FOLDER: what bench/kit/gen.py wrote; made when missing
#   SIZE=10                    ten times the persons and notes (most of an hour, 40 GB)
#   ENGINE=sqlite              ours on SQLite instead of PostgreSQL; no limit beside it
#   CLIENTS=1,8 SECS=4 REPEATS=3 ONLY=a_caseload,d_case
# About 20 minutes at size 1.
source "$(dirname "${BASH_SOURCE[0]}")/../bin/lib/setup.sh"
source bin/lib/postgresql.sh
ensure run bench
export TSUNAGI_MODE=bench
SIZE=${SIZE:-1} ENGINE=${ENGINE:-postgresql} CLIENTS=${CLIENTS:-1,8}
FOLDER=$(realpath -m "${1:-${TMPDIR:-/tmp}/tsunagi-kit-$SIZE}")
PLACE=$(mktemp -d "${TMPDIR:-/tmp}/tsunagi-bench.XXXXXX")
export TSUNAGI_WORK_DIR="$PLACE/work"
# Below the ports that the system lends to whoever connects.
OURS=18102 LIMIT=18101
servers=()

clean_up() {
  [ ${#servers[@]} -eq 0 ] || kill "${servers[@]}" 2>/dev/null || true
  sleep 1
  stop_postgresql
  rm -rf "$PLACE"
}
trap clean_up EXIT

[ -f "$FOLDER/params.json" ] || "$PYTHON" bench/kit/gen.py --out "$FOLDER" \
  --persons $((100000 * SIZE)) --notes $((1000000 * SIZE))

# The tests' PostgreSQL, but with fsync and with memory for a million notes.
find_postgresql
start_postgresql
trap clean_up EXIT
PORT=$(sed 's#.*:\([0-9]*\)/.*#\1#' <<<"$POSTGRESQL_ADDRESS")
as_postgres "'$PG_BIN/pg_ctl' -D '$PG_DATA/data' -w -l '$PG_DATA/log' -m fast -o \"-p $PORT \
  -c listen_addresses=127.0.0.1 -c unix_socket_directories='$PG_DATA' -c jit=off \
  -c shared_buffers=1GB -c maintenance_work_mem=512MB -c max_wal_size=8GB\" restart" >/dev/null
export PGHOST=127.0.0.1 PGPORT=$PORT PGUSER=tsunagi PATH="$PG_BIN:$PATH"
POSTMASTER=$(head -n 1 "$PG_DATA/data/postmaster.pid")

if [ "$ENGINE" = postgresql ]; then
  export TSUNAGI_DATABASE=$POSTGRESQL_ADDRESS
  bash bench/kit/load_pg.sh "$FOLDER" kit_limit
  psql -q -d kit_limit -f bench/kit/index_best.sql
  psql -q -d kit_limit -c "CREATE TABLE note_rollup AS SELECT date_trunc('month',date)::date date,office_id,kind,count(*) c,sum(minutes) t FROM note GROUP BY 1,2,3" \
    -c "CREATE SEQUENCE note_id OWNED BY note.id" -c "SELECT setval('note_id', (SELECT max(id) FROM note))" \
    -c "ALTER TABLE note ALTER id SET DEFAULT nextval('note_id')" >/dev/null
  (cd bench/kit/djbench && PERF_RAW=1 PERF_DB=kit_limit exec "$PYTHON" -m gunicorn wsgi -w 2 --threads 4 \
    -b "127.0.0.1:$LIMIT" --log-level warning --no-control-socket) &
  servers+=($!)
fi
say "== 読み込み =="
"$PYTHON" manage.py bench load "$FOLDER"
"$PYTHON" -m gunicorn config.wsgi --worker-class gthread --workers 2 --threads 4 \
  -b "127.0.0.1:$OURS" --log-level warning --no-control-socket &
servers+=($!)
sleep 4

measure() { # name config params pid
  "$PYTHON" bench/kit/runner.py "$2" --params "$3" --clients "$CLIENTS" --secs "${SECS:-4}" \
    --repeats 1 --pids "$4" --pgpid "$POSTMASTER" --out "$FOLDER/$1.jsonl" ${ONLY:+--only "$ONLY"}
}
rm -f "$FOLDER"/{limit,ours}.jsonl
for ((turn = 0; turn < ${REPEATS:-3}; turn++)); do
  [ "$ENGINE" = postgresql ] && measure limit bench/kit/conf/raw.json "$FOLDER/params.json" "${servers[0]}"
  measure ours bench/conf/ours.json "$FOLDER/params_ours.json" "${servers[-1]}"
done
"$PYTHON" bench/kit/summary.py "$FOLDER"/*.jsonl --limit=limit-django-raw
