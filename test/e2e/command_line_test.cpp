// The command line against a running server, as an operator uses it.
#include <fstream>

#include <gtest/gtest.h>

#include "e2e/server_process.h"

namespace muster::e2e {

namespace {

class CommandLine : public ::testing::Test {
protected:
    FinishedCommand muster(std::vector<std::string> arguments)
    {
        arguments.insert(arguments.end(),
                         {"--server", server.url(), "--data", folder.path("data")});
        return run_muster(arguments);
    }

    FinishedCommand muster_in_shop(std::vector<std::string> arguments)
    {
        arguments.insert(arguments.end(), {"--tenant", "shop"});
        return muster(std::move(arguments));
    }

    void write(const std::string& name, const std::string& content)
    {
        std::ofstream(folder.path(name)) << content;
    }

    void SetUp() override { ASSERT_EQ(muster({"tenant", "create", "shop"}).code, 0); }

    DataFolder folder;
    ServerProcess server{folder};
};

} // namespace

TEST_F(CommandLine, ImportDeclaresColumnsAndTheSecondTimeNothingChanges)
{
    write("people.csv", "code,name,tenure,charges,joined\nA-1,Nora Lind,3,29.85,2026-01-05\n"
                        "A-2,Luca Berg,40,,2025-11-30\n");
    const auto import = [&] {
        return muster_in_shop({"import", folder.path("people.csv"), "--key-field", "code",
                               "--declare", "--group", "Regulars"});
    };
    const auto first = import();
    EXPECT_EQ(first.code, 0) << first.err;
    EXPECT_NE(first.out.find("2 rows, 5 columns: 2 inserted, 0 updated, 0 unchanged, 0 refused"),
              std::string::npos)
        << first.out;
    EXPECT_NE(first.err.find("declared tenure: integer"), std::string::npos) << first.err;
    EXPECT_NE(first.err.find("declared charges: decimal, 1 blank cells"), std::string::npos);
    const auto second = import();
    EXPECT_NE(second.out.find("0 inserted, 0 updated, 2 unchanged"), std::string::npos)
        << second.out;
    const auto groups = muster_in_shop({"group", "list"});
    EXPECT_NE(groups.out.find("Regulars"), std::string::npos);
}

TEST_F(CommandLine, ARefusedRowIsNamedByLineFieldAndReason)
{
    write("good.csv", "external_id,tenure\nA-1,3\n");
    ASSERT_EQ(muster_in_shop({"import", folder.path("good.csv"), "--declare"}).code, 0);
    write("bad.csv", "external_id,tenure\nA-1,4\nA-2,long\nA-3\n");
    const auto result = muster_in_shop({"import", folder.path("bad.csv")});
    EXPECT_EQ(result.code, 3);
    EXPECT_NE(result.out.find("0 inserted, 1 updated, 0 unchanged, 2 refused"), std::string::npos)
        << result.out;
    EXPECT_NE(result.err.find("line 3: tenure must be an integer"), std::string::npos)
        << result.err;
    EXPECT_NE(result.err.find("line 4: has 1 cells, the header has 2"), std::string::npos);
}

TEST_F(CommandLine, ADryRunStoresNothing)
{
    write("people.csv", "external_id,tenure\nA-1,3\n");
    const auto result =
        muster_in_shop({"import", folder.path("people.csv"), "--declare", "--dry-run"});
    EXPECT_EQ(result.code, 0) << result.err;
    EXPECT_NE(result.out.find("dry run, nothing stored: 1 rows, 2 columns: 1 inserted"),
              std::string::npos)
        << result.out;
    EXPECT_NE(result.err.find("would declare tenure: integer"), std::string::npos);
    const auto exported = muster_in_shop({"export"});
    EXPECT_EQ(exported.out.find("A-1"), std::string::npos);
}

TEST_F(CommandLine, WhatWasExportedIsImportedUnchanged)
{
    write("people.csv",
          "external_id,email,city,tenure,note\nA-1,a@example.org,Leeds,3,\"a \"\"b\"\", c\"\n");
    ASSERT_EQ(muster_in_shop({"import", folder.path("people.csv"), "--declare"}).code, 0);
    ASSERT_EQ(muster_in_shop({"export", "--output", folder.path("out.csv")}).code, 0);
    const auto again = muster_in_shop({"import", folder.path("out.csv")});
    EXPECT_NE(again.out.find("0 inserted, 0 updated, 1 unchanged, 0 refused"), std::string::npos)
        << again.out << again.err;
}

TEST_F(CommandLine, AGroupByRuleSaysHowManyItHasAndAWrongRuleWhere)
{
    write("people.csv", "external_id,city\nA-1,Leeds\nA-2,York\nA-3,Leeds\n");
    ASSERT_EQ(muster_in_shop({"import", folder.path("people.csv")}).code, 0);
    const auto seen = muster_in_shop(
        {"group", "create", "Leeds", "--rule", "city='Leeds' and id > 0", "--dry-run"});
    EXPECT_EQ(seen.code, 0) << seen.err;
    EXPECT_NE(seen.out.find("nothing created: city = 'Leeds' AND id > 0\n2 members now, such as 1"),
              std::string::npos)
        << seen.out;
    EXPECT_EQ(muster_in_shop({"group", "list"}).out.find("Leeds"), std::string::npos);
    const auto made = muster_in_shop({"group", "create", "Leeds", "--rule", "city = 'Leeds'"});
    EXPECT_EQ(made.code, 0) << made.err;
    EXPECT_NE(made.out.find("(Leeds), 2 members now"), std::string::npos) << made.out;
    const auto wrong = muster_in_shop({"group", "create", "Nowhere", "--rule", "town = 'Leeds'"});
    EXPECT_EQ(wrong.code, 1);
    const auto told = wrong.err.find("no field is called town");
    EXPECT_NE(told, std::string::npos) << wrong.err;
    EXPECT_EQ(wrong.err.find("no field is called town", told + 1), std::string::npos) << "once";
}

TEST_F(CommandLine, GroupsAreMadeRenamedFilledAndRemovedByHand)
{
    write("people.csv", "external_id\nA-1\nA-2\n");
    ASSERT_EQ(muster_in_shop({"import", folder.path("people.csv")}).code, 0);
    EXPECT_EQ(muster_in_shop({"group", "create", "VIP", "--capacity", "1"}).code, 0);
    EXPECT_EQ(muster_in_shop({"group", "add", "VIP", "1"}).code, 0);
    const auto full = muster_in_shop({"group", "add", "VIP", "2"});
    EXPECT_EQ(full.code, 3);
    EXPECT_NE(full.err.find("customer 2"), std::string::npos) << full.err;
    EXPECT_EQ(muster_in_shop({"group", "rename", "VIP", "Gold"}).code, 0);
    EXPECT_NE(muster_in_shop({"group", "members", "Gold"}).out.find("customer_id"),
              std::string::npos);
    EXPECT_EQ(muster_in_shop({"group", "remove", "Gold"}).code, 0);
    EXPECT_EQ(muster_in_shop({"group", "members", "Gold"}).code, 1);
}

TEST_F(CommandLine, KeysAreMadeUsedAndRevoked)
{
    const auto made =
        muster_in_shop({"key", "create", "--name", "till", "--scope", "read", "--prefix", "pos_"});
    ASSERT_EQ(made.code, 0) << made.err;
    const auto key = made.out.substr(made.out.find("pos_"), 47);
    auto client = server.client();
    EXPECT_EQ(call(client, http::Verb::get, "/v1/customers", bearer(key)).status, 200);
    EXPECT_EQ(call(client, http::Verb::post, "/v1/customers", bearer(key), Json::object()).status,
              403);
    const auto id = made.out.substr(11, made.out.find(',') - 11);
    EXPECT_EQ(muster_in_shop({"key", "revoke", id}).code, 0);
    EXPECT_EQ(call(client, http::Verb::get, "/v1/customers", bearer(key)).status, 401);
}

TEST_F(CommandLine, ABackupIsACleanCopyOfTheLiveDatabase)
{
    write("people.csv", "external_id\nA-1\nA-2\n");
    ASSERT_EQ(muster_in_shop({"import", folder.path("people.csv")}).code, 0);
    const auto backup = muster({"backup", "copy.db"});
    EXPECT_EQ(backup.code, 0) << backup.err;
    const auto check =
        run_muster({"check", "--store", "sqlite:" + folder.path("data/backups/copy.db")});
    EXPECT_EQ(check.code, 0) << check.out;
    EXPECT_NE(check.out.find("clean"), std::string::npos);
}

TEST_F(CommandLine, MistakesAreToldInOneLineThatSaysWhatToDo)
{
    const auto no_tenant = muster({"group", "list", "--tenant", "nowhere"});
    EXPECT_EQ(no_tenant.code, 1);
    EXPECT_EQ(std::count(no_tenant.err.begin(), no_tenant.err.end(), '\n'), 1) << no_tenant.err;
    const auto no_key =
        run_muster({"tenant", "list", "--server", server.url(), "--data", "/nowhere"});
    EXPECT_EQ(no_key.code, 1);
    EXPECT_NE(no_key.err.find("--key"), std::string::npos) << no_key.err;
    const auto no_server =
        run_muster({"tenant", "list", "--server", "http://127.0.0.1:1", "--key", "x"});
    EXPECT_EQ(no_server.code, 1);
    EXPECT_EQ(run_muster({"group"}).code, 2);
    EXPECT_EQ(run_muster({"import", "--help"}).code, 0);
}

} // namespace muster::e2e
