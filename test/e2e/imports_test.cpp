// Imports and fills as jobs of a real server that is killed, runs out of disk space, or loses its
// client during the upload.
#include <algorithm>
#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "e2e/server_process.h"

namespace muster::e2e {

using http::Verb;

namespace {

constexpr int rows = 10'000;

std::string people(int count)
{
    std::string csv = "external_id,name,email,tenure\n";
    for (int i = 1; i <= count; ++i) {
        const auto number = std::to_string(i);
        // Every hundredth row is refused.
        csv += "P-" + number + ",Person " + number + ",p" + number +
               (i % 100 == 0 ? "" : "@example.org") + ',' + number + '\n';
    }
    return csv;
}

class ImportsShop {
public:
    ImportsShop(const ServerProcess& server, const DataFolder& folder)
        : client_(server.client()), headers_(bearer(server.admin_key()))
    {
        headers_.push_back({"Muster-Tenant", "shop"});
        static_cast<void>(folder);
    }

    Json ask(Verb verb, const std::string& target, const std::string& body = {})
    {
        const auto response = client_.send(verb, target, headers_, body);
        if (!response) return {};
        auto json = parse_json(response->body);
        return json ? *std::move(json) : Json();
    }

    std::string content(const std::string& target)
    {
        const auto response = client_.send(Verb::get, target, headers_, {});
        return response ? response->body : std::string{};
    }

    // Polls the job until the condition holds; bounded.
    template <class Until>
    Json wait(const std::string& target, Until until)
    {
        Json job;
        for (int looks = 0; looks < 12000; ++looks) {
            job = ask(Verb::get, target);
            if (until(job)) return job;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        ADD_FAILURE() << "the job does not get there: " << job.text();
        return job;
    }

    Json wait_for_end(const std::string& target)
    {
        return wait(target, [](const Json& job) {
            const auto status = text(job, "status");
            return status == "done" || status == "failed" || status == "cancelled";
        });
    }

    // All customers as CSV, without the times at which they were created.
    std::string customers()
    {
        const auto made = ask(Verb::post, "/v1/exports?columns=id,external_id,name,email,tenure");
        const auto target = "/v1/exports/" + std::to_string(integer(made, "id"));
        wait_for_end(target);
        return content(target + "/content");
    }

private:
    http::Client client_;
    std::vector<http::Header> headers_;
};

void make_shop(const ServerProcess& server, const DataFolder& folder)
{
    const std::vector<std::string> where{"--server", server.url(), "--data", folder.path("data")};
    auto arguments = std::vector<std::string>{"tenant", "create", "shop"};
    arguments.insert(arguments.end(), where.begin(), where.end());
    ASSERT_EQ(run_muster(arguments).code, 0);
}

} // namespace

// Promise 1: after a kill (SIGKILL) as after a stop (SIGTERM) in the middle.
TEST(Imports, AnImportThatIsKilledOrStoppedEndsAsIfItNeverWas)
{
    enum Interruption { never, killed, stopped };
    const std::string import = "/v1/imports/1";
    std::string customers[3];
    std::string refused[3];
    for (const auto how : {never, killed, stopped}) {
        const DataFolder folder;
        std::int64_t seen = 0;
        {
            ServerProcess server(folder);
            make_shop(server, folder);
            ImportsShop shop(server, folder);
            shop.ask(Verb::post, "/v1/imports?declare=true", people(rows));
            if (how == never) {
                shop.wait_for_end(import);
            } else {
                const auto job = shop.wait(
                    import, [](const Json& now) { return integer(now, "rows") > rows / 10; });
                seen = integer(job, "rows");
                how == killed ? server.kill() : static_cast<void>(server.stop());
            }
        }
        ServerProcess again(folder);
        ImportsShop shop(again, folder);
        const auto done = shop.wait_for_end(import);
        EXPECT_EQ(text(done, "status"), "done") << done.text();
        EXPECT_EQ(integer(done, "rows"), rows);
        EXPECT_GE(integer(done, "rows"), seen);
        EXPECT_EQ(integer(done, "inserted"), rows - rows / 100);
        EXPECT_EQ(integer(done, "refused"), rows / 100);
        customers[how] = shop.customers();
        refused[how] = shop.content(import + "/refused");
        EXPECT_EQ(again.stop(), 0);
        const auto check = run_muster({"check", "--data", folder.path("data")});
        EXPECT_EQ(check.code, 0) << check.out;
    }
    EXPECT_EQ(customers[never], customers[killed]);
    EXPECT_EQ(refused[never], refused[killed]);
    EXPECT_EQ(customers[never], customers[stopped]);
    EXPECT_EQ(refused[never], refused[stopped]);
}

// The file is read to its end while its first rows are still written.
TEST(Imports, AStopWhileTheLastRowsAreWrittenLeavesNoneOut)
{
    constexpr int few = 3000; // one chunk
    const DataFolder folder;
    {
        ServerProcess server(folder);
        make_shop(server, folder);
        ImportsShop(server, folder).ask(Verb::post, "/v1/imports?declare=true", people(few));
        EXPECT_EQ(server.stop(), 0);
    }
    for (int starts = 0; starts < 3; ++starts) EXPECT_EQ(ServerProcess(folder).stop(), 0);
    ServerProcess again(folder);
    const auto done = ImportsShop(again, folder).wait_for_end("/v1/imports/1");
    EXPECT_EQ(text(done, "status"), "done") << done.text();
    EXPECT_EQ(integer(done, "rows"), few);
}

TEST(Imports, WithoutRoomAnImportFailsClearlyAndOthersReadOn)
{
    const DataFolder folder;
    ServerProcess server(folder);
    make_shop(server, folder);
    ImportsShop shop(server, folder);
    shop.ask(Verb::post, "/v1/imports?declare=true", people(100));
    shop.wait_for_end("/v1/imports/1");
    server.limit_files(3 << 19); // as if the disk were full

    shop.ask(Verb::post, "/v1/imports", people(rows));
    const auto failed = shop.wait_for_end("/v1/imports/2");
    EXPECT_EQ(text(failed, "status"), "failed") << failed.text();
    EXPECT_NE(text(failed, "error"), "");
    EXPECT_EQ(text(shop.ask(Verb::get, "/v1/customers/1"), "external_id"), "P-1");

    server.limit_files(0);
    shop.ask(Verb::post, "/v1/imports/2/resume");
    const auto done = shop.wait_for_end("/v1/imports/2");
    EXPECT_EQ(text(done, "status"), "done") << done.text();
    EXPECT_EQ(integer(done, "rows"), rows) << "nothing twice, nothing half";
    EXPECT_EQ(integer(done, "inserted") + integer(done, "updated") + integer(done, "unchanged"),
              rows - rows / 100);
}

TEST(Fills, AFillThatIsKilledEndsAsIfItNeverWas)
{
    const DataFolder folder;
    const std::string fill = "/v1/fills/2";
    {
        ServerProcess server(folder);
        make_shop(server, folder);
        ImportsShop shop(server, folder);
        shop.ask(Verb::post, "/v1/imports?declare=true", people(rows));
        shop.wait_for_end("/v1/imports/1");
        shop.ask(Verb::post, "/v1/groups", R"({"name": "Long with us", "capacity": 4000})");
        const auto made =
            shop.ask(Verb::post, "/v1/fills", R"({"group_id": 1, "where": "tenure > 2000"})");
        ASSERT_EQ(integer(made, "id"), 2) << made.text();
        const auto job =
            shop.wait(fill, [](const Json& now) { return integer(now, "rows") > 1000; });
        server.kill();
        EXPECT_EQ(text(job, "status"), "running") << "killed in the middle";
    }
    ServerProcess again(folder);
    ImportsShop shop(again, folder);
    const auto done = shop.wait_for_end(fill);
    const int fitting = 8000 - 80; // every hundredth row of the file was refused
    EXPECT_EQ(text(done, "status"), "done") << done.text();
    EXPECT_EQ(integer(done, "rows"), fitting) << "nobody twice, nobody left out";
    EXPECT_EQ(integer(done, "joined"), 4000);
    EXPECT_EQ(integer(done, "refused"), fitting - 4000);
    EXPECT_EQ(integer(shop.ask(Verb::get, "/v1/groups/1"), "member_count"), 4000);
    const auto refused = shop.content(fill + "/refused");
    EXPECT_EQ(std::count(refused.begin(), refused.end(), '\n'), fitting - 4000 + 1);
    EXPECT_EQ(again.stop(), 0);
    const auto check = run_muster({"check", "--data", folder.path("data")});
    EXPECT_EQ(check.code, 0) << check.out;
}

// The call was never answered, but its group must not stay half filled.
TEST(Fills, AGroupWhoseSnapshotIsKilledIsFilledAfterTheNextStart)
{
    const DataFolder folder;
    {
        ServerProcess server(folder);
        make_shop(server, folder);
        ImportsShop shop(server, folder);
        shop.ask(Verb::post, "/v1/imports?declare=true", people(rows));
        shop.wait_for_end("/v1/imports/1");
        std::thread call([&] {
            ImportsShop(server, folder)
                .ask(Verb::post, "/v1/groups:snapshot",
                     R"({"name": "All", "where": "tenure > 0"})");
        });
        shop.wait("/v1/groups/1", [](const Json& now) { return integer(now, "member_count") > 0; });
        server.kill();
        call.join();
    }
    ServerProcess again(folder);
    ImportsShop shop(again, folder);
    constexpr int everybody = rows - rows / 100;
    const auto group = shop.wait(
        "/v1/groups/1", [](const Json& now) { return integer(now, "member_count") == everybody; });
    EXPECT_EQ(integer(group, "member_count"), everybody);
}

// Promise 1: the call was never answered, but the group must not stay without some of its members.
TEST(Restorings, AGroupWhoseRestoringIsKilledIsWholeAfterTheNextStart)
{
    const DataFolder folder;
    constexpr int everybody = rows - rows / 100;
    {
        ServerProcess server(folder);
        make_shop(server, folder);
        ImportsShop shop(server, folder);
        shop.ask(Verb::post, "/v1/imports?declare=true", people(rows));
        shop.wait_for_end("/v1/imports/1");
        shop.ask(Verb::post, "/v1/groups:snapshot", R"({"name": "All", "where": "tenure > 0"})");
        shop.ask(Verb::remove, "/v1/groups/1");
        std::thread call(
            [&] { ImportsShop(server, folder).ask(Verb::post, "/v1/groups/1/restore"); });
        shop.wait("/v1/groups/1", [](const Json& now) { return integer(now, "member_count") > 0; });
        server.kill();
        call.join();
    }
    ServerProcess again(folder);
    ImportsShop shop(again, folder);
    const auto group = shop.wait(
        "/v1/groups/1", [](const Json& now) { return integer(now, "member_count") == everybody; });
    EXPECT_EQ(integer(group, "member_count"), everybody);
    EXPECT_EQ(again.stop(), 0);
    const auto check = run_muster({"check", "--data", folder.path("data")});
    EXPECT_EQ(check.code, 0) << check.out;
}

} // namespace muster::e2e
