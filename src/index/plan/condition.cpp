#include "index/plan/condition.h"

#include <array>

namespace muster::index {

namespace {

using Op = Condition::Op;
using model::Value;

std::optional<Compare> compare_for(Op op)
{
    switch (op) {
    case Op::equal: return Compare::equal;
    case Op::less: return Compare::less;
    case Op::less_or_equal: return Compare::less_or_equal;
    case Op::greater: return Compare::greater;
    case Op::greater_or_equal: return Compare::greater_or_equal;
    default: return std::nullopt;
    }
}

std::optional<TextTest::Op> test_for(Op op)
{
    switch (op) {
    case Op::equal: return std::nullopt;
    case Op::less: return TextTest::Op::less;
    case Op::less_or_equal: return TextTest::Op::less_or_equal;
    case Op::greater: return TextTest::Op::greater;
    case Op::greater_or_equal: return TextTest::Op::greater_or_equal;
    case Op::like: return TextTest::Op::like;
    case Op::contains: return TextTest::Op::contains;
    case Op::folded: return TextTest::Op::equal_folded;
    }
    return std::nullopt;
}

std::vector<Range> ranges_of(const Column& column, const Condition& condition)
{
    std::vector<Range> ranges;
    const auto compare = compare_for(condition.op);
    for (const auto& wanted : condition.wanted) {
        if (!compare) break;
        const auto range = cells_that(column.form(), *compare, wanted, condition.dates);
        if (range) ranges.push_back(*range);
    }
    return joined(std::move(ranges));
}

// What is equal to texts is found by their codes.
std::vector<Range> codes_of(const Column& column, const Condition& condition)
{
    std::vector<Range> ranges;
    for (const auto& wanted : condition.wanted) {
        const auto code = column.texts().find(model::text_of(wanted));
        if (code) ranges.push_back({*code, *code});
    }
    return joined(std::move(ranges));
}

Node numbers(const Column& column, std::vector<Range> ranges, Said said)
{
    if (said == Said::of_others) ranges = others(ranges);
    const bool inverted = said == Said::of_all_but_some;
    if (ranges.empty()) return constant(inverted);
    return {.kind = Node::Kind::numbers,
            .inverted = inverted,
            .cells = column.cells(),
            .ranges = std::move(ranges)};
}

Node texts(const Column& column, const Condition& condition, Said said, std::size_t& bytes_left)
{
    const auto test = test_for(condition.op);
    if (!test) return numbers(column, codes_of(column, condition), said);
    const auto* wanted = std::get_if<std::string>(&condition.wanted.front());
    if (wanted == nullptr) return numbers(column, {}, said); // of another type
    auto table = std::make_shared<TextTable>(column.texts(), TextTest(*test, *wanted),
                                             said == Said::of_others, bytes_left);
    return {.kind = Node::Kind::texts,
            .inverted = said == Said::of_all_but_some,
            .cells = column.cells(),
            .texts = std::move(table)};
}

} // namespace

Node node_of(const std::vector<Column>& columns, const Condition& condition, Said said,
             std::size_t& bytes_left)
{
    const auto node = [&](const Column& column) {
        const bool is_text = column.form().type == Form::Type::text;
        return is_text ? texts(column, condition, said, bytes_left)
                       : numbers(column, ranges_of(column, condition), said);
    };
    if (columns.size() == 1) return node(columns.front());
    std::vector<Node> nodes;
    for (const auto& column : columns) nodes.push_back(node(column));
    return said == Said::of_all_but_some ? all(std::move(nodes)) : any(std::move(nodes));
}

Node known(const std::vector<Column>& columns, bool inverted)
{
    std::vector<Node> nodes;
    for (const auto& column : columns) {
        nodes.push_back(
            {.kind = Node::Kind::numbers, .inverted = inverted, .cells = column.cells()});
    }
    return inverted ? all(std::move(nodes)) : any(std::move(nodes));
}

} // namespace muster::index
