// Looks names up in the member tables.
#include "store/sql/sql_operand.h"

#include <algorithm>
#include <array>

#include "store/sql/tables.h"

namespace muster::store::sql {

using namespace model;

namespace {

std::string_view type_name(Storage storage)
{
    switch (storage) {
    case Storage::text: return "text";
    case Storage::integer: return "number";
    case Storage::boolean: return "boolean";
    case Storage::date: return "date";
    case Storage::time: return "time";
    case Storage::list: break;
    }
    return "list";
}

struct TypeName {
    std::string_view operator()(std::monostate) const { return ""; }
    std::string_view operator()(bool) const { return "boolean"; }
    std::string_view operator()(std::int64_t) const { return "number"; }
    std::string_view operator()(double) const { return "number"; }
    std::string_view operator()(const Decimal&) const { return "number"; }
    std::string_view operator()(const std::string&) const { return "text"; }
    std::string_view operator()(Date) const { return "date"; }
    std::string_view operator()(Time) const { return "time"; }
    std::string_view operator()(const TextList&) const { return "list"; }
};

// Members that are never null in a stored row.
bool is_always_there(std::string_view name)
{
    constexpr std::array<std::string_view, 7> names{
        "id", "created_at", "updated_at", "revision", "group_id", "customer_id", "since"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

template <class E>
SqlOperand resolve_in(std::string_view name)
{
    constexpr std::size_t prefix = 7; // bytes of "fields." and of "extras."
    SqlOperand operand;
    if (const auto* member = find_member<E>(name)) {
        operand.source = OperandSource::member;
        operand.column = "item.\"" + std::string(name) + '"';
        operand.type = type_name(member->storage);
        // A stored answer or an item of a job may be of no customer.
        operand.is_always_there =
            is_always_there(name) && (std::is_same_v<E, Membership> || name != "customer_id");
        if (table_for<E>.folded == name) {
            operand.folded_column = "item.\"" + std::string(name) + "_folded\"";
        }
    } else if (HasFields<E> && name.starts_with("fields.")) {
        operand.source = OperandSource::field;
        operand.path = name.substr(prefix);
    } else if (HasExtras<E> && name.starts_with("extras.")) {
        operand.source = OperandSource::extra;
        operand.path = name.substr(prefix);
    }
    return operand;
}

} // namespace

std::string_view type_name(const Value& value) { return std::visit(TypeName{}, value); }

SqlOperand resolve(Kind kind, std::string_view name)
{
    return with_entity(kind, [&]<class E>(std::type_identity<E>) { return resolve_in<E>(name); });
}

} // namespace muster::store::sql
