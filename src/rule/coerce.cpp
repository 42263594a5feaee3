// One conversion for each type of operand. Knows no grammar.
#include "rule/coerce.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "rule/constant.h"
#include "rule/function.h"
#include "rule/lexer.h"
#include "rule/like.h"
#include "rule/print.h"

namespace muster::rule {

namespace {

using namespace std::chrono;
using Op = Rule::Op;

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
    "is a list and compares as in tags && ARRAY['vip', 'new'] (one of these), "
    "tags @> ARRAY['vip', 'new'] (all of these) or 'vip' = ANY(tags)",
};

Failure wrong_type(const Operand& operand, const Term& term)
{
    return fail(Code::invalid_value, "rule",
                operand.name + ' ' +
                    std::string(type_descriptions[static_cast<std::size_t>(operand.type)]) +
                    ", not with " + clipped(print_term(term, operand.type)));
}

bool is_number(const Value& value)
{
    return std::holds_alternative<std::int64_t>(value) || std::holds_alternative<Decimal>(value) ||
           std::holds_alternative<double>(value);
}

bool is_ordering(Op op)
{
    return op == Op::less || op == Op::less_or_equal || op == Op::greater ||
           op == Op::greater_or_equal || op == Op::between;
}

// '007' and '+49' are codes: people do not calculate with them.
bool is_numeric_text(const Value& value)
{
    const auto text = trim(text_of(value));
    const bool is_code =
        text.starts_with('+') || (text.size() > 1 && text.starts_with('0') &&
                                  text.find_first_not_of("0123456789") == text.npos);
    return !is_code && number_in(text).has_value();
}

// A text field is compared with a number, or with a text that looks like one. Byte by byte, '1000'
// is less than '99', which nobody means who writes spent > '100'.
Failure not_a_number(const Rule& leaf, const Operand& operand)
{
    Rule as_numbers = leaf;
    Rule as_texts = leaf;
    as_numbers.function = Function::numeric;
    as_numbers.operand = as_texts.operand = operand.name;
    for (auto& term : as_numbers.terms) {
        term.value = number_in(text_of(term.value)).value_or(term.value);
        term.is_bytewise = false;
    }
    for (auto& term : as_texts.terms) {
        if (!std::holds_alternative<std::string>(term.value)) {
            term.value = print_term(term, Type::number);
        }
        term.is_bytewise = is_ordering(leaf.op) && is_numeric_text(term.value);
    }
    return fail(Code::invalid_value, "rule",
                operand.name + " is a text; to compare it as a number write " +
                    clipped(print(as_numbers)) + ", to compare it letter by letter write " +
                    clipped(print(as_texts)));
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

// nullopt: the constant is neither a date nor a time.
std::optional<Term> time_of(const Term& term)
{
    if (std::holds_alternative<Time>(term.value)) return term;
    const auto* date = std::get_if<Date>(&term.value);
    if (date == nullptr) return read_time(trim(text_of(term.value)));
    Term midnight{Time{*date}};
    midnight.local = LocalTime{microseconds{date->time_since_epoch()}};
    return midnight;
}

// A local time beside a date is a date when it is a midnight; beside a time it is an instant.
Result<Term> coerce_moment(const Term& term, const Operand& operand, const TimeZone* zone)
{
    auto time = time_of(term);
    if (!time) return wrong_type(operand, term);
    if (!time->local) return *std::move(time);
    if (operand.type == Type::datetime) {
        time->value = to_time(zone, *time->local);
        return *std::move(time);
    }
    const auto midnight = floor<days>(*time->local);
    if (*time->local == midnight) return Term{Date{midnight.time_since_epoch()}};
    time->value = Time{time->local->time_since_epoch()};
    return *std::move(time);
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
    case Type::date:
    case Type::datetime:
    case Type::list: return std::nullopt;
    }
    return std::nullopt;
}

Result<Term> coerce_term(Term term, const Operand& operand, const TimeZone* zone)
{
    const bool has_time = operand.type == Type::date || operand.type == Type::datetime;
    if (term.is_moment) {
        const bool is_number = term.part != Function::none;
        if (is_number ? operand.type != Type::integer : !has_time) {
            return wrong_type(operand, term);
        }
        return term;
    }
    if (is_null(term.value) && operand.type != Type::list) return term;
    if (has_time) return coerce_moment(term, operand, zone);
    auto value = coerce_value(term.value, operand);
    if (!value) return wrong_type(operand, term);
    if (operand.type == Type::enumeration && operand.field != nullptr) {
        return coerce_enum(term, operand);
    }
    return Term{*std::move(value)};
}

Result<Term> coerce_pattern(Term term, const Operand& operand)
{
    if (operand.type != Type::text && operand.type != Type::enumeration) {
        return fail(Code::invalid_value, "rule", "LIKE is for texts; " + operand.name + " is none");
    }
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
    return Term{*pattern};
}

// One item of a list. Lists hold texts; a number means its digits.
Result<Term> coerce_item(Term term, const Operand& operand)
{
    if (operand.type != Type::list) {
        return fail(Code::invalid_value, "rule",
                    operand.name + " is not a list; write " + operand.name +
                        " IN (…) for one of several values");
    }
    if (term.is_moment || is_null(term.value)) {
        return fail(Code::invalid_value, "rule",
                    "an item of a list is a text such as 'vip', not " +
                        print_term(term, Type::text));
    }
    if (!std::holds_alternative<std::string>(term.value)) {
        term.value = print_term(term, Type::number);
    }
    const std::string text(text_of(term.value));
    auto items = coerce(*operand.field, Value{TextList{text}});
    if (!items) {
        return fail(Code::invalid_value, "rule", operand.name + ' ' + items.error().message);
    }
    return Term{std::get<TextList>(*items).front()};
}

// Numbers are compared exactly with the numbers in texts.
Result<Term> coerce_numeric(const Term& term, const Operand& operand)
{
    const Value number = number_of(term.value);
    const bool is_known = is_number(number) || is_null(number);
    if (term.is_moment || !is_known) return wrong_type(operand, term);
    return Term{number};
}

// The function of the operand, as an operand of its own.
Result<Operand> compared_operand(const Rule& leaf, const Operand& operand)
{
    if (leaf.function == Function::none) return operand;
    const bool has_time = operand.type == Type::date || operand.type == Type::datetime;
    const bool has_text = operand.type == Type::text || operand.type == Type::enumeration;
    if (is_part(leaf.function) ? !has_time : !has_text) {
        return fail(Code::invalid_value, "rule",
                    is_part(leaf.function)
                        ? "EXTRACT is for dates and times; " + operand.name + " is neither"
                        : std::string(form_of(leaf.function).name) + " is for texts; " +
                              operand.name + " is none");
    }
    if (is_part(leaf.function)) return Operand{print_operand(leaf), Type::integer, nullptr};
    const auto type = leaf.function == Function::numeric ? Type::number : Type::text;
    return Operand{print_operand(leaf), type, nullptr};
}

// LOWER(city) is never 'Köln'.
Result<void> check_case(const Rule& leaf)
{
    if (leaf.function == Function::none ||
        form_of(leaf.function).kind != FunctionKind::letter_case) {
        return {};
    }
    for (const auto& term : leaf.terms) {
        const Value changed = function_value(leaf.function, term.value);
        if (changed == term.value) continue;
        return fail(Code::invalid_value, "rule",
                    print_operand(leaf) + " is never " + clipped(print_term(term, Type::text)) +
                        "; write " + clipped(print_term({changed}, Type::text)));
    }
    return {};
}

Result<Term> coerce_any(const Rule& leaf, Term term, const Operand& operand)
{
    TRY(check_clean(term));
    if (leaf.op == Op::like || leaf.op == Op::ilike)
        return coerce_pattern(std::move(term), operand);
    if (leaf.op == Op::overlaps || leaf.op == Op::contains_all) {
        return coerce_item(std::move(term), operand);
    }
    if (leaf.function == Function::numeric) return coerce_numeric(term, operand);
    return coerce_term(std::move(term), operand, leaf.zone);
}

// Comparisons that PostgreSQL would refuse, or answer in a way that nobody means.
Result<void> check_numbers(const Rule& leaf, const Operand& operand, const Operand& compared,
                           RuleAge age)
{
    if (compared.type != Type::text || leaf.op == Op::like || leaf.op == Op::ilike) return {};
    const auto is_refused = [&](const Term& term) {
        if (is_number(term.value)) return true;
        const bool is_new = age == RuleAge::fresh && !term.is_bytewise;
        return is_new && is_ordering(leaf.op) && is_numeric_text(term.value);
    };
    if (std::any_of(leaf.terms.begin(), leaf.terms.end(), is_refused)) {
        return not_a_number(leaf, operand);
    }
    return {};
}

} // namespace

Result<void> coerce_terms(Rule& leaf, const Operand& operand, RuleAge age)
{
    const auto compared = TRY(compared_operand(leaf, operand));
    // A text in lower case is missing when the text is, and the month when the date is.
    const bool is_cast = leaf.function == Function::numeric;
    if (leaf.op == Op::is_null && !is_cast) leaf.function = Function::none;
    TRY(check_numbers(leaf, operand, compared, age));
    for (auto& term : leaf.terms) {
        term = TRY(coerce_any(leaf, std::move(term), compared));
        term.is_bytewise =
            compared.type == Type::text && is_ordering(leaf.op) && is_numeric_text(term.value);
    }
    if (age == RuleAge::fresh) TRY(check_case(leaf));
    return {};
}

} // namespace muster::rule
