// The transaction that the committer drives, for every SQL engine: runs each write in it, commits,
// notifies the listener and publishes the revisions. The engine begins and ends the transaction.
// Used by the committer's thread alone.
#pragma once

#include <vector>

#include "store/committer.h"
#include "store/sql/newest_revisions.h"
#include "store/sql/sql_writer.h"

namespace muster::store::sql {

class SqlBatch : public CommitBatch {
public:
    // `cache` may be null.
    SqlBatch(SqlConnection& connection, NewestRevisions& revisions, StoreHealth& health,
             RowCache* cache = nullptr)
        : connection_(connection), revisions_(revisions), health_(health),
          writer_(connection, cache)
    {}

    Result<void> begin() final;
    Result<model::Revision> run(const Write& write) final;
    Result<void> commit() final;

    void set_commit_listener(model::CommitListener* listener);

protected:
    // Begins the transaction. The writes of the batch before are still known.
    virtual Result<void> begin_transaction() = 0;
    // Makes the transaction durable.
    virtual Result<void> commit_transaction() = 0;
    // Called once the batch is published.
    virtual void published() {}
    // Whether it is not known if the last commit is durable. Until it is, reads that show its
    // writes are refused.
    virtual bool is_unresolved() const { return false; }

    // Notifies the listener of the writes of the batch, and advances the revisions.
    void publish();
    // The tenants and the revisions that the batch gives them.
    struct Advance {
        model::TenantId tenant;
        model::Revision revision;
        std::size_t mutations_end; // the end of this write in mutations_
    };
    const std::vector<Advance>& advances() const { return advances_; }
    const NewestRevisions& revisions() const { return revisions_; }
    StoreHealth& health() { return health_; }
    SqlWriter& writer() { return writer_; }
    bool is_failing() const { return is_failing_; } // the last commit failed

private:
    Result<model::Revision> run_to_end(const Write& write);
    Result<void> end();
    void roll_back();
    void note_failure(const Error& error);

    SqlConnection& connection_;
    NewestRevisions& revisions_;
    StoreHealth& health_;
    model::CommitListener* listener_ = nullptr;
    SqlWriter writer_;
    std::vector<Advance> advances_;
    std::vector<model::MutationRef> mutations_; // the stored ones of the batch, for the listener
    bool is_failing_ = false;
};

} // namespace muster::store::sql
