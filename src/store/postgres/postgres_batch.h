// The transactions of the writing connection. Connects again after the server or the network
// failed, and finds out whether a commit whose answer was lost is durable. Used by the committer's
// thread alone.
#pragma once

#include <memory>

#include "store/postgres/connection.h"
#include "store/postgres/lease_keeper.h"
#include "store/sql/sql_batch.h"

namespace muster::store::postgres {

class PostgresBatch final : public sql::SqlBatch {
public:
    // `connection` has the lock of the only server.
    PostgresBatch(std::unique_ptr<PostgresConnection> connection,
                  std::unique_ptr<LeaseKeeper> keeper, sql::NewestRevisions& revisions,
                  StoreHealth& health, sql::RowCache& cache);

    bool maintain(bool others_wait) override;

private:
    Result<void> begin_transaction() override;
    Result<void> commit_transaction() override;
    bool is_unresolved() const override { return is_unresolved_ || !has_lock_; }

    // Connects and takes the lock again, if the connection was lost.
    Result<void> be_connected();
    // Takes the lock again. conflict when another node has used the tables meanwhile: then this one
    // knows too little.
    Result<void> take_lock();
    // Whether the batch is in the database: its revisions say so.
    Result<bool> is_stored();

    // Ends after the connection: a node that waits for the end of the term finds the lock free.
    std::unique_ptr<LeaseKeeper> keeper_;
    std::unique_ptr<PostgresConnection> connection_;
    bool has_lock_ = true;       // false: another node may have written since
    bool is_unresolved_ = false; // it is not known whether the last commit is durable
};

} // namespace muster::store::postgres
