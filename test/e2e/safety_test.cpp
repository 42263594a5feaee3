// What the operator of a server relies on: wrong settings stop the start, keys can be lost and
// renewed, metrics and the logs say nothing to strangers.
#include <algorithm>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/server_process.h"

namespace muster::e2e {

namespace fs = std::filesystem;
using http::Verb;
using testing::HasSubstr;
using testing::Not;

namespace {

FinishedCommand serve_in(const DataFolder& folder, const std::vector<std::string>& options)
{
    std::vector<std::string> arguments{"serve", "--data", folder.path("data")};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return run_muster(arguments);
}

} // namespace

TEST(Safety, AWrongSettingStopsTheStartInOneLine)
{
    const std::vector<std::vector<std::string>> wrong{
        {"--log", "loud"},
        {"--log", "info", "--log", "debug"},
        {"--connections", "many"},
        {"--demo=maybe"},
        {"--listen", "19710"},
        {"--listen", "latin=127.0.0.1:0"},
        {"--rate-limit", "native=fast"},
        {"--metrics-listen", "https://127.0.0.1:0"},
        {"--tls-cert", "cert.pem"},
        {"--store", "oracle:x"},
    };
    for (const auto& options : wrong) {
        const DataFolder folder;
        const auto refused = serve_in(folder, options);
        EXPECT_EQ(refused.code, 1) << options.back();
        EXPECT_EQ(std::count(refused.err.begin(), refused.err.end(), '\n'), 1) << refused.err;
        EXPECT_THAT(refused.err, HasSubstr(options.front().substr(0, options.front().find('='))));
        EXPECT_FALSE(fs::exists(folder.path("data"))) << "nothing was made";
    }
}

TEST(Safety, AWebhookOfATenantThatDoesNotExistStopsTheStart) // promise 7
{
    const DataFolder folder;
    fs::create_directories(folder.path("data"));
    std::ofstream(folder.path("data/muster.toml"))
        << "[[webhook]]\nname = \"crm\"\ndialect = \"ecwid\"\nsecret = \"s\"\n"
           "url = \"https://crm.example.org\"\ntenant = \"shop\"\n";
    const auto refused = serve_in(folder, {"--listen", "127.0.0.1:0"});
    EXPECT_EQ(refused.code, 1);
    EXPECT_THAT(refused.err, HasSubstr("muster.toml line 6: tenant: there is no tenant 'shop'"));
}

TEST(Safety, TheTableOfSettingsIsPrinted)
{
    const auto printed = run_muster({"settings"});
    EXPECT_EQ(printed.code, 0);
    for (const char* name : {"rate_limit", "--tls-cert", "MUSTER_LOG", "tls.certificate"})
        EXPECT_THAT(printed.out, HasSubstr(name));
}

TEST(Safety, ALostFileOfTheAdministratorsKeyMakesNoSecondAdministrator)
{
    const DataFolder folder;
    std::string first;
    {
        ServerProcess server(folder);
        first = server.admin_key();
        EXPECT_EQ(server.stop(), 0);
    }
    fs::remove(folder.path("data/admin.key"));
    {
        ServerProcess server(folder);
        EXPECT_EQ(server.admin_key(), "");
        EXPECT_THAT(server.log(), HasSubstr("--new-admin-key"));
        auto client = server.client();
        EXPECT_EQ(call(client, Verb::get, "/v1/tenants", bearer(first)).status, 200);
        EXPECT_EQ(server.stop(), 0);
    }
    const ServerProcess server(folder, {"--new-admin-key"});
    auto client = server.client();
    EXPECT_EQ(call(client, Verb::get, "/v1/tenants", bearer(first)).status, 401);
    EXPECT_EQ(call(client, Verb::get, "/v1/tenants", bearer(server.admin_key())).status, 200);
}

TEST(Safety, MetricsNeedTheAdministratorsKeyOrAListenerOfTheirOwn)
{
    const DataFolder folder;
    const ServerProcess server(folder, {"--demo", "--metrics-listen", "127.0.0.1:0"});
    auto client = server.client();
    const auto key = text(*server.demo().find("native"), "key");
    EXPECT_EQ(client.send(Verb::get, "/metrics", {}, "")->status, 401);
    EXPECT_EQ(client.send(Verb::get, "/metrics", bearer(key), "")->status, 401);
    EXPECT_EQ(client.send(Verb::get, "/metrics", bearer(server.admin_key()), "")->status, 200);
    const auto place = server.output().find("(metrics");
    ASSERT_NE(place, std::string::npos) << server.output();
    const auto begin = server.output().rfind("http://", place);
    auto scraper = http::Client::create(
                       server.output().substr(begin, server.output().find(' ', begin) - begin))
                       .value();
    const auto metrics = scraper.send(Verb::get, "/metrics", {}, "").value();
    EXPECT_EQ(metrics.status, 200);
    EXPECT_THAT(metrics.body, HasSubstr("muster_index_bytes"));
    EXPECT_THAT(metrics.body, Not(HasSubstr("tenant=")));
    EXPECT_EQ(scraper.send(Verb::get, "/v1/me", bearer(key), "")->status, 404);
    EXPECT_EQ(scraper.send(Verb::get, "/docs", {}, "")->status, 404);
}

TEST(Safety, TheAuditLogSaysWhoDidWhatFromWhere)
{
    const DataFolder folder;
    const ServerProcess server(folder);
    auto client = server.client();
    Json tenant = Json::object();
    tenant.set("slug", "shop");
    const auto admin = bearer(server.admin_key());
    EXPECT_EQ(call(client, Verb::post, "/v1/tenants", admin, tenant).status, 201);
    EXPECT_EQ(call(client, Verb::get, "/v1/tenants", bearer("a wrong key")).status, 401);
    const auto log = server.audit_log();
    EXPECT_THAT(log, HasSubstr(R"("event":"administered")"));
    EXPECT_THAT(log, HasSubstr(R"("target":"/v1/tenants","status":201,"credential":1)"));
    EXPECT_THAT(log, HasSubstr(R"("event":"refused")"));
    EXPECT_THAT(log, HasSubstr(R"("address":"127.0.0.1")"));
    EXPECT_THAT(log, Not(HasSubstr("a wrong key")));
    const auto mode = fs::status(folder.path("data/audit.log")).permissions();
    EXPECT_EQ(mode, fs::perms::owner_read | fs::perms::owner_write);
}

TEST(Safety, AFileThatOthersCanReadIsNamedAtTheStart)
{
    const DataFolder folder;
    {
        ServerProcess server(folder);
        EXPECT_EQ(server.stop(), 0);
    }
    fs::permissions(folder.path("data/admin.key"), fs::perms::others_read, fs::perm_options::add);
    const ServerProcess server(folder);
    EXPECT_THAT(server.log(), HasSubstr("chmod 600 " + folder.path("data/admin.key")));
}

TEST(Safety, NoTextOfAClientBeginsALineOfTheLog)
{
    const DataFolder folder;
    const ServerProcess server(folder, {"--log", "debug"});
    auto client = server.client();
    EXPECT_EQ(
        call(client, Verb::get, "/v1/me?a%0Aforged=%0Aline", bearer(server.admin_key())).status,
        400);
    EXPECT_THAT(server.log(), HasSubstr("\\x0aforged"));
    EXPECT_THAT(server.log(), Not(HasSubstr("\nforged")));
}

TEST(Safety, AnswersSayThatNobodyStoresOrSniffsThem)
{
    const DataFolder folder;
    const ServerProcess server(folder);
    auto client = server.client();
    for (const char* path : {"/v1/me", "/docs", "/health"}) {
        const auto answer = client.send(Verb::get, path, bearer(server.admin_key()), "").value();
        EXPECT_EQ(answer.status, 200) << path;
        const auto has = [&](std::string_view name, std::string_view value) {
            return std::ranges::any_of(answer.headers, [&](const http::Header& header) {
                return http::same_name(header.name, name) && header.value.starts_with(value);
            });
        };
        EXPECT_TRUE(has("X-Content-Type-Options", "nosniff")) << path;
        EXPECT_EQ(has("Cache-Control", "no-store"), path == std::string("/v1/me")) << path;
        EXPECT_EQ(has("Content-Security-Policy", "default-src 'none'"),
                  path == std::string("/docs"))
            << path;
    }
}

} // namespace muster::e2e
