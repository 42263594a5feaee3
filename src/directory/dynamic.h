// Dynamic groups: which rules a group may have, and whether one customer is a member. Uses no
// index, because inside a write the index does not have the write's own changes yet.
#pragma once

#include <map>
#include <optional>

#include "directory/transaction.h"
#include "rule/check.h"
#include "rule/cycles.h"
#include "rule/evaluate.h"
#include "rule/rule_cache.h"

namespace muster::directory {

using namespace rule; // dynamic groups hold rules

struct DynamicGroup {
    RuleRef rule;
    Time membership_logged_until{};
    bool moves_with_time = false; // time alone may change its members
};

// The dynamic groups of one tenant.
using DynamicGroups = std::map<GroupId, DynamicGroup>;

// With a cache, rules whose text it holds are not parsed again; new ones are added to it.
Result<DynamicGroups> load_dynamic_groups(const Rows& rows, TenantId tenant,
                                          const DeclaredFields& declared,
                                          RuleCache* memo = nullptr);

// The rows of all dynamic groups of the tenant that are not removed.
Result<std::vector<Group>> stored_dynamic_groups(const Rows& rows, TenantId tenant);
// The changes of its members by time are logged up to this moment.
inline Time logged_until(const Group& group)
{
    return group.membership_logged_until.value_or(group.created_at);
}

// Reads the rule of a job: the printed form, with groups by id. invalid_value when a group that it
// names was removed since the job was created.
Result<RuleRef> read_stored_rule(const Rows& rows, TenantId tenant, const std::string& text);
Result<RuleRef> read_stored_rule(const std::string& text, const RuleNames& names);
// Where the names of stored rules of the write's tenant are looked up.
Result<RuleNames> stored_names(Transaction& transaction);

// Checks the rule of `after` and replaces it by its printed form; a new rule starts its log of
// memberships now. `before` is the stored group, or an empty one. invalid_value or too_large when
// the rule is wrong; conflict when the group is static and has members.
Result<void> judge_rule(Transaction& transaction, const Group& before, Group& after);

// conflict "field" when a stored rule is no longer valid with the declared fields as they are now.
Result<void> check_rules_hold(Transaction& transaction);

// conflict "group" when the group is dynamic: customers cannot be added or removed one by one.
Result<void> check_joinable_by_hand(const Group& group);

// Evaluates in which groups, static or dynamic, one customer is at one time. Each group is
// evaluated once, however many rules name it: otherwise groups that name each other several times
// would take exponential time. All arguments must outlive it. One thread.
class MembershipEvaluator {
public:
    MembershipEvaluator(const Rows& rows, TenantId tenant, const DynamicGroups& groups,
                        const Customer& customer, Time now);

    Result<bool> is_in(GroupId group);
    Result<Explanation> explain(const Rule& rule); // why, clause by clause

private:
    std::optional<Time> since(GroupId group);
    std::optional<Time> find(GroupId group);
    MemberSince lookup();
    Result<void> failure() const; // the first error of a read, if there was one

    const Rows& rows_;
    TenantId tenant_;
    const DynamicGroups& groups_;
    const Customer& customer_;
    Time now_;
    std::map<GroupId, std::optional<Time>> known_;
    std::optional<Error> failure_;
};

// Whether the customer is in the group at `now`.
Result<bool> is_member(const Rows& rows, TenantId tenant, const DynamicGroups& groups,
                       GroupId group, const Customer& customer, Time now);

// Why the customer is in the dynamic group or not, clause by clause.
Result<Explanation> explain_membership(const Rows& rows, TenantId tenant,
                                       const DynamicGroups& groups, GroupId group,
                                       const Customer& customer, Time now);

// Logs that customers entered or left a dynamic group, as one entry; no row is stored. The ids
// rise.
Result<void> log_membership_changes(Transaction& transaction, GroupId group,
                                    std::vector<std::int64_t> customers, Action action);
// Membership changes up to `until` have been logged.
Result<void> note_logged_until(Transaction& transaction, GroupId group, Time until);

} // namespace muster::directory
