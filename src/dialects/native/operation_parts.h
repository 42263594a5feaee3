// What the operations of the routes share: parameters, errors and the members of pages. Only
// routes.cpp includes it, through the files of operations.
#pragma once

#include "dialects/native/filters.h"
#include "dialects/operation.h"

namespace muster::dialects::native {

using wire::described;
using wire::Envelope;
using wire::Many;
using wire::object_shape;
using wire::patch_shape;

// A record that has the members of an entity and some more.
template <class T>
const T& itself(const T& object)
{
    return object;
}

inline constexpr Parameter tenant_header[] = {
    {.name = "Muster-Tenant",
     .description = "The tenant, by id or slug, for keys that belong to none.",
     .place = ParameterPlace::header,
     .example = "1"},
};
inline constexpr Parameter once_header[] = {
    {.name = "Idempotency-Key",
     .description = "1 to 255 characters: with the same key and request the write is done once, "
                    "and its answer is given again for 24 hours.",
     .place = ParameterPlace::header},
};
inline constexpr Parameter if_match[] = {
    {.name = "If-Match",
     .description = "The ETag that was read: the call is refused when it is no longer the newest.",
     .place = ParameterPlace::header},
};
inline constexpr Parameter if_none_match[] = {
    {.name = "If-None-Match",
     .description = "An ETag: the answer is 304 when it is still the newest.",
     .place = ParameterPlace::header},
};
inline constexpr Parameter range_header[] = {
    {.name = "Range",
     .description = "A piece of the file, such as bytes=0-999: the answer is 206.",
     .place = ParameterPlace::header},
};
inline constexpr Parameter fields_parameter[] = {
    {.name = "fields",
     .description = "Only these members, nested ones in parentheses.",
     .example = "id,name"},
};
inline constexpr Parameter dry_run_parameter[] = {
    {.name = "dry_run",
     .codec = &wire::boolean_codec,
     .description = "Answers what would happen, and changes nothing.",
     .default_text = "false"},
};
inline constexpr Parameter limit_parameters[] = {
    {.name = "limit",
     .codec = &wire::integer_codec,
     .description = "How many items to answer: 1 to 1,000.",
     .default_text = "100"},
    {.name = "after", .description = "The `next` of the page before."},
};
inline constexpr Parameter list_parameters[] = {
    {.name = "sort",
     .description = "A member that is no list, or fields.<key>; - in front descends.",
     .example = "-created_at"},
    {.name = "total",
     .codec = &wire::boolean_codec,
     .description = "Counts all items, too.",
     .default_text = "false"},
    {.name = "fields",
     .description = "Only these members of each item, nested ones in parentheses.",
     .example = "id,name"},
    {.name = "with_removed",
     .codec = &wire::boolean_codec,
     .description = "Lists removed ones, too.",
     .default_text = "false"},
};
inline constexpr Parameter declared_filter[] = {
    {.name = "fields.",
     .description = "One parameter for each declared field: fields.<key>=<value>; empty: has no "
                    "value."},
};

// The codes are the names of problem types.
inline constexpr ErrorCase bad_parameters[] = {
    {400, "invalid-value", "A parameter has a wrong value, or comes twice."},
    {400, "unknown-field", "A parameter is not known, or a member that it names."},
};
inline constexpr ErrorCase bad_members[] = {
    {400, "invalid-value",
     "The body is no JSON object, or members are wrong; `errors` names all of them."},
    {400, "missing-field", "A required member is absent."},
    {400, "unknown-field", "A member or a parameter is not known."},
    {413, "too-large", "The body is over a limit."},
};
inline constexpr ErrorCase unchanged[] = {{304, "", "If-None-Match names the newest ETag."}};
inline constexpr ErrorCase is_stale[] = {
    {412, "stale", "If-Match names an older revision; nothing was changed."}};
inline constexpr ErrorCase key_reused[] = {
    {422, "idempotency-mismatch", "The Idempotency-Key was used for another request."}};

template <auto& of>
inline constexpr auto items_row = described<Envelope, of>("items", Many::yes);
inline constexpr auto next_row = described<Envelope>("next", wire::text_codec)
                                     .with(wire::Absent::null)
                                     .about("For `after`, to get the next page; null at the end.");
inline constexpr auto total_row =
    described<Envelope>("total", wire::integer_codec).about("With total=true: how many there are.");
inline constexpr auto dry_run_row =
    described<Envelope>("dry_run", wire::boolean_codec).about("Always true.", "true");
inline constexpr auto memberships_ended_row =
    described<Envelope>("memberships_ended", wire::integer_codec)
        .about("How many memberships would end.");

// A text or a tree.
inline constexpr std::string_view rule_schema =
    R"({"type": ["string", "object"], "additionalProperties": true})";
inline constexpr std::string_view about_rule =
    "A rule, as text or as a tree. `MEMBER OF 12` is a group.";

// A problem as a document; in the results of bulk calls without its instance.
inline constexpr auto problem_place = wire::record(
    {"ProblemPlace"},
    described<Envelope>("pointer", wire::text_codec).about("Into the body.", R"("/address/city")"),
    described<Envelope>("parameter", wire::text_codec).about("Or: the query parameter."),
    described<Envelope>("header", wire::text_codec).about("Or: the header."),
    described<Envelope>("code", wire::text_codec).about("What is wrong.", R"("invalid_value")"),
    described<Envelope>("detail", wire::text_codec).about("What would be right."));
inline constexpr auto problem_table = wire::record(
    {"Problem"},
    described<Envelope>("type", wire::text_codec)
        .about("GET it for an explanation.", R"("/problems/not-found")"),
    described<Envelope>("title", wire::text_codec).about("What kind of problem it is."),
    described<Envelope>("status", wire::integer_codec).about("Of the answer.", "404"),
    described<Envelope>("detail", wire::text_codec).about("What is wrong, for people."),
    described<Envelope, problem_place>("errors", Many::yes)
        .about("Each place in the request that is wrong."),
    described<Envelope>("instance", wire::text_codec).about("The Request-Id."));

// Bulk calls.
inline constexpr auto batch_item = wire::record(
    {"BatchItem"}, described<Envelope>("index", wire::integer_codec).about("In items, from 0."),
    described<Envelope>("result", wire::text_codec)
        .about("inserted, updated, unchanged, removed or refused.", R"("updated")"),
    described<Envelope>("id", wire::integer_codec).about("Of the customer."),
    described<Envelope>("customer_id", wire::integer_codec).about("Of the member."),
    described<Envelope>("revision", wire::integer_codec).about("Of the entity."),
    described<Envelope, problem_table>("error").about("Why the item was refused."));
inline constexpr auto batch_reply = wire::record(
    {"BatchReply"}, items_row<batch_item>, described<Envelope>("inserted", wire::integer_codec),
    described<Envelope>("updated", wire::integer_codec),
    described<Envelope>("unchanged", wire::integer_codec),
    described<Envelope>("removed", wire::integer_codec),
    described<Envelope>("refused", wire::integer_codec),
    described<Envelope>("dry_run", wire::boolean_codec));

} // namespace muster::dialects::native
