// Batches run in order, as their owner, once.
#include <gtest/gtest.h>

#include "dialects/dispatch.h"
#include "dialects/ecwid/batch.h"
#include "dialects/ecwid/client.h"

namespace muster::dialects::test {
namespace {

class EcwidBatch : public testing::Test {
protected:
    std::string ticket_of(const http::Response& response)
    {
        EXPECT_EQ(response.status, 200) << response.body;
        const auto body = parse_json(response.body);
        return *body->find("ticket")->as_text();
    }
    std::string post(std::string body, const std::string& query = "")
    {
        return ticket_of(client_.send(http::Verb::post, "batch" + query, std::move(body)));
    }
    // What a worker's thread does; stops before the request of that number.
    void work(int most = 1000)
    {
        int asked = 0;
        Work work{client_.world().site(), dynamic_cast<const Dispatch&>(client_.world().service()),
                  [&] { return ++asked > most; }, [](std::chrono::seconds) { return true; },
                  [](const std::string&) {}};
        const auto done = ecwid::run_batches(work);
        EXPECT_TRUE(done) << done.error().message;
    }
    Json status_of(const std::string& ticket, const std::string& more = "")
    {
        return client_.read("batch?ticket=" + ticket + more);
    }
    static std::string text_of(const Json* json) { return json == nullptr ? "" : json->text(); }

    EcwidClient client_;
};

TEST_F(EcwidBatch, answers_come_in_the_order_of_the_requests)
{
    const auto ticket = post(R"json([
        {"id": "a", "path": "/customers?limit=1&responseFields=items(id)", "method": "GET",
         "body": ""},
        {"path": "customer_groups", "method": "POST", "body": {"name": "By \u0062atch"}},
        {"id": "c", "path": "customers/1", "method": "PUT", "body": "{\"taxId\": \"7\"}"}])json");
    EXPECT_EQ(text_of(status_of(ticket).find("status")), "\"QUEUED\"");
    work();
    const auto status = status_of(ticket);
    EXPECT_EQ(text_of(&status),
              R"({"status":"COMPLETED","totalRequests":3,"completedRequests":3,"responses":[)"
              R"({"id":"a","status":"COMPLETED","httpStatusCode":200,"httpStatusLine":"OK",)"
              R"("httpBody":{"items":[{"id":1}]}},)"
              R"({"status":"COMPLETED","httpStatusCode":200,"httpStatusLine":"OK",)"
              R"("httpBody":{"id":5}},)"
              R"({"id":"c","status":"COMPLETED","httpStatusCode":200,"httpStatusLine":"OK",)"
              R"("httpBody":{"updateCount":1}}]})");
    EXPECT_EQ(client_.read("customer_groups/5?responseFields=name").text(),
              R"({"name":"By batch"})");
}

TEST_F(EcwidBatch, a_failure_stops_the_rest_unless_told_otherwise)
{
    const std::string body = R"([{"path": "/customers/999", "method": "GET"},
                                 {"path": "/customers/1?responseFields=id", "method": "GET"}])";
    const auto stopped = post(body);
    const auto going_on = post(body, "?stopOnFirstFailure=false");
    work();
    const auto first = status_of(stopped, "&escapedJson=true");
    EXPECT_EQ(text_of(first.find("responses")),
              R"([{"status":"FAILED","httpStatusCode":404,"httpStatusLine":"Not Found",)"
              R"("escapedHttpBody":"{\"errorMessage\":\"Customer #999 not found\",)"
              R"(\"errorCode\":\"CUSTOMER_NOT_FOUND\"}"},)"
              R"({"status":"NOT_EXECUTED","httpStatusCode":0}])");
    EXPECT_EQ(text_of(status_of(going_on).find("completedRequests")), "2");
}

TEST_F(EcwidBatch, it_has_the_rights_of_the_token_that_made_it)
{
    const auto response =
        client_.send(http::Verb::post, "batch", R"([{"path": "/customers/1", "method": "DELETE"}])",
                     "key.read_only");
    const auto ticket = ticket_of(response);
    work();
    EXPECT_EQ(client_.send(http::Verb::get, "customers/1").status, 200);
    // ... and only that token sees it.
    EXPECT_EQ(client_.send(http::Verb::get, "batch?ticketId=" + ticket).status, 404);
    const auto own = client_.send(http::Verb::get, "batch?ticketId=" + ticket, {}, "key.read_only");
    EXPECT_NE(own.body.find("INSUFFICIENT_APP_SCOPE"), std::string::npos) << own.body;
}

TEST_F(EcwidBatch, batches_cannot_be_nested)
{
    const auto ticket = post(R"([{"path": "/batch", "method": "POST", "body": []}])");
    work();
    EXPECT_NE(text_of(status_of(ticket).find("responses")).find("\"httpStatusCode\":400"),
              std::string::npos);
}

TEST_F(EcwidBatch, cut_off_in_the_middle_it_goes_on_and_does_nothing_twice)
{
    std::string body;
    for (int i = 0; i < 20; ++i) {
        body += std::string(i == 0 ? "[" : ",") +
                R"({"path": "/customer_groups", "method": "POST", "body": {"name": "Twice"}})";
    }
    const auto ticket = post(body + "]");
    for (int most = 1; most < 12; ++most) work(most); // each time a little further
    work();
    EXPECT_EQ(text_of(status_of(ticket).find("completedRequests")), "20");
    EXPECT_EQ(client_.read("customer_groups?keyword=Twice&responseFields=total").text(),
              R"({"total":20})");
}

TEST_F(EcwidBatch, what_is_cancelled_is_not_run)
{
    const auto ticket = post(R"([{"path": "/customers/1", "method": "DELETE"}])", "?groupId=night");
    const auto answer = client_.send(http::Verb::post, "batch/cancel-group", "groupId=night");
    EXPECT_EQ(answer.body, R"({"updateCount":1})");
    work();
    EXPECT_EQ(status_of(ticket).text(),
              R"({"status":"COMPLETED","totalRequests":1,"completedRequests":0,"responses":[)"
              R"({"status":"NOT_EXECUTED","httpStatusCode":0}]})");
    EXPECT_EQ(client_.send(http::Verb::get, "customers/1").status, 200);
}

TEST_F(EcwidBatch, the_same_key_within_an_hour_gives_the_same_ticket)
{
    const std::string body =
        R"([{"path": "/customer_groups", "method": "POST", "body": {"name": "Once"}}])";
    const auto first = post(body, "?deduplicationKey=k-1");
    work();
    EXPECT_EQ(post(body, "?deduplicationKey=k-1"), first);
    client_.world().later(std::chrono::hours(1));
    EXPECT_NE(post(body, "?deduplicationKey=k-1"), first);
}

TEST_F(EcwidBatch, five_hundred_requests_are_one_batch_and_one_more_is_refused)
{
    const std::string one = R"({"path": "/customers/1?responseFields=id", "method": "GET"})";
    std::string body = one;
    for (int i = 1; i < 500; ++i) body += ',' + one;
    const auto ticket = post('[' + body + ']');
    EXPECT_EQ(client_.send(http::Verb::post, "batch", '[' + body + ',' + one + ']').status, 400);
    work();
    EXPECT_EQ(text_of(status_of(ticket).find("completedRequests")), "500");
}

} // namespace
} // namespace muster::dialects::test
