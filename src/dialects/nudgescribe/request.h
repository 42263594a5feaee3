// Reads request bodies tolerantly (promise 6) and checks them in the documented order (promise 4).
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/dialect.h"

namespace muster::dialects::nudgescribe {

inline constexpr std::string_view dialect_name = "nudgescribe";

// The members of a body under their canonical keys. Members that the call does not read are gone.
class RequestBody {
public:
    explicit RequestBody(Json members) : members_(std::move(members)) {}

    // nullptr when the member is absent or null.
    const Json* find(std::string_view key) const;
    // True also when the member is null.
    bool has(std::string_view key) const { return members_.find(key) != nullptr; }
    // Empty when absent; invalid_value when the member is not text.
    Result<std::string> text(std::string_view key) const;
    Result<std::string> required_text(std::string_view key) const;
    // missing_field that names every key whose member is absent, null or blank.
    Result<void> check_given(std::initializer_list<std::string_view> keys) const;

private:
    Json members_;
};

// Reads the members that these keys or their aliases name. An absent body counts as {};
// invalid_value "body" for anything but an object.
Result<RequestBody> read_request(const RequestContext& call,
                                 std::span<const std::string_view> keys);
inline Result<RequestBody> read_request(const RequestContext& call,
                                        std::initializer_list<std::string_view> keys)
{
    return read_request(call, std::span(keys.begin(), keys.size()));
}

// The first step of every call in a workspace. In this order: reads the body, checks the required
// keys, enters the workspace (sets call.tenant), checks that the user's role has the scope.
Result<RequestBody> open_request(RequestContext& call, std::string_view scope,
                                 std::initializer_list<std::string_view> required,
                                 std::initializer_list<std::string_view> optional = {});

// invalid_value: answered with 400.
muster::Failure bad_request(std::string_view key, std::string message);

// The group that customer_group_id names in this workspace; invalid_value when there is none.
Result<model::Group> named_group(const model::Rows& rows, model::TenantId tenant,
                                 const RequestBody& request);

} // namespace muster::dialects::nudgescribe
