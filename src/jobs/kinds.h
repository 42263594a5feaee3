// The kinds of jobs that any dialect can offer: imports, exports, fills, removals and
// undos. Their plans are in the files *_plan.h.
#pragma once

#include "jobs/customer_json.h"
#include "jobs/kind.h"

namespace muster::jobs {

// `dialect` is stored in the jobs; `customer_json` outlives the kind.
JobKind import_kind(std::string_view dialect, const CustomerJson& customer_json);
JobKind export_kind(std::string_view dialect, const CustomerJson& customer_json);
JobKind fill_kind(std::string_view dialect);
JobKind removal_kind(std::string_view dialect);
JobKind undo_kind(std::string_view dialect); // of imports and fills
// The fill of a new group by the call that makes the group (fill_plan.h).
JobKind snapshot_kind(std::string_view dialect);
// The members of a large group come back after the call that restores the group.
JobKind restoration_kind();

} // namespace muster::jobs
