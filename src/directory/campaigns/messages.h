// The messages of campaigns: their texts are written and approved here.
#pragma once

#include "directory/transaction.h"

namespace muster::directory {

// Of one run, or of all, in the order of their ids.
Query messages_query(TenantId tenant, CampaignId campaign, std::optional<std::int64_t> run = {});

// not_found "message", also for one of another campaign, or of a removed campaign.
Result<Message> find_message(const Rows& rows, TenantId tenant, CampaignId campaign, MessageId id);

// Changes text and status of a message of the current run. A new text is pending again, unless the
// edit sets a status too. The campaign's status follows (see follow_messages). invalid_value;
// conflict "run" for messages of earlier runs; conflict "status" when a draft, or a message without
// a text, is to be approved; stale.
Result<Message> update_message(Transaction& transaction, CampaignId campaign, MessageId id,
                               const Edit<Message>& edit, std::optional<Revision> expected = {});

// Brings the status of a campaign that is no draft in line with its messages: ready when all of the
// current run are approved, published while all are published, else under review.
Result<Campaign> follow_messages(Transaction& transaction, const Campaign& campaign);

// Erases the messages of segments whose only customer this was, with their history (promise 10).
Result<void> erase_messages_of(Transaction& transaction, CustomerId customer);

} // namespace muster::directory
