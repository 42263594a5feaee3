// The customers and memberships that one write changes, and the dynamic groups that the customers
// enter or leave by it. The directory logs these, and the index counts them. Knows no store and no
// index.
#pragma once

#include "model/store.h"
#include "rule/standing/standing_batch.h"

namespace muster::rule {

// What a mutation does not contain. Gives the state after the write.
class StandingSource {
public:
    virtual ~StandingSource() = default;
    // Of the live membership in a static group.
    virtual std::optional<Time> since(GroupId group, CustomerId customer) = 0;
    // Of a customer whose row the write does not put, only its memberships.
    virtual Value value(CustomerId customer, const StandingOperand& operand) = 0;
};

// The customers that enter and that leave one group, by rising id.
struct GroupChanges {
    std::vector<std::int64_t> entered;
    std::vector<std::int64_t> left;
};

class StandingWrite {
public:
    // In the order of the write. Rows of other kinds are ignored. Call before a later mutation of
    // the write changes what `before` holds.
    void add(const MutationRef& mutation);
    bool empty() const { return customers_.empty(); }

    // Both sides of a group that changes with time are evaluated at the same moment.
    std::map<GroupId, GroupChanges> changes(StandingChange& scratch, const StandingGroups& groups,
                                            const MomentOf& moment_of,
                                            StandingSource& source) const;
    // By how many customers each group grows, without a list of them.
    std::map<GroupId, std::int64_t> growth(StandingChange& scratch, const StandingGroups& groups,
                                           const MomentOf& moment_of, StandingSource& source) const;

private:
    using Memberships = std::map<GroupId, std::optional<Time>>; // since when; nullopt: none

    struct ChangedCustomer {
        MutationRef first; // of the customer's row; empty: only memberships changed
        MutationRef last;
        Memberships groups_before; // of the static groups whose membership the write changes

        bool is_new() const;
    };
    class ChangedState;
    using Customers = std::map<CustomerId, ChangedCustomer>;

    // New members of a group: those of `customers` whose row is set.
    using ReportNew = std::function<void(
        GroupId, std::span<const Customers::value_type* const> customers, const RowBits& rows)>;
    using ReportOne = std::function<void(GroupId, CustomerId, bool is_in)>;
    void find(StandingChange& scratch, const StandingGroups& groups, const MomentOf& moment_of,
              StandingSource& source, const ReportNew& report_new,
              const ReportOne& report_one) const;

    static Memberships groups_after(CustomerId customer, const ChangedCustomer& changed,
                                    StandingSource& source);
    static void find_new(std::span<const Customers::value_type* const> customers,
                         const StandingGroups& groups, const MomentOf& moment_of,
                         StandingSource& source, const ReportNew& report);
    static void find_one(CustomerId id, const ChangedCustomer& changed, StandingChange& scratch,
                         const MomentOf& moment_of, StandingSource& source,
                         const ReportOne& report);

    Customers customers_;
};

} // namespace muster::rule
