// Builds the mutations: rows with their keys and changed members. Knows no rule of any entity.
#include "directory/transaction.h"

#include "model/keys.h"

namespace muster::directory {

Result<const DeclaredFields*> Transaction::declared()
{
    if (!declared_) declared_ = TRY(load_declared(writer_, tenant_));
    return &*declared_;
}

Result<void> Transaction::put(Action action, std::optional<Entity> before, Entity after)
{
    auto change = TRY(mutation(action, std::move(before), std::move(after), KnownChange{}));
    return put(std::move(change));
}

Result<void> Transaction::put(MutationRef mutation)
{
    TRY(observer_.before_put(*this, mutation));
    return writer_.put(std::move(mutation));
}

Result<void> Transaction::put_unlogged(Entity before, Entity after)
{
    auto quiet = TRY(mutation(Action::updated, std::move(before), std::move(after), KnownChange{}));
    quiet->is_logged = false;
    return put(std::move(quiet));
}

Result<MutationRef> Transaction::mutation(Action action, std::optional<Entity> before, Entity after,
                                          KnownChange known)
{
    static const DeclaredFields none;
    const DeclaredFields* fields = &none;
    const Kind kind = kind_of(after);
    if (kind == Kind::customer || kind == Kind::group) fields = TRY(declared());
    auto made = std::make_shared<Mutation>();
    made->action = action;
    made->tenant = tenant_;
    if (before) {
        if (!known.changed) known.changed = changed_members(*before, after);
        made->changed = std::move(known.changed);
    }
    if (!before || may_change_keys(kind, *made->changed, *fields)) {
        if (before) made->keys_before = keys_of(*before, tenant_, *fields);
        made->keys_after =
            known.keys_after ? *std::move(known.keys_after) : keys_of(after, tenant_, *fields);
    }
    made->is_logged = kind != Kind::stored_reply && kind != Kind::job && kind != Kind::job_item;
    made->before = std::move(before);
    made->after = std::move(after);
    return made;
}

} // namespace muster::directory
