// The rows of an upload (spec 7.1), from CSV text or from a list of objects: read, not yet judged
// against stored customers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dialects/nudgescribe/profile.h"
#include "dialects/nudgescribe/request.h"

namespace muster::dialects::nudgescribe {

struct Problem {
    std::optional<std::int64_t> row; // from 1, the header not counted; none: of the header
    std::string field;               // empty: of no field
    std::string message;
};

struct UploadRow {
    std::string customer_id;                                        // empty: not named
    std::vector<std::pair<const ProfileField*, std::string>> cells; // "" clears
};

struct Upload {
    std::vector<UploadRow> rows;
    std::vector<Problem> problems; // of the header and of the text as a whole
};

// From `file` or `customers`. invalid_value when both are given or the list holds no objects,
// missing_field when neither is. The rows point into the profile.
Result<Upload> read_upload(const Request& request, const Profile& profile);

} // namespace muster::dialects::nudgescribe
