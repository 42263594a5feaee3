// The descriptions of the calls of webhooks. Only routes.cpp includes it.
#pragma once

#include "dialects/native/operation_parts.h"

namespace muster::dialects::native {

namespace webhook_docs {

using wire::Absent;
using wire::Access;

inline constexpr std::string_view list_of_ids =
    R"({"type": "array", "items": {"type": "integer"}})";

inline constexpr auto webhook = wire::record(
    {"Webhook"}, described<Envelope>("id", wire::integer_codec).about("Its number."),
    described<Envelope>("url", wire::text_codec, Access::required)
        .about("Where events are sent: http or https, on port 80, 443 or from 1024.",
               R"("https://crm.example/muster")"),
    described<Envelope>("events", wire::text_list_codec, Access::read_write)
        .about("Which events it gets; empty: all.", R"(["membership.entered"])"),
    described<Envelope>("groups", list_of_ids, Access::read_write)
        .about("Of which groups it gets events of groups and memberships; empty: of all.", "[1]"),
    described<Envelope>("active", wire::boolean_codec, Access::read_write)
        .about("false pauses it; what happens meanwhile is sent later.", "true"),
    described<Envelope>("state", wire::text_codec).about("active, paused, failing or blocked."),
    described<Envelope>("failing_since", wire::instant_codec)
        .with(Absent::null)
        .about("Nothing has arrived since."),
    described<Envelope>("last_failure", wire::text_codec)
        .with(Absent::null)
        .about("Why the newest failed try has failed."),
    described<Envelope>("next_try", wire::instant_codec)
        .with(Absent::null)
        .about("When the event that failed is sent again."),
    described<Envelope>("delay_seconds", wire::integer_codec)
        .about("The age of the oldest event that waits."),
    described<Envelope>("events_given_up", wire::integer_codec)
        .about("Events that were not taken for a day, and were left out."),
    described<Envelope>("created_at", wire::instant_codec).about("When it was created."));
inline constexpr auto with_secret =
    wire::record({"WebhookWithSecret"}, wire::embed<itself<Envelope>, webhook>(),
                 described<Envelope>("secret", wire::text_codec)
                     .about("Signs what is sent. Only this answer shows it."));
inline constexpr auto rotation = wire::partial_record(
    {"WebhookSecretRotation"},
    described<Envelope>("overlap_seconds", wire::integer_codec, Access::write_only)
        .about("How long the old secret signs too; 0 by default, 90 days at most.", "86400"));
inline constexpr auto page = wire::record({"WebhookPage"}, items_row<webhook>, next_row);

inline constexpr ErrorCase missing[] = {{404, "not-found", "No webhook has this id."}};
inline constexpr ErrorCase no_room[] = {{413, "too-large", "The tenant has 20 webhooks."}};

inline constexpr Operation list{.summary = "List webhooks",
                                .parameters = {limit_parameters, tenant_header},
                                .answer = object_shape<page>,
                                .errors = bad_parameters,
                                .example = {"/v1/webhooks"}};
inline constexpr Operation create{
    .summary = "Create a webhook",
    .description = "It gets the changes behind its creation: signed, in order, and again until the "
                   "receiver takes them. The answer shows the secret once.",
    .parameters = {tenant_header, once_header},
    .body = object_shape<webhook>,
    .answer = object_shape<with_secret>,
    .status = 201,
    .errors = {bad_members, no_room, key_reused},
    .example = {"/v1/webhooks", R"({"url": "http://127.0.0.1:9000/muster",
 "events": ["membership.entered", "membership.left"], "groups": [1], "active": false})"}};
inline constexpr Operation get{.summary = "Get one webhook",
                               .description = "With its state: what failed, and the next try.",
                               .parameters = tenant_header,
                               .answer = object_shape<webhook>,
                               .errors = missing};
inline constexpr Operation update{
    .summary = "Change a webhook",
    .description = "A merge patch. active: true tries again at once what has failed.",
    .parameters = {tenant_header, once_header},
    .body = patch_shape<webhook>,
    .answer = object_shape<webhook>,
    .errors = {bad_members, missing, key_reused}};
inline constexpr Operation resume{.summary = "Resume a webhook",
                                  .description = "Tries again at once, also when it is blocked.",
                                  .parameters = {tenant_header, once_header},
                                  .answer = object_shape<webhook>,
                                  .errors = {missing, key_reused}};
inline constexpr Operation rotate{.summary = "Give a webhook a new secret",
                                  .description = "The answer shows the secret once.",
                                  .parameters = {tenant_header, once_header},
                                  .body = wire::optional_shape(object_shape<rotation>),
                                  .answer = object_shape<with_secret>,
                                  .errors = {bad_members, missing, key_reused}};
inline constexpr Operation remove{.summary = "Remove a webhook",
                                  .parameters = {tenant_header, once_header},
                                  .status = 204,
                                  .errors = {missing, key_reused}};

} // namespace webhook_docs

} // namespace muster::dialects::native
