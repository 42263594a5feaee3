// Guesses types from cells and names from headings. Knows no file and no server.
#include "app/columns.h"

#include <algorithm>
#include <array>

#include "base/instant.h"
#include "base/text.h"

namespace muster::app {

namespace {

// Core members by their column name, and where in the native customer they lie.
struct CoreColumn {
    std::string_view name;
    std::string_view address_member;
};
constexpr std::array<CoreColumn, 16> core_columns{{
    {"external_id", {}},
    {"email", {}},
    {"phone", {}},
    {"name", {}},
    {"first_name", {}},
    {"last_name", {}},
    {"company", {}},
    {"language", {}},
    {"birth_date", {}},
    {"consent", {}},
    {"address_line1", "line1"},
    {"address_line2", "line2"},
    {"city", "city"},
    {"region", "region"},
    {"postal_code", "postal_code"},
    {"country", "country"},
}};

constexpr std::array<std::string_view, 5> kept_columns{"id", "created_at", "updated_at", "revision",
                                                       "home_group_id"};

// 007 and +1 are codes, not numbers: as numbers they would lose what they say.
bool is_plain_number(std::string_view cell)
{
    if (cell.starts_with('-')) cell.remove_prefix(1);
    if (cell.empty() || cell.front() < '0' || cell.front() > '9') return false;
    return cell.size() == 1 || cell[0] != '0' || cell[1] == '.';
}

} // namespace

Column core_column(std::string name)
{
    Column column;
    column.type = "text";
    for (const auto& core : core_columns) {
        if (core.name != name) continue;
        column.meaning = Meaning::core;
        column.address_member = core.address_member;
        if (name == "consent") column.type = "boolean";
    }
    if (std::find(kept_columns.begin(), kept_columns.end(), name) != kept_columns.end()) {
        column.meaning = Meaning::ignored;
    }
    column.name = std::move(name);
    return column;
}

bool TypeGuess::fits(Form form, std::string_view cell)
{
    switch (form) {
    case Form::integer: return is_plain_number(cell) && parse_integer(cell).has_value();
    case Form::decimal:
        return is_plain_number(cell) && cell.size() <= 16 &&
               cell.find_first_not_of("-.0123456789") == cell.npos &&
               parse_number(cell).has_value();
    case Form::number: return is_plain_number(cell) && parse_number(cell).has_value();
    case Form::boolean: return cell == "true" || cell == "false";
    case Form::date: return parse_date(cell).has_value();
    case Form::datetime: return cell.size() > 10 && parse_instant(cell).has_value();
    }
    return false;
}

void TypeGuess::narrow_places(std::string_view cell)
{
    const auto point = cell.find('.');
    if (point != cell.npos) places_ = std::max(places_, cell.size() - point - 1);
}

void TypeGuess::see(std::string_view cell)
{
    cell = trim(cell);
    if (cell.empty()) {
        ++blanks_;
        return;
    }
    ++values_;
    for (const Form form :
         {Form::integer, Form::decimal, Form::number, Form::boolean, Form::date, Form::datetime}) {
        const unsigned bit = 1U << static_cast<unsigned>(form);
        if ((candidates_ & bit) != 0 && !fits(form, cell)) candidates_ &= ~bit;
    }
    if ((candidates_ & 1U << static_cast<unsigned>(Form::decimal)) != 0) narrow_places(cell);
}

std::string TypeGuess::type() const
{
    if (values_ == 0) return "text";
    constexpr std::array<std::string_view, 6> names{"integer", "decimal", "number",
                                                    "boolean", "date",    "datetime"};
    constexpr std::size_t most_places = 6; // more are measurements, not money
    for (std::size_t i = 0; i < names.size(); ++i) {
        if ((candidates_ & 1U << i) == 0) continue;
        if (names[i] == "decimal" && places_ > most_places) continue;
        return std::string(names[i]);
    }
    return "text";
}

std::string TypeGuess::format() const
{
    return type() == "decimal" ? std::to_string(places_) : std::string{};
}

Json cell_value(const Column& column, std::string_view cell)
{
    const std::string_view trimmed = trim(cell);
    if (trimmed.empty()) return {};
    if (column.type == "integer") {
        if (const auto whole = parse_integer(trimmed)) return Json(*whole);
    } else if (column.type == "number") {
        if (const auto number = parse_number(trimmed)) return Json(*number);
    } else if (column.type == "boolean") {
        const std::string lower = lower_ascii(trimmed);
        if (lower == "true" || lower == "1" || lower == "yes") return Json(true);
        if (lower == "false" || lower == "0" || lower == "no") return Json(false);
    }
    // Decimals go as text: their digits stay exact.
    return Json(column.type == "text" ? cell : trimmed);
}

} // namespace muster::app
