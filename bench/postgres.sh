#!/usr/bin/env bash
# The PostgreSQL engine beside PostgreSQL's own tools on the same tables, in one run: durable updates
# of groups beside pgbench, which sends the same rows in transactions of 64 in pipeline mode; an
# import beside COPY; GET of one group beside the SQLite engine. A cluster of its own, in a folder
# that goes afterwards, with PostgreSQL's default durability (fsync and synchronous_commit are on).
# Usage: postgres.sh [updates] [import] [get]; BENCH_SECONDS, BENCH_ROUNDS, BENCH_IMPORT_ROWS and the
# port, BENCH_PORT, come from the environment. Called by bench/run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
muster=$root/build/release/muster
bench=$root/build/release/bench/bench_postgres_bench
seconds=${BENCH_SECONDS:-5}
rounds=${BENCH_ROUNDS:-3}
port=${BENCH_PORT:-18310}
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
[[ -x $bin/initdb ]] || { echo "PostgreSQL is not installed (apt-get install postgresql)" >&2; exit 1; }

# PostgreSQL does not run as root; Debian's package brings a user for it.
folder=$(mktemp -d)
as=()
if ((EUID == 0)); then
    as=(runuser -u postgres --)
    chown postgres "$folder"
fi
chmod 755 "$folder"
in_folder() { (cd "$folder" && ${as[@]:+"${as[@]}"} "$@"); }
servers=()
stop() {
    ((${#servers[@]} == 0)) || { kill "${servers[@]}" 2>/dev/null; wait "${servers[@]}" 2>/dev/null; } || true
    in_folder "$bin/pg_ctl" -D data -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop EXIT
in_folder "$bin/initdb" -D data -U bench --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null 2>&1
in_folder "$bin/pg_ctl" -D data -w -l log \
    -o "-c listen_addresses='' -k $folder -c max_connections=200 -c shared_buffers=512MB -c max_wal_size=8GB" start >/dev/null
sql() { in_folder "$bin/psql" -h "$folder" -U bench -qAtX -v ON_ERROR_STOP=1 "$@"; }
database() { sql -d postgres -c "CREATE DATABASE $1"; }
url() { echo "postgres:///$1?user=bench&host=$folder"; }
median() { sort -n | awk '{a[NR] = $1} END {print a[int((NR + 1) / 2)]}'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.2f", a / b}'; }
row() { printf '%-66s %8s /s   %s\n' "$1" "$2" "${3:-}"; }

# 64 updates to a transaction: the row, the log entry and the revision, as the engine writes them.
# Many tenants: each client has tenants of its own, else two transactions would wait for each other's
# counters and end as a deadlock. One tenant: one client, since the others would only wait.
pgbench_script() { # many|one CLIENTS
    local change tenant groups
    printf '\\startpipeline\nBEGIN;\n'
    for change in $(seq 64); do
        tenant="random(0, 1000 / $2 - 1) * $2 + :client_id + 1" groups=100
        [[ $1 == many ]] || tenant=1001 groups=10000
        cat <<END
\set t $tenant
\set g random(1, $groups)
\set v random(1, 1000000)
UPDATE groups SET name = 'Renamed ' || :v, name_folded = 'renamed ' || :v, updated_at = updated_at + 1, revision = :v WHERE tenant = :t AND id = :g;
INSERT INTO changes (tenant, revision, ordinal, at, principal, dialect, action, kind, id, customer, before, after) SELECT :t, next, 0, 1, 'bench', 'native', 'updated', 'group', :g, 0, '{"name":"Renamed 123456","updated_at":"1970-01-01T00:00:00.000001Z"}', '{"name":"Renamed 123456","updated_at":"1970-01-01T00:00:00.000001Z"}' FROM counters WHERE tenant = :t AND kind = 'revision';
UPDATE counters SET next = next + 1 WHERE tenant = :t AND kind = 'revision';
END
    done
    printf 'COMMIT;\n\\endpipeline\n'
}

pgbench_rate() { # many|one CLIENTS
    pgbench_script "$1" "$2" >"$folder/$1.sql"
    in_folder "$bin/pgbench" -h "$folder" -U bench -n -M prepared -c "$2" -j "$(($2 > 2 ? 2 : $2))" -T "$seconds" -f "$1.sql" updates |
        awk '/^tps/ {printf "%.0f\n", $3 * 64}'
}

updates() {
    local round clients
    database updates
    "$bench" "$(url updates)" fill
    sql -d updates -c "VACUUM ANALYZE"
    for round in $(seq "$rounds"); do
        "$bench" "$(url updates)" many 1 "$seconds" >>"$folder/single"
        "$bench" "$(url updates)" many 64 "$seconds" >>"$folder/many"
        "$bench" "$(url updates)" many 64 "$seconds" read >>"$folder/many_read"
        for clients in 1 2 4; do pgbench_rate many "$clients" >>"$folder/pgbench_many_$clients"; done
        "$bench" "$(url updates)" one 64 "$seconds" >>"$folder/one"
        pgbench_rate one 1 >>"$folder/pgbench_one"
    done
    local best=0 rate
    for clients in 1 2 4; do
        rate=$(median <"$folder/pgbench_many_$clients")
        ((rate <= best)) || best=$rate
    done
    row "pgbench, 64 updates to a transaction, 1000 tenants, 1 to 4 clients" "$best"
    local many many_read one single pgbench_one
    many_read=$(median <"$folder/many_read")
    many=$(median <"$folder/many") one=$(median <"$folder/one") single=$(median <"$folder/single")
    pgbench_one=$(median <"$folder/pgbench_one")
    row "durable updates, 64 callers, 1000 tenants" "$many" "$(ratio "$many" "$best") of pgbench (aim 0.6)"
    row "the same of groups that were read before" "$many_read" "$(ratio "$many_read" "$best") of pgbench"
    row "durable updates, 1 caller" "$single"
    row "pgbench, the same in one tenant, 1 client" "$pgbench_one"
    row "durable updates, 64 callers, one tenant" "$one" "$(ratio "$one" "$pgbench_one") of pgbench (aim 0.3)"
}

wait_for() { for _ in $(seq 200); do curl -fs -o /dev/null "$1" && return; sleep 0.1; done; echo "no answer from $1" >&2; exit 1; }

serve() { # FOLDER PORT STORE...
    "$muster" serve --data "$1" --listen "127.0.0.1:$2" "${@:3}" >"$1.log" 2>&1 &
    servers+=($!)
    wait_for "http://127.0.0.1:$2/ready"
}

# The tables of the import, copied by COPY into the same tables with their indexes.
import() {
    local rows=${BENCH_IMPORT_ROWS:-1000000} begin end rate copied table
    database import
    mkdir -p "$folder/own"
    serve "$folder/own/import" "$port" --store "$(url import)"
    local server=(--server "http://127.0.0.1:$port" --data "$folder/own/import")
    bench/people.sh 1 "$rows" >"$folder/own/people.csv"
    bench/people.sh 0 1 >"$folder/own/one.csv"
    "$muster" tenant create bench "${server[@]}" >/dev/null
    "$muster" import "$folder/own/one.csv" --tenant bench --declare "${server[@]}" >/dev/null 2>&1
    begin=$(date +%s.%N)
    "$muster" import "$folder/own/people.csv" --tenant bench "${server[@]}" >/dev/null
    end=$(date +%s.%N)
    rate=$(awk -v a="$begin" -v b="$end" -v n="$rows" 'BEGIN {printf "%.0f", n / (b - a)}')
    kill "${servers[-1]}" && wait "${servers[-1]}" 2>/dev/null || true
    unset 'servers[-1]'
    for table in customers keys changes; do
        sql -d import -c "COPY (SELECT * FROM $table WHERE tenant = (SELECT max(tenant) FROM customers)) TO '$folder/$table.copy'"
    done
    sql -d import -c "TRUNCATE customers, keys, changes" -c CHECKPOINT
    begin=$(date +%s.%N)
    for table in customers keys changes; do
        sql -d import -c "COPY $table FROM '$folder/$table.copy'"
    done
    end=$(date +%s.%N)
    copied=$(awk -v a="$begin" -v b="$end" -v n="$rows" 'BEGIN {printf "%.0f", n / (b - a)}')
    row "COPY of $rows customers, keys and log entries, with indexes" "$copied"
    row "import of $rows customers, 10 declared fields, durable" "$rate" "$(ratio "$rate" "$copied") of COPY (aim 0.5)"
}

get() {
    local engine round token base
    database get
    for engine in sqlite postgres; do
        local store=() at=$((port + 1))
        [[ $engine == sqlite ]] || store=(--store "$(url get)") at=$((port + 2))
        mkdir -p "$folder/own"
        serve "$folder/own/$engine" "$at" --demo ${store[@]:+"${store[@]}"}
        for _ in $(seq 100); do [[ -s $folder/own/$engine/demo.json ]] && break; sleep 0.1; done
    done
    for round in $(seq "$rounds"); do
        for engine in sqlite postgres; do
            at=$((port + 1))
            [[ $engine == sqlite ]] || at=$((port + 2))
            token=$(sed -E 's/.*"token":"([^"]+)".*/\1/' "$folder/own/$engine/demo.json")
            base=http://127.0.0.1:$at/ecwid/api/v3/1/customer_groups/1
            wrk -t1 -c64 -d"${seconds}s" -H "Authorization: Bearer $token" "$base" | awk '/Requests\/sec/ {print int($2)} /Non-2xx/ {print "errors: " $0 > "/dev/stderr"}' >>"$folder/get_$engine"
        done
        TOKEN=$token wrk -t1 -c64 -d"${seconds}s" -s bench/rename_group.lua "$base" | awk '/Requests\/sec/ {print int($2)}' >>"$folder/put"
    done
    local sqlite postgres put
    sqlite=$(median <"$folder/get_sqlite") postgres=$(median <"$folder/get_postgres") put=$(median <"$folder/put")
    row "GET one group, Ecwid API, SQLite engine" "$sqlite"
    row "GET one group, Ecwid API, PostgreSQL engine" "$postgres" "$(ratio "$postgres" "$sqlite") of the SQLite engine (aim 0.8)"
    row "PUT one group, Ecwid API, durable, 64 clients, PostgreSQL engine" "$put"
}

for part in ${*:-updates import get}; do "$part"; done
