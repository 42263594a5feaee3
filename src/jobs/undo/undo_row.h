// Takes back what a job did to one row: a customer, a group or a membership. Knows no file.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "directory/transaction.h"
#include "jobs/undo/row_history.h"

namespace muster::jobs {

// One row that a revision of the job changed.
struct ChangedRow {
    model::Ref ref;
    model::Revision revision = 0;
    model::Action first = model::Action::created; // what the revision did to a membership
    bool was_default = false;                     // a membership that it ended
    std::optional<RowHistory> history;            // of a customer or group
};

enum class UndoOutcome {
    nothing,   // the row follows from others, or was done with an earlier revision
    unchanged, // it is as before already
    removed,
    restored,
    left,
    joined,
};

// How many members each group loses by an undo, and how many customers with a value each field
// loses. Only a dry run needs it, because nothing really changes.
struct UndoneUses {
    std::map<model::GroupId, std::int64_t> members;
    std::map<std::string, std::int64_t> values;
};

// The rows of a revision in the order in which they are taken back: groups come first, because
// memberships need them.
std::vector<ChangedRow> changed_rows(model::TenantId tenant,
                                     const std::vector<model::Change>& changes);

// Within a write. conflict "row" when others changed the row since; else the errors of the
// directory. Whatever fails has changed nothing.
Result<UndoOutcome> undo_row(directory::Transaction& transaction, const ChangedRow& row,
                             const JobRevisions& job, UndoneUses& uses);

} // namespace muster::jobs
