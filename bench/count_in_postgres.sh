#!/usr/bin/env bash
# The count of three predicates in PostgreSQL, over columns drawn as bench/crowd.h draws them: prints
# the median in milliseconds. A server of its own, in a folder that goes afterwards, without parallel
# workers. Usage: count_in_postgres.sh CUSTOMERS; fails where PostgreSQL is not installed.
set -euo pipefail
rows=${1:-10000000}
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
[[ -x $bin/initdb ]]

# PostgreSQL does not run as root; Debian's package brings a user for it.
folder=$(mktemp -d)
as=()
if ((EUID == 0)); then
    as=(runuser -u postgres --)
    chown postgres "$folder"
fi
in_folder() { (cd "$folder" && ${as[@]:+"${as[@]}"} "$@"); }
trap 'in_folder "$bin/pg_ctl" -D data -m immediate stop >/dev/null 2>&1 || true; rm -rf "$folder"' EXIT

in_folder "$bin/initdb" -D data -U bench --auth=trust --no-sync >/dev/null 2>&1
in_folder "$bin/pg_ctl" -D data -w -l log \
    -o "-c listen_addresses='' -k $folder -c shared_buffers=2GB -c max_parallel_workers_per_gather=0" start >/dev/null
sql() { in_folder "$bin/psql" -h "$folder" -U bench -d postgres -qAtX -v ON_ERROR_STOP=1 "$@"; }

sql -c "CREATE UNLOGGED TABLE c AS SELECT
    ((hashint8(i)::bigint + 2147483648) % 73)::integer AS tenure,
    (power(((hashint8(i + 100000000) + 2147483648) % 1000000) / 1e6, 2) * 1000000)::bigint AS spent,
    'City ' || (power(((hashint8(i + 200000000) + 2147483648) % 1000000) / 1e6, 2) * 2000)::integer AS city
    FROM generate_series(0::bigint, $rows - 1) AS i" -c "VACUUM ANALYZE c"
{
    echo '\timing on'
    for _ in 1 2 3 4 5 6; do
        echo "SELECT count(*) FROM c WHERE tenure < 12 AND spent > 100000 AND city = 'City 17';"
    done
} | sql | awk '/^Time:/ && ++n > 1 {print $2}' | sort -n | sed -n 3p
