// Creates, changes, publishes and repeats campaigns (model/entities.h).
//
// A campaign is a draft until its texts are put under review, and ready when all of them are
// approved. Publishing makes its messages final. A rerun begins with the segments that the group
// has then, and takes over the texts of segments that the campaign has had before.
#pragma once

#include <span>
#include <vector>

#include "directory/directory.h"
#include "directory/transaction.h"
#include "model/finder.h"

namespace muster::directory {

// not_found "campaign" for unknown and removed ones.
Result<Campaign> live_campaign(const Rows& rows, TenantId tenant, CampaignId id);

// The operands as the index names them. Only what does not identify a person: some members of the
// address, language, company, consent, and declared fields that are neither unique nor lists.
// unknown_field and invalid_value "segment_by", too_large.
Result<TextList> check_segment_operands(const DeclaredFields& declared, const TextList& operands);

// conflict "field" when a campaign makes its segments by the field, which then cannot get another
// name.
Result<void> check_not_segmenting(Transaction& transaction, const CustomField& field);

// The segments of the members that the group has now. Not inside a write: the write that follows
// stores what was found shortly before. too_large "segment_by" beyond limits::campaign_segments.
Result<std::vector<Segment>> segments_of(const Finder& finder, TenantId tenant, GroupId group,
                                         const TextList& segment_by, Time now,
                                         bool with_customers = false);

// By operand, as messages have them.
FieldValues values_of(const Segment& segment, const TextList& segment_by);

// With its first run, which has one message to write for each segment. `segment_by` is checked.
// missing_field, invalid_value, not_found "group", conflict "group" when the group has no members,
// too_large.
Result<Campaign> create_campaign(Transaction& transaction, Campaign draft,
                                 std::span<const Segment> segments);

// Changes name, status and extras. The status goes from draft to review, and from ready to
// published (publish_campaign); conflict "status" for other steps. stale.
Result<Campaign> update_campaign(Transaction& transaction, CampaignId id,
                                 const Edit<Campaign>& edit, std::optional<Revision> expected = {});

// The files of a run (publication.h) are the items of a job of this dialect, which no API has, with
// this ticket. They expire when the campaign is removed.
inline constexpr std::string_view run_files = "campaign";
std::string files_ticket(CampaignId campaign, std::int64_t run);

// What publish_campaign() would refuse: the errors below.
Result<Campaign> check_publication(Transaction& transaction, CampaignId id);
// Also again, when it is published already. conflict "status" in earlier states, conflict "group"
// when its group was removed.
Result<Campaign> publish_campaign(Transaction& transaction, CampaignId id);

// Its runs and messages cannot be reached any more.
Result<void> remove_campaign(Transaction& transaction, CampaignId id,
                             std::optional<Revision> expected = {});

struct Rerun {
    GroupId group;
    std::span<const Segment> segments;       // of this group, by the campaign's segment_by
    std::vector<std::int64_t> archived_runs; // earlier ones that are archived too
};
// Only of a published campaign: conflict "status" otherwise, so that of two calls at once only one
// succeeds. The campaign is then under review, or ready when no segment is new. not_found "run",
// conflict "run" when the current run is to be archived; errors about the group as create_campaign.
Result<CampaignRun> rerun_campaign(Transaction& transaction, CampaignId id, const Rerun& rerun);

// Archives the earlier runs that the rerun names, in writes of limited size, so that the write of
// the rerun has none left to archive. Errors as rerun_campaign(): then nothing is archived. When
// the server stops, or another rerun begins, between two writes, some runs are archived; calling it
// again completes them.
Result<void> archive_runs_in_pieces(Directory& directory, const Principal& principal,
                                    TenantId tenant, CampaignId campaign, const Rerun& rerun);

// not_found "run".
Result<CampaignRun> find_run(const Rows& rows, TenantId tenant, CampaignId campaign,
                             std::int64_t number);
// Newest first.
Query runs_query(TenantId tenant, CampaignId campaign);

} // namespace muster::directory
