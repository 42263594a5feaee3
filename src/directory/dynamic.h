// Groups whose members are those a rule is true for: which rules a group may have, and who is in.
// Knows no index: it judges one customer at a time.
#pragma once

#include <map>
#include <optional>

#include "directory/transaction.h"
#include "rule/cycles.h"
#include "rule/evaluate.h"
#include "rule/rule_cache.h"

namespace muster::directory {

using namespace rule; // dynamic groups hold rules

struct DynamicGroup {
    RuleRef rule;
    Time membership_logged_until{};
    bool moves_with_time = false; // who is in may change without any write
};

// Those of one tenant.
using DynamicGroups = std::map<GroupId, DynamicGroup>;

// With a memo, texts that it knows are not read again, and it is brought up to date.
Result<DynamicGroups> load_dynamic_groups(const Rows& rows, TenantId tenant,
                                          const DeclaredFields& declared,
                                          RuleCache* memo = nullptr);

// A rule as it is kept: in its printed form, with groups by id.
Result<RuleRef> kept_rule(const Rows& rows, TenantId tenant, const std::string& text);

// Puts the rule of `after` into the form that is kept, and dates a new one. `before` is the group
// as it was, or an empty one. invalid_value and too_large for what is wrong with the rule, conflict
// when members were put in by hand.
Result<void> judge_rule(Transaction& transaction, const Group& before, Group& after);

// conflict "field" when a rule does not hold with the fields as they are now.
Result<void> check_rules_hold(Transaction& transaction);

// conflict "group" when it chooses its members itself.
Result<void> check_joinable_by_hand(const Group& group);

// Live stays of one customer that differ from what the rows say.
using MembershipOverrides = std::map<GroupId, bool>;

// What groups one customer is in at one time, by hand or by rule. Each is judged once, however many
// rules name it: chains of groups that name each other many times would take for ever else. What it
// is made of must outlive it. One thread.
class MembershipEvaluator {
public:
    MembershipEvaluator(const Rows& rows, TenantId tenant, const DynamicGroups& groups,
                        const Customer& customer, Time now, const MembershipOverrides& otherwise);

    Result<bool> is_in(GroupId group);
    Result<Explanation> explain(const Rule& rule); // why, clause by clause

private:
    bool judge(GroupId group);
    bool find(GroupId group);
    IsIn asker();
    Result<void> failure() const; // the first to read, if there was one

    const Rows& rows_;
    TenantId tenant_;
    const DynamicGroups& groups_;
    const Customer& customer_;
    Time now_;
    const MembershipOverrides& otherwise_;
    std::map<GroupId, bool> judged_;
    std::optional<Error> failure_;
};

// Whether the customer is in the group at `now`.
Result<bool> is_member(const Rows& rows, TenantId tenant, const DynamicGroups& groups,
                       GroupId group, const Customer& customer, Time now);

// Why, clause by clause: of a dynamic group.
Result<Explanation> explain_membership(const Rows& rows, TenantId tenant,
                                       const DynamicGroups& groups, GroupId group,
                                       const Customer& customer, Time now);

// The log entry of somebody who enters or leaves by rule; no row is kept of it.
Result<void> log_membership_change(Transaction& transaction, GroupId group, CustomerId customer,
                                   Action action);
// Who entered and left by then has been told.
Result<void> note_logged_until(Transaction& transaction, GroupId group, Time until);

} // namespace muster::directory
