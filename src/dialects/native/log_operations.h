// The descriptions of the calls of the log, of backups and of problem types. Only routes.cpp
// includes it.
#pragma once

#include "dialects/native/handlers.h"
#include "dialects/native/operation_parts.h"

namespace muster::dialects::native {

namespace log_docs {

inline constexpr Parameter list_parameters[] = {
    {.name = "after",
     .codec = &wire::integer_codec,
     .description = "Changes behind this revision.",
     .default_text = "0"},
    {.name = "entity",
     .description = "Changes of account, tenant, credential, field, customer, group or membership.",
     .example = "customer"},
    {.name = "id",
     .codec = &wire::integer_codec,
     .description = "With entity: changes of this one; memberships go by their group."},
    {.name = "limit",
     .codec = &wire::integer_codec,
     .description = "About how many to answer: 1 to 1,000.",
     .default_text = "100"},
};
inline constexpr auto page =
    wire::record({"ChangePage"}, items_row<change_record>,
                 described<Envelope>("next", wire::text_codec)
                     .with(wire::Absent::null)
                     .about("The revision to continue after; null at the end."));
inline constexpr Operation list{
    .summary = "List changes",
    .description = "Oldest first, in whole revisions. An administrator who names no tenant gets "
                   "the changes of accounts, tenants and credentials.",
    .parameters = {list_parameters, tenant_header},
    .answer = object_shape<page>,
    .errors = bad_parameters,
    .example = {"/v1/changes?after=0&entity=group&limit=2"}};

} // namespace log_docs

namespace backup_docs {

inline constexpr auto body =
    wire::record({"BackupOrder"},
                 described<Envelope>("name", wire::text_codec, wire::Access::required)
                     .about("Of a new file in the backup folder of the server.", R"("monday.db")"));
inline constexpr auto reply =
    wire::record({"Backup"}, described<Envelope>("name", wire::text_codec).about("The file."),
                 described<Envelope>("bytes", wire::integer_codec).about("Its size."));
inline constexpr ErrorCase refused[] = {
    {409, "already-exists", "The backup folder has a file of this name."},
    {501, "unsupported", "This store is backed up by its own means."}};
inline constexpr Operation create{.summary = "Copy the whole store to a file",
                                  .body = object_shape<body>,
                                  .answer = object_shape<reply>,
                                  .status = 201,
                                  .errors = {bad_members, refused},
                                  .example = {"/v1/backups", R"({"name": "demonstration.db"})"}};

} // namespace backup_docs

namespace problem_docs {

inline constexpr auto reply = wire::record(
    {"ProblemType"}, described<Envelope>("type", wire::text_codec).about("This path."),
    described<Envelope>("title", wire::text_codec).about("What kind of problem it is."),
    described<Envelope>("status", wire::integer_codec).about("Of answers with it."),
    described<Envelope>("advice", wire::text_codec).about("What to do."));
inline constexpr ErrorCase missing[] = {{404, "not-found", "No problem type has this name."}};
inline constexpr Operation show{.summary = "Explain a type of problem",
                                .answer = object_shape<reply>,
                                .errors = missing,
                                .example = {"/problems/not-found"}};

} // namespace problem_docs

} // namespace muster::dialects::native
