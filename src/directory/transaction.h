// One write while it runs: the state that it sees, the principal, and the few operations that all
// rules of the directory are made of. Exists only inside Directory::write.
#pragma once

#include <functional>
#include <optional>

#include "directory/principal.h"
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

// Is called for every row that a transaction puts and logs, before it is put.
class PutObserver {
public:
    virtual ~PutObserver() = default;
    // An error ends the write.
    virtual Result<void> before_put(Transaction& transaction, const MutationRef& mutation) = 0;
};

class Transaction {
public:
    // All arguments must outlive the transaction.
    Transaction(Writer& writer, const Principal& principal, TenantId tenant, Time now,
                PutObserver& observer)
        : writer_(writer), principal_(principal), tenant_(tenant), now_(now), observer_(observer)
    {}

    const Rows& rows() const { return writer_; }
    Writer& writer() { return writer_; }
    const Principal& principal() const { return principal_; }
    TenantId tenant() const { return tenant_; }
    Time now() const { return now_; }
    // The tenant's declared fields, read once.
    Result<const DeclaredFields*> declared();
    void forget_declared() { declared_.reset(); }

    template <class E>
    Result<E> get(Id<E> id)
    {
        return model::get<E>(writer_, tenant_, id);
    }

    // Gives the entity its id, times and actor, and stores it.
    template <class E>
    Result<E> create(E entity)
    {
        entity.id.value = TRY(writer_.next_id(tenant_, kind_for<E>()));
        stamp_created(entity);
        TRY(put(Action::created, std::nullopt, entity));
        entity.revision = writer_.next_revision();
        return entity;
    }

    // Stores after in place of before.
    template <class E>
    Result<E> update(const E& before, E after, Action action = Action::updated,
                     Unchanged unchanged = Unchanged::skip)
    {
        if (unchanged == Unchanged::skip && equal_entities(before, after)) return before;
        stamp_updated(after);
        TRY(put(action, before, after));
        after.revision = writer_.next_revision();
        return after;
    }

    // As create and update, for bulk writes that need no copy of the row. The mutation of a new row
    // was prepared before: its entity and keys are final, except for id and times.
    template <class E>
    Result<Id<E>> insert(const MutationRef& creation)
    {
        E& entity = std::get<E>(creation->after);
        entity.id = {TRY(writer_.next_id(tenant_, kind_for<E>()))};
        stamp_created(entity);
        TRY(put(creation));
        return entity.id;
    }

    // False when nothing differs: then nothing is written.
    template <class E>
    Result<bool> update_if_changed(const E& before, E after)
    {
        if (equal_entities(before, after)) return false;
        stamp_updated(after);
        TRY(put(Action::updated, before, std::move(after)));
        return true;
    }

    // As update, but stores and logs even when nothing differs.
    Result<void> put(Action action, std::optional<Entity> before, Entity after);
    // Stores after in place of before without a new revision and without a log entry: for
    // bookkeeping such as last_used_at.
    Result<void> put_unlogged(Entity before, Entity after);

private:
    Result<void> put(MutationRef mutation);
    Result<MutationRef> mutation(Action action, std::optional<Entity> before, Entity after);

    template <class E>
    void stamp_created(E& entity) const
    {
        entity.created_at = entity.updated_at = now_;
        if constexpr (requires { entity.created_by; }) {
            entity.created_by = entity.updated_by = principal_.credential;
        }
    }

    template <class E>
    void stamp_updated(E& entity) const
    {
        entity.updated_at = now_;
        if constexpr (requires { entity.updated_by; }) entity.updated_by = principal_.credential;
    }

    static bool equal_entities(const Entity& a, const Entity& b);

    Writer& writer_;
    const Principal& principal_;
    TenantId tenant_;
    Time now_;
    std::optional<DeclaredFields> declared_;
    PutObserver& observer_;
};

} // namespace muster::directory
