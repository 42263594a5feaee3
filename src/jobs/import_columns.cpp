// Types from cells, meanings from headings. Knows no file.
#include "jobs/import_columns.h"

#include <algorithm>
#include <array>

#include "base/instant.h"
#include "base/text.h"

namespace muster::jobs {

namespace {

constexpr std::array<std::string_view, 16> core_names{
    "external_id", "email",    "phone",       "name",    "first_name",    "last_name",
    "company",     "language", "birth_date",  "consent", "address_line1", "address_line2",
    "city",        "region",   "postal_code", "country"};

constexpr std::array<std::string_view, 5> server_names{"created_at", "updated_at", "revision",
                                                       "home_group_id", "removed_at"};

template <std::size_t size>
bool is_among(const std::array<std::string_view, size>& names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

// 007 and +1 are codes, not numbers: a number would lose the zeros and the sign.
bool is_plain_number(std::string_view cell)
{
    if (cell.starts_with('-')) cell.remove_prefix(1);
    if (cell.empty() || cell.front() < '0' || cell.front() > '9') return false;
    return cell.size() == 1 || cell[0] != '0' || cell[1] == '.';
}

} // namespace

ImportColumn import_column(std::string name, const model::DeclaredFields& declared)
{
    ImportColumn column;
    column.name = std::move(name);
    if (is_among(core_names, column.name)) {
        column.meaning = ColumnMeaning::core;
        column.member = model::find_member<model::Customer>(column.name);
    } else if (column.name == "id") {
        column.meaning = ColumnMeaning::id;
    } else if (is_among(server_names, column.name) || is_among(refusal_columns, column.name)) {
        column.meaning = ColumnMeaning::ignored;
    } else if (const auto* field = declared.find(model::FieldEntity::customer, column.name)) {
        column.meaning = ColumnMeaning::declared;
        column.field = field;
    }
    return column;
}

std::span<const std::string_view> core_columns() { return core_names; }

namespace {

Result<model::Value> read_core(const ImportColumn& column, const std::string& cell)
{
    const std::string_view text = trim(cell);
    if (text.empty()) return model::Value{};
    if (column.member->storage == model::Storage::text) return model::Value{cell};
    if (column.member->storage == model::Storage::date) {
        if (const auto date = parse_date(text)) return model::Value{*date};
        return fail(Code::invalid_value, column.name, "must be a date such as 2026-02-03");
    }
    const std::string word = lower_ascii(text);
    if (word == "true" || word == "yes" || word == "1") return model::Value{true};
    if (word == "false" || word == "no" || word == "0") return model::Value{false};
    return fail(Code::invalid_value, column.name, "must be true or false");
}

} // namespace

Result<model::Value> read_cell(const ImportColumn& column, const std::string& cell)
{
    switch (column.meaning) {
    case ColumnMeaning::core: return read_core(column, cell);
    case ColumnMeaning::declared: return trim(cell).empty() ? model::Value{} : model::Value{cell};
    case ColumnMeaning::id: {
        const auto id = parse_integer(trim(cell));
        if (id && *id > 0) return model::Value{*id};
        return fail(Code::invalid_value, "id", "must be an integer from 1");
    }
    case ColumnMeaning::ignored:
    case ColumnMeaning::unknown: break;
    }
    return model::Value{};
}

bool TypeDetector::fits(CandidateType candidate, std::string_view cell)
{
    switch (candidate) {
    case CandidateType::integer: return is_plain_number(cell) && parse_integer(cell).has_value();
    case CandidateType::decimal:
        return is_plain_number(cell) && cell.size() <= 16 &&
               cell.find_first_not_of("-.0123456789") == cell.npos &&
               parse_number(cell).has_value();
    case CandidateType::number: return is_plain_number(cell) && parse_number(cell).has_value();
    case CandidateType::boolean: return cell == "true" || cell == "false";
    case CandidateType::date: return parse_date(cell).has_value();
    case CandidateType::datetime: return cell.size() > 10 && parse_instant(cell).has_value();
    }
    return false;
}

void TypeDetector::narrow_places(std::string_view cell)
{
    const auto point = cell.find('.');
    if (point != cell.npos) places_ = std::max(places_, cell.size() - point - 1);
}

void TypeDetector::add(std::string_view cell)
{
    cell = trim(cell);
    if (cell.empty()) {
        ++blanks_;
        return;
    }
    ++values_;
    for (const CandidateType candidate :
         {CandidateType::integer, CandidateType::decimal, CandidateType::number,
          CandidateType::boolean, CandidateType::date, CandidateType::datetime}) {
        const unsigned bit = 1U << static_cast<unsigned>(candidate);
        if ((candidates_ & bit) != 0 && !fits(candidate, cell)) candidates_ &= ~bit;
    }
    if ((candidates_ & 1U << static_cast<unsigned>(CandidateType::decimal)) != 0)
        narrow_places(cell);
}

std::string TypeDetector::type() const
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

std::string TypeDetector::format() const
{
    return type() == "decimal" ? std::to_string(places_) : std::string{};
}

} // namespace muster::jobs
