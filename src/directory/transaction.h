// One write while it runs: the state that it sees, the principal, and the few operations that all
// rules of the directory are made of. Exists only inside Directory::write.
#pragma once

#include <functional>
#include <optional>

#include "directory/principal.h"
#include "directory/quotas.h"
#include "model/changed_members.h"
#include "model/declared.h"
#include "model/store.h"

namespace muster::directory {

template <class E>
using Edit = std::function<Result<void>(E&)>;

// What an update does when nothing differs.
enum class Unchanged {
    skip,  // nothing is written
    renew, // a new revision with a new updated_at: some APIs promise that every update moves the
           // date
};

class Transaction;
struct TenantRules;

// What a rule has worked out of an update before it is written, so that it is not done twice.
struct KnownChange {
    std::optional<ChangedMembers> changed;      // between the two states, without the new times
    std::optional<std::vector<Key>> keys_after; // all keys of the new state
};

// Is called for every row that a transaction puts, before it is put.
class PutObserver {
public:
    virtual ~PutObserver() = default;
    // An error ends the write.
    virtual Result<void> before_put(Transaction& transaction, const MutationRef& mutation) = 0;
    // The declared fields and the dynamic groups of the tenant as this write sees them.
    virtual Result<const DeclaredFields*> declared(Transaction& transaction) = 0;
    virtual Result<const TenantRules*> rules(Transaction& transaction) = 0;
};

class Transaction {
public:
    // All arguments must outlive the transaction.
    Transaction(Writer& writer, const Principal& principal, TenantId tenant, Time now,
                PutObserver& observer, Quotas& quotas)
        : writer_(writer), principal_(principal), tenant_(tenant), now_(now), observer_(observer),
          quotas_(quotas)
    {}

    const Rows& rows() const { return writer_; }
    Writer& writer() { return writer_; }
    const Principal& principal() const { return principal_; }
    TenantId tenant() const { return tenant_; }
    Time now() const { return now_; }
    Quotas& quotas() { return quotas_; }
    // The tenant's declared fields. Valid until this write puts a field.
    Result<const DeclaredFields*> declared() { return observer_.declared(*this); }
    // The tenant's dynamic groups (directory/standing_rules.h). They change with each put.
    Result<const TenantRules*> rules() { return observer_.rules(*this); }

    // For work that is too long for one write: the memberships of this removed group are ended by
    // writes of their own, after this one and before its caller is answered.
    void end_memberships_later(GroupId group) { left_to_end_.push_back(group); }
    const std::vector<GroupId>& left_to_end() const { return left_to_end_; }
    // The time zone of this tenant has changed: a write of the tenant itself applies it.
    void apply_time_zone_later(TenantId tenant) { new_zones_.push_back(tenant); }
    const std::vector<TenantId>& new_zones() const { return new_zones_; }

    template <class E>
    Result<E> get(Id<E> id)
    {
        return model::get<E>(writer_, tenant_, id);
    }

    // Gives the entity its id, times and actor, and stores it.
    template <class E>
    Result<E> create(E entity, KnownChange&& known = KnownChange{})
    {
        entity.id.value = TRY(unused_id(kind_for<E>()));
        stamp_created(entity);
        auto creation = TRY(mutation(Action::created, std::nullopt, entity, std::move(known)));
        TRY(put(std::move(creation)));
        entity.revision = writer_.next_revision();
        return entity;
    }

    // Stores after in place of before. Compares the two once; what the caller has worked out
    // already comes in `known`.
    template <class E>
    Result<E> update(const E& before, E after, Action action = Action::updated,
                     Unchanged unchanged = Unchanged::skip, KnownChange known = {})
    {
        if (!known.changed) known.changed = changed_members(before, after);
        if (unchanged == Unchanged::skip && known.changed->none()) return before;
        stamp_updated(before, after, *known.changed);
        auto change = TRY(mutation(action, before, after, std::move(known)));
        TRY(put(std::move(change)));
        after.revision = writer_.next_revision();
        return after;
    }

    // As create and update, for bulk writes that need no copy of the row. The mutation of a new row
    // was prepared before: its entity and keys are final, except for id and times. A created_at
    // that it has already stays.
    template <class E>
    Result<Id<E>> insert(const MutationRef& creation)
    {
        E& entity = std::get<E>(creation->after);
        entity.id = {TRY(unused_id(kind_for<E>()))};
        const Time given = entity.created_at;
        stamp_created(entity);
        if (given != Time{}) entity.created_at = given;
        TRY(put(creation));
        return entity.id;
    }

    // False when nothing differs: then nothing is written.
    template <class E>
    Result<bool> update_if_changed(const E& before, E after, KnownChange known = {})
    {
        if (!known.changed) known.changed = changed_members(before, after);
        if (known.changed->none()) return false;
        stamp_updated(before, after, *known.changed);
        auto change = TRY(mutation(Action::updated, before, std::move(after), std::move(known)));
        TRY(put(std::move(change)));
        return true;
    }

    // As update, but stores and logs even when nothing differs.
    Result<void> put(Action action, std::optional<Entity> before, Entity after);
    // Stores after in place of before without a new revision and without a log entry: for
    // bookkeeping such as last_used_at.
    Result<void> put_unlogged(Entity before, Entity after);

private:
    // The next id that is no vendor number: nothing new gets an id by which the clients of a
    // dialect know something else.
    Result<std::int64_t> unused_id(Kind kind);
    Result<bool> has_vendor_numbers(Kind kind);
    Result<void> put(MutationRef mutation);
    Result<MutationRef> mutation(Action action, std::optional<Entity> before, Entity after,
                                 KnownChange known);

    template <class E>
    void stamp_created(E& entity) const
    {
        entity.created_at = entity.updated_at = now_;
        if constexpr (requires { entity.created_by; }) {
            entity.created_by = entity.updated_by = principal_.credential;
        }
    }

    template <class E>
    void stamp_updated(const E& before, E& after, ChangedMembers& changed) const
    {
        using Column = typename Schema<E>::Enum;
        after.updated_at = now_;
        if (after.updated_at != before.updated_at) changed.set(Column::updated_at);
        if constexpr (requires { after.updated_by; }) {
            after.updated_by = principal_.credential;
            if (after.updated_by != before.updated_by) changed.set(Column::updated_by);
        }
    }

    std::vector<GroupId> left_to_end_;
    // Whether customers, and groups, of the tenant have vendor numbers; nullopt: not looked up yet.
    std::optional<bool> numbered_customers_;
    std::optional<bool> numbered_groups_;
    std::vector<TenantId> new_zones_;
    Writer& writer_;
    const Principal& principal_;
    TenantId tenant_;
    Time now_;
    PutObserver& observer_;
    Quotas& quotas_;
};

} // namespace muster::directory
