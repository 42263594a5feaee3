// The sizes of the dynamic groups of one tenant. A size is counted once; then each commit changes
// it by the customers that enter and leave. Not thread-safe: part of TenantIndex.
#pragma once

#include <map>
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
    CountStart begin_count(model::GroupId group) const;
    void end_count(model::GroupId group, const CountStart& start, std::int64_t counted);

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

    rule::StandingGroups standing_;
    rule::StandingChange change_{standing_};
    std::map<model::GroupId, KnownSize> sizes_;
};

} // namespace muster::index
