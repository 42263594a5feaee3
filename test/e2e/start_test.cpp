// A start takes the directory as it is, or says in one line why not and what to do.
#include <algorithm>
#include <fstream>

#include <gtest/gtest.h>

#include "e2e/server_process.h"

namespace muster::e2e {

namespace fs = std::filesystem;
using http::Verb;

namespace {

FinishedCommand start_in(const DataFolder& folder, const std::vector<std::string>& options = {})
{
    std::vector<std::string> arguments{"serve", "--data", folder.path("data"), "--listen",
                                       "127.0.0.1:0"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return run_muster(arguments);
}

std::size_t lines_of(const std::string& text)
{
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

std::string content_of(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

TEST(Start, MakesNoNewStoreInAUsedDirectory) // promise 1
{
    const DataFolder folder;
    std::string key;
    {
        ServerProcess server(folder);
        key = server.admin_key();
        EXPECT_EQ(server.stop(), 0);
    }
    for (const char* ending : {"", ".seen"}) fs::remove(folder.path("data/muster.db") + ending);
    const auto refused = start_in(folder);
    EXPECT_EQ(refused.code, 1);
    EXPECT_EQ(lines_of(refused.err), 1U) << refused.err;
    EXPECT_NE(refused.err.find("muster restore"), std::string::npos) << refused.err;
    EXPECT_FALSE(fs::exists(folder.path("data/muster.db")));
    EXPECT_EQ(content_of(folder.path("data/admin.key")), key + '\n');
}

TEST(Start, RestoresABackupInPlaceOfTheStoreOfAKilledServer)
{
    const DataFolder folder;
    const auto backup = folder.path("data/backups/copy.db");
    const auto create = [&](ServerProcess& server, const std::string& name) {
        return run_muster({"tenant", "create", name, "--server", server.url(), "--data",
                           folder.path("data")})
            .code;
    };
    {
        ServerProcess server(folder);
        EXPECT_EQ(create(server, "in-the-backup"), 0);
        EXPECT_EQ(run_muster({"backup", "copy.db", "--server", server.url(), "--data",
                              folder.path("data")})
                      .code,
                  0);
        EXPECT_EQ(create(server, "later"), 0);
        EXPECT_EQ(run_muster({"restore", backup, "--data", folder.path("data")}).code, 1)
            << "a server has the store";
        server.kill();
    }
    const auto restored = run_muster({"restore", backup, "--data", folder.path("data")});
    EXPECT_EQ(restored.code, 0) << restored.err;
    EXPECT_TRUE(fs::exists(folder.path("data/muster.db.replaced")));
    const ServerProcess server(folder);
    auto client = server.client();
    EXPECT_EQ(call(client, Verb::get, "/ready", {}).status, 200);
    const auto tenants = call(client, Verb::get, "/v1/tenants", bearer(server.admin_key()));
    EXPECT_NE(tenants.body.text().find("in-the-backup"), std::string::npos);
    EXPECT_EQ(tenants.body.text().find("later"), std::string::npos);
}

TEST(Start, SaysThatAcknowledgedWritesAreMissing) // promise 1
{
    const DataFolder folder;
    {
        ServerProcess server(folder);
        EXPECT_EQ(run_muster({"tenant", "create", "shop", "--server", server.url(), "--data",
                              folder.path("data")})
                      .code,
                  0);
        server.kill();
    }
    fs::resize_file(folder.path("data/muster.db-wal"), 0);
    const ServerProcess server(folder);
    auto client = server.client();
    const auto ready = call(client, Verb::get, "/ready", {});
    EXPECT_EQ(ready.status, 503);
    EXPECT_NE(ready.body.text().find("lost_writes"), std::string::npos) << ready.body.text();
    EXPECT_NE(server.log().find("lost acknowledged writes"), std::string::npos) << server.log();
    const auto metrics =
        client.send(Verb::get, "/metrics", bearer(server.admin_key()), "").value().body;
    EXPECT_NE(metrics.find("muster_store_trouble{kind=\"lost_writes\"} 1"), std::string::npos);
    EXPECT_EQ(run_muster({"check", "--data", folder.path("data")}).code, 1);
}

struct UnusableFile {
    std::string file; // in the data directory
    std::vector<std::string> options;
};

TEST(Start, NamesTheFileThatCannotBeUsedAndTheReasonOfTheSystem)
{
    const std::vector<UnusableFile> unusable{
        {"data/muster.db", {}},
        {"data/admin.key", {}},
        {"data/signing.key", {}},
        {"data/muster.toml", {}},
        {"data/muster.db.seen", {}},
        {"data/demo.json", {"--demo"}},
        {"data/other.toml", {"--config", "data/other.toml"}},
    };
    for (auto [file, options] : unusable) {
        const DataFolder folder;
        fs::create_directories(folder.path(file)); // a folder can be no file, not even for root
        for (auto& option : options) {
            if (option.find('/') != option.npos) option = folder.path(option);
        }
        const auto refused = start_in(folder, options);
        EXPECT_EQ(refused.code, 1) << file;
        EXPECT_EQ(lines_of(refused.err), 1U) << refused.err;
        EXPECT_NE(refused.err.find(folder.path(file)), std::string::npos) << refused.err;
        EXPECT_NE(refused.err.find("directory"), std::string::npos) << refused.err;
    }
}

TEST(Start, NeedsDescriptorsAndSaysSo)
{
    const DataFolder folder;
    const auto refused = run_muster({"serve", "--data", folder.path("data")}, 64);
    EXPECT_EQ(refused.code, 1);
    EXPECT_EQ(lines_of(refused.err), 1U) << refused.err;
    EXPECT_NE(refused.err.find("open files"), std::string::npos) << refused.err;
    EXPECT_FALSE(fs::exists(folder.path("data")));
}

// As after a start that was killed before it wrote down the keys.
TEST(Start, MakesAnUnfinishedDemonstrationWhole)
{
    const DataFolder folder;
    {
        ServerProcess server(folder, {"--demo"});
        EXPECT_EQ(server.stop(), 0);
    }
    for (const char* left : {"", "{\"native\":{\"key\":\"of another store\"}}"}) {
        const auto file = folder.path("data/demo.json");
        *left == 0 ? static_cast<void>(fs::remove(file)) : (std::ofstream(file) << left, void());
        ServerProcess server(folder, {"--demo"});
        auto client = server.client();
        const auto key = bearer(text(*server.demo().find("native"), "key"));
        const auto customers = call(client, Verb::get, "/v1/customers?total=true&limit=1", key);
        EXPECT_EQ(integer(customers.body, "total"), 1000);
        const auto groups = call(client, Verb::get, "/v1/groups", key);
        const auto* items = groups.body.find("items");
        ASSERT_NE(items, nullptr);
        EXPECT_EQ(items->as_array()->size(), 3U);
        EXPECT_EQ(integer(items->as_array()->front(), "member_count"), 100);
        EXPECT_EQ(server.stop(), 0);
    }
}

// The program's own calls count in no rate; those of the clients do.
TEST(Start, MakesTheDemonstrationUnderATightRate)
{
    const DataFolder folder;
    ServerProcess server(folder, {"--demo", "--rate-limit", "native=1/h"});
    auto client = server.client();
    const auto key = bearer(text(*server.demo().find("native"), "key"));
    EXPECT_EQ(call(client, Verb::get, "/v1/groups", key).status, 200);
    EXPECT_EQ(call(client, Verb::get, "/v1/groups", key).status, 429);
    EXPECT_EQ(server.stop(), 0);
}

// The key is stored by then, so that the next start would not print it.
TEST(Start, SaysWhereTheNewKeyIsWhenThePortIsInUse)
{
    const DataFolder folder;
    const ServerProcess server(folder);
    const DataFolder second;
    const auto refused = run_muster({"serve", "--data", second.path("data"), "--listen",
                                     server.url().substr(std::string("http://").size())});
    EXPECT_EQ(refused.code, 1);
    const auto key = content_of(second.path("data/admin.key"));
    EXPECT_NE(refused.out.find("admin.key:\n  " + key), std::string::npos) << refused.out;
}

// A terminal that closes, or a script that renews certificates, ends no server.
TEST(Start, GoesOnAfterSighupWithoutCertificate)
{
    const DataFolder folder;
    ServerProcess server(folder);
    server.hang_up();
    auto client = server.client();
    EXPECT_EQ(call(client, Verb::get, "/v1/tenants", bearer(server.admin_key())).status, 200);
    EXPECT_EQ(server.stop(), 0);
    EXPECT_NE(server.log().find("SIGHUP"), std::string::npos) << server.log();
}

// What a start that was killed has left of the demonstration: its tenant, its customers, its
// fields, its credentials, but no demo.json.
TEST(Start, MakesAnInterruptedDemonstrationAgain)
{
    const DataFolder folder;
    std::ofstream(folder.path("people.csv")) << "code,name,tenure\nA-1,Ann,3\nA-2,Bob,\n";
    const std::vector<std::string> options{"--demo", "--demo-data", folder.path("people.csv")};
    {
        ServerProcess server(folder, options);
        server.kill();
    }
    fs::remove(folder.path("data/demo.json"));
    ServerProcess again(folder, options);
    const auto key = text(*again.demo().find("native"), "key");
    auto client = again.client();
    const auto customers = call(client, Verb::get, "/v1/customers?total=true", bearer(key));
    EXPECT_EQ(customers.status, 200);
    EXPECT_EQ(integer(customers.body, "total"), 2);
}

} // namespace muster::e2e
