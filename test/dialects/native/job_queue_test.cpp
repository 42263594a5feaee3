// Promise 41: jobs of one tenant run one after the other; jobs of other tenants do not wait.
#include <atomic>
#include <filesystem>
#include <future>
#include <latch>
#include <stdexcept>

#include <gtest/gtest.h>

#include "dialects/all.h"
#include "dialects/world.h"
#include "jobs/job_run.h"
#include "jobs/queue.h"

namespace muster::dialects::native {
namespace {

using jobs::JobQueue;
using jobs::JobRun;
using test::World;

std::latch* both_run = nullptr;
std::atomic<int> runs_of_first{0};
std::atomic<int> most_of_first{0};
std::atomic<int> done{0};

Result<void> count(JobRun& run)
{
    TRY(run.act_as_maker());
    ++done;
    return {};
}

// A job that ends only when the job of the other tenant runs at the same time.
Result<void> meet(JobRun& run)
{
    both_run->arrive_and_wait();
    return count(run);
}

Result<void> note_company(JobRun& run)
{
    const int now = ++runs_of_first;
    if (now > most_of_first) most_of_first = now;
    std::this_thread::yield();
    --runs_of_first;
    return count(run);
}

jobs::JobKind kind(std::string_view name, jobs::RunJob run)
{
    return {"native", name, &jobs::changing_queue, std::move(run)};
}

class JobQueues : public testing::Test {
protected:
    JobQueues() { done = runs_of_first = most_of_first = 0; }

    // Made by a key of that tenant, whose rights it runs with.
    void add_job(std::int64_t tenant)
    {
        model::Query query;
        query.kind = model::Kind::credential;
        query.filter = model::all_of(
            {model::equals("dialect", std::string("native")), model::equals("tenant_id", tenant)});
        const auto keys =
            model::rows_of<model::Credential>(world_.directory().rows().page(query).value());
        ASSERT_FALSE(keys.empty());
        directory::Principal maker = directory::principal_of(keys.front());
        maker.tenant = {tenant};
        const auto made = world_.directory().write(maker, {tenant}, [](directory::Transaction& t) {
            model::Job draft;
            draft.dialect = "native";
            draft.work = "test";
            return directory::create_job(t, draft);
        });
        ASSERT_TRUE(made.has_value()) << made.error().message;
    }

    void run_on_two_threads(JobQueue& queue)
    {
        Work work{world_.services(), dispatch_, [] { return false; },
                  [](std::chrono::seconds) { return true; }, [](const std::string&) {}};
        const auto run = [&] { return jobs::run_jobs(work, queue).has_value(); };
        auto other = std::async(std::launch::async, run);
        EXPECT_TRUE(run());
        EXPECT_TRUE(other.get());
    }

    World world_;
    Dispatch dispatch_{world_.services(), all(), DispatchOptions{}};
};

TEST_F(JobQueues, tenants_do_not_wait_for_each_other)
{
    std::latch both(2);
    both_run = &both;
    add_job(1);
    add_job(3);
    JobQueue queue({kind("test", meet)});
    run_on_two_threads(queue);
    EXPECT_EQ(done, 2);
}

TEST_F(JobQueues, jobs_of_one_tenant_run_one_after_the_other)
{
    for (int i = 0; i < 20; ++i) add_job(1);
    JobQueue queue({kind("test", note_company)});
    run_on_two_threads(queue);
    EXPECT_EQ(done, 20);
    EXPECT_EQ(most_of_first, 1);
}

TEST_F(JobQueues, a_job_is_run_by_its_queue_only)
{
    add_job(1);
    JobQueue other({kind("another", meet)});
    run_on_two_threads(other);
    EXPECT_EQ(done, 0);
    JobQueue queue({kind("test", count)});
    run_on_two_threads(queue);
    EXPECT_EQ(done, 1);
}

// A failure or an exception of one job ends that job, and nothing else.
TEST_F(JobQueues, a_job_that_fails_holds_up_no_other)
{
    for (int i = 0; i < 3; ++i) add_job(1);
    add_job(3);
    JobQueue queue({kind("test", [](JobRun& run) -> Result<void> {
        if (run.tenant() == model::TenantId{3}) return count(run);
        if (run.job().id == model::JobId{1}) throw std::runtime_error("poisoned");
        if (run.job().id == model::JobId{2}) return fail(Code::internal, "row", "cannot be read");
        return count(run);
    })});
    run_on_two_threads(queue);
    EXPECT_EQ(done, 2) << "one job of each tenant";
    const auto status = [&](std::int64_t id) {
        return model::get(world_.directory().rows(), {1}, model::JobId{id})->status;
    };
    EXPECT_EQ(status(1), model::JobStatus::failed);
    EXPECT_EQ(status(2), model::JobStatus::failed);
    EXPECT_EQ(status(3), model::JobStatus::done);
}

// Promise 11 of the core: the long job of one tenant is not in the way of the others.
TEST_F(JobQueues, tenants_take_turns)
{
    add_job(1);
    add_job(3);
    std::vector<std::int64_t> turns;
    JobQueue queue({kind("test", [&](JobRun& run) -> Result<void> {
        turns.push_back(run.tenant().value);
        if (turns.size() < 5) run.yield();
        return {};
    })});
    Work work{world_.services(), dispatch_, [] { return false; },
              [](std::chrono::seconds) { return true; }, [](const std::string&) {}};
    ASSERT_TRUE(jobs::run_jobs(work, queue).has_value());
    EXPECT_EQ(turns, (std::vector<std::int64_t>{1, 3, 1, 3, 1, 3}));
}

// Promise 38: an uploaded file is deleted when its import cannot be resumed any more.
TEST(ImportedFiles, are_deleted_when_their_import_ends)
{
    World world;
    const auto& dialect = own();
    test::Caller caller(world, dialect);
    const std::vector<http::Header> key{{"Authorization", "Bearer " + caller.get("key")}};
    const auto has_file = [&](std::int64_t job) {
        return std::filesystem::exists(
            jobs::JobFolder(world.services().jobs_folder, {1}, {job}).file("content"));
    };
    const std::string people = "external_id,name\nE-1,Emmy Noether\n";
    for (int made = 0; made < 2; ++made) {
        ASSERT_EQ(caller.send(http::Verb::post, "/v1/imports", people, key).status, 201);
    }
    EXPECT_TRUE(has_file(1));
    EXPECT_TRUE(has_file(2));
    EXPECT_EQ(caller.send(http::Verb::post, "/v1/imports/2/cancel", {}, key).status, 200);
    EXPECT_FALSE(has_file(2)) << "cancelled";
    world.work(dialect);
    EXPECT_FALSE(has_file(1)) << "done";
}

// Promise 38: a program that is killed before the end of an import is stored runs it again. The
// import then reads its table again, which is a file of its own when the content was converted.
TEST(ImportedFiles, stay_until_the_end_of_their_import_is_stored)
{
    World world;
    const auto& dialect = own();
    test::Caller caller(world, dialect);
    const std::vector<http::Header> key{{"Authorization", "Bearer " + caller.get("key")}};
    const std::string people = "external_id,name\nE-1,J\xF6rg\n"; // Windows-1252
    ASSERT_EQ(caller.send(http::Verb::post, "/v1/imports", people, key).status, 201);
    const Dispatch dispatch{world.services(), all(), DispatchOptions{}};
    Work work{world.services(), dispatch, [] { return false; },
              [](std::chrono::seconds) { return true; }, [](const std::string&) {}};
    for (const auto& kind : dialect.job_kinds(world.services(), dispatch)) {
        if (kind.name != "import") continue;
        JobRun run(work, {1}, *model::get(world.directory().rows(), {1}, model::JobId{1}));
        ASSERT_TRUE(run.begin().has_value());
        ASSERT_TRUE(kind.run(run).has_value()); // ... and is killed here
    }
    world.work(dialect);
    const auto answer = caller.send(http::Verb::get, "/v1/imports/1", {}, key);
    EXPECT_NE(answer.body.find(R"("status":"done")"), std::string::npos) << answer.body;
    EXPECT_NE(answer.body.find(R"("inserted":1)"), std::string::npos) << answer.body;
    const jobs::JobFolder files(world.services().jobs_folder, {1}, {1});
    EXPECT_FALSE(std::filesystem::exists(files.file("table")));
    EXPECT_FALSE(std::filesystem::exists(files.file("content")));
}

// Promise 26: files that may contain an erased person are deleted soon.
TEST(WrittenFiles, are_deleted_after_an_erasure_but_not_during_a_download)
{
    World world;
    const auto& dialect = own();
    test::Caller caller(world, dialect);
    const std::vector<http::Header> key{{"Authorization", "Bearer " + caller.get("key")}};
    const auto status_of = [&](const char* target) {
        return caller.send(http::Verb::get, target, {}, key).status;
    };
    const auto after = [&](std::chrono::minutes time) {
        world.later(time);
        world.work(dialect);
    };
    const std::string refused = "external_id,birth_date\nE-1,long ago\n";
    ASSERT_EQ(caller.send(http::Verb::post, "/v1/imports", refused, key).status, 201);
    ASSERT_EQ(caller.send(http::Verb::post, "/v1/exports", {}, key).status, 201);
    world.work(dialect);
    ASSERT_EQ(caller.send(http::Verb::remove, "/v1/customers/1", {}, key).status, 204);
    ASSERT_EQ(caller.send(http::Verb::post, "/v1/exports", {}, key).status, 201);
    after(std::chrono::minutes(30));
    EXPECT_EQ(status_of("/v1/imports/1/refused"), 200);
    EXPECT_EQ(status_of("/v1/exports/2/content"), 200);
    after(std::chrono::minutes(40));
    EXPECT_EQ(status_of("/v1/imports/1/refused"), 404);
    EXPECT_EQ(status_of("/v1/exports/2/content"), 404);
    EXPECT_EQ(status_of("/v1/exports/2"), 200) << "what it did is still told";
    EXPECT_EQ(status_of("/v1/exports/3/content"), 200) << "it was made after the person went";
}

} // namespace
} // namespace muster::dialects::native
