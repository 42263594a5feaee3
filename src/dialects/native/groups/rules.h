// Rules in requests, as text or as a tree in JSON; and the preview of a group's new rule.
#pragma once

#include "base/json.h"
#include "dialects/native/body.h"
#include "dialects/native/reply.h"
#include "directory/dynamic.h"
#include "model/finder.h"

namespace muster::dialects::native {

// Parses and checks a text. Errors point to `where` in the request.
Result<rule::RuleRef> rule_of_text(const RequestContext& call, std::string_view text,
                                   std::string_view where);
// The same for a rule in JSON: a text or a tree.
Result<rule::RuleRef> rule_of_json(const RequestContext& call, const Json& rule,
                                   std::string_view where);

// Turns the rule of a body, when it is a tree, into text, the form that the directory takes. A rule
// that is text already is checked inside the write.
Result<void> write_out_rule(const RequestContext& call, MergePatch& draft);

// The finder answers queries about sets; unsupported when the server has no index.
Result<const model::Finder*> finder_of(const RequestContext& call);

// Writes the customers as a list, in the order of the ids.
Result<void> write_customers(const RequestContext& call, JsonWriter& out,
                             std::span<const std::int64_t> ids);

// Answers what saving the group with this rule would do: who would be a member, join and leave.
// `id` is 0 for a group that does not exist yet.
Result<http::Response> preview_rule(const RequestContext& call, model::GroupId id,
                                    const Json& rule);

} // namespace muster::dialects::native
