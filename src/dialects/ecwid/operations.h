// What the operations of the routes share: replies around the entities, parameters and errors. Only
// routes.cpp includes it.
#pragma once

#include "dialects/dialect.h"
#include "dialects/ecwid/answers.h"
#include "dialects/ecwid/customers/contacts.h"
#include "dialects/ecwid/customers/customer_filters.h"
#include "dialects/ecwid/customers/customer_writer.h"
#include "dialects/ecwid/customers/customers.h"
#include "dialects/ecwid/customers/fields.h"
#include "dialects/ecwid/extrafields/extrafields.h"
#include "dialects/ecwid/orders.h"

namespace muster::dialects::ecwid::operations {

using wire::Access;
using wire::described;
using wire::Envelope;
using wire::integer_codec;
using wire::Many;
using wire::record;
using wire::text_codec;

// --- Scopes

namespace scopes {
constexpr std::string_view read = "read_customers";
constexpr std::string_view create = "create_customers";
constexpr std::string_view update = "update_customers";
constexpr std::string_view read_update = "read_customers update_customers";
constexpr std::string_view read_fields = "read_customers_extrafields";
constexpr std::string_view update_fields = "update_customers_extrafields";
constexpr std::string_view delete_fields = "delete_customers_extrafields";
constexpr std::string_view any;
} // namespace scopes

// --- Replies

constexpr auto error_reply = record(
    {"Error"}, described<Envelope>("errorMessage", text_codec).about("What is wrong, for people."),
    described<Envelope>("errorCode", text_codec)
        .about("One word for programs.", R"("WRONG_PARAMETER")"));

constexpr auto id_reply =
    record({"CreatedId"},
           described<Envelope>("id", integer_codec).about("The id of what was created.", "7"));
constexpr auto update_reply =
    record({"UpdateCount"},
           described<Envelope>("updateCount", integer_codec).about("How many were changed.", "1"));
constexpr auto delete_reply =
    record({"DeleteCount"},
           described<Envelope>("deleteCount", integer_codec).about("How many were deleted.", "1"));
constexpr auto create_reply =
    record({"CreateCount"},
           described<Envelope>("createCount", integer_codec).about("How many were created.", "1"));

// The members before the items of a page.
constexpr auto total_row =
    described<Envelope>("total", integer_codec).about("How many match, on all pages.");
constexpr auto count_row =
    described<Envelope>("count", integer_codec).about("How many are on this page.");
constexpr auto offset_row =
    described<Envelope>("offset", integer_codec).about("How many were skipped.");
constexpr auto limit_row =
    described<Envelope>("limit", integer_codec).about("The limit that was used.");

constexpr auto customer_page =
    record({"CustomerPage"}, total_row, count_row, offset_row, limit_row,
           described<Envelope, listed_customer_record>("items", Many::yes),
           described<Envelope>("allCustomerCount", integer_codec)
               .about("How many customers the store has."));
constexpr auto tombstone_page =
    record({"DeletedCustomerPage"}, total_row, count_row, offset_row, limit_row,
           described<Envelope, tombstone_record>("items", Many::yes));
constexpr auto group_page =
    record({"CustomerGroupPage"}, total_row, count_row, offset_row, limit_row,
           described<Envelope, group_record>("items", Many::yes));
constexpr auto order_page = record({"OrderPage"}, total_row, count_row, offset_row, limit_row,
                                   described<Envelope, order_record>("items", Many::yes));
constexpr auto contact_list =
    record({"ContactList"}, described<Envelope, contact_record>("items", Many::yes));
constexpr auto settings_list =
    record({"ExtrafieldList"}, described<Envelope, extrafield_settings_record>("items", Many::yes));
constexpr auto settings_reply =
    record({"CreatedExtrafield"},
           described<Envelope>("createCount", integer_codec).about("Always 1.", "1"),
           described<Envelope>("key", text_codec).about("The key of the field."));

constexpr auto filter_choices = record(
    {"FilterChoices"},
    described<Envelope>("total", integer_codec).about("How many customers the store has."),
    described<Envelope>("repeatedCustomersCount", integer_codec)
        .about("How many ordered several times."),
    described<Envelope>("oneTimeCustomersCount", integer_codec).about("How many ordered once."),
    described<Envelope>("storeGroups", R"({"type": "array", "items": {"type": "object",
        "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}})")
        .about("All groups, General first."),
    described<Envelope>("shippingAddresses", R"({"type": "array", "items": {"type": "object",
        "properties": {"street": {"type": "string"}, "city": {"type": "string"},
        "countryCode": {"type": "string"}, "countryName": {"type": "string"}}}})")
        .about("The distinct shipping addresses."),
    described<Envelope>("languages", R"({"type": "array", "items": {"type": "string"}})")
        .about("The distinct languages."));
constexpr auto location_list = record(
    {"LocationList"},
    described<Envelope>("items", R"({"type": "array", "items": {"type": "object", "properties":
        {"country": {"type": "string"}, "countryCode": {"type": "string"}}}})")
        .about("The countries of shipping addresses, by name."));
constexpr auto product_list = record(
    {"ProductList"},
    described<Envelope>("items", R"({"type": "array", "items": {"type": "object", "properties":
        {"productId": {"type": "integer"}, "productName": {"type": "string"}}}})")
        .about("The products that were ordered."));
constexpr auto id_list =
    record({"CustomerIdList"},
           described<Envelope>("ids", R"({"type": "array", "items": {"type": "integer"}})")
               .about("The ids of the customers that match."));

constexpr auto mass_update_body =
    record({"MassUpdate"},
           described<Envelope>("mode", R"({"type": "string", "enum": ["SELECTED", "ALL_FILTERED",
        "ALL"]})",
                               Access::required)
               .about("Which customers: those of ids, those of the filters, or all."),
           described<Envelope>("ids", R"({"type": "array", "items": {"type": "integer"}})",
                               Access::read_write)
               .about("The customers of the mode SELECTED."),
           described<Envelope>("delete", wire::boolean_codec, Access::read_write)
               .about("Delete them; otherwise `customer` says what to change."),
           described<Envelope>("customer", R"({"type": "object", "properties": {
        "customerGroupId": {"type": "integer"}, "taxExempt": {"type": "boolean"},
        "acceptMarketing": {"type": "boolean"}}})",
                               Access::read_write)
               .about("The members to change."));

constexpr auto order_body = record(
    {"OrderInput"},
    described<Envelope>("customerId", integer_codec, Access::read_write).about("Who ordered."),
    described<Envelope>("email", text_codec, Access::read_write)
        .about("Who ordered; an e-mail that no customer has creates a guest."),
    described<Envelope>("billingPerson.name", text_codec, Access::read_write)
        .about("The name of a new guest."),
    described<Envelope>("total", wire::number_codec, Access::read_write).about("The sales value."),
    described<Envelope>("createDate", text_codec, Access::read_write)
        .about("When it was placed; now, when it is left out."),
    described<Envelope>("items", R"({"type": "array", "items": {"type": "object", "properties":
        {"productId": {"type": "integer"}, "name": {"type": "string"}}}})",
                        Access::read_write)
        .about("The products."));
constexpr auto order_reply =
    record({"CreatedOrder"},
           described<Envelope>("id", integer_codec).about("The number of the order.", "1001"),
           described<Envelope>("orderid", text_codec).about("With an M before it.", R"("M1001")"));

constexpr auto batch_request = record(
    {"BatchRequest"},
    described<Envelope>("id", text_codec, Access::read_write).about("Comes back with the answer."),
    described<Envelope>("path", text_codec, Access::required)
        .about("The path behind the store id, with its query.", R"("/customers/1")"),
    described<Envelope>("method", R"({"type": "string", "enum": ["GET", "POST", "PUT",
        "DELETE"]})",
                        Access::required)
        .about("The method."),
    described<Envelope>("body", "{}", Access::read_write)
        .about("The body: JSON, or a text that holds JSON."));
constexpr auto ticket_reply =
    record({"BatchTicket"}, described<Envelope>("ticket", text_codec).about("Names the batch."));
constexpr auto batch_reply = record(
    {"BatchState"},
    described<Envelope>("status", R"({"type": "string", "enum": ["QUEUED", "IN_PROGRESS",
        "COMPLETED"]})")
        .about("How far the batch is."),
    described<Envelope>("totalRequests", integer_codec).about("How many requests it has."),
    described<Envelope>("completedRequests", integer_codec).about("How many were answered."),
    described<Envelope>("responses", R"({"type": "array", "items": {"type": "object",
        "properties": {"id": {"type": "string"}, "status": {"type": "string", "enum":
        ["COMPLETED", "FAILED", "NOT_EXECUTED"]}, "httpStatusCode": {"type": "integer"},
        "httpStatusLine": {"type": "string"}, "httpBody": {"type": "object"},
        "escapedHttpBody": {"type": "string"}}}})")
        .about("The answers, in the order of the requests."),
    described<Envelope>("items", R"({"type": "array", "items": {"type": "object", "properties":
        {"ticket": {"type": "string"}, "status": {"type": "string"}}}})")
        .about("Instead of the other members, when the query has a status and no ticket: the "
               "batches of that status."));
constexpr auto cancel_body =
    record({"BatchSelection"},
           described<Envelope>("groupId", text_codec, Access::read_write).about("The label."),
           described<Envelope>("ticketId", text_codec, Access::read_write).about("The ticket."));

constexpr auto profile_reply = record(
    {"StoreProfile"},
    described<Envelope>("generalInfo.storeId", integer_codec).about("The id of the store.", "1"),
    described<Envelope>("generalInfo.storeUrl", text_codec).about("The address of the store."),
    described<Envelope>("account.accountName", text_codec)
        .about("The name of the store; not for public tokens."),
    described<Envelope>("languages.enabledLanguages",
                        R"({"type": "array", "items": {"type": "string"}})")
        .about("The languages of the store."),
    described<Envelope>("languages.defaultLanguage", text_codec).about("The first of them."));
constexpr auto stats_reply = record(
    {"LatestStats"},
    described<Envelope>("profileUpdated", text_codec).about("When the store was changed last."),
    described<Envelope>("customersUpdated", text_codec)
        .about("When a customer was changed or deleted last."));
constexpr auto token_reply = record(
    {"TokenInfo"}, described<Envelope>("clientId", text_codec).about("The name of the token."),
    described<Envelope>("permissions", R"({"type": "array", "items": {"type": "string"}})")
        .about("Its scopes."),
    described<Envelope>("created", text_codec).about("When it was created."));
constexpr auto country_item = record(
    {"Country"}, described<Envelope>("code", text_codec).about("Two letters.", R"("US")"),
    described<Envelope>("name", text_codec).about("In English."),
    described<Envelope>("states", R"({"type": "array", "items": {"type": "object", "properties":
        {"code": {"type": "string"}, "name": {"type": "string"}}}})")
        .about("Its states, when they were asked for."));
constexpr auto state_item =
    record({"State"}, described<Envelope>("code", text_codec).about("The code.", R"("NY")"),
           described<Envelope>("name", text_codec).about("In English."));

// --- Parameters

constexpr Parameter paging[] = {
    {.name = "offset",
     .codec = &integer_codec,
     .description = "How many to skip.",
     .default_text = "0"},
    {.name = "limit",
     .codec = &integer_codec,
     .description = "How many to return: at most 100 (1,000 groups); more is lowered to that.",
     .default_text = "100"},
};
constexpr Parameter selection[] = {
    {.name = "responseFields",
     .description = "The members to return, with those of inner objects in parentheses.",
     .example = "items(id,name)"},
};
constexpr Parameter sorting[] = {
    {.name = "sortBy",
     .description = "NAME, EMAIL, ORDER_COUNT, REGISTERED_DATE, UPDATED_DATE, SALES_VALUE, "
                    "FIRST_ORDER_DATE or LAST_ORDER_DATE, with _ASC or _DESC behind it.",
     .default_text = "NAME_ASC"},
};
constexpr Parameter removal_times[] = {
    {.name = "from_date", .description = "Deleted at this time or later."},
    {.name = "to_date", .description = "Deleted at this time or earlier."},
};
constexpr Parameter name_part[] = {
    {.name = "name", .description = "Only names that contain this, in any case."},
};
constexpr Parameter group_filters[] = {
    {.name = "customerGroupId", .description = "Only the group with this id, or these ids."},
    {.name = "customerGroupIds",
     .description = "The same: ids separated by commas. Both together are a union."},
    {.name = "keyword", .description = "Only names that contain this, in any case."},
};
constexpr Parameter order_filters[] = {
    {.name = "email", .description = "Only orders of the customer with this e-mail."},
};
constexpr Parameter batch_options[] = {
    {.name = "stopOnFirstFailure",
     .codec = &wire::boolean_codec,
     .description = "Whether the requests behind the first failure are skipped.",
     .default_text = "true"},
    {.name = "allowParallelMode",
     .codec = &wire::boolean_codec,
     .description = "Accepted; requests run in order anyway.",
     .default_text = "false"},
    {.name = "deduplicationKey",
     .description = "The same key within an hour gives the same ticket and no new batch."},
    {.name = "groupId", .description = "A label by which batches can be cancelled."},
};
constexpr Parameter batch_filters[] = {
    {.name = "ticket", .description = "The ticket of the batch."},
    {.name = "ticketId", .description = "The same."},
    {.name = "escapedJson",
     .codec = &wire::boolean_codec,
     .description = "Return the answers as texts instead of objects.",
     .default_text = "false"},
    {.name = "status",
     .description = "Without a ticket: list the batches of this status.",
     .example = "COMPLETED"},
};
constexpr Parameter batch_ticket[] = {
    {.name = "ticketId", .description = "The ticket of the batch."},
    {.name = "ticket", .description = "The same."},
};
constexpr Parameter batch_selection[] = {
    {.name = "groupId", .description = "The label of the batches."},
    {.name = "ticketId", .description = "The ticket of one batch."},
};
constexpr Parameter language[] = {
    {.name = "lang", .description = "Accepted; names are in English."},
};
constexpr Parameter with_states[] = {
    {.name = "withStates",
     .codec = &wire::boolean_codec,
     .description = "Whether countries have their states.",
     .default_text = "false"},
};
constexpr Parameter country_code[] = {
    {.name = "countryCode",
     .description = "The country: two letters.",
     .is_required = true,
     .example = "US"},
};
constexpr Parameter path_parameters[] = {
    {.name = "storeId", .codec = &integer_codec, .description = "The id of the store."},
    {.name = "customerId", .codec = &integer_codec, .description = "The id of the customer."},
    {.name = "contactId", .codec = &integer_codec, .description = "The id of the contact."},
    {.name = "groupId",
     .codec = &integer_codec,
     .description = "The id of the group; 0 is General."},
    {.name = "key", .description = "The key of the extra field."},
    {.name = "orderNumber", .description = "The number of the order, with or without the M."},
};

// --- Errors

constexpr ErrorCase common_errors[] = {
    {402, "STORE_IS_SUSPENDED", "The store is suspended."},
    {403, "INVALID_API_TOKEN", "The token is missing, unknown, revoked or of another store."},
    {403, "INSUFFICIENT_APP_SCOPE", "The token lacks a scope; the message names it."},
    {404, "STORE_NOT_FOUND", "There is no such store."},
    {429, "RATE_LIMITED", "Too many requests; Retry-After says when to come again."},
    {500, "INTERNAL_ERROR", "An error of the server."},
    {503, "INTERNAL_ERROR", "The server is overloaded; Retry-After says when to come again."},
};
constexpr ErrorCase bad_value[] = {
    {400, "WRONG_PARAMETER", "A parameter cannot be read; the message names it."}};
constexpr ErrorCase bad_body[] = {
    {400, "WRONG_PARAMETER", "The body or a parameter cannot be read; the message names it."},
    {413, "REQUEST_TOO_LARGE", "The body is too large."},
    {415, "UNSUPPORTED_CONTENT_TYPE", "The body is not JSON."}};
constexpr ErrorCase no_customer[] = {{404, "CUSTOMER_NOT_FOUND", "No customer has this id."}};
constexpr ErrorCase no_group[] = {{404, "CUSTOMER_GROUP_NOT_FOUND", "No group has this id."}};
constexpr ErrorCase no_contact[] = {
    {404, "CUSTOMER_CONTACT_NOT_FOUND", "The customer has no contact with this id."}};
constexpr ErrorCase no_extrafield[] = {{404, "EXTRAFIELD_NOT_FOUND", "No field has this key."}};
constexpr ErrorCase no_order[] = {{404, "ORDER_NOT_FOUND", "No order has this number."}};
constexpr ErrorCase no_batch[] = {
    {404, "BATCH_NOT_FOUND", "No batch of this token has this ticket."}};
constexpr ErrorCase no_groups_in_plan[] = {
    {402, "NOT_AVAILABLE_ON_CURRENT_PLAN", "The store is configured without groups."}};
constexpr ErrorCase email_taken[] = {
    {409, "CUSTOMER_ALREADY_EXISTS", "Another customer has this e-mail."},
    {409, "CONSTRAINT_VIOLATION", "The group is full."},
    {400, "LANGUAGES_NOT_ALLOWED", "The store does not have this language."}};
constexpr ErrorCase external_id_taken[] = {
    {409, "EXTERNAL_ID_ALREADY_USED", "Another one has this external id."}};
constexpr ErrorCase key_taken[] = {{409, "CONSTRAINT_VIOLATION", "Another field has this key."}};
constexpr ErrorCase too_many_orders[] = {
    {409, "CONSTRAINT_VIOLATION", "The customer has had 999 orders already."}};
constexpr ErrorCase general_stays[] = {
    {400, "WRONG_PARAMETER", "The group General cannot be changed."}};
constexpr ErrorCase account_contact_stays[] = {
    {400, "WRONG_PARAMETER", "The e-mail of the account cannot be deleted."}};

constexpr Reference reference{
    .title = "Ecwid API",
    .summary = "Customers and customer groups of one store, as in the Ecwid REST API v3.",
    .security_schemes = R"({"bearerToken": {"type": "http", "scheme": "bearer"},
        "queryToken": {"type": "apiKey", "in": "query", "name": "token"}})",
    .security = R"([{"bearerToken": []}, {"queryToken": []}])",
    .error_body = wire::object_shape<error_reply>,
    .errors = common_errors,
    .path_parameters = path_parameters,
    .curl_options = "-H 'Authorization: Bearer {token}'",
};

} // namespace muster::dialects::ecwid::operations
