#include "rule/standing/standing_batch.h"

#include <algorithm>
#include <numeric>

#include "rule/evaluate.h"

namespace muster::rule {

namespace {

void set_bit(RowBits& rows, std::size_t row)
{
    rows[row / row_bits] |= std::uint64_t{1} << (row % row_bits);
}

bool is_empty(const RowBits& rows)
{
    return std::all_of(rows.begin(), rows.end(), [](std::uint64_t word) { return word == 0; });
}

// Sorts by the plain values when all have the type T: comparing variants takes ten times as long.
template <class T, class KeyOf>
bool sort_as(const std::vector<Value>& values, std::vector<std::uint32_t>& order,
             const KeyOf& key_of)
{
    std::vector<std::pair<decltype(key_of(std::declval<const T&>())), std::uint32_t>> keyed;
    keyed.reserve(order.size());
    for (const auto row : order) {
        const auto* value = std::get_if<T>(&values[row]);
        if (value == nullptr) return false;
        keyed.emplace_back(key_of(*value), row);
    }
    std::sort(keyed.begin(), keyed.end());
    std::transform(keyed.begin(), keyed.end(), order.begin(),
                   [](const auto& one) { return one.second; });
    return true;
}

void sort_rows(const std::vector<Value>& values, std::vector<std::uint32_t>& order)
{
    const auto same = [](const auto& value) { return value; };
    const auto view = [](const std::string& text) { return std::string_view(text); };
    if (sort_as<std::string>(values, order, view)) return;
    if (sort_as<std::int64_t>(values, order, same)) return;
    if (sort_as<Time>(values, order, same)) return;
    if (sort_as<Date>(values, order, same)) return;
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return ValueOrder()(values[a], values[b]);
    });
}

} // namespace

std::int64_t count_rows(const RowBits& rows)
{
    return std::accumulate(
        rows.begin(), rows.end(), std::int64_t{0},
        [](std::int64_t sum, std::uint64_t word) { return sum + std::popcount(word); });
}

void SortedRows::fill(std::vector<Value> values)
{
    values_ = std::move(values);
    for (std::uint32_t row = 0; row < values_.size(); ++row) {
        if (!is_null(values_[row])) order_.push_back(row);
    }
    for (const auto row : order_) {
        const auto own = class_of(values_[row]);
        is_one_class_ =
            is_one_class_ && own != ValueClass::none && own == class_of(values_[order_.front()]);
    }
    if (is_one_class_) sort_rows(values_, order_);
    RowBits prefix((values_.size() + row_bits - 1) / row_bits);
    for (std::size_t i = 0; i < order_.size(); ++i) {
        if (i % row_bits == 0) prefixes_.push_back(prefix);
        set_bit(prefix, order_[i]);
    }
    prefixes_.push_back(std::move(prefix));
}

bool SortedRows::holds_at(const Predicate& predicate, std::size_t position, Time moment) const
{
    const auto& value = values_[order_[position]];
    return evaluate_value(predicate.leaf, value, moment) == predicate.wanted;
}

void SortedRows::add_prefix(std::size_t end, RowBits& rows) const
{
    const std::size_t whole = end / row_bits;
    const auto& prefix = prefixes_[std::min(whole, prefixes_.size() - 1)];
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] ^= prefix[i];
    if (end == order_.size() && whole >= prefixes_.size() - 1) return;
    for (std::size_t i = whole * row_bits; i < end; ++i) {
        rows[order_[i] / row_bits] ^= std::uint64_t{1} << (order_[i] % row_bits);
    }
}

void SortedRows::select_range(std::size_t begin, std::size_t end, RowBits& rows) const
{
    if (begin >= end) return;
    add_prefix(end, rows);
    add_prefix(begin, rows);
}

// For `among` and `excluding`: the rows whose value the leaf names are looked up.
void SortedRows::select_named(const Predicate& predicate, RowBits& rows) const
{
    RowBits named(rows.size());
    const auto before = [&](std::uint32_t row, const Value& wanted) {
        return ValueOrder()(values_[row], wanted);
    };
    const auto behind = [&](const Value& wanted, std::uint32_t row) {
        return ValueOrder()(wanted, values_[row]);
    };
    for (const auto& term : predicate.leaf.terms) {
        const auto begin = std::lower_bound(order_.begin(), order_.end(), term.value, before);
        const auto end = std::upper_bound(begin, order_.end(), term.value, behind);
        RowBits some(rows.size());
        select_range(static_cast<std::size_t>(begin - order_.begin()),
                     static_cast<std::size_t>(end - order_.begin()), some);
        for (std::size_t i = 0; i < named.size(); ++i) named[i] |= some[i];
    }
    if (form_of(predicate) == PredicateForm::among) {
        rows = std::move(named);
        return;
    }
    add_prefix(order_.size(), rows);
    for (std::size_t i = 0; i < named.size(); ++i) rows[i] &= ~named[i];
}

// Equal values follow each other, so each distinct one is evaluated once.
void SortedRows::select_each_value(const Predicate& predicate, Time moment, RowBits& rows) const
{
    const bool is_true_for_null = evaluate_value(predicate.leaf, {}, moment) == predicate.wanted;
    bool is_true = false;
    for (std::size_t i = 0; i < order_.size(); ++i) {
        const bool is_same = i > 0 && values_[order_[i]] == values_[order_[i - 1]];
        if (!is_same) is_true = holds_at(predicate, i, moment);
        if (is_true) set_bit(rows, order_[i]);
    }
    for (std::size_t row = 0; is_true_for_null && row < values_.size(); ++row) {
        if (is_null(values_[row])) set_bit(rows, row);
    }
}

void SortedRows::select(const Predicate& predicate, Time moment, RowBits& rows) const
{
    if (order_.empty() || !is_one_class_) return select_each_value(predicate, moment, rows);
    const auto& terms = predicate.leaf.terms;
    const bool names_values = std::none_of(terms.begin(), terms.end(), [&](const Term& term) {
        return !has_plain_value(predicate.leaf, term) ||
               class_of(term.value) != class_of(values_[order_.front()]);
    });
    const auto is_true = [&](std::uint32_t row) {
        return evaluate_value(predicate.leaf, values_[row], moment) == predicate.wanted;
    };
    switch (form_of(predicate)) {
    case PredicateForm::below: {
        const auto end = std::partition_point(order_.begin(), order_.end(), is_true);
        return select_range(0, static_cast<std::size_t>(end - order_.begin()), rows);
    }
    case PredicateForm::above: {
        const auto begin = std::partition_point(order_.begin(), order_.end(),
                                                [&](std::uint32_t row) { return !is_true(row); });
        return select_range(static_cast<std::size_t>(begin - order_.begin()), order_.size(), rows);
    }
    case PredicateForm::among:
    case PredicateForm::excluding:
        if (names_values) return select_named(predicate, rows);
        break;
    case PredicateForm::other: break;
    }
    select_each_value(predicate, moment, rows);
}

RowBits StandingBatch::all_rows() const
{
    RowBits rows((states_.size() + row_bits - 1) / row_bits, ~std::uint64_t{0});
    const std::size_t rest = states_.size() % row_bits;
    if (rest != 0) rows.back() = (std::uint64_t{1} << rest) - 1;
    return rows;
}

const SortedRows& StandingBatch::column(std::uint32_t operand)
{
    auto& column = columns_[operand];
    if (!column) {
        std::vector<Value> values;
        values.reserve(states_.size());
        for (const auto* state : states_) {
            values.push_back(state->value(groups_.operands_[operand].operand));
        }
        column.emplace().fill(std::move(values));
    }
    return *column;
}

RowBits StandingBatch::membership_bits(const Predicate& predicate, Time moment)
{
    const GroupId group = group_of(predicate.leaf);
    const auto dynamic = groups_.places_.find(group);
    if (dynamic != groups_.places_.end()) {
        RowBits rows = group_bits(dynamic->second, moment);
        const auto all = all_rows();
        for (std::size_t i = 0; predicate.wanted == Truth::no && i < rows.size(); ++i) {
            rows[i] = all[i] & ~rows[i];
        }
        return rows;
    }
    RowBits rows((states_.size() + row_bits - 1) / row_bits);
    for (std::size_t row = 0; row < states_.size(); ++row) {
        if (is_true_for(predicate, row, moment)) set_bit(rows, row);
    }
    return rows;
}

bool StandingBatch::is_true_for(const Predicate& predicate, std::size_t row, Time moment)
{
    if (const GroupId group = group_of(predicate.leaf)) {
        return states_[row]->since(group).has_value() == (predicate.wanted == Truth::yes);
    }
    static const Customer nobody; // leaves without an operand do not look at the customer
    const auto member_since = [&](GroupId named) -> std::optional<Time> {
        const auto dynamic = groups_.places_.find(named);
        if (dynamic == groups_.places_.end()) return states_[row]->since(named);
        const auto& bits = group_bits(dynamic->second, moment);
        const bool is_in = (bits[row / row_bits] >> (row % row_bits) & 1U) != 0;
        return is_in ? std::optional(Time{}) : std::nullopt;
    };
    return evaluate(predicate.leaf, nobody, moment, member_since) == predicate.wanted;
}

RowBits StandingBatch::predicate_bits(std::uint32_t number, Time moment)
{
    const auto& shared = groups_.predicates_[number];
    if (shared.input != PredicateInput::operand) return membership_bits(shared.predicate, moment);
    RowBits rows((states_.size() + row_bits - 1) / row_bits);
    if (shared.moves) {
        column(shared.operand).select(shared.predicate, moment, rows);
        return rows;
    }
    if (!shared_[number]) {
        column(shared.operand).select(shared.predicate, moment, rows);
        shared_[number] = std::move(rows);
    }
    return *shared_[number];
}

RowBits StandingBatch::combine(const Program& program, std::size_t& at, Time moment)
{
    const ProgramNode node = program[at++];
    if (node.op == ProgramNode::Op::predicate) return predicate_bits(node.number, moment);
    const bool is_any = node.op == ProgramNode::Op::any;
    RowBits rows = all_rows();
    if (is_any) std::fill(rows.begin(), rows.end(), 0);
    while (at < node.end) {
        const auto part = combine(program, at, moment);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            rows[i] = is_any ? rows[i] | part[i] : rows[i] & part[i];
        }
        if (!is_any && is_empty(rows)) break;
    }
    at = node.end;
    return rows;
}

const RowBits& StandingBatch::group_bits(std::uint32_t place, Time moment)
{
    const auto& group = groups_.groups_[place];
    const std::pair key{place, group.moves ? moment : Time{}};
    // Empty while it is evaluated, so that a cycle of rules ends.
    const auto [known, is_new] =
        members_.try_emplace(key, (states_.size() + row_bits - 1) / row_bits, 0);
    if (is_new) {
        std::size_t at = 0;
        auto rows = combine(group.program, at, moment);
        known->second = std::move(rows);
    }
    return known->second;
}

void StandingBatch::find(std::span<const CustomerState* const> states, const MomentOf& moment_of,
                         const Report& report)
{
    groups_.refresh_moves();
    states_ = states;
    columns_.clear();
    columns_.resize(groups_.operands_.size());
    shared_.clear();
    shared_.resize(groups_.predicates_.size());
    members_.clear();
    for (const auto& [id, place] : groups_.places_) {
        const bool moves = groups_.groups_[place].moves;
        const auto& rows = group_bits(place, moves ? moment_of(id) : Time{});
        if (!is_empty(rows)) report(id, rows);
    }
}

} // namespace muster::rule
