// Promise 45: the live feed of changes misses nothing, resumes, and stops when it has to.
#include <gtest/gtest.h>

#include "dialects/all.h"
#include "dialects/world.h"

namespace muster::dialects::native {
namespace {

using http::Verb;
using test::Caller;
using test::World;

class ChangeFeeds : public testing::Test {
protected:
    http::Response ask(const std::string& query = {}, std::vector<http::Header> headers = {})
    {
        headers.push_back({"Authorization", "Bearer " + caller_.get("key")});
        headers.push_back({"Accept", "text/event-stream"});
        return caller_.send(Verb::get, "/v1/changes" + query, {}, std::move(headers));
    }

    std::shared_ptr<http::BodyStream> open(const std::string& query = {},
                                           std::vector<http::Header> headers = {})
    {
        auto response = ask(query, std::move(headers));
        EXPECT_EQ(response.status, 200) << response.body;
        EXPECT_EQ(response.content_type, "text/event-stream");
        EXPECT_TRUE(response.stream);
        EXPECT_EQ(response.stream->next(), ":\n\n") << "the first look says that it is open";
        return response.stream;
    }

    // Makes a group and gives the revision.
    std::string make_group(const std::string& name)
    {
        const auto made = caller_.send(Verb::post, "/v1/groups", R"({"name": ")" + name + "\"}",
                                       {{"Authorization", "Bearer " + caller_.get("key")}});
        EXPECT_EQ(made.status, 201) << made.body;
        return std::to_string(*parse_json(made.body)->find("revision")->as_integer());
    }

    World world_;
    Caller caller_{world_, *find("native")};
};

TEST_F(ChangeFeeds, show_each_change_with_the_revision_as_id)
{
    const auto feed = open();
    EXPECT_EQ(feed->next(), "") << "nothing has happened";
    const auto revision = make_group("First");
    const auto event = feed->next().value();
    EXPECT_TRUE(event.starts_with("id: " + revision + "\nevent: change\ndata: {")) << event;
    EXPECT_NE(event.find(R"("name":"First")"), event.npos) << event;
    EXPECT_TRUE(event.ends_with("}\n\n")) << event;
    EXPECT_EQ(feed->next(), "");
}

TEST_F(ChangeFeeds, resume_behind_the_last_event)
{
    const auto first = make_group("First");
    const auto second = make_group("Second");
    auto response = ask({}, {{"Last-Event-ID", first}});
    const auto event = response.stream->next().value();
    EXPECT_TRUE(event.starts_with("id: " + second + "\n")) << event;
    EXPECT_EQ(event.find("First"), event.npos) << event;
}

TEST_F(ChangeFeeds, refuse_an_event_that_never_was)
{
    const auto response = ask({}, {{"Last-Event-ID", "yesterday"}});
    EXPECT_EQ(response.status, 400);
    EXPECT_NE(response.body.find("Last-Event-ID"), response.body.npos) << response.body;
}

TEST_F(ChangeFeeds, can_send_only_the_newest_revision)
{
    const auto feed = open("?details=false");
    make_group("First");
    const auto revision = make_group("Second");
    EXPECT_EQ(feed->next(), "id: " + revision + "\nevent: revision\ndata: " + revision + "\n\n");
    EXPECT_EQ(feed->next(), "");
}

TEST_F(ChangeFeeds, show_only_what_the_query_asks_for)
{
    const auto feed = open("?entity=customer");
    make_group("First");
    EXPECT_EQ(feed->next(), "");
}

// Without it, a client that got no event would begin at the newest change when it comes back.
TEST_F(ChangeFeeds, say_how_far_they_have_looked_when_no_change_was_wanted)
{
    const auto feed = open("?events=customer.created");
    const auto revision = make_group("First");
    EXPECT_EQ(feed->next(), "");
    world_.later(limits::change_feed_beat);
    EXPECT_EQ(feed->next(), "id: " + revision + "\n\n");
    world_.later(limits::change_feed_beat);
    EXPECT_EQ(feed->next(), ":\n\n");
}

TEST_F(ChangeFeeds, send_a_sign_of_life_and_end_after_a_while)
{
    const auto feed = open();
    world_.later(limits::change_feed_beat);
    EXPECT_EQ(feed->next(), ":\n\n");
    EXPECT_EQ(feed->next(), "");
    world_.later(limits::change_feed_age);
    EXPECT_EQ(feed->next(), std::nullopt);
}

TEST_F(ChangeFeeds, end_when_the_key_is_revoked)
{
    const auto feed = open();
    const auto me =
        caller_.send(Verb::get, "/v1/me", {}, {{"Authorization", "Bearer " + caller_.get("key")}});
    const auto id = *parse_json(me.body)->find("credential_id")->as_integer();
    const auto gone = caller_.send(Verb::remove, "/v1/credentials/" + std::to_string(id), {},
                                   {{"Authorization", "Bearer " + caller_.get("key")}});
    ASSERT_EQ(gone.status, 204) << gone.body;
    EXPECT_EQ(feed->next(), std::nullopt);
}

TEST_F(ChangeFeeds, have_a_limit_in_each_tenant)
{
    std::vector<std::shared_ptr<http::BodyStream>> feeds;
    while (feeds.size() < limits::change_feeds_per_tenant) feeds.push_back(open());
    EXPECT_EQ(ask().status, 429);
    feeds.pop_back();
    EXPECT_EQ(ask().status, 200);
}

} // namespace
} // namespace muster::dialects::native
