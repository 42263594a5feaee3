#include "store/awaited_store.h"

namespace muster::store {

using namespace model;

void AwaitedStore::begin(std::unique_ptr<Store> engine)
{
    owned_ = std::move(engine);
    owned_->set_commit_listener(listener_);
    engine_ = owned_.get();
}

Result<Store*> AwaitedStore::engine() const
{
    if (Store* engine = engine_) return engine;
    return fail(Code::unavailable, "store", "this node stands by: try again");
}

Result<Entity> AwaitedStore::get(const Ref& ref) const { return TRY(engine())->get(ref); }

Result<std::vector<Entity>> AwaitedStore::get_all(Kind kind, TenantId tenant,
                                                  std::span<const std::int64_t> ids) const
{
    return TRY(engine())->get_all(kind, tenant, ids);
}

Result<Entity> AwaitedStore::find(const Key& key) const { return TRY(engine())->find(key); }

Result<Page> AwaitedStore::page(const Query& query) const { return TRY(engine())->page(query); }

Result<std::int64_t> AwaitedStore::count(const Query& query) const
{
    return TRY(engine())->count(query);
}

Result<std::vector<Change>> AwaitedStore::changes(const ChangeQuery& query) const
{
    return TRY(engine())->changes(query);
}

Result<Revision> AwaitedStore::revision(TenantId tenant) const
{
    return TRY(engine())->revision(tenant);
}

Result<void> AwaitedStore::read_at_once(TenantId tenant, const ReadFunction& read) const
{
    return TRY(engine())->read_at_once(tenant, read);
}

Result<Revision> AwaitedStore::write(TenantId tenant, const Origin& origin,
                                     const WriteFunction& decide)
{
    return TRY(engine())->write(tenant, origin, decide);
}

void AwaitedStore::set_commit_listener(CommitListener* listener)
{
    listener_ = listener;
    if (Store* engine = engine_) engine->set_commit_listener(listener);
}

} // namespace muster::store
