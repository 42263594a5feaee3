// What the columns of an imported file mean, and what their cells are worth. Knows no file.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "jobs/table/value_rules.h"
#include "model/declared.h"
#include "model/schema.h"

namespace muster::jobs {

enum class ColumnMeaning {
    core,     // a member of every customer
    declared, // a declared field
    id,       // the customer's id, used when it is the key
    created,  // when the customer was created, which new customers take over
    groups,   // names of groups that the customer joins
    number,   // the vendor number of the customer in the API of this name
    ignored,
    unknown,
};

struct ImportColumn {
    std::string name; // of the member or field
    ColumnMeaning meaning = ColumnMeaning::unknown;
    const model::Member<model::Customer>* member = nullptr;
    const model::CustomField* field =
        nullptr; // points into the declared fields given to import_column()
};

// `target` as MappedColumn::target has it: "email", "fields.Shoe", "id", "created_at", "groups",
// "vendor_numbers.<api>".
ImportColumn import_column(std::string target, const model::DeclaredFields& declared);

// The core members that a column may name, in the order of the columns of an export.
std::span<const std::string_view> core_columns();
bool is_core_column(std::string_view name);
// Names that only the server sets; exports have them.
bool is_server_column(std::string_view name);

// The columns that the list of refused rows puts in front of those of the file.
inline constexpr std::array<std::string_view, 4> refusal_columns{"refused_line", "refused_field",
                                                                 "refused_reason", "refused_right"};

// The value of a cell; a blank cell is null. The value of a declared field stays text, except for
// lists, since the directory converts it to the field's type. invalid_value says what would be
// right.
Result<model::Value> read_cell(const ImportColumn& column, const std::string& cell,
                               const ValueRules& rules);

// Members and fields that name a customer are compared and stored without surrounding blanks.
bool names_customer(const ImportColumn& column);

} // namespace muster::jobs
