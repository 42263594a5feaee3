// The rows of an upload, read from CSV text or from a list of objects. Stored customers are not
// looked at here; upload.h compares the rows with them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dialects/nudgescribe/profile.h"
#include "dialects/nudgescribe/request.h"

namespace muster::dialects::nudgescribe {

struct UploadProblem {
    std::optional<std::int64_t> row; // counted from 1 without the header; none: the header itself
    std::string field;               // empty when the problem concerns no single field
    std::string message;
};

struct UploadRow {
    std::string customer_id; // empty when the row does not name one
    std::vector<std::pair<const ProfileField*, std::string>> cells; // empty text clears the field
};

struct Upload {
    std::vector<UploadRow> rows;
    std::vector<UploadProblem> problems; // found while reading
};

// From the member `file` or `customers`. invalid_value when both are given or the list does not
// hold objects; missing_field when neither is given. The rows point into the schema.
Result<Upload> read_upload(const RequestBody& request, const ProfileSchema& profile);

} // namespace muster::dialects::nudgescribe
