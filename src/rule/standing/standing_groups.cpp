// The table of groups, predicates and operands, and how a change of a rule changes it.
#include "rule/standing/standing_groups.h"

#include <algorithm>

#include "model/schema.h"
#include "rule/constant.h"

namespace muster::rule {

namespace {

constexpr std::string_view custom_field = "fields.";

template <class Item>
std::uint32_t new_place(std::vector<Item>& items, std::vector<std::uint32_t>& free)
{
    if (free.empty()) {
        items.emplace_back();
        return static_cast<std::uint32_t>(items.size() - 1);
    }
    const std::uint32_t place = free.back();
    free.pop_back();
    items[place] = Item{};
    return place;
}

} // namespace

Value value_of(const Customer& customer, const StandingOperand& operand)
{
    if (operand.column) return Schema<Customer>::members[*operand.column].get(customer);
    const Value* value = customer.fields.find(operand.key);
    return value == nullptr ? Value{} : *value;
}

void StandingGroups::put(GroupId group, RuleRef rule)
{
    remove(group);
    moves_are_known_ = false;
    const std::uint32_t place = new_place(groups_, free_places_);
    places_[group] = place;
    groups_[place].id = group;
    if (rule == nullptr) {
        Rule nobody;
        nobody.op = Rule::Op::any;
        rule = std::make_shared<const Rule>(std::move(nobody));
    }
    auto program =
        program_of(*rule, [&](Predicate predicate) { return number_of(std::move(predicate)); });
    auto& made = groups_[place];
    for (const auto& node : program) {
        if (node.op == ProgramNode::Op::predicate) made.predicates.push_back(node.number);
    }
    std::sort(made.predicates.begin(), made.predicates.end());
    made.predicates.erase(std::unique(made.predicates.begin(), made.predicates.end()),
                          made.predicates.end());
    for (const auto number : made.predicates) predicates_[number].groups.push_back(place);
    made.program = std::move(program);
    made.rule = std::move(rule);
}

void StandingGroups::remove(GroupId group)
{
    const auto known = places_.find(group);
    if (known == places_.end()) return;
    moves_are_known_ = false;
    const std::uint32_t place = known->second;
    places_.erase(known);
    const auto old = std::exchange(groups_[place], StandingGroup{});
    for (const auto number : old.predicates) release(number, place);
    free_places_.push_back(place);
}

std::uint32_t StandingGroups::operand_of(const std::string& name)
{
    const auto [known, is_new] =
        operand_places_.try_emplace(name, static_cast<std::uint32_t>(operands_.size()));
    if (!is_new) return known->second;
    StandingOperand operand{.name = name};
    if (name.starts_with(custom_field)) {
        operand.key = name.substr(custom_field.size());
    } else if (const auto* member = find_member<Customer>(name)) {
        operand.column = static_cast<unsigned>(member - Schema<Customer>::members.data());
    }
    operands_.push_back({std::move(operand)});
    return known->second;
}

std::uint32_t StandingGroups::number_of(Predicate predicate)
{
    auto identity = identity_of(predicate);
    const auto known = numbers_.find(identity);
    if (known != numbers_.end()) return known->second;
    const std::uint32_t number = new_place(predicates_, free_numbers_);
    auto& made = predicates_[number];
    made.input = input_of(predicate.leaf);
    made.moves = depends_on_time(predicate.leaf);
    if (made.input == PredicateInput::operand) {
        made.operand = operand_of(predicate.leaf.operand);
        operands_[made.operand].triggers.add(number, predicate);
    } else if (made.input == PredicateInput::membership) {
        memberships_[predicate.leaf.group].push_back(number);
    }
    made.predicate = std::move(predicate);
    numbers_.emplace(std::move(identity), number);
    return number;
}

void StandingGroups::release(std::uint32_t number, std::uint32_t place)
{
    auto& shared = predicates_[number];
    std::erase(shared.groups, place);
    if (!shared.groups.empty()) return;
    numbers_.erase(identity_of(shared.predicate));
    if (shared.input == PredicateInput::operand) {
        operands_[shared.operand].triggers.remove(number, shared.predicate);
    } else if (shared.input == PredicateInput::membership) {
        const auto named = memberships_.find(shared.predicate.leaf.group);
        std::erase(named->second, number);
        if (named->second.empty()) memberships_.erase(named);
    }
    shared = SharedPredicate{};
    free_numbers_.push_back(number);
}

bool StandingGroups::moves_with_time(GroupId group) const
{
    refresh_moves();
    const auto known = places_.find(group);
    return known != places_.end() && groups_[known->second].moves;
}

void StandingGroups::refresh_moves() const
{
    if (std::exchange(moves_are_known_, true)) return;
    std::vector<bool> known(groups_.size());
    for (const auto& [id, place] : places_) find_moves(place, known);
}

bool StandingGroups::find_moves(std::uint32_t place, std::vector<bool>& known) const
{
    auto& group = groups_[place];
    if (known[place]) return group.moves;
    known[place] = true; // a cycle ends here
    group.moves = false;
    bool moves = false;
    for (const auto number : group.predicates) {
        const auto& shared = predicates_[number];
        moves = moves || shared.moves;
        if (shared.input != PredicateInput::membership) continue;
        const auto named = places_.find(shared.predicate.leaf.group);
        if (named != places_.end() && find_moves(named->second, known)) moves = true;
    }
    return group.moves = moves;
}

template <class Act>
void StandingGroups::for_each_user(GroupId group, const Act& act) const
{
    for (const GroupId named : {group, GroupId{}}) {
        const auto numbers = memberships_.find(named);
        if (numbers == memberships_.end()) continue;
        for (const auto number : numbers->second) {
            for (const auto place : predicates_[number].groups) act(place);
        }
    }
}

template <class ForEachFirst>
std::vector<GroupId> StandingGroups::with_dependents(const ForEachFirst& for_each_first) const
{
    std::vector<GroupId> found;
    std::vector<bool> known(groups_.size());
    const auto add = [&](std::uint32_t place) {
        if (known[place]) return;
        known[place] = true;
        found.push_back(groups_[place].id);
    };
    for_each_first(add);
    for (std::size_t i = 0; i < found.size(); ++i) for_each_user(found[i], add);
    return found;
}

std::vector<GroupId> StandingGroups::dependents_of(GroupId group) const
{
    return with_dependents([&](const auto& add) { for_each_user(group, add); });
}

std::vector<GroupId> StandingGroups::users_of(std::span<const std::uint32_t> predicates) const
{
    return with_dependents([&](const auto& add) {
        for (const auto number : predicates) {
            for (const auto place : predicates_[number].groups) add(place);
        }
    });
}

std::vector<TimeThreshold> StandingGroups::time_thresholds() const
{
    std::vector<TimeThreshold> thresholds;
    std::unordered_map<std::string, std::size_t> places; // in thresholds, by the text of the term
    for (std::uint32_t number = 0; number < predicates_.size(); ++number) {
        if (predicates_[number].groups.empty()) continue;
        for (auto& term : moving_terms(predicates_[number].predicate.leaf)) {
            const auto text = term.operand + ' ' + print_term(term.moment, Type::datetime);
            const auto [place, is_new] = places.try_emplace(text, thresholds.size());
            if (is_new) thresholds.push_back({std::move(term)});
            thresholds[place->second].predicates.push_back(number);
        }
    }
    return thresholds;
}

} // namespace muster::rule
