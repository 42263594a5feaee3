// The dynamic groups of a tenant in its index: their sizes follow commits and time.
#include <algorithm>

#include "base/limits.h"
#include "index/tenant/tenant_index.h"
#include "rule/evaluate.h"
#include "rule/moment.h"
#include "rule/operand.h"
#include "rule/rule_analysis.h"

namespace muster::index {

using namespace model;
using namespace rule;

// Brings the standing groups in step with the group. As in Compiler::of_group, a group that is not
// there counts as a group without members.
void TenantIndex::watch(GroupId id, const IndexedGroup& group)
{
    if (group.text.empty()) {
        sizes_.remove(id);
        sizes_.forget_dependents(id);
    } else {
        sizes_.put(id, group.is_there ? group.rule : nullptr);
    }
}

// Reads from the index as it is after the write.
class TenantIndex::IndexSource final : public StandingSource {
public:
    explicit IndexSource(const TenantIndex& index) : index_(index) {}

    std::optional<Time> since(GroupId id, CustomerId customer) override
    {
        const auto* group = index_.group(id);
        const auto cell = group == nullptr ? std::nullopt : group->beginnings.get(customer.value);
        return cell ? std::optional(Time{std::chrono::microseconds{*cell}}) : std::nullopt;
    }
    Value value(CustomerId customer, const StandingOperand& operand) override
    {
        return index_.value(customer.value, operand.name);
    }

private:
    const TenantIndex& index_;
};

class TenantIndex::IndexedRow final : public CustomerState {
public:
    IndexedRow(const TenantIndex& index, CustomerId customer) : source_(index), customer_(customer)
    {}

    Value value(const StandingOperand& operand) const override
    {
        return source_.value(customer_, operand);
    }
    std::optional<Time> since(GroupId group) const override
    {
        return source_.since(group, customer_);
    }

private:
    mutable IndexSource source_;
    CustomerId customer_;
};

std::vector<GroupId> TenantIndex::groups_of(CustomerId customer, Time now) const
{
    if (!live_.contains(customer.value)) return {};
    return sizes_.groups_of(IndexedRow(*this, customer), now);
}

// The memberships of a removed group are ended later by writes of their own; for the index they
// ended with the group.
void TenantIndex::follow(std::span<const MutationRef> mutations)
{
    if (sizes_.empty()) return;
    follow_times(mutations);
    StandingWrite write;
    for (const auto& mutation : mutations) {
        const auto* membership = std::get_if<Membership>(&mutation->after);
        const auto* named = membership == nullptr ? nullptr : group(membership->group);
        if (named == nullptr || !named->is_removed) write.add(mutation);
    }
    if (write.empty()) return;
    IndexSource source(*this);
    sizes_.follow(write, source);
}

void TenantIndex::follow_times(std::span<const MutationRef> mutations) const
{
    if (time_orders_.empty()) return;
    for (const auto& mutation : mutations) {
        if (!mutation->stores_row) continue;
        if (const auto* membership = std::get_if<Membership>(&mutation->after)) {
            follow_since(*membership);
            continue;
        }
        const auto* customer = std::get_if<Customer>(&mutation->after);
        if (customer == nullptr || customer->removed_at) continue;
        const auto* before = mutation->before ? std::get_if<Customer>(&*mutation->before) : nullptr;
        const bool is_new = before == nullptr || before->removed_at;
        time_orders_.for_each([&](const std::string& name, TimeOrder& order) {
            const Value value = rule::value_of(*customer, name);
            if (is_new || value != rule::value_of(*before, name))
                order.add(customer->id.value, value);
        });
    }
}

void TenantIndex::follow_since(const Membership& membership) const
{
    if (!membership.is_live()) return;
    time_orders_.for_each([&](const std::string& name, TimeOrder& order) {
        if (group_of_since(name) != membership.group) return;
        order.add(membership.customer.value, Value{membership.since});
    });
}

// Where the order of an operand takes its values from.
TimeSource TenantIndex::times_of(const std::string& name) const
{
    TimeSource source{{}, {}, live_};
    if (const auto named = group_of_since(name)) {
        if (const auto* known = group(*named)) source.beginnings = known->beginnings;
    } else if (const auto* known = operand(name)) {
        for (const auto& column : known->columns) source.columns.push_back(column.view());
    }
    return source;
}

namespace {

// Parts of dates repeat, so no order of the operand finds the customers.
bool is_part(const MovingTerm& term) { return term.moment.part != Function::none; }

} // namespace

std::vector<TimeOrders::Making> TenantIndex::begin_missing_orders() const
{
    std::set<std::string> needed;
    for (const auto& [term, predicates] : sizes_.thresholds()) {
        if (!is_part(term)) needed.insert(term.operand);
    }
    time_orders_.drop_unless([&](const std::string& name) { return needed.contains(name); });
    std::vector<TimeOrders::Making> missing;
    for (const auto& name : needed) {
        if (time_orders_.has(name, live_.count())) continue;
        missing.push_back(time_orders_.begin(name, times_of(name)));
    }
    return missing;
}

namespace {

std::optional<std::vector<std::int64_t>> passed_by(const TimeOrders& orders, const MovingTerm& term,
                                                   Time from, Time to)
{
    const Value before = value_at(term.moment, term.type, term.zone, from);
    const Value after = value_at(term.moment, term.type, term.zone, to);
    if (before == after) return std::vector<std::int64_t>{};
    if (is_part(term)) return std::nullopt;
    auto* order = orders.order(term.operand);
    if (order == nullptr) return std::nullopt;
    // The end of a month may come earlier at the later moment: March 29 less a month.
    auto [low, high] = std::minmax({std::get<Time>(before), std::get<Time>(after)});
    if (term.type == Type::date && is_instant(term.moment)) {
        low = bounds_of(low, term.zone).lower;
        high = bounds_of(high, term.zone).upper - std::chrono::days{1};
    }
    return order->between(low, high, limits::passed_customers);
}

} // namespace

class TenantIndex::IndexedTime final : public TimeChanges {
public:
    explicit IndexedTime(const TenantIndex& index) : index_(index) {}

    std::optional<std::vector<std::int64_t>> passed(const MovingTerm& term, Time from,
                                                    Time to) const override
    {
        return passed_by(index_.time_orders_, term, from, to);
    }
    std::unique_ptr<CustomerState> state(std::int64_t customer) const override
    {
        if (!index_.live_.contains(customer)) return nullptr;
        return std::make_unique<IndexedRow>(index_, CustomerId{customer});
    }

private:
    const TenantIndex& index_;
};

void TenantIndex::advance_sizes(Time now) const { sizes_.advance(now, IndexedTime(*this)); }

void TenantIndex::collect_terms(const Rule& rule, std::set<GroupId>& seen,
                                std::vector<MovingTerm>& terms) const
{
    for (auto& term : moving_terms(rule)) terms.push_back(std::move(term));
    const auto collect_from = [&](GroupId id, const IndexedGroup& group) {
        if (group.rule == nullptr || !seen.insert(id).second) return;
        collect_terms(*group.rule, seen, terms);
    };
    for (const GroupId named : rule::groups_of(rule)) {
        const auto known = groups_.find(named);
        if (known != groups_.end()) collect_from(named, known->second);
        if (named) continue;
        for (const auto& [id, group] : groups_) collect_from(id, group); // MEMBER OF ANY
    }
}

std::optional<std::vector<std::int64_t>> TenantIndex::passed(const Rule& rule, Time from,
                                                             Time to) const
{
    std::set<GroupId> seen;
    std::vector<MovingTerm> terms;
    collect_terms(rule, seen, terms);
    std::vector<std::int64_t> customers;
    for (const auto& term : terms) {
        const auto found = passed_by(time_orders_, term, from, to);
        if (!found) return std::nullopt;
        customers.insert(customers.end(), found->begin(), found->end());
    }
    return customers;
}

} // namespace muster::index
