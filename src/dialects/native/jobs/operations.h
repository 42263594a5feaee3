// The descriptions of the calls of jobs. Only routes.cpp includes it.
#pragma once

#include "dialects/native/jobs/jobs.h"
#include "dialects/native/operation_parts.h"
#include "jobs/export_plan.h"
#include "jobs/fill_plan.h"
#include "jobs/import_plan.h"
#include "jobs/removal_plan.h"
#include "jobs/undo/undo_plan.h"

namespace muster::dialects::native {

namespace job_docs {

inline constexpr ErrorCase missing[] = {{404, "not-found", "No such job has this id."}};
inline constexpr ErrorCase no_files[] = {
    {501, "unsupported", "This server stores no files, or answers no rules."}};
inline constexpr ErrorCase not_over[] = {{409, "conflict", "The job is not over."}};
inline constexpr ErrorCase is_over[] = {{409, "conflict", "The job is over already."}};
inline constexpr ErrorCase has_not_failed[] = {{409, "conflict", "The job has not failed."}};
inline constexpr ErrorCase bad_group[] = {
    {404, "not-found", "No group has the id that group names."},
    {409, "conflict", "The group has a rule, or is not active."}};
inline constexpr ErrorCase bad_range[] = {{416, "", "The Range is outside the file."}};
// Cancelling ends what runs; what it did so far stays.
inline constexpr std::string_view about_cancel = "What it did so far stays.";
inline constexpr std::string_view about_remove = "Only one that is over, with its files.";

template <auto& record>
constexpr Operation change_of(std::string_view summary, std::string_view description,
                              ListChain<ErrorCase> errors, Example example = {})
{
    return {.summary = summary,
            .description = description,
            .parameters = {tenant_header, once_header},
            .answer = object_shape<record>,
            .errors = errors,
            .example = example};
}

constexpr Operation removal_of(std::string_view summary, Example example)
{
    return {.summary = summary,
            .description = about_remove,
            .parameters = {tenant_header, once_header},
            .status = 204,
            .errors = {missing, not_over, key_reused},
            .example = example};
}

constexpr Operation file_of(std::string_view summary, std::string_view description,
                            ListChain<ErrorCase> errors, Example example)
{
    return {.summary = summary,
            .description = description,
            .parameters = {tenant_header, range_header},
            .answer = wire::text_shape("text/csv"),
            .errors = errors,
            .example = example};
}

template <auto& page>
constexpr Operation list_of(std::string_view summary, Example example)
{
    return {.summary = summary,
            .parameters = {limit_parameters, list_parameters, filter_parameters<job_filters>,
                           tenant_header},
            .answer = object_shape<page>,
            .errors = bad_parameters,
            .example = example};
}

template <auto& record>
constexpr Operation get_of(std::string_view summary, Example example)
{
    return {.summary = summary,
            .parameters = tenant_header,
            .answer = object_shape<record>,
            .errors = missing,
            .example = example};
}

} // namespace job_docs

namespace import_docs {

inline constexpr Parameter plan[] = {
    {.name = "format",
     .codec = &wire::name_codec<jobs::import_formats>,
     .description = "Of the file; recognised by default. ndjson takes an array of objects too."},
    {.name = "delimiter",
     .description = "Between the cells of a table: , ; | or tab; recognised by default.",
     .example = ";"},
    {.name = "encoding",
     .description = "Of the file; UTF-8, UTF-16 and Windows-1252 are recognised by default.",
     .example = "iso-8859-15"},
    {.name = "map",
     .description = "HEADING=member, repeatable: what a column means. #3 is the third column.",
     .example = "E-Mail Address=email",
     .is_repeatable = true},
    {.name = "skip",
     .description = "A heading whose column is dropped, repeatable.",
     .is_repeatable = true},
    {.name = "key",
     .description = "What names a customer: external_id, email, phone, id, a unique field or a "
                    "vendor number (vendor_numbers.<API>); several, separated by commas, are "
                    "tried in order. By default the first of external_id, email and phone that "
                    "has values in the file.",
     .example = "email"},
    {.name = "mode",
     .codec = &wire::name_codec<jobs::import_modes>,
     .description = "Which customers may be new.",
     .default_text = "upsert"},
    {.name = "remove",
     .codec = &wire::boolean_codec,
     .description = "Removes the customers of the file; nothing but the key is read.",
     .default_text = "false"},
    {.name = "group",
     .codec = &wire::integer_codec,
     .description = "The customers of the file join this group."},
    {.name = "members",
     .codec = &wire::name_codec<jobs::import_member_acts>,
     .description = "add: they join; remove: they leave, and nobody is created or changed; "
                    "replace: they become its only members.",
     .default_text = "add"},
    {.name = "groups_column",
     .description = "The heading of a column of group names: the customer joins them."},
    {.name = "create_groups",
     .codec = &wire::boolean_codec,
     .description = "Creates the groups that the column names.",
     .default_text = "false"},
    {.name = "null",
     .description = "Cells that mean no value, separated by commas.",
     .example = "NULL,N/A"},
    {.name = "true", .description = "More words for true, separated by commas.", .example = "oui"},
    {.name = "false", .description = "More words for false.", .example = "non"},
    {.name = "date_order",
     .codec = &wire::name_codec<jobs::date_orders>,
     .description = "Of the parts of dates; a year in front is always read.",
     .default_text = "ymd"},
    {.name = "decimal_comma",
     .codec = &wire::boolean_codec,
     .description = "Numbers are written as 1.234,50.",
     .default_text = "false"},
    {.name = "country",
     .description = "Of phone numbers without a country code, which are stored with it.",
     .example = "DE"},
    {.name = "keep_blank",
     .codec = &wire::boolean_codec,
     .description = "A blank cell leaves the value as it is, instead of clearing it.",
     .default_text = "false"},
    {.name = "only_new",
     .codec = &wire::boolean_codec,
     .description = "Customers who are there stay as they are.",
     .default_text = "false"},
    {.name = "overwrite_consent",
     .codec = &wire::boolean_codec,
     .description = "The file gives consents again that were withdrawn.",
     .default_text = "false"},
    {.name = "keep_dates",
     .codec = &wire::boolean_codec,
     .description = "New customers get the created_at of the file.",
     .default_text = "false"},
    {.name = "declare",
     .codec = &wire::boolean_codec,
     .description = "Declares fields that are not declared yet, with the types of their values.",
     .default_text = "false"},
    {.name = "dry_run",
     .codec = &wire::boolean_codec,
     .description = "Counts and lists what would happen, and writes nothing.",
     .default_text = "false"},
    {.name = "complete",
     .codec = &wire::boolean_codec,
     .description = "Whether the body is the whole file; false: more parts follow."},
};
inline constexpr Parameter part[] = {
    {.name = "offset",
     .codec = &wire::integer_codec,
     .description = "How many bytes of the file are in front of this part.",
     .is_required = true,
     .example = "0"},
    {.name = "complete",
     .codec = &wire::boolean_codec,
     .description = "Whether this is the last part.",
     .default_text = "false"},
};
inline constexpr ErrorCase wrong_offset[] = {
    {409, "conflict", "The server has another number of bytes, or the file is complete."}};

inline constexpr auto page =
    wire::record({"ImportPage"}, items_row<import_record>, next_row, total_row);
inline constexpr Operation list =
    job_docs::list_of<page>("List imports", {"/v1/imports?status=done"});
inline constexpr Operation create{
    .summary = "Import customers from a file",
    .description = "The body is the file (CSV, NDJSON or a JSON array, up to 20 MiB). Without a "
                   "body it is uploaded in parts. A dry run says in `columns` what it makes of "
                   "each column, and in `proposals` which parameters would make more of it.",
    .parameters = {plan, tenant_header, once_header},
    .body = wire::optional_shape(wire::text_shape("text/csv")),
    .answer = object_shape<import_record>,
    .status = 201,
    .errors = {bad_parameters, job_docs::bad_group, job_docs::no_files, key_reused},
    .example = {"/v1/imports?key=email"}};
inline constexpr Operation get =
    job_docs::get_of<import_record>("Get one import", {"/v1/imports/1"});
inline constexpr Operation upload{
    .summary = "Upload a part of the file",
    .description = "Up to 20 MiB. After a broken upload `size` says where to continue.",
    .parameters = {part, tenant_header},
    .body = wire::bytes_shape("application/octet-stream"),
    .answer = object_shape<import_record>,
    .errors = {bad_parameters, job_docs::missing, wrong_offset},
    .example = {"/v1/imports/3/content?offset=0", "email,name\nada@example.org,Ada\n",
                "application/octet-stream"}};
inline constexpr Operation refused = job_docs::file_of(
    "Download the refused rows",
    "In the form of the file: four columns (members) that say why, then the row unchanged.",
    {job_docs::missing, job_docs::bad_range}, {"/v1/imports/1/refused"});
inline constexpr Operation cancel = job_docs::change_of<import_record>(
    "Cancel an import", job_docs::about_cancel, {job_docs::missing, job_docs::is_over, key_reused},
    {"/v1/imports/3/cancel"});
inline constexpr Operation resume =
    job_docs::change_of<import_record>("Resume a failed import", "It continues where it was.",
                                       {job_docs::missing, job_docs::has_not_failed, key_reused});
inline constexpr Operation remove = job_docs::removal_of("Remove an import", {"/v1/imports/3"});

} // namespace import_docs

namespace export_docs {

inline constexpr Parameter plan[] = {
    {.name = "format",
     .codec = &wire::name_codec<jobs::export_formats>,
     .description = "Of the file.",
     .default_text = "csv"},
    {.name = "group", .codec = &wire::integer_codec, .description = "Only members of this group."},
    {.name = "where", .description = "Only customers for whom this rule is true."},
    {.name = "columns",
     .description = "Of CSV, in their order, separated by commas; all by default. Two are not "
                    "among them: `groups` names the groups that the customer is in, and "
                    "`vendor_numbers.<API>` is the number in that API.",
     .example = "id,name,email"},
    {.name = "spreadsheet",
     .codec = &wire::boolean_codec,
     .description = "For Excel: begins with a byte order mark, and puts a quote in front of cells "
                    "that a spreadsheet would run as formulas. An import reads it back.",
     .default_text = "false"},
};
inline constexpr ErrorCase not_done[] = {{409, "conflict", "The export is not done."}};

inline constexpr auto page =
    wire::record({"ExportPage"}, items_row<export_record>, next_row, total_row);
inline constexpr Operation list = job_docs::list_of<page>("List exports", {"/v1/exports"});
inline constexpr Operation create{
    .summary = "Export customers into a file",
    .parameters = {plan, tenant_header, once_header},
    .answer = object_shape<export_record>,
    .status = 201,
    .errors = {bad_parameters, job_docs::bad_group, job_docs::no_files, key_reused},
    .example = {"/v1/exports?group=1&columns=id,name,email"}};
inline constexpr Operation get =
    job_docs::get_of<export_record>("Get one export", {"/v1/exports/4"});
inline constexpr Operation download = job_docs::file_of(
    "Download the file of an export", "CSV; NDJSON when the export has that format.",
    {job_docs::missing, not_done, job_docs::bad_range}, {"/v1/exports/4/content"});
inline constexpr Operation cancel = job_docs::change_of<export_record>(
    "Cancel an export", {}, {job_docs::missing, job_docs::is_over, key_reused});
inline constexpr Operation remove = job_docs::removal_of("Remove an export", {"/v1/exports/4"});

} // namespace export_docs

namespace fill_docs {

inline constexpr auto body = wire::record(
    {"FillOrder"},
    described<Envelope>("group_id", wire::integer_codec, wire::Access::required)
        .about("A static group.", "2"),
    described<Envelope>("where", rule_schema, wire::Access::required).about(about_rule),
    described<Envelope>("members", wire::name_codec<jobs::fill_modes>, wire::Access::read_write)
        .about("add by default; remove: customers who match leave; replace: they join, and all "
               "other members leave first."));
inline constexpr ErrorCase dynamic_group[] = {
    {404, "not-found", "No group has the id that group_id names."},
    {409, "conflict", "The group has a rule, or is not active."}};

inline constexpr auto page =
    wire::record({"FillPage"}, items_row<fill_record>, next_row, total_row);
inline constexpr Operation list = job_docs::list_of<page>("List fills", {"/v1/fills"});
inline constexpr Operation create{
    .summary = "Fill a group by a rule, once",
    .parameters = {dry_run_parameter, tenant_header, once_header},
    .body = object_shape<body>,
    .answer = object_shape<fill_record>,
    .status = 201,
    .errors = {bad_members, dynamic_group, job_docs::no_files, key_reused},
    .example = {"/v1/fills", R"({"group_id": 2, "where": "city = 'Leeds'"})"}};
inline constexpr Operation get = job_docs::get_of<fill_record>("Get one fill", {"/v1/fills/5"});
inline constexpr Operation refused = job_docs::file_of(
    "Download who could not join", "CSV, id first, so that an import takes the list back.",
    {job_docs::missing, job_docs::bad_range}, {"/v1/fills/5/refused"});
inline constexpr Operation cancel = job_docs::change_of<fill_record>(
    "Cancel a fill", job_docs::about_cancel, {job_docs::missing, job_docs::is_over, key_reused});
inline constexpr Operation resume =
    job_docs::change_of<fill_record>("Resume a failed fill", "It continues where it was.",
                                     {job_docs::missing, job_docs::has_not_failed, key_reused});
inline constexpr Operation remove = job_docs::removal_of("Remove a fill", {"/v1/fills/5"});

} // namespace fill_docs

namespace removal_docs {

inline constexpr auto body = wire::record(
    {"RemovalOrder"},
    described<Envelope>("where", rule_schema, wire::Access::read_write).about(about_rule),
    described<Envelope>("group_id", wire::integer_codec, wire::Access::read_write)
        .about("Only members of this group; it may have a rule.", "1"));
inline constexpr ErrorCase no_group[] = {
    {404, "not-found", "No group has the id that group_id names."}};

inline constexpr auto page =
    wire::record({"RemovalPage"}, items_row<removal_record>, next_row, total_row);
inline constexpr Operation list = job_docs::list_of<page>("List removals", {"/v1/removals"});
inline constexpr Operation create{
    .summary = "Remove the customers for whom a rule is true, or of a group",
    .description = "Each is erased as by the removal of one, which cannot be undone. A file of "
                   "customers is an import with remove=true.",
    .parameters = {dry_run_parameter, tenant_header, once_header},
    .body = object_shape<body>,
    .answer = object_shape<removal_record>,
    .status = 201,
    .errors = {bad_members, no_group, job_docs::no_files, key_reused},
    .example = {"/v1/removals?dry_run=true", R"({"where": "city = 'Leeds'"})"}};
inline constexpr Operation get =
    job_docs::get_of<removal_record>("Get one removal", {"/v1/removals/6"});
inline constexpr Operation cancel =
    job_docs::change_of<removal_record>("Cancel a removal", "Who is removed so far stays so.",
                                        {job_docs::missing, job_docs::is_over, key_reused});
inline constexpr Operation resume =
    job_docs::change_of<removal_record>("Resume a failed removal", "It continues where it was.",
                                        {job_docs::missing, job_docs::has_not_failed, key_reused});
inline constexpr Operation remove =
    job_docs::removal_of("Remove the job of a removal", {"/v1/removals/6"});

} // namespace removal_docs

namespace undo_docs {

inline constexpr auto body = wire::record(
    {"UndoOrder"}, described<Envelope>("job_id", wire::integer_codec, wire::Access::required)
                       .about("The id of an import or a fill that is over.", "1"));
inline constexpr ErrorCase no_undo[] = {
    {404, "not-found", "No import or fill has the id that job_id names."},
    {409, "conflict", "The job cannot be undone; detail says why."}};

inline constexpr auto page =
    wire::record({"UndoPage"}, items_row<undo_record>, next_row, total_row);
inline constexpr Operation list = job_docs::list_of<page>("List undos", {"/v1/undos"});
inline constexpr Operation create{
    .summary = "Undo an import or a fill",
    .description = "What the job has changed gets its earlier state from the log. Rows that others "
                   "have changed since are left as they are, and listed.",
    .parameters = {dry_run_parameter, tenant_header, once_header},
    .body = object_shape<body>,
    .answer = object_shape<undo_record>,
    .status = 201,
    .errors = {bad_members, no_undo, job_docs::no_files, key_reused},
    .example = {"/v1/undos?dry_run=true", R"({"job_id": 1})"}};
inline constexpr Operation get = job_docs::get_of<undo_record>("Get one undo", {"/v1/undos/7"});
inline constexpr Operation refused = job_docs::file_of(
    "Download what was not undone",
    "CSV: the id of the customer, that of the group for a membership or a group, and why.",
    {job_docs::missing, job_docs::bad_range}, {"/v1/undos/7/refused"});
inline constexpr Operation cancel =
    job_docs::change_of<undo_record>("Cancel an undo", "What is undone so far stays so.",
                                     {job_docs::missing, job_docs::is_over, key_reused});
inline constexpr Operation resume =
    job_docs::change_of<undo_record>("Resume a failed undo", "It continues where it was.",
                                     {job_docs::missing, job_docs::has_not_failed, key_reused});
inline constexpr Operation remove =
    job_docs::removal_of("Remove the job of an undo", {"/v1/undos/7"});

} // namespace undo_docs

} // namespace muster::dialects::native
