// Each of the 22 calls, as the route table and its description have it: a good case, and everything
// that it must refuse, in the order of promise 4 and in the form of promise 5.
#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "base/text.h"
#include "dialects/all.h"
#include "dialects/openapi.h"
#include "dialects/world.h"
#include "directory/credentials.h"
#include "model/keys.h"

namespace muster::dialects::test {
namespace {

using http::Verb;
using Headers = std::vector<http::Header>;
using Labels = std::set<std::pair<int, std::string>>; // of errors

// What a good call sends, by key; with variables.
struct BodyValue {
    std::string_view key;
    std::string_view json;
};
constexpr BodyValue required_values[] = {
    {"email", R"("{{login.sister}}")"},
    {"password", R"("{{password}}")"},
    {"workspace_id", R"("{{tenant.sister}}")"},
    {"customer_group_id", R"("{{readers}}")"},
    {"customer_profile_field_id", R"("{{field}}")"},
    {"group_name", R"("Seven")"},
    {"field_name", R"("colour")"},
    {"field_type", R"("string")"},
    {"customer_ids", R"(["nobody"])"},
    {"campaign_id", R"("{{campaign.ready}}")"},
};

// Calls that need more than their required keys, or other values.
struct RouteValue {
    Verb verb;
    std::string_view path;
    BodyValue value;
};
constexpr RouteValue other_values[] = {
    {Verb::patch, "/v1/cg", {"group_name", R"("Those who read")"}},
    {Verb::remove, "/v1/cg", {"customer_group_id", R"("{{nobody}}")"}},
    {Verb::patch, "/v1/cpf", {"display_name", R"("Shown to people")"}},
    {Verb::post, "/v1/customer/check", {"customers", "[]"}},
    {Verb::patch, "/v1/customer", {"customers", "[]"}},
};

constexpr Verb verbs[] = {Verb::get, Verb::post, Verb::put, Verb::patch, Verb::remove, Verb::trace};

class NudgescribeCalls : public testing::Test {
protected:
    NudgescribeCalls()
    {
        const auto made =
            caller_.send(Verb::put, "/v1/cpf",
                         filled(R"({"workspace_id": "{{tenant.sister}}", "field_name": "mood",
                       "field_type": "char"})"),
                         bearer("token.sister"));
        const auto field = parse_json(made.body);
        if (made.status == 200 && field) {
            caller_.set("field", *field->find("customer_profile_field_id")->as_text());
        }
    }

    // A file's address is no call: it takes no credential.
    std::vector<const Route*> calls() const
    {
        std::vector<const Route*> routes;
        for (const auto& route : dialect_.routes) {
            if (route.path != "/v1/messages/file") routes.push_back(&route);
        }
        return routes;
    }
    static bool logs_in(const Route& route) { return (route.flags & Flag::logs_in) != 0; }
    static bool has_body(const Route& route) { return bool(route.operation.body); }
    static std::string name_of(const Route& route)
    {
        return std::string(http::name_of(route.verb)) + ' ' + std::string(route.path);
    }

    std::string filled(std::string_view text) { return caller_.variables().expand(text).value(); }
    Headers bearer(const std::string& name) const
    {
        return {{"authorization", "Bearer " + caller_.get(name)}};
    }
    Headers good_headers(const Route& route) const
    {
        if (logs_in(route)) return {{"x-api-key", caller_.get("key.sister")}};
        return bearer(has_body(route) ? "token.sister" : "refresh.sister");
    }

    std::vector<std::string> required_keys(const Route& route) const
    {
        const Json* json = &document_;
        for (const std::string& step :
             {std::string("paths"), std::string(route.path), lower_ascii(http::name_of(route.verb)),
              std::string("requestBody"), std::string("content"), std::string("application/json"),
              std::string("schema")}) {
            if (json != nullptr) json = json->find(step);
        }
        if (json == nullptr) return {};
        if (const Json* reference = json->find("$ref")) {
            const std::string& name = *reference->as_text();
            json = document_.find("components")
                       ->find("schemas")
                       ->find(name.substr(name.rfind('/') + 1));
        }
        const Json* required = json->find("required");
        std::vector<std::string> keys;
        if (required == nullptr) return keys;
        for (const auto& key : *required->as_array()) keys.push_back(*key.as_text());
        return keys;
    }

    Json good_body(const Route& route)
    {
        Json body = Json::object();
        const auto set = [&](const BodyValue& value) {
            body.set(std::string(value.key), parse_json(filled(value.json)).value());
        };
        for (const auto& key : required_keys(route)) {
            const auto* known = std::ranges::find(required_values, key, &BodyValue::key);
            EXPECT_NE(known, std::end(required_values)) << "no value for " << key;
            if (known != std::end(required_values)) set(*known);
        }
        for (const auto& other : other_values) {
            if (other.verb == route.verb && other.path == route.path) set(other.value);
        }
        return body;
    }

    http::Response send(const Route& route, std::string body, Headers headers)
    {
        return caller_.send(route.verb, route.path, std::move(body), std::move(headers));
    }

    // Sends the call, which must be refused so, with two texts and nothing else. Returns the
    // message.
    std::string refused(const Route& route, std::string body, Headers headers, int status,
                        const std::string& label)
    {
        const std::string start = body.substr(0, 200);
        const auto response = send(route, std::move(body), std::move(headers));
        EXPECT_EQ(response.status, status) << name_of(route) << ' ' << start << response.body;
        const auto error = parse_json(response.body).value_or(Json());
        EXPECT_TRUE(error.is_object() && error.as_object()->size() == 2) << response.body;
        const Json* shown = error.find("error");
        const Json* message = error.find("message");
        if (shown == nullptr || message == nullptr || message->as_text() == nullptr) return {};
        EXPECT_EQ(shown->text(), '"' + label + '"') << name_of(route);
        seen_[&route].emplace(response.status, label);
        return *message->as_text();
    }

    void try_wrong_credentials(const Route& route)
    {
        const auto body = good_body(route).text();
        std::vector<Headers> wrong{{}};
        if (logs_in(route)) {
            wrong.push_back({{"x-api-key", ""}});
            wrong.push_back({{"x-api-key", "nobody"}});
            wrong.push_back({{"x-api-key", caller_.get("key.foreign")}});
            wrong.push_back({{"x-api-key", caller_.get("key.revoked")}});
            wrong.push_back(bearer("token.sister"));
        } else {
            wrong.push_back({{"authorization", "Bearer"}});
            wrong.push_back({{"authorization", "Bearer nobody"}});
            wrong.push_back({{"authorization", "Basic Zm9v"}});
            wrong.push_back({{"x-api-key", caller_.get("key.sister")}});
            wrong.push_back(bearer("key.sister"));
            // A token of the other use.
            wrong.push_back(bearer(has_body(route) ? "refresh.sister" : "token.sister"));
            // A signature that was changed.
            wrong.push_back(good_headers(route));
            wrong.back().front().value.back() ^= 1;
        }
        for (const auto& headers : wrong) refused(route, body, headers, 403, "Unauthorised");
    }

    void try_missing_keys(const Route& route)
    {
        const auto keys = required_keys(route);
        std::string all;
        for (const auto& key : keys) {
            all += (all.empty() ? "Missing: " : ", ") + key;
            for (const auto* value : {"", "null", "\"\"", "\" \""}) {
                Json body = good_body(route);
                body.erase(key);
                if (*value != '\0') body.set(key, parse_json(value).value());
                EXPECT_EQ(refused(route, body.text(), good_headers(route), 401, "Missing Fields"),
                          "Missing: " + key);
            }
        }
        if (keys.empty()) return;
        for (const auto* body : {"", "{}"}) {
            const auto message = refused(route, body, good_headers(route), 401, "Missing Fields");
            EXPECT_TRUE(message.starts_with(all)) << message;
        }
    }

    void try_bad_bodies(const Route& route)
    {
        for (const auto* bad : {"{", "[1]", "\"text\"", "7", "null", "{\"a\": 1,}", "{} {}",
                                "{\"a\": \"\xff\"}", "{\"a\": 1, \"A\": 2}"}) {
            refused(route, bad, good_headers(route), 400, "Bad Request");
        }
        refused(route, filled(R"({"a": {{nested:33}}})"), good_headers(route), 400, "Bad Request");
        refused(route, R"({"a": ")" + std::string(20U << 20U, 'x') + "\"}", good_headers(route),
                400, "Bad Request");
    }

    void try_workspaces(const Route& route)
    {
        for (const auto* id : {R"("no such thing")", R"("{{tenant.foreign}}")", "1", "[]"}) {
            Json body = good_body(route);
            if (body.find("workspace_id") == nullptr) return;
            body.set("workspace_id", parse_json(filled(id)).value());
            refused(route, body.text(), good_headers(route), 401, "Invalid Workspace");
        }
    }

    // The same token with the rights of nobody, a viewer, an editor and an admin.
    void try_roles(const Route& route)
    {
        if (logs_in(route) || !has_body(route)) return;
        Json body = good_body(route);
        if (body.find("workspace_id") != nullptr) body.set("workspace_id", caller_.get("tenant"));
        for (const auto& scopes :
             {model::TextList{}, model::TextList{"read"}, model::TextList{"read", "write"},
              model::TextList{"read", "write", "delete"}}) {
            give(scopes);
            if (std::ranges::find(scopes, route.scopes) == scopes.end()) {
                refused(route, body.text(), bearer("token.read_only"), 403, "Unauthorised");
            } else {
                const auto response = send(route, body.text(), bearer("token.read_only"));
                EXPECT_NE(response.status, 403) << name_of(route) << response.body;
            }
        }
    }
    void give(const model::TextList& scopes)
    {
        const auto key = model::credential_login_key("nudgescribe", caller_.get("login.read_only"));
        const auto id = model::find<model::Credential>(world_.directory().rows(), key).value().id;
        const directory::Principal maker{{}, {}, {}, "test", "test", {}};
        EXPECT_TRUE(world_.directory().write(
            maker, model::system_tenant, [&](directory::Transaction& transaction) {
                return directory::update_credential(transaction, id, [&](model::Credential& one) {
                    one.scopes = scopes;
                    return Result<void>{};
                });
            }));
    }

    // The errors that the description of the call names, except those of a server in trouble.
    Labels described_errors(const Route& route) const
    {
        Labels labels;
        const auto add = [&](const ErrorCase& error) {
            if (error.status < 429) labels.emplace(error.status, std::string(error.code));
        };
        route.operation.errors.each(add);
        dialect_.reference->errors.each([&](const ErrorCase& error) {
            if (has_body(route) || error.status != 400) add(error);
        });
        return labels;
    }

    const Dialect& dialect_ = *find("nudgescribe");
    const Json document_ = openapi_of(dialect_);
    World world_;
    Caller caller_{world_, dialect_};
    std::map<const Route*, Labels> seen_;
};

TEST_F(NudgescribeCalls, are_the_22_documented_ones_and_TRACE)
{
    EXPECT_EQ(calls().size(), 22U + 1U);
}

TEST_F(NudgescribeCalls, answer_200_with_the_keys_that_they_need)
{
    for (const auto* route : calls()) {
        const auto body = has_body(*route) ? good_body(*route).text() : std::string{};
        const auto response = send(*route, body, good_headers(*route));
        EXPECT_EQ(response.status, 200) << name_of(*route) << ' ' << body << response.body;
        EXPECT_TRUE(parse_json(response.body)) << name_of(*route) << response.body;
    }
}

TEST_F(NudgescribeCalls, refuse_everything_that_their_description_names)
{
    for (const auto* route : calls()) {
        try_wrong_credentials(*route);
        if (has_body(*route)) {
            try_missing_keys(*route);
            try_bad_bodies(*route);
            try_workspaces(*route);
            try_roles(*route);
        }
        const auto described = described_errors(*route);
        for (const auto& [status, label] : described) {
            EXPECT_TRUE(seen_[route].contains({status, label}) || !has_body(*route))
                << name_of(*route) << " never answered " << status << ' ' << label;
        }
        for (const auto& [status, label] : seen_[route]) {
            EXPECT_TRUE(described.contains({status, label}))
                << name_of(*route) << " does not describe " << status << ' ' << label;
        }
    }
}

TEST_F(NudgescribeCalls, end_with_the_life_of_their_tokens)
{
    world_.later(std::chrono::hours(24 * 14));
    for (const auto* route : calls()) {
        if (logs_in(*route) || !has_body(*route)) continue;
        refused(*route, good_body(*route).text(), good_headers(*route), 403, "Unauthorised");
    }
    EXPECT_EQ(caller_.send(Verb::get, "/v1/auth", {}, bearer("refresh.sister")).status, 200);
    world_.later(std::chrono::hours(24));
    EXPECT_EQ(caller_.send(Verb::get, "/v1/auth", {}, bearer("refresh.sister")).status, 403);
    EXPECT_EQ(caller_.send(Verb::trace, "/v1/auth", {}, bearer("refresh.sister")).status, 403);
}

TEST_F(NudgescribeCalls, name_their_methods_where_another_is_used)
{
    for (const auto* route : calls()) {
        for (const auto verb : verbs) {
            const auto is_here = [&](const Route& other) {
                return other.path == route->path && other.verb == verb;
            };
            if (std::ranges::any_of(dialect_.routes, is_here)) continue;
            const auto response = caller_.send(verb, route->path, {}, {});
            EXPECT_EQ(response.status, 405) << http::name_of(verb) << ' ' << route->path;
            const auto allow = std::ranges::find(response.headers, "Allow", &http::Header::name);
            ASSERT_NE(allow, response.headers.end());
            EXPECT_NE(allow->value.find(http::name_of(route->verb)), std::string::npos);
        }
    }
}

} // namespace
} // namespace muster::dialects::test
