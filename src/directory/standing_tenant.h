// The declared fields and the dynamic groups of one tenant as its writes see them, kept in memory
// from write to write.
#pragma once

#include <mutex>
#include <optional>

#include "directory/dynamic.h"
#include "rule/standing/standing_groups.h"

namespace muster::directory {

struct TenantRules {
    DynamicGroups groups;
    StandingGroups standing; // the same groups
    std::size_t cost = 0;    // the sum of their costs (rule/rule_analysis.h)
};

// Reads the stored rows only when the ones in memory may not be those that the write sees: at
// first, after a write that was undone, and after a write that did not come through this object.
// Revisions show that: writes follow each other by one, and an undone write's number is used again.
class StandingTenant {
public:
    StandingTenant() : change_(rules_.standing) {}
    StandingTenant(const StandingTenant&) = delete;

    std::mutex mutex; // held while a write of the tenant runs

    // A write begins.
    void begin(Revision next_revision);
    Result<const DeclaredFields*> declared(Transaction& transaction);
    Result<const TenantRules*> load(Transaction& transaction);
    // Called before each row that the write puts.
    Result<void> before_put(Transaction& transaction, const Mutation& mutation);
    // Of what is in memory, in the unit of limits::standing_cost.
    std::size_t memory_cost() const;
    // For the groups as they are now.
    StandingChange& change() { return change_; }

private:
    Result<void> store_group(Transaction& transaction, const Group& group);
    void remove_group(GroupId group);
    Revision current() const { return newest_ + (is_logged_ ? 0 : 1); } // of the running write

    std::optional<DeclaredFields> declared_; // nullopt: not read yet
    TenantRules rules_;
    std::map<GroupId, std::string> texts_; // of the rules in rules_
    std::optional<const TimeZone*> zone_;  // in which they are read; nullopt: not known yet
    StandingChange change_;
    bool is_loaded_ = false; // rules_ has the groups that the write sees
    bool has_same_fields_ =
        false;                // and they were read with the fields and in the zone that it sees
    Revision newest_ = 0;     // of the writes that logged anything
    bool is_logged_ = false;  // the running write has logged something
    Revision changed_at_ = 0; // of the newest write that put a dynamic group, a field or the zone
    Revision fields_changed_at_ = 0;
};

} // namespace muster::directory
