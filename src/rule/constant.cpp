// One function for each type of constant. Knows no grammar and no fields.
#include "rule/constant.h"

#include <array>
#include <charconv>

#include "base/text.h"
#include "rule/function.h"
#include "rule/interval.h"

namespace muster::rule {

namespace {

using namespace std::chrono;

constexpr std::size_t most_places = 18;

std::string print_scientific(double value)
{
    std::array<char, 40> buffer{};
    const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                      std::chars_format::scientific);
    return {buffer.data(), result.ptr};
}

std::string print_double(double value, Type type)
{
    if (type != Type::number) return print_scientific(value);
    std::string text = format_number(value);
    return read_number(text) ? text : print_scientific(value);
}

std::string print_instant(Time time)
{
    const bool is_whole = time == floor<seconds>(time);
    return format_rfc3339(time, is_whole ? Fraction::none : Fraction::microseconds);
}

std::string print_sum(const std::string& moment, const Interval& offset)
{
    if (offset == Interval{}) return moment;
    const bool goes_back = offset.months <= 0 && offset.days <= 0 && offset.microseconds <= 0;
    return moment + (goes_back ? " - INTERVAL '" : " + INTERVAL '") +
           format_interval(goes_back ? -offset : offset) + "'";
}

std::string print_truncated(const Term& term)
{
    if (term.is_today) return "CURRENT_DATE";
    if (term.truncated == Function::none) return "NOW()";
    return "DATE_TRUNC('" + lower_ascii(form_of(term.truncated).name) + "', " +
           print_sum("NOW()", term.inner) + ')';
}

struct ConstantPrinter {
    Type type;

    std::string operator()(std::monostate) const { return "NULL"; }
    std::string operator()(bool value) const { return value ? "TRUE" : "FALSE"; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(double value) const { return print_double(value, type); }
    std::string operator()(const Decimal& value) const { return format_decimal(value); }
    std::string operator()(const std::string& value) const { return print_quoted(value); }
    std::string operator()(Date value) const { return "DATE '" + format_date(value) + "'"; }
    std::string operator()(Time value) const { return "TIMESTAMP '" + print_instant(value) + "'"; }
    std::string operator()(const TextList&) const { return "NULL"; } // rules have no list constants
};

} // namespace

std::optional<Value> read_number(std::string_view text)
{
    if (text.find_first_of("eE") != text.npos) {
        const auto real = parse_number(text);
        return real ? std::optional<Value>(*real) : std::nullopt;
    }
    if (const auto point = text.find('.'); point != text.npos) {
        const auto last = text.find_last_not_of('0');
        text = text.substr(0, last + 1);
        const std::size_t places = text.size() - point - 1;
        if (places > most_places) return std::nullopt;
        const auto decimal = parse_decimal(text, static_cast<std::uint8_t>(places));
        if (!decimal) return std::nullopt;
        return places == 0 ? Value{decimal->units} : Value{*decimal};
    }
    const auto whole = parse_integer(text);
    return whole ? std::optional<Value>(*whole) : std::nullopt;
}

std::optional<Term> read_time(std::string_view text)
{
    const auto time = parse_instant(text);
    if (!time) return std::nullopt;
    const auto year = static_cast<int>(year_month_day{floor<days>(*time)}.year());
    if (year < 0 || year > 9999) return std::nullopt;
    Term term{*time};
    const auto clock = text.substr(std::min(text.find_first_of("Tt "), text.size()));
    const bool has_offset = clock.find_first_of("Zz+-") != clock.npos;
    if (!has_offset) term.local = LocalTime{time->time_since_epoch()};
    return term;
}

std::string print_local(LocalTime local)
{
    const Time as_utc{local.time_since_epoch()};
    const auto midnight = floor<days>(as_utc);
    if (as_utc == midnight) return format_date(midnight);
    std::string text = print_instant(as_utc);
    text.pop_back(); // the Z of UTC
    return text;
}

std::string print_term(const Term& term, Type type)
{
    if (term.is_moment) {
        const auto moment = print_sum(print_truncated(term), term.offset);
        return term.part == Function::none ? moment : print_extract(term.part, moment);
    }
    if (term.local) return "TIMESTAMP '" + print_local(*term.local) + "'";
    const std::string text = std::visit(ConstantPrinter{type}, term.value);
    return term.is_bytewise ? text + " COLLATE \"C\"" : text;
}

std::string print_quoted(std::string_view text, char quote)
{
    std::string quoted(1, quote);
    for (const char c : text) {
        if (c == quote) quoted += c;
        quoted += c;
    }
    return quoted + quote;
}

} // namespace muster::rule
