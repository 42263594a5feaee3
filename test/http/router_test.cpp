// Which pattern matches a path, and the result for unknown paths and verbs.
#include <gtest/gtest.h>

#include "http/server/router.h"

namespace muster::http {
namespace {

class Routes : public testing::Test {
protected:
    Routes()
    {
        router.add(Verb::get, "/customers", "list");
        router.add(Verb::post, "/customers", "create");
        router.add(Verb::get, "/customers/{customerId}", "one");
        router.add(Verb::put, "/customers/{id}", "change");
        router.add(Verb::get, "/customers/deleted", "deleted");
        router.add(Verb::get, "/customers/{customerId}/contacts/{contactId}", "contact");
        router.add(Verb::post, "/customers/deleted/purge", "purge");
        router.add(Verb::get, "/", "root");
    }

    Router<const char*>::Match match(Verb verb, std::string_view target)
    {
        EXPECT_TRUE(parse_target(target, request));
        return router.match(verb, request.segments);
    }

    Router<const char*> router;
    Request request;
};

TEST_F(Routes, give_value_and_parameters)
{
    const auto found = match(Verb::get, "/customers/17/contacts/a%2Fb");
    ASSERT_EQ(found.status, RouteStatus::found);
    EXPECT_STREQ(found.value, "contact");
    EXPECT_EQ(found.parameters.find("customerId"), "17");
    EXPECT_EQ(found.parameters.find("contactId"), "a/b");
    EXPECT_EQ(found.parameters.find("id"), std::nullopt);
}

TEST_F(Routes, may_name_the_same_parameter_differently)
{
    EXPECT_EQ(match(Verb::get, "/customers/17").parameters.find("customerId"), "17");
    EXPECT_EQ(match(Verb::put, "/customers/17").parameters.find("id"), "17");
}

TEST_F(Routes, prefer_the_literal_and_turn_back_when_it_leads_nowhere)
{
    EXPECT_STREQ(match(Verb::get, "/customers/deleted").value, "deleted");
    const auto found = match(Verb::get, "/customers/deleted/contacts/1");
    EXPECT_STREQ(found.value, "contact");
    EXPECT_EQ(found.parameters.size(), 2u);
}

TEST_F(Routes, distinguish_an_unknown_path_from_another_verb)
{
    EXPECT_EQ(match(Verb::get, "/nobody").status, RouteStatus::unknown_path);
    EXPECT_EQ(match(Verb::get, "/customers/17/contacts").status, RouteStatus::unknown_path);
    const auto wrong = match(Verb::remove, "/customers/17");
    EXPECT_EQ(wrong.status, RouteStatus::wrong_verb);
    EXPECT_EQ(wrong.allowed.text(), "GET, HEAD, PUT");
    EXPECT_EQ(match(Verb::other, "/customers").status, RouteStatus::wrong_verb);
}

TEST_F(Routes, answer_head_with_get)
{
    EXPECT_STREQ(match(Verb::head, "/customers").value, "list");
    router.add(Verb::head, "/customers", "heads");
    EXPECT_STREQ(match(Verb::head, "/customers").value, "heads");
    EXPECT_EQ(match(Verb::head, "/customers/deleted/purge").status, RouteStatus::wrong_verb);
}

TEST_F(Routes, tolerate_one_trailing_slash_but_no_empty_parameter)
{
    EXPECT_STREQ(match(Verb::get, "/customers/").value, "list");
    EXPECT_STREQ(match(Verb::get, "/").value, "root");
    EXPECT_EQ(match(Verb::get, "/customers//").status, RouteStatus::unknown_path);
    EXPECT_EQ(match(Verb::get, "/customers//contacts/1").status, RouteStatus::unknown_path);
}

} // namespace
} // namespace muster::http
