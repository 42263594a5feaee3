# Sets the rate of durable updates over HTTP (-v put=N) beside what the engine itself commits.
/SQLite, 1 to a transaction/ { alone = $NF }
/SQLite, 64 to a transaction/ { sub(/.*transaction */, ""); grouped = $1 }
END {
    printf "durable PUT over HTTP / SQLite in groups of 64: %.2f (target 0.5)\n", put / grouped
    printf "durable PUT over HTTP / one commit per write:   %.2f (target 3)\n", put / alone
}
