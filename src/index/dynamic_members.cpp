#include "index/dynamic_members.h"

#include "model/filter_match.h"
#include "model/schema.h"

namespace muster::index {

using namespace model;

namespace {

Value value_in(const Membership& membership, std::string_view operand)
{
    const auto* member = find_member<Membership>(operand);
    return member == nullptr ? Value{} : member->get(membership);
}

// Replaces every comparison by its result for the example, except those on the customer.
Filter translated(const Filter& filter, const Membership& example)
{
    using Op = Filter::Op;
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
    if (filter.operand != "customer_id")
        return matches(filter, Entity(example), {}) ? all_of({}) : any_of({});
    Filter same = filter;
    same.operand = "id";
    return same;
}

} // namespace

Membership dynamic_member(const Group& group, CustomerId customer)
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
                   translated(members, dynamic_member(group, CustomerId{}))});
}

Cursor cursor_after(const Membership& member, const Sort& sort)
{
    return {value_in(member, sort.operand), row_id(member)};
}

} // namespace muster::index
