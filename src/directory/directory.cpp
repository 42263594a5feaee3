// Runs a write with its rules, and what is too long for one write in pieces after it.
#include "directory/directory.h"

#include "directory/membership_change_tracker.h"
#include "directory/memberships.h"
#include "directory/tenants.h"

namespace muster::directory {

Result<Revision> Directory::commit(const Principal& principal, TenantId tenant,
                                   const std::function<Result<void>(Transaction&)>& decide)
{
    const Time now = clock_.now();
    std::vector<GroupId> left_to_end;
    std::vector<TenantId> new_zones;
    bool is_decided = false;
    const auto revision = store_.write(
        tenant, {now, principal.name, principal.dialect}, [&](Writer& writer) -> Result<void> {
            MembershipChangeTracker tracker(rules_, tenant, writer.next_revision());
            Transaction transaction(writer, principal, tenant, now, tracker, quotas_);
            TRY(decide(transaction));
            left_to_end = transaction.left_to_end();
            new_zones = transaction.new_zones();
            TRY(tracker.log_changes(transaction));
            is_decided = true;
            return {};
        });
    if (!revision) {
        // The store did not commit. Another node may use the same revisions for other writes.
        if (is_decided) rules_.forget(tenant);
        return revision;
    }
    // The write itself is done, so its caller gets no error. Housekeeping tries again.
    for (const TenantId changed : new_zones) {
        if (!apply_time_zone(*this, principal, changed)) break;
    }
    for (const GroupId group : left_to_end) {
        if (!end_memberships(*this, principal, tenant, group)) break;
    }
    return revision;
}

} // namespace muster::directory
