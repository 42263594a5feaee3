// Batches run in order, as their owner, once.
#include <gtest/gtest.h>

#include "dialects/dispatch.h"
#include "dialects/ecwid/batch/batch.h"
#include "dialects/ecwid/client.h"
#include "directory/customers.h"
#include "directory/jobs.h"
#include "jobs/queue.h"

namespace muster::dialects::test {
namespace {

struct Killed {};

// Does the work of a job thread: runs the batches of the store until none is left.
Result<void> run_batches(Work& work)
{
    const auto kinds = ecwid::batch_kinds(work.services, work.dispatch);
    const model::TenantId store{1};
    const auto is_batch = model::equals("work", std::string(kinds.front().name));
    while (!work.stops()) {
        const auto job = TRY(directory::next_job(work.directory.rows(), store, is_batch));
        if (!job) return {};
        TRY(jobs::run_job(work, kinds.front(), store, *job));
    }
    return {};
}

// A clock that throws after a number of calls, like a killed program: each write reads it once.
class MortalClock final : public Clock {
public:
    MortalClock(const Clock& clock, int writes) : clock_(clock), left_(writes) {}
    Time now() const override
    {
        if (--left_ < 0) throw Killed{};
        return clock_.now();
    }

private:
    const Clock& clock_;
    mutable int left_;
};

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
    // Does the work of a job thread, but stops before the request of that number.
    void work(int most = 1000)
    {
        int asked = 0;
        Work work{client_.world().services(),
                  dynamic_cast<const Dispatch&>(client_.world().service()),
                  [&] { return ++asked > most; }, [](std::chrono::seconds) { return true; },
                  [](const std::string&) {}};
        const auto done = run_batches(work);
        EXPECT_TRUE(done) << done.error().message;
    }
    // Simulates a program that is killed after this many writes; false when there were fewer.
    bool work_killed_after(int writes)
    {
        auto& whole = client_.world().directory();
        const MortalClock clock(whole.clock(), writes);
        directory::Directory directory(whole.store(), clock, whole.random());
        Services services{directory, client_.world().services().identity, {}};
        Work work{services, dynamic_cast<const Dispatch&>(client_.world().service()),
                  [] { return false; }, [](std::chrono::seconds) { return true; },
                  [](const std::string&) {}};
        try {
            EXPECT_TRUE(run_batches(work));
        } catch (const Killed&) {
            return true;
        }
        return false;
    }
    void make_customers(int count)
    {
        const auto made =
            client_.world().directory().write(directory::Principal{}, model::TenantId{1},
                                              [&](directory::Transaction& t) -> Result<void> {
                                                  for (int i = 0; i < count; ++i)
                                                      TRY(directory::create_customer(t, {}));
                                                  return {};
                                              });
        EXPECT_TRUE(made) << made.error().message;
    }
    Json status_of(const std::string& ticket, const std::string& more = "")
    {
        return client_.read("batch?ticket=" + ticket + more);
    }
    static std::string text_of(const Json* json) { return json == nullptr ? "" : json->text(); }

    EcwidClient client_;
};

// A group that is no text would be stored in JSON that the worker cannot read: it would stop every
// later batch.
TEST_F(EcwidBatch, group_that_is_not_utf8_is_refused)
{
    const std::string body = R"([{"path": "/customers/1", "method": "DELETE"}])";
    EXPECT_EQ(client_.send(http::Verb::post, "batch?groupId=%ff", body).status, 400);
    work();
}

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

// The worker has no request of the client any more when it answers.
TEST_F(EcwidBatch, addresses_in_answers_are_where_the_client_reached_the_server)
{
    const auto ticket = post(R"([{"path": "/profile", "method": "GET"}])");
    work();
    const auto status = status_of(ticket);
    EXPECT_NE(status.text().find(R"("storeUrl":"http://muster.test)"), std::string::npos)
        << status.text();
}

TEST_F(EcwidBatch, a_failure_stops_the_rest_unless_stop_on_first_failure_is_false)
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

TEST_F(EcwidBatch, an_interrupted_batch_resumes_and_repeats_no_request)
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

TEST_F(EcwidBatch, killed_after_each_write_it_still_has_all_answers)
{
    const auto ticket = post(R"json([
        {"path": "/customer_groups", "method": "POST", "body": {"name": "New"}},
        {"path": "/customer_groups/2", "method": "PUT", "body": {"name": "Renamed"}},
        {"path": "/customer_groups/3", "method": "DELETE"},
        {"path": "/customers", "method": "POST", "body": {"email": "new@example.net"}},
        {"path": "/customers/1", "method": "PUT", "body": {}},
        {"path": "/customers/3", "method": "DELETE"},
        {"path": "/customers/1/contacts", "method": "POST",
         "body": {"contact": "x", "type": "URL"}},
        {"path": "/customers/1/contacts/10003", "method": "PUT", "body": {"note": "x"}},
        {"path": "/customers/1/contacts/10003", "method": "DELETE"},
        {"path": "/store_extrafields/customers", "method": "POST",
         "body": {"key": "k", "title": "K"}},
        {"path": "/store_extrafields/customers/k", "method": "PUT", "body": {"title": "L"}},
        {"path": "/store_extrafields/customers/k", "method": "DELETE"},
        {"path": "/orders", "method": "POST", "body": {"customerId": 1, "total": 1}},
        {"path": "/orders/1001", "method": "DELETE"},
        {"path": "/customers_update", "method": "POST",
         "body": {"mode": "ALL", "customer": {"taxExempt": true}}}])json");
    int lives = 1;
    // Each write stores the progress of the batch and one request.
    while (lives < 100 && work_killed_after(2)) ++lives;
    EXPECT_EQ(lives, 16);
    std::string answers;
    const auto status = status_of(ticket);
    for (const auto& response : *status.find("responses")->as_array()) {
        answers += text_of(response.find("httpBody")) + '\n';
    }
    EXPECT_EQ(answers, R"({"id":5}
{"updateCount":1}
{"deleteCount":1}
{"id":5}
{"updateCount":1}
{"deleteCount":1}
{"createCount":1}
{"updateCount":1}
{"deleteCount":1}
{"createCount":1,"key":"k"}
{"updateCount":1}
{"deleteCount":1}
{"id":1001,"orderid":"M1001"}
{"deleteCount":1}
{"updateCount":3}
)");
}

TEST_F(EcwidBatch, a_mass_update_resumes_after_the_last_updated_customer)
{
    make_customers(1200);
    const auto ticket = post(R"([{"path": "/customers_update", "method": "POST",
                                  "body": {"mode": "ALL", "customer": {"taxExempt": true}}}])");
    EXPECT_TRUE(work_killed_after(2)); // the batch's own progress, and the first 500 customers
    const auto total_since = [&](const std::string& time) {
        return client_.read("customers?responseFields=total&updatedFrom=" + time).text();
    };
    client_.world().later(std::chrono::hours(1));
    EXPECT_EQ(client_.read("customers?taxExempt=true&responseFields=total").text(),
              R"({"total":500})");
    work();
    EXPECT_EQ(text_of((*status_of(ticket).find("responses")->as_array())[0].find("httpBody")),
              R"({"updateCount":1203})");
    EXPECT_EQ(client_.read("customers?taxExempt=true&responseFields=total").text(),
              R"({"total":1203})");
    EXPECT_EQ(total_since("2026-02-03+10:00:00"), R"({"total":703})");
}

// Core promise 10: an answered request is stored without its body.
TEST_F(EcwidBatch, the_body_of_a_request_is_erased_when_it_is_answered)
{
    post(R"([{"id": "a", "path": "/customers", "method": "POST",
              "body": {"email": "secret@example.org"}}])");
    const auto kept = [&] {
        model::Query query;
        query.kind = model::Kind::job_item;
        query.tenant = {1};
        query.limit = 1000;
        std::string all;
        const auto& rows = client_.world().directory().rows();
        for (const auto& item : model::rows_of<model::JobItem>(rows.page(query).value())) {
            all += item.request + item.answer;
        }
        return all;
    };
    EXPECT_NE(kept().find("secret@"), std::string::npos);
    work();
    EXPECT_EQ(kept().find("secret@"), std::string::npos);
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

// Promise 11 of the core.
TEST_F(EcwidBatch, the_answers_of_one_batch_are_bounded)
{
    const std::string notes(60'000, 'n');
    client_.send(http::Verb::put, "customers/1", R"({"privateAdminNotes": ")" + notes + "\"}");
    const std::string one = R"({"path": "/customers/1", "method": "GET"})";
    std::string body = one;
    for (int i = 1; i < 400; ++i) body += ',' + one;
    const auto ticket = post('[' + body + ']', "?stopOnFirstFailure=false");
    work();
    const auto answer = client_.send(http::Verb::get, "batch?ticket=" + ticket);
    EXPECT_LT(answer.body.size(), 21U << 20U);
    EXPECT_NE(answer.body.find("the answers of one batch are too large"), std::string::npos);
    EXPECT_NE(answer.body.find(R"("completedRequests":400)"), std::string::npos);
}

TEST_F(EcwidBatch, open_batches_of_a_store_are_bounded)
{
    const std::string body = R"([{"path": "/customers/1", "method": "GET"}])";
    for (int i = 0; i < 100; ++i) post(body);
    EXPECT_EQ(client_.send(http::Verb::post, "batch", body).status, 429);
    work();
    EXPECT_EQ(client_.send(http::Verb::post, "batch", body).status, 200);
}

TEST_F(EcwidBatch, a_batch_counts_by_its_requests)
{
    client_.world().limit_rate(*find("ecwid"), {10, std::chrono::hours(1)});
    std::string body = R"({"path": "/customers/1", "method": "GET"})";
    post("[" + body + ',' + body + ',' + body + "]");
    for (int i = 0; i < 7; ++i) EXPECT_EQ(client_.send(http::Verb::get, "customers/1").status, 200);
    EXPECT_EQ(client_.send(http::Verb::get, "customers/1").status, 429);
}

TEST_F(EcwidBatch, a_batch_that_cannot_be_read_fails_alone)
{
    auto& directory = client_.world().directory();
    const auto maker = client_.world().services().identity.by_key("ecwid", client_.key()).value();
    auto principal = directory::principal_of(maker);
    principal.tenant = {1};
    const auto made = directory.write(principal, {1}, [](directory::Transaction& t) {
        model::Job job;
        job.dialect = "ecwid";
        job.work = "batch";
        job.ticket = "poisoned";
        job.options = "{\"group\":\"\xff\"}";
        return directory::create_job_with_items(t, job, std::vector<model::JobItem>(1));
    });
    ASSERT_TRUE(made) << made.error().message;
    const auto ticket = post(R"([{"path": "/customers/1?responseFields=id", "method": "GET"}])");
    client_.world().work(*find("ecwid"));
    EXPECT_EQ(text_of(status_of(ticket).find("completedRequests")), "1");
    EXPECT_EQ(text_of(status_of("poisoned").find("status")), "\"COMPLETED\"");
    EXPECT_EQ(client_.send(http::Verb::remove, "batch?ticketId=poisoned").status, 200);
}

// Promise 10 of the core.
TEST_F(EcwidBatch, it_is_erased_an_hour_after_a_customer_was)
{
    const auto ticket = post(R"([{"path": "/customers/3", "method": "GET"}])");
    client_.world().work(*find("ecwid"));
    EXPECT_EQ(client_.send(http::Verb::remove, "customers/3").status, 200);
    client_.world().work(*find("ecwid"));
    EXPECT_EQ(client_.send(http::Verb::get, "batch?ticket=" + ticket).status, 200);
    client_.world().later(std::chrono::hours(1));
    client_.world().work(*find("ecwid"));
    EXPECT_EQ(client_.send(http::Verb::get, "batch?ticket=" + ticket).status, 404);
}

} // namespace
} // namespace muster::dialects::test
