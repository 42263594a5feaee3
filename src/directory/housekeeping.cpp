// Works in batches of limited size, so that other writes get their turn in between.
#include "directory/housekeeping.h"

#include <span>
#include <type_traits>

#include "base/limits.h"
#include "directory/jobs.h"
#include "directory/memberships.h"
#include "directory/tenants.h"
#include "model/pages.h"

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

// How many rows an act on it touches.
template <class E>
std::int64_t weight_of(const E& row)
{
    if constexpr (std::is_same_v<E, Job>) return row.first_item ? 1 + row.size : 1;
    return 1;
}

// The next rows that one write handles: at least one.
template <class E>
std::span<const E> next_batch(std::span<const E> rows)
{
    std::size_t count = 0;
    for (std::int64_t weight = 0; count < rows.size(); ++count) {
        weight += weight_of(rows[count]);
        if (count > 0 && weight > batch) break;
    }
    return rows.first(count);
}

// What one round does in one tenant.
class TenantRound {
public:
    TenantRound(Directory& directory, TenantId tenant, const Warn& warn)
        : directory_(directory), system_{{}, {}, tenant, "system", "core", {}}, warn_(warn)
    {}

    // Calls act(transaction, row) for all rows that the query finds, many in one write. When that
    // fails, each has a write of its own, so that a row that cannot be handled holds up no other.
    template <class E, class Act>
    Result<std::int64_t> handle(Query due, Act act) const
    {
        std::int64_t handled = 0;
        do {
            auto page = TRY(directory_.rows().page(due));
            due.after = page.next;
            auto rows = rows_of<E>(std::move(page));
            if constexpr (std::is_same_v<E, Job>) {
                for (auto& job : rows) shorten(job);
            }
            for (std::span<const E> left = rows; !left.empty();) {
                const auto some = next_batch(left);
                left = left.subspan(some.size());
                handled += handle_some(some, act);
            }
        } while (due.after);
        return handled;
    }

private:
    // The items of a large job are erased by writes before the one that erases the job.
    void shorten(Job& job) const
    {
        while (job.first_item && job.size > batch) {
            const std::string item = "the items of job " + std::to_string(job.id.value);
            const bool is_done = run_item(warn_, item, [&]() -> Result<void> {
                job = TRY(directory_.write(system_, system_.tenant, [&](Transaction& t) {
                    return erase_last_items(t, job, batch);
                }));
                return {};
            });
            if (!is_done) return;
        }
    }

    template <class E, class Act>
    std::int64_t handle_some(std::span<const E> rows, Act act) const
    {
        if (write(rows, act)) return std::ssize(rows);
        std::int64_t handled = 0;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const bool done = run_item(warn_, "a due " + std::string(name_of(kind_for<E>())),
                                       [&] { return write(rows.subspan(i, 1), act); });
            if (done) ++handled;
        }
        return handled;
    }

    template <class E, class Act>
    Result<void> write(std::span<const E> rows, Act act) const
    {
        return directory_.write(system_, system_.tenant, [&](Transaction& t) -> Result<void> {
            for (const auto& row : rows) TRY(act(t, row));
            return {};
        });
    }

    Directory& directory_;
    const Principal system_;
    const Warn& warn_;
};

void keep_tenant(Directory& directory, TenantId tenant, const Warn& warn, Housekeeping& done)
{
    const Time now = directory.clock().now();
    const TenantRound round(directory, tenant, warn);
    // What fails for one kind of rows leaves the others their turn.
    const auto handle = [&]<class E>(std::type_identity<E>, Query due, const auto& act,
                                     std::int64_t& handled) {
        const std::string item = "due rows of tenant " + std::to_string(tenant.value) + ": " +
                                 std::string(name_of(kind_for<E>()));
        run_item(warn, item, [&]() -> Result<void> {
            handled += TRY(round.handle<E>(std::move(due), act));
            return {};
        });
    };
    handle(std::type_identity<Membership>{}, due_query(Kind::membership, tenant, "expires_at", now),
           end_expired_membership, done.ended_memberships);
    handle(
        std::type_identity<StoredReply>{},
        due_query(Kind::stored_reply, tenant, "created_at", now - limits::idempotency_age),
        [](Transaction& t, const StoredReply& reply) {
            return t.writer().erase({Kind::stored_reply, t.tenant(), reply.id.value, 0});
        },
        done.dropped_replies);
    handle(std::type_identity<Job>{}, due_query(Kind::job, tenant, "expires_at", now), erase_job,
           done.erased_jobs);
}

Result<std::int64_t> finish_removals_of(Directory& directory, TenantId tenant, const Warn& warn)
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
    TRY(each_row<Group>(directory.rows(), query, [&](const Group& group) -> Result<void> {
        const Principal remover{group.updated_by, {}, tenant, "system", "core", {}};
        const std::string name = "the removal of group " + std::to_string(group.id.value) +
                                 " of tenant " + std::to_string(tenant.value);
        const bool is_done = run_item(
            warn, name, [&] { return end_memberships(directory, remover, tenant, group.id); });
        if (is_done) ++finished;
        return {};
    }));
    return finished;
}

} // namespace

Result<std::int64_t> finish_removals(Directory& directory, const Warn& warn)
{
    std::int64_t finished = 0;
    TRY(for_each_tenant(directory.rows(), warn, [&](TenantId tenant) -> Result<void> {
        finished += TRY(finish_removals_of(directory, tenant, warn));
        return {};
    }));
    return finished;
}

Result<Housekeeping> run_housekeeping(Directory& directory, const Warn& warn)
{
    Housekeeping done;
    // The system tenant has the replies about accounts, tenants and credentials.
    keep_tenant(directory, system_tenant, warn, done);
    TRY(for_each_tenant(directory.rows(), warn, [&](TenantId tenant) {
        keep_tenant(directory, tenant, warn, done);
        return Result<void>{};
    }));
    return done;
}

} // namespace muster::directory
