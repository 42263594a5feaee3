// Reading requests tolerantly (spec 2.5) and in the documented order of checks (spec 2.3).
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/dialect.h"

namespace muster::dialects::nudgescribe {

inline constexpr std::string_view call_dialect = "nudgescribe";

// The body, by canonical keys; what no key of the call claims is forgotten.
class Request {
public:
    explicit Request(Json body) : body_(std::move(body)) {}

    // nullptr when absent or null.
    const Json* find(std::string_view key) const;
    // Named at all, null included.
    bool has(std::string_view key) const { return body_.find(key) != nullptr; }
    // invalid_value unless text; empty when absent.
    Result<std::string> text(std::string_view key) const;
    Result<std::string> required_text(std::string_view key) const;
    // missing_field naming all of the keys that are absent, null or blank.
    Result<void> check_given(std::initializer_list<std::string_view> keys) const;

private:
    Json body_;
};

// An absent body counts as {}; anything but an object is invalid_value "body".
Result<Request> read_request(const RequestContext& call, std::span<const std::string_view> keys);
inline Result<Request> read_request(const RequestContext& call,
                                    std::initializer_list<std::string_view> keys)
{
    return read_request(call, std::span(keys.begin(), keys.size()));
}

// What every call in a workspace begins with: reads the body, checks the required keys, enters the
// workspace (call.tenant), checks the scope of the user's role; in this order.
Result<Request> open_request(RequestContext& call, std::string_view scope,
                             std::initializer_list<std::string_view> required,
                             std::initializer_list<std::string_view> optional = {});

// A failure of the body: 400 in every case.
muster::Failure bad_request(std::string_view key, std::string message);

// The group that customer_group_id names in this workspace; invalid_value otherwise.
Result<model::Group> named_group(const model::Rows& rows, model::TenantId tenant,
                                 const Request& request);

} // namespace muster::dialects::nudgescribe
