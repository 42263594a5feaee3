// Evaluates a filter recursively. Tests compare the engines and the index with it.
#include "model/filter_match.h"

#include <algorithm>
#include <cassert>

#include "base/text.h"
#include "model/compare.h"
#include "model/schema.h"

namespace muster::model {

namespace {

Value value_in_extras(const Extras& extras, std::string_view path)
{
    const auto names = split(path, '.');
    if (names.empty()) return {};
    const auto parsed = parse_json(extras.of(names.front()));
    if (!parsed) return {};
    const Json* place = &*parsed;
    for (std::size_t i = 1; i < names.size() && place != nullptr; ++i) {
        place = place->find(names[i]);
    }
    return place == nullptr ? Value{} : value_of_json(*place);
}

bool compares_folded(Filter::Op op, const Value& value, const Value& wanted)
{
    const auto* text = std::get_if<std::string>(&value);
    const auto* piece = std::get_if<std::string>(&wanted);
    if (text == nullptr || piece == nullptr) return false;
    if (op == Filter::Op::equal_folded) return fold(*text) == fold(*piece);
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

Value value_of_json(const Json& json)
{
    if (json.is_null()) return {};
    if (const auto* flag = json.as_bool()) return *flag;
    if (const auto* whole = json.as_integer()) return *whole;
    if (const auto* real = json.as_double()) return *real;
    const auto* text = json.as_text();
    if (text == nullptr) return TextList{};
    return text->empty() ? Value{} : Value{*text};
}

Value operand_value(const Entity& row, std::string_view operand)
{
    return std::visit(
        [&]<class E>(const E& entity) -> Value {
            if (const auto* member = find_member<E>(operand)) return member->get(entity);
            if constexpr (requires { entity.fields; }) {
                if (operand.starts_with("fields.")) {
                    const Value* value = entity.fields.find(operand.substr(7));
                    return value == nullptr ? Value{} : *value;
                }
            }
            if constexpr (requires { entity.extras; }) {
                if (operand.starts_with("extras.")) {
                    return value_in_extras(entity.extras, operand.substr(7));
                }
            }
            return {};
        },
        row);
}

std::int64_t fixed_id(const Filter& filter, std::string_view member)
{
    if (filter.op == Filter::Op::equal && filter.operand == member && !filter.values.empty()) {
        const auto* id = std::get_if<std::int64_t>(&filter.values.front());
        return id == nullptr ? 0 : *id;
    }
    if (filter.op != Filter::Op::all) return 0;
    for (const auto& part : filter.parts) {
        if (const auto id = fixed_id(part, member); id != 0) return id;
    }
    return 0;
}

bool matches(const Filter& filter, const Entity& row, const IsMember& is_member)
{
    using Op = Filter::Op;
    const auto part = [&](const Filter& f) { return matches(f, row, is_member); };
    switch (filter.op) {
    case Op::all: return std::all_of(filter.parts.begin(), filter.parts.end(), part);
    case Op::any: return std::any_of(filter.parts.begin(), filter.parts.end(), part);
    case Op::negate: assert(filter.parts.size() == 1); return !part(filter.parts.front());
    case Op::member_of: return is_in_group(filter, row, is_member);
    case Op::satisfies: return false; // this room knows no rules: the index answers these
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

} // namespace muster::model
