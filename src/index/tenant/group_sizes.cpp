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
    thresholds_.reset();
    sizes_[group];
    forget(group);
    forget_dependents(group);
}

void GroupSizes::remove(GroupId group)
{
    if (sizes_.erase(group) == 0) return;
    standing_.remove(group);
    thresholds_.reset();
    forget_dependents(group);
}

std::optional<std::int64_t> GroupSizes::size(GroupId group) const
{
    const auto known = sizes_.find(group);
    return known == sizes_.end() ? 0 : known->second.known;
}

std::vector<GroupSizes::UncountedGroup> GroupSizes::uncounted() const
{
    std::vector<UncountedGroup> groups;
    for (const auto& [group, size] : sizes_) {
        if (!size.known) groups.push_back({group, size.epoch});
    }
    return groups;
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

void GroupSizes::change(GroupId group, std::int64_t more)
{
    const auto known = sizes_.find(group);
    if (known == sizes_.end()) return;
    known->second.drift += more;
    if (known->second.known) *known->second.known += more;
}

const std::vector<TimeThreshold>& GroupSizes::thresholds() const
{
    if (!thresholds_) thresholds_ = standing_.time_thresholds();
    return *thresholds_;
}

void GroupSizes::advance(Time now, const TimeChanges& changes)
{
    const auto before = std::exchange(moment_, now);
    if (!before || *before == now) return;
    std::map<std::int64_t, std::vector<std::uint32_t>> passed; // predicates, by customer
    for (const auto& threshold : thresholds()) {
        const auto customers = changes.passed(threshold.term, *before, now);
        if (!customers) {
            for (const GroupId user : standing_.users_of(threshold.predicates)) forget(user);
            continue;
        }
        for (const auto customer : *customers) {
            auto& predicates = passed[customer];
            predicates.insert(predicates.end(), threshold.predicates.begin(),
                              threshold.predicates.end());
        }
    }
    for (const auto& [customer, predicates] : passed) {
        const auto state = changes.state(customer);
        if (state == nullptr) continue;
        change_.find_between(*state, predicates, *before, now,
                             [&](GroupId group, bool is_in) { change(group, is_in ? 1 : -1); });
    }
}

void GroupSizes::follow(const StandingWrite& write, StandingSource& source)
{
    const auto moment_of = [this](GroupId) { return moment_.value_or(Time{}); };
    for (const auto& [group, more] : write.growth(change_, standing_, moment_of, source)) {
        change(group, more);
    }
}

std::vector<GroupId> GroupSizes::groups_of(const CustomerState& state, Time now)
{
    return change_.groups_of(state, [&](GroupId) { return now; });
}

} // namespace muster::index
