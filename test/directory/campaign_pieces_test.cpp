// Promise 12: publications and reruns of campaigns do their work in writes of limited size.
#include "directory/campaign_test.h"

namespace muster::directory {

namespace {

class RowsPerWrite final : public CommitListener {
public:
    void committed(TenantId /*tenant*/, Revision /*revision*/,
                   std::span<const MutationRef> mutations) override
    {
        ++writes;
        most = std::max(most, mutations.size());
    }
    int writes = 0;
    std::size_t most = 0;
};

// Promise 12: no write of a publication stores the files of all customers.
TEST_F(CampaignTest, files_are_stored_in_pieces)
{
    const auto campaign = published("Letter");
    const auto customers = 3 * limits::files_at_once;
    ASSERT_TRUE(write([&](Transaction& t) -> Result<void> {
        while (people.size() < customers) {
            Customer draft;
            draft.name = "Reader";
            draft.city = "Leeds";
            people.push_back(TRY(create_customer(t, draft)).id);
            TRY(directory::join(t, readers, people.back()));
        }
        return {};
    }));
    RowsPerWrite pieces;
    store->set_commit_listener(&pieces);
    const auto files = store_files(campaign);
    store->set_commit_listener(nullptr);
    ASSERT_TRUE(files);
    EXPECT_EQ(pieces.writes, 1 + 3) << "the first reserves the ids of all files";
    EXPECT_EQ(count_files(directory.rows(), {1}, campaign.id, 1).value(), 0)
        << "nobody sees them yet";

    RowsPerWrite last;
    store->set_commit_listener(&last);
    EXPECT_TRUE(write([&](Transaction& t) { return publish_with_files(t, campaign, *files); }));
    store->set_commit_listener(nullptr);
    EXPECT_LE(last.most, messages(campaign.id, 1).size() + 2) << "messages, campaign, job";
    EXPECT_EQ(count_files(directory.rows(), {1}, campaign.id, 1).value(), std::ssize(people));
    const auto file = recipients_in_file(directory.rows(), {1}, campaign.id, 1, std::ssize(people));
    ASSERT_EQ(file->size(), 1U);
    EXPECT_EQ(file->front().customer, people.back().value);
}

// The server stopped before the last write of a publication.
TEST_F(CampaignTest, files_that_were_not_published_go)
{
    const auto campaign = published("Letter");
    const auto files = store_files(campaign);
    ASSERT_TRUE(files);
    const Warn warn = [](const std::string& line) { ADD_FAILURE() << line; };
    EXPECT_EQ(run_housekeeping(directory, warn)->erased_jobs, 0);
    clock.step(limits::unpublished_file_age);
    EXPECT_EQ(run_housekeeping(directory, warn)->erased_jobs, 1);
    EXPECT_EQ(get(directory.rows(), {1}, *files).error().code, Code::not_found);
    const auto late =
        write([&](Transaction& t) { return publish_with_files(t, campaign, *files); });
    EXPECT_EQ(late.error().code, Code::not_found);
}

// Promise 12: housekeeping erases the files of a large publication in pieces too.
TEST_F(CampaignTest, files_of_an_earlier_publication_go)
{
    const auto campaign = published("Letter");
    const auto job = write([&](Transaction& t) {
        Job draft;
        draft.dialect = run_files;
        draft.status = JobStatus::done;
        draft.ticket = files_ticket(campaign.id, 1);
        return create_job_with_items(t, draft,
                                     std::vector<JobItem>(3 * limits::housekeeping_batch));
    });
    ASSERT_TRUE(job);
    const auto files = store_files(campaign);
    EXPECT_TRUE(write([&](Transaction& t) { return publish_with_files(t, campaign, *files); }));
    EXPECT_EQ(count_files(directory.rows(), {1}, campaign.id, 1).value(), 4);
    EXPECT_EQ(items_of(directory.rows(), {1}, *job)->size(), 3 * limits::housekeeping_batch);
    RowsPerWrite pieces;
    store->set_commit_listener(&pieces);
    EXPECT_TRUE(run_housekeeping(directory, [](const std::string&) {}));
    store->set_commit_listener(nullptr);
    EXPECT_EQ(pieces.writes, 2) << "all but the last batch; the last write only erases";
    EXPECT_TRUE(items_of(directory.rows(), {1}, *job)->empty());
    EXPECT_EQ(count_files(directory.rows(), {1}, campaign.id, 1).value(), 4);
}

// Promise 12: a rerun may name a thousand earlier runs.
TEST_F(CampaignTest, earlier_runs_are_archived_in_pieces)
{
    const auto campaign = published("Letter");
    for (const auto run : {2, 3}) {
        EXPECT_EQ(rerun(campaign.id, readers)->number, run);
        EXPECT_TRUE(set_status(campaign.id, CampaignStatus::published));
    }
    ASSERT_TRUE(write([&](Transaction& t) -> Result<void> {
        for (std::int64_t i = 0; i <= limits::messages_at_once; ++i) {
            Message draft;
            draft.campaign = campaign.id;
            draft.run_number = i == 0 ? 2 : 1;
            draft.fields.set("city", "City " + std::to_string(i));
            draft.newest = false;
            TRY(t.create(std::move(draft)));
        }
        return {};
    }));
    const auto found = segments(readers, {"city"});
    const auto before = directory.rows().revision({1}).value();
    EXPECT_TRUE(
        archive_runs_in_pieces(directory, ann, {1}, campaign.id, {readers, found, {2, 1, 2, 1}}));
    EXPECT_EQ(directory.rows().revision({1}).value(), before + 2) << "a write for each";
    for (const auto run : {1, 2}) {
        for (const auto& message : messages(campaign.id, run)) EXPECT_TRUE(message.archived);
    }
    EXPECT_FALSE(messages(campaign.id, 3)[0].archived);
}

} // namespace

} // namespace muster::directory
