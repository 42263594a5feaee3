// The rows that an import could not take, as a file in the form of the imported one, which can be
// corrected and imported again. Knows no customers.
#pragma once

#include "jobs/import_rows.h"

namespace muster::jobs {

// Each row comes back byte for byte. A byte order mark says that rows with bytes that are not UTF-8
// are UTF-8 all the same: read alone, such a row looks like Windows-1252, and its letters would
// change. In front of its cells stand four more: its line, the field,
// the reason, and what would be right. Of NDJSON they are four more members.
class RefusedRows {
public:
    // `bytes` of the file count already.
    static Result<RefusedRows> open(JobFile file, const ImportTable& table, const ImportPlan& plan,
                                    std::int64_t bytes);

    // Writes the heading, when the file has none yet.
    Result<void> begin();
    Result<void> add(const FileRow& row, std::string_view field, const Error& error);
    // Makes durable what was added. The caller stores bytes() with the rows that it counts.
    Result<void> flush();
    std::int64_t bytes() const { return bytes_; }
    // Forgets what was added since: the write that counts it has failed.
    void go_back(std::int64_t bytes);

private:
    RefusedRows(JobFile file, JobFile table, const ImportTable& form, const ImportPlan& plan,
                std::int64_t bytes);

    Result<void> add_json(const FileRow& row, std::span<const std::string> cells);
    std::size_t cells_bytes(std::string_view row) const;
    Result<void> add_raw(std::int64_t begin, std::int64_t end);
    Result<void> write_some(std::size_t bytes);

    JobFile file_;
    JobFile table_;
    RowPlace heading_;
    char separator_;
    bool is_json_;
    bool is_damaged_utf8_;
    bool refused_before_ = false; // the table is a file of refused rows itself
    std::string encoding_;
    std::string line_end_ = "\r\n";
    std::string out_; // in UTF-8, not yet in the file
    std::int64_t bytes_;
    bool is_dirty_ = false;
};

} // namespace muster::jobs
