// Meanings from names, values from cells. Knows no file.
#include "jobs/import_columns.h"

#include <algorithm>

#include "base/instant.h"
#include "base/text.h"
#include "jobs/customer_rows.h"
#include "jobs/table/cell_text.h"

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

constexpr std::string_view comma_hint =
    "; say decimal_comma=true when the comma is the decimal sign";
constexpr std::string_view order_hint =
    "; say date_order (--date-order dmy or mdy) when the day or the month is first";

} // namespace

std::span<const std::string_view> core_columns() { return core_names; }
bool is_core_column(std::string_view name) { return is_among(core_names, name); }
bool is_server_column(std::string_view name) { return is_among(server_names, name); }

ImportColumn import_column(std::string target, const model::DeclaredFields& declared)
{
    ImportColumn column;
    column.name = std::move(target);
    if (column.name.empty()) {
        column.meaning = ColumnMeaning::ignored;
    } else if (is_core_column(column.name)) {
        column.meaning = ColumnMeaning::core;
        column.member = model::find_member<model::Customer>(column.name);
    } else if (column.name == "id") {
        column.meaning = ColumnMeaning::id;
    } else if (column.name == "created_at") {
        column.meaning = ColumnMeaning::created;
    } else if (column.name == "groups") {
        column.meaning = ColumnMeaning::groups;
    } else if (column.name.starts_with(number_prefix)) {
        column.meaning = ColumnMeaning::number;
    } else if (column.name.starts_with("fields.")) {
        column.name.erase(0, 7);
        column.field = declared.find(model::FieldEntity::customer, column.name);
        if (column.field != nullptr) column.meaning = ColumnMeaning::declared;
    }
    return column;
}

bool names_customer(const ImportColumn& column)
{
    if (column.meaning == ColumnMeaning::declared) return column.field->unique;
    return column.meaning == ColumnMeaning::core &&
           (column.name == "external_id" || column.name == "email" || column.name == "phone");
}

namespace {

Result<model::Value> read_time(const std::string& name, const std::string& cell,
                               const ValueRules& rules)
{
    const auto text = plain_date(rules, cell);
    if (text.empty()) return model::Value{};
    if (const auto time = parse_instant(text)) return model::Value{*time};
    return fail(Code::invalid_value, name,
                "must be a date such as 2026-02-03" + std::string(order_hint));
}

Result<model::Value> read_core(const ImportColumn& column, std::string&& cell,
                               const ValueRules& rules)
{
    if (column.member->storage == model::Storage::text) {
        if (has_several_values(cell)) {
            return fail(Code::invalid_value, column.name,
                        "must be one value; the cell holds several with ::: between them");
        }
        if (column.name == "phone") return model::Value{plain_phone(rules, cell)};
        if (names_customer(column)) return model::Value{std::string(trim(cell))};
        return model::Value{std::move(cell)};
    }
    if (column.member->storage == model::Storage::date) {
        const auto value = TRY(read_time(column.name, cell, rules));
        const auto* time = std::get_if<Time>(&value);
        if (time == nullptr) return value;
        return model::Value{std::chrono::floor<std::chrono::days>(*time)};
    }
    if (const auto truth = truth_of(rules, cell)) return model::Value{*truth};
    return fail(Code::invalid_value, column.name,
                "must be true or false; true and false (--true, --false) name other words");
}

// As text, in the form that the directory reads.
Result<model::Value> read_declared(const model::CustomField& field, std::string&& cell,
                                   const ValueRules& rules)
{
    const auto refuse_comma = [&](const std::string& text) -> Result<model::Value> {
        if (!rules.decimal_comma && text.find(',') != text.npos) {
            return fail(Code::invalid_value, "fields." + field.key,
                        "must be a number" + std::string(comma_hint));
        }
        return model::Value{text};
    };
    switch (field.type) {
    case model::Type::integer:
    case model::Type::number:
    case model::Type::decimal: return refuse_comma(plain_number(rules, cell));
    case model::Type::boolean:
        if (const auto truth = truth_of(rules, cell)) return model::Value{*truth};
        break;
    case model::Type::date:
    case model::Type::datetime: {
        auto text = plain_date(rules, cell);
        if (text.empty()) return model::Value{};
        if (rules.date_order == DateOrder::year_first && !parse_instant(text)) {
            return read_time("fields." + field.key, cell, rules);
        }
        return model::Value{std::move(text)};
    }
    case model::Type::list: return model::Value{list_of_text(cell)};
    case model::Type::text:
    case model::Type::enumeration: break;
    }
    return model::Value{field.unique ? std::string(trim(cell)) : std::move(cell)};
}

} // namespace

Result<model::Value> read_cell(const ImportColumn& column, const std::string& cell,
                               const ValueRules& rules)
{
    auto text = clean_cell(rules, cell);
    if (text.empty()) return model::Value{};
    switch (column.meaning) {
    case ColumnMeaning::core: return read_core(column, std::move(text), rules);
    case ColumnMeaning::declared: return read_declared(*column.field, std::move(text), rules);
    case ColumnMeaning::created: return read_time(column.name, text, rules);
    case ColumnMeaning::id: {
        const auto id = parse_integer(trim(text));
        if (id && *id > 0) return model::Value{*id};
        return fail(Code::invalid_value, "id", "must be an integer from 1");
    }
    case ColumnMeaning::number: return model::Value{std::string(trim(text))};
    case ColumnMeaning::groups: return model::Value{list_of_text(text)};
    case ColumnMeaning::ignored:
    case ColumnMeaning::unknown: break;
    }
    return model::Value{};
}

} // namespace muster::jobs
