// Which customer gets which message of a published run, in files of a fixed number of rows. Only
// ids are stored, so a file holds no data of a person. The reader of a file looks up the present
// rows of the ids.
#pragma once

#include <span>
#include <vector>

#include "directory/campaigns/campaigns.h"

namespace muster::directory {

struct Recipient {
    std::int64_t customer = 0;
    std::int64_t message = 0;
    friend bool operator==(const Recipient&, const Recipient&) = default;
};

// The members of the campaign's group whose segment has a message in the current run, by id. Not
// inside a write. too_large beyond limits::campaign_customers.
Result<std::vector<Recipient>> recipients_of(const Rows& rows, const Finder& finder,
                                             TenantId tenant, const Campaign& campaign, Time now);

// Stores the files of a publication in pieces. Nobody finds them before publish_with_files(); when
// the server stops before it, housekeeping erases them. None without recipients. Errors of
// publish_campaign, and of stored jobs (directory/jobs.h).
Result<JobId> store_files_in_pieces(Directory& directory, const Principal& principal,
                                    TenantId tenant, const Campaign& campaign,
                                    std::span<const Recipient> recipients,
                                    std::size_t rows_of_a_file);

// Publishes the campaign with these files of its current run, in place of those that are there.
// conflict "campaign" when it has begun another run since the recipients were found; errors of
// publish_campaign.
Result<Campaign> publish_with_files(Transaction& transaction, const Campaign& found, JobId files);

// 0 when the run was not published with files.
Result<std::int64_t> count_files(const Rows& rows, TenantId tenant, CampaignId campaign,
                                 std::int64_t run);
// Numbered from 1; not_found "page".
Result<std::vector<Recipient>> recipients_in_file(const Rows& rows, TenantId tenant,
                                                  CampaignId campaign, std::int64_t run,
                                                  std::int64_t number);

} // namespace muster::directory
