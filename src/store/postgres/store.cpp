// Opens the connections. Knows no statements.
#include "store/postgres/store.h"

#include "store/postgres/migrations.h"
#include "store/postgres/postgres_batch.h"
#include "store/sql/sql_store.h"

namespace muster::store::postgres {

namespace {

// The writing connection of the only server.
Result<std::unique_ptr<PostgresConnection>> open_alone(const std::string& url)
{
    auto connection = TRY(PostgresConnection::open(url, ConnectionAccess::write));
    TRY(ServerLock::take(*connection));
    TRY(migrate(*connection));
    return connection;
}

} // namespace

Result<std::unique_ptr<model::Store>> open_postgres(const std::string& url,
                                                    const std::shared_ptr<StoreHealth>& health)
{
    auto connection = TRY(open_alone(url));
    TRY(sql::require_no_copy(*connection));
    ServerLock lock;
    TRY(lock.mark(*connection));
    auto revisions = std::make_unique<sql::NewestRevisions>();
    TRY(sql::load_revisions(*connection, *revisions));
    auto batch = std::make_unique<PostgresBatch>(std::move(connection), lock, *revisions, *health);
    return std::make_unique<sql::SqlStore>(
        std::move(revisions), health, std::move(batch),
        [url]() -> Result<std::unique_ptr<sql::SqlConnection>> {
            return TRY(PostgresConnection::open(url, ConnectionAccess::read));
        });
}

Result<sql::CopyEnd> open_source(const std::string& url)
{
    auto connection = TRY(PostgresConnection::open(url, ConnectionAccess::read));
    if (TRY(schema_version(*connection)) != newest_schema_version()) {
        return fail(Code::unsupported, "store",
                    "the database is of another version: start this Muster with it once");
    }
    return sql::CopyEnd{nullptr, std::move(connection)};
}

Result<sql::CopyEnd> open_target(const std::string& url)
{
    return sql::CopyEnd{nullptr, TRY(open_alone(url))};
}

} // namespace muster::store::postgres
