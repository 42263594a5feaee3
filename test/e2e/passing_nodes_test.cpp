// Several nodes that pass calls on: clients may talk to any of them, and notice no difference
// (promises 1, 4).
#include <algorithm>
#include <atomic>
#include <fstream>
#include <thread>

#include "base/text.h"
#include "e2e/nodes.h"
#include "http/story.h"

namespace muster::e2e {

using http::RawClient;
using http::Verb;

namespace {

class PassingNodes : public Nodes {
protected:
    void SetUp() override
    {
        Nodes::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        ASSERT_TRUE(eventually([&] { return passes_on(1); })) << node(1).log();
    }

    void prepare(std::size_t i, std::vector<std::string>& options) override
    {
        options.insert(options.end(), {"--node-address", "127.0.0.1:0"});
        std::filesystem::create_directories(folders_[i].path("data"));
        if (i > 0 && !has_own_key_)
            std::filesystem::copy_file(folders_[0].path("data/signing.key"),
                                       folders_[i].path("data/signing.key"),
                                       std::filesystem::copy_options::overwrite_existing);
    }

    bool passes_on(std::size_t i)
    {
        const auto ready = ask(i, Verb::get, "/ready");
        return ready.status == 200 && ready.body.find("passes_on_to") != nullptr;
    }
    bool is_active(std::size_t i) { return is_ready(i) && !passes_on(i); }

    // Until the node answers.
    JsonAnswer insist(std::size_t i, Verb verb, const std::string& target, const Json& body = {})
    {
        JsonAnswer answer;
        eventually([&] {
            answer = ask(i, verb, target, body);
            return answer.status != 0 && answer.status != 503;
        });
        return answer;
    }

    std::uint16_t port(std::size_t i)
    {
        const auto text = url(i);
        return static_cast<std::uint16_t>(*parse_integer(text.substr(text.rfind(':') + 1)));
    }

    // The head of a request of the administrator.
    std::string get_head(const std::string& target, const std::string& more = {})
    {
        std::string head = "GET " + target + " HTTP/1.1\r\nHost: h\r\n" + more;
        for (const auto& header : headers_) head += header.name + ": " + header.value + "\r\n";
        return head + "\r\n";
    }

    std::string make_key(const std::string& dialect, const std::string& scopes)
    {
        const auto wanted =
            parse_json(R"({"dialect": ")" + dialect +
                       R"(", "kind": "key", "name": "story", "scopes": )" + scopes + "}");
        const auto made = ask(1, Verb::post, "/v1/credentials", *wanted);
        EXPECT_EQ(made.status, 201) << made.body.text();
        tenant_ = integer(made.body, "tenant_id");
        return text(made.body, "secret");
    }

    // The body of an answer in any API.
    std::string read(std::size_t i, const std::string& target, const std::string& key)
    {
        auto client = http::Client::create(url(i)).value();
        const auto answer = client.send(Verb::get, target, bearer(key), {});
        return answer ? answer->body : answer.error().message;
    }

    std::int64_t tenant_ = 0;
    bool has_own_key_ = false; // the next node to start
};

// Everything that comes until the text is there, or the connection ends.
std::string read_until(const RawClient& client, std::string_view wanted)
{
    std::string all;
    std::array<char, 4096> bytes;
    const timeval bound{60, 0};
    ::setsockopt(client.descriptor(), SOL_SOCKET, SO_RCVTIMEO, &bound, sizeof bound);
    while (all.find(wanted) == all.npos) {
        const auto count = ::recv(client.descriptor(), bytes.data(), bytes.size(), 0);
        if (count <= 0) break;
        all.append(bytes.data(), static_cast<std::size_t>(count));
    }
    return all;
}

} // namespace

TEST_F(PassingNodes, WhatIsWrittenThroughOneNodeIsReadThroughTheOtherAtOnceInEachApi)
{
    const auto ecwid =
        make_key("ecwid", R"(["read_customers", "create_customers", "update_customers"])");
    const auto xtrakit = make_key("xtrakit", "[]");
    const std::string store = "/ecwid/api/v3/" + std::to_string(tenant_);
    Json rule = named("Aged");
    rule.set("rule", "name LIKE 'Person %'");
    ASSERT_EQ(ask(0, Verb::post, "/v1/groups", rule).status, 201);
    for (std::size_t round = 1; round <= 20; ++round) {
        const std::size_t writer = round % 2;
        const std::size_t reader = 1 - writer;
        const std::string name = "Group number " + std::to_string(round) + '.';
        auto client = http::Client::create(url(writer)).value();
        const auto made =
            call(client, Verb::post, store + "/customer_groups", bearer(ecwid), named(name));
        ASSERT_EQ(made.status, 200) << made.body.text();
        const auto id = std::to_string(integer(made.body, "id"));
        EXPECT_EQ(text(ask(reader, Verb::get, "/v1/groups/" + id).body, "name"), name);
        const std::string lists[] = {read(reader, store + "/customer_groups?limit=100", ecwid),
                                     read(reader, "/xtrakit/api/v1/customer-groups", xtrakit)};
        for (const auto& list : lists) EXPECT_NE(list.find(name), list.npos) << list;

        ASSERT_EQ(ask(writer, Verb::post, "/v1/customers", named("Person " + id)).status, 201);
        EXPECT_EQ(integer(ask(reader, Verb::get, "/v1/groups/1").body, "member_count"),
                  static_cast<std::int64_t>(round));
    }
    EXPECT_EQ(ask(1, Verb::get, "/health").status, 200);
}

TEST_F(PassingNodes, ClientsThatKnowOneNodeLoseNoAcknowledgedWriteWhenOthersDie)
{
    start(2); // all clients know this node, and no other
    ASSERT_TRUE(eventually([&] { return passes_on(2); })) << node(2).log();
    std::atomic<int> answers = 0;
    std::atomic<bool> is_over = false;
    auto threads = start_writers([&](Verb verb, const std::string& target,
                                     const Json& body) { return insist(2, verb, target, body); },
                                 answers, is_over);
    const auto go_on = [&] {
        const int before = answers;
        return eventually([&] { return answers > before + 5 * writers; });
    };
    EXPECT_TRUE(go_on());
    node(0).kill();
    EXPECT_TRUE(eventually([&] { return is_active(1) || is_active(2); })) << node(2).log();
    EXPECT_TRUE(go_on()) << node(2).log();
    start(0);
    const std::size_t next = is_active(1) ? 1 : 2;
    if (next == 1) {
        EXPECT_EQ(node(1).stop(), 0); // hands over
        EXPECT_TRUE(eventually([&] { return is_active(0) || is_active(2); })) << node(2).log();
        EXPECT_TRUE(go_on()) << node(2).log();
    }
    is_over = true;
}

TEST_F(PassingNodes, FilesAndEventsPassThroughAsThroughTheActiveNode)
{
    RawClient events(port(1));
    events.send(get_head("/v1/changes", "Accept: text/event-stream\r\n"));
    EXPECT_NE(read_until(events, "\r\n\r\n").find("200 OK"), std::string::npos);
    ASSERT_EQ(ask(0, Verb::post, "/v1/groups", named("First of all")).status, 201);
    EXPECT_NE(read_until(events, "First of all").find("First of all"), std::string::npos);

    auto client = node(1).client();
    const auto made = client.send(Verb::post, "/v1/imports", headers_, people());
    ASSERT_TRUE(made);
    EXPECT_EQ(made->status, 201) << made->body;
    ASSERT_TRUE(eventually(
        [&] { return text(ask(0, Verb::get, "/v1/imports/1").body, "status") == "done"; }));
    ASSERT_LT(ask(1, Verb::post, "/v1/exports?columns=external_id,name").status, 300);
    ASSERT_TRUE(eventually([&] {
        return text(ask(1, Verb::get, "/v1/exports/2").body, "status") == "done";
    })) << ask(1, Verb::get, "/v1/exports").body.text();
    const auto file = client.send(Verb::get, "/v1/exports/2/content", headers_, {});
    ASSERT_TRUE(file);
    EXPECT_EQ(std::ranges::count(file->body, '\n'), imported - imported / 100 + 1);
}

TEST_F(PassingNodes, TheAuditLogOfTheActiveNodeHasTheAddressOfTheClient)
{
    const std::string question = "GET /v1/groups HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer wrong"
                                 "\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n";
    EXPECT_EQ(RawClient(port(1), 77).ask(question).status, 401);
    EXPECT_NE(node(0).audit_log().find("127.0.0.77"), std::string::npos) << node(0).audit_log();
    EXPECT_EQ(node(0).audit_log().find("203.0.113.9"), std::string::npos) << "it is no proxy";
    EXPECT_EQ(node(1).audit_log().find("127.0.0.77"), std::string::npos);
}

TEST_F(PassingNodes, ClientsOfANodeThatIsPausedAreAnsweredByTheNextOne)
{
    const auto group = make_group("old");
    RawClient waiting(port(1));
    EXPECT_EQ(waiting.ask(get_head(group)).status, 200);
    node(0).freeze();
    waiting.send(get_head(group)); // by the connection that node 0 has
    EXPECT_TRUE(eventually([&] { return is_active(1); })) << node(1).log();
    EXPECT_EQ(waiting.rest(), "") << "it is closed instead of waiting for the paused node";
    EXPECT_EQ(ask(1, Verb::patch, group, named("new")).status, 200);
    node(0).thaw();
    EXPECT_TRUE(eventually([&] { return passes_on(0); })) << node(0).log();
    EXPECT_EQ(text(ask(0, Verb::get, group).body, "name"), "new");
}

TEST_F(PassingNodes, ANodeWithAnotherSigningKeyPassesNothingOnAndSaysWhy)
{
    node(1).kill();
    std::ofstream(folders_[1].path("data/signing.key")) << to_base64(std::string(32, 'x')) << '\n';
    has_own_key_ = true;
    start(1);
    ASSERT_TRUE(eventually([&] { return passes_on(1); })) << "it has not tried yet";
    const auto answer = ask(1, Verb::get, "/v1/groups");
    EXPECT_EQ(answer.status, 503);
    EXPECT_NE(answer.body.text().find("another node is active (node-0)"), std::string::npos);
    EXPECT_EQ(ask(1, Verb::get, "/ready").status, 503) << "now it knows";
    EXPECT_NE(node(1).log().find("signing.key"), std::string::npos) << node(1).log();
    EXPECT_EQ(ask(0, Verb::get, "/v1/groups").status, 200);
}

} // namespace muster::e2e
