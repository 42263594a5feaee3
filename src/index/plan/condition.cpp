#include "index/plan/condition.h"

#include <array>

namespace muster::index {

namespace {

using model::Value;

std::optional<CellComparison> comparison_for(ConditionOp op)
{
    switch (op) {
    case ConditionOp::equal: return CellComparison::equal;
    case ConditionOp::less: return CellComparison::less;
    case ConditionOp::less_or_equal: return CellComparison::less_or_equal;
    case ConditionOp::greater: return CellComparison::greater;
    case ConditionOp::greater_or_equal: return CellComparison::greater_or_equal;
    default: return std::nullopt;
    }
}

std::optional<TextOp> test_for(ConditionOp op)
{
    switch (op) {
    case ConditionOp::equal: return std::nullopt;
    case ConditionOp::less: return TextOp::less;
    case ConditionOp::less_or_equal: return TextOp::less_or_equal;
    case ConditionOp::greater: return TextOp::greater;
    case ConditionOp::greater_or_equal: return TextOp::greater_or_equal;
    case ConditionOp::like: return TextOp::like;
    case ConditionOp::ilike: return TextOp::ilike;
    case ConditionOp::contains: return TextOp::contains;
    case ConditionOp::folded: return TextOp::equal_folded;
    }
    return std::nullopt;
}

std::vector<IntegerRange> ranges_of(const Column& column, const ColumnCondition& condition)
{
    std::vector<IntegerRange> ranges;
    const auto compare = comparison_for(condition.op);
    for (const auto& wanted : condition.wanted) {
        if (!compare) break;
        const auto range = cells_that(column.type(), *compare, wanted, condition.dates);
        if (range) ranges.push_back(*range);
    }
    return merged(std::move(ranges));
}

// Equality with texts becomes equality with their codes, so that no text needs to be read.
std::vector<IntegerRange> codes_of(const Column& column, const ColumnCondition& condition)
{
    std::vector<IntegerRange> ranges;
    for (const auto& wanted : condition.wanted) {
        const auto code = column.texts().find(model::text_of(wanted));
        if (code) ranges.push_back({*code, *code});
    }
    return merged(std::move(ranges));
}

PlanNode integers(const Column& column, std::vector<IntegerRange> ranges, Polarity polarity)
{
    if (polarity == Polarity::not_matching) ranges = complement_of(ranges);
    const bool inverted = polarity == Polarity::all_but_matching;
    if (ranges.empty()) return constant(inverted);
    return {.op = PlanOp::integers,
            .inverted = inverted,
            .cells = column.cells(),
            .ranges = std::move(ranges)};
}

PlanNode node_of_table(const Column& column, const TextTest& test, bool negated,
                       std::size_t& bytes_left)
{
    return {.op = PlanOp::texts,
            .cells = column.cells(),
            .texts = std::make_shared<TextTable>(column.texts(), test, negated, bytes_left)};
}

PlanNode texts(const Column& column, const ColumnCondition& condition, Polarity polarity,
               std::size_t& bytes_left)
{
    const auto test = test_for(condition.op);
    if (!test) return integers(column, codes_of(column, condition), polarity);
    const auto* wanted = std::get_if<std::string>(&condition.wanted.front());
    if (wanted == nullptr) return integers(column, {}, polarity); // no text equals or matches it
    auto node = node_of_table(column, TextTest(*test, *wanted), polarity == Polarity::not_matching,
                              bytes_left);
    node.inverted = polarity == Polarity::all_but_matching;
    return node;
}

} // namespace

PlanNode node_of(const std::vector<Column>& columns, const ColumnCondition& condition,
                 Polarity polarity, std::size_t& bytes_left)
{
    const auto node = [&](const Column& column) {
        const bool is_text = column.type().cell_type == CellType::text;
        return is_text ? texts(column, condition, polarity, bytes_left)
                       : integers(column, ranges_of(column, condition), polarity);
    };
    if (columns.size() == 1) return node(columns.front());
    std::vector<PlanNode> nodes;
    for (const auto& column : columns) nodes.push_back(node(column));
    return polarity == Polarity::all_but_matching ? all(std::move(nodes)) : any(std::move(nodes));
}

PlanNode texts_that(const std::vector<Column>& columns, const TextTest& test,
                    std::size_t& bytes_left)
{
    std::vector<PlanNode> nodes;
    for (const auto& column : columns) {
        if (!has_texts(column.type().cell_type)) continue;
        nodes.push_back(node_of_table(column, test, false, bytes_left));
    }
    return any(std::move(nodes));
}

PlanNode known(const std::vector<Column>& columns, bool inverted)
{
    std::vector<PlanNode> nodes;
    for (const auto& column : columns) {
        nodes.push_back({.op = PlanOp::integers, .inverted = inverted, .cells = column.cells()});
    }
    return inverted ? all(std::move(nodes)) : any(std::move(nodes));
}

} // namespace muster::index
