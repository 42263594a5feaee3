// The memberships of a restored group come back in pieces: which group it is, and how far they are.
// A job stores both as JSON, so that the next start goes on when the server is stopped meanwhile.
#pragma once

#include <string>
#include <vector>

#include "directory/restoring/returned_members.h"
#include "wire/record.h"

namespace muster::jobs {

inline constexpr std::string_view restoration_name = "restoration"; // of the kind

struct RestorationPlan {
    model::GroupId group;
    model::Revision removal = 0;             // the write that removed the group
    std::vector<std::string> dropped_fields; // for the answer
};

struct RestorationProgress {
    model::Revision after = 0; // all memberships that ended up to this revision are done
    std::int64_t place = 0;    // of those that the next revision ended, so many are done
    bool is_over = false;
    directory::ReturnedMembers members;
};

std::string text_of(const RestorationPlan& plan);
RestorationPlan restoration_plan_of(const model::Job& job);
std::string text_of(const RestorationProgress& progress);
RestorationProgress restoration_progress_of(const model::Job& job);

// The counts, as clients see them.
const wire::Record<directory::ReturnedMembers>& returned_members_record();

// The progress of one whose group was restored and that has no membership back yet.
RestorationProgress first_progress(const RestorationPlan& plan);

// Brings the memberships back, piece by piece. One thread.
class MemberReturn {
public:
    MemberReturn(const RestorationPlan& plan, const RestorationProgress& progress)
        : plan_(plan), progress_(progress)
    {}

    const RestorationProgress& progress() const { return progress_; } // as of the last commit
    // Within a write: the next memberships, at most limits::members_at_once and fewer when other
    // writers wait. Returns the progress behind them; the caller stores it in the same write.
    Result<RestorationProgress> return_some(directory::Transaction& transaction) const;
    void committed(const RestorationProgress& progress) { progress_ = progress; }

private:
    const RestorationPlan plan_;
    RestorationProgress progress_;
};

} // namespace muster::jobs
