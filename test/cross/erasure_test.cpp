// Erasure is complete (core promise 10): a person went through all APIs, as a customer, in jobs and
// in stored answers; after the removal and the documented delay no byte on disk names the person.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <tuple>

#include <gtest/gtest.h>

#include "base/text.h"
#include "cross/acts.h"
#include "dialects/all.h"
#include "directory/housekeeping.h"

namespace muster::dialects::test {
namespace {

using http::Verb;

constexpr std::string_view person = "zyxomma"; // in every name and address, in any case

// The files below a folder that name the person.
std::vector<std::string> files_with_person(const std::filesystem::path& folder)
{
    std::vector<std::string> found;
    if (!std::filesystem::exists(folder)) return found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        std::ifstream file(entry.path(), std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(file), {}};
        if (lower_ascii(bytes).find(person) != bytes.npos) found.push_back(entry.path().string());
    }
    return found;
}

std::map<std::string_view, Caller> make_callers(World& world)
{
    std::map<std::string_view, Caller> callers;
    for (const auto* dialect : all()) {
        callers.emplace(std::piecewise_construct, std::forward_as_tuple(dialect->name),
                        std::forward_as_tuple(world, *dialect));
    }
    return callers;
}

class Erasure : public testing::Test {
protected:
    // The engine that has files; the world reads this when it is made.
    static bool on_disk()
    {
        ::setenv("MUSTER_TEST_STORE", "sqlite", 1);
        return true;
    }
    void TearDown() override { ::unsetenv("MUSTER_TEST_STORE"); }

    http::Response native(Verb verb, const std::string& target, std::string body = {},
                          const std::string& repetition = {})
    {
        std::vector<http::Header> headers{{"Authorization", "Bearer " + native_.get("key")}};
        if (!repetition.empty()) headers.push_back({"Idempotency-Key", repetition});
        return native_.send(verb, target, std::move(body), std::move(headers));
    }
    http::Response ecwid(Verb verb, const std::string& path, std::string body = {})
    {
        return ecwid_.send(verb, "/api/v3/1/" + path, std::move(body),
                           {{"Authorization", "Bearer " + ecwid_.get("key")}});
    }
    void work()
    {
        for (const auto* dialect : all()) world_.work(*dialect);
        const auto kept = directory::run_housekeeping(
            world_.directory(), [](const std::string& line) { ADD_FAILURE() << line; });
        EXPECT_TRUE(kept);
    }
    std::vector<std::string> traces() const
    {
        auto found = files_with_person(world_.folder());
        const auto more = files_with_person(world_.services().jobs_folder);
        found.insert(found.end(), more.begin(), more.end());
        return found;
    }

    // Made by our own API, then changed and read by every other one.
    void go_through_all()
    {
        native_.set("first", "Zyxomma");
        native_.set("last", "Quorrel");
        native_.set("email", "zyxomma@example.org");
        native_.set("phone", "447700900998");
        native_.set("gid", "3");
        ASSERT_EQ(Acts::of(own()).play(native_, "make customer"), "");
        for (const auto* dialect : all()) {
            Caller& caller = callers_.at(dialect->name);
            if (dialect != &own()) hand_over(native_, caller);
            caller.set("last", "Quorrel-Zyxomma");
            for (const auto* act : {"change customer", "read customer", "join"}) {
                Acts::of(*dialect).play(caller, act); // what an API lacks is left out
            }
        }
    }
    // More than one page of the store.
    void repeat_calls()
    {
        for (int i = 0; i < 1100; ++i) {
            const auto number = std::to_string(i);
            const auto changed =
                native(Verb::patch, customer(), R"({"company": "Zyxomma )" + number + "\"}",
                       "call-" + number);
            ASSERT_EQ(changed.status, 200) << changed.body;
        }
    }
    void run_jobs()
    {
        const std::string rule = R"("where": "email = 'zyxomma@example.org'")";
        const std::string refused = "external_id,name,birth_date\nZ-1,Zyxomma,soon\n";
        const std::string unreadable = "external_id,surprise\nZ-2,Zyxomma\n";
        EXPECT_EQ(native(Verb::post, "/v1/imports", refused).status, 201);
        EXPECT_EQ(native(Verb::post, "/v1/imports", unreadable).status, 201); // fails
        EXPECT_EQ(native(Verb::post, "/v1/imports?complete=false", refused).status, 201);
        EXPECT_EQ(native(Verb::post, "/v1/exports").status, 201);
        EXPECT_EQ(native(Verb::post, "/v1/fills", R"({"group_id": 3, )" + rule + '}').status, 201);
        const std::string get = R"({"path": "/customers?limit=100", "method": "GET"})";
        const std::string post = R"({"path": "/customers", "method": "POST",
                                     "body": {"email": "zyxomma@example.org"}})";
        // The second request is refused, because the address is taken; the third never runs.
        EXPECT_EQ(ecwid(Verb::post, "batch", '[' + get + ',' + post + ',' + post + ']').status,
                  200);
        EXPECT_EQ(ecwid(Verb::post, "batch?groupId=off", '[' + post + ']').status, 200);
        EXPECT_EQ(ecwid(Verb::post, "batch/cancel-group?groupId=off").status, 200);
        Caller& nuweb = callers_.at("nuweb");
        const auto later =
            nuweb.send(Verb::get, "/v1/customers?async=true&email=zyxomma@example.org", {},
                       {{"Authorization", "Bearer " + nuweb.get("key")}});
        EXPECT_EQ(later.status, 202) << later.body;
        work();
    }
    std::string customer() const { return "/v1/customers/" + native_.get("cid"); }

    const bool on_disk_ = on_disk();
    World world_;
    std::map<std::string_view, Caller> callers_ = make_callers(world_); // one of each API
    Caller& native_ = callers_.at(own().name);
    Caller& ecwid_ = callers_.at("ecwid");
};

TEST_F(Erasure, no_byte_names_a_person_who_went_through_all_apis)
{
    go_through_all();
    run_jobs();
    EXPECT_FALSE(traces().empty());

    ASSERT_EQ(native(Verb::remove, customer()).status, 204);
    // The delay that docs/promises.md states: imports that can be resumed keep their file a day.
    world_.later(std::chrono::hours(25));
    work();
    EXPECT_EQ(traces(), std::vector<std::string>{});
}

// All of them, not only a first page. So many log entries make SQLite move rows between pages, and
// no copy of them stays in the unused part of a page.
TEST_F(Erasure, takes_every_stored_answer)
{
    go_through_all();
    repeat_calls();
    ASSERT_EQ(native(Verb::remove, customer()).status, 204);
    model::Query query;
    query.kind = model::Kind::stored_reply;
    query.tenant = {1};
    query.filter = model::equals("customer_id", *parse_integer(native_.get("cid")));
    EXPECT_EQ(world_.directory().rows().count(query).value_or(-1), 0);
    world_.later(std::chrono::hours(25));
    work();
    EXPECT_EQ(traces(), std::vector<std::string>{});
}

} // namespace
} // namespace muster::dialects::test
