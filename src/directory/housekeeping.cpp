// Works in batches of limited size, so that other writes get their turn in between.
#include "directory/housekeeping.h"

#include "base/limits.h"
#include "directory/jobs.h"
#include "directory/memberships.h"
#include "directory/tenants.h"

namespace muster::directory {

namespace {

constexpr auto batch = static_cast<std::int64_t>(limits::housekeeping_batch);

Query due_query(Kind kind, TenantId tenant, std::string operand, Time until)
{
    Query query;
    query.kind = kind;
    query.tenant = tenant;
    query.filter = where(std::move(operand), Filter::Op::less_or_equal, until);
    query.limit = batch;
    if (kind == Kind::membership) query.sort.operand = "since";
    return query;
}

Result<std::int64_t> drop_old_replies(Transaction& transaction)
{
    auto page = TRY(
        transaction.rows().page(due_query(Kind::stored_reply, transaction.tenant(), "created_at",
                                          transaction.now() - limits::idempotency_age)));
    const auto replays = rows_of<StoredReply>(std::move(page));
    for (const auto& replay : replays) {
        TRY(transaction.writer().erase(
            {Kind::stored_reply, transaction.tenant(), replay.id.value, 0}));
    }
    return static_cast<std::int64_t>(replays.size());
}

// Repeats one kind of small write until it finds nothing more to do.
template <class Act>
Result<std::int64_t> repeat(Directory& directory, TenantId tenant, const Query& due, Act act)
{
    const Principal system{{}, {}, tenant, "system", "core", {}};
    std::int64_t total = 0;
    while (!TRY(directory.rows().page(due)).rows.empty()) {
        const auto done = TRY(directory.write(system, tenant, act));
        if (done == 0) break;
        total += done;
    }
    return total;
}

Result<void> keep_tenant(Directory& directory, TenantId tenant, Time now, Housekeeping& done)
{
    done.ended_memberships +=
        TRY(repeat(directory, tenant, due_query(Kind::membership, tenant, "expires_at", now),
                   [](Transaction& t) { return end_expired_memberships(t, batch); }));
    done.dropped_replies += TRY(
        repeat(directory, tenant,
               due_query(Kind::stored_reply, tenant, "created_at", now - limits::idempotency_age),
               [](Transaction& t) { return drop_old_replies(t); }));
    done.erased_jobs +=
        TRY(repeat(directory, tenant, due_query(Kind::job, tenant, "expires_at", now),
                   [](Transaction& t) { return erase_expired_jobs(t, batch); }));
    return {};
}

Result<std::int64_t> finish_removals_of(Directory& directory, TenantId tenant)
{
    Query query;
    query.kind = Kind::group;
    query.tenant = tenant;
    query.filter =
        all_of({where("member_count", Filter::Op::greater, std::int64_t{0}),
                where("removed_at", Filter::Op::less_or_equal, directory.clock().now())});
    query.with_removed = true;
    query.limit = batch;
    std::int64_t finished = 0;
    do {
        auto page = TRY(directory.rows().page(query));
        query.after = page.next;
        for (const auto& group : rows_of<Group>(std::move(page))) {
            const Principal remover{group.updated_by, {}, tenant, "system", "core", {}};
            TRY(end_memberships(directory, remover, tenant, group.id));
            ++finished;
        }
    } while (query.after);
    return finished;
}

} // namespace

Result<std::int64_t> finish_removals(Directory& directory)
{
    std::int64_t finished = 0;
    for (const auto tenant : TRY(all_tenants(directory.rows()))) {
        finished += TRY(finish_removals_of(directory, tenant));
    }
    return finished;
}

Result<Housekeeping> run_housekeeping(Directory& directory)
{
    Housekeeping done;
    const Time now = directory.clock().now();
    TRY(keep_tenant(directory, system_tenant, now,
                    done)); // replays of accounts, tenants, credentials
    const auto tenants = TRY(all_tenants(directory.rows()));
    for (const auto tenant : tenants) TRY(keep_tenant(directory, tenant, now, done));
    return done;
}

} // namespace muster::directory
