// The rows of an imported file, one after the other, each judged as far as that goes without the
// directory. Knows no writes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "dialects/native/body.h"
#include "dialects/native/jobs/import_columns.h"
#include "dialects/native/jobs/import_plan.h"
#include "dialects/native/jobs/job_files.h"
#include "directory/customers.h"

namespace muster::dialects::native {

struct RowPlace {
    std::int64_t offset = 0; // in bytes
    std::int64_t line = 1;
    bool after_cr = false;
};

struct FileRow {
    std::size_t line = 0;
    RowPlace after; // where the file goes on behind it
    directory::CustomerRow customer;
    std::vector<std::string> cells; // as they stand; of NDJSON the line
    Draft draft;                    // NDJSON
    std::optional<Error> error;     // the row is refused
};

class RowSource {
public:
    virtual ~RowSource() = default;
    // False at the end. An error is that of the file: there is no going on behind it.
    virtual Result<bool> next(FileRow& row) = 0;
    // What the row says, put into a customer that is there.
    virtual Result<void> merge(const FileRow& row, model::Customer& customer) const = 0;
    // The names above FileRow::cells.
    virtual std::vector<std::string> header() const = 0;
};

struct SourceOptions {
    const std::string& path;
    std::int64_t size = 0;
    const ImportPlan& plan;
    const model::DeclaredFields& declared; // outlives the source
    model::TenantId tenant;
};

// Goes on at that place. invalid_value "file" when the header cannot be used, unknown_field when
// it has columns that nobody knows.
Result<std::unique_ptr<RowSource>> open_rows(const SourceOptions& options, const RowPlace& place);

// Reads the whole file: the fields that it has values of and that are not declared yet.
Result<std::vector<Declared>> study_file(const SourceOptions& options);

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

// The key under which the row's customer is found, from the value it shows; into `row`.
Result<void> set_key(const SourceOptions& options, const model::Value& value,
                     directory::CustomerRow& row);

Result<std::unique_ptr<RowSource>> open_csv(const SourceOptions& options, const RowPlace& place);
Result<std::unique_ptr<RowSource>> open_ndjson(const SourceOptions& options, const RowPlace& place);
Result<std::vector<Declared>> study_csv(const SourceOptions& options);
Result<std::vector<Declared>> study_ndjson(const SourceOptions& options);

} // namespace muster::dialects::native
