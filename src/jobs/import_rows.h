// The rows of an imported file, one after the other, each parsed and checked as far as that is
// possible without reading the directory. Knows no writes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "directory/customers.h"
#include "jobs/customer_rows.h"
#include "jobs/import_columns.h"
#include "jobs/import_plan.h"
#include "jobs/job_files.h"

namespace muster::jobs {

struct RowPlace {
    std::int64_t offset = 0; // in bytes
    std::int64_t line = 1;
    bool after_cr = false;
};

struct FileRow {
    std::size_t line = 0;
    RowPlace after; // where the next row begins
    directory::CustomerRow customer;
    std::vector<std::string>
        cells;                  // unchanged text, for the list of refused rows; of NDJSON the line
    CustomerPatch patch;        // NDJSON only
    std::optional<Error> error; // the row is refused
};

class RowSource {
public:
    virtual ~RowSource() = default;
    // False at the end of the file. An error concerns the file: nothing behind it can be read.
    virtual Result<bool> next(FileRow& row) = 0;
    // Sets the members that the row names, in a customer that exists or is about to be created.
    virtual Result<void> merge(const FileRow& row, model::Customer& customer) const = 0;
    // The names of FileRow::cells.
    virtual std::vector<std::string> header() const = 0;
};

struct SourceOptions {
    const std::string& path;
    std::int64_t size = 0;
    const ImportPlan& plan;
    const model::DeclaredFields& declared; // outlives the source
    model::TenantId tenant;
    const CustomerJson& customer_json;
};

// Starts at that place. invalid_value "file" when the header cannot be used, unknown_field when it
// has columns that are neither core members nor declared fields.
Result<std::unique_ptr<RowSource>> open_rows(const SourceOptions& options, const RowPlace& place);

// Reads the whole file, and returns its fields that are not declared yet.
Result<std::vector<DetectedField>> detect_fields(const SourceOptions& options);

// Hands a file to a reader in pieces.
class FileFeed {
public:
    FileFeed(JobFile file, std::int64_t size, std::int64_t offset)
        : file_(std::move(file)), size_(size), offset_(offset)
    {}
    // The next piece; empty at the end.
    Result<std::string_view> next();

private:
    JobFile file_;
    std::int64_t size_;
    std::int64_t offset_;
    std::string piece_;
};

// What names the customers of the file.
CustomerKeys keys_of(const SourceOptions& options);

Result<std::unique_ptr<RowSource>> open_csv(const SourceOptions& options, const RowPlace& place);
Result<std::unique_ptr<RowSource>> open_ndjson(const SourceOptions& options, const RowPlace& place);
Result<std::vector<DetectedField>> detect_csv_fields(const SourceOptions& options);
Result<std::vector<DetectedField>> detect_ndjson_fields(const SourceOptions& options);

} // namespace muster::jobs
