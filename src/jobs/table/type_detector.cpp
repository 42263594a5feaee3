#include "jobs/table/type_detector.h"

#include <array>

#include "base/instant.h"
#include "base/json.h"
#include "base/text.h"

namespace muster::jobs {

namespace {

constexpr std::size_t most_places = 6; // more are measurements, not money
constexpr std::size_t most_decimal_chars = 16;

bool is_plain_decimal(std::string_view cell)
{
    return cell.size() <= most_decimal_chars && cell.find_first_not_of("-.0123456789") == cell.npos;
}

std::size_t places_of(std::string_view number)
{
    const auto point = number.find('.');
    return point == number.npos ? 0 : number.size() - point - 1;
}

// 007 and +1 are codes, not numbers: a number would lose the zeros and the sign.
bool begins_like_number(std::string_view cell)
{
    if (cell.starts_with('-')) cell.remove_prefix(1);
    if (cell.empty() || cell.front() < '0' || cell.front() > '9') return false;
    return cell.size() == 1 || cell[0] != '0' || cell[1] == '.';
}

std::string print_floating(double value)
{
    const std::string text = format_number(value);
    return text.find_first_of(".e") == text.npos ? text + ".0" : text;
}

bool is_one_of(std::string_view cell, std::string_view one, std::string_view other)
{
    return equal_ignoring_ascii_case(cell, one) || equal_ignoring_ascii_case(cell, other);
}

// In the order in which type() prefers them.
struct CandidateType {
    enum : std::size_t {
        integer,
        decimal,
        number,
        floating, // as many programs print doubles: 84 is 84.0
        boolean,
        yes_or_no,
        rules_boolean,
        date,
        datetime,
        list,
        count
    };
};
constexpr std::array<std::string_view, CandidateType::count> candidate_names{
    "integer", "decimal", "number", "number",   "boolean",
    "boolean", "boolean", "date",   "datetime", "list"};

} // namespace

bool TypeDetector::fits(std::size_t candidate, std::string_view cell)
{
    switch (candidate) {
    case CandidateType::integer: return begins_like_number(cell) && parse_integer(cell).has_value();
    case CandidateType::decimal: {
        if (!begins_like_number(cell) || !is_plain_decimal(cell) || !parse_number(cell)) {
            return false;
        }
        const auto places = places_of(cell);
        const bool is_first = values_ == 1;
        if (is_first) places_ = places;
        return places == places_ && places <= most_places;
    }
    case CandidateType::number: {
        const auto value = begins_like_number(cell) ? parse_number(cell) : std::nullopt;
        return value && format_number(*value) == cell;
    }
    case CandidateType::floating: {
        const auto value = begins_like_number(cell) ? parse_number(cell) : std::nullopt;
        return value && print_floating(*value) == cell;
    }
    case CandidateType::boolean: return is_one_of(cell, "true", "false");
    case CandidateType::yes_or_no: return is_one_of(cell, "yes", "no");
    case CandidateType::rules_boolean:
        return !(rules_->truths.empty() && rules_->falsehoods.empty()) &&
               truth_of(*rules_, cell).has_value();
    case CandidateType::date: return parse_date(cell).has_value();
    case CandidateType::datetime: return parse_instant(cell).has_value();
    case CandidateType::list: {
        if (!cell.starts_with('[')) return false;
        const auto json = parse_json(cell);
        return json && json->is_array();
    }
    default: return false;
    }
}

void TypeDetector::add(std::string_view cell)
{
    cell = trim(cell);
    if (cell.empty()) {
        ++blanks_;
        return;
    }
    ++values_;
    truths_only_ = truths_only_ && truth_of(*rules_, cell).has_value();
    const unsigned all = (1U << CandidateType::count) - 1;
    if ((candidates_ & all) == 0) return;
    std::string plain_amount;
    std::string iso;
    for (std::size_t candidate = 0; candidate < CandidateType::count; ++candidate) {
        const unsigned bit = 1U << candidate;
        if ((candidates_ & bit) == 0) continue;
        std::string_view seen = cell;
        if (candidate <= CandidateType::floating && rules_->decimal_comma) {
            plain_amount = plain_number(*rules_, cell);
            seen = plain_amount;
        } else if (candidate == CandidateType::date || candidate == CandidateType::datetime) {
            iso = plain_date(*rules_, cell);
            if (iso.empty()) continue; // a date of zeros is no value
            seen = iso;
        }
        if (!fits(candidate, seen)) candidates_ &= ~bit;
    }
}

std::string TypeDetector::type() const
{
    if (values_ == 0) return "text";
    for (std::size_t i = 0; i < CandidateType::count; ++i) {
        if ((candidates_ & 1U << i) != 0) return std::string(candidate_names[i]);
    }
    return "text";
}

std::string TypeDetector::format() const
{
    return type() == "decimal" ? std::to_string(places_) : std::string{};
}

bool TypeDetector::may_be_date() const
{
    return (candidates_ & (1U << CandidateType::date | 1U << CandidateType::datetime)) != 0;
}

} // namespace muster::jobs
