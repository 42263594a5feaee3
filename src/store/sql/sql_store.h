// The store of a SQL engine: one reading connection per thread, one writing connection behind the
// committer. Knows no statements.
#pragma once

#include <memory>

#include "store/committer.h"
#include "store/sql/newest_revisions.h"
#include "store/sql/readers.h"
#include "store/sql/row_cache.h"
#include "store/sql/sql_batch.h"

namespace muster::store::sql {

// Reads the newest revision of every tenant.
Result<void> load_revisions(SqlConnection& connection, NewestRevisions& revisions);

class SqlStore : public model::Store {
public:
    // `batch` refers to `revisions`, to `health` and to `cache`, which may be null. `revisions` and
    // `cache` are only moved from when all arguments have been evaluated, whose order is the
    // compiler's choice.
    SqlStore(std::unique_ptr<NewestRevisions>&& revisions, std::shared_ptr<StoreHealth> health,
             std::unique_ptr<SqlBatch> batch, Readers::Open open_reader,
             std::unique_ptr<RowCache>&& cache = nullptr)
        : health_(std::move(health)), revisions_(std::move(revisions)), cache_(std::move(cache)),
          batch_(std::move(batch)), readers_(std::make_shared<Readers>(std::move(open_reader))),
          committer_(*batch_, *health_)
    {}

    Result<model::Entity> get(const model::Ref& ref) const override;
    Result<std::vector<model::Entity>> get_all(model::Kind kind, model::TenantId tenant,
                                               std::span<const std::int64_t> ids) const override;
    Result<model::Entity> find(const model::Key& key) const override;
    Result<model::Page> page(const model::Query& query) const override;
    Result<std::int64_t> count(const model::Query& query) const override;
    Result<std::vector<model::Change>> changes(const model::ChangeQuery& query) const override;
    Result<void> read_at_once(model::TenantId tenant,
                              const model::ReadFunction& read) const override;
    Result<model::Revision> revision(model::TenantId tenant) const override
    {
        return revisions_->of(tenant);
    }
    Result<model::Revision> write(model::TenantId tenant, const model::Origin& origin,
                                  const model::WriteFunction& decide) override
    {
        return committer_.write({tenant, origin, decide});
    }
    void set_commit_listener(model::CommitListener* listener) override
    {
        batch_->set_commit_listener(listener);
    }

private:
    Result<model::Entity> get_cached(const model::Ref& ref) const;
    template <class Read>
    auto reading(model::TenantId tenant, Read read) const
        -> std::invoke_result_t<Read, SqlConnection&>;

    // Members are destroyed in reverse order: the committer first, then the readers, the writing
    // connection last.
    std::shared_ptr<StoreHealth> health_;
    std::unique_ptr<NewestRevisions> revisions_;
    std::unique_ptr<RowCache> cache_;
    std::unique_ptr<SqlBatch> batch_;
    std::shared_ptr<Readers> readers_;
    Committer committer_;
};

} // namespace muster::store::sql
