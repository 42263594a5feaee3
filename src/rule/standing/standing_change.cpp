// Evaluates the groups that a change of one customer may concern.
#include <algorithm>

#include "rule/evaluate.h"
#include "rule/standing/standing_groups.h"

namespace muster::rule {

namespace {

// The store sets the revision after the two states were compared.
bool may_differ(const ChangedMembers* changed, const StandingOperand& operand)
{
    if (changed == nullptr || operand.name == "revision") return true;
    if (operand.column) return (changed->columns >> *operand.column & 1U) != 0;
    return std::binary_search(changed->fields.begin(), changed->fields.end(), operand.key);
}

} // namespace

void StandingSide::begin(const CustomerState* state)
{
    state_ = state;
    ++round_;
    truths_.resize(groups_.predicates_.size());
    members_.resize(groups_.groups_.size());
    values_.resize(groups_.operands_.size());
    moving_members_.clear();
}

const Value& StandingSide::value(std::uint32_t operand)
{
    auto& known = values_[operand];
    if (known.round != round_) {
        known.value = state_->value(groups_.operands_[operand].operand);
        known.round = round_;
    }
    return known.value;
}

// A group counts as left while it is evaluated: so a cycle of rules ends.
bool StandingSide::is_in(std::uint32_t place, Time moment)
{
    if (state_ == nullptr) return false;
    if (groups_.groups_[place].moves) {
        const auto [known, is_new] = moving_members_.try_emplace({place, moment}, false);
        if (!is_new) return known->second;
        return known->second = evaluate_group(place, moment);
    }
    auto& known = members_[place];
    if (known.round == round_) return known.truth;
    known = {round_, false};
    const bool truth = evaluate_group(place, moment);
    members_[place].truth = truth;
    return truth;
}

bool StandingSide::evaluate_group(std::uint32_t place, Time moment)
{
    std::size_t at = 0;
    return run(groups_.groups_[place].program, at,
               [&](std::uint32_t number) { return is_true(number, moment); });
}

std::optional<Time> StandingSide::member_since(GroupId group, Time moment)
{
    const auto dynamic = groups_.places_.find(group);
    if (dynamic == groups_.places_.end()) return state_->since(group);
    return is_in(dynamic->second, moment) ? std::optional(Time{}) : std::nullopt;
}

bool StandingSide::find_truth(std::uint32_t number, Time moment)
{
    const auto& shared = groups_.predicates_[number];
    const auto& leaf = shared.predicate.leaf;
    const auto truth = [&] {
        if (shared.input == PredicateInput::operand) {
            return evaluate_value(leaf, value(shared.operand), moment);
        }
        static const Customer nobody; // leaves without an operand do not look at the customer
        return evaluate(leaf, nobody, moment,
                        [&](GroupId group) { return member_since(group, moment); });
    }();
    return truth == shared.predicate.wanted;
}

bool StandingSide::is_true(std::uint32_t number, Time moment)
{
    const auto& shared = groups_.predicates_[number];
    const bool is_of_dynamic = shared.input == PredicateInput::membership &&
                               groups_.places_.contains(shared.predicate.leaf.group);
    if (shared.moves || is_of_dynamic) return find_truth(number, moment);
    if (truths_[number].round != round_) truths_[number] = {round_, find_truth(number, moment)};
    return truths_[number].truth;
}

StandingChange::StandingChange(const StandingGroups& groups)
    : groups_(groups), before_(groups), after_(groups)
{}

void StandingChange::begin_round()
{
    ++round_;
    queue_.clear();
    queued_.resize(groups_.groups_.size());
}

void StandingChange::add_users_of(std::uint32_t number)
{
    for (const auto place : groups_.predicates_[number].groups) {
        if (std::exchange(queued_[place], round_) != round_) queue_.push_back(place);
    }
}

void StandingChange::add_users_of_group(GroupId group)
{
    for (const GroupId named : {group, GroupId{}}) {
        const auto numbers = groups_.memberships_.find(named);
        if (numbers == groups_.memberships_.end()) continue;
        for (const auto number : numbers->second) add_users_of(number);
    }
}

void StandingChange::add_changed_operands(const StateDifference& difference)
{
    OperandTriggers::Numbers found;
    for (std::uint32_t i = 0; i < groups_.operands_.size(); ++i) {
        const auto& operand = groups_.operands_[i];
        if (!may_differ(difference.members, operand.operand)) continue;
        if (before_.value(i) == after_.value(i)) continue;
        found.clear();
        operand.triggers.find(before_.value(i), after_.value(i), found);
        for (const auto number : found) {
            const bool moves = groups_.predicates_[number].moves; // each group has its own moment
            if (moves || before_.is_true(number, {}) != after_.is_true(number, {})) {
                add_users_of(number);
            }
        }
    }
}

void StandingChange::find(const CustomerState* before, const CustomerState* after,
                          const StateDifference& difference, const MomentOf& moment_of,
                          const Report& report)
{
    groups_.refresh_moves();
    before_.begin(before);
    after_.begin(after);
    begin_round();
    if (before == nullptr || after == nullptr) {
        for (const auto& [id, place] : groups_.places_) queue_.push_back(place);
    } else {
        add_changed_operands(difference);
        for (const GroupId group : difference.groups) add_users_of_group(group);
    }
    for (std::size_t i = 0; i < queue_.size(); ++i) {
        const auto& group = groups_.groups_[queue_[i]];
        const Time moment = group.moves ? moment_of(group.id) : Time{};
        const bool was = before_.is_in(queue_[i], moment);
        const bool is = after_.is_in(queue_[i], moment);
        if (was != is) report(group.id, is);
        // Groups that name this one may evaluate it at another moment.
        const bool is_complete = before == nullptr || after == nullptr;
        if (!is_complete && (was != is || group.moves)) add_users_of_group(group.id);
    }
}

void StandingChange::find_between(const CustomerState& state,
                                  std::span<const std::uint32_t> predicates, Time from, Time to,
                                  const Report& report)
{
    groups_.refresh_moves();
    before_.begin(&state);
    after_.begin(&state);
    begin_round();
    for (const auto number : predicates) add_users_of(number);
    for (std::size_t i = 0; i < queue_.size(); ++i) {
        const GroupId group = groups_.groups_[queue_[i]].id;
        const bool was = before_.is_in(queue_[i], from);
        const bool is = after_.is_in(queue_[i], to);
        if (was == is) continue;
        report(group, is);
        add_users_of_group(group);
    }
}

std::vector<GroupId> StandingChange::groups_of(const CustomerState& state,
                                               const MomentOf& moment_of)
{
    groups_.refresh_moves();
    after_.begin(&state);
    std::vector<GroupId> found;
    for (const auto& [id, place] : groups_.places_) {
        const Time moment = groups_.groups_[place].moves ? moment_of(id) : Time{};
        if (after_.is_in(place, moment)) found.push_back(id);
    }
    return found;
}

} // namespace muster::rule
