// Each row of the field tables works.
#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "dialects/ecwid/api_document.h"
#include "dialects/ecwid/client.h"
#include "dialects/ecwid/customers/fields.h"
#include "wire/codec.h"

namespace muster::dialects::test {
namespace {

bool is_writable(const wire::RecordRow& row)
{
    return !row.name.empty() && row.access != wire::Access::read_only &&
           row.access != wire::Access::hidden;
}

Json sample_of(const wire::RecordRow& row)
{
    if (row.codec == &wire::lenient_boolean_codec) return Json(true);
    if (row.name == "b2b_b2c") return Json("b2b");
    if (row.name == "email") return Json("changed@example.org");
    return Json("a " + std::string(row.name));
}

// Promise 11.
TEST(EcwidFields, every_row_is_read_back_as_written)
{
    EcwidClient client;
    for (const auto& row : ecwid::customer_rows()) {
        if (!is_writable(row)) continue;
        const std::string name(row.name);
        Json wanted = Json::object();
        wanted.set(name, sample_of(row));
        EXPECT_EQ(client.send(http::Verb::put, "customers/1", wanted.text()).status, 200) << name;
        const auto read = client.send(http::Verb::get, "customers/1?responseFields=" + name);
        EXPECT_EQ(read.body, wanted.text());
    }
}

using Skipped = std::set<std::string_view>;

Json sample_text(const std::string& name)
{
    static const std::map<std::string, const char*, std::less<>> special{
        {"email", "sample@example.org"},
        {"b2b_b2c", "b2b"},
        {"countryCode", "FR"},
        {"type", "URL"}};
    const auto found = special.find(name);
    return Json(found == special.end() ? "a " + name : std::string(found->second));
}

// A value for each member that a body may have.
Json sample_of(const ApiDocument& document, const Json& unresolved, const std::string& name,
               const Skipped& skipped)
{
    const Json& schema = document.followed(unresolved);
    const auto& type = ApiDocument::type_of(schema);
    if (type == "boolean") return Json(true);
    if (type == "integer") return Json(2);
    if (type == "array") {
        return Json(Json::Array{sample_of(document, *schema.find("items"), name, skipped)});
    }
    if (type != "object") return sample_text(name);
    Json sample = Json::object();
    for (const auto& [member, inside] : *schema.find("properties")->as_object()) {
        if (!skipped.contains(member))
            sample.set(member, sample_of(document, inside, member, skipped));
    }
    return sample;
}

// Whether the answer has all members of the sample; each item of a list must be
// among the items of the list in the answer.
bool is_in(const Json& sample, const Json& answer)
{
    if (const auto* members = sample.as_object()) {
        return std::ranges::all_of(*members, [&](const Json::Member& member) {
            const Json* found = answer.find(member.name);
            return found != nullptr && is_in(member.value, *found);
        });
    }
    const auto* items = sample.as_array();
    if (items == nullptr) return sample == answer;
    const auto* others = answer.as_array();
    return others != nullptr && std::ranges::all_of(*items, [&](const Json& item) {
               return std::ranges::any_of(*others,
                                          [&](const Json& other) { return is_in(item, other); });
           });
}

// Each member that the API document allows in bodies is read back (promise 11), except ids,
// passwords, and the primary phone, which becomes a contact.
TEST(EcwidFields, every_described_member_of_every_object_is_read_back_as_written)
{
    const ApiDocument document;
    const auto sample = [&](std::string_view path, std::string_view verb, const Skipped& skipped) {
        return sample_of(document, document.body_of(path, verb), {}, skipped);
    };
    const Skipped skipped{"id", "password", "primaryPhone", "name"};
    Json customer = sample("/customers/{customerId}", "put", skipped);
    customer.find("billingPerson")->set("name", "Full Name");
    customer.find("extrafields")->as_array()->front().set("type", "TEXT");
    const Json group = sample("/customer_groups/{groupId}", "put", {});
    const Json contact = sample("/customers/{customerId}/contacts", "post", skipped);
    Json settings = sample("/store_extrafields/customers", "post", {});
    settings.set("type", "DATETIME");
    settings.set("key", "k9");
    Json contacts = Json::object();
    contacts.set("items", Json(Json::Array{contact}));
    EcwidClient client;
    const auto write = [&](http::Verb verb, const char* path, const Json& body) {
        const auto response = client.send(verb, path, body.text());
        EXPECT_EQ(response.status, 200) << path << response.body;
    };
    write(http::Verb::put, "customers/1", customer);
    EXPECT_TRUE(is_in(customer, client.read("customers/1")))
        << customer.text() << client.read("customers/1").text();
    write(http::Verb::put, "customer_groups/1", group);
    EXPECT_TRUE(is_in(group, client.read("customer_groups/1")));
    write(http::Verb::post, "customers/3/contacts", contact);
    EXPECT_TRUE(is_in(contacts, client.read("customers/3/contacts")));
    write(http::Verb::post, "store_extrafields/customers", settings);
    EXPECT_TRUE(is_in(settings, client.read("store_extrafields/customers/k9")));
}

} // namespace
} // namespace muster::dialects::test
