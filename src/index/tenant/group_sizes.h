// The sizes of the dynamic groups of one tenant. A size is counted once; then each commit, and the
// passing of time, change it by the customers that enter and leave. All sizes are those of one
// moment. Not thread-safe: part of TenantIndex.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "model/store.h"
#include "rule/standing/standing_write.h"

namespace muster::index {

// A count runs without the tenant's lock, while commits change the size. The start says what the
// size was relative to then, so that the result can be corrected by what was committed since.
struct CountStart {
    std::uint64_t epoch = 0;
    std::int64_t drift = 0;
};

// What time changes among the customers of the index.
class TimeChanges {
public:
    virtual ~TimeChanges() = default;
    // The customers whose value may lie between the term's moments. nullopt: not known, or too
    // many.
    virtual std::optional<std::vector<std::int64_t>> passed(const rule::MovingTerm& term, Time from,
                                                            Time to) const = 0;
    // nullptr: the customer does not exist.
    virtual std::unique_ptr<rule::CustomerState> state(std::int64_t customer) const = 0;
};

class GroupSizes {
public:
    GroupSizes() = default;
    GroupSizes(const GroupSizes&) = delete;

    // Adds the group or changes its rule: its size, and that of groups which name it, is not known
    // until it is counted again. A null rule has no members.
    void put(model::GroupId group, rule::RuleRef rule);
    void remove(model::GroupId group);
    // A static group was removed, so groups that name it change.
    void forget_dependents(model::GroupId group);

    // nullopt: must be counted.
    std::optional<std::int64_t> size(model::GroupId group) const;
    struct UncountedGroup {
        model::GroupId group{};
        std::uint64_t epoch = 0; // another one when the rule has changed; of no other group
    };
    std::vector<UncountedGroup> uncounted() const;
    CountStart begin_count(model::GroupId group) const;
    void end_count(model::GroupId group, const CountStart& start, std::int64_t counted);

    // Brings the sizes of all groups to this moment. A size that is not known then must be counted
    // at this moment.
    void advance(Time now, const TimeChanges& changes);
    bool moves_with_time(model::GroupId group) const { return standing_.moves_with_time(group); }
    const std::vector<rule::TimeThreshold>& thresholds() const;

    // A commit that the index has applied.
    void follow(const rule::StandingWrite& write, rule::StandingSource& source);

    // The dynamic groups of a customer at a moment, by rising id.
    std::vector<model::GroupId> groups_of(const rule::CustomerState& state, Time now);

    bool empty() const { return sizes_.empty(); }

private:
    struct KnownSize {
        std::uint64_t epoch = 0; // changes when the size must be counted again
        std::int64_t drift = 0;  // entered less left, since any moment of this epoch
        std::optional<std::int64_t> known;
    };

    void forget(model::GroupId group);
    void change(model::GroupId group, std::int64_t more);

    rule::StandingGroups standing_;
    rule::StandingChange change_{standing_};
    std::map<model::GroupId, KnownSize> sizes_;
    std::optional<Time> moment_; // of the sizes of groups that change with time
    mutable std::optional<std::vector<rule::TimeThreshold>> thresholds_; // of the present rules
};

} // namespace muster::index
