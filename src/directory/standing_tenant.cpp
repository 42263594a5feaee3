// Keeps the rules in step with the writes that change them.
#include "directory/standing_tenant.h"

#include <set>

#include "model/tenant_zone.h"
#include "rule/rule_analysis.h"

namespace muster::directory {

void StandingTenant::begin(Revision next_revision)
{
    const bool others_wrote = next_revision > newest_ + 1;
    if (others_wrote || next_revision <= fields_changed_at_) {
        has_same_fields_ = false;
        declared_.reset();
        fields_changed_at_ = 0;
    }
    if (others_wrote || next_revision <= changed_at_) {
        is_loaded_ = false;
        changed_at_ = 0;
    }
    newest_ = next_revision - 1;
    is_logged_ = false;
}

Result<const DeclaredFields*> StandingTenant::declared(Transaction& transaction)
{
    if (!declared_) declared_ = TRY(load_declared(transaction.rows(), transaction.tenant()));
    return &*declared_;
}

Result<const TenantRules*> StandingTenant::load(Transaction& transaction)
{
    if (is_loaded_) return &rules_;
    if (!has_same_fields_) {
        rules_ = TenantRules{};
        texts_.clear();
        zone_.reset();
    }
    std::set<GroupId> present;
    const auto groups = TRY(stored_dynamic_groups(transaction.rows(), transaction.tenant()));
    for (const auto& group : groups) {
        present.insert(group.id);
        TRY(store_group(transaction, group));
    }
    const auto known = texts_;
    for (const auto& [id, text] : known) {
        if (!present.contains(id)) remove_group(id);
    }
    is_loaded_ = has_same_fields_ = true;
    return &rules_;
}

std::size_t StandingTenant::memory_cost() const
{
    return rules_.cost + (declared_ ? declared_->all().size() : 0);
}

Result<void> StandingTenant::store_group(Transaction& transaction, const Group& group)
{
    const auto known = texts_.find(group.id);
    if (known == texts_.end() || known->second != group.rule) {
        if (!zone_) zone_ = TRY(load_time_zone(transaction.rows(), transaction.tenant()));
        const auto* declared = TRY(transaction.declared());
        auto rule = TRY(
            read_stored_rule(group.rule, {*declared, transaction.tenant(), nullptr, {}, *zone_}));
        remove_group(group.id);
        rules_.standing.put(group.id, rule);
        rules_.cost += cost_of(*rule);
        rules_.groups[group.id].rule = std::move(rule);
        texts_[group.id] = group.rule;
    }
    rules_.groups[group.id].membership_logged_until = logged_until(group);
    return {};
}

void StandingTenant::remove_group(GroupId group)
{
    const auto known = rules_.groups.find(group);
    if (known == rules_.groups.end()) return;
    rules_.cost -= cost_of(*known->second.rule);
    rules_.standing.remove(group);
    rules_.groups.erase(known);
    texts_.erase(group);
}

Result<void> StandingTenant::before_put(Transaction& transaction, const Mutation& mutation)
{
    const Revision revision = current();
    if (mutation.is_logged && !is_logged_) {
        is_logged_ = true;
        newest_ = revision;
    }
    const Kind kind = kind_of(mutation.after);
    if (kind == Kind::field || kind == Kind::tenant) {
        changed_at_ = fields_changed_at_ = revision;
        is_loaded_ = has_same_fields_ = false;
        declared_.reset();
    }
    const auto* group = std::get_if<Group>(&mutation.after);
    if (group == nullptr) return {};
    const auto* before = mutation.before ? std::get_if<Group>(&*mutation.before) : nullptr;
    if (!group->is_dynamic() && (before == nullptr || !before->is_dynamic())) return {};
    changed_at_ = revision;
    if (!is_loaded_) return {};
    if (group->is_dynamic() && !group->removed_at) return store_group(transaction, *group);
    remove_group(group->id);
    return {};
}

} // namespace muster::directory
