// What an import shall do, and how far it is. Its job stores both as JSON.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "directory/customers.h"
#include "jobs/job_revisions.h"
#include "jobs/table/value_rules.h"
#include "wire/record.h"

namespace muster::jobs {

inline constexpr std::string_view import_name = "import"; // of the kind

enum class ImportFormat { csv, ndjson };

// What happens to the members of the plan's group.
enum class ImportMembers {
    add,     // the customers of the file join
    remove,  // they leave; the file changes and creates no customer
    replace, // they join, and who is not in the file leaves
};

// One heading of the file, as it is or as "#3" for the third, and the member that it means.
struct HeadingMap {
    std::string heading;
    std::string member; // "email", "fields.Shoe", "id", "created_at", "groups", "vendor_numbers.x"
};

struct ImportPlan {
    ImportFormat format = ImportFormat::csv;
    bool finds_format = false; // the content decides, when nobody has said the format
    directory::RowMode mode = directory::RowMode::upsert;
    // "id", "external_id", "email", "phone", "fields.<key>", "vendor_numbers.<api>"; several with
    // commas, in order. Empty: the first of external_id, email and phone that has values.
    std::string key;
    bool removes = false; // the customers of the file are removed
    model::GroupId group; // 0: no group
    ImportMembers members = ImportMembers::add;
    bool declares = false;     // declares the fields of the file that are not declared yet
    bool is_rehearsal = false; // counts and lists what would happen, writes nothing
    // The form of the file. Empty until the study of the file has recognised it.
    std::string delimiter;
    std::string encoding;
    std::vector<HeadingMap> map;
    std::vector<std::string> skip; // headings whose columns are dropped
    ValueRules values;
    bool keeps_blank = false;        // a blank cell clears nothing
    bool only_new = false;           // customers who are there stay as they are
    bool overwrites_consent = false; // a withdrawn consent is given again by the file
    bool keeps_dates = false;        // new customers get the created_at of the file
    std::string groups_column;       // heading of the column that names groups
    bool creates_groups = false;     // groups that it names and that do not exist

    std::vector<std::string> keys() const;
    bool has_key(std::string_view name) const;
    // Nothing of the customer is written, so nothing but its key is read.
    bool reads_only_keys() const { return removes || members == ImportMembers::remove; }
};

// A field that the file has and the tenant had not: its type as the values of the file show it.
struct DetectedField {
    std::string key;
    std::string type;
    std::string format;
    bool unique = false;
    std::int64_t blanks = 0;
    std::string label; // the heading, when it cannot be a key
};

// What the import makes of one column of the file.
struct MappedColumn {
    std::string heading;
    std::string target; // as HeadingMap::member; empty: the column is dropped
    std::string note;   // why it is dropped, or how it was recognised
    std::string type;   // that its values show
    std::int64_t blanks = 0;
    std::int64_t distinct = 0;         // of a dry run; limits::counted_values: so many or more
    std::vector<std::string> examples; // of a dry run
};

// An option that would make more of the file, and why.
struct ImportProposal {
    std::string option; // "date_order=dmy"
    std::string reason;
};

struct ImportProgress {
    bool is_studied = false; // the file was read once, to detect fields
    std::int64_t line = 1;   // where the run continues; Job::place is the same in bytes
    bool after_cr = false;   // ... in the middle of a CR LF
    std::int64_t rows = 0;
    std::int64_t inserted = 0;
    std::int64_t updated = 0;
    std::int64_t unchanged = 0;
    std::int64_t removed = 0; // customers
    std::int64_t refused = 0;
    std::int64_t joined = 0;        // groups; or left the group, when the plan removes
    std::int64_t left = 0;          // the group, because they are not in the file
    std::int64_t blank_rows = 0;    // rows without any value, which are skipped
    std::int64_t consents_kept = 0; // withdrawn consents that the file would have given again
    std::int64_t refused_bytes = 0; // of the file that lists the refused rows
    std::int64_t table_bytes = 0;   // of the file in UTF-8 that is read instead of the content
    std::int64_t begin = 0;         // of the heading, in bytes
    std::int64_t begin_line = 1;
    bool is_damaged_utf8 = false; // as ImportTable has it
    std::int64_t seen_bytes = 0;  // of the file with the ids of the members that stay
    std::vector<DetectedField> declared;
    std::vector<MappedColumn> columns; // of a table
    std::vector<ImportProposal> proposals;
    std::vector<std::string> created_groups;
    RevisionNotes revisions;

    // How many changes of customers and memberships it has made.
    std::int64_t changes() const { return inserted + updated + removed + joined + left; }
};

std::string text_of(const ImportPlan& plan);
ImportPlan import_plan_of(const model::Job& job);
std::string text_of(const ImportProgress& progress);
ImportProgress import_progress_of(const model::Job& job);

// The names of formats, modes and of "members", in the order of the enumerators.
inline constexpr std::array<std::string_view, 2> import_formats{"csv", "ndjson"};
inline constexpr std::array<std::string_view, 3> import_modes{"upsert", "create", "update"};
inline constexpr std::array<std::string_view, 3> import_member_acts{"add", "remove", "replace"};

// Judges a plan that somebody wishes, before a job is made of it, and spells its key as the run
// needs it: "tenure" becomes "fields.tenure". Errors have the name of the option as subject:
// invalid_value, not_found, conflict.
Result<ImportPlan> check_plan(const model::Rows& rows, model::TenantId tenant, ImportPlan plan);

// How both are stored; clients see them too, without the members that only a run needs.
const wire::Record<ImportPlan>& import_plan_record();
const wire::Record<ImportProgress>& import_progress_record();

} // namespace muster::jobs
