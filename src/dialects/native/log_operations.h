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
     .description = "Changes of account, tenant, credential, field, customer, group, membership, "
                    "campaign, campaign_run, message or job: of jobs, their end.",
     .example = "customer"},
    {.name = "id",
     .codec = &wire::integer_codec,
     .description = "With entity: changes of this one; memberships go by their group."},
    {.name = "events",
     .description = "Only these events, separated by commas, for example customer.created, "
                    "membership.entered or job.done.",
     .example = "membership.entered,membership.left"},
    {.name = "groups",
     .description = "Of groups and memberships: only those of these groups, by id.",
     .example = "1,2"},
    {.name = "limit",
     .codec = &wire::integer_codec,
     .description = "About how many to answer: 1 to 1,000.",
     .default_text = "100"},
};
inline constexpr Parameter feed_parameters[] = {
    {.name = "Accept",
     .description = "text/event-stream: a live feed, see below.",
     .place = ParameterPlace::header},
    {.name = "Last-Event-ID",
     .description = "Of a feed: continues behind this event. Browsers send it by themselves.",
     .place = ParameterPlace::header},
    {.name = "details",
     .codec = &wire::boolean_codec,
     .description = "Of a feed: false sends only the newest revision, at most twice a second.",
     .default_text = "true"},
};
inline constexpr ErrorCase many_feeds[] = {
    {429, "rate-limited", "Too many feeds are open; Retry-After says when to try again."}};
inline constexpr auto page =
    wire::record({"ChangePage"}, items_row<change_record>,
                 described<Envelope>("next", wire::text_codec)
                     .with(wire::Absent::null)
                     .about("The revision to continue after; null at the end."));
inline constexpr Operation list{
    .summary = "List changes",
    .description =
        "Oldest first, in whole revisions. An administrator who names no tenant gets "
        "the changes of accounts, tenants and credentials. With Accept: text/event-stream "
        "the answer does not end: each further change is an event `change`, whose data is "
        "the change and whose id, at the last change of a revision, is the revision. A "
        "feed begins behind `after`, or without it with the next change.",
    .parameters = {list_parameters, feed_parameters, tenant_header},
    .answer = object_shape<page>,
    .errors = {bad_parameters, many_feeds},
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
