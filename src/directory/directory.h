// The directory as handlers see it: rows to read, and writes that the rules of this room check.
// Thread-safe. Owns nothing: the arguments of the constructor must outlive it.
#pragma once

#include <functional>
#include <optional>
#include <type_traits>

#include "base/clock.h"
#include "base/secrets.h"
#include "directory/standing_rules.h"
#include "directory/transaction.h"

namespace muster::directory {

class Directory {
public:
    Directory(Store& store, const Clock& clock, Random& random)
        : store_(store), clock_(clock), random_(random)
    {}

    const Rows& rows() const { return store_; }
    Store& store() { return store_; }
    const Clock& clock() const { return clock_; }
    Random& random() { return random_; }
    Quotas& quotas() { return quotas_; }

    // Runs decide(Transaction&) -> Result<T> on the store's thread, while no other write runs, and
    // returns its value once the write is durable. An error undoes everything. The store may run
    // decide again, so it must compute its value from the start and change captured variables by
    // plain assignment only.
    template <class DecideIn>
    auto write(const Principal& principal, TenantId tenant, DecideIn&& decide)
        -> std::invoke_result_t<DecideIn, Transaction&>
    {
        using Outcome = std::invoke_result_t<DecideIn, Transaction&>;
        using T = typename Outcome::value_type;
        if constexpr (std::is_void_v<T>) {
            TRY(commit(principal, tenant, std::forward<DecideIn>(decide)));
            return {};
        } else {
            std::optional<T> value;
            TRY(commit(principal, tenant, [&](Transaction& transaction) -> Result<void> {
                value = TRY(decide(transaction));
                return {};
            }));
            return std::move(*value);
        }
    }

    // As write, but undoes what it did: the value says what would be.
    template <class DecideIn>
    auto rehearse(const Principal& principal, TenantId tenant, DecideIn&& decide)
        -> std::invoke_result_t<DecideIn, Transaction&>
    {
        std::optional<std::invoke_result_t<DecideIn, Transaction&>> decided;
        const auto undone =
            commit(principal, tenant, [&](Transaction& transaction) -> Result<void> {
                decided.emplace(decide(transaction));
                return fail(Code::conflict, "rehearsal", "undoes what it did");
            });
        if (undone.error().subject != "rehearsal") return fail(undone.error());
        return *std::move(decided);
    }

    // As write, but returns the tenant's revision after the write.
    Result<Revision> commit(const Principal& principal, TenantId tenant,
                            const std::function<Result<void>(Transaction&)>& decide);

private:
    Store& store_;
    const Clock& clock_;
    Random& random_;
    Quotas quotas_;
    StandingRules rules_;
};

} // namespace muster::directory
