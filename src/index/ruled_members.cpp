#include "index/ruled_members.h"

#include <algorithm>

#include "model/compare.h"
#include "model/schema.h"

namespace muster::index {

using namespace model;

namespace {

using Op = Filter::Op;

Value value_in(const Membership& membership, std::string_view operand)
{
    const auto* member = find_member<Membership>(operand);
    return member == nullptr ? Value{} : member->get(membership);
}

bool compares(const Filter& filter, const Membership& membership)
{
    const Value value = value_in(membership, filter.operand);
    if (filter.op == Op::is_null) return is_null(value);
    return std::any_of(filter.values.begin(), filter.values.end(),
                       [&](const Value& wanted) { return compares(filter.op, value, wanted); });
}

// Members answer all comparisons alike but those about the customer.
Filter translated(const Filter& filter, const Membership& example)
{
    switch (filter.op) {
    case Op::all:
    case Op::any:
    case Op::negate: {
        Filter same{filter.op, {}, {}, {}};
        for (const auto& part : filter.parts) same.parts.push_back(translated(part, example));
        return same;
    }
    default: break;
    }
    if (filter.operand != "customer_id") return compares(filter, example) ? all_of({}) : any_of({});
    Filter same = filter;
    same.operand = "id";
    return same;
}

} // namespace

Membership ruled_member(const Group& group, CustomerId customer)
{
    Membership member;
    member.group = group.id;
    member.customer = customer;
    member.source = "rule";
    member.since = member.created_at = member.updated_at = group.created_at;
    member.revision = group.revision;
    return member;
}

Filter customers_of(const Filter& members, const Group& group)
{
    return all_of({member_of({Value{group.id.value}}),
                   translated(members, ruled_member(group, CustomerId{}))});
}

bool is_asked_for(const Filter& filter, const Membership& membership)
{
    const auto part = [&](const Filter& f) { return is_asked_for(f, membership); };
    switch (filter.op) {
    case Op::all: return std::all_of(filter.parts.begin(), filter.parts.end(), part);
    case Op::any: return std::any_of(filter.parts.begin(), filter.parts.end(), part);
    case Op::negate: return !part(filter.parts.front());
    default: return compares(filter, membership);
    }
}

std::int64_t fixed_id(const Filter& filter, std::string_view member)
{
    if (filter.op == Op::equal && filter.operand == member && !filter.values.empty()) {
        const auto* id = std::get_if<std::int64_t>(&filter.values.front());
        return id == nullptr ? 0 : *id;
    }
    if (filter.op != Op::all) return 0;
    for (const auto& part : filter.parts) {
        if (const auto id = fixed_id(part, member); id != 0) return id;
    }
    return 0;
}

Cursor cursor_after(const Membership& member, const Sort& sort)
{
    return {value_in(member, sort.operand), row_id(member)};
}

} // namespace muster::index
