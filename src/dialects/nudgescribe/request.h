// Reads request bodies tolerantly (promise 6) and checks them in the documented order (promise 4).
#pragma once

#include <cstdint>
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
    // required: the keys that must be given.
    RequestBody(Json members, std::vector<std::string_view> required)
        : members_(std::move(members)), required_(std::move(required))
    {}

    // nullptr when the member is absent or null.
    const Json* find(std::string_view key) const;
    // True also when the member is null.
    bool has(std::string_view key) const { return members_.find(key) != nullptr; }
    // Empty when absent; invalid_value when the member is not text.
    Result<std::string> text(std::string_view key) const;
    Result<std::string> required_text(std::string_view key) const;
    // nullopt when absent; invalid_value when the member is not a boolean.
    Result<std::optional<bool>> flag(std::string_view key) const;
    // `absent` when absent; invalid_value when the member is not an integer from 1.
    Result<std::int64_t> positive_integer(std::string_view key, std::int64_t absent) const;
    // The member is absent, null or blank.
    bool lacks(std::string_view key) const;
    // missing_field that names every key that must be given and lacks: these, and those in `also`.
    Result<void> check_required(std::span<const std::string_view> also = {}) const;

private:
    Json members_;
    std::vector<std::string_view> required_;
};

// Reads the members whose keys the route's body lists, by their keys or aliases. An absent body
// counts as {}; invalid_value "body" for anything but an object.
Result<RequestBody> read_request(const RequestContext& call);

// Keys that must be given because of what other keys say.
using KeysAlsoRequired = std::vector<std::string_view> (*)(const RequestBody& request);

// The first step of every call in a workspace. In this order: reads the body, checks the required
// keys, enters the workspace (sets call.tenant), checks that the user's role has the route's scope.
Result<RequestBody> open_request(RequestContext& call, KeysAlsoRequired also = nullptr);

// forbidden "role" unless the user's role has the route's scope.
Result<void> check_role(const RequestContext& call);

// invalid_value: answered with 400.
muster::Failure bad_request(std::string_view key, std::string message);

// The id that this API shows for an account: that of the workspace, or of the account's first one
// when no workspace is given.
Result<std::string> shown_account_id(const RequestContext& call, model::AccountId account,
                                     model::TenantId workspace);

// The group that customer_group_id names in this workspace; invalid_value when there is none.
Result<model::Group> named_group(const model::Rows& rows, model::TenantId tenant,
                                 const RequestBody& request);

} // namespace muster::dialects::nudgescribe
