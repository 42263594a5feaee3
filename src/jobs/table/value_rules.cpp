#include "jobs/table/value_rules.h"

#include <algorithm>

#include "base/text.h"
#include "jobs/table/cell_text.h"
#include "wire/countries.h"

namespace muster::jobs {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_one_of(const std::vector<std::string>& words, std::string_view cell)
{
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
        return equal_ignoring_ascii_case(word, cell);
    });
}

// Removes what people write beside an amount: signs and codes of currencies, and the blanks between
// groups of digits. Empty when something else stands there.
std::string without_currency(std::string_view cell)
{
    constexpr std::array<std::string_view, 13> signs{
        "\u20AC", "$",      "\u00A3",  "\u00A5", "\u20B9", "\u20BD", "\u20BA",
        "\u20A9", "\u20AA", "z\u0142", "kr",     "Kc",     "K\u010D"};
    constexpr std::array<std::string_view, 4> blanks{" ", "\u00A0", "\u202F", "'"};
    const auto drop = [&](const auto& texts) {
        const auto found = std::find_if(texts.begin(), texts.end(), [&](std::string_view text) {
            return cell.starts_with(text);
        });
        if (found != texts.end()) cell.remove_prefix(found->size());
        return found != texts.end();
    };
    std::string number;
    while (!cell.empty()) {
        if (is_digit(cell.front()) ||
            std::string_view("+-.,").find(cell.front()) != std::string_view::npos) {
            number += cell.front();
            cell.remove_prefix(1);
        } else if (!drop(signs) && !drop(blanks)) {
            const auto code = cell.substr(0, 3);
            const bool is_code =
                code.size() == 3 &&
                std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
            if (!is_code) return {};
            cell.remove_prefix(3);
        }
    }
    return number;
}

// Whether the digits are in groups of three, such as 1.234.567: the sign groups and is no point.
bool is_grouped(std::string_view whole, char sign)
{
    std::size_t groups = 0;
    for (const auto piece : split(whole, sign)) {
        const bool is_right = groups == 0 ? !piece.empty() && piece.size() <= 3 : piece.size() == 3;
        if (!is_right || !std::all_of(piece.begin(), piece.end(), is_digit)) return false;
        ++groups;
    }
    return groups > 1;
}

} // namespace

std::string clean_cell(const ValueRules& rules, std::string_view cell)
{
    const auto trimmed = trim(cell);
    if (trimmed.empty()) return {};
    for (const auto& word : rules.nulls) {
        if (word == trimmed) return {};
    }
    const char first = cell.front();
    return first == '\'' || first == '=' ? without_guard(cell) : std::string(cell);
}

std::string plain_number(const ValueRules& rules, std::string_view cell)
{
    cell = trim(cell);
    const bool is_plain = cell.find_first_not_of("0123456789.-") == cell.npos;
    if (is_plain && !rules.decimal_comma) return std::string(cell);
    std::string number = without_currency(cell);
    if (number.empty()) return std::string(cell);
    const bool is_negative = number.front() == '-';
    const std::string_view digits = std::string_view(number).substr(is_negative ? 1 : 0);
    const char point = rules.decimal_comma ? ',' : '.';
    const char group = rules.decimal_comma ? '.' : ',';
    const auto at = std::min(digits.find(point), digits.size());
    const auto whole = digits.substr(0, at);
    const auto places = digits.substr(at);
    const bool has_groups = whole.find(group) != whole.npos;
    // 1,234 alone may be either: only the rules, or both signs, say which.
    const bool is_clear =
        !has_groups || (is_grouped(whole, group) && (rules.decimal_comma || !places.empty()));
    if (!is_clear || places.find(group) != places.npos) {
        return rules.decimal_comma ? number : std::string(cell);
    }
    std::string plain = is_negative ? "-" : "";
    std::copy_if(whole.begin(), whole.end(), std::back_inserter(plain), is_digit);
    if (places.size() > 1) plain += '.' + std::string(places.substr(1));
    return plain;
}

namespace {

// Three numbers with one sign between them at the start of the text.
struct WrittenDate {
    std::array<std::string_view, 3> parts;
    std::string_view rest; // the time
};

std::optional<WrittenDate> read_written_date(std::string_view text)
{
    WrittenDate date;
    char sign = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
        if (end == 0 || end > 4) return std::nullopt;
        date.parts[i] = text.substr(0, end);
        text.remove_prefix(end);
        if (i == 2) break;
        if (text.empty() || (sign != 0 && text.front() != sign)) return std::nullopt;
        sign = text.front();
        if (sign != '.' && sign != '/' && sign != '-') return std::nullopt;
        text.remove_prefix(1);
    }
    date.rest = text;
    if (text.empty() || text.front() == ' ' || text.front() == 'T') return date;
    return std::nullopt;
}

std::string two_digits(std::string_view part)
{
    return part.size() == 1 ? '0' + std::string(part) : std::string(part);
}

} // namespace

std::string plain_date(const ValueRules& rules, std::string_view cell)
{
    cell = trim(cell);
    const auto date = read_written_date(cell);
    if (!date) return std::string(cell);
    const bool is_zero = std::all_of(date->parts.begin(), date->parts.end(), [](auto part) {
        return part.find_first_not_of('0') == part.npos;
    });
    if (is_zero) return {};
    auto [first, second, third] = date->parts;
    if (first.size() != 4) {
        if (third.size() != 4 || rules.date_order == DateOrder::year_first) {
            return std::string(cell);
        }
        std::swap(first, third); // now the year is first, and the day third for dmy
        if (rules.date_order == DateOrder::month_first) std::swap(second, third);
    }
    return std::string(first) + '-' + two_digits(second) + '-' + two_digits(third) +
           std::string(date->rest);
}

std::optional<bool> truth_of(const ValueRules& rules, std::string_view cell)
{
    cell = trim(cell);
    if (is_one_of(rules.truths, cell)) return true;
    if (is_one_of(rules.falsehoods, cell)) return false;
    const std::string word = lower_ascii(cell);
    if (word == "true" || word == "yes" || word == "1") return true;
    if (word == "false" || word == "no" || word == "0") return false;
    return std::nullopt;
}

std::string plain_phone(const ValueRules& rules, std::string_view cell)
{
    cell = trim(cell);
    const auto* country = rules.country.empty() ? nullptr : wire::country_by_iso2(rules.country);
    std::string digits = digits_of(cell);
    const auto zero = cell.find("(0)"); // +49 (0)30: dialled inside the country only
    if (cell.starts_with('+') && zero != cell.npos) {
        digits = digits_of(cell.substr(0, zero)) + digits_of(cell.substr(zero + 3));
    }
    if (country == nullptr || digits.empty()) return std::string(cell);
    if (cell.starts_with('+') || cell.starts_with("(+")) return '+' + digits;
    if (digits.starts_with("00")) return '+' + digits.substr(2);
    // Numbers of these countries have no zero in front, or it belongs to the number.
    constexpr std::array<std::string_view, 4> zero_stays{"IT", "SM", "VA", "CI"};
    const bool keeps_zero =
        std::find(zero_stays.begin(), zero_stays.end(), country->iso2) != zero_stays.end();
    if (digits.starts_with('0') && !keeps_zero) digits.erase(0, 1);
    const std::string code = std::to_string(country->phone_code);
    // In North America the country code is dialled inside the country too.
    if (country->phone_code == 1 && digits.size() == 11 && digits.starts_with('1'))
        return '+' + digits;
    return '+' + code + digits;
}

} // namespace muster::jobs
