// The descriptions of the calls of the loyalty engine, of extended fields and of tokens, for the
// API document. Only routes.cpp includes it.
#pragma once

#include "dialects/capillary/declarations.h"
#include "dialects/capillary/operation_parts.h"

namespace muster::dialects::capillary {

namespace loyalty_docs {

namespace gp = group_problems;
namespace cp = customer_problems;

inline constexpr std::string_view empty_list = R"({"type": "array", "items": {}})";

inline constexpr Parameter dates[] = {
    {.name = "startDate", .description = "A date; it selects nothing here."},
    {.name = "endDate", .description = "A date; it selects nothing here."},
};
inline constexpr Parameter customer_identifiers[] = {
    {.name = "source", .description = "With identifiers: the source of the customer, or ALL."},
    {.name = "accountId", .description = "With identifiers: the account of the customer."},
    {.name = "identifierName",
     .description = "In place of a group: the type of an identifier of its primary member."},
    {.name = "identifierValue", .description = "That identifier."},
};
inline constexpr std::string_view note =
    "Muster has no loyalty engine: for a group that exists the answer is empty.";

inline constexpr auto transactions_reply =
    wire::record({"Transactions"}, described<Envelope>("data", empty_list).about("Always empty."),
                 warnings_row<Envelope>, errors_row<Envelope>);
inline constexpr Operation transactions{
    .summary = "List the transactions of a group",
    .description = note,
    .parameters = {group_reference_parameters, primary_user_parameter, customer_identifiers, dates},
    .answer = object_shape<transactions_reply>,
    .errors =
        failures<gp::no_identifier, gp::unknown_group, cp::no_lookup_source, cp::bad_lookup_source,
                 cp::no_lookup_identifier, cp::bad_identifier_name, cp::unknown>,
    .example = {"/v2/userGroup2/transactions?id=1"}};

inline constexpr auto tier_changes_reply =
    wire::record({"TierChanges"}, described<Envelope>("data", empty_list).about("Always empty."),
                 pagination_row, warnings_row<Envelope>, errors_row<Envelope>);
inline constexpr Parameter tier_parameters[] = {
    {.name = "fleetGroupId",
     .codec = &wire::integer_codec,
     .description = "The id of the group.",
     .is_required = true,
     .example = "1"},
    {.name = "pageSize",
     .codec = &wire::integer_codec,
     .description = "How many rows to answer.",
     .default_text = "10"},
};
inline constexpr Operation tier_changes{.summary = "List the tier changes of a group",
                                        .description = note,
                                        .parameters = {tier_parameters, dates},
                                        .answer = object_shape<tier_changes_reply>,
                                        .errors = failures<gp::no_identifier, gp::unknown_group>,
                                        .example = {"/v2/userGroup2/slabHistory?fleetGroupId=1"}};

inline constexpr auto expiring_reply = wire::record(
    {"ExpiringPoints"}, described<Envelope>("expirySchedules", empty_list).about("Always empty."),
    warnings_row<Envelope>, errors_row<Envelope>);
inline constexpr Operation expiring_points{
    .summary = "List the points of a group that expire",
    .description = note,
    .parameters = {group_reference_parameters, primary_user_parameter, dates},
    .answer = object_shape<expiring_reply>,
    .errors = failures<gp::no_identifier, gp::unknown_group>,
    .example = {"/v2/userGroup2/pointsExpirySchedule?id=1"}};

inline constexpr auto promised_reply = wire::record(
    {"PromisedPoints"},
    described<Envelope>("entityId", wire::integer_codec).about("The id of the group, negative."),
    described<Envelope>("entityType", wire::text_codec).about("FLEET."),
    described<Envelope>("promisedPointsScheduleList", empty_list).about("Always empty."),
    described<Envelope>("triggerBasedPointsList", empty_list).about("Always empty."),
    warnings_row<Envelope>, errors_row<Envelope>);
inline constexpr Operation promised_points{
    .summary = "List the promised points of a group",
    .description = note,
    .parameters = {group_reference_parameters, primary_user_parameter, dates},
    .answer = object_shape<promised_reply>,
    .errors = failures<gp::no_identifier, gp::unknown_group>,
    .example = {"/v2/userGroup2/promisedPointsSchedule?id=1"}};

inline constexpr auto ledger_reply = wire::record(
    {"Ledger"}, described<Envelope>("ledgerDetails.pageNumber", wire::integer_codec),
    described<Envelope>("ledgerDetails.pageSize", wire::integer_codec),
    described<Envelope>("ledgerDetails.totalEntries", wire::integer_codec).about("Always 0."),
    described<Envelope>("ledgerDetails.pageCount", wire::integer_codec).about("Always 0."),
    described<Envelope>("ledgerEntries", empty_list).about("Always empty."), warnings_row<Envelope>,
    errors_row<Envelope>);
inline constexpr Parameter ledger_parameters[] = {
    {.name = "identifierName",
     .description = "id, groupId, externalId or primaryUserId.",
     .is_required = true,
     .example = "groupId"},
    {.name = "identifierValue",
     .description = "The identifier of the group.",
     .is_required = true,
     .example = "1"},
    {.name = "type",
     .description = "USERGROUP2 or FLEET.",
     .is_required = true,
     .example = "USERGROUP2"},
};
inline constexpr Operation ledger{
    .summary = "List the points ledger of a group",
    .description = note,
    .parameters = {ledger_parameters, page_parameters},
    .answer = object_shape<ledger_reply>,
    .errors =
        failures<gp::no_identifier, gp::bad_details, cp::bad_identifier_name, gp::unknown_group>,
    .example = {"/v2/pointsLedger/getCustomerLedgerInfo?identifierName=groupId&identifierValue=1"
                "&type=USERGROUP2"}};

inline constexpr auto trackers_reply = wire::record(
    {"Trackers"}, pagination_row, described<Envelope>("data", empty_list).about("Always empty."),
    warnings_row<Envelope>, errors_row<Envelope>);
inline constexpr Parameter tracker_parameters[] = {
    {.name = "type",
     .description = "CUSTOMER, USERGROUP2 or FLEET.",
     .is_required = true,
     .example = "USERGROUP2"},
    {.name = "identifierType",
     .description = "id, groupId, externalId or primaryUserId.",
     .is_required = true,
     .example = "id"},
    {.name = "identifierValue",
     .description = "The identifier of the group, or the id of the customer.",
     .is_required = true,
     .example = "1"},
};
inline constexpr Operation trackers{
    .summary = "List the trackers of a group or a customer",
    .description = note,
    .parameters = tracker_parameters,
    .answer = object_shape<trackers_reply>,
    .errors = failures<gp::bad_tracker_type, gp::bad_details, cp::unknown>,
    .example = {"/v2/customers/userEntityTrackers?type=USERGROUP2&identifierType=id"
                "&identifierValue=1"}};

using wire::Access;
namespace pp = points_problems;

inline constexpr auto transfer_customer =
    wire::record({"PointsSender"},
                 described<Envelope>("identifierType", wire::text_codec, Access::required)
                     .about("mobile, email, externalId, id or another type.", R"("id")"),
                 described<Envelope>("identifierValue", wire::lenient_text_codec, Access::required),
                 described<Envelope>("source", wire::text_codec, Access::write_only),
                 described<Envelope>("accountId", wire::text_codec, Access::write_only));
inline constexpr auto transfer_side =
    wire::record({"PointsOwner"},
                 described<Envelope>("type", wire::text_codec, Access::required)
                     .about("CUSTOMER or USERGROUP2.", R"("USERGROUP2")"),
                 described<Envelope>("identifierType", wire::text_codec, Access::required)
                     .about("Of a group id, externalId or primaryUserId.", R"("id")"),
                 described<Envelope>("identifierValue", wire::lenient_text_codec, Access::required),
                 described<Envelope>("source", wire::text_codec, Access::write_only),
                 described<Envelope>("accountId", wire::text_codec, Access::write_only));
inline constexpr auto transfer_body = wire::record(
    {"PointsTransfer"},
    described<Envelope>("pointsTobeTransferred", wire::lenient_integer_codec, Access::required),
    described<Envelope>("programId", wire::lenient_integer_codec, Access::write_only)
        .about("The only program is 1."),
    described<Envelope>("notes", wire::text_codec, Access::write_only),
    described<Envelope, transfer_customer>("transferredBy", Many::no, Access::required),
    described<Envelope, transfer_side>("fromEntity", Many::no, Access::required),
    described<Envelope, transfer_side>("toEntity", Many::no, Access::required));
inline constexpr auto possible_transfer = wire::record(
    {"PossibleTransfer"}, described<Envelope>("pointsToBeTransferred", wire::integer_codec),
    described<Envelope>("transferrable", wire::boolean_codec).about("Always false."));
inline constexpr auto transfer_reply =
    wire::record({"TransferCheck"}, described<Envelope, possible_transfer>("data", Many::yes),
                 warnings_row<Envelope>, errors_row<Envelope>);
inline constexpr std::string_view transfer_note =
    "Muster has no points: a request that is right in every part is refused with 3316 (from a "
    "group) or 830 (from a customer).";
inline constexpr std::string_view transfer_example =
    R"({"pointsTobeTransferred": 10, "programId": 1,
        "transferredBy": {"identifierType": "id", "identifierValue": "1"},
        "fromEntity": {"type": "CUSTOMER", "identifierType": "id", "identifierValue": "1"},
        "toEntity": {"type": "USERGROUP2", "identifierType": "id", "identifierValue": "1"}})";
inline constexpr ListChain<ErrorCase> transfer_errors{
    failures<gp::bad_details, gp::unknown_group, cp::unknown>,
    failures<pp::bad_points, pp::bad_identifier, pp::not_allowed, pp::bad_program, pp::bad_source,
             pp::bad_destination, pp::bad_entity_type, pp::no_member, pp::not_enabled>};
inline constexpr Operation try_transfer{
    .summary = "Check a transfer of points",
    .description = transfer_note,
    .body = object_shape<transfer_body>,
    .answer = object_shape<transfer_reply>,
    .errors = transfer_errors,
    .example = {"/v2/points/userGroup2/isTransferrable", transfer_example}};
// The vendor's page names this verb, although the call has a body.
inline constexpr Operation try_transfer_by_get{
    .summary = "Check a transfer of points",
    .description = "The same as POST, for clients that send a body with GET.",
    .answer = object_shape<transfer_reply>,
    .errors = failures<gp::bad_details>,
    .example = {"/v2/points/userGroup2/isTransferrable"}};
inline constexpr Operation transfer{
    .summary = "Transfer points",
    .description = transfer_note,
    .body = object_shape<transfer_body>,
    .answer = object_shape<transfer_reply>,
    .errors = transfer_errors,
    .example = {"/v2/points/userGroup2/transfer", transfer_example}};

} // namespace loyalty_docs

namespace field_docs {

inline constexpr auto declarations_reply = wire::record(
    {"ExtendedFields"}, described<Envelope, declaration_record>("entity.customer", Many::yes),
    described<Envelope, declaration_record>("entity.usergroup2", Many::yes), warnings_row<Envelope>,
    errors_row<Envelope>, success_row);
inline constexpr Operation list{.summary = "List the extended fields of customers and groups",
                                .answer = object_shape<declarations_reply>,
                                .example = {"/v2/extendedFields"}};

inline const FieldConfiguration& itself(const FieldConfiguration& one) { return one; }
inline constexpr auto configured_reply =
    wire::record({"ConfiguredField"}, wire::embed<itself, configured_record>(),
                 warnings_row<FieldConfiguration>, errors_row<FieldConfiguration>);
inline constexpr Operation configure{
    .summary = "Say how clients shall show an extended field",
    .description = "The configuration is stored and listed; the server does not enforce it.",
    .body = object_shape<configuration_record>,
    .answer = object_shape<configured_reply>,
    .errors = failures<problems::mandatory>,
    .example = {"/v2/organization/entity/extended_field_config",
                R"({"extendedFieldId": 1, "hideDisplay": false, "position": 1})"}};

inline constexpr auto configurations_reply = wire::record(
    {"ConfiguredFields"}, described<Envelope, listed_configuration_record>("data", Many::yes),
    warnings_row<Envelope>, errors_row<Envelope>);
inline constexpr Operation list_configured{.summary = "List the configurations of extended fields",
                                           .answer = object_shape<configurations_reply>,
                                           .example = {"/v2/entity/extendedFieldConfig"}};

} // namespace field_docs

namespace token_docs {

inline constexpr auto token_body = wire::record(
    {"TokenRequest"},
    described<Envelope>("key", wire::text_codec, wire::Access::required)
        .about("The login of an API client.", R"("demo-client")"),
    described<Envelope>("secret", wire::text_codec, wire::Access::required).about("Its secret."));
inline constexpr auto token_table = wire::record(
    {"Token"},
    described<Envelope>("accessToken", wire::text_codec)
        .about("A JWT for the header X-CAP-API-OAUTH-TOKEN."),
    described<Envelope>("ttlSeconds", wire::integer_codec).about("How long it is valid.", "3600"));
inline constexpr auto token_reply = wire::record(
    {"TokenReply"}, described<Envelope, token_table>("data").with(wire::Absent::null),
    described<Envelope>("errors", R"({"type": ["array", "null"], "items": {"type": "object",
        "properties": {"code": {"type": "integer"}, "message": {"type": "string"}}}})"));
inline constexpr ErrorCase refused[] = {{200, "320001", "Invalid client key and secret"}};
inline constexpr Operation generate{
    .summary = "Exchange key and secret of an API client for a token",
    .body = object_shape<token_body>,
    .answer = object_shape<token_reply>,
    .errors = refused,
    .example = {"/v3/oauth/token/generate",
                R"({"key": "demo-client", "secret": "the secret of demo-client"})"}};

} // namespace token_docs

} // namespace muster::dialects::capillary
