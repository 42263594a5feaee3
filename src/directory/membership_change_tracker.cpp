#include "directory/membership_change_tracker.h"

#include "base/pace.h"
#include "directory/dynamic.h"

namespace muster::directory {

namespace {

// One cache per committing thread, without a lock: its writes run one after the other.
thread_local RuleCache memo;

const Customer* customer_in(const Entity& entity) { return std::get_if<Customer>(&entity); }
const Customer* customer_in(const std::optional<Entity>& entity)
{
    return entity ? customer_in(*entity) : nullptr;
}

// One customer before or after the write, evaluated at the time that each group needs: groups that
// change with time at the moment up to which they are logged, all others at one shared time, so
// that they share one evaluator and its results.
class Side {
public:
    Side(Transaction& transaction, const DynamicGroups& groups, const Customer* customer,
         const MembershipOverrides& otherwise)
        : transaction_(transaction), groups_(groups), customer_(customer), otherwise_(otherwise)
    {}

    Result<bool> is_in(GroupId group, const DynamicGroup& dynamic)
    {
        if (customer_ == nullptr || customer_->removed_at) return false;
        const Time at = dynamic.moves_with_time ? dynamic.membership_logged_until : Time{};
        const auto place = belongings_
                               .try_emplace(at, transaction_.rows(), transaction_.tenant(), groups_,
                                            *customer_, at, otherwise_)
                               .first;
        return place->second.is_in(group);
    }

private:
    Transaction& transaction_;
    const DynamicGroups& groups_;
    const Customer* customer_; // null: does not exist on this side
    const MembershipOverrides& otherwise_;
    std::map<Time, MembershipEvaluator> belongings_;
};

} // namespace

struct MembershipChangeTracker::Watch {
    struct Touched {
        MutationRef first; // of the customer's row; empty: only its memberships changed
        MutationRef last;
        MembershipOverrides stays_before;
    };

    DynamicGroups groups;
    std::map<CustomerId, Touched> touched;

    void note_customer(CustomerId id, const MutationRef& mutation)
    {
        Touched& seen = touched[id];
        if (!seen.first) seen.first = mutation;
        seen.last = mutation;
    }

    void note_stay(const std::optional<Entity>& before, const Membership& after)
    {
        const bool was_live = before && std::get<Membership>(*before).is_live();
        touched[after.customer].stays_before.try_emplace(after.group, was_live);
    }
};

MembershipChangeTracker::MembershipChangeTracker() = default;
MembershipChangeTracker::~MembershipChangeTracker() = default;

Result<void> MembershipChangeTracker::before_put(Transaction& transaction,
                                                 const MutationRef& mutation)
{
    const auto* customer = std::get_if<Customer>(&mutation->after);
    const auto* stay = std::get_if<Membership>(&mutation->after);
    if (customer == nullptr && stay == nullptr) return {};
    if (!watch_) {
        const auto* declared = TRY(transaction.declared());
        watch_ = std::make_unique<Watch>();
        watch_->groups =
            TRY(load_dynamic_groups(transaction.rows(), transaction.tenant(), *declared, &memo));
    }
    if (watch_->groups.empty()) return {};
    if (customer != nullptr) watch_->note_customer(customer->id, mutation);
    if (stay != nullptr) watch_->note_stay(mutation->before, *stay);
    return {};
}

Result<void> MembershipChangeTracker::log_changes(Transaction& transaction)
{
    if (!watch_) return {};
    const auto watch = std::move(watch_); // what is logged here is not recorded again
    const MembershipOverrides as_in_rows;
    Pace pace;
    for (const auto& [id, touched] : watch->touched) {
        pace.step();
        Customer unchanged; // only its memberships changed
        if (!touched.first) unchanged = TRY(transaction.get(id));
        Side before(transaction, watch->groups,
                    touched.first ? customer_in(touched.first->before) : &unchanged,
                    touched.stays_before);
        Side after(transaction, watch->groups,
                   touched.last ? customer_in(touched.last->after) : &unchanged, as_in_rows);
        for (const auto& [group, dynamic] : watch->groups) {
            const bool was = TRY(before.is_in(group, dynamic));
            const bool is = TRY(after.is_in(group, dynamic));
            if (was == is) continue;
            TRY(log_membership_change(transaction, group, id,
                                      is ? Action::created : Action::removed));
        }
    }
    return {};
}

} // namespace muster::directory
