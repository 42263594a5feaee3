// Extended fields: the tenant's declared fields as this API reads and writes them (promise 8).
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/declared.h"
#include "dialects/capillary/errors.h"

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
Result<core::Value> fit(const core::Field& field, const Json& value);
// null, or a text of blanks: no value.
bool is_blank(const Json& value);

struct MergeRules {
    core::FieldEntity entity = core::FieldEntity::group;
    const Problem& undeclared;
    const Problem& misfit;
    bool skips_blank = true; // else a blank value clears the field
};

// Sets the values that are declared and fit; an issue for each of the others.
Issues merge_extended(const core::DeclaredFields& declared, const NamedValues& values,
                      const MergeRules& rules, core::FieldValues& into);

void write_extended(JsonWriter& out, const core::FieldValues& values,
                    const core::DeclaredFields& declared, core::FieldEntity entity,
                    std::chrono::minutes offset);

} // namespace muster::dialects::capillary
