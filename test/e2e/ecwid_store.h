// An Ecwid store of a running server, with a token that may do everything.
#pragma once

#include <gtest/gtest.h>

#include "e2e/server_process.h"

namespace muster::e2e {

struct EcwidStore {
    std::int64_t id = 0;
    std::string token;

    static EcwidStore create(const DataFolder& folder, const ServerProcess& server)
    {
        const auto tenant = run_muster(
            {"tenant", "create", "shop", "--server", server.url(), "--data", folder.path("data")});
        EXPECT_EQ(tenant.code, 0) << tenant.err;
        auto headers = bearer(server.admin_key());
        headers.push_back({"Muster-Tenant", "shop"});
        const auto wanted = parse_json(
            R"({"dialect": "ecwid", "kind": "key", "name": "story", "prefix": "secret_",
                "scopes": ["read_customers", "create_customers", "update_customers"]})");
        auto client = server.client();
        const auto made = call(client, http::Verb::post, "/v1/credentials", headers, *wanted);
        EXPECT_EQ(made.status, 201) << made.body.text();
        return {integer(made.body, "tenant_id"), text(made.body, "secret")};
    }
    JsonAnswer send(http::Client& client, http::Verb verb, const std::string& path,
                    const Json& body = {}) const
    {
        return call(client, verb, "/ecwid/api/v3/" + std::to_string(id) + path, bearer(token),
                    body);
    }
};

} // namespace muster::e2e
