// Compares /openapi/ecwid.json with the vendor's specification: calls, parameters, scopes, members.
#include <set>

#include <gtest/gtest.h>

#include "dialects/ecwid/api_document.h"
#include "dialects/ecwid/specified.h"

namespace muster::dialects::test {
namespace {

using Lines = std::set<std::string>;

struct ListedDifference {
    const char* line; // '+': only ours has it; '-': only the specification has it
    const char* reason;
};

constexpr const char* token = "section 12 of the specification has it, its OpenAPI file not";
constexpr const char* paged = "its answer tells offset and limit, so they can be given";
constexpr const char* buyer = "whose an order is, for the feed of figures";
constexpr const char* inside = "the OpenAPI file has the object without its members";
constexpr const char* spellings = "both spellings of the ticket, in the query and in forms";
constexpr const char* favorites = "the list is always empty: there is no storefront";
constexpr const char* cancelled = "seen once on the live service; orders here are never cancelled";
constexpr const char* open =
    "a public token gets a reduced profile: the handler asks for the scope";

constexpr ListedDifference differences[] = {
    {"+ GET /application/token", token},
    {"+ GET /application/token answer clientId", token},
    {"+ GET /application/token answer created", token},
    {"+ GET /application/token answer permissions", token},
    {"+ GET /customers/{customerId}/orders query limit", paged},
    {"+ GET /customers/{customerId}/orders query offset", paged},
    {"+ GET /customers/{customerId}/orders answer items.customerId", buyer},
    {"+ GET /orders answer items.customerId", buyer},
    {"+ GET /orders query email", buyer},
    {"+ POST /orders body billingPerson.name", inside},
    {"+ GET /profile answer account.accountName", inside},
    {"+ DELETE /batch query ticket", spellings},
    {"+ POST /batch/cancel-group body ticketId", spellings},
    {"- GET /customers answer items.favorites.addedTimestamp", favorites},
    {"- GET /customers answer items.favorites.productId", favorites},
    {"- GET /customers/{customerId} answer favorites.addedTimestamp", favorites},
    {"- GET /customers/{customerId} answer favorites.productId", favorites},
    {"- GET /customers answer items.stats.numberOfCanceledOrders", cancelled},
    {"- GET /customers/{customerId} answer stats.numberOfCanceledOrders", cancelled},
    {"- GET /profile scope read_store_profile", open},
};

constexpr std::string_view prefix = "/api/v3/{storeId}"; // there a part of the server's address

void add_members(const ApiDocument& document, const Json& unresolved, const std::string& place,
                 Lines& lines)
{
    const Json& schema = document.followed(unresolved);
    if (const Json* items = schema.find("items")) add_members(document, *items, place, lines);
    const Json* properties = schema.find("properties");
    if (properties == nullptr) return;
    for (const auto& [name, member] : *properties->as_object()) {
        lines.insert(place + name);
        add_members(document, member, place + name + '.', lines);
    }
}

const Json* schema_in(const Json* holder)
{
    const Json* content = holder == nullptr ? nullptr : holder->find("content");
    return content == nullptr ? nullptr : content->find("application/json")->find("schema");
}

void add_operation(const ApiDocument& document, const std::string& head, const Json& operation,
                   Lines& lines)
{
    lines.insert(head);
    if (const Json* parameters = operation.find("parameters")) {
        for (const auto& parameter : *parameters->as_array()) {
            const auto& name = *parameter.find("name")->as_text();
            if (name == "storeId") continue;
            lines.insert(head + ' ' + *parameter.find("in")->as_text() + ' ' + name);
        }
    }
    for (const auto& scope : *operation.find("x-scopes")->as_array()) {
        lines.insert(head + " scope " + *scope.as_text());
    }
    if (const Json* body = schema_in(operation.find("requestBody"))) {
        add_members(document, *body, head + " body ", lines);
    }
    if (const Json* answer = schema_in(operation.find("responses")->find("200"))) {
        add_members(document, *answer, head + " answer ", lines);
    }
}

Lines our_lines()
{
    Lines lines;
    const ApiDocument document;
    for (const auto& [path, verbs] : *document.paths().as_object()) {
        for (const auto& [verb, operation] : *verbs.as_object()) {
            std::string head = verb;
            for (char& c : head) c = static_cast<char>(c - 'a' + 'A');
            add_operation(document, head + ' ' + path.substr(prefix.size()), operation, lines);
        }
    }
    return lines;
}

TEST(EcwidOpenApi, equals_the_specification_except_for_the_listed_differences)
{
    const auto ours = our_lines();
    auto specified = specified_lines();
    std::erase_if(specified,
                  [](const std::string& line) { return line.find(" status ") != line.npos; });
    ASSERT_FALSE(specified.empty());
    Lines found;
    for (const auto& line : ours) {
        if (!specified.contains(line)) found.insert("+ " + line);
    }
    for (const auto& line : specified) {
        if (!ours.contains(line)) found.insert("- " + line);
    }
    for (const auto& [line, reason] : differences) {
        EXPECT_EQ(found.erase(line), 1U) << "listed, but there is no such difference: " << line;
    }
    for (const auto& line : found) ADD_FAILURE() << line;
}

TEST(EcwidOpenApi, every_dialect_has_a_document_of_its_routes)
{
    for (const auto* dialect : all()) {
        const auto document = openapi_of(*dialect);
        std::size_t operations = 0;
        for (const auto& [path, verbs] : *document.find("paths")->as_object()) {
            operations += verbs.as_object()->size();
        }
        EXPECT_EQ(operations, dialect->routes.size()) << dialect->name;
    }
}

} // namespace
} // namespace muster::dialects::test
