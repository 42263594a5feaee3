// Merges of two customers, and duplicates: what the cases of the API do not reach.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dialects/native/files_shop.h"
#include "directory/customers.h"
#include "directory/merging/customer_merge.h"
#include "model/lookup.h"

namespace muster::dialects::native {
namespace {

using http::Verb;
using model::CustomerId;
using testing::HasSubstr;
using testing::Not;

class Merge : public FilesShop {
protected:
    Merge()
    {
        import("external_id,name,email\nA1,Ann,ann@example.org\nB2,Bob,bob@example.org\n");
        const auto list = json_of(send(Verb::get, "/v1/customers?sort=id&fields=id"));
        first_ = integer((*list.find("items")->as_array())[0], "id");
        second_ = integer((*list.find("items")->as_array())[1], "id");
    }

    static std::string path(std::int64_t customer)
    {
        return "/v1/customers/" + std::to_string(customer);
    }
    http::Response merge(const std::string& more = {})
    {
        return send(Verb::post, path(first_) + "/merge",
                    R"({"customer_id": )" + std::to_string(second_) + more + "}");
    }
    std::string group(const std::string& body)
    {
        return std::to_string(integer(json_of(send(Verb::post, "/v1/groups", body)), "id"));
    }
    http::Response join(const std::string& group, std::int64_t customer,
                        const std::string& more = {})
    {
        return send(Verb::post, "/v1/groups/" + group + "/members",
                    R"({"customer_id": )" + std::to_string(customer) + more + "}");
    }
    std::string members(const std::string& group)
    {
        return send(Verb::get,
                    "/v1/groups/" + group + "/members?fields=customer_id,role,since,is_default")
            .body;
    }
    std::string id(std::int64_t customer) const { return std::to_string(customer); }

    std::int64_t first_ = 0;
    std::int64_t second_ = 0;
};

} // namespace

// Promise 3 of the core: a merge needs no room, and nobody gets more members.
TEST_F(Merge, memberships_move_as_they_are_into_full_and_inactive_groups)
{
    const auto full = group(R"({"name": "Full", "capacity": 1})");
    const auto team = group(R"({"name": "Team"})");
    join(full, second_);
    join(team, second_, R"(, "role": "primary", "is_default": true)");
    const auto since = members(full);
    const auto led = members(team);
    ASSERT_EQ(merge().status, 200);
    const auto moved = [&](std::string before) {
        const auto old = R"("customer_id":)" + id(second_);
        before.replace(before.find(old), old.size(), R"("customer_id":)" + id(first_));
        return before;
    };
    EXPECT_EQ(members(full), moved(since));
    EXPECT_EQ(members(team), moved(led));
    EXPECT_THAT(send(Verb::get, "/v1/groups/" + team).body, HasSubstr(R"("status":"active")"));
    EXPECT_THAT(send(Verb::get, "/v1/groups/" + full).body, HasSubstr(R"("member_count":1)"));
}

TEST_F(Merge, of_two_memberships_of_one_group_the_older_one_stays)
{
    const auto both = group(R"({"name": "Both", "capacity": 2})");
    join(both, second_);
    const auto older = members(both);
    join(both, first_);
    ASSERT_EQ(merge().status, 200);
    auto expected = older;
    const auto old = R"("customer_id":)" + id(second_);
    expected.replace(expected.find(old), old.size(), R"("customer_id":)" + id(first_));
    EXPECT_EQ(members(both), expected);
    EXPECT_THAT(send(Verb::get, "/v1/groups/" + both).body, HasSubstr(R"("member_count":1)"));
}

TEST_F(Merge, a_withdrawn_consent_of_either_one_wins)
{
    send(Verb::patch, path(first_), R"({"consent": true})");
    send(Verb::patch, path(second_), R"({"consent": false})");
    EXPECT_THAT(merge().body, HasSubstr(R"("consent":false)"));
}

TEST_F(Merge, unique_values_of_the_other_one_can_be_taken)
{
    EXPECT_THAT(merge(R"(, "take": ["external_id", "name"])").body,
                testing::AllOf(HasSubstr(R"("external_id":"B2")"), HasSubstr(R"("name":"Bob")"),
                               HasSubstr("ann@example.org")));
}

// Promise 10 of the core: nothing is left of the other one but what the survivor took over.
TEST_F(Merge, the_other_one_is_erased)
{
    ASSERT_EQ(merge().status, 200);
    const auto log = send(Verb::get, "/v1/changes?limit=1000").body;
    EXPECT_THAT(log, Not(HasSubstr("bob@example.org")));
    EXPECT_THAT(log, HasSubstr("merged:" + id(second_)));
    EXPECT_THAT(export_of("columns=email"), Not(HasSubstr("bob@example.org")));
}

// Promise 6 of the core.
TEST_F(Merge, extras_are_united_and_those_of_the_survivor_win)
{
    const model::TenantId tenant{3};
    const directory::Principal maker{{}, {}, tenant, "test", "test", {}};
    const auto set = [&](std::int64_t customer, const std::string& text) {
        return world_.directory().write(
            maker, tenant, [&](directory::Transaction& transaction) -> Result<void> {
                TRY(directory::update_customer(transaction, {customer}, [&](model::Customer& one) {
                    one.extras.set("other", text);
                    return Result<void>{};
                }));
                return {};
            });
    };
    ASSERT_TRUE(set(first_, R"({"points":1,"note":"a"})"));
    ASSERT_TRUE(set(second_, R"({"points":2,"color":"red"})"));
    const auto dry = send(Verb::post, path(first_) + "/merge?dry_run=true",
                          R"({"customer_id": )" + id(second_) + "}");
    EXPECT_THAT(dry.body, HasSubstr(R"({"member":"extras.other.points","survivor":"1",)"
                                    R"("other":"2","wins":"survivor"})"));
    ASSERT_EQ(merge().status, 200);
    const auto customer =
        model::live_customer(world_.directory().rows(), tenant, CustomerId{first_});
    ASSERT_TRUE(customer);
    EXPECT_EQ(customer->extras.of("other"), R"({"points":1,"note":"a","color":"red"})");
}

TEST_F(Merge, duplicates_by_phone_and_by_name_and_birth_date_are_found_page_by_page)
{
    import("external_id,name,phone,birth_date\n"
           "1,Cem Kaya,+49 30 901820,1990-01-01\n"
           "2,CEM KAYA,(0049) 30-901820,1990-01-01\n"
           "3,Cem Kaya,,1991-01-01\n"
           "4,cem kaya,,1990-01-01\n"
           "5,Dan Fox,004930901820,1990-01-01\n"
           "6,Cem Kaya,,1991-01-01\n");
    const auto pairs = [&](const std::string& by, int limit) {
        std::string found;
        std::string after;
        for (int page = 0; page < 20; ++page) {
            const auto answer =
                json_of(send(Verb::get, "/v1/customers:duplicates?by=" + by +
                                            "&limit=" + std::to_string(limit) + after));
            for (const auto& item : *answer.find("items")->as_array()) {
                found += std::to_string(integer(item, "customer_id") - second_) + '-' +
                         std::to_string(integer(item, "duplicate_id") - second_) + ' ';
            }
            if (answer.find("next")->is_null()) return found;
            after = "&after=" + *answer.find("next")->as_text();
        }
        return std::string("endless");
    };
    for (const int limit : {1, 2, 3, 100}) {
        EXPECT_EQ(pairs("phone", limit), "1-2 1-5 ") << limit;
        EXPECT_EQ(pairs("name", limit), "1-2 1-4 3-6 ") << limit;
    }
}

} // namespace muster::dialects::native
