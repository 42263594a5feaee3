// The one connection that writes: core's Writer for each write, and the batch that the committer
// drives. Of the committer's thread alone.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "store/committer.h"
#include "store/sqlite/change_log.h"
#include "store/sqlite/counters.h"
#include "store/sqlite/mutations.h"
#include "store/sqlite/revisions.h"

namespace muster::store::sqlite {

class SqliteWriter final : public model::Writer {
public:
    explicit SqliteWriter(Connection& connection)
        : connection_(connection), counters_(connection), free_keys_(connection),
          mutations_(connection, free_keys_), log_(connection)
    {}

    // One write: start, then whatever decide calls, then finish or undo.
    Result<void> start(const Write& write);
    Result<model::Revision> finish();
    void undo();

    Result<void> save() { return counters_.save(); } // before the commit
    void forget();                                   // the transaction failed
    // What is kept is added there for the listener; none: nobody follows.
    void remember(std::vector<model::MutationRef>* mutations) { mutations_put_ = mutations; }
    bool has_erased() const { return has_erased_; }
    void set_erased(bool erased) { has_erased_ = erased; }

    Result<model::Entity> get(const model::Ref& ref) const override;
    Result<std::vector<model::Entity>> get_all(model::Kind kind, model::TenantId tenant,
                                               std::span<const std::int64_t> ids) const override;
    Result<model::Entity> find(const model::Key& key) const override;
    Result<model::Page> page(const model::Query& query) const override;
    Result<std::int64_t> count(const model::Query& query) const override;
    Result<std::vector<model::Change>> changes(const model::ChangeQuery& query) const override;
    Result<model::Revision> revision(model::TenantId tenant) const override;
    Result<std::int64_t> next_id(model::TenantId tenant, model::Kind kind) override;
    Result<std::int64_t> next_in_sequence(model::TenantId tenant, std::string_view name) override;
    using model::Writer::put;
    Result<void> put(model::MutationRef mutation) override;
    Result<void> erase(const model::Ref& ref) override;
    Result<void> erase_history(const model::Ref& ref) override;
    model::Revision next_revision() const override { return next_revision_; }
    bool others_wait() const override
    {
        return write_->unanswered != nullptr && *write_->unanswered > 1;
    }

private:
    struct Joined {
        model::GroupId group;
        std::int64_t more;
    };

    Result<void> protect(); // a savepoint, before the first change
    Result<void> apply(model::MutationRef mutation);
    Result<void> keep(const model::Mutation& mutation);
    void count_later(const model::Mutation& mutation);
    Result<void> count_now() const; // member counts that stand out, before groups are read
    Result<void> guarded(Result<void> done);

    Connection& connection_;
    mutable Counters counters_;
    mutable FreeKeys free_keys_;
    mutable Mutations mutations_;
    mutable ChangeLog log_;
    const Write* write_ = nullptr;
    model::Revision next_revision_ = 0;
    std::int64_t ordinal_ = 0;
    bool is_protected_ = false;
    bool has_erased_ = false;
    std::optional<Error> failure_; // a change that failed fails the write, whatever decide says
    mutable std::vector<Joined> joined_;
    std::vector<model::MutationRef>* mutations_put_ = nullptr;
};

class SqliteBatch final : public Batch {
public:
    SqliteBatch(std::unique_ptr<Connection> connection, Revisions& revisions);

    Result<void> begin() override;
    Result<model::Revision> run(const Write& write) override;
    Result<void> commit() override;
    void rest(bool others_wait) override;

    Connection& connection() { return *connection_; }
    void set_commit_listener(model::CommitListener* listener);

private:
    struct Advance {
        model::TenantId tenant;
        model::Revision revision;
        std::size_t mutations_end; // of mutations_: its own end there
    };

    // 40 MB: rarer checkpoints write each page less often. Long writes put new pages in a row, of
    // which few are written again: waiting gains nothing then, and holds up others for longer.
    static constexpr int checkpoint_pages = 10'000;
    static constexpr int checkpoint_pages_of_long_writes = 250;
    static constexpr int pages_of_long_write = 10; // each, on the average of a batch

    // Writers wait meanwhile; short reads end in this time, and the next rest tries again.
    static constexpr std::chrono::milliseconds truncate_wait{20};

    Result<void> end();
    void roll_back();
    void note_log(int pages);
    bool is_checkpoint_due() const;
    void checkpoint(int mode);

    std::unique_ptr<Connection> connection_;
    Revisions& revisions_;
    model::CommitListener* listener_ = nullptr;
    SqliteWriter writer_;
    std::vector<Advance> advances_;
    std::vector<model::MutationRef> mutations_; // of the batch, for the follower
    int log_pages_ = 0;                         // the length of the write-ahead log
    int checkpointed_ = 0;         // its length at the last checkpoint; 0: it has started over
    bool has_long_writes_ = false; // since then
};

} // namespace muster::store::sqlite
