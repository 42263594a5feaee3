// Builds the mutations: rows with their keys and changed members. Knows no rule of any entity.
#include "directory/transaction.h"

#include "base/if_found.h"
#include "model/keys.h"

namespace muster::directory {

Result<bool> Transaction::has_vendor_numbers(Kind kind)
{
    if (kind != Kind::customer && kind != Kind::group) return false;
    auto& known = kind == Kind::customer ? numbered_customers_ : numbered_groups_;
    if (!known) known = TRY(any_vendor_numbers(writer_, tenant_, kind));
    return *known;
}

Result<std::int64_t> Transaction::unused_id(Kind kind)
{
    const bool may_be_number = TRY(has_vendor_numbers(kind));
    for (;;) { // next_id() fails when the ids run out
        const auto id = TRY(writer_.next_id(tenant_, kind));
        if (!may_be_number) return id;
        const auto key = any_vendor_number_key(kind, tenant_, std::to_string(id));
        if (!TRY(if_found(writer_.find(key)))) return id;
    }
}

Result<void> Transaction::put(Action action, std::optional<Entity> before, Entity after)
{
    auto change = TRY(mutation(action, std::move(before), std::move(after), KnownChange{}));
    return put(std::move(change));
}

Result<void> Transaction::put(MutationRef mutation)
{
    TRY(observer_.before_put(*this, mutation));
    if (const auto* customer = std::get_if<Customer>(&mutation->after)) {
        if (!customer->vendor_numbers.empty()) numbered_customers_ = true;
    } else if (const auto* group = std::get_if<Group>(&mutation->after)) {
        if (!group->vendor_numbers.empty()) numbered_groups_ = true;
    }
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
