// The routes of this API, and the API as the pipeline sees it.
#include <algorithm>

#include "dialects/ecwid/auth.h"
#include "dialects/ecwid/customers.h"
#include "dialects/ecwid/ecwid.h"
#include "dialects/ecwid/errors.h"
#include "dialects/ecwid/groups.h"

namespace muster::dialects::ecwid {

namespace {

using http::Verb;

constexpr std::string_view read = "read_customers";
constexpr std::string_view create = "create_customers";
constexpr std::string_view update = "update_customers";
constexpr std::string_view read_update = "read_customers update_customers";

constexpr Route routes[] = {
    {Verb::get, "/api/v3/{storeId}/customers", read, Flag::none, search_customers, 10},
    {Verb::post, "/api/v3/{storeId}/customers", create, Flag::writes, create_customer, 12},
    {Verb::get, "/api/v3/{storeId}/customers/deleted", read, Flag::none, list_deleted_customers,
     15},
    {Verb::get, "/api/v3/{storeId}/customers/{customerId}", read, Flag::none, get_customer, 11},
    {Verb::put, "/api/v3/{storeId}/customers/{customerId}", read_update, Flag::writes,
     update_customer, 13},
    {Verb::remove, "/api/v3/{storeId}/customers/{customerId}", read_update, Flag::writes,
     remove_customer, 14},
    {Verb::get, "/api/v3/{storeId}/customer_groups", read, Flag::none, list_groups, 6},
    {Verb::post, "/api/v3/{storeId}/customer_groups", create, Flag::writes, create_group, 7},
    {Verb::get, "/api/v3/{storeId}/customer_groups/{groupId}", read, Flag::none, get_group, 6},
    {Verb::put, "/api/v3/{storeId}/customer_groups/{groupId}", update, Flag::writes, update_group,
     8},
    {Verb::remove, "/api/v3/{storeId}/customer_groups/{groupId}", update, Flag::writes,
     remove_group, 9},
};

// Browsers call this API directly; errors carry the header too.
void finish(const Call&, http::Response& response)
{
    if (!response.body.empty()) response.content_type = "application/json;charset=UTF-8";
    constexpr std::string_view origin = "Access-Control-Allow-Origin";
    const bool has_origin = std::ranges::any_of(
        response.headers, [&](const http::Header& header) { return header.name == origin; });
    if (!has_origin) response.headers.push_back({std::string(origin), "*"});
}

} // namespace

const Dialect ecwid_dialect{
    .name = "ecwid",
    .mount = "/ecwid",
    .routes = routes,
    .authenticate = authenticate,
    .render = render,
    .finish = finish,
    .authenticates_before_routing = true,
    .answers_preflight = true,
    .request_id_header = "X-Ecwid-Api-Request-Id",
};

} // namespace muster::dialects::ecwid
