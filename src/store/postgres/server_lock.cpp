#include "store/postgres/server_lock.h"

#include <chrono>
#include <thread>

namespace muster::store::postgres {

namespace {

// The first half of the key is "MUST" in ASCII, the second the schema of the tables.
constexpr const char* try_lock = "SELECT pg_try_advisory_lock(1297437524, "
                                 "hashtext(current_database() || '.' || current_schema()))::int";

// pg_locks shows both halves as unsigned numbers.
constexpr const char* terminate_holder =
    "SELECT count(pg_terminate_backend(pid)) FROM pg_locks "
    "WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid = 1297437524 "
    "AND objid = (hashtext(current_database() || '.' || current_schema())::bigint "
    "& 4294967295)::oid "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

} // namespace

Result<bool> ServerLock::try_take(PostgresConnection& connection)
{
    auto statement = TRY(connection.composed(try_lock));
    TRY(statement.step());
    return statement.integer_at(0) == 1;
}

Result<void> ServerLock::take(PostgresConnection& connection)
{
    constexpr int most_tries = 20;
    for (int tries = 0; tries < most_tries; ++tries) {
        if (tries > 0) std::this_thread::sleep_for(std::chrono::milliseconds(100));
        if (TRY(try_take(connection))) return {};
    }
    return in_use();
}

muster::Failure ServerLock::in_use()
{
    return fail(Code::conflict, "store",
                "another server uses this database: stop it, let this one stand by (--standby), or "
                "give each a database or a schema of its own "
                "(postgres://…?options=-csearch_path=NAME)");
}

Result<void> ServerLock::end_holder(PostgresConnection& connection)
{
    auto statement = TRY(connection.composed(terminate_holder));
    TRY(statement.step());
    return {};
}

} // namespace muster::store::postgres
