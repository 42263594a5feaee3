// New customers are evaluated together when they are many; all others one by one, because a change
// concerns few groups.
#include "rule/standing/standing_write.h"

#include <algorithm>

#include "base/limits.h"
#include "base/pace.h"
#include "rule/standing/standing_batch.h"

namespace muster::rule {

namespace {

const Customer* customer_in(const Entity& entity) { return std::get_if<Customer>(&entity); }
const Customer* customer_in(const std::optional<Entity>& entity)
{
    return entity ? customer_in(*entity) : nullptr;
}

std::optional<Time> live_since(const Membership& membership)
{
    return membership.is_live() ? std::optional(membership.since) : std::nullopt;
}

bool exists(const Customer* customer) { return customer != nullptr && !customer->removed_at; }

} // namespace

class StandingWrite::ChangedState final : public CustomerState {
public:
    // `customer`: nullptr when the write does not put the row.
    ChangedState(CustomerId id, const Customer* customer, Memberships groups, bool is_new,
                 StandingSource& source)
        : id_(id), customer_(customer), groups_(std::move(groups)), is_new_(is_new), source_(source)
    {}

    Value value(const StandingOperand& operand) const override
    {
        return customer_ == nullptr ? source_.value(id_, operand) : value_of(*customer_, operand);
    }

    // A new customer is in no static group but those that the write puts it into.
    std::optional<Time> since(GroupId group) const override
    {
        const auto known = groups_.find(group);
        if (known != groups_.end()) return known->second;
        return is_new_ ? std::nullopt : source_.since(group, id_);
    }

private:
    CustomerId id_;
    const Customer* customer_;
    Memberships groups_;
    bool is_new_;
    StandingSource& source_;
};

bool StandingWrite::ChangedCustomer::is_new() const
{
    return first && !first->before && exists(customer_in(last->after));
}

void StandingWrite::add(const MutationRef& mutation)
{
    if (!mutation->stores_row) return;
    if (const auto* customer = std::get_if<Customer>(&mutation->after)) {
        auto& changed = customers_[customer->id];
        if (!changed.first) changed.first = mutation;
        changed.last = mutation;
    } else if (const auto* stay = std::get_if<Membership>(&mutation->after)) {
        std::optional<Time> since;
        if (mutation->before) since = live_since(std::get<Membership>(*mutation->before));
        customers_[stay->customer].groups_before.try_emplace(stay->group, since);
    }
}

StandingWrite::Memberships StandingWrite::groups_after(CustomerId customer,
                                                       const ChangedCustomer& changed,
                                                       StandingSource& source)
{
    Memberships after;
    for (const auto& [group, before] : changed.groups_before) {
        after[group] = source.since(group, customer);
    }
    return after;
}

void StandingWrite::find_new(std::span<const CustomerId> ids, const StandingGroups& groups,
                             const MomentOf& moment_of, StandingSource& source,
                             Changes& changes) const
{
    std::vector<ChangedState> states;
    std::vector<const CustomerState*> pointers;
    states.reserve(ids.size());
    for (const CustomerId id : ids) {
        const auto& changed = customers_.at(id);
        states.emplace_back(id, customer_in(changed.last->after), groups_after(id, changed, source),
                            true, source);
        pointers.push_back(&states.back());
    }
    StandingBatch(groups).find(pointers, moment_of,
                               [&](GroupId group, std::span<const std::uint32_t> rows) {
                                   auto& entered = changes[group].entered;
                                   for (const auto row : rows) entered.push_back(ids[row].value);
                               });
}

void StandingWrite::find_one(CustomerId id, const ChangedCustomer& changed, StandingChange& scratch,
                             const MomentOf& moment_of, StandingSource& source, Changes& changes)
{
    const bool has_row = changed.first != nullptr;
    const auto* before = has_row ? customer_in(changed.first->before) : nullptr;
    const auto* after = has_row ? customer_in(changed.last->after) : nullptr;
    const ChangedState old_state(id, before, changed.groups_before, false, source);
    const ChangedState new_state(id, after, groups_after(id, changed, source), changed.is_new(),
                                 source);
    static const ChangedMembers nothing;
    StateDifference difference{&nothing, {}};
    if (has_row) {
        const bool is_known = changed.first == changed.last && before != nullptr;
        difference.members = is_known ? &changed.first->difference() : nullptr;
    }
    for (const auto& [group, since] : changed.groups_before) difference.groups.push_back(group);
    scratch.find(!has_row || exists(before) ? &old_state : nullptr,
                 !has_row || exists(after) ? &new_state : nullptr, difference, moment_of,
                 [&](GroupId group, bool is_in) {
                     auto& group_changes = changes[group];
                     (is_in ? group_changes.entered : group_changes.left).push_back(id.value);
                 });
}

std::map<GroupId, GroupChanges> StandingWrite::changes(StandingChange& scratch,
                                                       const StandingGroups& groups,
                                                       const MomentOf& moment_of,
                                                       StandingSource& source) const
{
    Changes changes;
    std::vector<CustomerId> fresh;
    for (const auto& [id, changed] : customers_) {
        if (changed.is_new()) fresh.push_back(id);
    }
    const bool has_batch = fresh.size() >= limits::standing_batch_from;
    for (std::size_t done = 0; has_batch && done < fresh.size();
         done += limits::standing_batch_rows) {
        const auto some = std::min(limits::standing_batch_rows, fresh.size() - done);
        find_new(std::span(fresh).subspan(done, some), groups, moment_of, source, changes);
    }
    Pace pace;
    for (const auto& [id, changed] : customers_) {
        if (has_batch && changed.is_new()) continue;
        pace.step();
        find_one(id, changed, scratch, moment_of, source, changes);
    }
    if (!has_batch) return changes;
    for (auto& [group, change] : changes) std::sort(change.entered.begin(), change.entered.end());
    return changes;
}

} // namespace muster::rule
