// A client that has stored the ids of its shop works unchanged: paths, bodies, filters, mass
// updates, batches and webhooks have the vendor numbers, and the ids of this server appear nowhere.
#include "dialects/ecwid/batch/batch.h"
#include "dialects/ecwid/webhook_story.h"

namespace muster::dialects::test {
namespace {

using http::Verb;

// The shop has the store id 1003, the groups 15213 and 15214, and the customers 40201284 (Ada, in
// 15213) and 40201285 (Grace).
class EcwidVendorNumbers : public EcwidWebhooks {
protected:
    EcwidVendorNumbers()
    {
        give("/v1/tenants/first", R"({"ecwid.store_id": 1003})", "key.admin");
        give("/v1/groups/1", R"({"ecwid": 15213})");
        give("/v1/groups/2", R"({"ecwid": 15214})");
        give("/v1/customers/1", R"({"ecwid": 40201284})");
        give("/v1/customers/2", R"({"ecwid": 40201285})");
        client_.enter("1003");
        turn();
        arrived_.clear();
    }

    void give(const std::string& target, const std::string& numbers, const std::string& key = "key")
    {
        const auto given =
            native_.send(Verb::patch, target, "{\"vendor_numbers\": " + numbers + '}',
                         {{"Authorization", "Bearer " + native_.get(key)}});
        ASSERT_EQ(given.status, 200) << given.body;
    }

    std::string read(const std::string& path, const std::string& member)
    {
        const auto body = client_.read(path);
        const Json* found = body.find(member);
        return found == nullptr ? body.text() : found->text();
    }

    int status(Verb verb, const std::string& path, const std::string& body = {})
    {
        return client_.send(verb, path, body).status;
    }

    Caller native_{client_.world(), own()};
};

TEST_F(EcwidVendorNumbers, stand_in_paths_and_answers)
{
    EXPECT_EQ(read("profile?responseFields=generalInfo(storeId)", "generalInfo"),
              R"({"storeId":1003})");
    EXPECT_EQ(read("customers/40201284?responseFields=id,customerGroupId", "id"), "40201284");
    EXPECT_EQ(read("customers/40201284", "customerGroupId"), "15213");
    EXPECT_EQ(read("customer_groups/15213", "id"), "15213");
    EXPECT_EQ(read("customer_groups?responseFields=items(id)", "items"),
              R"([{"id":0},{"id":15213},{"id":15214},{"id":3}])");
    EXPECT_EQ(read("customers?responseFields=items(id,customerGroupId)", "items"),
              R"([{"id":40201284,"customerGroupId":15213},{"id":3,"customerGroupId":0},)"
              R"({"id":40201285,"customerGroupId":15214}])");
    EXPECT_EQ(read("customers_ids", "ids"), "[40201284,40201285,3]");
    for (const auto* path : {"customers/1", "customer_groups/1", "customers/1/contacts"}) {
        EXPECT_EQ(status(Verb::get, path), 404) << path << ": our id is no id of this client";
    }
    client_.enter("1");
    EXPECT_EQ(status(Verb::get, "profile"), 404);
}

TEST_F(EcwidVendorNumbers, stand_in_bodies_and_filters)
{
    EXPECT_EQ(status(Verb::put, "customers/40201285", R"({"customerGroupId": 15213})"), 200);
    EXPECT_EQ(read("customers?customerGroupIds=15213&responseFields=items(id)", "items"),
              R"([{"id":40201284},{"id":40201285}])");
    EXPECT_EQ(read("customers?customerGroup=1&responseFields=total", "total"), "0");
    EXPECT_EQ(read("customer_groups?customerGroupIds=15214,0,2&responseFields=items(id)", "items"),
              R"([{"id":0},{"id":15214}])");
    EXPECT_EQ(status(Verb::put, "customers/40201285", R"({"customerGroupId": 1})"), 404);
    EXPECT_EQ(status(Verb::put, "customer_groups/15214", R"({"name": "Wholesale"})"), 200);
    EXPECT_EQ(read("customer_groups/15214", "name"), R"("Wholesale")");
    const auto order =
        client_.send(Verb::post, "orders", R"({"customerId": 40201285, "total": 5})");
    ASSERT_EQ(order.status, 200) << order.body;
    EXPECT_NE(read("customers/40201285/orders", "items").find(R"("customerId":40201285)"),
              std::string::npos);
}

TEST_F(EcwidVendorNumbers, stand_in_mass_updates)
{
    EXPECT_EQ(client_
                  .send(Verb::post, "customers_update",
                        R"({"mode": "SELECTED", "ids": [40201284, 40201285, 1, 2],
                               "customer": {"customerGroupId": 15214}})")
                  .body,
              R"({"updateCount":2})");
    EXPECT_EQ(read("customers?customerGroupIds=15214&responseFields=total", "total"), "2");
    EXPECT_EQ(status(Verb::post, "customers_update",
                     R"({"mode": "ALL", "ids": [99], "customer": {"taxExempt": true}})"),
              400)
        << "ids that nobody has are ids";
}

TEST_F(EcwidVendorNumbers, of_the_deleted_stay_theirs)
{
    EXPECT_EQ(status(Verb::remove, "customers/40201284"), 200);
    EXPECT_EQ(status(Verb::get, "customers/40201284"), 404);
    EXPECT_NE(read("customers/deleted", "items").find(R"("id":40201284)"), std::string::npos);
    EXPECT_EQ(status(Verb::remove, "customer_groups/15213"), 200);
    EXPECT_EQ(status(Verb::get, "customer_groups/15213"), 404);
    turn();
    EXPECT_EQ(told(), (std::vector<std::string>{"customer.deleted 40201284",
                                                "customer_group.deleted 15213"}));
}

TEST_F(EcwidVendorNumbers, stand_in_events)
{
    EXPECT_EQ(status(Verb::put, "customers/40201285", R"({"customerGroupId": 15213})"), 200);
    const auto made = make("customers", R"({"email": "new@example.org"})");
    turn();
    EXPECT_EQ(told(), (std::vector<std::string>{"customer.updated 40201285",
                                                "customer.created " + std::to_string(made)}));
    EXPECT_EQ(arrived_.front().body.find("storeId")->text(), "1003");
}

TEST_F(EcwidVendorNumbers, are_used_by_batches)
{
    const auto ticket = *parse_json(client_
                                        .send(Verb::post, "batch", R"([
        {"method": "PUT", "path": "/customers/40201285", "body": {"customerGroupId": 15213}},
        {"method": "GET", "path": "customer_groups/15213?responseFields=id"},
        {"method": "GET", "path": "countries"}])")
                                        .body)
                             ->find("ticket")
                             ->as_text();
    client_.world().work(*find("ecwid"));
    const auto answers = read("batch?escapedJson=true&ticket=" + ticket, "responses");
    EXPECT_NE(answers.find(R"({\"id\":15213})"), std::string::npos) << answers;
    EXPECT_EQ(answers.find("FAILED"), std::string::npos) << answers;
}

// A new group never gets an id that an old client has stored for another one.
TEST_F(EcwidVendorNumbers, are_not_given_to_new_groups)
{
    give("/v1/groups/2", R"({"ecwid": 6})");
    EXPECT_EQ(make("customer_groups", R"({"name": "5"})"), 5);
    EXPECT_EQ(make("customer_groups", R"({"name": "7"})"), 7);
    EXPECT_EQ(read("customer_groups/6", "name"), R"("Silver")");
}

// Promise 7: the number of one store is the id of another.
TEST_F(EcwidVendorNumbers, that_cross_open_no_other_store)
{
    give("/v1/tenants/first", R"({"ecwid.store_id": 3})", "key.admin");
    client_.enter("3");
    EXPECT_EQ(status(Verb::get, "customer_groups/15213"), 200);
    const auto ask = [&](const std::string& store, const std::string& key) {
        client_.enter(store);
        return client_.send(Verb::get, "customer_groups", {}, key).status;
    };
    EXPECT_EQ(ask("3", "key.foreign"), 403) << "store 3 is the first one now";
    EXPECT_EQ(ask("1", "key"), 404) << "nobody is store 1";
    give("/v1/tenants/foreign", R"({"ecwid.store_id": 1, "nuweb.company_id": 1})", "key.admin");
    EXPECT_EQ(ask("1", "key"), 403) << "store 1 is the foreign one now";
    EXPECT_EQ(ask("3", "key"), 200);
}

} // namespace
} // namespace muster::dialects::test
