// Stores campaigns with their runs and messages. Knows no API.
#include "directory/campaigns/campaigns.h"

#include <algorithm>
#include <array>

#include "base/if_found.h"
#include "directory/campaigns/messages.h"
#include "directory/checks.h"
#include "directory/jobs.h"
#include "model/keys.h"
#include "model/lookup.h"
#include "model/pages.h"
#include "rule/operand.h"
#include "rule/rule.h"

namespace muster::directory {

namespace {

constexpr std::array segment_members{
    CustomerColumn::company,     CustomerColumn::language, CustomerColumn::city,
    CustomerColumn::region,      CustomerColumn::country,  CustomerColumn::consent,
    CustomerColumn::postal_code,
};

Failure bad_operand(std::string_view name, const std::string& message)
{
    return fail(Code::invalid_value, "segment_by", std::string(name) + ' ' + message);
}

Result<std::string> check_operand(const DeclaredFields& declared, std::string_view name)
{
    auto operand = rule::find_operand(declared, name);
    if (!operand) return fail(Code::unknown_field, "segment_by", operand.error().message);
    if (operand->field != nullptr) {
        if (operand->type == Type::list) return bad_operand(name, "is a list");
        if (operand->field->unique) return bad_operand(name, "is unique: it identifies customers");
        return std::move(operand->name);
    }
    const bool is_usable = std::ranges::any_of(segment_members, [&](CustomerColumn column) {
        return member<Customer>(column).name == operand->name;
    });
    if (!is_usable) return bad_operand(name, "may identify a customer");
    return std::move(operand->name);
}

Result<void> check_campaign(const Campaign& campaign)
{
    if (campaign.name.empty()) return fail(Code::missing_field, "name", "is required");
    TRY(check_text("name", campaign.name));
    return check_extras(campaign.extras);
}

// A removed field would make one segment of all.
Result<void> check_operands_are_there(Transaction& transaction, const Campaign& campaign)
{
    const auto checked = check_segment_operands(*TRY(transaction.declared()), campaign.segment_by);
    if (checked) return {};
    return fail(Code::conflict, "segment_by", checked.error().message);
}

// The newest message of the campaign for these values; nothing when there is none.
Result<std::optional<Message>> newest_message(Transaction& transaction, CampaignId campaign,
                                              const FieldValues& values)
{
    return if_found(
        find<Message>(transaction.rows(), segment_key(transaction.tenant(), campaign, values)));
}

// Whether the only customer of the segment was removed since the segments were found.
Result<bool> is_gone(Transaction& transaction, const Segment& segment)
{
    if (segment.count != 1) return false;
    return !TRY(if_found(live_customer(transaction.rows(), transaction.tenant(), {segment.first})));
}

// Stores the message of one segment. Returns whether its text has to be written.
Result<bool> add_message(Transaction& transaction, const Campaign& campaign, const Segment& segment)
{
    Message message;
    message.campaign = campaign.id;
    message.run_number = campaign.run_number;
    message.fields = values_of(segment, campaign.segment_by);
    if (segment.count == 1) message.customer = {segment.first};
    const auto earlier = TRY(newest_message(transaction, campaign.id, message.fields));
    if (earlier) {
        message.segment = earlier->segment;
        message.text = earlier->text;
        Message older = *earlier;
        older.newest = false;
        TRY(transaction.update(*earlier, std::move(older)));
    } else {
        message.segment =
            TRY(transaction.writer().next_in_sequence(transaction.tenant(), "campaign.segment"));
    }
    // A text that was never written is still to be written.
    const bool is_new = message.text.empty();
    message.status = is_new ? MessageStatus::pending : MessageStatus::approved;
    TRY(transaction.create(std::move(message)));
    return is_new;
}

Failure no_members() { return fail(Code::conflict, "group", "the group has no members"); }

// Stores the current run of the campaign with its messages.
Result<CampaignRun> begin_run(Transaction& transaction, const Campaign& campaign,
                              const Group& group, std::span<const Segment> segments,
                              std::int64_t archived)
{
    CampaignRun run;
    run.campaign = campaign.id;
    run.number = campaign.run_number;
    run.group = group.id;
    run.group_name = group.name;
    run.archived_count = archived;
    for (const auto& segment : segments) {
        if (TRY(is_gone(transaction, segment))) continue;
        const bool is_new = TRY(add_message(transaction, campaign, segment));
        ++run.segment_count;
        ++(is_new ? run.new_count : run.reused_count);
    }
    if (run.segment_count == 0) return no_members();
    return transaction.create(std::move(run));
}

// Returns how many were not archived before.
Result<std::int64_t> archive_run(Transaction& transaction, const Campaign& campaign,
                                 std::int64_t run)
{
    auto query = messages_query(transaction.tenant(), campaign.id, run);
    query.filter = all_of({std::move(query.filter), equals("archived", false)});
    std::int64_t archived = 0;
    TRY(each_row<Message>(transaction.rows(), query, [&](const Message& message) -> Result<void> {
        Message after = message;
        after.archived = true;
        TRY(transaction.update(message, std::move(after)));
        ++archived;
        return {};
    }));
    return archived;
}

Result<void> check_rerun(Transaction& transaction, const Campaign& campaign, const Rerun& rerun)
{
    if (campaign.status != CampaignStatus::published) {
        return fail(Code::conflict, "status",
                    "is " + std::string(name_of(campaign.status)) +
                        ": only a published campaign can run again");
    }
    if (campaign.run_number >= limits::campaign_runs) {
        return fail(Code::too_large, "campaign",
                    "a campaign has at most " + std::to_string(limits::campaign_runs) + " runs");
    }
    for (const auto number : rerun.archived_runs) {
        if (number == campaign.run_number) {
            return fail(Code::conflict, "run",
                        "names run " + std::to_string(number) + ", which is the current one");
        }
        TRY(find_run(transaction.rows(), transaction.tenant(), campaign.id, number));
    }
    return check_operands_are_there(transaction, campaign);
}

Result<Campaign> change_status(Transaction& transaction, const Campaign& before,
                               CampaignStatus wanted)
{
    using enum CampaignStatus;
    if (wanted == before.status) return before;
    if (wanted == published && before.status == ready) {
        return publish_campaign(transaction, before.id);
    }
    if (wanted != review || before.status != draft) {
        return fail(Code::conflict, "status",
                    "goes from draft to review, and from ready to published; it is " +
                        std::string(name_of(before.status)));
    }
    Campaign after = before;
    after.status = review;
    return transaction.update(before, std::move(after));
}

Result<void> expire_files(Transaction& transaction, const Campaign& campaign)
{
    for (std::int64_t run = 1; run <= campaign.run_number; ++run) {
        const auto files = TRY(if_found(find_job_by_ticket(
            transaction.rows(), transaction.tenant(), run_files, files_ticket(campaign.id, run))));
        if (!files) continue;
        Job expired = *files;
        expired.expires_at = transaction.now();
        TRY(transaction.update(*files, std::move(expired)));
    }
    return {};
}

} // namespace

std::string files_ticket(CampaignId campaign, std::int64_t run)
{
    return std::to_string(campaign.value) + '/' + std::to_string(run);
}

Result<Campaign> live_campaign(const Rows& rows, TenantId tenant, CampaignId id)
{
    auto campaign = get(rows, tenant, id);
    if (!campaign && campaign.error().code != Code::not_found) return campaign;
    if (!campaign || campaign->removed_at) {
        return fail(Code::not_found, "campaign", "no campaign " + std::to_string(id.value));
    }
    return campaign;
}

Result<TextList> check_segment_operands(const DeclaredFields& declared, const TextList& operands)
{
    if (operands.size() > limits::segment_operands) {
        return fail(Code::too_large, "segment_by",
                    "has at most " + std::to_string(limits::segment_operands) + " fields");
    }
    TextList checked;
    for (const auto& name : operands) {
        auto operand = TRY(check_operand(declared, name));
        if (std::ranges::find(checked, operand) != checked.end()) {
            return bad_operand(name, "is there twice");
        }
        checked.push_back(std::move(operand));
    }
    return checked;
}

Result<void> check_not_segmenting(Transaction& transaction, const CustomField& field)
{
    if (field.entity != FieldEntity::customer) return {};
    Query query;
    query.kind = Kind::campaign;
    query.tenant = transaction.tenant();
    const std::string operand = "fields." + field.key;
    return each_row<Campaign>(
        transaction.rows(), query, [&](const Campaign& campaign) -> Result<void> {
            if (std::ranges::find(campaign.segment_by, operand) == campaign.segment_by.end()) {
                return {};
            }
            return fail(Code::conflict, "field",
                        "the segments of campaign " + std::to_string(campaign.id.value) +
                            " are made by it: it cannot get another name");
        });
}

Result<std::vector<Segment>> segments_of(const Finder& finder, TenantId tenant, GroupId group,
                                         const TextList& segment_by, Time now, bool with_customers)
{
    rule::Rule members;
    members.op = rule::Rule::Op::member_of;
    members.group = group;
    auto segments =
        finder.segments(tenant, {std::make_shared<const rule::Rule>(std::move(members)), now,
                                 segment_by, limits::campaign_segments, with_customers});
    if (segments || segments.error().code != Code::too_large) return segments;
    return fail(Code::too_large, "segment_by",
                "gives more than " + std::to_string(limits::campaign_segments) + " segments");
}

FieldValues values_of(const Segment& segment, const TextList& segment_by)
{
    FieldValues values;
    for (std::size_t i = 0; i < segment_by.size(); ++i) {
        values.set(segment_by[i], segment.values[i]);
    }
    return values;
}

Result<Campaign> create_campaign(Transaction& transaction, Campaign draft,
                                 std::span<const Segment> segments)
{
    draft.id = {};
    draft.status = CampaignStatus::draft;
    draft.run_number = 1;
    draft.published_at.reset();
    draft.removed_at.reset();
    TRY(check_campaign(draft));
    const auto group = TRY(live_group(transaction.rows(), transaction.tenant(), draft.group));
    Query all;
    all.kind = Kind::campaign;
    all.tenant = transaction.tenant();
    if (TRY(transaction.rows().count(all)) >= limits::campaigns) {
        return fail(Code::too_large, "campaign",
                    "a tenant has at most " + std::to_string(limits::campaigns) + " campaigns");
    }
    auto campaign = TRY(transaction.create(std::move(draft)));
    TRY(begin_run(transaction, campaign, group, segments, 0));
    return campaign;
}

Result<Campaign> update_campaign(Transaction& transaction, CampaignId id,
                                 const Edit<Campaign>& edit, std::optional<Revision> expected)
{
    const auto before = TRY(live_campaign(transaction.rows(), transaction.tenant(), id));
    TRY(check_revision(before.revision, expected));
    Campaign edited = before;
    TRY(edit(edited));
    Campaign after = before;
    after.name = std::move(edited.name);
    after.extras = std::move(edited.extras);
    TRY(check_campaign(after));
    after = TRY(transaction.update(before, std::move(after)));
    return change_status(transaction, after, edited.status);
}

Result<Campaign> check_publication(Transaction& transaction, CampaignId id)
{
    auto before = TRY(live_campaign(transaction.rows(), transaction.tenant(), id));
    if (before.status != CampaignStatus::ready && before.status != CampaignStatus::published) {
        return fail(Code::conflict, "status",
                    "is " + std::string(name_of(before.status)) +
                        ": a campaign is published when all its messages are approved");
    }
    const auto group = live_group(transaction.rows(), transaction.tenant(), before.group);
    if (!group && group.error().code == Code::not_found) {
        return fail(Code::conflict, "group", "the group was removed");
    }
    if (!group) return fail(group.error());
    return before;
}

Result<Campaign> publish_campaign(Transaction& transaction, CampaignId id)
{
    const auto before = TRY(check_publication(transaction, id));
    const auto query = messages_query(transaction.tenant(), id, before.run_number);
    TRY(each_row<Message>(transaction.rows(), query, [&](const Message& message) -> Result<void> {
        Message after = message;
        after.status = MessageStatus::published;
        after.published_text = message.text;
        TRY(transaction.update(message, std::move(after)));
        return {};
    }));
    Campaign after = before;
    after.status = CampaignStatus::published;
    after.published_at = transaction.now();
    return transaction.update(before, std::move(after));
}

Result<void> remove_campaign(Transaction& transaction, CampaignId id,
                             std::optional<Revision> expected)
{
    const auto before = TRY(live_campaign(transaction.rows(), transaction.tenant(), id));
    TRY(check_revision(before.revision, expected));
    Campaign after = before;
    after.removed_at = transaction.now();
    TRY(transaction.update(before, std::move(after), Action::removed));
    return expire_files(transaction, before);
}

Result<CampaignRun> rerun_campaign(Transaction& transaction, CampaignId id, const Rerun& rerun)
{
    const auto before = TRY(live_campaign(transaction.rows(), transaction.tenant(), id));
    TRY(check_rerun(transaction, before, rerun));
    const auto group = TRY(live_group(transaction.rows(), transaction.tenant(), rerun.group));
    const auto archived = TRY(archive_run(transaction, before, before.run_number));
    for (const auto number : rerun.archived_runs) TRY(archive_run(transaction, before, number));
    Campaign after = before;
    after.group = group.id;
    ++after.run_number;
    const auto run = TRY(begin_run(transaction, after, group, rerun.segments, archived));
    after.status = run.new_count > 0 ? CampaignStatus::review : CampaignStatus::ready;
    TRY(transaction.update(before, std::move(after)));
    return run;
}

Result<void> archive_runs_in_pieces(Directory& directory, const Principal& principal,
                                    TenantId tenant, CampaignId campaign, const Rerun& rerun)
{
    auto runs = rerun.archived_runs;
    std::ranges::sort(runs);
    runs.erase(std::unique(runs.begin(), runs.end()), runs.end());
    for (std::size_t next = 0; next < runs.size();) {
        // The first write judges the whole rerun, so that a refused one changes nothing.
        const auto archive_some = [&, begin = next](Transaction& t) -> Result<std::size_t> {
            const auto found = TRY(live_campaign(t.rows(), tenant, campaign));
            const auto judged = begin == 0 ? runs : std::vector{runs[begin]};
            TRY(check_rerun(t, found, {rerun.group, rerun.segments, judged}));
            TRY(live_group(t.rows(), tenant, rerun.group));
            if (rerun.segments.empty()) return no_members();
            std::size_t end = begin;
            for (std::int64_t done = 0; end < runs.size() && done < limits::messages_at_once;
                 ++end) {
                done += TRY(archive_run(t, found, runs[end]));
            }
            return end;
        };
        next = TRY(directory.write(principal, tenant, archive_some));
    }
    return {};
}

Result<CampaignRun> find_run(const Rows& rows, TenantId tenant, CampaignId campaign,
                             std::int64_t number)
{
    auto query = runs_query(tenant, campaign);
    query.filter = all_of({std::move(query.filter), equals("number", number)});
    query.limit = 1;
    auto found = rows_of<CampaignRun>(TRY(rows.page(query)));
    if (!found.empty()) return std::move(found.front());
    return fail(Code::not_found, "run", "names no run of this campaign: " + std::to_string(number));
}

Query runs_query(TenantId tenant, CampaignId campaign)
{
    Query query;
    query.kind = Kind::campaign_run;
    query.tenant = tenant;
    query.filter = equals("campaign_id", campaign.value);
    query.sort = {"id", true};
    query.limit = static_cast<std::int64_t>(limits::page_items);
    return query;
}

} // namespace muster::directory
