#include "directory/membership_change_tracker.h"

#include "directory/memberships.h"

namespace muster::directory {

namespace {

// Reads from the running write. The first error is in `failure`; then the answers mean nothing.
class TransactionSource final : public StandingSource {
public:
    explicit TransactionSource(Transaction& transaction) : transaction_(transaction) {}

    std::optional<Time> since(GroupId group, CustomerId customer) override
    {
        const auto found =
            live_membership(transaction_.rows(), transaction_.tenant(), group, customer);
        if (!found && found.error().code != Code::not_found) note(found.error());
        return found ? std::optional(found->since) : std::nullopt;
    }

    Value value(CustomerId id, const StandingOperand& operand) override
    {
        if (customer_.id != id) {
            auto found = transaction_.get(id);
            if (!found) note(found.error());
            customer_ = found ? *std::move(found) : Customer{};
            customer_.id = id;
        }
        return rule::value_of(customer_, operand);
    }

    const std::optional<Error>& failure() const { return failure_; }

private:
    void note(const Error& error)
    {
        if (!failure_) failure_ = error;
    }

    Transaction& transaction_;
    Customer customer_; // the last one that was read
    std::optional<Error> failure_;
};

} // namespace

MembershipChangeTracker::MembershipChangeTracker(StandingRules& rules, TenantId tenant,
                                                 Revision next_revision)
    : rules_(rules), tenant_(rules.of(tenant)), lock_(tenant_->mutex)
{
    tenant_->begin(next_revision);
}

Result<const TenantRules*> MembershipChangeTracker::rules(Transaction& transaction)
{
    return tenant_->load(transaction);
}

Result<void> MembershipChangeTracker::before_put(Transaction& transaction,
                                                 const MutationRef& mutation)
{
    TRY(tenant_->before_put(transaction, *mutation));
    const Kind kind = kind_of(mutation->after);
    if (kind != Kind::customer && kind != Kind::membership) return {};
    const auto* known = TRY(rules(transaction));
    if (!known->groups.empty()) write_.add(mutation);
    return {};
}

Result<void> MembershipChangeTracker::log_changes(Transaction& transaction)
{
    rules_.note_cost(transaction.tenant(), tenant_->memory_cost());
    if (write_.empty()) return {};
    const auto write = std::move(write_); // what is logged here is not recorded again
    const auto* known = TRY(rules(transaction));
    const auto moment_of = [&](GroupId group) {
        return known->groups.at(group).membership_logged_until;
    };
    TransactionSource source(transaction);
    auto changes = write.changes(tenant_->change(), known->standing, moment_of, source);
    if (source.failure()) return fail(*source.failure());
    for (auto& [group, change] : changes) {
        TRY(log_membership_changes(transaction, group, std::move(change.left), Action::removed));
        TRY(log_membership_changes(transaction, group, std::move(change.entered), Action::created));
    }
    return {};
}

} // namespace muster::directory
