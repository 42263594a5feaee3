// Extra fields. Their settings are the declared customer fields of the tenant, and the values those
// of the declared fields. Values under keys without settings are stored in this API's extras.
#pragma once

#include "dialects/dialect.h"
#include "dialects/ecwid/customers/customer_extras.h"
#include "model/declared.h"
#include "wire/record.h"

namespace muster::dialects::ecwid {

// A value as answers show it.
struct ShownExtrafield {
    std::string key;
    std::string title;
    std::string value;
    std::string type;
    std::int64_t order_by = 0;
};
// In the order of the declared fields; those without settings last.
std::vector<ShownExtrafield> shown_extrafields(const model::Customer& customer,
                                               const CustomerExtras& extras,
                                               const model::DeclaredFields& declared);
const wire::Record<ShownExtrafield>& extrafield_value_record();
const wire::Record<model::CustomField>& extrafield_settings_record();

// Checks the form of every element of a list in a body.
Result<void> check_extrafields(const Json& list);
// Changes the values of the keys that the list names; an empty value removes.
Result<void> merge_extrafields(const Json& list, const model::DeclaredFields& declared,
                               model::Customer& customer, CustomerExtras& extras);

Result<http::Response> list_extrafields(RequestContext& call);
Result<http::Response> get_extrafield(RequestContext& call);
Result<http::Response> create_extrafield(RequestContext& call);
Result<http::Response> update_extrafield(RequestContext& call);
Result<http::Response> remove_extrafield(RequestContext& call);

} // namespace muster::dialects::ecwid
