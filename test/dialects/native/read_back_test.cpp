// A body that was read can be sent back (promise 11): a client that edits one member can leave the
// others in.
#include <gtest/gtest.h>

#include "dialects/all.h"
#include "dialects/world.h"

namespace muster::dialects::test {
namespace {

class NativeReadBack : public testing::TestWithParam<const char*> {
protected:
    http::Response send(http::Verb verb, std::string_view target, std::string body = {},
                        std::string tag = {})
    {
        std::vector<http::Header> headers{{"Authorization", "Bearer " + caller.get("key")}};
        if (!tag.empty()) headers.push_back({"If-Match", std::move(tag)});
        return caller.send(verb, target, std::move(body), std::move(headers));
    }

    static std::string tag_of(const http::Response& response)
    {
        for (const auto& header : response.headers) {
            if (http::same_name(header.name, "ETag")) return header.value;
        }
        return {};
    }

    World world;
    Caller caller{world, *find("native")};
};

TEST_P(NativeReadBack, changes_nothing_and_is_accepted)
{
    send(http::Verb::post, "/v1/groups", R"({"name": "Ada", "rule": "name = 'Ada Lovelace'"})");
    send(http::Verb::post, "/v1/credentials", R"({"name": "till", "scopes": ["read"]})");
    send(http::Verb::post, "/v1/campaigns",
         R"({"name": "Letter", "group_id": 1, "segment_by": ["tier"]})");
    std::string path = GetParam();
    if (path.ends_with("/newest")) {
        const auto list = send(http::Verb::get, path.substr(0, path.rfind('/')) + "?sort=-id");
        const auto json = parse_json(list.body).value();
        const auto& items = *json.find("items")->as_array();
        ASSERT_FALSE(items.empty()) << list.body;
        path = path.substr(0, path.rfind('/') + 1) + items.front().find("id")->text();
    }
    const auto before = send(http::Verb::get, path);
    ASSERT_EQ(before.status, 200) << before.body;
    const auto patched = send(http::Verb::patch, path, before.body, tag_of(before));
    EXPECT_EQ(patched.status, 200) << patched.body;
    EXPECT_EQ(patched.body, before.body);
    EXPECT_EQ(send(http::Verb::get, path).body, before.body);
}

INSTANTIATE_TEST_SUITE_P(Resources, NativeReadBack,
                         testing::Values("/v1/customers/1", "/v1/groups/1", "/v1/groups/newest",
                                         "/v1/groups/1/members/1", "/v1/customers/1/groups/1",
                                         "/v1/fields/customer/tenure", "/v1/fields/customer/tier",
                                         "/v1/credentials/newest", "/v1/campaigns/1",
                                         "/v1/campaigns/1/messages/1"));

} // namespace
} // namespace muster::dialects::test
