// Judges each membership by what is true now, not by what was when the group was removed.
#include "directory/restoring/returned_members.h"

#include "base/if_found.h"
#include "directory/jobs.h"
#include "directory/memberships.h"
#include "directory/merging/customer_merge.h"
#include "model/lookup.h"

namespace muster::directory {

namespace {

Result<void> count_absent(Transaction& transaction, CustomerId customer, ReturnedMembers& counts)
{
    const auto survivor = TRY(survivor_of(transaction.rows(), transaction.tenant(), customer));
    ++(survivor ? counts.merged : counts.erased);
    return {};
}

} // namespace

Result<void> return_member(Transaction& transaction, GroupId group, const EndedMembership& ended,
                           ReturnedMembers& counts)
{
    if (TRY(transaction.get(ended.customer)).removed_at) {
        return count_absent(transaction, ended.customer, counts);
    }
    const auto find = [&] {
        return find_membership(transaction.rows(), transaction.tenant(), group, ended.customer);
    };
    const auto past = TRY(find());
    if (past.is_live() || past.revision != ended.revision) {
        ++counts.changed;
        return {};
    }
    if (past.expires_at && *past.expires_at <= transaction.now()) {
        ++counts.expired;
        return {};
    }
    const auto resumed = resume_membership(transaction, past, ended.was_default);
    if (!resumed && resumed.error().code == Code::full) {
        ++counts.full;
        return {};
    }
    TRY(resumed);
    ++counts.returned;
    if (ended.was_default && !TRY(find()).is_default) ++counts.not_default;
    return {};
}

std::string restoring_ticket(GroupId group) { return "restoring:" + std::to_string(group.value); }

Result<void> check_not_restoring(Transaction& transaction, GroupId group)
{
    const auto job = TRY(if_found(find_job_by_ticket(transaction.rows(), transaction.tenant(),
                                                     restoring_dialect, restoring_ticket(group))));
    if (!job || is_over(job->status)) return {};
    return fail(Code::unavailable, "group",
                "its memberships are coming back at the moment; try again later");
}

} // namespace muster::directory
