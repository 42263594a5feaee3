// The descriptions of the calls of campaigns, runs and messages. Only routes.cpp includes it.
#pragma once

#include "dialects/native/operation_parts.h"

namespace muster::dialects::native {

namespace campaign_docs {

inline constexpr ErrorCase missing[] = {{404, "not-found", "No campaign or run has this number."}};
inline constexpr ErrorCase refused[] = {
    {409, "conflict", "The group has no members."},
    {409, "too-large", "There would be more than 1,000 segments, runs or campaigns."}};
inline constexpr ErrorCase wrong_status[] = {
    {409, "conflict", "The status of the campaign does not allow it."}};
inline constexpr ErrorCase no_index[] = {
    {501, "unsupported", "This server has no index to answer rules from."},
    {504, "timed-out", "The rule of the group takes too long."}};

inline constexpr auto page =
    wire::record({"CampaignPage"}, items_row<campaign_record>, next_row, total_row);
inline constexpr Operation list{.summary = "List campaigns",
                                .description = "Filters hold together.",
                                .parameters = {limit_parameters, list_parameters,
                                               filter_parameters<campaign_filters>, tenant_header},
                                .answer = object_shape<page>,
                                .errors = bad_parameters,
                                .example = {"/v1/campaigns?status=ready"}};
inline constexpr Operation create{
    .summary = "Create a campaign",
    .description = "As a draft, with the first run: one message, whose text is still to be "
                   "written, for each different combination of the fields in segment_by among the "
                   "members of the group.",
    .parameters = {tenant_header, once_header},
    .body = object_shape<campaign_record>,
    .answer = object_shape<campaign_record>,
    .status = 201,
    .errors = {bad_members, refused, key_reused, no_index},
    .example = {"/v1/campaigns",
                R"({"name": "Winter letter", "group_id": 2, "segment_by": ["country"]})"}};
inline constexpr Operation get{.summary = "Get one campaign",
                               .parameters = {fields_parameter, tenant_header, if_none_match},
                               .answer = object_shape<campaign_record>,
                               .errors = {bad_parameters, missing, unchanged},
                               .example = {"/v1/campaigns/1"}};
inline constexpr Operation update{
    .summary = "Change a campaign",
    .description = "A merge patch: absent members stay. The status review puts the texts of a "
                   "draft under review; published publishes a campaign that is ready.",
    .parameters = {tenant_header, if_match, once_header},
    .body = patch_shape<campaign_record>,
    .answer = object_shape<campaign_record>,
    .errors = {bad_members, missing, wrong_status, is_stale, key_reused},
    .example = {"/v1/campaigns/1", R"({"name": "The season's letter"})"}};
inline constexpr Operation remove{.summary = "Remove a campaign",
                                  .description = "With its runs and messages.",
                                  .parameters = {tenant_header, if_match, once_header},
                                  .status = 204,
                                  .errors = {missing, is_stale, key_reused},
                                  .example = {"/v1/campaigns/2"}};

inline constexpr auto run_page =
    wire::record({"CampaignRunPage"}, items_row<campaign_run_record>, next_row, total_row);
inline constexpr Operation list_runs{
    .summary = "List the runs of a campaign",
    .description = "Newest first, unless sort says otherwise.",
    .parameters = {limit_parameters, list_parameters, tenant_header},
    .answer = object_shape<run_page>,
    .errors = {bad_parameters, missing},
    .example = {"/v1/campaigns/2/runs"}};
inline constexpr Operation get_run{.summary = "Get one run of a campaign",
                                   .parameters = {fields_parameter, tenant_header, if_none_match},
                                   .answer = object_shape<campaign_run_record>,
                                   .errors = {bad_parameters, missing, unchanged},
                                   .example = {"/v1/campaigns/2/runs/1"}};
inline constexpr auto rerun_body = wire::record(
    {"CampaignRerun"},
    described<Envelope>("group_id", wire::integer_codec, wire::Access::read_write)
        .about("The group of the new run; left out: that of the current one."),
    described<Envelope>("archive_runs", R"({"type": "array", "items": {"type": "integer"}})",
                        wire::Access::read_write)
        .about("Earlier runs whose messages are archived too."));
inline constexpr Operation rerun{
    .summary = "Run a published campaign again",
    .description = "The messages of the current run are archived. A segment that the campaign has "
                   "had before takes over its newest text, approved; the text of a new segment is "
                   "to be written, and the campaign is under review until then.",
    .parameters = {tenant_header, once_header},
    .body = object_shape<rerun_body>,
    .answer = object_shape<campaign_run_record>,
    .status = 201,
    .errors = {bad_members, missing, wrong_status, refused, key_reused, no_index},
    .example = {"/v1/campaigns/2/runs", R"({"group_id": 1})"}};

} // namespace campaign_docs

namespace message_docs {

inline constexpr ErrorCase missing[] = {
    {404, "not-found", "No campaign has this id, or it has no such message."}};
inline constexpr ErrorCase refused[] = {
    {409, "conflict",
     "The message belongs to an earlier run, or cannot be approved: it has no text, or its "
     "campaign is a draft."}};

inline constexpr auto page =
    wire::record({"MessagePage"}, items_row<message_record>, next_row, total_row);
inline constexpr Operation list{.summary = "List the messages of a campaign",
                                .description = "Of all runs; `run` chooses one.",
                                .parameters = {limit_parameters, list_parameters,
                                               filter_parameters<message_filters>, tenant_header},
                                .answer = object_shape<page>,
                                .errors = {bad_parameters, missing},
                                .example = {"/v1/campaigns/1/messages?run=1&archived=false"}};
inline constexpr Operation get{.summary = "Get one message",
                               .parameters = {fields_parameter, tenant_header, if_none_match},
                               .answer = object_shape<message_record>,
                               .errors = {bad_parameters, missing, unchanged},
                               .example = {"/v1/campaigns/1/messages/1"}};
inline constexpr Operation update{
    .summary = "Write, approve or reject a message",
    .description = "A merge patch. A new text is pending, unless the body sets a status too. When "
                   "all messages of the run are approved, the campaign becomes ready.",
    .parameters = {tenant_header, if_match, once_header},
    .body = patch_shape<message_record>,
    .answer = object_shape<message_record>,
    .errors = {bad_members, missing, refused, is_stale, key_reused},
    .example = {"/v1/campaigns/1/messages/1",
                R"({"text": "Dear friends, hello!", "status": "approved"})"}};

} // namespace message_docs

} // namespace muster::dialects::native
