// Extra fields: the settings are the tenant's declared fields of customers; the values are theirs,
// and under keys that nobody declared, loose ones of our own.
#pragma once

#include "dialects/dialect.h"
#include "dialects/ecwid/document.h"
#include "model/declared.h"
#include "wire/schema.h"
#include "wire/selection.h"

namespace muster::dialects::ecwid {

// "extrafields": […]; nothing when the customer has no value.
void write_extrafields(JsonWriter& out, const model::Customer& customer, const Document& document,
                       const model::DeclaredFields& declared, const wire::Selection& selection);

Json extrafield_schema(wire::Side side);
Json settings_schema(wire::Side side);

// A list of values in a body: every element is well-formed.
Result<void> check_extrafields(const Json& list);
// Merges by key: named keys change, an empty value removes.
Result<void> merge_extrafields(const Json& list, const model::DeclaredFields& declared,
                               model::Customer& customer, Document& document);

Result<http::Response> list_extrafields(Call& call);
Result<http::Response> get_extrafield(Call& call);
Result<http::Response> create_extrafield(Call& call);
Result<http::Response> update_extrafield(Call& call);
Result<http::Response> remove_extrafield(Call& call);

} // namespace muster::dialects::ecwid
