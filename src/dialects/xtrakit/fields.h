// The objects of this API: who owns them, and their members as tables.
#pragma once

#include <span>
#include <string_view>

#include "base/json.h"
#include "model/entities.h"
#include "wire/record.h"

namespace muster::dialects::xtrakit {

// user_id and business_code.
void write_owner(JsonWriter& out, const model::Tenant& tenant);

// A group as answers show it, with what the tenant adds.
struct OwnedGroup {
    const model::Tenant& tenant;
    const model::Group& group;
};
const wire::Record<model::Group>& group_record();
const wire::Record<OwnedGroup>& group_answer_record();

// A customer as answers show it, with what the tenant adds.
struct OwnedCustomer {
    const model::Tenant& tenant;
    const model::Customer& customer;
};
const wire::Record<model::Customer>& customer_record();
const wire::Record<OwnedCustomer>& customer_answer_record();
// The members of write_owner.
const wire::Record<model::Tenant>& owner_record();

void write_group(JsonWriter& out, const model::Tenant& tenant, const model::Group& group);
// home_group is the id that clients see (show_group_ids).
void write_customer(JsonWriter& out, const model::Tenant& tenant, const model::Customer& customer);

// Add and edit require the same members. Optional members that the body leaves out stay unchanged.
Result<void> read_group(const Json& body, model::Group& group);
// The group of the customer is put into home_group, by the id that clients know; the core does not
// take it from there.
Result<void> read_customer(const Json& body, model::Customer& customer);

// Replaces the core's member names in the error by those of this API.
Error in_group_words(Error error);
Error in_customer_words(Error error);

} // namespace muster::dialects::xtrakit
