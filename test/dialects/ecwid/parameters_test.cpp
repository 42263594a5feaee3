// Parameters are checked as the routes describe them.
#include <gtest/gtest.h>

#include "base/text.h"
#include "dialects/all.h"
#include "dialects/ecwid/client.h"

namespace muster::dialects::test {
namespace {

// "/api/v3/{storeId}/customers/{customerId}/orders" below the store, of customer 1.
std::string path_of(const Route& route)
{
    std::string path;
    for (const auto segment :
         split(route.path.substr(std::string_view("/api/v3/{storeId}").size()), '/')) {
        if (!segment.empty()) path += (segment.front() == '{' ? "1" : std::string(segment)) + '/';
    }
    return path;
}

// Each route with such a parameter must refuse the text. Returns the number of parameters tried.
int expect_refused(EcwidClient& client, const Route& route, const std::string& text)
{
    int tried = 0;
    route.operation.parameters.each([&](const Parameter& parameter) {
        const std::string name(parameter.name);
        if (parameter.codec->type != "integer") return;
        ++tried;
        // Some parameters count only together with others: those are added to the query.
        const auto response =
            client.send(route.verb, path_of(route) + "?status=QUEUED&" + name + '=' + text,
                        R"({"mode": "ALL_FILTERED", "delete": true})");
        EXPECT_EQ(response.status, 400) << route.path << ' ' << name;
        EXPECT_NE(response.body.find('\'' + name + "' value: expected a number"), std::string::npos)
            << route.path << ' ' << response.body;
    });
    return tried;
}

TEST(EcwidParameters, invalid_integers_are_refused_in_every_query)
{
    EcwidClient client;
    for (const std::string text : {"1.5", "1e2", "0x1", "one", "1,2"}) {
        int tried = 0;
        for (const auto& route : find("ecwid")->routes) {
            tried += expect_refused(client, route, text);
        }
        EXPECT_GT(tried, 15);
    }
}

} // namespace
} // namespace muster::dialects::test
