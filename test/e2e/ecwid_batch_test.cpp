// Promise 24 of docs/dialects/ecwid.md under kill -9: a batch continues after the restart, runs no
// request twice, and loses no answer.
#include <array>
#include <functional>

#include <gtest/gtest.h>

#include "e2e/ecwid_store.h"

namespace muster::e2e {

using http::Verb;

namespace {

constexpr int batch_size = 500;

// The kinds of requests, used in turns, each with the answer that it must get.
struct BatchTurn {
    const char* method;
    std::function<std::string(int)> path;
    std::function<std::string(int)> body;
    int status;
    const char* member; // of its answer
};

std::string number(int at) { return std::to_string(at); }

const std::array<BatchTurn, 5> turns{{
    {"POST", [](int) { return "/customer_groups"; },
     [](int at) { return R"({"name": "Once )" + number(at) + "\"}"; }, 200, "id"},
    {"POST", [](int) { return "customers"; },
     [](int at) { return R"({"email": "c)" + number(at) + R"(@example.org"})"; }, 200, "id"},
    // The first customer exists by then, and each turn changes it.
    {"PUT", [](int) { return "/customers/1"; },
     [](int at) { return R"({"taxId": "T)" + number(at) + "\"}"; }, 200, "updateCount"},
    {"GET", [](int) { return "customers?limit=1&responseFields=total"; },
     [](int) { return "\"\""; }, 200, "total"},
    {"DELETE", [](int at) { return "/customers/" + number(100'000 + at); },
     [](int) { return "null"; }, 404, "errorCode"},
}};

const BatchTurn& turn_of(int at) { return turns[static_cast<std::size_t>(at) % turns.size()]; }

Json mixed_batch()
{
    std::string text;
    for (int at = 0; at < batch_size; ++at) {
        const auto& turn = turn_of(at);
        text += std::string(at == 0 ? "[" : ",") + R"({"id": "r)" + number(at) +
                R"(", "method": ")" + turn.method + R"(", "path": ")" + turn.path(at) +
                R"(", "body": )" + turn.body(at) + '}';
    }
    return *parse_json(text + ']');
}

// Polls the ticket until at least `least` requests have answers.
Json wait_for(const EcwidStore& store, http::Client& client, const std::string& ticket, int least)
{
    for (;;) {
        const auto answer = store.send(client, Verb::get, "/batch?ticket=" + ticket);
        if (answer.status != 200 || integer(answer.body, "completedRequests") >= least) {
            return answer.body;
        }
    }
}

void expect_in_order(const Json& status)
{
    const auto& responses = *status.find("responses")->as_array();
    ASSERT_EQ(responses.size(), std::size_t{batch_size});
    for (int at = 0; at < batch_size; ++at) {
        const auto& response = responses[static_cast<std::size_t>(at)];
        EXPECT_EQ(text(response, "id"), "r" + number(at));
        EXPECT_EQ(integer(response, "httpStatusCode"), turn_of(at).status) << response.text();
        EXPECT_NE(response.find("httpBody")->find(turn_of(at).member), nullptr) << response.text();
    }
}

} // namespace

TEST(EcwidBatch, KilledInTheMiddleItGoesOnDoesNothingTwiceAndLosesNoAnswer)
{
    const DataFolder folder;
    EcwidStore store;
    std::string ticket;
    {
        ServerProcess server(folder);
        store = EcwidStore::create(folder, server);
        auto client = server.client();
        const auto made =
            store.send(client, Verb::post, "/batch?stopOnFirstFailure=false", mixed_batch());
        ticket = text(made.body, "ticket");
        ASSERT_FALSE(ticket.empty()) << made.body.text();
        const auto status = wait_for(store, client, ticket, 100);
        server.kill();
        ASSERT_LT(integer(status, "completedRequests"), batch_size) << "killed too late";
    }
    ServerProcess again(folder);
    auto client = again.client();
    const auto status = wait_for(store, client, ticket, batch_size);
    expect_in_order(status);

    constexpr int each = batch_size / 5;
    const auto groups = store.send(client, Verb::get, "/customer_groups?keyword=Once&limit=1000");
    EXPECT_EQ(integer(groups.body, "total"), each) << "a group made twice would be there twice";
    const auto customers = store.send(client, Verb::get, "/customers?limit=1");
    EXPECT_EQ(integer(customers.body, "total"), each);
    const auto first = store.send(client, Verb::get, "/customers/1");
    EXPECT_EQ(text(first.body, "taxId"), "T497") << "the last of them, not an earlier one again";
}

} // namespace muster::e2e
