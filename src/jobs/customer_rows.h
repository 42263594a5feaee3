// The customers of a bulk write as JSON objects: which key names each of them, and what it is like
// when it is new. Knows no file and no API.
#pragma once

#include <string_view>

#include "directory/customers.h"
#include "jobs/customer_json.h"

namespace muster::jobs {

// Begins the name of a vendor number, as a key and as a column: "vendor_numbers.<api>".
inline constexpr std::string_view number_prefix = "vendor_numbers.";
// The API whose vendor number is called so, in any spelling of the name; empty for other names.
std::string number_api(std::string_view name);

// What names the customers of one bulk write.
struct CustomerKeys {
    // "id", "external_id", "email", "phone", "fields.<key>", "vendor_numbers.<api>"; empty: all new
    std::string_view key;
    directory::RowMode mode = directory::RowMode::upsert;
    const model::DeclaredFields& declared;
    model::TenantId tenant;

    bool is_field() const { return key.starts_with("fields."); }
    bool is_number() const { return key.starts_with(number_prefix); }
    // The column or member that holds the key.
    std::string_view name() const { return is_field() ? key.substr(7) : key; }
};

// Sets the key by which the directory finds the row's customer, from its value. missing_field with
// the key's name when the mode needs one.
Result<void> set_key(const CustomerKeys& keys, const model::Value& value,
                     directory::CustomerRow& row);

// The vendor number of the customer that the key names; null when it has none.
model::Value number_value(std::string_view key, const model::Customer& customer);

// The value of the key in the patch, or of `id`; null when there is none. `shown` is the customer
// with the members of the patch. invalid_value.
Result<model::Value> key_value(const CustomerKeys& keys, const CustomerPatch& patch,
                               const std::optional<Json>& id, const model::Customer& shown);

// Reads the key out of the patch, or out of `id`, and prepares the customer for the case that it is
// new. invalid_value, missing_field, unknown_field.
Result<void> prepare_customer(const CustomerKeys& keys, const CustomerJson& json,
                              const CustomerPatch& patch, const std::optional<Json>& id,
                              directory::CustomerRow& row);

} // namespace muster::jobs
