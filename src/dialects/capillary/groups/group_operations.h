// The descriptions of the group calls, for the API document. Only routes.cpp includes it.
#pragma once

#include "dialects/capillary/customers/cards.h"
#include "dialects/capillary/groups/group_fields.h"
#include "dialects/capillary/groups/member_batch.h"
#include "dialects/capillary/groups/permissions.h"
#include "dialects/capillary/operation_parts.h"

namespace muster::dialects::capillary {

namespace group_docs {

namespace gp = group_problems;
namespace cp = customer_problems;

inline constexpr auto created_group_reply =
    wire::record({"CreatedGroup"},
                 described<Envelope>("entity", wire::integer_codec).about("The id of the group."),
                 warnings_row<Envelope>, errors_row<Envelope>);

inline const GroupView& view_of_reply(const GroupView& view) { return view; }

inline constexpr auto updated_group_reply =
    wire::record({"UpdatedGroup"}, wire::embed<view_of_reply, group_view_record>(),
                 extended_fields_row<GroupView>, warnings_row<GroupView>, errors_row<GroupView>);

inline constexpr auto group_user_table = wire::record(
    {"GroupUser"}, described<Envelope>("userId", wire::integer_codec),
    described<Envelope>("groupId", wire::integer_codec),
    described<Envelope>("defaultGroup", wire::boolean_codec),
    described<Envelope>("primaryMember", wire::boolean_codec),
    described<Envelope>("active", wire::boolean_codec).about("False when the member has left."));

inline constexpr auto primary_member_table =
    wire::record({"PrimaryMember"}, described<Envelope>("userId", wire::integer_codec),
                 described<Envelope>("firstName", wire::text_codec),
                 described<Envelope>("lastName", wire::text_codec),
                 described<Envelope>("email", wire::text_codec),
                 described<Envelope>("mobile", wire::text_codec));

inline constexpr std::string_view any_list_schema = R"({"type": "array", "items": {}})";

inline constexpr auto group_details_reply = wire::record(
    {"GroupDetails"}, wire::embed<view_of_reply, group_view_record>(),
    described<GroupView, group_user_table>("fleetGroupUsers", Many::yes)
        .about("Present and past members."),
    described<GroupView>("createdOn", wire::text_codec)
        .about("With the offset of the organisation's zone.", R"("2026-02-03T14:45:42+05:30")"),
    described<GroupView>("lifeTimePurchases", wire::number_codec).about("Always 0."),
    described<GroupView>("expiredPoints", any_list_schema).about("Always empty."),
    described<GroupView>("expirySchedules", any_list_schema).about("Always empty."),
    described<GroupView>("gapToUpgrade", any_list_schema).about("Always empty."),
    described<GroupView>("gapToRenew", text_map_schema),
    described<GroupView>("totalActiveMembers", wire::integer_codec),
    described<GroupView>("totalExitedMembers", wire::integer_codec),
    described<GroupView>("pointsSummaries",
                         R"({"type": "array", "items": {"type": "object",
                            "additionalProperties": true}})")
        .about("One summary, all of whose sums are zero."),
    described<GroupView, primary_member_table>("primaryMemberDetails"),
    extended_fields_row<GroupView>, warnings_row<GroupView>, errors_row<GroupView>);

inline constexpr auto deleted_group_reply =
    wire::record({"DeletedGroup"}, warnings_row<Envelope>, errors_row<Envelope>);

inline constexpr auto batch_entry_table = wire::record(
    {"BatchEntry"}, described<Envelope, member_item_record>("entityId").about("The item as sent."),
    described<Envelope, member_item_record>("result").about("The item as stored."),
    errors_row<Envelope>, warnings_row<Envelope>);
inline constexpr auto batch_reply =
    wire::record({"Batch"},
                 described<Envelope, batch_entry_table>("response", Many::yes)
                     .about("One entry for each item, in the same order."),
                 described<Envelope>("totalCount", wire::integer_codec),
                 described<Envelope>("failureCount", wire::integer_codec), warnings_row<Envelope>,
                 errors_row<Envelope>);

inline constexpr auto identifier_table =
    wire::record({"Identifier"},
                 described<Envelope>("type", wire::text_codec, wire::Access::read_write)
                     .about("", R"("mobile")"),
                 described<Envelope>("value", wire::text_codec, wire::Access::read_write)
                     .about("", R"("447700900123")"));
inline constexpr auto member_table = wire::record(
    {"ListedMember"}, described<Envelope>("fleetUserId", wire::integer_codec),
    described<Envelope>("firstName", wire::text_codec),
    described<Envelope>("lastName", wire::text_codec),
    described<Envelope>("joinedOn", wire::text_codec).about("", R"("2026-02-03")"),
    described<Envelope>("permissions", wire::text_codec).about("Separated by commas."),
    described<Envelope>("pointsContributed", wire::number_codec).about("Always 0."),
    described<Envelope>("email", wire::text_codec), described<Envelope>("mobile", wire::text_codec),
    described<Envelope>("role", wire::text_codec).about("PRIMARY or SECONDARY."),
    described<Envelope, identifier_table>("identifiers", Many::yes),
    described<Envelope, card_record>("cards", Many::yes),
    described<Envelope>("inActive", wire::boolean_codec).about("True means active."),
    described<Envelope>("primaryMember", wire::boolean_codec));
inline constexpr auto member_pagination_table =
    wire::record({"MemberPagination"}, described<Envelope>("limit", wire::integer_codec),
                 described<Envelope>("offset", wire::integer_codec),
                 described<Envelope>("sortBy", wire::text_codec),
                 described<Envelope>("sortOrder", wire::text_codec),
                 described<Envelope>("total", wire::integer_codec));
inline constexpr auto members_reply =
    wire::record({"MemberList"}, described<Envelope, member_pagination_table>("pagination"),
                 described<Envelope, member_table>("data", Many::yes), warnings_row<Envelope>,
                 errors_row<Envelope>);

inline constexpr auto transfer_body = wire::record(
    {"Transfer"},
    described<Envelope>("leaveGroupId", wire::lenient_integer_codec, wire::Access::required)
        .about("The group that the members leave.", "1"),
    described<Envelope>("joinGroupId", wire::lenient_integer_codec, wire::Access::required)
        .about("The group that they join.", "2"),
    described<Envelope>("userIds", R"({"type": "array", "items": {"type": ["integer", "string"]}})",
                        wire::Access::required)
        .about("The members, at most 1,000.", "[10, 20]"));

inline constexpr auto found_group_table = wire::record(
    {"FoundGroup"}, described<Envelope>("groupId", wire::integer_codec),
    described<Envelope>("groupName", wire::text_codec),
    described<Envelope>("groupStatus", wire::text_codec),
    described<Envelope>("groupExternalId", wire::text_codec),
    described<Envelope>("primaryMemberId", wire::integer_codec),
    described<Envelope>("firstName", wire::text_codec),
    described<Envelope>("lastName", wire::text_codec),
    described<Envelope>("email", wire::text_codec), described<Envelope>("mobile", wire::text_codec),
    described<Envelope>("totalMembers", wire::integer_codec).about("Present and past members."),
    described<Envelope>("totalActiveMembers", wire::integer_codec), extended_fields_row<Envelope>);
inline constexpr auto found_groups_reply = wire::record(
    {"FoundGroups"}, pagination_row, described<Envelope, found_group_table>("data", Many::yes),
    warnings_row<Envelope>, errors_row<Envelope>);
inline constexpr auto field_search_body = wire::record(
    {"FieldSearch"}, described<Envelope>("extendedFields", text_map_schema, wire::Access::required)
                         .about("The values that a group must have, by their names."));

inline constexpr auto permissions_reply =
    wire::record({"PermissionList"}, described<Envelope, permission_record>("data", Many::yes),
                 warnings_row<Envelope>, errors_row<Envelope>);

inline constexpr Operation create{
    .summary = "Create a group",
    .parameters = attribution_headers,
    .body = object_shape<group_draft_record>,
    .answer = object_shape<created_group_reply>,
    .errors = failures<gp::no_details, gp::bad_details, gp::no_external_id, problems::mandatory,
                       gp::not_positive, gp::over_limit, gp::external_id_taken>,
    .example = {"/v2/userGroup2",
                R"({"externalId": "family-17", "groupName": "The Lovelace family",
                    "maxGroupSize": 10})"}};
inline constexpr Operation update{
    .summary = "Update a group",
    .description = "Finds the group by `id`, or without it by `externalId`. Members that are not "
                   "given stay as they are.",
    .body = object_shape<group_draft_record>,
    .answer = object_shape<updated_group_reply>,
    .errors = failures<gp::no_details, gp::bad_details, gp::unknown_group, gp::nothing_to_update,
                       gp::not_positive, gp::over_limit, gp::external_id_taken>,
    .example = {"/v2/userGroup2", R"({"id": 1, "maxGroupSize": 5000})"}};
inline constexpr Parameter group_detail_parameters[] = {
    {.name = "primaryMemberDetails",
     .codec = &wire::boolean_codec,
     .description = "Adds the names and contact data of the primary member.",
     .default_text = "false"},
    {.name = "programDetails",
     .codec = &wire::boolean_codec,
     .description = "Adds `pointsSummaries`.",
     .default_text = "false"},
    {.name = "companyDetails",
     .codec = &wire::boolean_codec,
     .description = "Adds the warning that the group has no hierarchy.",
     .default_text = "false"},
    {.name = "expiredPoints", .codec = &wire::boolean_codec, .description = "Adds an empty list."},
    {.name = "expirySchedules",
     .codec = &wire::boolean_codec,
     .description = "Adds an empty list."},
    {.name = "gapToUpgradeFor", .description = "true or a number of days: adds `gapToUpgrade`."},
    {.name = "gapToRenewFor", .description = "true or a number of days: adds `gapToRenew`."},
};
inline constexpr Operation get_one{
    .summary = "Get one group",
    .parameters = {group_reference_parameters, primary_user_parameter, group_detail_parameters},
    .answer = object_shape<group_details_reply>,
    .errors = failures<gp::no_identifier, gp::unknown_group>,
    .example = {"/v2/userGroup2?id=1"}};
inline constexpr Operation remove{.summary = "Delete a group",
                                  .description = "The group stays readable, its memberships end.",
                                  .parameters = group_reference_parameters,
                                  .answer = object_shape<deleted_group_reply>,
                                  .errors = failures<gp::no_identifier, gp::unknown_group>,
                                  .example = {"/v2/userGroup2?id=3"}};
inline constexpr Operation join{
    .summary = "Add members to a group",
    .description = "Each item succeeds or fails by itself; at most 1,000 items.",
    .parameters = {group_reference_parameters, primary_user_parameter},
    .body = wire::list_shape<member_item_record>,
    .answer = object_shape<batch_reply>,
    .errors =
        failures<gp::no_identifier, gp::unknown_group, gp::no_details, problems::batch_too_large,
                 problems::mandatory, gp::bad_details, gp::bad_permission, cp::unknown,
                 gp::already_member, gp::full, gp::primary_given, gp::primary_elsewhere>,
    .example = {"/v2/userGroup2/join?id=1", R"([{"userId": 1}])"}};
inline constexpr Operation leave{
    .summary = "Remove a member from a group",
    .description = "When the primary member leaves, the group becomes INACTIVE.",
    .parameters = {source_parameters, identifier_parameters},
    .answer = object_shape<outcome_reply>,
    .errors = failures<problems::mandatory, cp::bad_lookup_source, cp::bad_identifier_name,
                       gp::bad_group, cp::unknown, gp::not_in_group>,
    .example = {"/v2/userGroup2/1/leave?source=INSTORE&identifierName=id&identifierValue=990"}};
inline constexpr Parameter member_identifier_parameters[] = {
    {.name = "identifierName",
     .description = "How the group is named: id, externalId or primaryUserId.",
     .is_required = true,
     .example = "id"},
    {.name = "identifierValue",
     .description = "The identifier of the group.",
     .is_required = true,
     .example = "1"},
};
inline constexpr Parameter member_list_parameters[] = {
    {.name = "limit",
     .codec = &wire::integer_codec,
     .description = "How many members to answer; all without it, or 20 with paginationDetails."},
    {.name = "offset",
     .codec = &wire::integer_codec,
     .description = "How many members to skip.",
     .default_text = "0"},
    {.name = "sortBy", .description = "Only IS_PRIMARY.", .default_text = "IS_PRIMARY"},
    {.name = "sortOrder",
     .description = "DESC begins with the primary member, ASC ends with it.",
     .default_text = "DESC"},
    {.name = "fromDate", .description = "Only members who joined at this time or later."},
    {.name = "toDate", .description = "Only members who joined at this time or earlier."},
    {.name = "paginationDetails",
     .codec = &wire::boolean_codec,
     .description = "Adds `pagination`.",
     .default_text = "false"},
};
inline constexpr Parameter member_card_parameters[] = {
    {.name = "includeCardDetails",
     .codec = &wire::boolean_codec,
     .description = "Adds the cards of each member.",
     .default_text = "false"},
    {.name = "includeStatusDetails",
     .codec = &wire::boolean_codec,
     .description = "Adds the status of each card.",
     .default_text = "false"},
};
inline constexpr Operation list_members{
    .summary = "List the members of a group",
    .parameters = {member_identifier_parameters, member_list_parameters, member_card_parameters},
    .answer = object_shape<members_reply>,
    .errors = failures<gp::no_identifier, cp::bad_identifier_name, gp::unknown_group>,
    .example = {"/v2/userGroup2/members?identifierName=id&identifierValue=1&limit=10"}};
inline constexpr Operation transfer{
    .summary = "Move members to another group",
    .description = "All of them move or none. They keep their permissions.",
    .body = object_shape<transfer_body>,
    .answer = object_shape<outcome_reply>,
    .errors =
        failures<problems::mandatory, problems::batch_too_large, gp::bad_details, gp::bad_group,
                 gp::not_in_group, gp::already_in_group, gp::primary_stays, gp::full>,
    .example = {"/v2/userGroup2/transfer",
                R"({"leaveGroupId": 1, "joinGroupId": 3, "userIds": [10]})"}};
inline constexpr Operation set_permissions{
    .summary = "Set the permissions of members",
    .description = "The permissions of an item replace those of the member.",
    .parameters = {group_reference_parameters, primary_user_parameter},
    .body = wire::list_shape<member_item_record>,
    .answer = object_shape<batch_reply>,
    .errors =
        failures<gp::no_identifier, gp::unknown_group, gp::no_details, problems::batch_too_large,
                 problems::mandatory, gp::bad_details, gp::bad_permission, gp::not_in_group>,
    .example = {"/v2/userGroup2/members/permissions?id=1",
                R"([{"userId": 20, "permissions": ["allow_points_redemption"]}])"}};
inline constexpr Parameter search_text_parameter[] = {
    {.name = "q",
     .description = "An id, an external id, a part of the name, or the e-mail, mobile or card of "
                    "the primary member; at most 50 characters.",
     .is_required = true,
     .example = "VIP"},
};
inline constexpr Operation search{.summary = "Search groups by text",
                                  .parameters = {search_text_parameter, page_parameters},
                                  .answer = object_shape<found_groups_reply>,
                                  .errors = failures<gp::no_search_text, gp::search_too_long>,
                                  .example = {"/v2/userGroup2/search?q=VIP"}};
inline constexpr Operation search_by_fields{
    .summary = "Search groups by extended fields",
    .parameters = page_parameters,
    .body = object_shape<field_search_body>,
    .answer = object_shape<found_groups_reply>,
    .errors = failures<gp::nothing_to_search, gp::undeclared_field, gp::field_type_mismatch>,
    .example = {"/v2/userGroup2/extendedFieldSearch",
                R"({"extendedFields": {"region": "north"}})"}};
inline constexpr Operation list_permissions{.summary = "List the permissions that members can have",
                                            .answer = object_shape<permissions_reply>,
                                            .example = {"/v2/fleet/permissions"}};

} // namespace group_docs

} // namespace muster::dialects::capillary
