// Group commit, with an engine that only counts.
#include <atomic>
#include <latch>

#include <gtest/gtest.h>

#include "base/round.h"
#include "store/committer.h"
#include "store/engines.h"
#include "store/memory/memory_store.h"

namespace muster::store {
namespace {

using namespace model;

using test::tenant;
const WriteFunction succeed = [](Writer&) -> Result<void> { return {}; };

class CountingBatch final : public CommitBatch {
public:
    Result<void> begin() override
    {
        if (!may_begin) return fail(Code::unavailable, "store", "no");
        return {};
    }
    Result<Revision> run(const Write& write) override
    {
        ++runs;
        return store->write(write.tenant, write.origin, [&](Writer& writer) {
            return guarded([&] { return write.decide(writer); });
        });
    }
    Result<void> commit() override
    {
        ++commits;
        if (on_commit) on_commit();
        if (!may_commit) return fail(Code::unavailable, "store", "the disk is full");
        return {};
    }
    bool maintain(bool) override { return false; }

    const std::unique_ptr<Store> store = make_memory_store();
    std::atomic<int> runs = 0;
    std::atomic<int> commits = 0;
    std::atomic<bool> may_begin = true;
    std::atomic<bool> may_commit = true;
    std::function<void()> on_commit;
};

class CommitterStory : public testing::Test {
protected:
    // The first commit waits here until this many other writes are queued.
    void hold_first_commit_until(std::size_t others)
    {
        batch.on_commit = [this, others] {
            if (batch.commits > 1) return;
            first_commits.count_down();
            while (committer->waiting() < others) std::this_thread::yield();
        };
    }

    std::thread write_later(const WriteFunction& decide, std::vector<Result<Revision>>& answers,
                            std::size_t place)
    {
        return std::thread([this, &decide, &answers, place] {
            answers[place] = committer->write({tenant, origin, decide});
        });
    }

    // One write is held at its commit, then all the others are queued.
    std::vector<Result<Revision>> write_together(const std::vector<WriteFunction>& decisions)
    {
        hold_first_commit_until(decisions.size());
        std::vector<Result<Revision>> answers(decisions.size() + 1, Result<Revision>(0));
        std::vector<std::thread> threads;
        threads.push_back(write_later(succeed, answers, decisions.size()));
        first_commits.wait();
        for (std::size_t i = 0; i < decisions.size(); ++i) {
            threads.push_back(write_later(decisions[i], answers, i));
        }
        for (auto& thread : threads) thread.join();
        answers.pop_back();
        return answers;
    }

    const Origin origin{};
    CountingBatch batch;
    StoreHealth health;
    std::latch first_commits{1};
    std::unique_ptr<Committer> committer = std::make_unique<Committer>(batch, health);
};

TEST_F(CommitterStory, commits_all_who_wait_at_once)
{
    const auto answers = write_together(std::vector<WriteFunction>(63, succeed));
    EXPECT_EQ(batch.runs, 64);
    EXPECT_EQ(batch.commits, 2);
    for (const auto& answer : answers) EXPECT_TRUE(answer.has_value());
}

TEST_F(CommitterStory, answers_each_for_itself)
{
    const WriteFunction refuse = [](Writer&) -> Result<void> {
        return fail(Code::stale, "group", "no");
    };
    const WriteFunction mistaken = [](Writer&) -> Result<void> { throw std::runtime_error("bug"); };
    const auto answers = write_together({succeed, refuse, mistaken, succeed});
    EXPECT_TRUE(answers[0].has_value());
    EXPECT_EQ(answers[1].error().code, Code::stale);
    EXPECT_EQ(answers[2].error().code, Code::internal);
    EXPECT_EQ(answers[2].error().detail, "bug");
    EXPECT_TRUE(answers[3].has_value());
}

TEST_F(CommitterStory, tells_all_when_the_commit_fails) // promise 1
{
    const WriteFunction refuse = [](Writer&) -> Result<void> {
        return fail(Code::stale, "group", "no");
    };
    batch.may_commit = false;
    const auto answers = write_together({succeed, refuse});
    EXPECT_EQ(answers[0].error().code, Code::unavailable);
    EXPECT_EQ(answers[1].error().code, Code::stale);
    batch.may_commit = true;
    EXPECT_TRUE(committer->write({tenant, origin, succeed}).has_value());
}

TEST_F(CommitterStory, runs_nothing_when_no_transaction_begins)
{
    batch.may_begin = false;
    const auto answer = committer->write({tenant, origin, succeed});
    EXPECT_EQ(answer.error().code, Code::unavailable);
    EXPECT_EQ(batch.runs, 0);
    batch.may_begin = true;
    EXPECT_TRUE(committer->write({tenant, origin, succeed}).has_value());
}

TEST_F(CommitterStory, refuses_more_than_may_wait)
{
    committer = std::make_unique<Committer>(batch, health, CommitterLimits{.queue = 2});
    batch.on_commit = [this] {
        if (batch.commits > 1) return;
        first_commits.count_down();
        while (committer->waiting() < 2) std::this_thread::yield();
        std::thread one_too_many([this] {
            const auto answer = committer->write({tenant, origin, succeed});
            EXPECT_EQ(answer.error().code, Code::unavailable);
        });
        one_too_many.join();
    };
    std::vector<Result<Revision>> answers(3, Result<Revision>(0));
    std::vector<std::thread> threads;
    threads.push_back(write_later(succeed, answers, 0));
    first_commits.wait();
    threads.push_back(write_later(succeed, answers, 1));
    threads.push_back(write_later(succeed, answers, 2));
    for (auto& thread : threads) thread.join();
    for (const auto& answer : answers) EXPECT_TRUE(answer.has_value());
}

class StalledDisk : public CommitterStory {
protected:
    StalledDisk()
    {
        using std::chrono::milliseconds;
        committer = std::make_unique<Committer>(
            batch, health,
            CommitterLimits{.disk_stall = milliseconds(1), .stall_check = milliseconds(1)});
        batch.on_commit = [this] {
            if (batch.commits > 1) return;
            first_commits.count_down();
            disk_answers.wait();
        };
    }
    std::latch disk_answers{1};
};

// Promise 11: no thread waits as long as the disk does.
TEST_F(StalledDisk, makes_waiting_writes_leave_and_refuses_new_ones)
{
    std::vector<Result<Revision>> answers(2, Result<Revision>(0));
    auto stuck = write_later(succeed, answers, 0);
    first_commits.wait();
    auto queued = write_later(succeed, answers, 1);
    stuck.join();
    queued.join();
    for (const auto& answer : answers) {
        ASSERT_FALSE(answer.has_value());
        EXPECT_EQ(answer.error().code, Code::unavailable);
    }
    EXPECT_NE(answers[0].error().message.find("may be stored later"), std::string::npos);
    EXPECT_EQ(committer->write({tenant, origin, succeed}).error().code, Code::unavailable);
    ASSERT_EQ(health.sentences().size(), 1U);
    EXPECT_EQ(batch.runs, 1) << "a write that left is not run";
    disk_answers.count_down();
    while (!committer->write({tenant, origin, succeed})) std::this_thread::yield();
    while (!health.sentences().empty()) std::this_thread::yield();
    EXPECT_EQ(batch.runs, 2);
    EXPECT_EQ(health.report()[static_cast<std::size_t>(StoreTrouble::stalled)].count, 1U);
}

} // namespace
} // namespace muster::store
