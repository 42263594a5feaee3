// Opens the connections. Knows no statements.
#include "store/postgres/store.h"

#include "store/postgres/migrations.h"
#include "store/postgres/postgres_stand_by.h"
#include "store/postgres/server_lock.h"
#include "store/sql/sql_store.h"

namespace muster::store::postgres {

Result<std::unique_ptr<model::Store>> open_postgres(const std::string& url,
                                                    const std::shared_ptr<StoreHealth>& health,
                                                    const NodeOptions& node)
{
    return PostgresStandBy(url, health, node).take_now();
}

std::unique_ptr<StandBy> stand_by(const std::string& url,
                                  const std::shared_ptr<StoreHealth>& health,
                                  const NodeOptions& node)
{
    node.lease->stand_by();
    return std::make_unique<PostgresStandBy>(url, health, node);
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
    auto connection = TRY(PostgresConnection::open(url, ConnectionAccess::write));
    TRY(ServerLock::take(*connection));
    TRY(migrate(*connection));
    return sql::CopyEnd{nullptr, std::move(connection)};
}

} // namespace muster::store::postgres
