// The descriptions of the calls of customers and declared fields. Only routes.cpp includes it.
#pragma once

#include "dialects/native/operation_parts.h"

namespace muster::dialects::native {

namespace field_docs {

inline constexpr ErrorCase missing[] = {{404, "not-found", "No such field is declared."}};
inline constexpr ErrorCase refused[] = {
    {409, "already-exists", "A field of this key is declared already."},
    {409, "conflict", "There are values, or too many fields."}};
inline constexpr ErrorCase named[] = {{409, "conflict", "The rule of a group names it."}};

inline constexpr auto page =
    wire::record({"FieldPage"}, items_row<field_record>, next_row, total_row);
inline constexpr Operation list{.summary = "List declared fields",
                                .parameters = {limit_parameters, list_parameters,
                                               filter_parameters<field_filters>, tenant_header},
                                .answer = object_shape<page>,
                                .errors = bad_parameters,
                                .example = {"/v1/fields?entity=customer"}};
inline constexpr Operation declare{
    .summary = "Declare a field of customers or groups",
    .parameters = {tenant_header, once_header},
    .body = object_shape<field_record>,
    .answer = object_shape<field_record>,
    .status = 201,
    .errors = {bad_members, refused, key_reused},
    .example = {"/v1/fields",
                R"({"key": "favourite_colour", "entity": "customer", "type": "text"})"}};
inline constexpr Operation get{.summary = "Get one field",
                               .parameters = {fields_parameter, tenant_header, if_none_match},
                               .answer = object_shape<field_record>,
                               .errors = {bad_parameters, missing, unchanged},
                               .example = {"/v1/fields/customer/tenure"}};
inline constexpr Operation update{
    .summary = "Change a field",
    .description = "Type, format and unique cannot change while there are values. A new key takes "
                   "the values along.",
    .parameters = {tenant_header, if_match, once_header},
    .body = patch_shape<field_record>,
    .answer = object_shape<field_record>,
    .errors = {bad_members, missing, refused, is_stale, key_reused},
    .example = {"/v1/fields/customer/tenure", R"({"label": "Months with us"})"}};
inline constexpr auto removal_preview =
    wire::record({"FieldRemoval"}, dry_run_row,
                 described<Envelope>("values_removed", wire::integer_codec)
                     .about("How many customers or groups would lose a value."));
inline constexpr Operation remove{
    .summary = "Remove a field with its values",
    .description = "Refused while the rule of a group names it.",
    .parameters = {dry_run_parameter, tenant_header, if_match, once_header},
    .status = 204,
    .dry_run = object_shape<removal_preview>,
    .errors = {bad_parameters, missing, named, is_stale, key_reused},
    .example = {"/v1/fields/customer/favourite_colour"}};

} // namespace field_docs

namespace customer_docs {

inline constexpr ErrorCase missing[] = {{404, "not-found", "No customer has this id."}};
inline constexpr ErrorCase taken[] = {
    {409, "already-exists",
     "Another customer has this external_id, or this value of a unique field."}};

inline constexpr Parameter where_parameter[] = {
    {.name = "where",
     .description = "Only customers for whom this rule is true.",
     .example = "city = 'Leeds'"},
};
inline constexpr auto page =
    wire::record({"CustomerPage"}, items_row<customer_record>, next_row, total_row);
inline constexpr Operation list{.summary = "List customers",
                                .description = "Filters hold together.",
                                .parameters = {limit_parameters, list_parameters, where_parameter,
                                               filter_parameters<customer_filters>, declared_filter,
                                               tenant_header},
                                .answer = object_shape<page>,
                                .errors = bad_parameters,
                                .example = {"/v1/customers?limit=2&group=1&sort=-created_at"}};
inline constexpr Operation create{
    .summary = "Create a customer",
    .parameters = {tenant_header, once_header},
    .body = object_shape<customer_record>,
    .answer = object_shape<customer_record>,
    .status = 201,
    .errors = {bad_members, taken, key_reused},
    .example = {"/v1/customers",
                R"({"name": "Ada Lovelace", "email": "ada@example.org",
 "address": {"city": "London", "country": "GB"}, "fields": {"tenure": 12}})"}};
inline constexpr Operation get{.summary = "Get one customer",
                               .parameters = {fields_parameter, tenant_header, if_none_match},
                               .answer = object_shape<customer_record>,
                               .errors = {bad_parameters, missing, unchanged},
                               .example = {"/v1/customers/1"}};
inline constexpr Operation update{
    .summary = "Change a customer",
    .description = "A merge patch: absent members stay, null clears; address and fields merge "
                   "member by member.",
    .parameters = {tenant_header, if_match, once_header},
    .body = patch_shape<customer_record>,
    .answer = object_shape<customer_record>,
    .errors = {bad_members, missing, taken, is_stale, key_reused},
    .example = {"/v1/customers/2", R"({"consent": true, "address": {"city": "Leeds"}})"}};
inline constexpr auto removal_preview =
    wire::record({"CustomerRemoval"}, dry_run_row, memberships_ended_row,
                 described<Envelope>("log_entries_blanked", wire::integer_codec)
                     .about("How many entries of the log would lose the customer's values."));
inline constexpr Operation remove{
    .summary = "Erase a customer",
    .description = "Everywhere, in the log and in stored answers too; only the id is left.",
    .parameters = {dry_run_parameter, tenant_header, if_match, once_header},
    .status = 204,
    .dry_run = object_shape<removal_preview>,
    .errors = {bad_parameters, missing, is_stale, key_reused},
    .example = {"/v1/customers/901"}};

inline constexpr auto batch_customer = wire::partial_record(
    {"BatchCustomer"},
    described<model::Customer>("id", wire::integer_codec, wire::Access::read_write)
        .about("Of the customer, when key is id."),
    wire::embed<itself<model::Customer>, customer_record>());
inline constexpr auto batch_body = wire::record(
    {"CustomerBatch"},
    described<Envelope>("mode",
                        R"({"type": "string", "enum": ["upsert", "create", "update"],
        "default": "upsert"})",
                        wire::Access::read_write)
        .about("Which customers may be new."),
    described<Envelope>("key", wire::text_codec, wire::Access::read_write)
        .about("What names a customer: id, external_id, email, or fields.<key> of a unique field; "
               "required unless mode is create.",
               R"("email")"),
    described<Envelope, batch_customer>("items", Many::yes, wire::Access::required)
        .about("At most 10,000."));
inline constexpr Operation batch{.summary = "Create, change or upsert many customers",
                                 .description = "Each item is accepted or refused by itself.",
                                 .parameters = {dry_run_parameter, tenant_header, once_header},
                                 .body = object_shape<batch_body>,
                                 .answer = object_shape<batch_reply>,
                                 .errors = {bad_members, key_reused},
                                 .example = {"/v1/customers:batch", R"({"key": "email", "items":
 [{"email": "ada@example.org", "name": "Ada King"}, {"email": "grace@example.org"}]})"}};

} // namespace customer_docs

} // namespace muster::dialects::native
