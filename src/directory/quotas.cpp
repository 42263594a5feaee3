// The table of the quotas, and the counts that decide.
#include "directory/quotas.h"

#include <string>

#include "base/limits.h"
#include "directory/tenants.h"

namespace muster::directory {

namespace {

constexpr std::array<QuotaRow, quota_count> rows_of_quotas{{
    {Quota::stored_replies, "stored_replies", "units of 4 KiB of stored answers",
     limits::stored_reply_units, limits::all_stored_reply_units},
    {Quota::jobs, "jobs", "jobs", limits::stored_jobs, limits::all_stored_jobs},
    {Quota::job_files, "job_files", "bytes of job files", limits::job_files_bytes,
     limits::all_job_files_bytes},
}};

// What is over the quota goes by itself, after a day at the latest.
constexpr std::chrono::minutes try_again{10};

Failure over_quota(const QuotaRow& row, std::string_view of, std::int64_t limit)
{
    Error error{Code::rate_limited,
                std::string(row.name),
                std::string(of) + " at most " + std::to_string(limit) + ' ' +
                    std::string(row.unit) + ": remove some, or try again later",
                {},
                {},
                {}};
    error.retry_after = try_again;
    return fail(std::move(error));
}

Query rows_query(Kind kind, TenantId tenant)
{
    Query query;
    query.kind = kind;
    query.tenant = tenant;
    query.limit = 1;
    return query;
}

// The id of the stored reply that comes first in the order; 0 without any.
Result<std::int64_t> outermost_reply(const Rows& rows, TenantId tenant, bool is_newest)
{
    Query query = rows_query(Kind::stored_reply, tenant);
    query.sort.descending = is_newest;
    const auto page = TRY(rows.page(query));
    return page.rows.empty() ? 0 : row_id(page.rows.front());
}

} // namespace

std::span<const QuotaRow, quota_count> quota_rows() { return rows_of_quotas; }

Result<void> Quotas::take(Quota quota, std::int64_t of_tenant, std::int64_t more)
{
    const QuotaRow& row = rows_of_quotas[static_cast<std::size_t>(quota)];
    Total& total = at(quota);
    const bool is_over = of_tenant + more > row.per_tenant;
    if (!is_over && total.used + more <= row.all) {
        total.used += more;
        return {};
    }
    ++total.refused;
    if (is_over) return over_quota(row, "one tenant can have", row.per_tenant);
    return over_quota(row, "this server stores", row.all);
}

Result<std::int64_t> stored_reply_units(const Rows& rows, TenantId tenant, std::int64_t newest_id)
{
    const auto oldest = TRY(outermost_reply(rows, tenant, false));
    return oldest == 0 ? 0 : newest_id - oldest + 1;
}

Result<void> measure_quotas(const Rows& rows, Quotas& quotas, const Warn& warn)
{
    std::int64_t replies = 0;
    std::int64_t jobs = 0;
    const auto measure = [&](TenantId tenant) -> Result<void> {
        const auto newest = TRY(outermost_reply(rows, tenant, true));
        replies += TRY(stored_reply_units(rows, tenant, newest));
        jobs += TRY(rows.count(rows_query(Kind::job, tenant)));
        return {};
    };
    TRY(measure(system_tenant));
    TRY(for_each_tenant(rows, warn, measure));
    quotas.set(Quota::stored_replies, replies);
    quotas.set(Quota::jobs, jobs);
    return {};
}

} // namespace muster::directory
