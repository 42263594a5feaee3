// A file is stored as numbers with blanks between them: customer, message, customer, message.
#include "directory/campaigns/publication.h"

#include <algorithm>
#include <map>

#include "base/if_found.h"
#include "base/limits.h"
#include "base/text.h"
#include "directory/campaigns/messages.h"
#include "directory/jobs.h"
#include "model/keys.h"
#include "model/pages.h"

namespace muster::directory {

namespace {

// The messages of the current run by the key of their segment.
Result<std::map<std::string, std::int64_t>> messages_by_segment(const Rows& rows, TenantId tenant,
                                                                const Campaign& campaign)
{
    std::map<std::string, std::int64_t> messages;
    TRY(each_row<Message>(rows, messages_query(tenant, campaign.id, campaign.run_number),
                          [&](const Message& message) -> Result<void> {
                              const auto key = segment_key(tenant, campaign.id, message.fields);
                              messages.emplace(key.text, message.id.value);
                              return {};
                          }));
    return messages;
}

std::string written(std::span<const Recipient> recipients)
{
    std::string text;
    for (const auto& recipient : recipients) {
        if (!text.empty()) text += ' ';
        text += std::to_string(recipient.customer) + ' ' + std::to_string(recipient.message);
    }
    return text;
}

Result<std::vector<Recipient>> read(const std::string& text)
{
    const auto numbers = split(text, ' ');
    std::vector<Recipient> recipients;
    for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) {
        const auto customer = parse_integer(numbers[i]);
        const auto message = parse_integer(numbers[i + 1]);
        if (!customer || !message) {
            return fail(Code::internal, "page", "the stored file cannot be read", text);
        }
        recipients.push_back({*customer, *message});
    }
    return recipients;
}

Result<std::optional<Job>> files_of_run(const Rows& rows, TenantId tenant, CampaignId campaign,
                                        std::int64_t run)
{
    return if_found(find_job_by_ticket(rows, tenant, run_files, files_ticket(campaign, run)));
}

// Housekeeping erases the files of an earlier publication of the run.
Result<void> retire(Transaction& transaction, const Job& earlier)
{
    Job after = earlier;
    after.ticket.clear();
    after.expires_at = transaction.now();
    TRY(transaction.update(earlier, std::move(after)));
    return {};
}

// The job without a ticket, and its items without their content. It expires unless the campaign is
// published.
Result<Job> begin_files(Transaction& transaction, const Campaign& campaign, std::size_t count)
{
    TRY(check_publication(transaction, campaign.id));
    JobItem empty;
    empty.status = JobStatus::done;
    Job job;
    job.dialect = run_files;
    job.work = "files";
    job.status = JobStatus::done;
    job.expires_at = transaction.now() + limits::unpublished_file_age;
    return create_job_with_items(transaction, std::move(job), std::vector<JobItem>(count, empty));
}

Result<void> fill_files(Transaction& transaction, const Job& job, std::size_t first,
                        std::span<const std::string> texts)
{
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto place = static_cast<std::int64_t>(first + i);
        const auto before = TRY(item_at(transaction.rows(), transaction.tenant(), job, place));
        JobItem after = before;
        after.answer = texts[i];
        TRY(transaction.update(before, std::move(after)));
    }
    return {};
}

} // namespace

Result<std::vector<Recipient>> recipients_of(const Rows& rows, const Finder& finder,
                                             TenantId tenant, const Campaign& campaign, Time now)
{
    const auto segments =
        TRY(segments_of(finder, tenant, campaign.group, campaign.segment_by, now, true));
    const auto messages = TRY(messages_by_segment(rows, tenant, campaign));
    std::vector<Recipient> recipients;
    for (const auto& segment : segments) {
        const auto key =
            segment_key(tenant, campaign.id, values_of(segment, campaign.segment_by)).text;
        const auto message = messages.find(key);
        if (message == messages.end()) continue;
        for (const auto customer : segment.customers) {
            recipients.push_back({customer, message->second});
        }
    }
    if (std::ssize(recipients) > limits::campaign_customers) {
        return fail(Code::too_large, "group",
                    "the group has more than " + std::to_string(limits::campaign_customers) +
                        " customers who get a message");
    }
    std::ranges::sort(recipients, {}, &Recipient::customer);
    return recipients;
}

Result<JobId> store_files_in_pieces(Directory& directory, const Principal& principal,
                                    TenantId tenant, const Campaign& campaign,
                                    std::span<const Recipient> recipients,
                                    std::size_t rows_of_a_file)
{
    if (recipients.empty()) return JobId{};
    const std::size_t count = (recipients.size() + rows_of_a_file - 1) / rows_of_a_file;
    const auto job = TRY(directory.write(principal, tenant, [&](Transaction& transaction) {
        return begin_files(transaction, campaign, count);
    }));
    for (std::size_t first = 0; first < count; first += limits::files_at_once) {
        // The texts are made before the write, which then only stores them.
        std::vector<std::string> texts;
        for (std::size_t i = first; i < std::min(first + limits::files_at_once, count); ++i) {
            const auto rows = recipients.subspan(i * rows_of_a_file);
            texts.push_back(written(rows.first(std::min(rows_of_a_file, rows.size()))));
        }
        TRY(directory.write(principal, tenant, [&](Transaction& transaction) {
            return fill_files(transaction, job, first, texts);
        }));
    }
    return job.id;
}

Result<Campaign> publish_with_files(Transaction& transaction, const Campaign& found, JobId files)
{
    auto campaign = TRY(publish_campaign(transaction, found.id));
    if (campaign.run_number != found.run_number) {
        return fail(Code::conflict, "campaign", "another run has begun meanwhile");
    }
    const auto earlier = TRY(
        files_of_run(transaction.rows(), transaction.tenant(), campaign.id, campaign.run_number));
    if (earlier) TRY(retire(transaction, *earlier));
    if (!files) return campaign;
    const auto stored = TRY(transaction.get(files));
    Job shown = stored;
    shown.ticket = files_ticket(campaign.id, campaign.run_number);
    shown.expires_at.reset();
    TRY(transaction.update(stored, std::move(shown)));
    return campaign;
}

Result<std::int64_t> count_files(const Rows& rows, TenantId tenant, CampaignId campaign,
                                 std::int64_t run)
{
    const auto job = TRY(files_of_run(rows, tenant, campaign, run));
    return job ? job->size : 0;
}

Result<std::vector<Recipient>> recipients_in_file(const Rows& rows, TenantId tenant,
                                                  CampaignId campaign, std::int64_t run,
                                                  std::int64_t number)
{
    const auto job = TRY(files_of_run(rows, tenant, campaign, run));
    if (!job || number < 1 || number > job->size) {
        return fail(Code::not_found, "page",
                    "names no file: there are " + std::to_string(job ? job->size : 0));
    }
    return read(TRY(item_at(rows, tenant, *job, number - 1)).answer);
}

} // namespace muster::directory
