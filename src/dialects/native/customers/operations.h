// The descriptions of the calls of customers and declared fields. Only routes.cpp includes it.
#pragma once

#include "dialects/native/operation_parts.h"
#include "directory/merging/duplicates.h"

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
inline constexpr ErrorCase merged[] = {
    {308, "", "The customer was merged; Location names the survivor, merged_into its id."}};
inline constexpr Operation get{.summary = "Get one customer",
                               .parameters = {fields_parameter, tenant_header, if_none_match},
                               .answer = object_shape<customer_record>,
                               .errors = {bad_parameters, missing, merged, unchanged},
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

inline constexpr auto merge_body = wire::record(
    {"CustomerMergeOrder"},
    described<Envelope>("customer_id", wire::integer_codec, wire::Access::required)
        .about("The customer who goes.", "2"),
    described<Envelope>("take", R"({"type": "array", "items": {"type": "string"}})",
                        wire::Access::read_write)
        .about("What the other customer wins: name, address, external_id, email, phone, company, "
               "language, birth_date, consent, fields.<key>."));
inline constexpr auto merge_preview = wire::record(
    {"CustomerMergePreview"}, dry_run_row, described<Envelope, customer_record>("customer"),
    described<Envelope>("conflicts", R"({"type": "array", "items": {"type": "object",
        "properties": {"member": {"type": "string"}, "survivor": {}, "other": {},
            "wins": {"type": "string", "enum": ["survivor", "other"]}}}})")
        .about("Values that would be lost, and which one wins."),
    described<Envelope>("memberships_moved", wire::integer_codec)
        .about("How many memberships the survivor would get."),
    described<Envelope>("memberships_shared", wire::integer_codec)
        .about("In how many groups both are; the older membership stays."));
inline constexpr ErrorCase cannot_merge[] = {
    {404, "not-found", "No customer has the id in the path, or customer_id."},
    {409, "already-exists", "A value that the survivor would get is taken."}};
inline constexpr Operation merge{
    .summary = "Merge another customer into this one",
    .description = "The survivor takes over what it lacks, and the memberships. The other one is "
                   "erased; its id leads to the survivor.",
    .parameters = {dry_run_parameter, tenant_header, if_match, once_header},
    .body = object_shape<merge_body>,
    .answer = object_shape<customer_record>,
    .dry_run = object_shape<merge_preview>,
    .errors = {bad_members, cannot_merge, is_stale, key_reused},
    .example = {"/v1/customers/1/merge?dry_run=true", R"({"customer_id": 2})"}};

inline constexpr Parameter duplicate_parameters[] = {
    {.name = "by",
     .codec = &wire::name_codec<directory::duplicate_criteria>,
     .description = "What is the same: name means name and birth date.",
     .default_text = "email"},
    {.name = "limit",
     .codec = &wire::integer_codec,
     .description = "How many customers are looked at; each gives at most one pair.",
     .default_text = "100"},
    {.name = "after", .description = "The next of the page before."},
};
inline constexpr auto pair = wire::record(
    {"DuplicatePair"},
    described<Envelope>("customer_id", wire::integer_codec).about("The oldest of those alike."),
    described<Envelope>("duplicate_id", wire::integer_codec).about("A younger one."));
inline constexpr auto pair_page =
    wire::record({"DuplicatePage"}, described<Envelope, pair>("items", Many::yes), next_row);
inline constexpr Operation duplicates{
    .summary = "List customers who may be one person",
    .description = "Pairs with the same e-mail, the same phone, or the same name and birth date. A "
                   "page may have no pairs; it is the last one when next is null.",
    .parameters = {duplicate_parameters, tenant_header},
    .answer = object_shape<pair_page>,
    .errors = bad_parameters,
    .example = {"/v1/customers:duplicates?by=email"}};

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
