#include "rule/standing/operand_triggers.h"

#include <algorithm>
#include <optional>

namespace muster::rule {

namespace {

void append(const OperandTriggers::Numbers& more, OperandTriggers::Numbers& found)
{
    found.insert(found.end(), more.begin(), more.end());
}

// Whether the order and equality of the constants decide, so that they can be looked up.
bool has_plain_constants(const Predicate& predicate)
{
    const auto& terms = predicate.leaf.terms;
    return !terms.empty() && std::all_of(terms.begin(), terms.end(), [&](const Term& term) {
        return has_plain_value(predicate.leaf, term);
    });
}

std::optional<std::size_t> threshold_class(const Predicate& predicate)
{
    const auto form = form_of(predicate);
    const bool is_threshold = form == PredicateForm::below || form == PredicateForm::above;
    if (!is_threshold || !has_plain_constants(predicate)) return std::nullopt;
    return static_cast<std::size_t>(class_of(predicate.leaf.terms.front().value));
}

} // namespace

// Calls act(numbers) for each list that holds the predicate.
template <class Act>
void OperandTriggers::at_each_place(std::uint32_t number, const Predicate& predicate,
                                    const Act& act)
{
    const auto form = has_plain_constants(predicate) ? form_of(predicate) : PredicateForm::other;
    const auto& terms = predicate.leaf.terms;
    switch (form) {
    case PredicateForm::other: return act(others_, number);
    case PredicateForm::below: return act(below_[terms.front().value], number);
    case PredicateForm::above: return act(above_[terms.front().value], number);
    case PredicateForm::excluding: act(excluding_, number); [[fallthrough]];
    case PredicateForm::among:
        for (const auto& term : terms) act(among_[term.value], number);
    }
}

void OperandTriggers::add(std::uint32_t number, const Predicate& predicate)
{
    at_each_place(number, predicate,
                  [](Numbers& numbers, std::uint32_t one) { numbers.push_back(one); });
    if (const auto own = threshold_class(predicate)) ++thresholds_[*own];
}

void OperandTriggers::remove(std::uint32_t number, const Predicate& predicate)
{
    at_each_place(number, predicate,
                  [](Numbers& numbers, std::uint32_t one) { std::erase(numbers, one); });
    if (const auto own = threshold_class(predicate)) --thresholds_[*own];
    for (auto* ordered : {&among_, &below_, &above_}) {
        std::erase_if(*ordered, [](const auto& entry) { return entry.second.empty(); });
    }
}

// A value of another class than the thresholds is neither below nor above them. That is rare: a
// field has one type, and so have the constants that it is compared with.
bool OperandTriggers::has_quick_answer(const Value& before, const Value& after) const
{
    for (const Value* value : {&before, &after}) {
        if (is_null(*value)) continue;
        const auto own = class_of(*value);
        if (own == ValueClass::none) return false;
        for (std::size_t i = 0; i < thresholds_.size(); ++i) {
            if (thresholds_[i] > 0 && i != static_cast<std::size_t>(own)) return false;
        }
    }
    return is_null(before) || is_null(after) || class_of(before) == class_of(after);
}

void OperandTriggers::find_all(Numbers& found) const
{
    for (const auto* ordered : {&among_, &below_, &above_}) {
        for (const auto& [value, numbers] : *ordered) append(numbers, found);
    }
    append(others_, found);
}

void OperandTriggers::find(const Value& before, const Value& after, Numbers& found) const
{
    if (!has_quick_answer(before, after)) return find_all(found);
    append(others_, found);
    const bool was_null = is_null(before);
    const bool is_now_null = is_null(after);
    if (was_null && is_now_null) return;
    for (const Value* value : {&before, &after}) {
        const auto named = is_null(*value) ? among_.end() : among_.find(*value);
        if (named != among_.end()) append(named->second, found);
    }
    if (was_null || is_now_null) {
        // What is false without a value and true with it, or the reverse.
        const Value& value = was_null ? after : before;
        append(excluding_, found);
        for (auto at = below_.lower_bound(value); at != below_.end(); ++at)
            append(at->second, found);
        const auto end = above_.upper_bound(value);
        for (auto at = above_.begin(); at != end; ++at) append(at->second, found);
        return;
    }
    const bool rises = ValueOrder()(before, after);
    const Value& low = rises ? before : after;
    const Value& high = rises ? after : before;
    for (const auto* ordered : {&below_, &above_}) {
        const auto end = ordered->upper_bound(high);
        for (auto at = ordered->lower_bound(low); at != end; ++at) append(at->second, found);
    }
}

} // namespace muster::rule
