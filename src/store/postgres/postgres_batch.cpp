// Begins and commits, and what to do when the connection is lost in between.
#include "store/postgres/postgres_batch.h"

#include <utility>

#include "store/sql/counters.h"

namespace muster::store::postgres {

PostgresBatch::PostgresBatch(std::unique_ptr<PostgresConnection> connection, ServerLock lock,
                             sql::NewestRevisions& revisions, StoreHealth& health)
    : SqlBatch(*connection, revisions, health), connection_(std::move(connection)), lock_(lock)
{}

Result<void> PostgresBatch::be_connected()
{
    if (!connection_->is_usable()) {
        has_lock_ = false;
        TRY(connection_->reconnect());
    }
    if (has_lock_) return {};
    TRY(lock_.take_again(*connection_));
    has_lock_ = true;
    return {};
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
