// UPDATED_DATE sorts by the shown `updated`, with changes of groups (docs/dialects/ecwid.md).
// Equal dates are ordered by id, in the direction of the order. MUSTER_TEST_SEED=… repeats a run.
#include <algorithm>
#include <cstdlib>
#include <random>

#include <gtest/gtest.h>

#include "dialects/ecwid/client.h"

namespace muster::dialects::test {
namespace {

using http::Verb;

struct Shown {
    std::string updated;
    std::int64_t id = 0;
    friend auto operator<=>(const Shown&, const Shown&) = default;
};

class UpdatedOrder : public testing::Test {
protected:
    UpdatedOrder()
    {
        for (int i = 0; i < 4; ++i) {
            groups_.push_back(
                make("customer_groups", R"({"name": "G)" + std::to_string(i) + "\"}"));
        }
        for (int i = 0; i < 25; ++i) {
            customers_.push_back(make("customers", R"({"email": "u)" + std::to_string(i) +
                                                       R"(@example.org", "customerGroupId": )" +
                                                       std::to_string(some_group()) + '}'));
        }
    }

    std::int64_t make(const std::string& kind, const std::string& body)
    {
        const auto made = client_.send(Verb::post, kind, body);
        EXPECT_EQ(made.status, 200) << made.body;
        return *parse_json(made.body)->find("id")->as_integer();
    }
    std::int64_t some_group() // or none
    {
        const auto at = random_() % (groups_.size() + 1);
        return at == groups_.size() ? 0 : groups_[at];
    }
    void put(const std::string& target, const std::string& body)
    {
        const auto done = client_.send(Verb::put, target, body);
        EXPECT_EQ(done.status, 200) << done.body;
    }
    void change_something()
    {
        const auto number = std::to_string(++changes_);
        const auto customer = std::to_string(customers_[random_() % customers_.size()]);
        switch (random_() % 3) {
        case 0:
            put("customer_groups/" + std::to_string(groups_[random_() % groups_.size()]),
                R"({"name": "renamed )" + number + "\"}");
            return;
        case 1:
            put("customers/" + customer,
                R"({"customerGroupId": )" + std::to_string(some_group()) + '}');
            return;
        default: put("customers/" + customer, R"({"privateAdminNotes": ")" + number + "\"}");
        }
    }
    std::vector<Shown> list(const std::string& query)
    {
        std::vector<Shown> shown;
        const auto answer = client_.read("customers?" + query);
        const auto* items = answer.find("items");
        EXPECT_NE(items, nullptr) << answer.text();
        if (items == nullptr) return shown;
        for (const auto& one : *items->as_array()) {
            shown.push_back({*one.find("updated")->as_text(), *one.find("id")->as_integer()});
        }
        return shown;
    }
    std::vector<Shown> in_pages(const std::string& query)
    {
        constexpr std::size_t limit = 7;
        std::vector<Shown> all;
        for (;;) {
            const auto page = list(query + "&limit=" + std::to_string(limit) +
                                   "&offset=" + std::to_string(all.size()));
            all.insert(all.end(), page.begin(), page.end());
            if (page.size() < limit) return all;
        }
    }
    void expect_in_order(const std::string& filter)
    {
        auto expected = list("limit=100" + filter);
        std::sort(expected.begin(), expected.end());
        EXPECT_EQ(in_pages("sortBy=UPDATED_DATE_ASC" + filter), expected);
        std::reverse(expected.begin(), expected.end());
        EXPECT_EQ(in_pages("sortBy=UPDATED_DATE_DESC" + filter), expected);
        const auto total = client_.read("customers?sortBy=UPDATED_DATE_DESC&limit=1" + filter);
        EXPECT_EQ(*total.find("total")->as_integer(), std::ssize(expected));
    }

    unsigned seed_ = std::getenv("MUSTER_TEST_SEED") != nullptr
                         ? static_cast<unsigned>(std::stoul(std::getenv("MUSTER_TEST_SEED")))
                         : std::random_device{}();
    std::mt19937 random_{seed_};
    EcwidClient client_;
    std::vector<std::int64_t> groups_;
    std::vector<std::int64_t> customers_;
    int changes_ = 0;
};

} // namespace

TEST_F(UpdatedOrder, is_the_order_of_the_shown_dates_after_any_changes)
{
    for (int round = 0; round < 12 && !HasFailure(); ++round) {
        SCOPED_TRACE("MUSTER_TEST_SEED=" + std::to_string(seed_));
        for (int i = 0; i < 4; ++i) change_something();
        expect_in_order("");
        expect_in_order("&customerGroupIds=" + std::to_string(groups_.front()));
        expect_in_order("&email=u1");
    }
}

} // namespace muster::dialects::test
