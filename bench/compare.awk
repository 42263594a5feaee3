# Sets the rate of durable updates over HTTP (-v put=N) beside what the engine itself commits.
function rate(line) { sub(/ per second.*/, "", line); sub(/.* /, "", line); return line }
/SQLite, 1 to a transaction/ { alone = rate($0) }
/SQLite, 64 to a transaction/ { grouped = rate($0) }
END {
    printf "durable PUT over HTTP / SQLite in groups of 64: %.2f (target 0.5)\n", put / grouped
    printf "durable PUT over HTTP / one commit per write:   %.2f (target 3)\n", put / alone
}
