// The rows of an imported file, one after the other, each parsed and checked as far as that is
// possible without reading the directory. Knows no writes.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "directory/customers.h"
#include "jobs/customer_rows.h"
#include "jobs/imports/import_mapping.h"
#include "jobs/job_files.h"
#include "wire/csv.h"

namespace muster::jobs {

struct RowPlace {
    std::int64_t offset = 0; // in bytes
    std::int64_t line = 1;
    bool after_cr = false;
};

struct FileRow {
    std::size_t line = 0;
    std::int64_t begin = 0; // in bytes
    RowPlace after;         // where the next row begins
    directory::CustomerRow customer;
    std::vector<std::string> cells;  // of a table
    std::vector<std::string> groups; // names of groups that the customer joins
    CustomerPatch patch;             // NDJSON only
    std::optional<Error> error;      // the row is refused
    bool is_blank = false;           // without any value: it is skipped
};

class RowSource {
public:
    virtual ~RowSource() = default;
    // False at the end of the file. An error concerns the file: nothing behind it can be read.
    virtual Result<bool> next(FileRow& row) = 0;
    // Sets the members that the row names, in a customer that exists or is about to be created.
    virtual Result<void> merge(const FileRow& row, model::Customer& customer) const = 0;
};

// The file in the form in which it is read: UTF-8, CSV or one JSON object a line.
struct ImportTable {
    std::string path;
    std::int64_t size = 0;
    RowPlace heading; // where the table begins
    char separator = ',';
    bool is_damaged_utf8 = false; // its refused rows alone would look like another encoding
};

struct SourceOptions {
    ImportTable table;
    const ImportPlan& plan;
    const model::DeclaredFields& declared;    // outlives the source
    const std::vector<MappedColumn>& columns; // of a table, as study_file() gives them
    model::TenantId tenant;
    const CustomerJson& customer_json;
};

// Starts at that place; 0: with the first row. invalid_value "file" when the columns are not those
// of the file.
Result<std::unique_ptr<RowSource>> open_rows(const SourceOptions& options, const RowPlace& place);

// What one reading of the whole file shows, before anything is written.
struct FileStudy {
    ColumnMapping mapping;
    std::vector<ImportProposal> proposals; // of a dry run
};
Result<FileStudy> study_file(const SourceOptions& options);

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

// Sets the keys of the plan in the row, in their order: those of them that have a value. `value_of`
// gives the value of a key. missing_field when none has one and the mode needs a key.
using KeyValue = std::function<Result<model::Value>(std::string_view key)>;
Result<void> set_keys(const SourceOptions& options, const KeyValue& value_of,
                      directory::CustomerRow& row);

// Hands the records of a table to a caller.
class CsvFile {
public:
    static Result<CsvFile> open(const ImportTable& table, const RowPlace& place);

    Result<bool> next(wire::CsvRecord& record);
    RowPlace place() const;

private:
    CsvFile(FileFeed feed, wire::CsvReader reader)
        : feed_(std::move(feed)), reader_(std::move(reader))
    {}

    FileFeed feed_;
    wire::CsvReader reader_;
    bool is_over_ = false;
};

Result<std::unique_ptr<RowSource>> open_csv(const SourceOptions& options, const RowPlace& place);
Result<std::unique_ptr<RowSource>> open_ndjson(const SourceOptions& options, const RowPlace& place);
Result<FileStudy> study_csv(const SourceOptions& options);
Result<FileStudy> study_ndjson(const SourceOptions& options);

} // namespace muster::jobs
