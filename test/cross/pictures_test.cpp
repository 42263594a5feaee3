// The picture of a customer is stored once: what one API sets, the other shows (core promise 6).
#include <gtest/gtest.h>

#include "dialects/all.h"
#include "dialects/customer_picture.h"
#include "dialects/world.h"
#include "directory/customers.h"
#include "model/lookup.h"

namespace muster::dialects::test {
namespace {

constexpr std::string_view new_customer =
    R"({"customer_name": "Kofi", "customer_phone": "233201234567", "customer_country": "Ghana",
        "customer_city": "Kumasi", "customer_state": "Ashanti", "address1": "7 Market Lane",
        "customer_profile": "https://pictures.example/k.png"})";

class Pictures : public testing::Test {
protected:
    static std::string send(Caller& caller, std::string_view method, std::string_view target,
                            std::string_view body)
    {
        return caller
            .send(method, target, std::string(body),
                  {{"Authorization", "Bearer " + caller.get("key")},
                   {"Content-Type", "application/json"}},
                  false)
            .body;
    }
    static bool has(const std::string& answer, std::string_view text)
    {
        return answer.find(text) != std::string::npos;
    }

    World world;
    Caller xtrakit{world, *find("xtrakit")};
    Caller nuweb{world, *find("nuweb")};
};

TEST_F(Pictures, are_shown_by_the_other_api)
{
    const auto made = send(xtrakit, "POST", "/api/v1/customers/add", new_customer);
    ASSERT_TRUE(has(made, "https://pictures.example/k.png")) << made;
    const auto shown = send(nuweb, "GET", "/v1/customers?only=img", {});
    EXPECT_TRUE(has(shown, R"("img":"https://pictures.example/k.png")")) << shown;
}

TEST_F(Pictures, of_an_earlier_version_are_shown_until_they_are_set_again)
{
    const auto store = [&](std::string_view extras) {
        ASSERT_TRUE(
            world.directory().write(directory::Principal{}, {1}, [&](directory::Transaction& t) {
                return directory::update_customer(t, {2}, [&](model::Customer& customer) {
                    customer.extras.set("xtrakit", std::string(extras));
                    return Result<void>{};
                });
            }));
    };
    store(R"({"customer_profile":"https://pictures.example/old.png"})");
    EXPECT_TRUE(has(send(nuweb, "GET", "/v1/customer?id=2", {}),
                    R"("img":"https://pictures.example/old.png")"));

    send(nuweb, "POST", "/v1/customers/update", R"({"id": 2, "img": null})");
    EXPECT_TRUE(has(send(nuweb, "GET", "/v1/customer?id=2", {}), R"("img":null)"));
    send(nuweb, "POST", "/v1/customers/update",
         R"({"id": 2, "img": "https://pictures.example/new.png"})");
    const auto customer = model::live_customer(world.directory().rows(), {1}, {2}).value();
    EXPECT_EQ(picture_of(customer), "https://pictures.example/new.png");
}

} // namespace
} // namespace muster::dialects::test
