// The OpenAPI documents in the repository equal those made from the routes, and are complete.
#include <algorithm>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "dialects/all.h"
#include "dialects/openapi.h"
#include "dialects/promises.h"

namespace muster::dialects::test {
namespace {

std::string stored_document(const Dialect& dialect)
{
    std::ifstream file(std::string(MUSTER_SOURCE_DIR) + "/docs/openapi/" +
                       std::string(dialect.name) + ".json");
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

// Each "$ref" of the document whose target does not exist.
void find_dangling(const Json& json, const Json& schemas, std::string& lines)
{
    if (const auto* items = json.as_array()) {
        for (const auto& item : *items) find_dangling(item, schemas, lines);
    }
    const auto* members = json.as_object();
    if (members == nullptr) return;
    for (const auto& member : *members) {
        if (member.name == "$ref" && member.value.as_text() != nullptr) {
            const std::string& to = *member.value.as_text();
            if (schemas.find(to.substr(to.rfind('/') + 1)) == nullptr) lines += to + '\n';
        } else {
            find_dangling(member.value, schemas, lines);
        }
    }
}

const Route* route_of(std::string_view dialect, http::Verb verb, std::string_view path)
{
    for (const auto& route : find(dialect)->routes) {
        if (route.verb == verb && route.path == path) return &route;
    }
    return nullptr;
}

// Calls that cannot have a constant example that works against the demonstration.
struct RouteWithoutExample {
    http::Verb verb;
    std::string_view path;
    std::string_view reason;
};
constexpr RouteWithoutExample without_example[] = {
    {http::Verb::remove, "/api/v3/{storeId}/batch", "tickets are random"},
    {http::Verb::get, "/v1/auth", "needs the refresh token of a log-in"},
    {http::Verb::get, "/v1/messages/file", "its token is signed"},
    {http::Verb::trace, "/v1/auth", "needs the refresh token of a log-in"},
    {http::Verb::remove, "/v1/session", "needs the cookie of a session"},
    {http::Verb::post, "/v1/imports/{job}/resume", "no import of the demonstration has failed"},
    {http::Verb::post, "/v1/fills/{job}/resume", "no fill of the demonstration has failed"},
    {http::Verb::post, "/v1/removals/{job}/resume", "no removal of the demonstration has failed"},
    {http::Verb::post, "/v1/undos/{job}/resume", "no undo of the demonstration has failed"},
    {http::Verb::post, "/v1/undos/{job}/cancel", "it is done before it could be cancelled"},
    {http::Verb::post, "/v1/removals/{job}/cancel", "it is done before it could be cancelled"},
    {http::Verb::post, "/v1/exports/{job}/cancel", "it is done before it could be cancelled"},
    {http::Verb::post, "/v1/fills/{job}/cancel", "it is done before it could be cancelled"},
    {http::Verb::get, "/v1/webhooks/{webhook}", "the demonstration has no webhook"},
    {http::Verb::patch, "/v1/webhooks/{webhook}", "the demonstration has no webhook"},
    {http::Verb::post, "/v1/webhooks/{webhook}/resume", "the demonstration has no webhook"},
    {http::Verb::post, "/v1/webhooks/{webhook}/rotate", "the demonstration has no webhook"},
    {http::Verb::remove, "/v1/webhooks/{webhook}", "the demonstration has no webhook"},
};

bool needs_example(const Route& route)
{
    return std::ranges::none_of(without_example, [&](const RouteWithoutExample& known) {
        return known.verb == route.verb && known.path == route.path;
    });
}

std::string missing_in(const Route& route)
{
    const Operation& operation = route.operation;
    std::string missing;
    if (operation.summary.empty()) missing += " summary";
    if (!operation.answer && operation.status != 204) missing += " answer";
    if (operation.example.target.empty() && needs_example(route)) missing += " example";
    if (missing.empty()) return {};
    return std::string(http::name_of(route.verb)) + ' ' + std::string(route.path) + ':' + missing +
           '\n';
}

TEST(OpenApiDocuments, of_the_repository_are_those_of_the_routes)
{
    for (const Dialect* dialect : all()) {
        EXPECT_TRUE(stored_document(*dialect) == openapi_text(*dialect))
            << "docs/openapi/" << dialect->name << ".json is old: run ./dev openapi";
    }
}

TEST(OpenApiDocuments, refer_only_to_objects_that_they_have)
{
    for (const Dialect* dialect : all()) {
        const Json document = openapi_of(*dialect);
        const Json* components = document.find("components");
        const Json* schemas = components == nullptr ? nullptr : components->find("schemas");
        std::string dangling;
        find_dangling(document, schemas == nullptr ? Json::object() : *schemas, dangling);
        EXPECT_EQ(dangling, "") << dialect->name;
    }
}

TEST(OpenApiDocuments, describe_every_call)
{
    for (const Dialect* dialect : all()) {
        ASSERT_NE(dialect->reference, nullptr) << dialect->name;
        std::string missing;
        for (const auto& route : dialect->routes) missing += missing_in(route);
        EXPECT_EQ(missing, "") << dialect->name;
    }
}

TEST(Promises, of_all_routes_are_found_in_the_pages)
{
    for (const Dialect* dialect : all()) {
        for (const auto& route : dialect->routes) {
            EXPECT_NE(promise_text(dialect->name, route.claim), "")
                << dialect->name << ": no promise " << route.claim << " for " << route.path;
        }
    }
}

// The handlers of these calls take no body as an empty one.
TEST(OpenApi, requires_no_body_where_the_call_works_without)
{
    for (const auto& [dialect, path] : {std::pair("native", "/v1/groups/{group}/restore"),
                                        std::pair("native", "/v1/credentials/{credential}/rotate"),
                                        std::pair("native", "/v1/webhooks/{webhook}/rotate"),
                                        std::pair("nudgescribe", "/v1/campaign/all")}) {
        const auto* route = route_of(dialect, http::Verb::post, path);
        ASSERT_NE(route, nullptr) << path;
        EXPECT_TRUE(route->operation.body.is_optional) << path;
    }
}

} // namespace
} // namespace muster::dialects::test
