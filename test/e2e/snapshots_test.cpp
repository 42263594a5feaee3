// Promises 4 and 5: the index is derived from the rows. Whatever a kill leaves of its snapshot, the
// next start answers as the rows do, and logs what it could not use.
#include <filesystem>
#include <fstream>
#include <functional>

#include <gtest/gtest.h>

#include "e2e/server_process.h"

namespace muster::e2e {

using http::Verb;

namespace {

constexpr int people = 400;

class SnapshotDirectory {
public:
    explicit SnapshotDirectory(const ServerProcess& server)
        : client_(server.client()), headers_(bearer(server.admin_key()))
    {
        headers_.push_back({"Muster-Tenant", "shop"});
    }

    void make()
    {
        for (const char* group : {R"({"name":"By hand"})", R"({"name":"By rule",
                                     "rule":"city = 'Leeds' AND NOT MEMBER OF 'By hand'"})"}) {
            EXPECT_EQ(ask(Verb::post, "/v1/groups", group).status, 201);
        }
        for (int number = 1; number <= people; ++number) add(number);
    }

    void add(int number)
    {
        const std::string text = std::to_string(number);
        const char* city = number % 3 == 0 ? "Leeds" : "York";
        EXPECT_EQ(ask(Verb::post, "/v1/customers",
                      R"({"name":"Person )" + text + R"(","address":{"city":")" + city + "\"}}")
                      .status,
                  201);
        if (number % 6 != 0) return;
        EXPECT_EQ(ask(Verb::post, "/v1/groups/1/members", R"({"customer_id":)" + text + '}').status,
                  201);
    }

    void change()
    {
        add(people + 1);
        add(people + 2);
        EXPECT_EQ(ask(Verb::patch, "/v1/customers/3", R"({"address":{"city":"Bath"}})").status,
                  200);
        EXPECT_EQ(ask(Verb::remove, "/v1/customers/9").status, 204);
        EXPECT_EQ(ask(Verb::remove, "/v1/groups/1/members/12").status, 204);
    }

    // What the index answers, in one text.
    std::string answers()
    {
        std::string all;
        for (const char* rule : {"TRUE", "city = 'Leeds'", "city = 'Bath'", "MEMBER OF 1",
                                 "MEMBER OF 2", "name LIKE 'Person 1%' AND NOT MEMBER OF 2"}) {
            const auto answer = ask(Verb::post, "/v1/query",
                                    R"({"where":[")" + std::string(rule) + R"("],"limit":1000})");
            EXPECT_EQ(answer.status, 200);
            const auto* results = answer.body.find("results");
            all += std::string(rule) + ": " + (results ? results->text() : "nothing") + '\n';
        }
        return all;
    }

private:
    JsonAnswer ask(Verb verb, const std::string& target, const std::string& body = {})
    {
        return call(client_, verb, target, headers_,
                    body.empty() ? Json{} : parse_json(body).value());
    }

    http::Client client_;
    std::vector<http::Header> headers_;
};

class SnapshotFile {
public:
    explicit SnapshotFile(const DataFolder& folder) : path_(folder.path("data/index/1.index")) {}

    std::string content() const
    {
        std::ifstream file(path_, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    void overwrite(const std::string& bytes) const
    {
        std::ofstream(path_, std::ios::binary | std::ios::trunc) << bytes;
    }

private:
    std::string path_;
};

struct Fate {
    std::string name;
    std::function<std::string(const std::string& newest, const std::string& old)> left;
    std::string told; // of what could not be used; empty: it could
};

const std::vector<Fate>& fates()
{
    static const std::vector<Fate> all{
        {"good", [](const auto& newest, const auto&) { return newest; }, ""},
        {"old", [](const auto&, const auto& old) { return old; }, ""},
        {"truncated",
         [](const auto& newest, const auto&) { return newest.substr(0, newest.size() / 2); },
         "cut short"},
        {"corrupted",
         [](std::string newest, const auto&) {
             newest[newest.size() / 2] ^= 0x10;
             return newest;
         },
         "all rows are read again"},
    };
    return all;
}

} // namespace

TEST(Snapshots, AfterAKillTheIndexAnswersAsTheRowsDoWhateverIsLeftOfItsFile)
{
    for (const auto& fate : fates()) {
        SCOPED_TRACE(fate.name);
        const DataFolder folder;
        const SnapshotFile file(folder);
        std::string old;
        {
            ServerProcess server(folder);
            ASSERT_EQ(run_muster({"tenant", "create", "shop", "--server", server.url(), "--data",
                                  folder.path("data")})
                          .code,
                      0);
            SnapshotDirectory(server).make();
            EXPECT_EQ(server.stop(), 0);
            old = file.content();
            ASSERT_FALSE(old.empty()) << "a stop leaves the next start a snapshot";
        }
        std::string expected;
        std::string newest;
        {
            ServerProcess server(folder);
            SnapshotDirectory(server).change();
            EXPECT_EQ(server.stop(), 0);
            newest = file.content();
            ServerProcess again(folder);
            SnapshotDirectory(again).add(people + 3);
            expected = SnapshotDirectory(again).answers();
            again.kill();
        }
        file.overwrite(fate.left(newest, old));
        ServerProcess after(folder);
        EXPECT_EQ(SnapshotDirectory(after).answers(), expected);
        const auto log = after.log();
        if (fate.told.empty()) {
            EXPECT_EQ(log.find("read again"), log.npos) << log;
        } else {
            EXPECT_NE(log.find("the snapshot of tenant 1"), log.npos) << log;
            EXPECT_NE(log.find(fate.told), log.npos) << log;
        }
        // And the answers equal those of an index that was built from the rows.
        after.kill();
        std::filesystem::remove(folder.path("data/index/1.index"));
        ServerProcess without(folder);
        EXPECT_EQ(SnapshotDirectory(without).answers(), expected);
    }
}

} // namespace muster::e2e
