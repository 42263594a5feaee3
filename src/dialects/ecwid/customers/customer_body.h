// A body that creates or updates a customer: judged once when it arrives, applied inside the write
// to the newest state.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "dialects/dialect.h"
#include "directory/transaction.h"
#include "wire/fields.h"

namespace muster::dialects::ecwid {

Json customer_body_schema();

class CustomerBody {
public:
    // Every problem that does not depend on what is stored.
    static Result<CustomerBody> read(const Call& call, wire::Purpose purpose);

    // Only customerGroupId, taxExempt and acceptMarketing count.
    static Result<CustomerBody> of_mass_update(const Json& members);

    Result<model::CustomerId> create(directory::Transaction& transaction) const;
    Result<void> update(directory::Transaction& transaction, model::CustomerId id) const;

private:
    Result<void> apply(directory::Transaction& transaction, model::Customer& customer) const;
    Result<void> apply_lists(directory::Transaction& transaction, model::Customer& customer) const;
    Result<void> move(directory::Transaction& transaction, model::CustomerId id) const;
    // The member of the body; nullptr when absent.
    const Json* find(std::string_view name) const { return body_.find(name); }

    Json body_;
    wire::Purpose purpose_ = wire::Purpose::update;
    std::optional<model::GroupId> group_;
    std::optional<std::string> email_;
    std::string primary_phone_;
    std::optional<std::string> password_hash_;
};

} // namespace muster::dialects::ecwid
