// One function per family of conditions; each binds its values in the order of its text.
#include "store/sql/conditions.h"

#include "base/text.h"

namespace muster::store::sql {

using namespace model;
using Op = Filter::Op;

namespace {

// SQLite allows expressions with a depth of 1,000, and each level of a filter adds a few.
constexpr int filter_depth = 64;

const std::string nothing = "FALSE"; // the condition that no row fulfils

// Joins the texts as a balanced tree of parentheses: a chain of a thousand ANDs would be an
// expression that is a thousand deep.
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
    statement_.values.push_back(std::move(value));
    return '$' + std::to_string(statement_.values.size());
}

std::string Conditions::value_of(const SqlOperand& operand, std::string_view type)
{
    switch (operand.source) {
    case OperandSource::nowhere: return "NULL";
    case OperandSource::member:
        return type == "any" || type == operand.type ? operand.column : "NULL";
    case OperandSource::field:
    case OperandSource::extra: break;
    }
    const std::string function = operand.source == OperandSource::field
                                     ? "muster_field(item.fields, "
                                     : "muster_extra(item.extras, ";
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
    return filter.values.empty() ? nothing : comparison(filter, filter.values.front());
}

Result<std::string> Conditions::combined(const Filter& filter, int depth)
{
    const bool is_all = filter.op == Op::all;
    std::vector<std::string> texts;
    texts.reserve(filter.parts.size());
    for (const auto& part : filter.parts) texts.push_back(TRY(of(part, depth + 1)));
    if (texts.empty()) return is_all ? std::string(every_row) : nothing;
    return balanced(texts, 0, texts.size(), is_all ? " AND " : " OR ");
}

// Filters have no third value: null counts as false before it is negated.
Result<std::string> Conditions::negated(const Filter& filter, int depth)
{
    const auto part = TRY(combined({Op::all, {}, {}, filter.parts}, depth));
    return "NOT coalesce(" + part + ", FALSE)";
}

Result<std::string> Conditions::one_of(const Filter& filter, int depth)
{
    const SqlOperand operand = resolve(kind_, filter.operand);
    if (operand.source == OperandSource::member) {
        const std::string list = list_of(filter.values, operand.type);
        return list.empty() ? nothing : operand.column + " IN (" + list + ')';
    }
    std::vector<Filter> parts;
    parts.reserve(filter.values.size());
    for (const auto& value : filter.values) parts.push_back(equals(filter.operand, value));
    return combined(any_of(std::move(parts)), depth);
}

std::string Conditions::comparison(const Filter& filter, const Value& value)
{
    const std::string_view type = type_name(value);
    if (type.empty() || type == "list") return nothing;
    const bool is_folded = filter.op == Op::contains || filter.op == Op::equal_folded;
    if (is_folded && type != "text") return nothing;
    const SqlOperand operand = resolve(kind_, filter.operand);
    const std::string left = value_of(operand, type);
    if (left == "NULL") return nothing; // value_of() has bound nothing then
    if (is_folded) return folded_comparison(filter.op, operand, left, text_of(value));
    const std::string start = left + std::string(sign_of(filter.op));
    return start + bind(value);
}

std::string Conditions::folded_comparison(Op op, const SqlOperand& operand, const std::string& left,
                                          std::string_view text)
{
    const std::string right = bind(fold(text));
    if (op == Op::contains) return "muster_contains(" + left + ", " + right + ')';
    // The folded column of a missing text is '', but a missing text equals nothing: so the column
    // is not used for an empty text.
    if (operand.folded_column.empty() || text.empty()) {
        return "muster_fold(" + left + ") = " + right;
    }
    return operand.folded_column + " = " + right;
}

std::string Conditions::membership(const std::vector<Value>& groups)
{
    const std::string list = list_of(groups, "number");
    if (kind_ != Kind::customer || list.empty()) return nothing;
    const std::string removed =
        "SELECT id FROM groups WHERE groups.tenant = $1 AND groups.id IN (" + list +
        ") AND groups.removed_at IS NOT NULL";
    // $1 and not item.tenant: otherwise SQLite runs the subquery again for every row.
    return "item.id IN (SELECT customer_id FROM memberships WHERE memberships.tenant = $1 AND "
           "group_id IN (" +
           list + ") AND left_at IS NULL AND group_id NOT IN (" + removed + "))";
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
