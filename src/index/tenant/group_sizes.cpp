#include "index/tenant/group_sizes.h"

#include <atomic>

namespace muster::index {

using namespace model;
using namespace rule;

namespace {

// Counts that began before the tenant was unloaded and loaded again must not count, so no number
// is used twice in the process.
std::uint64_t new_epoch()
{
    static std::atomic<std::uint64_t> last = 0;
    return ++last;
}

} // namespace

void GroupSizes::forget(GroupId group)
{
    const auto known = sizes_.find(group);
    if (known != sizes_.end()) known->second = {new_epoch(), 0, std::nullopt};
}

void GroupSizes::forget_dependents(GroupId group)
{
    for (const GroupId dependent : standing_.dependents_of(group)) forget(dependent);
}

void GroupSizes::put(GroupId group, RuleRef rule)
{
    standing_.put(group, std::move(rule));
    sizes_[group];
    forget(group);
    forget_dependents(group);
}

void GroupSizes::remove(GroupId group)
{
    if (sizes_.erase(group) == 0) return;
    standing_.remove(group);
    forget_dependents(group);
}

std::optional<std::int64_t> GroupSizes::size(GroupId group) const
{
    const auto known = sizes_.find(group);
    if (known == sizes_.end()) return 0;
    if (standing_.moves_with_time(group)) return std::nullopt;
    return known->second.known;
}

CountStart GroupSizes::begin_count(GroupId group) const
{
    const auto known = sizes_.find(group);
    if (known == sizes_.end()) return {};
    return {known->second.epoch, known->second.drift};
}

void GroupSizes::end_count(GroupId group, const CountStart& start, std::int64_t counted)
{
    const auto known = sizes_.find(group);
    if (known == sizes_.end() || known->second.epoch != start.epoch) return;
    known->second.known = counted + known->second.drift - start.drift;
}

void GroupSizes::follow(const StandingWrite& write, StandingSource& source)
{
    const auto any_moment = [](GroupId) { return Time{}; };
    for (const auto& [group, changes] : write.changes(change_, standing_, any_moment, source)) {
        const auto known = sizes_.find(group);
        if (known == sizes_.end()) continue;
        const auto more = std::ssize(changes.entered) - std::ssize(changes.left);
        known->second.drift += more;
        if (known->second.known) *known->second.known += more;
    }
}

std::vector<GroupId> GroupSizes::groups_of(const CustomerState& state, Time now)
{
    return change_.groups_of(state, [&](GroupId) { return now; });
}

} // namespace muster::index
