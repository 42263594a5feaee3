// Start, stop and restart of the server, and what a new user sees first.
#include <gtest/gtest.h>

#include "e2e/server_process.h"
#include "http/certificate.h"

namespace muster::e2e {

using http::Verb;

TEST(Lifecycle, AnEmptyDirectoryBecomesAServerWithAnAdministrator)
{
    const DataFolder folder;
    ServerProcess server(folder);
    EXPECT_NE(server.output().find(server.admin_key()), std::string::npos) << "shown once";
    const auto mode = std::filesystem::status(folder.path("data/admin.key")).permissions();
    EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    auto client = server.client();
    EXPECT_EQ(call(client, Verb::get, "/health", {}).status, 200);
    EXPECT_EQ(call(client, Verb::get, "/ready", {}).status, 200);
    const auto docs = client.send(Verb::get, "/docs/ecwid", {}, "").value();
    EXPECT_EQ(docs.status, 200);
    EXPECT_NE(docs.body.find("href=\"#get_api_v3_storeId_customers\""), std::string::npos);
    EXPECT_EQ(call(client, Verb::get, "/docs", {}).status, 200);
    EXPECT_EQ(call(client, Verb::get, "/docs/nobody", {}).status, 404);
    const auto me = call(client, Verb::get, "/v1/me", bearer(server.admin_key()));
    EXPECT_EQ(me.status, 200);
}

TEST(Lifecycle, EveryApiDescribesItself)
{
    const DataFolder folder;
    const ServerProcess server(folder);
    auto client = server.client();
    for (const auto* name : {"native", "ecwid", "capillary", "nudgescribe", "xtrakit", "nuweb"}) {
        const auto answer = call(client, Verb::get, "/openapi/" + std::string(name) + ".json", {});
        EXPECT_EQ(answer.status, 200) << name;
        EXPECT_EQ(text(answer.body, "openapi"), "3.1.0") << name;
    }
    EXPECT_EQ(call(client, Verb::get, "/openapi/none.json", {}).status, 404);
}

TEST(Lifecycle, SigtermDrainsAndExitsWithZeroAndTheKeyIsNotShownAgain)
{
    const DataFolder folder;
    ServerProcess first(folder);
    const auto key = first.admin_key();
    EXPECT_EQ(first.stop(), 0);
    ServerProcess second(folder);
    EXPECT_EQ(second.admin_key(), key);
    EXPECT_EQ(second.output().find(key), std::string::npos);
}

TEST(Lifecycle, TwoServersNeverShareADirectory)
{
    const DataFolder folder;
    const ServerProcess first(folder);
    const auto second =
        run_muster({"serve", "--data", folder.path("data"), "--listen", "127.0.0.1:0"});
    EXPECT_EQ(second.code, 1);
    EXPECT_NE(second.err.find("muster:"), std::string::npos);
}

TEST(Lifecycle, PortOfItsOwnSpeaksTlsBesideThePlainOne)
{
    const DataFolder folder;
    const http::TestFolder papers;
    const http::TestCertificate ours(papers, "ours");
    const ServerProcess server(folder, {"--listen", "https://127.0.0.1:0", "--tls-cert",
                                        ours.certificate, "--tls-key", ours.key});
    const auto begin = server.output().find("https://");
    ASSERT_NE(begin, std::string::npos) << server.output();
    const auto url = server.output().substr(begin, server.output().find(' ', begin) - begin);
    EXPECT_EQ(run_muster({"tenant", "list", "--server", url, "--ca", ours.certificate, "--key",
                          server.admin_key()})
                  .code,
              0);
    auto plain = server.client();
    EXPECT_EQ(call(plain, Verb::get, "/v1/me", bearer(server.admin_key())).status, 200);
}

TEST(Lifecycle, CertificateThatCannotBeUsedIsNamedAtStart)
{
    const DataFolder folder;
    const auto absent = folder.path("absent.pem");
    const auto finished =
        run_muster({"serve", "--data", folder.path("data"), "--listen", "https://127.0.0.1:0",
                    "--tls-cert", absent, "--tls-key", "k"});
    EXPECT_EQ(finished.code, 1);
    EXPECT_NE(finished.err.find(absent), std::string::npos) << finished.err;
}

TEST(Lifecycle, TheDemonstrationHasACredentialOfEveryKindUnderItsDocumentedNames)
{
    const DataFolder folder;
    const ServerProcess server(folder, {"--demo"});
    const Json demo = server.demo();
    const std::vector<std::pair<std::string, std::vector<std::string>>> names{
        {"native", {"base", "key"}},
        {"ecwid", {"base", "store_id", "token"}},
        {"capillary", {"base", "user", "password", "password_md5", "client_key", "client_secret"}},
        {"nudgescribe", {"base", "account_id", "workspace_id", "api_key", "email", "password"}},
        {"xtrakit", {"base", "key"}},
        {"nuweb", {"base", "company_id", "user_id", "email", "password"}},
    };
    ASSERT_EQ(demo.as_object()->size(), names.size());
    for (const auto& [dialect, members] : names) {
        const Json* part = demo.find(dialect);
        ASSERT_NE(part, nullptr) << dialect;
        EXPECT_EQ(part->as_object()->size(), members.size()) << dialect;
        for (const auto& member : members) EXPECT_NE(part->find(member), nullptr) << member;
    }
    auto client = server.client();
    const auto groups =
        call(client, Verb::get, "/v1/groups?total=true", bearer(text(*demo.find("native"), "key")));
    EXPECT_EQ(integer(groups.body, "total"), 3);
    const auto customers = call(client, Verb::get, "/v1/customers?total=true&limit=1",
                                bearer(text(*demo.find("native"), "key")));
    EXPECT_EQ(integer(customers.body, "total"), 1000);
}

TEST(Lifecycle, ADialectCanHaveAPortOfItsOwn)
{
    const DataFolder folder;
    const ServerProcess server(folder, {"--listen", "ecwid=127.0.0.1:0"});
    const auto place = server.output().find("(ecwid at the root)");
    ASSERT_NE(place, std::string::npos);
    const auto begin = server.output().rfind("http://", place);
    const auto url = server.output().substr(begin, server.output().find(' ', begin) - begin);
    auto client = http::Client::create(url).value();
    const auto answer = call(client, Verb::get, "/api/v3/77/customers", {});
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(text(answer.body, "errorCode"), "STORE_NOT_FOUND");
}

} // namespace muster::e2e
