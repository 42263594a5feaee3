// Every message has its translations (promise 16).
#include <gtest/gtest.h>

#include "base/json.h"
#include "base/text.h"
#include "dialects/all.h"
#include "dialects/nuweb/languages/language.h"
#include "dialects/nuweb/languages/messages.h"
#include "dialects/world.h"

namespace muster::dialects::nuweb {
namespace {

std::string with_sevens(std::string_view form)
{
    std::string text(form);
    for (auto at = text.find('{'); at != text.npos; at = text.find('{')) {
        text.replace(at, text.find('}') + 1 - at, "7");
    }
    return text;
}

// So a row is not hidden by a more general one before it, and no translation loses a part.
TEST(NuWebLanguages, each_row_of_the_table_is_used)
{
    for (const auto& row : translations()) {
        for (std::size_t i = 0; i < row.others.size(); ++i) {
            const auto language = static_cast<Language>(i + 1);
            EXPECT_EQ(translated(language, with_sevens(row.english)), with_sevens(row.others[i]))
                << row.english;
        }
    }
}

// Names that a caller has chosen are not translated, however much they look like messages.
TEST(NuWebLanguages, names_in_messages_stay_as_they_are)
{
    EXPECT_EQ(translated(Language::de, "User 'text' suspended successfully!"),
              "Der Benutzer „text“ wurde gesperrt!");
    EXPECT_EQ(translated(Language::de, "The must be text field must be a list."),
              "Das Feld must be text muss eine Liste sein.");
    std::string name;
    for (int i = 0; i < 100'000; ++i) name += "must be ";
    EXPECT_TRUE(translated(Language::de, "The " + name + " field must be text."));
    EXPECT_TRUE(translated(Language::de, name));
}

TEST(NuWebLanguages, each_country_has_a_name)
{
    int same_in_all = 0;
    for (const auto& country : wire::countries()) {
        bool is_translated = false;
        for (const auto language : {Language::de, Language::fr, Language::es, Language::it}) {
            const auto name = translated_name(language, country);
            EXPECT_FALSE(name.empty()) << country.name;
            is_translated = is_translated || name != country.name;
        }
        same_in_all += is_translated ? 0 : 1;
    }
    EXPECT_LT(same_in_all, 40); // such as Honduras
}

struct BadRequest {
    http::Verb verb;
    std::string_view target;
    std::string_view body;
};

constexpr BadRequest bad_requests[] = {
    {http::Verb::post, "/v1/customers", R"({"name": 1, "email": "x", "countryId": 999})"},
    {http::Verb::post, "/v1/customers", R"({"dob": "soon", "phoneCode": "x", "password": 5})"},
    {http::Verb::post, "/v1/customers", R"({"name": [], "email": {}, "city": false})"},
    {http::Verb::post, "/v1/customers?async=true", R"({"a": {"password": "x"}})"},
    {http::Verb::post, "/v1/customers", "{"},
    {http::Verb::post, "/v1/customers/update", R"({"name": null, "email": "ada@example.org"})"},
    {http::Verb::get, "/v1/customers?limit=0&page=x&offset=-1", ""},
    {http::Verb::get, "/v1/customers?lastUpdated=x", ""},
    {http::Verb::get, "/v1/customers?only=a.b&except=a.c", ""},
    {http::Verb::get, "/v1/customers?withTrashed=maybe", ""},
    {http::Verb::get, "/v1/customer", ""},
    {http::Verb::get, "/v1/company", ""},
    {http::Verb::remove, "/v1/customer?id=x&force=x", ""},
    {http::Verb::post, "/v1/customer-groups/customers", R"({"customers": 5})"},
    {http::Verb::post, "/v1/customer-groups/customers",
     R"({"customerGroupId": 3, "customers": [{"email": "a", "removal_date": "x"}]})"},
    {http::Verb::post, "/v1/company/users",
     R"({"email": "a@b.example", "password": "short", "registrationSource": "x"})"},
    {http::Verb::post, "/v1/data-capture-responses", "{}"},
    {http::Verb::post, "/v1/data-capture-responses",
     R"([{"answer": "x", "fieldId": 2, "customerId": 1},
         {"answer": [9], "fieldId": 6, "customerId": 1},
         {"answer": "x", "fieldId": 3, "customerId": 1},
         {"answer": "x", "fieldId": 4, "customerId": 1},
         {"answer": "x", "fieldId": 5, "customerId": 1},
         {"answer": "x", "fieldId": 6, "customerId": 1},
         {"answer": [1, 2], "fieldId": 6, "customerId": 1}])"},
    {http::Verb::post, "/v1/data-capture-responses?async=true",
     R"([{"answer": "x", "fieldId": 1, "customerId": 1},
         {"answer": "x", "fieldId": 1, "customerId": 2}])"},
    {http::Verb::patch, "/v1/customers", ""},
    {http::Verb::get, "/v1/nowhere", ""},
    {http::Verb::get, "/v1/company?id=999", ""},
};

// The texts in "message" and "errors".
std::vector<std::string> texts_of(const http::Response& response)
{
    std::vector<std::string> texts;
    const auto json = parse_json(response.body).value();
    texts.push_back(*json.find("message")->as_text());
    const auto* errors = json.find("errors");
    for (const auto& field : errors != nullptr ? *errors->as_object() : Json::Object{}) {
        for (const auto& text : *field.value.as_array()) texts.push_back(*text.as_text());
    }
    return texts;
}

TEST(NuWebLanguages, no_message_stays_english)
{
    test::World world;
    test::Caller caller(world, *find("nuweb"));
    const auto send = [&](const BadRequest& bad, std::string_view language) {
        return texts_of(caller.send(bad.verb, bad.target, std::string(bad.body),
                                    {{"Authorization", "Bearer " + caller.get("key")},
                                     {"Accept-Language", std::string(language)}}));
    };
    for (const auto& bad : bad_requests) {
        const auto english = send(bad, "en");
        for (const std::string_view language : {"de", "fr", "es", "it"}) {
            const auto texts = send(bad, language);
            ASSERT_EQ(texts.size(), english.size());
            for (std::size_t i = 0; i < texts.size(); ++i) {
                EXPECT_NE(texts[i], english[i]) << language;
                EXPECT_EQ(texts[i].find("must"), std::string::npos) << texts[i];
            }
        }
    }
}

} // namespace
} // namespace muster::dialects::nuweb
