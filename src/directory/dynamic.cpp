#include "directory/dynamic.h"

#include <set>

#include "base/limits.h"
#include "directory/memberships.h"
#include "directory/rule_references.h"
#include "directory/standing_tenant.h"
#include "model/lookup.h"
#include "model/tenant_zone.h"
#include "rule/print.h"
#include "rule/rule_analysis.h"

namespace muster::directory {

namespace {

// Finds out which groups change with time, also through the groups that their rules name. Each
// group is visited once.
class TimeMoves {
public:
    explicit TimeMoves(DynamicGroups& groups) : groups_(groups) {}

    void find_all()
    {
        for (auto& [id, dynamic] : groups_) find(id, dynamic);
    }

private:
    bool find(GroupId id, DynamicGroup& dynamic)
    {
        if (!known_.insert(id).second) return dynamic.moves_with_time;
        dynamic.moves_with_time = depends_on_time(*dynamic.rule);
        for (const GroupId mentioned : groups_of(*dynamic.rule)) {
            const auto found = groups_.find(mentioned);
            if (found == groups_.end() || !find(mentioned, found->second)) continue;
            dynamic.moves_with_time = true;
        }
        return dynamic.moves_with_time;
    }

    DynamicGroups& groups_;
    std::set<GroupId> known_;
};

RuleRef remembered(const RuleCache::Rules* known, const std::string& text)
{
    if (known == nullptr) return {};
    const auto found = known->find(text);
    return found == known->end() ? RuleRef{} : found->second;
}

// The rules of the groups that a chain through `group` can pass: those that its new rule names,
// those that name it, and what these name.
RulesByGroup related_rules(const TenantRules& known, GroupId group, const Rule& rule)
{
    std::vector<GroupId> related = groups_of(rule);
    if (group) {
        const auto dependents = known.standing.dependents_of(group);
        related.insert(related.end(), dependents.begin(), dependents.end());
    }
    RulesByGroup rules;
    for (std::size_t i = 0; i < related.size(); ++i) {
        const auto found = known.groups.find(related[i]);
        if (found == known.groups.end() || related[i] == group) continue;
        if (!rules.emplace(related[i], found->second.rule).second) continue;
        const auto named = groups_of(*found->second.rule);
        related.insert(related.end(), named.begin(), named.end());
    }
    return rules;
}

Result<void> check_cost(const Rule& rule, std::size_t cost_of_others)
{
    const std::size_t cost = cost_of(rule) + cost_of_others;
    if (cost <= limits::dynamic_cost) return {};
    return fail(Code::too_large, "rule",
                "the rules of a tenant's groups have at most " +
                    std::to_string(limits::dynamic_cost) + " conditions together, with this " +
                    std::to_string(cost) + "; 16 values of IN (…) count as one");
}

Result<std::string> judged_text(Transaction& transaction, const Group& group)
{
    auto names = TRY(stored_names(transaction));
    names.rows = &transaction.rows();
    const auto rule = TRY(read_rule(group.rule, names));
    const auto* known = TRY(transaction.rules());
    const auto own = known->groups.find(group.id);
    const bool has_own = own != known->groups.end();
    if (known->groups.size() - (has_own ? 1 : 0) >= limits::dynamic_groups) {
        return fail(Code::too_large, "rule",
                    "a tenant has at most " + std::to_string(limits::dynamic_groups) +
                        " groups with rules");
    }
    TRY(check_cost(rule, known->cost - (has_own ? cost_of(*own->second.rule) : 0)));
    TRY(check_cycles(group.id, rule, related_rules(*known, group.id, rule)));
    return print(rule);
}

} // namespace

Result<std::vector<Group>> stored_dynamic_groups(const Rows& rows, TenantId tenant)
{
    Query query;
    query.kind = Kind::group;
    query.tenant = tenant;
    // Matches every rule text: the one comparison that engines answer without scanning all groups.
    query.filter = where("rule", Filter::Op::greater, std::string(" "));
    query.limit = static_cast<std::int64_t>(limits::dynamic_groups);
    return rows_of<Group>(TRY(rows.page(query)));
}

Result<DynamicGroups> load_dynamic_groups(const Rows& rows, TenantId tenant,
                                          const DeclaredFields& declared, RuleCache* memo)
{
    const auto stored = TRY(stored_dynamic_groups(rows, tenant));
    if (stored.empty()) return DynamicGroups{};
    const auto* zone = TRY(load_time_zone(rows, tenant));
    const auto* known = memo == nullptr ? nullptr : memo->find(tenant, declared, zone);
    RuleCache::Rules fresh;
    DynamicGroups groups;
    for (const auto& group : stored) {
        auto rule = remembered(known, group.rule);
        if (!rule) {
            rule = TRY(read_stored_rule(group.rule, {declared, tenant, nullptr, {}, zone}));
            fresh.emplace(group.rule, rule);
        }
        groups[group.id] = {std::move(rule), logged_until(group), false};
    }
    TimeMoves(groups).find_all();
    if (memo != nullptr && !fresh.empty()) {
        if (known != nullptr) fresh.insert(known->begin(), known->end());
        memo->store(tenant, declared, zone, std::move(fresh));
    }
    return groups;
}

Result<RuleRef> read_stored_rule(const std::string& text, const RuleNames& names)
{
    return std::make_shared<const Rule>(TRY(read_rule(text, names)));
}

Result<RuleNames> stored_names(Transaction& transaction)
{
    const auto* declared = TRY(transaction.declared());
    const auto* zone = TRY(load_time_zone(transaction.rows(), transaction.tenant()));
    return RuleNames{*declared, transaction.tenant(), nullptr, {}, zone};
}

Result<RuleRef> read_stored_rule(const Rows& rows, TenantId tenant, const std::string& text)
{
    const auto declared = TRY(load_declared(rows, tenant));
    const auto* zone = TRY(load_time_zone(rows, tenant));
    return read_stored_rule(text, {declared, tenant, &rows, {}, zone});
}

Result<void> judge_rule(Transaction& transaction, const Group& before, Group& after)
{
    if (!after.is_dynamic()) {
        after.membership_logged_until.reset();
        return {};
    }
    if (after.capacity) {
        return fail(Code::invalid_value, "capacity", "must be absent: the rule says who is in");
    }
    if (after.rule == before.rule) return {};
    if (!before.is_dynamic() && before.member_count > 0) {
        const bool may_read = transaction.principal().may_read;
        return fail(Code::conflict, "rule",
                    "the group has " + (may_read ? std::to_string(before.member_count) + ' ' : "") +
                        "members that were put in: remove them first, or make another group");
    }
    if (!before.is_dynamic() && before.id) TRY(check_no_rule_asks_since(transaction, before));
    after.rule = TRY(judged_text(transaction, after));
    if (after.rule != before.rule) after.membership_logged_until = transaction.now();
    return {};
}

Result<void> check_rules_hold(Transaction& transaction)
{
    const auto* declared = TRY(transaction.declared());
    const auto groups = load_dynamic_groups(transaction.rows(), transaction.tenant(), *declared);
    if (groups) return {};
    if (groups.error().subject != "rule") return fail(groups.error());
    return fail(Code::conflict, "field",
                "the rule of a group would no longer hold: " + groups.error().message);
}

Result<void> check_joinable_by_hand(const Group& group)
{
    if (!group.is_dynamic()) return {};
    return fail(Code::conflict, "group", "the rule of the group says who is in it");
}

MembershipEvaluator::MembershipEvaluator(const Rows& rows, TenantId tenant,
                                         const DynamicGroups& groups, const Customer& customer,
                                         Time now)
    : rows_(rows), tenant_(tenant), groups_(groups), customer_(customer), now_(now)
{}

Result<bool> MembershipEvaluator::is_in(GroupId group)
{
    const bool is_in = since(group).has_value();
    TRY(failure());
    return is_in;
}

Result<Explanation> MembershipEvaluator::explain(const Rule& rule)
{
    auto explanation = rule::explain(rule, customer_, now_, lookup());
    TRY(failure());
    return explanation;
}

std::optional<Time> MembershipEvaluator::since(GroupId group)
{
    const auto known = known_.find(group);
    if (known != known_.end()) return known->second;
    return known_[group] = find(group);
}

std::optional<Time> MembershipEvaluator::find(GroupId group)
{
    const auto dynamic = groups_.find(group);
    if (dynamic != groups_.end()) {
        const auto truth = evaluate(*dynamic->second.rule, customer_, now_, lookup());
        return truth == Truth::yes ? std::optional(Time{}) : std::nullopt;
    }
    const auto found = live_membership(rows_, tenant_, group, customer_.id);
    if (!found && found.error().code != Code::not_found && !failure_) failure_ = found.error();
    return found ? std::optional(found->since) : std::nullopt;
}

MemberSince MembershipEvaluator::lookup()
{
    return [this](GroupId group) { return since(group); };
}

Result<void> MembershipEvaluator::failure() const
{
    if (failure_) return fail(*failure_);
    return {};
}

Result<bool> is_member(const Rows& rows, TenantId tenant, const DynamicGroups& groups,
                       GroupId group, const Customer& customer, Time now)
{
    return MembershipEvaluator(rows, tenant, groups, customer, now).is_in(group);
}

Result<Explanation> explain_membership(const Rows& rows, TenantId tenant,
                                       const DynamicGroups& groups, GroupId group,
                                       const Customer& customer, Time now)
{
    MembershipEvaluator evaluator(rows, tenant, groups, customer, now);
    return evaluator.explain(*groups.at(group).rule);
}

Result<void> log_membership_changes(Transaction& transaction, GroupId group,
                                    std::vector<std::int64_t> customers, Action action)
{
    if (customers.empty()) return {};
    Membership membership;
    membership.group = group;
    membership.customer = {customers.front()};
    membership.source = "rule";
    membership.since = membership.created_at = membership.updated_at = transaction.now();
    Mutation mutation;
    mutation.action = action;
    mutation.tenant = transaction.tenant();
    mutation.stores_row = false;
    if (customers.size() > 1) mutation.customers = std::move(customers);
    if (action == Action::removed) {
        mutation.before = membership;
        membership.left_at = transaction.now();
    }
    mutation.after = std::move(membership);
    return transaction.writer().put(std::move(mutation));
}

Result<void> note_logged_until(Transaction& transaction, GroupId group, Time until)
{
    const auto before = TRY(transaction.get(group));
    Group after = before;
    after.membership_logged_until = until;
    return transaction.put_unlogged(before, std::move(after));
}

} // namespace muster::directory
