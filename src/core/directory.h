// The whole directory as handlers see it: rows to read, writes that the house rules judge.
// Thread-safe; owns nothing but references that outlive it.
#pragma once

#include <optional>
#include <type_traits>

#include "base/clock.h"
#include "base/secrets.h"
#include "core/transaction.h"

namespace muster::core {

class Directory {
public:
    Directory(Store& store, const Clock& clock, Random& random)
        : store_(store), clock_(clock), random_(random)
    {}

    const Rows& rows() const { return store_; }
    Store& store() { return store_; }
    const Clock& clock() const { return clock_; }
    Random& random() { return random_; }

    // Runs decide(Transaction&) -> Result<T> alone, on the store's thread, and gives its value once
    // it is durable. An error of decide undoes everything. decide may run again: it must compute
    // its value afresh and change nothing it captured but by assignment.
    template <class DecideIn>
    auto write(const Principal& principal, TenantId tenant, DecideIn&& decide)
        -> std::invoke_result_t<DecideIn, Transaction&>
    {
        using Outcome = std::invoke_result_t<DecideIn, Transaction&>;
        using T = typename Outcome::value_type;
        const Time now = clock_.now();
        if constexpr (std::is_void_v<T>) {
            TRY(store_.write(tenant, {now, principal.name, principal.dialect},
                             [&](Writer& writer) -> Result<void> {
                                 Transaction transaction(writer, principal, tenant, now);
                                 TRY(decide(transaction));
                                 return transaction.finish();
                             }));
            return {};
        } else {
            std::optional<T> value;
            TRY(store_.write(tenant, {now, principal.name, principal.dialect},
                             [&](Writer& writer) -> Result<void> {
                                 Transaction transaction(writer, principal, tenant, now);
                                 value = TRY(decide(transaction));
                                 return transaction.finish();
                             }));
            return std::move(*value);
        }
    }

private:
    Store& store_;
    const Clock& clock_;
    Random& random_;
};

} // namespace muster::core
