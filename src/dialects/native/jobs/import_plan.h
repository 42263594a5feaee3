// What an import was asked to do, and how far it is: both kept as JSON in its job.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "dialects/dialect.h"
#include "directory/customers.h"

namespace muster::dialects::native {

inline constexpr std::string_view import_work = "import";
inline constexpr std::string_view content_file = "content";

enum class ImportFormat { csv, ndjson };

struct ImportPlan {
    ImportFormat format = ImportFormat::csv;
    directory::RowMode mode = directory::RowMode::upsert;
    std::string key = "external_id"; // "id", "email", "fields.<key>"
    model::GroupId group;            // whose members the customers of the file become; 0: none
    bool removes = false;            // ... or cease to be
    bool declares = false;           // what is not declared yet
    bool is_rehearsal = false;

    bool has_field_key() const { return key.starts_with("fields."); }
    // The column or member that holds the key.
    std::string key_name() const { return has_field_key() ? key.substr(7) : key; }
};

// A field that the import has declared, or would.
struct Declared {
    std::string key;
    std::string type;
    std::string format;
    bool unique = false;
    std::int64_t blanks = 0;
};

struct ImportProgress {
    bool is_studied = false; // the file was read once, to learn its columns
    std::int64_t line = 1;   // where it goes on; the place in bytes is the job's own
    bool after_cr = false;
    std::int64_t rows = 0;
    std::int64_t inserted = 0;
    std::int64_t updated = 0;
    std::int64_t unchanged = 0;
    std::int64_t refused = 0;
    std::int64_t joined = 0;        // or left, when the plan removes
    std::int64_t refused_bytes = 0; // of the file that lists them
    std::vector<Declared> declared;
};

std::string text_of(const ImportPlan& plan);
ImportPlan plan_of(const model::Job& job);
std::string text_of(const ImportProgress& progress);
ImportProgress progress_of(const model::Job& job);

// From the query parameters of the call; invalid_value, not_found.
Result<ImportPlan> read_plan(const RequestContext& call);
inline constexpr std::array<std::string_view, 8> plan_parameters{
    "format", "key", "mode", "group", "members", "declare", "dry_run", "complete"};

// The members of the plan and of the progress, as the API shows them.
void write_plan(JsonWriter& out, const ImportPlan& plan);
void write_progress(JsonWriter& out, const ImportProgress& progress);

} // namespace muster::dialects::native
