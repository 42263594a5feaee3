// `muster tenant` and `muster key`.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>
#include <set>

#include "base/files.h"
#include "base/similar.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/native_api.h"
#include "cli/table.h"
#include "dialects/all.h"
#include "model/wrong_settings.h"
#include "wire/value_json.h"

namespace muster::cli {

namespace {

constexpr std::array<PlaceName, 3> new_tenant_places{
    {{"/slug", "SLUG"}, {"/name", "--name"}, {"/settings/time_zone", "--time-zone"}}};
constexpr std::array<PlaceName, 2> tenant_places{
    {{"/vendor_numbers", "ASSIGNMENT"}, {"/settings", "ASSIGNMENT"}}};
constexpr std::array<PlaceName, 10> key_places{{{"/dialect", "--dialect"},
                                                {"/kind", "--kind"},
                                                {"/name", "--name"},
                                                {"/login", "--login"},
                                                {"/secret", "--secret"},
                                                {"/secret_form", "--secret-form"},
                                                {"/prefix", "--prefix"},
                                                {"/expires_at", "--expires-at"},
                                                {"/overlap_seconds", "--overlap-hours"},
                                                {"/scopes", "--scope"}}};

// The id of the first account. Creates one when there is none: new tenants of the command line
// share one account.
Result<std::int64_t> first_account(NativeApi& api)
{
    const auto accounts = TRY(api.get("/v1/accounts?limit=1"));
    const Json* items = accounts.find("items");
    if (items != nullptr && items->is_array() && !items->as_array()->empty()) {
        return integer_member(items->as_array()->front(), "id");
    }
    Json body = Json::object();
    body.set("name", "main");
    return integer_member(TRY(api.post("/v1/accounts", body)), "id");
}

// "a=1, b=2" of a member that is an object; empty when there is none.
std::string assignments_of(const Json& tenant, std::string_view member, std::string_view between)
{
    std::string text;
    const Json* values = tenant.find(member);
    if (values == nullptr || !values->is_object()) return text;
    for (const auto& [name, value] : *values->as_object()) {
        if (!text.empty()) text += between;
        const auto* plain = value.as_text();
        text += name + '=' + (plain == nullptr ? value.text() : *plain);
    }
    return text;
}

// A line for each setting that an earlier version stored with a value that cannot be set any more.
std::string wrong_lines(const Json& tenant)
{
    model::Tenant stored;
    stored.slug = text_member(tenant, "slug");
    const Json* settings = tenant.find("settings");
    if (settings == nullptr || !settings->is_object()) return {};
    for (const auto& [name, value] : *settings->as_object()) {
        if (auto read = wire::read_value(value, name)) stored.fields.set(name, *std::move(read));
    }
    std::string lines;
    for (const auto& wrong : model::wrong_settings(stored, dialects::tenant_settings())) {
        lines += "\nwrong: " + wrong.name + ' ' + wrong.problem + "; muster tenant set " +
                 stored.slug + ' ' + wrong.repair;
    }
    return lines;
}

std::string tenant_lines(const Json& tenant)
{
    std::string lines = "tenant " + std::to_string(integer_member(tenant, "id")) + " (" +
                        text_member(tenant, "slug") + "): " + text_member(tenant, "name");
    for (const auto* member : {"vendor_numbers", "settings"}) {
        const auto values = assignments_of(tenant, member, "\n");
        if (!values.empty()) lines += '\n' + values;
    }
    return lines + wrong_lines(tenant);
}

bool is_vendor_number(std::string_view name)
{
    return std::ranges::any_of(dialects::all(), [&](const auto* dialect) {
        return !name.empty() && dialects::tenant_number_name(*dialect) == name;
    });
}

// 12, true and ["en","de"] are what they look like; nothing is null; everything else is a text.
Json json_of_word(const std::string& word)
{
    if (word.empty()) return {};
    const auto json = parse_json(word);
    const bool is_plain =
        json && (json->as_integer() != nullptr || json->as_bool() != nullptr || json->is_array());
    return is_plain ? *json : Json(word);
}

Json body_of(const NewTenant& wanted)
{
    Json body = Json::object();
    body.set("slug", wanted.slug);
    if (!wanted.name.empty()) body.set("name", wanted.name);
    if (wanted.time_zone.empty()) return body;
    Json settings = Json::object();
    settings.set("time_zone", wanted.time_zone);
    body.set("settings", std::move(settings));
    return body;
}

// All scopes that the routes of the API ask for.
std::vector<std::string> scopes_of(const dialects::Dialect& dialect)
{
    std::set<std::string> scopes;
    for (const auto& route : dialect.routes) {
        for (const auto scope : split(route.scopes, ' ')) scopes.emplace(scope);
    }
    return {scopes.begin(), scopes.end()};
}

// A credential with a misspelled scope, or with none where the API asks for some, could do nothing.
Result<void> check_key_scopes(const dialects::Dialect& dialect,
                              const std::vector<std::string>& wanted)
{
    const auto known = scopes_of(dialect);
    std::string list;
    for (const auto& scope : known) list += (list.empty() ? "" : ", ") + scope;
    const std::string name(dialect.name);
    if (wanted.empty() && !known.empty()) {
        return fail(Code::missing_field, "scopes",
                    "--scope is required: without one, the credential can do nothing; " + name +
                        " has " + list);
    }
    if (!wanted.empty() && known.empty()) {
        return fail(Code::invalid_value, "scopes",
                    "--scope: " + name + " has no scopes: leave it out");
    }
    for (const auto& scope : wanted) {
        if (std::ranges::find(known, scope) != known.end()) continue;
        return fail(Code::invalid_value, "scopes",
                    "--scope: " + name + " has no scope " + scope + did_you_mean(scope, known) +
                        "; there are " + list);
    }
    return {};
}

// Administrators' keys belong to the system, all others to a tenant.
Result<void> check_owner(const ConnectionOptions& server, const dialects::Dialect& dialect,
                         const std::vector<std::string>& scopes)
{
    const bool administers =
        &dialect == &dialects::own() && std::ranges::find(scopes, "admin") != scopes.end();
    if (administers == server.tenant.empty()) return {};
    if (administers) {
        return fail(Code::invalid_value, "scopes",
                    "--scope: admin is for keys of the system: leave out --tenant and the "
                    "environment variable MUSTER_TENANT");
    }
    return fail(Code::missing_field, "tenant",
                "--tenant is required, or the environment variable MUSTER_TENANT; only keys with "
                "--scope admin have none");
}

Result<std::string> secret_of(const NewKey& wanted)
{
    if (!wanted.secret.empty()) return wanted.secret;
    if (!wanted.secret_file.empty()) return read_secret(wanted.secret_file);
    const char* from_environment = std::getenv("MUSTER_SECRET");
    return std::string(from_environment == nullptr ? "" : from_environment);
}

} // namespace

Result<void> list_tenants(const ConnectionOptions& server)
{
    const auto api = TRY(connect(server));
    PrintedList how{{"id", "slug", "name", "account_id", "vendor_numbers", "created_at"},
                    server.json};
    how.row = [](const Json& tenant) {
        Json row = tenant;
        row.set("vendor_numbers", assignments_of(tenant, "vendor_numbers", ", "));
        return row;
    };
    return print_list(*api, "/v1/tenants", how);
}

Result<void> show_tenant(const ConnectionOptions& server, const std::string& tenant)
{
    const auto api = TRY(connect(server));
    const auto found = TRY(api->get("/v1/tenants/" + encode_percent(tenant)));
    print_done(server, found, tenant_lines(found));
    return {};
}

void print_tenant_settings(const ConnectionOptions& how)
{
    const auto settings = dialects::tenant_settings();
    Json::Array rows;
    for (const auto& setting : settings) {
        Json row = Json::object();
        row.set("name", setting.name);
        row.set("type", model::name_of(setting.type));
        row.set("default", model::initial_value(setting));
        row.set("values", model::right_values(setting));
        row.set("help", setting.help);
        rows.push_back(std::move(row));
    }
    if (how.json) {
        std::cout << Json(std::move(rows)).text() << '\n';
        return;
    }
    std::cout << "muster tenant set TENANT NAME=VALUE sets one; NAME= takes it away.\n";
    for (const auto& setting : settings) {
        std::cout << '\n'
                  << setting.name << " (" << model::name_of(setting.type)
                  << ", default: " << model::initial_value(setting) << ")\n"
                  << "    " << setting.help << '\n'
                  << "    values: " << model::right_values(setting) << '\n';
    }
}

Result<void> change_tenant(const ConnectionOptions& server, const std::string& tenant,
                           const std::vector<std::string>& assignments)
{
    constexpr std::string_view settings_path = "/settings/";
    std::vector<std::string> pointers; // of the settings: problems name them as the user did
    Json numbers = Json::object();
    Json settings = Json::object();
    for (const auto& assignment : assignments) {
        const auto equals = assignment.find('=');
        const auto name = assignment.substr(0, equals);
        if (equals == std::string::npos || name.empty()) {
            return fail(Code::invalid_value, "assignment",
                        assignment + ": must be NAME=VALUE, such as time_zone=Europe/Berlin");
        }
        const auto value = assignment.substr(equals + 1);
        if (is_vendor_number(name)) {
            numbers.set(name, value.empty() ? Json() : Json(value)); // integers may be texts
        } else {
            settings.set(name, json_of_word(value));
            pointers.push_back(std::string(settings_path) + name);
        }
    }
    Json body = Json::object();
    if (!numbers.as_object()->empty()) body.set("vendor_numbers", std::move(numbers));
    if (!settings.as_object()->empty()) body.set("settings", std::move(settings));
    std::vector<PlaceName> places(tenant_places.begin(), tenant_places.end());
    for (const auto& pointer : pointers) {
        places.push_back({pointer, std::string_view(pointer).substr(settings_path.size())});
    }
    const auto api = TRY(connect(server));
    api->name_places(places);
    const auto changed = TRY(api->patch("/v1/tenants/" + encode_percent(tenant), body));
    print_done(server, changed, tenant_lines(changed));
    return {};
}

Result<void> create_tenant(const ConnectionOptions& server, const NewTenant& wanted)
{
    const auto api = TRY(connect(server));
    api->name_places(new_tenant_places);
    Json body = body_of(wanted);
    body.set("account_id", TRY(first_account(*api)));
    const auto tenant = TRY(api->post("/v1/tenants", body));
    print_done(server, tenant,
               "tenant " + std::to_string(integer_member(tenant, "id")) + " (" + wanted.slug + ')');
    return {};
}

Result<void> list_keys(const ConnectionOptions& server)
{
    const auto api = TRY(connect(server));
    return print_list(
        *api, "/v1/credentials",
        {{"id", "dialect", "kind", "login", "name", "scopes", "created_at"}, server.json});
}

Result<void> create_key(const ConnectionOptions& server, const NewKey& wanted)
{
    const auto* named = wanted.dialect.empty() ? &dialects::own() : dialects::find(wanted.dialect);
    if (named == nullptr) return fail(Code::not_found, "dialect", "no API is called so");
    const auto& dialect = *named;
    TRY(check_key_scopes(dialect, wanted.scopes));
    TRY(check_owner(server, dialect, wanted.scopes));
    Json body = Json::object();
    const auto set = [&](std::string_view member, const std::string& value) {
        if (!value.empty()) body.set(member, value);
    };
    set("dialect", std::string(dialect.name));
    set("kind", wanted.kind);
    set("name", wanted.name);
    set("login", wanted.login);
    set("secret", TRY(secret_of(wanted)));
    set("secret_form", wanted.secret_form);
    set("prefix", wanted.prefix);
    set("expires_at", wanted.expires_at);
    Json scopes = Json::array();
    for (const auto& scope : wanted.scopes) scopes.push_back(scope);
    body.set("scopes", std::move(scopes));
    const auto api = TRY(connect(server));
    api->name_places(key_places);
    const auto made = TRY(api->post("/v1/credentials", body));
    print_done(server, made,
               "credential " + std::to_string(integer_member(made, "id")) +
                   ", secret (printed only this once): " + text_member(made, "secret"));
    return {};
}

Result<void> rotate_key(const ConnectionOptions& server, const std::string& id,
                        std::int64_t overlap_hours, const NewKey& wanted)
{
    constexpr std::int64_t hour = 3600; // seconds
    Json body = Json::object();
    body.set("overlap_seconds", overlap_hours * hour);
    const auto secret = TRY(secret_of(wanted));
    if (!secret.empty()) body.set("secret", secret);
    if (!wanted.prefix.empty()) body.set("prefix", wanted.prefix);
    if (!wanted.secret_form.empty()) body.set("secret_form", wanted.secret_form);
    const auto api = TRY(connect(server));
    api->name_places(key_places);
    const auto own = TRY(api->get("/v1/me"));
    const auto made = TRY(api->post("/v1/credentials/" + encode_percent(id) + "/rotate", body));
    // The key of these commands is stored again when it is the one that gets a new secret.
    if (uses_admin_key_file(server) &&
        integer_member(own, "credential_id") == integer_member(made, "id"))
        TRY(write_private_file(admin_key_file(server), text_member(made, "secret") + '\n'));
    std::string line = "credential " + std::to_string(integer_member(made, "id")) +
                       ", new secret (printed only this once): " + text_member(made, "secret");
    if (overlap_hours > 0)
        line += "\nthe old secret works until " + text_member(made, "previous_until");
    print_done(server, made, line);
    return {};
}

Result<void> revoke_key(const ConnectionOptions& server, const std::string& id)
{
    const auto api = TRY(connect(server));
    TRY(api->remove("/v1/credentials/" + encode_percent(id)));
    Json answer = Json::object();
    answer.set("id", parse_integer(id).value_or(0));
    print_done(server, answer, "credential " + id + " is revoked");
    return {};
}

} // namespace muster::cli
