// The descriptions of the customer calls, for the API document. Only routes.cpp includes it.
#pragma once

#include "dialects/capillary/customers/cards.h"
#include "dialects/capillary/operation_parts.h"

namespace muster::dialects::capillary {

namespace customer_docs {

namespace cp = customer_problems;
using wire::Access;

// Bodies.
inline constexpr auto body_identifier = wire::record(
    {"CustomerIdentifier"},
    described<Envelope>("type", wire::text_codec, Access::required)
        .about("mobile, email, externalId, cardnumber, wechat or another type.", R"("mobile")"),
    described<Envelope>("value", wire::lenient_text_codec, Access::required)
        .about("", R"("447700900123")"),
    described<Envelope>("seriesId", wire::lenient_text_codec, Access::write_only)
        .about("Of cards."),
    described<Envelope>("statusLabel", wire::text_codec, Access::write_only).about("Of cards."));
inline constexpr auto body_channel = wire::record(
    {"CommunicationChannel"},
    described<Envelope>("type", wire::text_codec, Access::required).about("", R"("email")"),
    described<Envelope>("value", wire::text_codec, Access::required)
        .about("", R"("ada@example.org")"),
    described<Envelope>("primary", wire::lenient_boolean_codec, Access::read_write),
    described<Envelope>("verified", wire::lenient_boolean_codec, Access::read_write),
    described<Envelope>("subscribed", wire::lenient_boolean_codec, Access::read_write),
    described<Envelope>("meta", "{}", Access::read_write),
    described<Envelope>("attributes", "{}", Access::read_write));
inline constexpr auto body_profile = wire::record(
    {"Profile"},
    described<Envelope>("source", wire::text_codec, Access::read_write)
        .about("The source of the profile; or the query parameter of this name.", R"("INSTORE")"),
    described<Envelope>("accountId", wire::lenient_text_codec, Access::read_write)
        .about("For sources with several accounts."),
    described<Envelope>("firstName", wire::text_codec, Access::read_write)
        .about("At most 100 characters.", R"("Ada")"),
    described<Envelope>("lastName", wire::text_codec, Access::read_write)
        .about("At most 100 characters.", R"("Lovelace")"),
    described<Envelope, body_identifier>("identifiers", Many::yes, Access::read_write),
    described<Envelope, body_channel>("commChannels", Many::yes, Access::read_write),
    described<Envelope>("fields", text_map_schema, Access::read_write)
        .about("Custom fields of the profile; they need no declaration."));
inline constexpr auto customer_body = wire::record(
    {"Customer"},
    described<Envelope, body_profile>("profiles", Many::yes, Access::read_write)
        .about("Only the first one is read."),
    described<Envelope>("loyaltyInfo.loyaltyType", wire::text_codec, Access::read_write)
        .about("loyalty or non_loyalty.", R"("loyalty")"),
    described<Envelope>("associatedWith", wire::lenient_text_codec, Access::read_write)
        .about("The till that the customer belongs to."),
    described<Envelope>("extendedFields", text_map_schema, Access::read_write)
        .about("Values of the tenant's custom fields by their names."));
inline constexpr auto identifier_change_body =
    wire::record({"IdentifierChange"},
                 described<Envelope, body_identifier>("add", Many::yes, Access::read_write),
                 described<Envelope, body_identifier>("remove", Many::yes, Access::read_write));

// Answers.
inline constexpr auto saved_reply = wire::record(
    {"SavedCustomer"},
    described<Envelope>("createdId", wire::integer_codec).about("The id of the customer."),
    warnings_row<Envelope>,
    described<Envelope>("sideEffects", R"({"type": "array", "items": {}})").about("Always empty."),
    errors_row<Envelope>);
inline constexpr auto changed_reply = wire::record(
    {"ChangedIdentifiers"},
    described<Envelope>("createdId", wire::integer_codec).about("The id of the customer."),
    warnings_row<Envelope>, errors_row<Envelope>);
inline constexpr auto lookup_reply = wire::record(
    {"CustomerLookup"},
    described<Envelope>("entity", wire::integer_codec).about("The id of the customer."),
    warnings_row<Envelope>, errors_row<Envelope>);

inline constexpr auto credential_table = wire::record(
    {"Attributor"}, described<Envelope>("id", wire::integer_codec),
    described<Envelope>("code", wire::text_codec).about("The code of the till."),
    described<Envelope>("description", wire::text_codec),
    described<Envelope>("name", wire::text_codec), described<Envelope>("type", wire::text_codec));
inline constexpr auto attribution_table =
    wire::record({"Attribution"}, described<Envelope>("createDate", wire::text_codec),
                 described<Envelope, credential_table>("createdBy"),
                 described<Envelope, credential_table>("modifiedBy"),
                 described<Envelope>("modifiedDate", wire::text_codec),
                 described<Envelope>("createdFromSource", wire::text_codec));
inline constexpr auto profile_identifier = wire::record(
    {"ProfileIdentifier"}, described<Envelope>("type", wire::text_codec),
    described<Envelope>("value", wire::text_codec), described<Envelope>("seriesId", "{}"),
    described<Envelope>("statusLabel", wire::text_codec));
inline constexpr std::string_view objects_schema =
    R"({"type": "array", "items": {"type": "object", "additionalProperties": true}})";
inline constexpr auto profile_table = wire::record(
    {"CustomerProfile"}, described<Envelope>("firstName", wire::text_codec),
    described<Envelope>("lastName", wire::text_codec),
    described<Envelope, attribution_table>("attribution"),
    described<Envelope>("fields", text_map_schema),
    described<Envelope, profile_identifier>("identifiers", Many::yes),
    described<Envelope>("commChannels", objects_schema),
    described<Envelope>("source", wire::text_codec).about("", R"("INSTORE")"),
    described<Envelope>("userId", wire::integer_codec),
    described<Envelope>("accountId", wire::text_codec),
    described<Envelope>("conflictingProfileList", objects_schema).about("Always empty."),
    described<Envelope>("autoUpdateTime", wire::text_codec),
    described<Envelope, profile_identifier>("identifiersAll", Many::yes));
inline constexpr auto group_of_customer_table =
    wire::record({"GroupOfCustomer"}, described<Envelope>("id", wire::integer_codec),
                 described<Envelope>("externalId", wire::text_codec),
                 described<Envelope>("groupName", wire::text_codec),
                 described<Envelope>("groupStatus", wire::text_codec),
                 described<Envelope>("primaryMember", wire::boolean_codec),
                 described<Envelope>("defaultGroup", wire::boolean_codec),
                 described<Envelope>("active", wire::boolean_codec),
                 described<Envelope>("permissions", wire::text_list_codec),
                 described<Envelope>("joinedOn", wire::text_codec).about("", R"("2026-02-03")"));
inline constexpr auto loyalty_info_table =
    wire::record({"LoyaltyInfo"}, described<Envelope>("loyaltyType", wire::text_codec),
                 described<Envelope, attribution_table>("attributionV2"),
                 described<Envelope>("lifetimePurchases", wire::number_codec).about("Always 0."));
inline constexpr auto details_reply = wire::record(
    {"CustomerDetails"}, described<Envelope>("id", wire::integer_codec),
    described<Envelope, profile_table>("profiles", Many::yes),
    described<Envelope, loyalty_info_table>("loyaltyInfo"),
    described<Envelope>("segments", text_map_schema),
    described<Envelope>("associatedWith", wire::text_codec), extended_fields_row<Envelope>,
    described<Envelope, card_record>("cardDetails", Many::yes),
    described<Envelope>("pointsSummary", R"({"type": "object"})").about("With `embed=points`."),
    described<Envelope>("loyaltyProgramDetails", objects_schema).about("With `embed=mlp`."),
    described<Envelope>("subscriptionInfo", objects_schema).about("With `embed=subscriptions`."),
    described<Envelope>("promotionalPoints", objects_schema)
        .about("With `embed=promotionalPoints`."),
    described<Envelope>("expirySchedules", objects_schema).about("With `embed=expirySchedules`."),
    described<Envelope>("expiredPoints", objects_schema).about("With `embed=expiredPoints`."),
    described<Envelope, group_of_customer_table>("userGroups2", Many::yes),
    described<Envelope, pagination_table>("ug2Pagination"), warnings_row<Envelope>,
    errors_row<Envelope>);

inline constexpr Parameter write_parameters[] = {
    {.name = "source", .description = "The source, when the profile does not name it."},
    {.name = "accountId", .description = "The account, when the profile does not name it."},
};
inline constexpr Parameter group_parameters[] = {
    {.name = "embed",
     .description = "A list of words: `userGroup` adds the customer's groups; points, mlp, "
                    "subscriptions, promotionalPoints, expirySchedules and expiredPoints add "
                    "members that are empty here."},
    {.name = "includedAllUserGroup2",
     .codec = &wire::boolean_codec,
     .description = "Adds the customer's groups.",
     .default_text = "false"},
    {.name = "userGroup2Id",
     .codec = &wire::integer_codec,
     .description = "Adds the customer's membership in this group."},
    {.name = "ug2JoinedStartDate", .description = "Only groups joined at this time or later."},
    {.name = "ug2JoinedEndDate", .description = "Only groups joined at this time or earlier."},
    {.name = "ug2SortOrder",
     .description = "By the time of joining: DESC or ASC.",
     .default_text = "DESC"},
    {.name = "ug2Limit",
     .codec = &wire::integer_codec,
     .description = "How many groups to answer: 1 to 100.",
     .default_text = "10"},
    {.name = "ug2Offset",
     .codec = &wire::integer_codec,
     .description = "How many groups to skip.",
     .default_text = "0"},
    {.name = "ug2PaginationDetails",
     .codec = &wire::boolean_codec,
     .description = "Adds `ug2Pagination`.",
     .default_text = "false"},
};
inline constexpr Parameter basic_lookup_parameter[] = {
    {.name = "basicIdentifierLookup",
     .codec = &wire::boolean_codec,
     .description = "An empty identifier is then error 8130 instead of status 400.",
     .default_text = "false"},
};

inline constexpr std::string_view new_customer =
    R"({"profiles": [{"source": "INSTORE", "firstName": "Ada", "lastName": "Lovelace",
        "identifiers": [{"type": "mobile", "value": "447700900123"}]}]})";
inline constexpr std::string_view update_note =
    "Members that are not given stay as they are. Identifiers are only added where the customer "
    "has none of that type.";

inline constexpr Operation add{
    .summary = "Add a customer",
    .description = "When a customer in another source has one of the identifiers already, that "
                   "customer gets one more profile (warning 8050).",
    .parameters = {write_parameters, attribution_headers},
    .body = object_shape<customer_body>,
    .answer = object_shape<saved_reply>,
    .errors = failures<cp::no_details, cp::no_source, cp::bad_write_source, cp::no_identifiers,
                       cp::mobile_required, cp::bad_primary, cp::bad_external_id, cp::exists>,
    .example = {"/v2/customers", new_customer}};
inline constexpr Operation look_up{
    .summary = "Look the id of a customer up",
    .parameters = {source_parameters, identifier_parameters},
    .answer = object_shape<lookup_reply>,
    .errors = failures<cp::no_lookup_source, cp::bad_lookup_source, cp::no_lookup_identifier,
                       cp::bad_identifier_name, cp::unknown, cp::not_in_source, cp::no_account>,
    .example = {"/v2/customers/lookup?source=ALL&identifierName=id&identifierValue=1"}};
inline constexpr Operation update_looked_up{
    .summary = "Update a customer found by identifiers",
    .description = update_note,
    .parameters = {source_parameters, identifier_parameters},
    .body = object_shape<customer_body>,
    .answer = object_shape<saved_reply>,
    .errors = {failures<cp::no_lookup_source, cp::bad_lookup_source, cp::no_lookup_identifier,
                        cp::bad_identifier_name>,
               failures<cp::unknown, cp::no_details, cp::no_source, cp::bad_write_source,
                        cp::bad_primary, cp::bad_external_id, cp::no_way_back>},
    .example = {"/v2/customers/lookup?source=INSTORE&identifierName=id&identifierValue=2",
                R"({"profiles": [{"source": "INSTORE", "firstName": "Grace"}]})"}};
inline constexpr Operation get_looked_up{
    .summary = "Get a customer found by identifiers",
    .parameters = {source_parameters, identifier_parameters, basic_lookup_parameter,
                   group_parameters},
    .answer = object_shape<details_reply>,
    .errors = failures<cp::no_read_source, cp::bad_read_source, cp::bad_identifier_name,
                       cp::unknown, cp::not_in_source, cp::no_account, cp::empty_value>,
    .example = {"/v2/customers/lookup/customerDetails?source=ALL&identifierName=id"
                "&identifierValue=1"}};
inline constexpr Operation get_one{
    .summary = "Get one customer",
    .parameters = {source_parameters, group_parameters},
    .answer = object_shape<details_reply>,
    .errors = failures<cp::no_read_source, cp::bad_read_source, cp::unknown, cp::not_in_source,
                       cp::no_account>,
    .example = {"/v2/customers/1?source=INSTORE&includedAllUserGroup2=true"}};
inline constexpr Operation update{
    .summary = "Update a customer",
    .description = update_note,
    .parameters = write_parameters,
    .body = object_shape<customer_body>,
    .answer = object_shape<saved_reply>,
    .errors = failures<cp::unknown, cp::no_details, cp::no_source, cp::bad_write_source,
                       cp::bad_primary, cp::bad_external_id, cp::no_way_back>,
    .example = {"/v2/customers/3?source=INSTORE",
                R"({"profiles": [{"source": "INSTORE", "lastName": "Turing"}]})"}};
inline constexpr Parameter change_source_parameter[] = {
    {.name = "source", .description = "A source of the organisation; it changes nothing."},
};
inline constexpr Operation change_identifiers{
    .summary = "Add and remove identifiers of a customer",
    .parameters = change_source_parameter,
    .body = object_shape<identifier_change_body>,
    .answer = object_shape<changed_reply>,
    .errors = failures<cp::unknown, cp::bad_write_source, cp::nothing_to_change, cp::primary_fixed,
                       cp::of_another, cp::bad_primary, cp::bad_external_id>,
    .example = {"/v2/customers/4/changeIdentifier",
                R"({"add": [{"type": "externalId", "value": "till-4711"}]})"}};

} // namespace customer_docs

} // namespace muster::dialects::capillary
