// Extended fields: the tenant's declared fields as this API reads and writes them (promise 8).
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

// The member extendedFields of body: an object, an array of one-pair objects or of
// {"name", "value"}; none when absent. `unusable` when it is something else.
Result<NamedValues> read_extended(const Json& body, const Problem& unusable);

// The value in the type of the field; invalid_value when it does not fit.
Result<model::Value> fit(const model::CustomField& field, const Json& value);
// null, or a text of blanks: no value.
bool is_blank(const Json& value);

struct MergeRules {
    model::FieldEntity entity = model::FieldEntity::group;
    const Problem& undeclared;
    const Problem& misfit;
    bool skips_blank = true; // else a blank value clears the field
};

// Sets the values that are declared and fit; an issue for each of the others.
Issues merge_extended(const model::DeclaredFields& declared, const NamedValues& values,
                      const MergeRules& rules, model::FieldValues& into);

void write_extended(JsonWriter& out, const model::FieldValues& values,
                    const model::DeclaredFields& declared, model::FieldEntity entity,
                    std::chrono::minutes offset);

} // namespace muster::dialects::capillary
