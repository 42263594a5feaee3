// Begins and commits, and what to do when the connection is lost in between.
#include "store/postgres/postgres_batch.h"

#include <utility>

#include "store/postgres/active_node.h"
#include "store/postgres/server_lock.h"
#include "store/sql/counters.h"

namespace muster::store::postgres {

PostgresBatch::PostgresBatch(std::unique_ptr<PostgresConnection> connection,
                             std::unique_ptr<LeaseKeeper> keeper, sql::NewestRevisions& revisions,
                             StoreHealth& health, sql::RowCache& cache)
    : SqlBatch(*connection, revisions, health, &cache), keeper_(std::move(keeper)),
      connection_(std::move(connection))
{}

Result<void> PostgresBatch::be_connected()
{
    if (!connection_->is_usable()) {
        has_lock_ = false;
        TRY(connection_->reconnect());
    }
    if (has_lock_) return {};
    return take_lock();
}

Result<void> PostgresBatch::take_lock()
{
    TRY(ServerLock::take(*connection_));
    has_lock_ = TRY(is_newest_term(*connection_, keeper_->term()));
    if (has_lock_) return {};
    // Another one needs the lock, and this one must not write any more.
    keeper_->lease().give_up();
    static_cast<void>(connection_->run("SELECT pg_advisory_unlock_all()"));
    return fail(Code::conflict, "store", "another node has used this database meanwhile");
}

Result<void> PostgresBatch::begin_transaction()
{
    TRY(be_connected());
    if (is_unresolved_) {
        // Its callers were told that the write may be stored later.
        if (TRY(is_stored())) publish();
        is_unresolved_ = false;
    }
    return connection_->begin_write();
}

Result<void> PostgresBatch::commit_transaction()
{
    auto done = connection_->commit_write();
    if (done || connection_->is_usable()) return done;
    // The server may have committed before the connection was lost.
    is_unresolved_ = true;
    TRY(be_connected());
    const bool is_durable = TRY(is_stored());
    is_unresolved_ = false;
    if (is_durable) return {};
    return done;
}

Result<bool> PostgresBatch::is_stored()
{
    for (const auto& advance : advances()) {
        if (advance.revision == revisions().of(advance.tenant)) continue; // it logged nothing
        return TRY(sql::stored_revision(*connection_, advance.tenant)) >= advance.revision;
    }
    return false;
}

bool PostgresBatch::maintain(bool /*others_wait*/)
{
    writer().set_erased(false); // the server's own vacuum removes old rows
    if (is_failing() && begin()) static_cast<void>(commit());
    return is_failing();
}

} // namespace muster::store::postgres
