// Extended fields: the tenant's custom fields as this API reads and writes them (promise 8).
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "dialects/capillary/errors.h"
#include "model/declared.h"

namespace muster::dialects::capillary {

struct NamedValue {
    std::string name;
    Json value;
};
using NamedValues = std::vector<NamedValue>;

// The value of "extendedFields" in a body: an object, an array of objects, or an array of
// {"name", "value"}; empty when it is blank. Fails with `unusable` when it is something else.
inline constexpr std::string_view extended_fields_schema =
    R"({"type": ["object", "array"], "additionalProperties": true})";
Result<NamedValues> read_named_values(const Json& json, const NumberedProblem& unusable);
// Reads the member "extendedFields" of the body; empty when the body has none.
Result<NamedValues> read_extended(const Json& body, const NumberedProblem& unusable);

// The value as the type of the field stores it; invalid_value when the types do not match.
Result<model::Value> coerce_json(const model::CustomField& field, const Json& value);

struct MergeRules {
    model::FieldEntity entity = model::FieldEntity::group;
    const NumberedProblem& undeclared;
    const NumberedProblem& wrong_type;
    bool skips_blank = true; // otherwise a blank value clears the field
};

// Stores the values that are declared and of the right type; returns an issue for each of the
// others.
Issues merge_extended(const model::DeclaredFields& declared, const NamedValues& values,
                      const MergeRules& rules, model::FieldValues& into);

void write_extended(JsonWriter& out, const model::FieldValues& values,
                    const model::DeclaredFields& declared, model::FieldEntity entity,
                    std::chrono::minutes offset);

} // namespace muster::dialects::capillary
