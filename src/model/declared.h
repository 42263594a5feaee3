// The declared custom fields of one tenant, and the conversion of values to their types.
#pragma once

#include <string_view>
#include <vector>

#include "model/entities.h"
#include "model/store.h"

namespace muster::model {

class DeclaredFields {
public:
    DeclaredFields() = default;
    explicit DeclaredFields(std::vector<CustomField> fields);

    // By key, compared without case; nullptr when not declared.
    const CustomField* find(FieldEntity entity, std::string_view key) const;
    // By key, else by the one key that is the same name (model/name_form.h): a name that people
    // write. nullptr also when several are.
    const CustomField* named(FieldEntity entity, std::string_view name) const;
    // In the order of declaration.
    std::vector<const CustomField*> of(FieldEntity entity) const;

    const std::vector<CustomField>& all() const { return fields_; }

private:
    std::vector<CustomField> fields_;
    std::vector<std::size_t> by_key_; // positions in fields_, sorted by entity and key
};

Result<DeclaredFields> load_declared(const Rows& rows, TenantId tenant);

// Converts the value to the type of the field: "25" becomes 25 in an integer field, and enum values
// get their declared spelling. Null stays null. invalid_value when it cannot be converted; the
// message says what the field accepts.
Result<Value> coerce(const CustomField& field, Value value);

// Converts all values, renames keys to their declared spelling, and checks required fields. Fails
// with unknown_field, invalid_value or missing_field; Error::further has the other problems. After
// an error `values` is unspecified.
Result<void> coerce_fields(const DeclaredFields& declared, FieldEntity entity, FieldValues& values);

} // namespace muster::model
