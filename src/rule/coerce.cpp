// One conversion for each type of operand. Knows no grammar.
#include "rule/coerce.h"

#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "rule/constant.h"
#include "rule/lexer.h"
#include "rule/like.h"

namespace muster::rule {

namespace {

using namespace std::chrono;

// For error messages: a type and the constants that it compares with. Indexed by Type.
constexpr std::array<std::string_view, 9> type_descriptions{
    "is a text and compares with texts such as 'Leeds'",
    "is an integer and compares with numbers such as 12",
    "is a number and compares with numbers such as 12.5",
    "is a decimal and compares with numbers such as 12.50",
    "is true or false and compares with TRUE or FALSE",
    "is a date and compares with DATE '2026-02-03' or NOW()",
    "is a time and compares with TIMESTAMP '2026-02-03 09:15:42' or NOW()",
    "is an enum and compares with its values",
    "is a list and has only IS NULL and IS NOT NULL",
};

Failure wrong_type(const Operand& operand, const Term& term)
{
    return fail(Code::invalid_value, "rule",
                operand.name + ' ' +
                    std::string(type_descriptions[static_cast<std::size_t>(operand.type)]) +
                    ", not with " + clipped(print_term(term, operand.type)));
}

// A number in quotes becomes a number, as in PostgreSQL. Other values are returned unchanged.
Value number_of(const Value& value)
{
    const auto* text = std::get_if<std::string>(&value);
    return text == nullptr ? value : read_number(trim(*text)).value_or(value);
}

std::optional<Value> coerce_integer(const Value& value)
{
    const Value number = number_of(value);
    if (std::holds_alternative<std::int64_t>(number)) return number;
    const auto* decimal = std::get_if<Decimal>(&number);
    if (decimal == nullptr) return std::nullopt;
    return read_number(format_decimal(*decimal)); // 12.00 is 12
}

// Rounds to the nearest double, as PostgreSQL does.
std::optional<Value> coerce_number(const Value& value)
{
    const Value number = number_of(value);
    if (std::holds_alternative<double>(number)) return number;
    if (const auto* whole = std::get_if<std::int64_t>(&number)) {
        return static_cast<double>(*whole);
    }
    const auto* decimal = std::get_if<Decimal>(&number);
    if (decimal == nullptr) return std::nullopt;
    const auto real = parse_number(format_decimal(*decimal));
    return real ? std::optional<Value>(*real) : std::nullopt;
}

std::optional<Value> coerce_decimal(const Value& value, const CustomField* field)
{
    const Value number = number_of(value);
    Decimal decimal;
    if (const auto* whole = std::get_if<std::int64_t>(&number)) {
        decimal = {*whole, 0};
    } else if (const auto* given = std::get_if<Decimal>(&number)) {
        decimal = *given;
    } else {
        return std::nullopt;
    }
    const auto places = field == nullptr ? 2 : parse_integer(field->format).value_or(2);
    const auto scaled = parse_decimal(format_decimal(decimal), static_cast<std::uint8_t>(places));
    return scaled ? *scaled : decimal;
}

std::optional<Value> coerce_boolean(const Value& value)
{
    if (std::holds_alternative<bool>(value)) return value;
    const std::string text = lower_ascii(text_of(value));
    if (text == "true" || text == "false") return text == "true";
    return std::nullopt;
}

std::optional<Time> time_of(const Value& value)
{
    if (const auto* time = std::get_if<Time>(&value)) return *time;
    if (const auto* date = std::get_if<Date>(&value)) return Time{*date};
    return read_time(trim(text_of(value)));
}

std::optional<Value> coerce_date(const Value& value)
{
    const auto time = time_of(value);
    if (!time) return std::nullopt;
    const auto midnight = floor<days>(*time);
    return *time == midnight ? Value{midnight} : Value{*time};
}

std::optional<Value> coerce_time(const Value& value)
{
    const auto time = time_of(value);
    return time ? std::optional<Value>(*time) : std::nullopt;
}

// The constant gets the spelling in which the field declares the value.
Result<Term> coerce_enum(const Term& term, const Operand& operand)
{
    auto value = coerce(*operand.field, term.value);
    if (!value || is_null(*value)) {
        const std::string values =
            value ? "must be one of its declared values" : value.error().message;
        return fail(Code::invalid_value, "rule", operand.name + ' ' + values);
    }
    return Term{*std::move(value)};
}

// A rule can be built without parse(), for example from JSON. Then this refuses what parse() would
// have refused.
Result<void> check_clean(const Term& term)
{
    const auto text = text_of(term.value);
    if (is_utf8(text) && text.find('\0') == text.npos) return {};
    return fail(Code::invalid_value, "rule", "a text must be valid UTF-8 without NUL");
}

std::optional<Value> coerce_value(const Value& value, const Operand& operand)
{
    switch (operand.type) {
    case Type::enumeration:
    case Type::text:
        return std::holds_alternative<std::string>(value) ? std::optional(value) : std::nullopt;
    case Type::integer: return coerce_integer(value);
    case Type::number: return coerce_number(value);
    case Type::decimal: return coerce_decimal(value, operand.field);
    case Type::boolean: return coerce_boolean(value);
    case Type::date: return coerce_date(value);
    case Type::datetime: return coerce_time(value);
    case Type::list: return std::nullopt;
    }
    return std::nullopt;
}

} // namespace

Result<Term> coerce_term(Term term, const Operand& operand)
{
    TRY(check_clean(term));
    if (term.is_moment) {
        const bool has_time = operand.type == Type::date || operand.type == Type::datetime;
        if (!has_time) return wrong_type(operand, term);
        return term;
    }
    if (is_null(term.value) && operand.type != Type::list) return term;
    auto value = coerce_value(term.value, operand);
    if (!value) return wrong_type(operand, term);
    if (operand.type == Type::enumeration) return coerce_enum(term, operand);
    return Term{*std::move(value)};
}

Result<Term> coerce_pattern(Term term, const Operand& operand)
{
    if (operand.type != Type::text && operand.type != Type::enumeration) {
        return fail(Code::invalid_value, "rule", "LIKE is for texts; " + operand.name + " is none");
    }
    TRY(check_clean(term));
    if (term.is_moment) return wrong_type(operand, term);
    if (is_null(term.value)) return term;
    const auto* pattern = std::get_if<std::string>(&term.value);
    if (pattern == nullptr) return wrong_type(operand, term);
    if (pattern->size() > limits::rule_pattern_bytes) {
        return fail(Code::too_large, "rule",
                    "a pattern has at most " + std::to_string(limits::rule_pattern_bytes) +
                        " bytes");
    }
    if (!is_pattern(*pattern)) {
        return fail(Code::invalid_value, "rule",
                    "a pattern does not end in a single \\; a backslash itself is \\\\");
    }
    return term;
}

} // namespace muster::rule
