// Reads memberships page by page until there are enough. Knows no requests.
#include "dialects/capillary/groups/memberships.h"

#include <algorithm>
#include <iterator>

#include "base/limits.h"
#include "dialects/capillary/timestamps.h"

namespace muster::dialects::capillary {

namespace {

using model::Filter;
using model::Membership;

constexpr auto store_page = static_cast<std::int64_t>(limits::page_items);

model::Query members_query(model::TenantId tenant, Filter filter)
{
    model::Query query;
    query.kind = model::Kind::membership;
    query.tenant = tenant;
    query.filter = std::move(filter);
    query.sort.operand = "since";
    query.limit = store_page;
    return query;
}

// From the offset of the query on, at most `limit` memberships.
Result<std::vector<Membership>> collect(const model::Rows& rows, model::Query query,
                                        std::optional<std::int64_t> limit)
{
    std::vector<Membership> all;
    for (;;) {
        const auto count = static_cast<std::int64_t>(all.size());
        if (limit) query.limit = std::min(store_page, *limit - count);
        if (query.limit <= 0) return all;
        auto page = TRY(rows.page(query));
        query.after = page.next;
        auto some = model::rows_of<Membership>(std::move(page));
        std::move(some.begin(), some.end(), std::back_inserter(all));
        if (!query.after) return all;
    }
}

Filter in_range(model::GroupId group, const MemberRange& range, std::string role)
{
    std::vector<Filter> parts{model::equals("group_id", group.value),
                              model::equals("role", std::move(role))};
    if (range.from) {
        parts.push_back(model::where("since", Filter::Op::greater_or_equal, *range.from));
    }
    if (range.to) {
        parts.push_back(model::where("since", Filter::Op::less, after_second(*range.to)));
    }
    return model::all_of(std::move(parts));
}

} // namespace

Result<std::vector<Membership>> all_memberships(const model::Rows& rows, model::TenantId tenant,
                                                Filter filter, PastMemberships past)
{
    auto query = members_query(tenant, std::move(filter));
    query.with_removed = past == PastMemberships::included;
    return collect(rows, std::move(query), std::nullopt);
}

// The store cannot sort by role and time together, so the primary member is read by itself and put
// in front of the others or behind them.
Result<MemberPage> page_of_members(const model::Rows& rows, model::TenantId tenant,
                                   model::GroupId group, const MemberRange& range)
{
    const auto primary_query = members_query(tenant, in_range(group, range, "primary"));
    auto query = members_query(tenant, in_range(group, range, "secondary"));
    const auto primaries = TRY(collect(rows, primary_query, 1));
    const auto others = TRY(rows.count(query));
    const auto ahead =
        range.primary_first ? static_cast<std::int64_t>(primaries.size()) : std::int64_t{0};

    MemberPage page;
    page.total = static_cast<std::int64_t>(primaries.size()) + others;
    auto left = range.limit;
    const auto take_primary = [&] {
        page.members.push_back(primaries.front());
        if (left) --*left;
    };
    if (ahead == 1 && range.offset == 0 && left.value_or(1) > 0) take_primary();
    query.offset = std::max<std::int64_t>(0, range.offset - ahead);
    auto rest = TRY(collect(rows, query, left));
    if (left) *left -= static_cast<std::int64_t>(rest.size());
    std::move(rest.begin(), rest.end(), std::back_inserter(page.members));
    const bool is_last = ahead == 0 && !primaries.empty();
    if (is_last && range.offset <= others && left.value_or(1) > 0) take_primary();
    return page;
}

} // namespace muster::dialects::capillary
