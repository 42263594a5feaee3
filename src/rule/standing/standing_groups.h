// The dynamic groups of one tenant as standing queries. Their rules share one table of predicates,
// which is changed with each rule. A change of a customer finds the predicates whose truth it
// changes, then the groups that contain them, and evaluates only those. Gives the answers of
// evaluate() (rule/evaluate.h). Knows no store and no index.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "model/changed_members.h"
#include "rule/rule_analysis.h"
#include "rule/standing/operand_triggers.h"
#include "rule/standing/predicate.h"

namespace muster::rule {

// An operand with its place in a customer, found once.
struct StandingOperand {
    std::string name;
    std::optional<unsigned> column{}; // of a member, in Schema<Customer>; nullopt: a custom field
    std::string key{};                // of a custom field
};
Value value_of(const Customer& customer, const StandingOperand& operand);

// One customer before or after a write.
class CustomerState {
public:
    virtual ~CustomerState() = default;
    virtual Value value(const StandingOperand& operand) const = 0;
    // Of its live membership in a static group.
    virtual std::optional<Time> since(GroupId group) const = 0;
};

// What differs between two states of a customer.
struct StateDifference {
    const ChangedMembers* members = nullptr; // nullptr: not known, so all values are compared
    std::vector<GroupId> groups{};           // static groups with another membership
};

// The moment at which a group that changes with time is evaluated.
using MomentOf = std::function<Time(GroupId)>;

// The predicates that compare an operand with the same moment.
struct TimeThreshold {
    MovingTerm term;
    std::vector<std::uint32_t> predicates{};
};

class StandingGroups {
public:
    // Adds the group or replaces its rule. Without a rule, or with one that names itself through
    // others, it has no members.
    void put(GroupId group, RuleRef rule);
    void remove(GroupId group);

    bool empty() const { return places_.empty(); }
    std::size_t size() const { return places_.size(); }
    bool has(GroupId group) const { return places_.contains(group); }
    // Whether time alone changes its members, also through groups that its rule names.
    bool moves_with_time(GroupId group) const;
    // The groups whose rules name the group, directly or through others.
    std::vector<GroupId> dependents_of(GroupId group) const;
    // Of all groups.
    std::vector<TimeThreshold> time_thresholds() const;
    // The groups whose rules have one of the predicates, directly or through groups that they name.
    std::vector<GroupId> users_of(std::span<const std::uint32_t> predicates) const;

private:
    friend class StandingSide;
    friend class StandingChange;
    friend class StandingBatch;

    struct StandingGroup {
        GroupId id{}; // 0: the place is free
        RuleRef rule{};
        Program program{};
        std::vector<std::uint32_t> predicates{}; // each once
        bool moves = false;                      // see moves_with_time()
    };
    struct SharedPredicate {
        Predicate predicate{};
        std::uint32_t operand = 0; // in operands_, of input operand
        PredicateInput input = PredicateInput::nothing;
        bool moves = false;
        std::vector<std::uint32_t> groups{}; // places of those that contain it
    };
    struct WatchedOperand {
        StandingOperand operand;
        OperandTriggers triggers{};
    };

    std::uint32_t number_of(Predicate predicate);
    std::uint32_t operand_of(const std::string& name);
    void release(std::uint32_t number, std::uint32_t place);
    void refresh_moves() const;
    bool find_moves(std::uint32_t place, std::vector<bool>& known) const;
    // The first places and those that depend on them, each once. for_each_first(act): act(place).
    template <class ForEachFirst>
    std::vector<GroupId> with_dependents(const ForEachFirst& for_each_first) const;
    template <class Act>
    void for_each_user(GroupId group, const Act& act) const; // places of groups that name it

    mutable std::vector<StandingGroup> groups_; // mutable: `moves` is found when it is needed
    mutable bool moves_are_known_ = true;
    std::map<GroupId, std::uint32_t> places_; // in groups_
    std::vector<std::uint32_t> free_places_;
    std::vector<SharedPredicate> predicates_;
    std::vector<std::uint32_t> free_numbers_;
    std::unordered_map<std::string, std::uint32_t> numbers_; // of predicates, by identity
    std::vector<WatchedOperand> operands_;
    std::unordered_map<std::string, std::uint32_t> operand_places_;
    // Predicates about memberships, by the group that they name; 0: about any group.
    std::map<GroupId, std::vector<std::uint32_t>> memberships_;
};

// One state of a customer while groups are evaluated. What was evaluated once is remembered, so
// that groups which name each other, and predicates which many groups share, cost once.
class StandingSide {
public:
    explicit StandingSide(const StandingGroups& groups) : groups_(groups) {}

    // nullptr: the customer does not exist, so it is in no group.
    void begin(const CustomerState* state);
    bool exists() const { return state_ != nullptr; }
    // Whether the customer is in the group at the place. `moment` only matters to groups that
    // change with time.
    bool is_in(std::uint32_t place, Time moment);
    bool is_true(std::uint32_t number, Time moment);
    const Value& value(std::uint32_t operand);

private:
    struct Remembered {
        std::uint32_t round = 0; // of begin(); another one: not known
        bool truth = false;
    };
    struct RememberedValue {
        std::uint32_t round = 0;
        Value value{};
    };

    bool evaluate_group(std::uint32_t place, Time moment);
    bool find_truth(std::uint32_t number, Time moment);
    std::optional<Time> member_since(GroupId group, Time moment);

    const StandingGroups& groups_;
    const CustomerState* state_ = nullptr;
    std::uint32_t round_ = 0;
    std::vector<Remembered> truths_;  // by number of the predicate; only those without time
    std::vector<Remembered> members_; // by place of the group; only those without time
    std::map<std::pair<std::uint32_t, Time>, bool> moving_members_;
    std::vector<RememberedValue> values_; // by operand
};

// Finds which groups a customer enters and leaves. Reusable; used by one thread. The groups must
// not change meanwhile.
class StandingChange {
public:
    explicit StandingChange(const StandingGroups& groups);

    // Calls report(group, is_in) for each group in which only one of the states is. nullptr: the
    // customer does not exist on that side.
    using Report = std::function<void(GroupId, bool is_in)>;
    void find(const CustomerState* before, const CustomerState* after,
              const StateDifference& difference, const MomentOf& moment_of, const Report& report);
    // The same between two moments, for a customer that does not change. `predicates`: those whose
    // truth may differ between them.
    void find_between(const CustomerState& state, std::span<const std::uint32_t> predicates,
                      Time from, Time to, const Report& report);
    // All groups that the customer is in, by rising id.
    std::vector<GroupId> groups_of(const CustomerState& state, const MomentOf& moment_of);

private:
    void add_changed_operands(const StateDifference& difference);
    void add_users_of(std::uint32_t number);
    void add_users_of_group(GroupId group);
    void begin_round();

    const StandingGroups& groups_;
    StandingSide before_;
    StandingSide after_;
    std::vector<std::uint32_t> queue_;  // places of groups to evaluate
    std::vector<std::uint32_t> queued_; // by place: the round in which it was queued
    std::uint32_t round_ = 0;
};

} // namespace muster::rule
