// The declared custom fields of one tenant, and the one rule that fits values to them.
#pragma once

#include <string_view>
#include <vector>

#include "core/entities.h"
#include "core/store.h"

namespace muster::core {

class DeclaredFields {
public:
    DeclaredFields() = default;
    explicit DeclaredFields(std::vector<Field> fields) : fields_(std::move(fields)) {}

    // By key, compared without case; nullptr when not declared.
    const Field* find(FieldEntity entity, std::string_view key) const;
    // In the order of declaration.
    std::vector<const Field*> of(FieldEntity entity) const;

private:
    std::vector<Field> fields_;
};

Result<DeclaredFields> load_declared(const Rows& rows, TenantId tenant);

// The value in the type of the field: "25" becomes 25 in an integer field, enum values get their
// declared spelling. Null stays null. invalid_value says what would be right.
Result<Value> coerce(const Field& field, const Value& value);

// Fits all values, renames keys to their declared spelling, and checks required fields.
// unknown_field, invalid_value, missing_field; all problems are reported in Error::further.
Result<FieldValues> check_fields(const DeclaredFields& declared, FieldEntity entity,
                                 const FieldValues& values);

} // namespace muster::core
