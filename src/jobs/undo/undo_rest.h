// The groups that an undone import created and the fields that it declared: they go when nothing
// uses them. Knows no rows of the import.
#pragma once

#include <string>

#include "directory/transaction.h"
#include "jobs/undo/undo_plan.h"
#include "jobs/undo/undo_row.h"

namespace muster::jobs {

// Within a write, after all rows: removes the group or field at that place, groups first, unless
// others use or have changed it, and adds its name to a list of the progress. A dry run gives the
// uses that it would have ended; with them it is only checked.
Result<void> remove_if_unused(directory::Transaction& transaction, const UndoneJob& undone,
                              const JobRevisions& job, const std::optional<UndoneUses>& uses,
                              std::size_t place, UndoProgress& progress);

} // namespace muster::jobs
