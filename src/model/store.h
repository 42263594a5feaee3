// The port to the storage engines (src/store). Engines hold no business rules.
//
// A write is a function that the store runs while no other write runs. It sees the newest state
// through the Writer, decides, and puts its mutations; all of them become durable together, or
// none. One transaction commits many writes (group commit); each write fails or succeeds by itself.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "model/entities.h"
#include "model/query.h"

namespace muster::model {

// Names one row. `customer` only for memberships, whose id is the group.
struct Ref {
    Kind kind;
    TenantId tenant;
    std::int64_t id = 0;
    std::int64_t customer = 0;
};

// Finds a row other than by its id; normalised by model/keys.h.
struct Key {
    Kind kind;
    TenantId tenant;
    std::string name; // "email", "external_id", "fields.customerID"
    std::string text;
    friend bool operator==(const Key&, const Key&) = default;
};

// Reading. Besides the errors that a method names, it may return unavailable, timed_out or
// internal. Outside a write each call sees the newest committed state and is thread-safe.
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
    // Of the tenant's newest change; 0 when it has none. Must be cheap: every request calls it.
    virtual Result<Revision> revision(TenantId tenant) const = 0;
};

// One row to be stored in place of another.
struct Mutation {
    Action action = Action::created;
    TenantId tenant;              // the write's
    std::optional<Entity> before; // as read in this same write; none when no such row is there
    Entity after;                 // its revision is set by the store, or left when not logged
    std::vector<Key> keys_before; // what find() knew it by, and shall know it by
    std::vector<Key> keys_after;
    bool is_logged = true;  // false for replays, jobs, items of jobs and last_used_at
    bool stores_row = true; // false: only told in the log, as who enters a group by its rule
};

// Shared by its maker, the store and the commit listener until the write is answered, so that bulk
// writes copy no row. Only the store changes it meanwhile.
using MutationRef = std::shared_ptr<Mutation>;

// Inside one write only; one thread. Reads see what this write has put so far.
class Writer : public Rows {
public:
    // The next id of that kind in the tenant, above every id ever put; given back when the write
    // fails. too_large past limits::entity_id.
    virtual Result<std::int64_t> next_id(TenantId tenant, Kind kind) = 0;
    // The next number of a named sequence of the tenant, from 1 on: for ids of things that are no
    // rows, such as the postal addresses within a customer. Given back when the write fails;
    // too_large past limits::entity_id. Names are constants of the program and contain a dot.
    virtual Result<std::int64_t> next_in_sequence(TenantId tenant, std::string_view name) = 0;
    // The group and the customer of a membership and a home group have been put before: an engine
    // may refuse (internal) what names a row that is not there.
    virtual Result<void> put(MutationRef mutation) = 0;
    Result<void> put(Mutation&& mutation)
    {
        return put(std::make_shared<Mutation>(std::move(mutation)));
    }
    // Removes the row, if there, for good and without a trace in the log (replays, jobs
    // and items of jobs only).
    virtual Result<void> erase(const Ref& ref) = 0;
    // Blanks before and after in the log entries of one entity that stand so far, those of this
    // write included (promise 10).
    virtual Result<void> erase_history(const Ref& ref) = 0;
    // The revision that this write's changes get.
    virtual Revision next_revision() const = 0;
    // Whether other writes wait for this one: a bulk write then ends early, to let them run.
    virtual bool others_wait() const { return false; }
};

// Is called after each commit, so that data derived from the rows (the index) is as new as they
// are.
class CommitListener {
public:
    virtual ~CommitListener() = default;
    // One write: after its commit and before its caller is answered, in the order of revisions; on
    // the store's own thread, which waits. Only what is kept, each with its revision.
    virtual void committed(TenantId tenant, Revision revision,
                           std::span<const MutationRef> mutations) = 0;
};

// Who writes and when, for the log.
struct Origin {
    Time at{};
    std::string principal;
    std::string dialect;
};

// Runs on the store's own thread while the caller waits. May run more than once (a lost
// connection), so it must not change what it captured except by plain assignment. An error undoes
// all that it put and goes back to the caller.
using WriteFunction = std::function<Result<void>(Writer&)>;

// Thread-safe.
class Store : public Rows {
public:
    // Durable when it returns. Gives the tenant's revision after the write: one more than before
    // when anything logged was put, else unchanged. Errors: those of decide; unavailable when the
    // queue is full or the disk is.
    virtual Result<Revision> write(TenantId tenant, const Origin& origin,
                                   const WriteFunction& decide) = 0;
    // From now on, of every write; none: nobody. Set while nothing is written. The follower
    // outlives the store, or is taken back.
    virtual void set_commit_listener(CommitListener* listener) = 0;
};

// Typed reading.
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
