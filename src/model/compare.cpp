// Two decimals of different scale are compared exactly, as 128-bit integers of one scale.
#include "model/compare.h"

#include <array>

namespace muster::model {

namespace {

__extension__ using Wide = __int128; // wide enough for a 64-bit integer times 10^18

constexpr std::array<std::int64_t, 19> powers_of_ten = [] {
    std::array<std::int64_t, 19> powers{1};
    for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
    return powers;
}();

// An integer becomes a decimal without places.
std::optional<Decimal> decimal_of(const Value& value)
{
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return Decimal{*whole, 0};
    const auto* decimal = std::get_if<Decimal>(&value);
    if (decimal == nullptr || decimal->scale >= powers_of_ten.size()) return std::nullopt;
    return *decimal;
}

std::optional<double> double_of(const Value& value)
{
    if (const auto* real = std::get_if<double>(&value)) return *real;
    const auto decimal = decimal_of(value);
    if (!decimal) return std::nullopt;
    return static_cast<double>(decimal->units) / static_cast<double>(powers_of_ten[decimal->scale]);
}

std::partial_ordering compare_numbers(const Value& a, const Value& b)
{
    if (std::holds_alternative<double>(a) || std::holds_alternative<double>(b)) {
        const auto x = double_of(a);
        const auto y = double_of(b);
        return x && y ? *x <=> *y : std::partial_ordering::unordered;
    }
    const auto x = decimal_of(a);
    const auto y = decimal_of(b);
    if (!x || !y) return std::partial_ordering::unordered;
    return Wide{x->units} * powers_of_ten[y->scale] <=> Wide{y->units} * powers_of_ten[x->scale];
}

} // namespace

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

Value as_time(Value value)
{
    if (const auto* date = std::get_if<Date>(&value)) return Time{*date};
    return value;
}

bool compares(Filter::Op op, const Value& value, const Value& wanted)
{
    const auto order = compare_values(value, wanted);
    switch (op) {
    case Filter::Op::equal:
    case Filter::Op::in: return order == 0;
    case Filter::Op::less: return order < 0;
    case Filter::Op::less_or_equal: return order <= 0;
    case Filter::Op::greater: return order > 0;
    case Filter::Op::greater_or_equal: return order >= 0;
    default: return false;
    }
}

} // namespace muster::model
