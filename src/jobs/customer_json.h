// How one customer looks as a JSON object, a line of an NDJSON file. The names of its members are
// those of the API that made the job, so that API supplies the functions. The engine itself reads
// only "id", "external_id", "email" and "fields", and drops what the server sets ("created_at", …).
#pragma once

#include <optional>
#include <string_view>

#include "base/json.h"
#include "model/declared.h"
#include "model/entities.h"

namespace muster::jobs {

// A JSON object taken apart: the members that customers of every tenant have, and the values of
// declared fields.
struct CustomerPatch {
    Json members;
    std::optional<Json> fields; // an object or null; none: the object has no "fields"
};

// Whether customers can have a vendor number in the API of this name.
using HasNumber = bool (*)(std::string_view api);

struct CustomerJson {
    // Writes the whole object.
    void (*write)(JsonWriter& out, const model::Customer& customer);
    // Error::where is a JSON pointer into the object, here and in merge().
    Result<CustomerPatch> (*read)(Json object);
    // Absent members stay as they are, null clears them. invalid_value, unknown_field.
    Result<void> (*merge)(const CustomerPatch& patch, const model::DeclaredFields& declared,
                          model::Customer& customer);
    HasNumber has_number;
};

} // namespace muster::jobs
