// New customers are evaluated together when they are many; all others one by one, because a change
// concerns few groups.
#include "rule/standing/standing_write.h"

#include <algorithm>

#include "base/limits.h"
#include "base/pace.h"

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
        // Bulk writes put rising ids, which belong at the end.
        auto& changed = customers_.try_emplace(customers_.end(), customer->id)->second;
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

void StandingWrite::find_new(std::span<const Customers::value_type* const> customers,
                             const StandingGroups& groups, const MomentOf& moment_of,
                             StandingSource& source, const ReportNew& report)
{
    std::vector<ChangedState> states;
    std::vector<const CustomerState*> pointers;
    states.reserve(customers.size());
    pointers.reserve(customers.size());
    for (const auto* customer : customers) {
        const auto& [id, changed] = *customer;
        states.emplace_back(id, customer_in(changed.last->after), groups_after(id, changed, source),
                            true, source);
        pointers.push_back(&states.back());
    }
    StandingBatch(groups).find(pointers, moment_of, [&](GroupId group, const RowBits& rows) {
        report(group, customers, rows);
    });
}

void StandingWrite::find_one(CustomerId id, const ChangedCustomer& changed, StandingChange& scratch,
                             const MomentOf& moment_of, StandingSource& source,
                             const ReportOne& report)
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
                 [&](GroupId group, bool is_in) { report(group, id, is_in); });
}

void StandingWrite::find(StandingChange& scratch, const StandingGroups& groups,
                         const MomentOf& moment_of, StandingSource& source,
                         const ReportNew& report_new, const ReportOne& report_one) const
{
    std::vector<const Customers::value_type*> fresh;
    for (const auto& customer : customers_) {
        if (customer.second.is_new()) fresh.push_back(&customer);
    }
    const bool has_batch = fresh.size() >= limits::standing_batch_from;
    for (std::size_t done = 0; has_batch && done < fresh.size();
         done += limits::standing_batch_rows) {
        const auto some = std::min(limits::standing_batch_rows, fresh.size() - done);
        find_new(std::span(fresh).subspan(done, some), groups, moment_of, source, report_new);
    }
    if (has_batch && fresh.size() == customers_.size()) return;
    Pace pace;
    for (const auto& [id, changed] : customers_) {
        if (has_batch && changed.is_new()) continue;
        pace.step();
        find_one(id, changed, scratch, moment_of, source, report_one);
    }
}

std::map<GroupId, GroupChanges> StandingWrite::changes(StandingChange& scratch,
                                                       const StandingGroups& groups,
                                                       const MomentOf& moment_of,
                                                       StandingSource& source) const
{
    std::map<GroupId, GroupChanges> changes;
    find(
        scratch, groups, moment_of, source,
        [&](GroupId group, auto customers, const RowBits& rows) {
            auto& entered = changes[group].entered;
            for_each_row(rows,
                         [&](std::size_t row) { entered.push_back(customers[row]->first.value); });
        },
        [&](GroupId group, CustomerId customer, bool is_in) {
            auto& change = changes[group];
            (is_in ? change.entered : change.left).push_back(customer.value);
        });
    // Each of the two reports is in order; only a write with both has to be sorted.
    for (auto& [group, change] : changes) {
        auto& entered = change.entered;
        if (!std::is_sorted(entered.begin(), entered.end()))
            std::sort(entered.begin(), entered.end());
    }
    return changes;
}

std::map<GroupId, std::int64_t> StandingWrite::growth(StandingChange& scratch,
                                                      const StandingGroups& groups,
                                                      const MomentOf& moment_of,
                                                      StandingSource& source) const
{
    std::map<GroupId, std::int64_t> growth;
    find(
        scratch, groups, moment_of, source,
        [&](GroupId group, auto, const RowBits& rows) { growth[group] += count_rows(rows); },
        [&](GroupId group, CustomerId, bool is_in) { growth[group] += is_in ? 1 : -1; });
    return growth;
}

} // namespace muster::rule
