// The Writer that write functions get: reads and changes rows through the one connection that
// writes. Used by the committer's thread alone.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "store/committer.h"
#include "store/sql/change_log.h"
#include "store/sql/counters.h"
#include "store/sql/merged_changes.h"
#include "store/sql/newest_revisions.h"
#include "store/sql/row_cache.h"
#include "store/sql/row_writer.h"

namespace muster::store::sql {

class SqlWriter final : public model::Writer {
public:
    // `cache` may be null.
    SqlWriter(SqlConnection& connection, RowCache* cache)
        : connection_(connection), cache_(cache), counters_(connection), changes_(connection),
          absent_keys_(connection), rows_(connection, changes_, absent_keys_),
          log_(connection, changes_)
    {}

    // Each write is start(), the calls of its write function, then finish() or undo().
    Result<void> start(const Write& write);
    Result<model::Revision> finish();
    void undo();

    void begin();        // called when the transaction has begun
    Result<void> save(); // called before the commit
    void close_rows();   // called before the commit: those that it changes
    void publish_rows(); // called after the commit
    void forget();       // called when the transaction failed
    // Stored mutations are appended there for the commit listener; nullptr: there is no listener.
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

    Result<model::Entity> get_held(const model::Ref& ref) const;
    void hold(const model::MutationRef& mutation);
    Result<void> apply(model::MutationRef mutation);
    Result<void> store_row(model::Mutation& mutation);
    void defer_count(const model::Mutation& mutation);
    Result<void> flush_counts() const; // called before groups are read
    Result<void> flush() const;        // called before any rows are read
    Result<void> record_failure(Result<void> done);

    SqlConnection& connection_;
    RowCache* cache_;
    mutable Counters counters_;
    mutable MergedChanges changes_;
    mutable AbsentKeyFilter absent_keys_;
    mutable RowWriter rows_;
    mutable ChangeLog log_;
    const Write* write_ = nullptr;
    model::Revision next_revision_ = 0;
    std::int64_t ordinal_ = 0;
    bool has_erased_ = false;
    std::optional<Error> failure_; // a failed change fails the write, even if the
                                   // write function ignores the error
    mutable std::vector<Joined> joined_;
    // The rows that the transaction has changed, of the kinds that the cache has, as they are now;
    // null: only the database knows.
    mutable std::unordered_map<CachedKey, std::shared_ptr<const model::Entity>, CachedKeyHash>
        changed_;
    std::vector<CachedKey> changed_by_write_;
    bool has_changed_fields_ = false; // declared ones, in this transaction
    std::vector<CachedKey> closed_;   // those of changed_ that were in the cache
    std::vector<model::MutationRef>* mutations_put_ = nullptr;
};

} // namespace muster::store::sql
