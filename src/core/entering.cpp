#include "core/entering.h"

#include "core/dynamic.h"

namespace muster::core {

namespace {

// Of the thread that commits: its writes follow one another.
thread_local RuleMemo memo;

struct Touched {
    std::optional<Customer> before; // none: it is new, or only its stays changed
    std::optional<Customer> after;  // none: only its stays changed
    Stays stays_before;
};

} // namespace

struct Entering::Watch {
    DynamicGroups groups;
    std::map<CustomerId, Touched> touched;

    void note_customer(const std::optional<Entity>& before, const Customer& after)
    {
        auto [place, is_first] = touched.try_emplace(after.id);
        Touched& seen = place->second;
        if (!seen.after && before) seen.before = std::get<Customer>(*before);
        seen.after = after;
    }

    void note_stay(const std::optional<Entity>& before, const Membership& after)
    {
        const bool was_live = before && std::get<Membership>(*before).is_live();
        touched[after.customer].stays_before.try_emplace(after.group, was_live);
    }
};

Entering::Entering() = default;
Entering::~Entering() = default;

Result<void> Entering::note(Transaction& transaction, const std::optional<Entity>& before,
                            const Entity& after)
{
    const auto* customer = std::get_if<Customer>(&after);
    const auto* stay = std::get_if<Membership>(&after);
    if (customer == nullptr && stay == nullptr) return {};
    if (!watch_) {
        const auto* declared = TRY(transaction.declared());
        watch_ = std::make_unique<Watch>();
        watch_->groups =
            TRY(load_dynamic_groups(transaction.rows(), transaction.tenant(), *declared, &memo));
    }
    if (watch_->groups.empty()) return {};
    if (customer != nullptr) watch_->note_customer(before, *customer);
    if (stay != nullptr) watch_->note_stay(before, *stay);
    return {};
}

Result<void> Entering::tell(Transaction& transaction)
{
    if (!watch_) return {};
    const auto watch = std::move(watch_); // what is told here is not noted again
    const auto is_in = [&](GroupId group, const std::optional<Customer>& customer, Time at,
                           const Stays& otherwise) -> Result<bool> {
        if (!customer || customer->removed_at) return false;
        return is_member(transaction.rows(), transaction.tenant(), watch->groups, group, *customer,
                         at, otherwise);
    };
    for (auto& [id, touched] : watch->touched) {
        if (!touched.after) touched.before = touched.after = TRY(transaction.get(id));
        for (const auto& [group, dynamic] : watch->groups) {
            const Time at = dynamic.told_until;
            const bool was = TRY(is_in(group, touched.before, at, touched.stays_before));
            const bool is = TRY(is_in(group, touched.after, at, {}));
            if (was == is) continue;
            TRY(tell_membership(transaction, group, id, is ? Action::created : Action::removed));
        }
    }
    return {};
}

} // namespace muster::core
