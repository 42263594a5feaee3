// Rules in requests: as text, or as a tree in JSON; and what would change if a group had one.
#pragma once

#include "base/json.h"
#include "dialects/native/reply.h"
#include "directory/dynamic.h"
#include "model/finder.h"

namespace muster::dialects::native {

// The checked rule of a text; a fault of it is placed at `where` of the request.
Result<rule::RuleRef> rule_of_text(const RequestContext& call, std::string_view text,
                                   std::string_view where);
// Likewise of a JSON text or tree.
Result<rule::RuleRef> rule_of_json(const RequestContext& call, const Json& rule,
                                   std::string_view where);

// What answers questions about sets; unsupported without an index.
Result<const model::Finder*> finder_of(const RequestContext& call);

// Customers as the items of a list, in the order of the ids.
Result<void> write_customers(const RequestContext& call, JsonWriter& out,
                             std::span<const std::int64_t> ids);

// What saving the group with this rule would do: who would be in it, enter and leave. `id` is that
// of the group, none when it is yet to be made.
Result<http::Response> preview_rule(const RequestContext& call, model::GroupId id,
                                    const Json& rule);

} // namespace muster::dialects::native
