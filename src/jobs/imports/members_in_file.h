// The customers of a file that shall be the only members of a group: remembers them in a file of
// the job, so that an interrupted import goes on, and ends the memberships of the others. Knows no
// rows.
#pragma once

#include <string>
#include <vector>

#include "jobs/import_plan.h"
#include "jobs/job_run.h"

namespace muster::jobs {

inline constexpr std::string_view members_file = "members";

class MembersInFile {
public:
    explicit MembersInFile(JobFile file) : file_(std::move(file)) {}

    // Within a write: durable before the write that counts the bytes commits.
    Result<void> add(const std::vector<model::CustomerId>& customers, std::int64_t& bytes) const;
    // The members of the group who are not in the file leave it, in pieces. `note` stores the
    // progress within each write.
    using NoteProgress = std::function<Result<void>(directory::Transaction&, ImportProgress&)>;
    Result<void> remove_others(JobRun& run, const ImportPlan& plan, ImportProgress& progress,
                               const NoteProgress& note) const;

private:
    // By id.
    Result<std::vector<bool>> read(std::int64_t bytes) const;

    JobFile file_;
};

} // namespace muster::jobs
