// What the log says of one row since a job: what the job changed, and what others changed later.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "jobs/job_revisions.h"
#include "model/declared.h"

namespace muster::jobs {

// Members of a customer or group with the values that they had.
class EarlierMembers {
public:
    // `before` is that of a change. A member that is known already is older, and stays.
    Result<void> add(const model::DeclaredFields& declared, model::Kind kind,
                     const std::string& before);
    bool empty() const { return members_.empty() && fields_.empty(); }
    void set(model::Customer& customer) const;
    void set(model::Group& group) const;

private:
    std::map<std::string, model::Value> members_;
    std::map<std::string, model::Value> fields_;
};

struct RowHistory {
    bool is_begun = false;    // the job changed the row in an earlier revision too
    bool was_created = false; // by the job
    EarlierMembers earlier;
    std::optional<Error> refusal;
    model::Revision newest = 0; // of the row
};

// Of a customer or group that the job changed in that revision. A change of only the home group
// does not count as a change of the customer: it follows from memberships.
Result<RowHistory> read_history(const model::Rows& rows, const model::Ref& row,
                                model::Revision revision, const JobRevisions& job,
                                const model::DeclaredFields& declared);

} // namespace muster::jobs
