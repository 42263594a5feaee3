// Every route of every API, with every kind of credential, every scope and foreign tenants: exactly
// the documented calls work (promise 7). The calls come from the route tables.
#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "dialects/all.h"
#include "dialects/audit.h"
#include "dialects/world.h"
#include "directory/credentials.h"
#include "model/keys.h"

namespace muster::dialects::test {
namespace {

// How a client of an API presents its credential: "Name: value" with variables.
struct Presenting {
    std::string_view dialect;
    std::string_view header;
    std::string_view foreign_header; // names a tenant that the credential must not reach; or empty
    model::CredentialKind kind;
};

constexpr Presenting presentings[] = {
    {"native", "Authorization: Bearer {{key}}", "Muster-Tenant: 3", model::CredentialKind::key},
    {"ecwid", "Authorization: Bearer {{key}}", "", model::CredentialKind::key},
    {"capillary", "X-CAP-API-OAUTH-TOKEN: {{token}}", "", model::CredentialKind::client},
    {"nudgescribe", "Authorization: Bearer {{token}}", "", model::CredentialKind::login},
    {"xtrakit", "Authorization: Bearer {{key}}", "", model::CredentialKind::key},
    {"nuweb", "Authorization: Bearer {{key}}", "X-NU-COMPANY-ID: 3", model::CredentialKind::key},
};

http::Header header_of(std::string_view line)
{
    const auto colon = line.find(": ");
    return {std::string(line.substr(0, colon)), std::string(line.substr(colon + 2))};
}

class Permissions : public testing::TestWithParam<Presenting> {
protected:
    Permissions()
    {
        world.services().audit = [this](const AuditEvent& event) {
            if (event.kind == AuditKind::refused) refusal = event.reason;
        };
    }

    struct RouteOutcome {
        std::string refusal; // "unauthenticated", "forbidden", or empty
        http::Response response;
    };

    std::string filled(std::string_view text) { return caller.variables().expand(text).value(); }

    // A path of the route with ids that exist; of credentials one that does not, because the test
    // needs its own.
    std::string target_of(const Route& route, const std::string& tenant)
    {
        std::string target;
        for (const auto segment : split(route.path.substr(1), '/')) {
            target += '/';
            if (!segment.starts_with('{'))
                target += segment;
            else if (segment == "{storeId}" || segment == "{tenant}")
                target += tenant;
            else
                target += segment == "{credential}" ? "99999" : "1";
        }
        return target;
    }

    RouteOutcome send(const Route& route, std::vector<http::Header> headers,
                      const std::string& tenant)
    {
        refusal.clear();
        headers.push_back({"Content-Type", "application/json"});
        const bool reads = route.verb == http::Verb::get || route.verb == http::Verb::head;
        auto response = caller.send(route.verb, target_of(route, tenant), reads ? "" : "{}",
                                    std::move(headers));
        return {refusal, std::move(response)};
    }

    std::vector<const Route*> closed_routes() const
    {
        std::vector<const Route*> routes;
        for (const auto& route : caller_dialect.routes) {
            if ((route.flags & Flag::open) == 0) routes.push_back(&route);
        }
        return routes;
    }

    model::CredentialId credential()
    {
        const std::string name(caller_dialect.name);
        const auto key =
            GetParam().kind == model::CredentialKind::key
                ? model::credential_secret_key(name, directory::key_hash(filled("{{key}}")))
                : model::credential_login_key(
                      name, filled(GetParam().kind == model::CredentialKind::login ? "{{login}}"
                                                                                   : "{{client}}"));
        return model::find<model::Credential>(world.directory().rows(), key).value().id;
    }

    void give(model::CredentialId id, const model::TextList& scopes)
    {
        const directory::Principal maker{{}, {}, {}, "test", "test", {}};
        const auto given = world.directory().write(
            maker, model::system_tenant, [&](directory::Transaction& transaction) {
                return directory::update_credential(transaction, id, [&](model::Credential& one) {
                    one.scopes = scopes;
                    return Result<void>{};
                });
            });
        EXPECT_TRUE(given);
    }

    // No scope, each one, all, and all but each one. Scopes that take something away are left out.
    std::vector<model::TextList> scope_sets() const
    {
        model::TextList every;
        for (const auto& row : caller_dialect.scopes) {
            if (row.powers != can_nothing) every.emplace_back(row.name);
        }
        std::vector<model::TextList> sets{{}, every};
        for (const auto& scope : every) {
            sets.push_back({scope});
            auto others = every;
            std::erase(others, scope);
            sets.push_back(others);
        }
        return sets;
    }

    const Dialect& caller_dialect = *find(GetParam().dialect);
    World world;
    Caller caller{world, caller_dialect};
    std::string refusal;
};

bool has(const model::TextList& scopes, std::string_view scope)
{
    return std::ranges::find(scopes, scope) != scopes.end();
}

// Keys of a tenant never administer.
bool is_allowed(const Route& route, const model::TextList& scopes)
{
    if (route.acts_in == ActsIn::managed && !has(scopes, "manage")) return false;
    return std::ranges::all_of(split(route.scopes, ' '), [&](std::string_view scope) {
        return scope != "admin" && has(scopes, scope);
    });
}

TEST_P(Permissions, a_call_works_with_its_scopes_and_with_no_others)
{
    const auto id = credential();
    const auto header = header_of(filled(GetParam().header));
    const std::string tenant = filled("{{tenant}}");
    for (const auto& scopes : scope_sets()) {
        give(id, scopes);
        std::string names;
        for (const auto& scope : scopes) names += scope + ' ';
        for (const auto* route : closed_routes()) {
            const auto outcome = send(*route, {header}, tenant);
            const std::string call = std::string(http::name_of(route->verb)) + ' ' +
                                     std::string(route->path) + " with " + names + '\n' +
                                     outcome.response.body;
            const bool is_checked_later = (route->flags & Flag::checks_scopes) != 0;
            if (is_allowed(*route, scopes))
                EXPECT_TRUE(outcome.refusal.empty() || is_checked_later) << call;
            else if (is_checked_later)
                EXPECT_GE(outcome.response.status, 400) << call;
            else
                EXPECT_EQ(outcome.refusal, "forbidden") << call;
        }
    }
}

TEST_P(Permissions, no_call_works_without_a_live_credential_of_this_api)
{
    const auto own = header_of(GetParam().header);
    const std::string tenant = filled("{{tenant}}");
    std::vector<std::vector<http::Header>> wrong{{}, {{own.name, "Bearer nobody"}}};
    for (const auto* other : all()) {
        if (other == &caller_dialect) continue;
        Caller stranger(world, *other);
        wrong.push_back({{own.name, "Bearer " + stranger.get("key")}});
        wrong.push_back({{own.name, stranger.get("key")}});
    }
    const auto revoked = caller.get("key.revoked");
    wrong.push_back({{own.name, "Bearer " + revoked}});
    for (const auto& headers : wrong) {
        for (const auto* route : closed_routes()) {
            const auto outcome = send(*route, headers, tenant);
            EXPECT_EQ(outcome.refusal, "unauthenticated")
                << http::name_of(route->verb) << ' ' << route->path << outcome.response.body;
        }
    }
}

TEST_P(Permissions, no_call_reaches_another_tenant)
{
    const auto own = header_of(filled(GetParam().header));
    for (const auto* route : closed_routes()) {
        const std::string call =
            std::string(http::name_of(route->verb)) + ' ' + std::string(route->path);
        const bool names_tenant = route->path.find("{storeId}") != route->path.npos;
        if (names_tenant) {
            EXPECT_NE(send(*route, {own}, "3").refusal, "") << call;
        }
        if (GetParam().foreign_header.empty()) continue;
        const auto outcome = send(*route, {own, header_of(GetParam().foreign_header)}, "1");
        EXPECT_GE(outcome.response.status, 400) << call;
    }
}

// The same ids exist in both tenants.
TEST_P(Permissions, a_foreign_caller_sees_nobody_of_this_tenant)
{
    std::string line(GetParam().header);
    line.insert(line.find("}}"), ".foreign");
    const auto foreign = header_of(filled(line));
    for (const auto* route : closed_routes()) {
        const auto outcome = send(*route, {foreign}, "3");
        EXPECT_THAT(outcome.response.body,
                    testing::Not(testing::ContainsRegex("Lovelace|Hopper|Turing|grace@example")))
            << http::name_of(route->verb) << ' ' << route->path;
    }
}

INSTANTIATE_TEST_SUITE_P(All, Permissions, testing::ValuesIn(presentings),
                         [](const auto& tested) { return std::string(tested.param.dialect); });

TEST(PermissionTables, name_every_dialect_and_every_scope_of_a_route)
{
    for (const auto* dialect : all()) {
        EXPECT_EQ(std::ranges::count(presentings, dialect->name, &Presenting::dialect), 1);
        for (const auto& route : dialect->routes) {
            for (const auto scope : split(route.scopes, ' ')) {
                EXPECT_EQ(std::ranges::count(dialect->scopes, scope, &ScopeRow::name), 1)
                    << dialect->name << ' ' << scope;
            }
        }
    }
}

} // namespace
} // namespace muster::dialects::test
