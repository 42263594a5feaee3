// What an import shall do, and how far it is. Its job stores both as JSON.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "directory/customers.h"
#include "wire/record.h"

namespace muster::jobs {

inline constexpr std::string_view import_name = "import"; // of the kind

enum class ImportFormat { csv, ndjson };

struct ImportPlan {
    ImportFormat format = ImportFormat::csv;
    directory::RowMode mode = directory::RowMode::upsert;
    std::string key = "external_id"; // "id", "email", "fields.<key>"
    model::GroupId group;            // the customers of the file join it; 0: no group
    bool removes = false;            // ... or leave it
    bool declares = false;           // declares the fields of the file that are not declared yet
    bool is_rehearsal = false;       // counts and lists what would happen, writes nothing

    bool has_field_key() const { return key.starts_with("fields."); }
    // The column or member that holds the key.
    std::string key_name() const { return has_field_key() ? key.substr(7) : key; }
};

// A field that the file has and the tenant had not: its type as the values of the file show it.
struct DetectedField {
    std::string key;
    std::string type;
    std::string format;
    bool unique = false;
    std::int64_t blanks = 0;
};

struct ImportProgress {
    bool is_studied = false; // the file was read once, to detect fields
    std::int64_t line = 1;   // where the run continues; Job::place is the same in bytes
    bool after_cr = false;   // ... in the middle of a CR LF
    std::int64_t rows = 0;
    std::int64_t inserted = 0;
    std::int64_t updated = 0;
    std::int64_t unchanged = 0;
    std::int64_t refused = 0;
    std::int64_t joined = 0;        // the group; or left it, when the plan removes
    std::int64_t refused_bytes = 0; // of the file that lists the refused rows
    std::vector<DetectedField> declared;
};

std::string text_of(const ImportPlan& plan);
ImportPlan import_plan_of(const model::Job& job);
std::string text_of(const ImportProgress& progress);
ImportProgress import_progress_of(const model::Job& job);

// The names of formats, modes and of "members", in the order of the enumerators.
inline constexpr std::array<std::string_view, 2> import_formats{"csv", "ndjson"};
inline constexpr std::array<std::string_view, 3> import_modes{"upsert", "create", "update"};
inline constexpr std::array<std::string_view, 2> import_member_acts{"add", "remove"};

// Judges a plan that somebody wishes, before a job is made of it, and spells its key as the run
// needs it: "tenure" becomes "fields.tenure". Errors have the subject "key", "group" or "members":
// invalid_value, not_found, conflict.
Result<ImportPlan> check_plan(const model::Rows& rows, model::TenantId tenant, ImportPlan plan);

// How both are stored; clients see them too, without the members that only a run needs.
const wire::Record<ImportPlan>& import_plan_record();
const wire::Record<ImportProgress>& import_progress_record();

} // namespace muster::jobs
