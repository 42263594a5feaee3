// Compares keys without case and signs, and judges in order. Knows no entity.
#include "dialects/nudgescribe/request.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "directory/groups.h"
#include "model/lookup.h"

namespace muster::dialects::nudgescribe {

namespace {

constexpr std::size_t max_depth = 32; // spec 2.6

// What else a key is called (spec 2.5), already normalised.
struct Alias {
    std::string_view canonical;
    std::string_view alias;
};
constexpr std::array<Alias, 14> aliases{{
    {"group_name", "name"},
    {"group_name", "customergroupname"},
    {"group_name", "cgname"},
    {"customer_group_id", "groupid"},
    {"customer_group_id", "cgid"},
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

// groupName, group-name and Group Name are group_name.
std::string normalised(std::string_view key)
{
    std::string text = lower_ascii(key);
    std::erase_if(text, [](char c) { return c == '_' || c == '-' || c == ' '; });
    return text;
}

bool is_alias(std::string_view canonical, std::string_view text, bool group_call)
{
    for (const auto& [name, alias] : aliases) {
        if (name == canonical && alias == text) return true;
    }
    return group_call && canonical == "customer_group_id" && text == "id";
}

// The canonical key wins over an alias.
void take(const Json::Object& members, std::string_view key, bool group_call, Json& taken)
{
    const std::string wanted = normalised(key);
    const Json* alias = nullptr;
    for (const auto& member : members) {
        const std::string text = normalised(member.name);
        if (text == wanted) {
            taken.set(key, member.value);
            return;
        }
        if (alias == nullptr && is_alias(key, text, group_call)) alias = &member.value;
    }
    if (alias != nullptr) taken.set(key, *alias);
}

bool is_blank(const Json* value)
{
    if (value == nullptr) return true;
    const auto* text = value->as_text();
    return text != nullptr && trim(*text).empty();
}

Result<void> enter_workspace(RequestContext& call, const Request& request)
{
    const auto unknown = [] {
        return fail(Code::not_found, "workspace",
                    "workspace_id names no workspace of this account");
    };
    const auto* text = request.find("workspace_id")->as_text();
    const auto id = text == nullptr ? std::nullopt : parse_integer(*text);
    if (!id) return unknown();
    auto tenant = call.services.identity.tenant({*id});
    if (!tenant && tenant.error().code != Code::not_found) return fail(tenant.error());
    if (!tenant || !directory::check_reach(call.principal, *tenant)) return unknown();
    call.tenant = *std::move(tenant);
    return {};
}

} // namespace

const Json* Request::find(std::string_view key) const
{
    const Json* value = body_.find(key);
    return value == nullptr || value->is_null() ? nullptr : value;
}

Result<std::string> Request::text(std::string_view key) const
{
    const Json* value = find(key);
    if (value == nullptr) return std::string{};
    if (const auto* content = value->as_text()) return *content;
    return bad_request(key, "must be text, not " + std::string(type_name(*value)));
}

Result<std::string> Request::required_text(std::string_view key) const
{
    auto content = TRY(text(key));
    if (trim(content).empty()) return fail(Code::missing_field, std::string(key), "is required");
    return content;
}

Result<void> Request::check_given(std::initializer_list<std::string_view> keys) const
{
    std::optional<Error> missing;
    for (const auto key : keys) {
        if (!is_blank(find(key))) continue;
        Error error{Code::missing_field, std::string(key), "is required", {}, {}, {}};
        missing ? missing->further.push_back(std::move(error)) : void(missing = std::move(error));
    }
    if (missing) return fail(*std::move(missing));
    return {};
}

Result<Request> read_request(const RequestContext& call, std::span<const std::string_view> keys)
{
    const std::string_view text = trim(call.request.body);
    auto body = TRY(parse_json(text.empty() ? "{}" : text, max_depth));
    if (!body.is_object()) {
        return bad_request("body", "must be a JSON object, not " + std::string(type_name(body)));
    }
    const bool group_call = call.request.segments.back() == "cg";
    Json taken = Json::object();
    for (const auto key : keys) take(*body.as_object(), key, group_call, taken);
    return Request(std::move(taken));
}

Result<Request> open_request(RequestContext& call, std::string_view scope,
                             std::initializer_list<std::string_view> required,
                             std::initializer_list<std::string_view> optional)
{
    std::vector<std::string_view> keys(required);
    keys.insert(keys.end(), optional);
    auto request = TRY(read_request(call, keys));
    TRY(request.check_given(required));
    TRY(enter_workspace(call, request));
    if (!call.principal.has_scope(scope)) {
        return fail(Code::forbidden, "role", "The role of this user does not allow this call");
    }
    return request;
}

muster::Failure bad_request(std::string_view key, std::string message)
{
    return fail(Code::invalid_value, std::string(key), std::move(message));
}

Result<model::Group> named_group(const model::Rows& rows, model::TenantId tenant,
                                 const Request& request)
{
    const auto text = TRY(request.text("customer_group_id"));
    const auto unknown = [] {
        return bad_request("customer_group_id", "names no group of this workspace");
    };
    const auto id = parse_integer(text);
    if (!id) return unknown();
    auto group = model::live_group(rows, tenant, {*id});
    if (!group && group.error().code == Code::not_found) return unknown();
    return group;
}

} // namespace muster::dialects::nudgescribe
