// A depth-first search over the groups that rules name. Visits each group once.
#include "rule/cycles.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/limits.h"
#include "rule/rule_analysis.h"

namespace muster::rule {

namespace {

class CycleFinder {
public:
    CycleFinder(GroupId group, const Rule& rule, const RulesByGroup& others)
        : group_(group), rule_(rule), others_(others)
    {}

    // The length of the longest chain of dynamic groups that begins with this group.
    Result<std::size_t> height(GroupId group)
    {
        const Rule* rule = rule_of(group);
        if (rule == nullptr) return 0;
        if (const auto known = heights_.find(group); known != heights_.end()) return known->second;
        path_.push_back(group);
        if (path_.size() > limits::rule_group_depth) return chain_error();
        std::size_t highest = 0;
        for (const GroupId next : groups_of(*rule)) {
            if (next == group_ && path_.front() == group_) return cycle_error();
            highest = std::max(highest, TRY(height(next)));
        }
        if (path_.size() + highest > limits::rule_group_depth) return chain_error();
        path_.pop_back();
        return heights_[group] = highest + 1;
    }

private:
    const Rule* rule_of(GroupId group) const
    {
        if (group == group_) return &rule_;
        const auto other = others_.find(group);
        return other == others_.end() ? nullptr : other->second.get();
    }

    std::string path() const
    {
        std::string text;
        for (const GroupId group : path_) {
            text += text.empty() ? "" : " -> ";
            text += group ? std::to_string(group.value) : "the new group";
        }
        return text;
    }

    Failure cycle_error() const
    {
        return fail(Code::invalid_value, "rule",
                    "the group would be defined by itself: " + path() + " -> " +
                        std::to_string(group_.value) + "; leave one MEMBER OF out");
    }

    Failure chain_error() const
    {
        return fail(Code::too_large, "rule",
                    "groups refer to groups at most " + std::to_string(limits::rule_group_depth) +
                        " times in a row, here more: " + path());
    }

    GroupId group_;
    const Rule& rule_;
    const RulesByGroup& others_;
    std::map<GroupId, std::size_t> heights_;
    std::vector<GroupId> path_;
};

} // namespace

Result<void> check_cycles(GroupId group, const Rule& rule, const RulesByGroup& others)
{
    CycleFinder finder(group, rule, others);
    TRY(finder.height(group));
    // The chains that lead to this group may have become too long.
    for (const auto& [other, ignored] : others) TRY(finder.height(other));
    return {};
}

} // namespace muster::rule
