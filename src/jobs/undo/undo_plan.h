// Which job an undo takes back, and how far it is. Its job stores both as JSON.
#pragma once

#include <string>
#include <vector>

#include "jobs/job_revisions.h"
#include "wire/record.h"

namespace muster::jobs {

inline constexpr std::string_view undo_name = "undo"; // of the kind

struct UndoPlan {
    model::JobId job;
    bool is_rehearsal = false;
};

struct UndoProgress {
    model::Revision after = 0; // all changes of the job up to this revision are done
    std::int64_t place = 0;    // changed rows of the next revision that are done
    std::int64_t rest = 0;     // groups and fields that the job created, and that are done
    std::int64_t rows = 0;
    std::int64_t removed = 0;
    std::int64_t restored = 0;
    std::int64_t left = 0;
    std::int64_t joined = 0;
    std::int64_t unchanged = 0;
    std::int64_t refused = 0;
    std::int64_t refused_bytes = 0; // of the file that lists the refused
    std::vector<std::string> removed_groups;
    std::vector<std::string> remaining_groups;
    std::vector<std::string> removed_fields;
    std::vector<std::string> remaining_fields;
};

// What an undo needs to know of the job.
struct UndoneJob {
    RevisionNotes revisions;
    std::vector<std::string> groups; // names of those that it created
    std::vector<std::string> fields; // keys of those that it declared
    std::int64_t rows = 0;           // that it changed
};

std::string text_of(const UndoPlan& plan);
UndoPlan undo_plan_of(const model::Job& job);
std::string text_of(const UndoProgress& progress);
UndoProgress undo_progress_of(const model::Job& job);

// The job that the plan takes back, one of that dialect. Errors have the subject "job": not_found;
// conflict when it cannot be undone, and why.
Result<UndoneJob> read_undone(const model::Rows& rows, model::TenantId tenant,
                              std::string_view dialect, const UndoPlan& plan);

// How both are stored; clients see them too, without the members that only a run needs.
const wire::Record<UndoPlan>& undo_plan_record();
const wire::Record<UndoProgress>& undo_progress_record();

} // namespace muster::jobs
