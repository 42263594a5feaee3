// The body of a request that creates or updates a customer. It is parsed and checked once, before
// the write; apply() then changes the customer as it is stored at that moment, inside the write.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "dialects/dialect.h"
#include "directory/transaction.h"
#include "wire/record.h"

namespace muster::dialects::ecwid {

class CustomerBody {
public:
    // Reports every error that does not depend on stored data.
    static Result<CustomerBody> read(const RequestContext& call, wire::Purpose purpose);

    // Reads only customerGroupId, taxExempt and acceptMarketing.
    static Result<CustomerBody> of_mass_update(const Json& members);

    Result<model::CustomerId> create(directory::Transaction& transaction) const;
    Result<void> update(directory::Transaction& transaction, const model::Customer& known) const;

private:
    Result<void> apply(directory::Transaction& transaction, model::Customer& customer) const;
    Result<void> apply_lists(directory::Transaction& transaction, model::Customer& customer) const;
    Result<void> move(directory::Transaction& transaction, model::CustomerId id) const;
    // The member of the body; nullptr when it is absent.
    const Json* find(std::string_view name) const { return body_.find(name); }

    Json body_;
    wire::Purpose purpose_ = wire::Purpose::update;
    std::optional<std::int64_t> group_; // as clients know it
    std::optional<std::string> email_;
    std::string primary_phone_;
    std::optional<std::string> password_hash_;
};

} // namespace muster::dialects::ecwid
