// The port to the storage engines (src/store). Engines hold no business rules.
//
// A write is a function that the store runs while no other write runs. It reads the newest state
// through the Writer, decides, and puts its mutations. They become durable together or not at all.
// One transaction commits many writes (group commit); each write fails or succeeds separately.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "model/changed_members.h"
#include "model/entities.h"
#include "model/query.h"

namespace muster::model {

// Identifies one row. A membership is identified by the group in `id` and by `customer`.
struct Ref {
    Kind kind;
    TenantId tenant;
    std::int64_t id = 0;
    std::int64_t customer = 0;
};

// A value by which rows are found, normalised by model/keys.h.
struct Key {
    Kind kind;
    TenantId tenant;
    std::string name; // "email", "external_id", "fields.customerID"
    std::string text;
    friend bool operator==(const Key&, const Key&) = default;
};

// Several reads of one committed state; gets the tenant's revision of that state. A part that
// answers from another state (the index) returns conflict; then all the reads run again.
using ReadFunction = std::function<Result<void>(Revision at)>;

// Reads rows. Besides the errors that a method lists, each may return unavailable, timed_out or
// internal. Outside a write, each call sees the newest committed state and is thread-safe. No call
// returns before the commit listener has the state that it shows: all ways of reading agree.
class Rows {
public:
    virtual ~Rows() = default;
    virtual Result<Entity> get(const Ref& ref) const = 0; // not_found; tombstones are found
    // In the order of `ids`; missing rows are skipped. Not for memberships.
    virtual Result<std::vector<Entity>> get_all(Kind kind, TenantId tenant,
                                                std::span<const std::int64_t> ids) const = 0;
    // The row with the lowest id that carries the key; not_found.
    virtual Result<Entity> find(const Key& key) const = 0;
    virtual Result<Page> page(const Query& query) const = 0;
    virtual Result<std::int64_t> count(const Query& query) const = 0;
    virtual Result<std::vector<Change>> changes(const ChangeQuery& query) const = 0;
    // The revision of the tenant's newest change; 0 without any. Every request calls it, so it must
    // be cheap.
    virtual Result<Revision> revision(TenantId tenant) const = 0;
    // Runs `read`, perhaps more than once, on this thread. All reads of rows in it show one
    // committed state. Must not be nested. Here: the reads inside a write show one state anyway.
    virtual Result<void> read_at_once(TenantId tenant, const ReadFunction& read) const
    {
        return read(TRY(revision(tenant)));
    }
};

// One changed row: its state before and after the write.
struct Mutation {
    Action action = Action::created;
    TenantId tenant;              // the tenant of the write
    std::optional<Entity> before; // as read in this write; nullopt when there is no such row
    Entity after;                 // the store sets its revision when the change is logged
    // find() found the row by the former, and will find it by the latter. Both are empty when an
    // update changes no key: then the row keeps the keys that it has.
    std::vector<Key> keys_before;
    std::vector<Key> keys_after;
    bool is_logged = true;  // false for stored replies, jobs, their items and last_used_at
    bool stores_row = true; // false: only logged, as memberships of dynamic groups are
    // Of a membership that is only logged: it stands for the memberships of all these customers,
    // which rise and begin with that of `after`. Empty: for itself.
    std::vector<std::int64_t> customers = {};
    // How the two states differ, except for the revision, which the store sets. Engines read it
    // through difference(), which compares the states when the maker has not done it.
    std::optional<ChangedMembers> changed = {};

    const ChangedMembers& difference()
    {
        if (!changed) {
            changed.emplace();
            if (before) changed = changed_members(*before, after);
        }
        return *changed;
    }
};

// The write, the store and the commit listener share a mutation, so that bulk writes copy no rows.
// After put(), only the store changes it.
using MutationRef = std::shared_ptr<Mutation>;

// The store inside one write; used by one thread. Reads see what this write has put so far.
class Writer : public Rows {
public:
    // The next id of that kind in the tenant. Ids of removed rows are not used again; an id that a
    // failed write has taken is. too_large beyond limits::entity_id.
    virtual Result<std::int64_t> next_id(TenantId tenant, Kind kind) = 0;
    // The next number of a named sequence of the tenant, from 1: for ids of things that are not
    // rows, such as the postal addresses of a customer. A number that a failed write has taken is
    // used again. too_large beyond limits::entity_id. Names are constants that contain a dot.
    virtual Result<std::int64_t> next_in_sequence(TenantId tenant, std::string_view name) = 0;
    // The rows that the mutation refers to (the group and the customer of a membership, a home
    // group) must exist: an engine may fail with internal when they do not.
    virtual Result<void> put(MutationRef mutation) = 0;
    Result<void> put(Mutation&& mutation)
    {
        return put(std::make_shared<Mutation>(std::move(mutation)));
    }
    // Deletes the row, if it exists, without logging it. Only for stored replies, jobs and their
    // items.
    virtual Result<void> erase(const Ref& ref) = 0;
    // Clears `before` and `after` in all log entries of one entity, also in those of this write
    // (promise 10).
    virtual Result<void> erase_history(const Ref& ref) = 0;
    // The revision of the changes of this write.
    virtual Revision next_revision() const = 0;
    // Whether other writes wait for this one. A bulk write then ends early, to let them run.
    virtual bool others_wait() const { return false; }
};

// Is called after each commit, so that data derived from the rows (the index) is always as new as
// the rows.
class CommitListener {
public:
    virtual ~CommitListener() = default;
    // Called once per write, in the order of revisions, on the writer thread: after the commit and
    // before the caller of the write is answered. Reads that show the write wait for it. Gets only
    // mutations that store rows, with their revisions set; none when the write only logged.
    virtual void committed(TenantId tenant, Revision revision,
                           std::span<const MutationRef> mutations) = 0;
};

// The author and the time of a write, for the log.
struct Origin {
    Time at{}; // the log has this time, or that of the tenant's entry before if that is later
    std::string principal;
    std::string dialect;
};

// Runs on the writer thread while the caller waits. It may run more than once (after a lost
// connection), so it may change captured variables only by assignment, not by accumulation. An
// error undoes all that it has put and is returned to the caller.
using WriteFunction = std::function<Result<void>(Writer&)>;

// Thread-safe.
class Store : public Rows {
public:
    // The write is durable when this returns. Returns the tenant's revision after the write: one
    // more than before when the write has logged anything, else the same. Errors: those of
    // `decide`, and unavailable when the queue or the disk is full.
    virtual Result<Revision> write(TenantId tenant, const Origin& origin,
                                   const WriteFunction& decide) = 0;
    // Sets the only listener; nullptr removes it. Must be called while no write runs. The listener
    // must outlive the store or be removed before.
    virtual void set_commit_listener(CommitListener* listener) = 0;
};

// Reads with the type of the entity.
template <class E>
Result<E> get(const Rows& rows, TenantId tenant, Id<E> id)
{
    auto row = TRY(rows.get({kind_for<E>(), tenant, id.value, 0}));
    return std::get<E>(std::move(row));
}

template <class E>
Result<E> find(const Rows& rows, const Key& key)
{
    auto row = TRY(rows.find(key));
    return std::get<E>(std::move(row));
}

template <class E>
std::vector<E> rows_of(Page&& page)
{
    std::vector<E> typed;
    typed.reserve(page.rows.size());
    for (auto& row : page.rows) typed.push_back(std::get<E>(std::move(row)));
    return typed;
}

} // namespace muster::model
