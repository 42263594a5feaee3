// Which member each heading of a table means. Knows no file.
#pragma once

#include <string>
#include <vector>

#include "jobs/customer_json.h"
#include "jobs/import_plan.h"
#include "jobs/table/type_detector.h"
#include "model/declared.h"

namespace muster::jobs {

// A heading of the file, and what its cells have shown.
struct StudiedHeading {
    std::string heading; // without blanks at its ends
    const TypeDetector& cells;
};

struct ColumnMapping {
    std::vector<MappedColumn> columns; // one for each heading
    std::vector<DetectedField> declared;
    std::string
        key; // of the plan, with members in place of headings; chosen when the plan has none
};

// A heading means what the plan says; else the member or declared field of that name; else what
// other programs call so (heading_aliases.h), when its cells fit. Other columns with values become
// fields, if the plan declares. What is dropped has a note. Errors have the subject "file":
// invalid_value, unknown_field; of the plan: "map", "key".
Result<ColumnMapping> map_headings(const ImportPlan& plan, const model::DeclaredFields& declared,
                                   HasNumber has_number,
                                   const std::vector<StudiedHeading>& headings);

} // namespace muster::jobs
