// The uploaded file in the form in which an import reads it: UTF-8, and CSV or NDJSON. Recognises
// what was uploaded. Knows no columns.
#pragma once

#include "jobs/import_rows.h"

namespace muster::jobs {

inline constexpr std::string_view table_file = "table"; // the content, converted

struct PreparedContent {
    ImportTable table;
    bool is_converted = false; // the table is a file of its own
    ImportFormat format = ImportFormat::csv;
    std::string encoding;
    std::string delimiter; // of CSV
};

// Reads the content once, in bounded memory. invalid_value "file" when it is no text.
// `prove` as for JobFile::open_alone().
Result<PreparedContent> prepare_content(const JobFolder& folder, std::int64_t size,
                                        const ImportPlan& plan, const JobFile::Proof& prove);

} // namespace muster::jobs
