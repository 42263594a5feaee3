// Writes one condition per filter, values bound in order. Knows no engine.
#include "store/sql/condition.h"

#include "base/text.h"

namespace muster::store::sql {

using namespace model;
using Op = Filter::Op;
using Place = Operand::Place;

namespace {

// SQLite takes expressions 1,000 deep, and each level of a filter adds a few.
constexpr int filter_depth = 64;

// Halves in parentheses, so that a long list is no deep expression.
std::string balanced(const std::vector<std::string>& texts, std::size_t from, std::size_t to,
                     std::string_view operation)
{
    if (to - from == 1) return texts[from];
    const std::size_t middle = from + (to - from) / 2;
    return '(' + balanced(texts, from, middle, operation) + std::string(operation) +
           balanced(texts, middle, to, operation) + ')';
}

std::string_view sign_of(Op op)
{
    switch (op) {
    case Op::less: return " < ";
    case Op::less_or_equal: return " <= ";
    case Op::greater: return " > ";
    case Op::greater_or_equal: return " >= ";
    default: return " = ";
    }
}

} // namespace

std::string Conditions::bind(Value value)
{
    question_.values.push_back(std::move(value));
    return '$' + std::to_string(question_.values.size());
}

std::string Conditions::value_of(const Operand& operand, std::string_view type)
{
    switch (operand.place) {
    case Place::nowhere: return "NULL";
    case Place::member: return type == "any" || type == operand.type ? operand.column : "NULL";
    case Place::field:
    case Place::extra: break;
    }
    const std::string function =
        operand.place == Place::field ? "muster_field(item.fields, " : "muster_extra(item.extras, ";
    return function + bind(operand.path) + ", '" + std::string(type) + "')";
}

Result<std::string> Conditions::of(const Filter& filter, int depth)
{
    if (depth > filter_depth) return fail(Code::too_large, "filter", "is nested too deeply");
    switch (filter.op) {
    case Op::all:
    case Op::any: return combined(filter, depth);
    case Op::negate: return negated(filter, depth);
    case Op::in: return one_of(filter, depth);
    case Op::member_of: return membership(filter.values);
    case Op::satisfies: return fail(Code::unsupported, "filter", "engines know no rules");
    case Op::is_null: return value_of(resolve(kind_, filter.operand), "any") + " IS NULL";
    default: break;
    }
    return filter.values.empty() ? "0" : comparison(filter, filter.values.front());
}

Result<std::string> Conditions::combined(const Filter& filter, int depth)
{
    const bool is_all = filter.op == Op::all;
    std::vector<std::string> texts;
    texts.reserve(filter.parts.size());
    for (const auto& part : filter.parts) texts.push_back(TRY(of(part, depth + 1)));
    if (texts.empty()) return std::string(is_all ? "1" : "0");
    return balanced(texts, 0, texts.size(), is_all ? " AND " : " OR ");
}

// There is no third value: what is null counts as false before it is negated.
Result<std::string> Conditions::negated(const Filter& filter, int depth)
{
    const auto part = TRY(combined({Op::all, {}, {}, filter.parts}, depth));
    return "NOT coalesce(" + part + ", 0)";
}

Result<std::string> Conditions::one_of(const Filter& filter, int depth)
{
    const Operand operand = resolve(kind_, filter.operand);
    if (operand.place == Place::member) {
        const std::string list = list_of(filter.values, operand.type);
        return list.empty() ? std::string("0") : operand.column + " IN (" + list + ')';
    }
    std::vector<Filter> parts;
    parts.reserve(filter.values.size());
    for (const auto& value : filter.values) parts.push_back(equals(filter.operand, value));
    return combined(any_of(std::move(parts)), depth);
}

std::string Conditions::comparison(const Filter& filter, const Value& value)
{
    const std::string_view type = type_name(value);
    if (type.empty() || type == "list") return "0";
    const bool is_folded = filter.op == Op::contains || filter.op == Op::equal_folded;
    if (is_folded && type != "text") return "0";
    const Operand operand = resolve(kind_, filter.operand);
    const std::string left = value_of(operand, type);
    if (left == "NULL") return "0"; // nothing was bound for it
    if (is_folded) return folded_comparison(filter.op, operand, left, text_of(value));
    const std::string start = left + std::string(sign_of(filter.op));
    return start + bind(value);
}

std::string Conditions::folded_comparison(Op op, const Operand& operand, const std::string& left,
                                          std::string_view text)
{
    const std::string right = bind(fold(text));
    if (op == Op::contains) return "muster_contains(" + left + ", " + right + ')';
    // The folded column of a missing text is empty, and missing is equal to nothing.
    if (operand.folded_column.empty() || text.empty()) {
        return "muster_fold(" + left + ") = " + right;
    }
    return operand.folded_column + " = " + right;
}

std::string Conditions::membership(const std::vector<Value>& groups)
{
    const std::string list = list_of(groups, "number");
    if (kind_ != Kind::customer || list.empty()) return "0";
    // Not item.tenant: the list would be made anew for every row.
    return "item.id IN (SELECT customer_id FROM memberships WHERE memberships.tenant = $1 AND "
           "group_id IN (" +
           list + ") AND left_at IS NULL)";
}

std::string Conditions::list_of(const std::vector<Value>& values, std::string_view type)
{
    std::string list;
    for (const auto& value : values) {
        if (type_name(value) != type) continue;
        if (!list.empty()) list += ", ";
        list += bind(value);
    }
    return list;
}

} // namespace muster::store::sql
