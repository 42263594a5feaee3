// One lock around plain maps. Knows no SQL and no file.
#include "store/memory/memory_store.h"

#include <mutex>

#include "base/round.h"
#include "store/memory/tables.h"

namespace muster::store {

using namespace model;

namespace {

class MemoryStore final : public Store {
public:
    Result<Entity> get(const Ref& ref) const override { return locked()->get(ref); }
    Result<std::vector<Entity>> get_all(Kind kind, TenantId tenant,
                                        std::span<const std::int64_t> ids) const override
    {
        return locked()->get_all(kind, tenant, ids);
    }
    Result<Entity> find(const Key& key) const override { return locked()->find(key); }
    Result<Page> page(const Query& query) const override { return locked()->page(query); }
    Result<std::int64_t> count(const Query& query) const override { return locked()->count(query); }
    Result<std::vector<Change>> changes(const ChangeQuery& query) const override
    {
        return locked()->changes(query);
    }
    Result<Revision> revision(TenantId tenant) const override { return locked()->revision(tenant); }
    Result<void> read_at_once(TenantId tenant, const ReadFunction& read) const override
    {
        const std::scoped_lock lock(mutex_);
        return read(TRY(tables_.revision(tenant)));
    }

    Result<Revision> write(TenantId tenant, const Origin& origin,
                           const WriteFunction& decide) override
    {
        const std::scoped_lock lock(mutex_);
        const Revision before = TRY(tables_.revision(tenant));
        tables_.begin(tenant, origin);
        const auto decided = guarded([&] { return decide(tables_); });
        if (!decided) {
            tables_.undo();
            return fail(decided.error());
        }
        tables_.commit();
        const auto revision = tables_.revision(tenant);
        const auto mutations = tables_.take();
        const bool is_news = !mutations.empty() || *revision != before;
        if (listener_ != nullptr && is_news) listener_->committed(tenant, *revision, mutations);
        return revision;
    }
    void set_commit_listener(CommitListener* listener) override { listener_ = listener; }

private:
    // Holds the lock until the end of the expression.
    struct Locked {
        std::scoped_lock<std::recursive_mutex> lock;
        const Tables& tables;
        const Tables* operator->() const { return &tables; }
    };
    Locked locked() const { return {std::scoped_lock(mutex_), tables_}; }

    mutable std::recursive_mutex mutex_; // read_at_once() holds it while it reads
    Tables tables_;
    CommitListener* listener_ = nullptr;
};

} // namespace

std::unique_ptr<Store> make_memory_store() { return std::make_unique<MemoryStore>(); }

} // namespace muster::store
