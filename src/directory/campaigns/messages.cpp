// Checks and stores messages, and lets the status of their campaign follow. Knows no API.
#include "directory/campaigns/messages.h"

#include "base/text.h"
#include "directory/campaigns/campaigns.h"
#include "directory/checks.h"
#include "model/pages.h"
#include "model/schema.h"

namespace muster::directory {

namespace {

Result<void> judge_message(const Campaign& campaign, const Message& before, Message& message)
{
    TRY(check_text("text", message.text, limits::message_chars));
    if (message.text != before.text && message.status == before.status) {
        message.status = MessageStatus::pending;
    }
    if (message.status == before.status) return {};
    if (message.status == MessageStatus::published) {
        return fail(Code::conflict, "status", "becomes published with its campaign");
    }
    if (message.status != MessageStatus::approved) return {};
    if (campaign.status == CampaignStatus::draft) {
        return fail(Code::conflict, "status",
                    "cannot be approved while the campaign is a draft: set the status of the "
                    "campaign to review first");
    }
    if (!trim(message.text).empty()) return {};
    return fail(Code::conflict, "status", "cannot be approved without a text");
}

// How many live messages of the current run have one of these statuses.
Result<std::int64_t> count_with_status(Transaction& transaction, const Campaign& campaign,
                                       std::vector<Value> statuses)
{
    auto query = messages_query(transaction.tenant(), campaign.id, campaign.run_number);
    query.filter = all_of({std::move(query.filter), is_one_of("status", std::move(statuses))});
    return transaction.rows().count(query);
}

Value status_value(MessageStatus status) { return std::string(name_of(status)); }

} // namespace

Query messages_query(TenantId tenant, CampaignId campaign, std::optional<std::int64_t> run)
{
    Query query;
    query.kind = Kind::message;
    query.tenant = tenant;
    query.filter = equals("campaign_id", campaign.value);
    if (run) {
        query.filter = all_of({std::move(query.filter), equals("run_number", *run)});
    } else {
        query.sort.operand = "run_number"; // the order of ids too: later runs have later ids
    }
    query.limit = static_cast<std::int64_t>(limits::page_items);
    return query;
}

Result<Message> find_message(const Rows& rows, TenantId tenant, CampaignId campaign, MessageId id)
{
    TRY(live_campaign(rows, tenant, campaign));
    auto message = get(rows, tenant, id);
    if (!message && message.error().code != Code::not_found) return message;
    if (!message || message->campaign != campaign || message->removed_at) {
        return fail(Code::not_found, "message", "no message " + std::to_string(id.value));
    }
    return message;
}

Result<Message> update_message(Transaction& transaction, CampaignId campaign, MessageId id,
                               const Edit<Message>& edit, std::optional<Revision> expected)
{
    const auto before = TRY(find_message(transaction.rows(), transaction.tenant(), campaign, id));
    TRY(check_revision(before.revision, expected));
    const auto of = TRY(live_campaign(transaction.rows(), transaction.tenant(), campaign));
    Message edited = before;
    TRY(edit(edited));
    Message after = before;
    after.text = std::move(edited.text);
    after.status = edited.status;
    TRY(judge_message(of, before, after));
    if (after.text == before.text && after.status == before.status) return before;
    if (before.run_number != of.run_number || before.archived) {
        return fail(Code::conflict, "run", "only messages of the current run can change");
    }
    after = TRY(transaction.update(before, std::move(after)));
    TRY(follow_messages(transaction, of));
    return after;
}

Result<Campaign> follow_messages(Transaction& transaction, const Campaign& campaign)
{
    if (campaign.status == CampaignStatus::draft) return campaign;
    using enum MessageStatus;
    const auto open = TRY(
        count_with_status(transaction, campaign, {status_value(pending), status_value(rejected)}));
    const auto ready = TRY(count_with_status(transaction, campaign, {status_value(approved)}));
    const auto done = TRY(count_with_status(transaction, campaign, {status_value(published)}));
    Campaign after = campaign;
    after.status = CampaignStatus::review;
    if (open == 0) after.status = CampaignStatus::ready;
    // Without any message left, nothing was published.
    if (open + ready == 0 && done > 0) after.status = CampaignStatus::published;
    return transaction.update(campaign, std::move(after));
}

Result<void> erase_messages_of(Transaction& transaction, CustomerId customer)
{
    Query query;
    query.kind = Kind::message;
    query.tenant = transaction.tenant();
    query.filter = equals("customer_id", customer.value);
    query.limit = static_cast<std::int64_t>(limits::page_items);
    return each_row<Message>(transaction.rows(), query, [&](const Message& row) -> Result<void> {
        Message tombstone;
        tombstone.id = row.id;
        tombstone.campaign = row.campaign;
        tombstone.run_number = row.run_number;
        tombstone.segment = row.segment;
        tombstone.archived = row.archived;
        tombstone.newest = false;
        tombstone.created_at = row.created_at;
        tombstone.created_by = row.created_by;
        tombstone.removed_at = transaction.now();
        TRY(transaction.update(row, std::move(tombstone), Action::removed));
        TRY(transaction.writer().erase_history({Kind::message, query.tenant, row.id.value, 0}));
        const auto campaign = live_campaign(transaction.rows(), query.tenant, row.campaign);
        if (!campaign && campaign.error().code != Code::not_found) return fail(campaign.error());
        if (campaign && campaign->run_number == row.run_number &&
            row.status != MessageStatus::published) {
            TRY(follow_messages(transaction, *campaign));
        }
        return {};
    });
}

} // namespace muster::directory
