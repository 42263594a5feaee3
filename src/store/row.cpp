// Reads operands from entities by their member tables. Knows no engine.
#include "store/row.h"

#include "base/json.h"
#include "base/text.h"
#include "model/schema.h"

namespace muster::store {

using namespace model;

namespace {

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

} // namespace

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

Ref ref_of(TenantId tenant, const Entity& row)
{
    if (const auto* stay = std::get_if<Membership>(&row)) {
        return {Kind::membership, tenant, stay->group.value, stay->customer.value};
    }
    return {kind_of(row), tenant, row_id(row), 0};
}

bool equal_rows(const Entity& a, const Entity& b)
{
    if (a.index() != b.index()) return false;
    return std::visit(
        [&]<class E>(const E& one) {
            const E& two = std::get<E>(b);
            for (const auto& member : Schema<E>::members) {
                if (member.keeping == Keeping::derived) continue;
                if (member.get(one) != member.get(two)) return false;
            }
            if constexpr (requires { one.fields; }) {
                if (one.fields != two.fields) return false;
            }
            if constexpr (requires { one.extras; }) {
                if (one.extras != two.extras) return false;
            }
            return true;
        },
        a);
}

bool is_removed(const Entity& row)
{
    return std::visit(
        [](const auto& entity) {
            if constexpr (requires { entity.removed_at; }) {
                return entity.removed_at.has_value();
            } else if constexpr (requires { entity.revoked_at; }) {
                return entity.revoked_at.has_value();
            } else if constexpr (requires { entity.left_at; }) {
                return entity.left_at.has_value();
            } else {
                return false;
            }
        },
        row);
}

} // namespace muster::store
