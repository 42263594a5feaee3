// Opens the connections. Knows no statements.
#include "store/postgres/store.h"

#include "store/postgres/migrations.h"
#include "store/postgres/postgres_batch.h"
#include "store/sql/sql_store.h"

namespace muster::store::postgres {

Result<std::unique_ptr<model::Store>> open_postgres(const std::string& url,
                                                    const std::shared_ptr<StoreHealth>& health)
{
    auto connection = TRY(PostgresConnection::open(url, ConnectionAccess::write));
    TRY(ServerLock::take(*connection));
    TRY(migrate(*connection));
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

} // namespace muster::store::postgres
