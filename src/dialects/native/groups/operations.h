// The descriptions of the calls of groups, memberships and rules. Only routes.cpp includes it.
#pragma once

#include "dialects/native/groups/restoring.h"
#include "dialects/native/operation_parts.h"

namespace muster::dialects::native {

namespace group_docs {

inline constexpr ErrorCase missing[] = {{404, "not-found", "No group has this id."}};
inline constexpr ErrorCase refused[] = {
    {409, "already-exists", "Another group has this external_id."},
    {409, "conflict", "Its present members do not allow it."}};
inline constexpr ErrorCase named[] = {{409, "conflict", "The rule of another group names it."}};
inline constexpr ErrorCase no_index[] = {
    {501, "unsupported", "This server has no index to answer rules from."},
    {504, "timed-out", "The rule takes too long."}};

inline constexpr auto found = wire::record(
    {"FoundCustomers"}, described<Envelope>("count", wire::integer_codec).about("How many."),
    described<Envelope, customer_record>("sample", Many::yes).about("Up to ten of them."));
inline constexpr auto rule_preview = wire::record(
    {"RulePreview"}, dry_run_row,
    described<Envelope>("rule", wire::text_codec).about("The rule, printed."),
    described<Envelope>("tree", R"({"type": "object", "additionalProperties": true})")
        .about("The rule as a tree."),
    described<Envelope>("revision", wire::integer_codec).about("That it was answered at."),
    described<Envelope>("cost", wire::integer_codec)
        .about("What a write may pay for the rule, in conditions: long lists and patterns count as "
               "several. All groups of a tenant cost at most 200,000."),
    described<Envelope, found>("members").about("Who would be a member."),
    described<Envelope, found>("added").about("Who would join."),
    described<Envelope, found>("removed").about("Who would leave."));

inline constexpr auto page =
    wire::record({"GroupPage"}, items_row<group_record>, next_row, total_row);
inline constexpr Operation list{.summary = "List groups",
                                .description = "Filters hold together.",
                                .parameters = {limit_parameters, list_parameters,
                                               filter_parameters<group_filters>, declared_filter,
                                               tenant_header},
                                .answer = object_shape<page>,
                                .errors = bad_parameters,
                                .example = {"/v1/groups?sort=-member_count"}};
inline constexpr Operation create{.summary = "Create a group",
                                  .description =
                                      "With a rule it is dynamic; dry_run=true previews the rule.",
                                  .parameters = {dry_run_parameter, tenant_header, once_header},
                                  .body = object_shape<group_record>,
                                  .answer = object_shape<group_record>,
                                  .status = 201,
                                  .dry_run = object_shape<rule_preview>,
                                  .errors = {bad_members, refused, key_reused},
                                  .example = {"/v1/groups", R"({"name": "New in Leeds",
 "rule": "city = 'Leeds' AND created_at > NOW() - INTERVAL '30 days'"})"}};
inline constexpr Operation get{.summary = "Get one group",
                               .parameters = {fields_parameter, tenant_header, if_none_match},
                               .answer = object_shape<group_record>,
                               .errors = {bad_parameters, missing, unchanged},
                               .example = {"/v1/groups/1"}};
inline constexpr Operation update{
    .summary = "Change a group",
    .description = "A merge patch: absent members stay, null clears. dry_run=true previews a rule.",
    .parameters = {dry_run_parameter, tenant_header, if_match, once_header},
    .body = patch_shape<group_record>,
    .answer = object_shape<group_record>,
    .dry_run = object_shape<rule_preview>,
    .errors = {bad_members, missing, refused, is_stale, key_reused},
    .example = {"/v1/groups/1", R"({"description": "The best customers of the year"})"}};
inline constexpr auto removal_preview =
    wire::record({"GroupRemoval"}, dry_run_row, memberships_ended_row);
inline constexpr Operation remove{
    .summary = "Remove a group",
    .description = "Ends its memberships. Refused while the rule of another group names it.",
    .parameters = {dry_run_parameter, tenant_header, if_match, once_header},
    .status = 204,
    .dry_run = object_shape<removal_preview>,
    .errors = {bad_parameters, missing, named, is_stale, key_reused},
    .example = {"/v1/groups/3"}};

inline constexpr ErrorCase not_restored[] = {
    {409, "conflict",
     "The group is not removed, the log does not hold its removal any more, or the body makes a "
     "static group dynamic."},
    {409, "already-exists", "Another group has taken its name, its external_id or a unique value."},
    {503, "unavailable", "The removal is not over yet."}};
inline constexpr Operation restore{
    .summary = "Restore a removed group with its memberships",
    .description =
        "The group has its id, its members and its vendor numbers again. What does not fit any "
        "more, such as a name that another group has now, is given in the body: a merge patch of "
        "the group as it was. Memberships of customers who were removed, and those whose end has "
        "come, do not come back: the answer counts them. The memberships of a large group come "
        "back in pieces before the answer. GET /v1/groups?with_removed=true&status=removed lists "
        "what can be restored.",
    .parameters = {dry_run_parameter, tenant_header, if_match, once_header},
    .body = wire::optional_shape(patch_shape<group_record>),
    .answer = object_shape<restoration_record>,
    .dry_run = object_shape<restoration_record>,
    .errors = {bad_members, missing, not_restored, is_stale, key_reused},
    .example = {"/v1/groups/4/restore", R"({"name": "Restored"})"}};

inline constexpr auto snapshot_body = wire::partial_record(
    {"Snapshot"},
    described<model::Group>("where", rule_schema, wire::Access::required).about(about_rule),
    wire::embed<itself<model::Group>, group_record>());
inline constexpr Operation snapshot{
    .summary = "Create a group of the customers for whom a rule is true now",
    .description = "A static group, so without the member rule; up to 1,000,000 customers.",
    .parameters = {tenant_header, once_header},
    .body = object_shape<snapshot_body>,
    .answer = object_shape<group_record>,
    .status = 201,
    .errors = {bad_members, refused, key_reused, no_index},
    .example = {"/v1/groups:snapshot",
                R"({"name": "VIP of Leeds", "where": "MEMBER OF 1 AND city = 'Leeds'"})"}};

inline constexpr auto query_body =
    wire::record({"Query"},
                 described<Envelope>("where", R"({"type": "array", "maxItems": 64, "items":
        {"type": ["string", "object"], "additionalProperties": true}})",
                                     wire::Access::required)
                     .about("The rules.", R"(["MEMBER OF 1", "country IS NULL"])"),
                 described<Envelope>("limit", wire::integer_codec, wire::Access::read_write)
                     .about("How many customers of each rule to answer: 0 (the default) to 1,000."),
                 described<Envelope>("overlap", wire::boolean_codec, wire::Access::read_write)
                     .about("Counts the customers of each pair of rules."));
inline constexpr auto query_result = wire::record(
    {"QueryResult"}, described<Envelope>("count", wire::integer_codec).about("How many customers."),
    items_row<customer_record>.about("With limit: some of them."));
inline constexpr auto query_reply = wire::record(
    {"QueryReply"},
    described<Envelope>("revision", wire::integer_codec).about("That all of it is of."),
    described<Envelope, query_result>("results", Many::yes).about("In the order of the rules."),
    described<Envelope>("overlap",
                        R"({"type": "array", "items": {"type": "array", "items":
        {"type": "integer"}}})")
        .about("For each pair of rules how many customers match both."));
inline constexpr Operation query{
    .summary = "Count customers by rules, and how they overlap",
    .description = "Nothing is stored.",
    .parameters = tenant_header,
    .body = object_shape<query_body>,
    .answer = object_shape<query_reply>,
    .errors = {bad_members, no_index},
    .example = {"/v1/query",
                R"({"where": ["MEMBER OF 1", "city = 'Leeds'"], "limit": 1, "overlap": true})"}};

} // namespace group_docs

namespace member_docs {

using model::Membership;

inline constexpr ErrorCase missing[] = {
    {404, "not-found", "No group or customer has this id, or the customer is no member."}};
inline constexpr ErrorCase refused[] = {
    {409, "already-exists", "The customer is a member already."},
    {409, "full", "The group is full."},
    {409, "conflict", "The group is inactive or dynamic, or has another primary member already."}};

inline constexpr auto page = wire::record(
    {"MembershipPage"}, items_row<membership_record>, next_row, total_row,
    described<Envelope>("as_of", wire::integer_codec).about("With as_of: the revision."));
inline constexpr Parameter as_of[] = {
    {.name = "as_of",
     .description = "A revision or a time: who was a member of a static group then, by customer "
                    "id. Only limit and after go with it."},
};
inline constexpr Operation list{.summary = "List the members of a group",
                                .parameters = {limit_parameters, list_parameters,
                                               filter_parameters<membership_filters>, as_of,
                                               tenant_header},
                                .answer = object_shape<page>,
                                .errors = {bad_parameters, missing},
                                .example = {"/v1/groups/1/members?limit=2"}};
inline constexpr Operation list_of_customer{.summary = "List the groups of a customer",
                                            .parameters = {limit_parameters, list_parameters,
                                                           filter_parameters<membership_filters>,
                                                           tenant_header},
                                            .answer = object_shape<page>,
                                            .errors = {bad_parameters, missing},
                                            .example = {"/v1/customers/10/groups"}};

inline constexpr auto joining_customer = wire::partial_record(
    {"NewMember"},
    described<Membership>("customer_id", wire::integer_codec, wire::Access::required)
        .about("Who joins."),
    wire::embed<itself<Membership>, membership_record>());
inline constexpr auto joined_group = wire::partial_record(
    {"NewGroupOfCustomer"},
    described<Membership>("group_id", wire::integer_codec, wire::Access::required)
        .about("The group to join."),
    wire::embed<itself<Membership>, membership_record>());
inline constexpr Operation add{
    .summary = "Add a member to a group",
    .parameters = {tenant_header, once_header},
    .body = object_shape<joining_customer>,
    .answer = object_shape<membership_record>,
    .status = 201,
    .errors = {bad_members, missing, refused, key_reused},
    .example = {"/v1/groups/1/members", R"({"customer_id": 11, "role": "primary"})"}};
inline constexpr Operation add_to_group{
    .summary = "Add a customer to a group",
    .parameters = {tenant_header, once_header},
    .body = object_shape<joined_group>,
    .answer = object_shape<membership_record>,
    .status = 201,
    .errors = {bad_members, missing, refused, key_reused},
    .example = {"/v1/customers/12/groups", R"({"group_id": 1})"}};

constexpr Operation get_at(std::string_view target)
{
    return {.summary = "Get one membership",
            .parameters = {fields_parameter, tenant_header, if_none_match},
            .answer = object_shape<membership_record>,
            .errors = {bad_parameters, missing, unchanged},
            .example = {target}};
}
constexpr Operation update_at(std::string_view target, std::string_view body)
{
    return {.summary = "Change a membership",
            .description = "A merge patch: absent members stay, null clears.",
            .parameters = {tenant_header, if_match, once_header},
            .body = patch_shape<membership_record>,
            .answer = object_shape<membership_record>,
            .errors = {bad_members, missing, refused, is_stale, key_reused},
            .example = {target, body}};
}
constexpr Operation end_at(std::string_view target)
{
    return {.summary = "End a membership",
            .parameters = {tenant_header, if_match, once_header},
            .status = 204,
            .errors = {missing, is_stale, key_reused},
            .example = {target}};
}
inline constexpr Operation get = get_at("/v1/groups/1/members/10");
inline constexpr Operation get_of_customer = get_at("/v1/customers/10/groups/1");
inline constexpr Operation update =
    update_at("/v1/groups/1/members/10", R"({"permissions": ["orders"]})");
inline constexpr Operation update_of_customer =
    update_at("/v1/customers/30/groups/1", R"({"expires_at": "2099-12-31T00:00:00Z"})");
inline constexpr Operation end = end_at("/v1/groups/1/members/20");
inline constexpr Operation end_of_customer = end_at("/v1/customers/40/groups/1");

inline constexpr auto batch_member = wire::partial_record(
    {"BatchMember"},
    described<Membership>("customer_id", wire::integer_codec, wire::Access::required)
        .about("The member."),
    described<Membership>("action",
                          R"({"type": "string", "enum": ["add", "remove"], "default": "add"})",
                          wire::Access::read_write)
        .about("Who is a member already is changed by add."),
    wire::embed<itself<Membership>, membership_record>());
inline constexpr auto batch_body = wire::record(
    {"MemberBatch"}, described<Envelope, batch_member>("items", Many::yes, wire::Access::required)
                         .about("At most 10,000."));
inline constexpr Operation batch{
    .summary = "Add, change and remove many members",
    .description = "Each item is accepted or refused by itself.",
    .parameters = {dry_run_parameter, tenant_header, once_header},
    .body = object_shape<batch_body>,
    .answer = object_shape<batch_reply>,
    .errors = {bad_members, missing, key_reused},
    .example = {"/v1/groups/2/members:batch",
                R"({"items": [{"customer_id": 1}, {"customer_id": 2, "action": "remove"}]})"}};

inline constexpr auto explanation = wire::record(
    {"Explanation"}, described<Envelope>("group_id", wire::integer_codec),
    described<Envelope>("customer_id", wire::integer_codec),
    described<Envelope>("kind", wire::text_codec).about("Of the group: static or dynamic."),
    described<Envelope>("member", wire::boolean_codec).about("Whether the customer is in it now."),
    described<Envelope, membership_record>("membership")
        .with(wire::Absent::null)
        .about("Of a static group: the membership, past or present."),
    described<Envelope>("rule", wire::text_codec).about("Of a dynamic group: its rule."),
    described<Envelope>("now", wire::instant_codec).about("That NOW() stands for."),
    described<Envelope>("because", R"({"type": "object", "properties": {"text":
        {"type": "string"}, "truth": {"type": ["boolean", "string"]}, "value": {},
        "changed_at": {"type": ["string", "null"], "format": "date-time"}, "parts":
        {"type": "array", "items": {"type": "object", "additionalProperties": true}}}})")
        .about("The rule clause by clause: its truth (true, false or unknown), the customer's "
               "value, and since when it is so."));
inline constexpr Operation explain{.summary = "Explain why a customer is a member or not",
                                   .parameters = tenant_header,
                                   .answer = object_shape<explanation>,
                                   .errors = missing,
                                   .example = {"/v1/groups/1/members/10/explain"}};

} // namespace member_docs

} // namespace muster::dialects::native
