// One function per family of conditions. Knows no engine and no page.
#include "store/match.h"

#include <algorithm>
#include <cassert>

#include "base/text.h"
#include "model/compare.h"
#include "store/row.h"

namespace muster::store {

using namespace model;

namespace {

using Op = Filter::Op;

bool compares_folded(Op op, const Value& value, const Value& wanted)
{
    const auto* text = std::get_if<std::string>(&value);
    const auto* piece = std::get_if<std::string>(&wanted);
    if (text == nullptr || piece == nullptr) return false;
    if (op == Op::equal_folded) return fold(*text) == fold(*piece);
    return fold(*text).find(fold(*piece)) != std::string::npos;
}

bool is_in_group(const Filter& filter, const Entity& row, const IsMember& is_member)
{
    const auto* customer = std::get_if<Customer>(&row);
    if (customer == nullptr) return false;
    return std::any_of(filter.values.begin(), filter.values.end(), [&](const Value& group) {
        const auto* id = std::get_if<std::int64_t>(&group);
        return id != nullptr && is_member(*id, customer->id.value);
    });
}

} // namespace

bool matches(const Filter& filter, const Entity& row, const IsMember& is_member)
{
    const auto part = [&](const Filter& f) { return matches(f, row, is_member); };
    switch (filter.op) {
    case Op::all: return std::all_of(filter.parts.begin(), filter.parts.end(), part);
    case Op::any: return std::any_of(filter.parts.begin(), filter.parts.end(), part);
    case Op::negate: assert(filter.parts.size() == 1); return !part(filter.parts.front());
    case Op::member_of: return is_in_group(filter, row, is_member);
    case Op::satisfies: return false; // engines know no rules: the index answers these
    default: break;
    }
    const Value value = operand_value(row, filter.operand);
    if (filter.op == Op::is_null) return is_null(value);
    const bool folded = filter.op == Op::contains || filter.op == Op::equal_folded;
    return std::any_of(filter.values.begin(), filter.values.end(), [&](const Value& wanted) {
        return folded ? compares_folded(filter.op, value, wanted)
                      : compares(filter.op, value, wanted);
    });
}

} // namespace muster::store
