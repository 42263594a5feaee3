// Finds the members of a body by their keys, in any spelling, and checks a request step by step.
#include "dialects/nudgescribe/request.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>

#include "base/text.h"
#include "dialects/nudgescribe/documents.h"
#include "dialects/nudgescribe/settings.h"
#include "directory/groups.h"
#include "model/lookup.h"
#include "model/vendor_numbers.h"

namespace muster::dialects::nudgescribe {

namespace {

constexpr std::size_t body_depth = 32; // promise 7

// Another name that real clients send for a key, already normalised.
struct KeyAlias {
    std::string_view canonical;
    std::string_view alias;
};
constexpr std::array<KeyAlias, 21> key_aliases{{
    {"group_name", "name"},
    {"group_name", "customergroupname"},
    {"group_name", "cgname"},
    {"customer_group_id", "groupid"},
    {"customer_group_id", "cgid"},
    {"customer_profile_field_id", "fieldid"},
    {"customer_profile_field_id", "profilefieldid"},
    {"customer_profile_field_id", "cpfid"},
    {"field_name", "name"},
    {"is_required", "required"},
    {"is_unique", "unique"},
    {"enum_values", "options"},
    {"customer_ids", "ids"},
    {"customer_ids", "customerid"},
    {"file", "csv"},
    {"file", "datafile"},
    {"customers", "customerdata"},
    {"page", "pagenumber"},
    {"export_type", "format"},
    {"start_date", "from"},
    {"end_date", "to"},
}};

// groupName, group-name, Group Name and group_name are all "groupname".
std::string normalised_key(std::string_view key)
{
    std::string text = lower_ascii(key);
    std::erase_if(text, [](char c) { return c == '_' || c == '-' || c == ' '; });
    return text;
}

// What the key `id` means in the calls of this path; empty: nothing.
std::string_view meaning_of_id(std::string_view path)
{
    if (path == "/v1/cg") return "customer_group_id";
    if (path == "/v1/cpf") return "customer_profile_field_id";
    return {};
}

bool is_alias(std::string_view canonical, std::string_view text, std::string_view meant_by_id)
{
    for (const auto& [name, alias] : key_aliases) {
        if (name == canonical && alias == text) return true;
    }
    return canonical == meant_by_id && text == "id";
}

// The member that the key names; the key itself wins over its aliases. nullptr when absent.
Json* find_member(Json::Object& members, std::span<const std::string> normalised_names,
                  std::string_view key, std::string_view meant_by_id)
{
    const std::string wanted = normalised_key(key);
    Json* alias = nullptr;
    for (std::size_t i = 0; i < members.size(); ++i) {
        const std::string& name = normalised_names[i];
        if (name == wanted) return &members[i].value;
        if (alias == nullptr && is_alias(key, name, meant_by_id)) alias = &members[i].value;
    }
    return alias;
}

// group_name and groupName are one key.
Result<void> check_distinct(const Json::Object& members, std::span<const std::string> names)
{
    std::map<std::string_view, std::string_view> seen;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto [first, is_new] = seen.emplace(names[i], members[i].name);
        if (!is_new) {
            return bad_request(members[i].name, "is the same key as " + std::string(first->second));
        }
    }
    return {};
}

Result<void> enter_workspace(RequestContext& call, const RequestBody& request)
{
    const auto unknown = [] {
        return fail(Code::not_found, "workspace",
                    "workspace_id names no workspace of this account");
    };
    const auto* text = request.find("workspace_id")->as_text();
    if (text == nullptr) return unknown();
    auto tenant = call.services.identity.tenant_of_number(dialect_name, *text);
    if (!tenant && tenant.error().code != Code::not_found) return fail(tenant.error());
    if (!tenant || !directory::check_reach(call.principal, *tenant)) return unknown();
    call.tenant = *std::move(tenant);
    return {};
}

} // namespace

std::string account_id_of(const model::Tenant& workspace)
{
    const auto known = model::text_setting(workspace, workspace_settings::account_id);
    return known.empty() ? id_text(workspace.account.value) : known;
}

Result<std::string> shown_account_id(const RequestContext& call, model::AccountId account,
                                     model::TenantId workspace)
{
    if (workspace) return account_id_of(TRY(call.services.identity.tenant(workspace)));
    model::Query query;
    query.kind = model::Kind::tenant;
    query.tenant = model::system_tenant;
    query.filter = model::equals("account_id", account.value);
    query.limit = 1;
    const auto first = model::rows_of<model::Tenant>(TRY(call.rows().page(query)));
    return first.empty() ? id_text(account.value) : account_id_of(first.front());
}

std::string workspace_id_of(const model::Tenant& workspace)
{
    return model::shown_id_text(workspace, dialect_name);
}

std::string group_id_of(const model::Group& group)
{
    return model::shown_id_text(group, dialect_name);
}

std::string customer_id_of(const model::Customer& customer)
{
    return model::shown_id_text(customer, dialect_name);
}

const Json* RequestBody::find(std::string_view key) const
{
    const Json* value = members_.find(key);
    return value == nullptr || value->is_null() ? nullptr : value;
}

Result<std::string> RequestBody::text(std::string_view key) const
{
    const Json* value = find(key);
    if (value == nullptr) return std::string{};
    if (const auto* content = value->as_text()) return *content;
    return bad_request(key, "must be text, not " + std::string(type_name(*value)));
}

Result<std::string> RequestBody::required_text(std::string_view key) const
{
    auto content = TRY(text(key));
    if (trim(content).empty()) return fail(Code::missing_field, std::string(key), "is required");
    return content;
}

Result<std::int64_t> RequestBody::positive_integer(std::string_view key, std::int64_t absent) const
{
    const Json* value = find(key);
    if (value == nullptr) return absent;
    const auto* number = value->as_integer();
    if (number == nullptr || *number < 1) return bad_request(key, "must be a number, 1 or more");
    return *number;
}

Result<std::optional<bool>> RequestBody::flag(std::string_view key) const
{
    const Json* value = find(key);
    if (value == nullptr) return std::nullopt;
    if (const auto* content = value->as_bool()) return *content;
    return bad_request(key, "must be true or false, not " + std::string(type_name(*value)));
}

bool RequestBody::lacks(std::string_view key) const
{
    const Json* value = find(key);
    if (value == nullptr) return true;
    const auto* text = value->as_text();
    return text != nullptr && trim(*text).empty();
}

Result<void> RequestBody::check_required(std::span<const std::string_view> also) const
{
    std::optional<Error> missing;
    auto keys = required_;
    keys.insert(keys.end(), also.begin(), also.end());
    for (const auto key : keys) {
        if (!lacks(key)) continue;
        Error error{Code::missing_field, std::string(key), "is required", {}, {}, {}};
        missing ? missing->further.push_back(std::move(error)) : void(missing = std::move(error));
    }
    if (missing) return fail(*std::move(missing));
    return {};
}

Result<RequestBody> read_request(const RequestContext& call)
{
    const std::string_view text = trim(call.request.body);
    auto body = TRY(parse_json(text.empty() ? "{}" : text, body_depth));
    if (!body.is_object()) {
        return bad_request("body", "must be a JSON object, not " + std::string(type_name(body)));
    }
    auto& members = *body.as_object();
    std::vector<std::string> names;
    for (const auto& member : members) names.push_back(normalised_key(member.name));
    TRY(check_distinct(members, names));
    const auto meant_by_id = meaning_of_id(call.route->path);
    Json found = Json::object();
    std::vector<std::string_view> required;
    for (const auto& row : call.route->operation.body.record().rows()) {
        if (row.access == wire::Access::required) required.push_back(row.name);
        // Moved, because an upload's text has up to 20 MiB. No member belongs to two keys.
        Json* value = find_member(members, names, row.name, meant_by_id);
        if (value != nullptr) found.set(row.name, std::move(*value));
    }
    return RequestBody(std::move(found), std::move(required));
}

Result<RequestBody> open_request(RequestContext& call, KeysAlsoRequired also)
{
    auto request = TRY(read_request(call));
    TRY(request.check_required(also == nullptr ? std::vector<std::string_view>{} : also(request)));
    TRY(enter_workspace(call, request));
    TRY(check_role(call));
    return request;
}

Result<void> check_role(const RequestContext& call)
{
    if (call.principal.has_scope(call.route->scopes)) return {};
    return fail(Code::forbidden, "role", "The role of this user does not allow this call");
}

muster::Failure bad_request(std::string_view key, std::string message)
{
    return fail(Code::invalid_value, std::string(key), std::move(message));
}

Result<model::Group> named_group(const model::Rows& rows, model::TenantId tenant,
                                 const RequestBody& request)
{
    const auto text = TRY(request.text("customer_group_id"));
    const auto unknown = [] {
        return bad_request("customer_group_id", "names no group of this workspace");
    };
    auto group = model::known_by<model::Group>(rows, tenant, dialect_name, text);
    if (!group && group.error().code == Code::not_found) return unknown();
    return group;
}

} // namespace muster::dialects::nudgescribe
