// Reads operands from entities by their member tables. Knows no engine.
#include "store/row.h"

#include <array>
#include <optional>

#include "base/json.h"
#include "base/text.h"
#include "core/schema.h"

namespace muster::store {

using namespace core;

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

// Numbers of different types meet as the widest of the two: doubles as doubles, else exactly.
constexpr std::array<double, 19> powers_of_ten{1,    1e1,  1e2,  1e3,  1e4,  1e5,  1e6,
                                               1e7,  1e8,  1e9,  1e10, 1e11, 1e12, 1e13,
                                               1e14, 1e15, 1e16, 1e17, 1e18};

std::optional<long double> number_of(const Value& value, bool as_double)
{
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        return static_cast<long double>(*whole);
    }
    if (const auto* real = std::get_if<double>(&value)) return *real;
    const auto* decimal = std::get_if<Decimal>(&value);
    if (decimal == nullptr || decimal->scale >= powers_of_ten.size()) return std::nullopt;
    const double divisor = powers_of_ten[decimal->scale];
    if (as_double) return static_cast<double>(decimal->units) / divisor;
    return static_cast<long double>(decimal->units) / static_cast<long double>(divisor);
}

std::partial_ordering compare_numbers(const Value& a, const Value& b)
{
    const bool as_double = std::holds_alternative<double>(a) || std::holds_alternative<double>(b);
    const auto x = number_of(a, as_double);
    const auto y = number_of(b, as_double);
    return x && y ? *x <=> *y : std::partial_ordering::unordered;
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

std::partial_ordering compare_values(const Value& a, const Value& b)
{
    if (a.index() != b.index()) return compare_numbers(a, b);
    return std::visit(
        [&]<class T>(const T& value) -> std::partial_ordering {
            if constexpr (std::is_same_v<T, Decimal>) {
                return compare_numbers(a, b);
            } else if constexpr (std::is_same_v<T, std::monostate> || std::is_same_v<T, TextList>) {
                return std::partial_ordering::unordered;
            } else {
                return value <=> std::get<T>(b);
            }
        },
        a);
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
