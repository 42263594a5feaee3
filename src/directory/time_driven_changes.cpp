#include "directory/time_driven_changes.h"

#include <set>

#include "base/limits.h"
#include "directory/dynamic.h"
#include "directory/standing_tenant.h"
#include "directory/tenants.h"

namespace muster::directory {

namespace {

// Intervals are not halved below this length: changes of the same moment are logged in one write.
constexpr std::chrono::microseconds shortest_step = std::chrono::milliseconds{1};

// This runs every second: rules are not parsed again each time.
thread_local RuleCache memo;

// Customers that may have entered or left between two moments, as of a revision.
struct Suspects {
    Revision revision = 0;
    std::set<CustomerId> customers;
};

struct Step {
    GroupId group;
    Time from{};
    Time to{};
    Suspects suspects;
};

// Halves the interval until its changes fit one write.
Result<Step> next_step(const Finder& finder, TenantId tenant, GroupId group,
                       const DynamicGroup& dynamic, Time now)
{
    Step step{group, dynamic.membership_logged_until, now, {}};
    for (;;) {
        const auto difference =
            TRY(finder.compare(tenant, {dynamic.rule, step.from}, {dynamic.rule, step.to},
                               limits::time_driven_changes));
        const auto crowd = difference.added.count + difference.removed.count;
        const auto length = step.to - step.from;
        if (crowd > limits::time_driven_changes && length > shortest_step) {
            step.to = step.from + length / 2;
            continue;
        }
        step.suspects.revision = difference.revision;
        const auto limit = std::max(difference.added.count, difference.removed.count);
        const auto all = crowd > limits::time_driven_changes
                             ? TRY(finder.compare(tenant, {dynamic.rule, step.from},
                                                  {dynamic.rule, step.to}, limit))
                             : difference;
        step.suspects.revision = all.revision;
        for (const auto id : all.added.ids) step.suspects.customers.insert({id});
        for (const auto id : all.removed.ids) step.suspects.customers.insert({id});
        return step;
    }
}

// Adds the customers that were written after the index answered: the write evaluates them again.
Result<void> add_touched(Transaction& transaction, Suspects& suspects)
{
    ChangeQuery query;
    query.tenant = transaction.tenant();
    query.after = suspects.revision;
    for (;;) {
        const auto changes = TRY(transaction.rows().changes(query));
        if (changes.empty()) return {};
        for (const auto& change : changes) {
            if (change.kind == Kind::customer) suspects.customers.insert({change.id});
            if (change.kind == Kind::membership) suspects.customers.insert({change.customer});
        }
        query.after = changes.back().revision;
    }
}

Result<std::int64_t> tell_step(Transaction& transaction, Step step)
{
    const auto& groups = TRY(transaction.rules())->groups;
    const auto found = groups.find(step.group);
    if (found == groups.end() || found->second.membership_logged_until != step.from)
        return 0; // changed since
    TRY(add_touched(transaction, step.suspects));
    std::vector<std::int64_t> entered;
    std::vector<std::int64_t> left;
    for (const auto id : step.suspects.customers) {
        const auto customer = transaction.get(id);
        if (!customer && customer.error().code == Code::not_found) continue;
        if (!customer) return fail(customer.error());
        if (customer->removed_at) continue;
        const auto is_in = [&](Time at) {
            return is_member(transaction.rows(), transaction.tenant(), groups, step.group,
                             *customer, at);
        };
        const bool was = TRY(is_in(step.from));
        const bool is = TRY(is_in(step.to));
        if (was != is) (is ? entered : left).push_back(id.value);
    }
    const auto changes = std::ssize(entered) + std::ssize(left);
    TRY(log_membership_changes(transaction, step.group, std::move(entered), Action::created));
    TRY(log_membership_changes(transaction, step.group, std::move(left), Action::removed));
    TRY(note_logged_until(transaction, step.group, step.to));
    return changes;
}

// Changes of one group until now. Returns how many were logged.
Result<std::int64_t> log_changes_of(Directory& directory, const Finder& finder, TenantId tenant,
                                    GroupId group, DynamicGroup at)
{
    const Principal system{{}, {}, tenant, "system", "core", {}};
    const Time now = directory.clock().now();
    std::int64_t told = 0;
    while (at.membership_logged_until < now) {
        const auto step = TRY(next_step(finder, tenant, group, at, now));
        if (step.suspects.customers.empty() && step.to == now) {
            break; // nothing to tell, so nothing is written: the same is asked again later
        }
        told += TRY(directory.write(system, tenant, [&](Transaction& transaction) {
            return tell_step(transaction, step);
        }));
        at.membership_logged_until = step.to;
    }
    return told;
}

} // namespace

Result<void> log_all_time_driven_changes(Directory& directory, const Finder& finder,
                                         const Warn& warn)
{
    const Principal system{{}, {}, system_tenant, "system", "core", {}};
    return for_each_tenant(directory.rows(), warn, [&](TenantId tenant) -> Result<void> {
        TRY(apply_time_zone(directory, system, tenant)); // a stop may have come before it
        TRY(log_time_driven_changes(directory, finder, tenant, warn));
        return {};
    });
}

Result<std::int64_t> log_time_driven_changes(Directory& directory, const Finder& finder,
                                             TenantId tenant, const Warn& warn)
{
    const auto declared = TRY(load_declared(directory.rows(), tenant));
    const auto groups = TRY(load_dynamic_groups(directory.rows(), tenant, declared, &memo));
    std::int64_t told = 0;
    bool is_loading = false; // then a later call logs the changes
    for (const auto& [id, dynamic] : groups) {
        if (is_loading) break;
        if (!dynamic.moves_with_time) continue;
        const std::string name =
            "group " + std::to_string(id.value) + " of tenant " + std::to_string(tenant.value);
        run_item(warn, name, [&, id = id, &dynamic = dynamic]() -> Result<void> {
            const auto logged = log_changes_of(directory, finder, tenant, id, dynamic);
            is_loading = !logged && logged.error().subject == loading_subject;
            if (is_loading) return {};
            told += TRY(logged);
            return {};
        });
    }
    return told;
}

} // namespace muster::directory
