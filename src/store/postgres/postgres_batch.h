// The transactions of the writing connection. Connects again after the server or the network
// failed, and finds out whether a commit whose answer was lost is durable. Used by the committer's
// thread alone.
#pragma once

#include <memory>

#include "store/postgres/connection.h"
#include "store/postgres/server_lock.h"
#include "store/sql/sql_batch.h"

namespace muster::store::postgres {

class PostgresBatch final : public sql::SqlBatch {
public:
    PostgresBatch(std::unique_ptr<PostgresConnection> connection, ServerLock lock,
                  sql::NewestRevisions& revisions, StoreHealth& health);

    bool maintain(bool others_wait) override;

private:
    Result<void> begin_transaction() override;
    Result<void> commit_transaction() override;
    bool is_unresolved() const override { return is_unresolved_ || !has_lock_; }

    // Connects and takes the lock again, if the connection was lost.
    Result<void> be_connected();
    // Whether the batch is in the database: its revisions say so.
    Result<bool> is_stored();

    std::unique_ptr<PostgresConnection> connection_;
    const ServerLock lock_;
    bool has_lock_ = true;       // false: another server may have written since
    bool is_unresolved_ = false; // it is not known whether the last commit is durable
};

} // namespace muster::store::postgres
