// A job that is stopped ends as if it had not been: every kind, stopped at every question whether
// the program ends.
#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "dialects/all.h"
#include "dialects/world.h"

namespace muster::dialects::test {
namespace {

using http::Verb;

struct Teller {
    World world;
    const Dialect& dialect;
    Caller caller{world, dialect};

    explicit Teller(std::string_view name) : dialect(name.empty() ? own() : *find(name)) {}

    http::Response send(Verb verb, const std::string& target, std::string body = {})
    {
        return caller.send(verb, target, std::move(body),
                           {{"Authorization", "Bearer " + caller.get("key")}});
    }
    std::string read(const std::string& target) { return send(Verb::get, target).body + '\n'; }
};

struct StoppedStory {
    std::string name;
    std::string_view dialect;                // empty: native
    std::function<void(Teller&)> begin;      // makes the job
    std::function<std::string(Teller&)> end; // all that can be seen of it
};

std::string people(int count, const std::string& name)
{
    std::string csv;
    for (int i = 1; i <= count; ++i) {
        const auto number = std::to_string(i);
        const bool is_bad = i % 100 == 0;
        csv += "P-" + number + ',' + name + ' ' + number + ',' + (is_bad ? "soon" : "") + '\n';
    }
    return csv;
}

// New rows are written in one piece, changed ones in several.
const std::string new_and_changed =
    "external_id,name,birth_date\n" + people(260, "New") + people(260, "Changed");

std::string customers(Teller& teller)
{
    return teller.read("/v1/customers?limit=1000&fields=id,external_id,name");
}

void import_people(Teller& teller, const std::string& query)
{
    const auto made = teller.send(Verb::post, "/v1/imports" + query, new_and_changed);
    ASSERT_EQ(made.status, 201) << made.body;
}

std::string see_import(Teller& teller)
{
    return teller.read("/v1/imports/1") + teller.read("/v1/imports/1/refused") + customers(teller);
}

void have_people(Teller& teller)
{
    import_people(teller, "");
    teller.world.work(teller.dialect);
}

void fill(Teller& teller, const std::string& members)
{
    have_people(teller);
    const auto made = teller.send(
        Verb::post, "/v1/fills",
        R"({"group_id": 3, "where": "name LIKE 'Changed%'", "members": ")" + members + "\"}");
    ASSERT_EQ(made.status, 201) << made.body;
}

std::string see_fill(Teller& teller)
{
    return teller.read("/v1/fills/2") + teller.read("/v1/fills/2/refused") +
           teller.read("/v1/groups/3/members?limit=1000&fields=customer_id");
}

std::string see_undos(Teller& teller)
{
    return teller.read("/v1/undos/3") + teller.read("/v1/undos/3/refused") +
           teller.read("/v1/undos/4") + teller.read("/v1/undos/4/refused") +
           teller.read("/v1/groups/3/members?limit=1000&fields=customer_id") + customers(teller);
}

void post_batch(Teller& teller)
{
    std::string body;
    for (int i = 0; i < 30; ++i) {
        body += std::string(i == 0 ? "[" : ",") +
                R"({"path": "/customer_groups", "method": "POST", "body": {"name": "Once"}})";
    }
    const auto made = teller.send(Verb::post, "/api/v3/1/batch", body + "]");
    ASSERT_EQ(made.status, 200) << made.body;
    teller.caller.set("ticket", *parse_json(made.body)->find("ticket")->as_text());
}

std::string see_batch(Teller& teller)
{
    return teller.read("/api/v3/1/batch?ticket=" + teller.caller.get("ticket")) +
           teller.read("/api/v3/1/customer_groups?limit=100");
}

std::vector<StoppedStory> stories()
{
    return {
        {"import", "", [](Teller& t) { import_people(t, ""); }, see_import},
        {"import into a group", "", [](Teller& t) { import_people(t, "?group=3"); },
         [](Teller& t) {
             return see_import(t) + t.read("/v1/groups/3/members?limit=1000&fields=customer_id");
         }},
        {"dry run", "", [](Teller& t) { import_people(t, "?dry_run=true"); }, see_import},
        {"export", "",
         [](Teller& t) {
             have_people(t);
             ASSERT_EQ(t.send(Verb::post, "/v1/exports").status, 201);
         },
         [](Teller& t) { return t.read("/v1/exports/2") + t.read("/v1/exports/2/content"); }},
        {"fill", "", [](Teller& t) { fill(t, "add"); }, see_fill},
        {"replacing fill", "", [](Teller& t) { fill(t, "replace"); }, see_fill},
        {"removal", "",
         [](Teller& t) {
             have_people(t);
             const auto made = t.send(Verb::post, "/v1/removals", R"({"where": "name LIKE '%1'"})");
             ASSERT_EQ(made.status, 201) << made.body;
         },
         [](Teller& t) { return t.read("/v1/removals/2") + customers(t); }},
        {"removal by a file", "",
         [](Teller& t) {
             have_people(t);
             import_people(t, "?remove=true");
         },
         [](Teller& t) {
             return t.read("/v1/imports/2") + t.read("/v1/imports/2/refused") + customers(t);
         }},
        {"undo", "",
         [](Teller& t) {
             have_people(t);
             import_people(t, "?group=3&members=replace");
             t.world.work(t.dialect);
             ASSERT_EQ(t.send(Verb::post, "/v1/undos", R"({"job_id": 2})").status, 201);
             ASSERT_EQ(t.send(Verb::post, "/v1/undos", R"({"job_id": 1})").status, 201);
         },
         see_undos},
        {"dry run of an undo", "",
         [](Teller& t) {
             have_people(t);
             const auto made = t.send(Verb::post, "/v1/undos?dry_run=true", R"({"job_id": 1})");
             ASSERT_EQ(made.status, 201) << made.body;
         },
         [](Teller& t) { return t.read("/v1/undos/2") + customers(t); }},
        {"batch", "ecwid", post_batch, see_batch},
    };
}

class StoppedJob : public testing::TestWithParam<StoppedStory> {};

// Promise 1 of the core.
TEST_P(StoppedJob, EndsAsIfItHadNotBeenStopped)
{
    const auto& story = GetParam();
    Teller whole(story.dialect);
    story.begin(whole);
    whole.world.work(whole.dialect);
    const auto expected = story.end(whole);
    ASSERT_EQ(expected.find("\"waiting\""), std::string::npos) << expected;

    int stopped_at = 0;
    for (bool was_stopped = true; was_stopped; ++stopped_at) {
        Teller teller(story.dialect);
        story.begin(teller);
        int asked = 0;
        teller.world.work(teller.dialect, [&] { return ++asked > stopped_at; });
        was_stopped = asked > stopped_at;
        teller.world.work(teller.dialect); // the next start
        ASSERT_EQ(story.end(teller), expected) << "stopped at question " << stopped_at + 1;
    }
    EXPECT_GT(stopped_at, 3) << "it has several steps";
}

INSTANTIATE_TEST_SUITE_P(Every, StoppedJob, testing::ValuesIn(stories()), [](const auto& story) {
    std::string name = story.param.name;
    std::replace(name.begin(), name.end(), ' ', '_');
    return name;
});

} // namespace
} // namespace muster::dialects::test
