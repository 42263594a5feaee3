// An advisory lock of the session, and a number in the table `meta`.
#include "store/postgres/server_lock.h"

#include <chrono>
#include <random>
#include <thread>

namespace muster::store::postgres {

namespace {

// The first half of the key is "MUST" in ASCII, the second the schema of the tables.
constexpr const char* try_lock = "SELECT pg_try_advisory_lock(1297437524, "
                                 "hashtext(current_database() || '.' || current_schema()))::int";

} // namespace

Result<void> ServerLock::take(PostgresConnection& connection)
{
    // The database notices a moment later that the connection of a server that has ended is gone.
    constexpr int most_tries = 20;
    for (int tries = 0; tries < most_tries; ++tries) {
        if (tries > 0) std::this_thread::sleep_for(std::chrono::milliseconds(100));
        auto statement = TRY(connection.composed(try_lock));
        TRY(statement.step());
        if (statement.integer_at(0) == 1) return {};
    }
    return fail(Code::conflict, "store",
                "another server uses this database: stop it, or give each a database or a schema "
                "of its own (postgres://…?options=-csearch_path=NAME)");
}

Result<void> ServerLock::mark(PostgresConnection& connection)
{
    std::random_device random;
    mark_ = static_cast<std::int64_t>((std::uint64_t{random()} << 30U) ^ random());
    return connection.run("INSERT INTO meta VALUES ('server', " + std::to_string(mark_) +
                          ") ON CONFLICT (name) DO UPDATE SET value = excluded.value");
}

Result<void> ServerLock::take_again(PostgresConnection& connection) const
{
    TRY(take(connection));
    auto statement = TRY(connection.composed("SELECT value FROM meta WHERE name = 'server'"));
    const bool found = TRY(statement.step());
    if (found && statement.integer_at(0) == mark_) return {};
    return fail(Code::conflict, "store",
                "another server has used this database meanwhile: start this one again");
}

} // namespace muster::store::postgres
