// The routes of this API, and the API as the pipeline sees it.
#include <algorithm>

#include "dialects/ecwid/auth.h"
#include "dialects/ecwid/batch/batch.h"
#include "dialects/ecwid/customers/bulk.h"
#include "dialects/ecwid/customers/contacts.h"
#include "dialects/ecwid/customers/customers.h"
#include "dialects/ecwid/demo.h"
#include "dialects/ecwid/descriptions.h"
#include "dialects/ecwid/ecwid.h"
#include "dialects/ecwid/errors.h"
#include "dialects/ecwid/extrafields/extrafields.h"
#include "dialects/ecwid/groups.h"
#include "dialects/ecwid/orders.h"
#include "dialects/ecwid/store_calls.h"
#include "dialects/ecwid/webhooks/webhooks.h"

namespace muster::dialects::ecwid {

namespace {

using http::Verb;

constexpr std::string_view read = "read_customers";
constexpr std::string_view create = "create_customers";
constexpr std::string_view update = "update_customers";
constexpr std::string_view read_update = "read_customers update_customers";

constexpr std::string_view read_fields = "read_customers_extrafields";
constexpr std::string_view update_fields = "update_customers_extrafields";
constexpr std::string_view delete_fields = "delete_customers_extrafields";
constexpr std::string_view any;

constexpr Route routes[] = {
    {Verb::get, "/api/v3/{storeId}/customers", read, Flag::slow, search_customers, 10,
     {.describe = describe::search_customers}},
    {Verb::post, "/api/v3/{storeId}/customers", create, Flag::writes, create_customer, 12,
     {.describe = describe::create_customer}},
    {Verb::get, "/api/v3/{storeId}/customers/deleted", read, Flag::none, list_deleted_customers, 15,
     {.describe = describe::list_deleted_customers}},
    {Verb::get, "/api/v3/{storeId}/customers/filters", read, Flag::slow, list_customer_filters, 19,
     {.describe = describe::list_customer_filters}},
    {Verb::get, "/api/v3/{storeId}/customers/locations", read, Flag::slow, list_locations, 19,
     {.describe = describe::list_locations}},
    {Verb::get, "/api/v3/{storeId}/customers/products", read, Flag::slow, list_products, 19,
     {.describe = describe::list_products}},
    {Verb::get, "/api/v3/{storeId}/customers/{customerId}", read, Flag::none, get_customer, 11,
     {.describe = describe::get_customer}},
    {Verb::put, "/api/v3/{storeId}/customers/{customerId}", read_update, Flag::writes,
     update_customer, 13, {.describe = describe::update_customer}},
    {Verb::remove, "/api/v3/{storeId}/customers/{customerId}", read_update, Flag::writes,
     remove_customer, 14, {.describe = describe::remove_customer}},
    {Verb::get, "/api/v3/{storeId}/customers/{customerId}/contacts", read, Flag::none,
     list_contacts, 16, {.describe = describe::list_contacts}},
    {Verb::post, "/api/v3/{storeId}/customers/{customerId}/contacts", create, Flag::writes,
     create_contact, 16, {.describe = describe::create_contact}},
    {Verb::get, "/api/v3/{storeId}/customers/{customerId}/contacts/{contactId}", read, Flag::none,
     get_contact, 16, {.describe = describe::get_contact}},
    {Verb::put, "/api/v3/{storeId}/customers/{customerId}/contacts/{contactId}", update,
     Flag::writes, update_contact, 16, {.describe = describe::update_contact}},
    {Verb::remove, "/api/v3/{storeId}/customers/{customerId}/contacts/{contactId}", update,
     Flag::writes, remove_contact, 16, {.describe = describe::remove_contact}},
    {Verb::get, "/api/v3/{storeId}/customers/{customerId}/orders", "read_orders", Flag::none,
     list_customer_orders, 21, {.describe = describe::list_customer_orders}},
    {Verb::get, "/api/v3/{storeId}/customers_ids", read, Flag::slow, list_customer_ids, 20,
     {.describe = describe::list_customer_ids}},
    {Verb::post, "/api/v3/{storeId}/customers_update", read_update, Flag::writes, update_customers,
     20, {.describe = describe::update_customers}},
    {Verb::get, "/api/v3/{storeId}/customer_groups", read, Flag::slow, list_groups, 6,
     {.describe = describe::list_groups}},
    {Verb::post, "/api/v3/{storeId}/customer_groups", create, Flag::writes, create_group, 7,
     {.describe = describe::create_group}},
    {Verb::get, "/api/v3/{storeId}/customer_groups/{groupId}", read, Flag::none, get_group, 6,
     {.describe = describe::get_group}},
    {Verb::put, "/api/v3/{storeId}/customer_groups/{groupId}", update, Flag::writes, update_group,
     8, {.describe = describe::update_group}},
    {Verb::remove, "/api/v3/{storeId}/customer_groups/{groupId}", update, Flag::writes,
     remove_group, 9, {.describe = describe::remove_group}},
    {Verb::get, "/api/v3/{storeId}/store_extrafields/customers", read_fields, Flag::none,
     list_extrafields, 18, {.describe = describe::list_extrafields}},
    {Verb::post, "/api/v3/{storeId}/store_extrafields/customers", update_fields, Flag::writes,
     create_extrafield, 18, {.describe = describe::create_extrafield}},
    {Verb::get, "/api/v3/{storeId}/store_extrafields/customers/{key}", read_fields, Flag::none,
     get_extrafield, 18, {.describe = describe::get_extrafield}},
    {Verb::put, "/api/v3/{storeId}/store_extrafields/customers/{key}", update_fields, Flag::writes,
     update_extrafield, 18, {.describe = describe::update_extrafield}},
    {Verb::remove, "/api/v3/{storeId}/store_extrafields/customers/{key}", delete_fields,
     Flag::writes, remove_extrafield, 18, {.describe = describe::remove_extrafield}},
    {Verb::get, "/api/v3/{storeId}/orders", "read_orders", Flag::slow, list_orders, 21,
     {.describe = describe::list_orders}},
    {Verb::post, "/api/v3/{storeId}/orders", "create_orders", Flag::writes, create_order, 21,
     {.describe = describe::create_order}},
    {Verb::remove, "/api/v3/{storeId}/orders/{orderNumber}", "update_orders", Flag::writes,
     remove_order, 21, {.describe = describe::remove_order}},
    {Verb::post, "/api/v3/{storeId}/batch", any, Flag::writes | Flag::bulk, create_batch, 23,
     {.describe = describe::create_batch}},
    {Verb::get, "/api/v3/{storeId}/batch", any, Flag::none, get_batch, 24, {.describe = describe::get_batch}},
    {Verb::remove, "/api/v3/{storeId}/batch", any, Flag::writes, remove_batch, 25,
     {.describe = describe::remove_batch}},
    {Verb::post, "/api/v3/{storeId}/batch/cancel-group", any, Flag::writes, cancel_batches, 25,
     {.describe = describe::cancel_batches}},
    {Verb::get, "/api/v3/{storeId}/profile", any, Flag::none, get_profile, 22,
     {.describe = describe::get_profile}},
    {Verb::get, "/api/v3/{storeId}/latest-stats", "read_store_profile", Flag::none,
     get_latest_stats, 22, {.describe = describe::get_latest_stats}},
    {Verb::get, "/api/v3/{storeId}/application/token", any, Flag::none, get_token_info, 22,
     {.describe = describe::get_token_info}},
    {Verb::get, "/api/v3/{storeId}/countries", any, Flag::open, list_countries, 22,
     {.describe = describe::list_countries}},
    {Verb::get, "/api/v3/{storeId}/states", any, Flag::open, list_states, 22,
     {.describe = describe::list_states}},
};

// Browsers call this API directly; errors carry the header too.
void finish(const RequestContext&, http::Response& response)
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
    .searched_extras = operands::all,
    .answers_preflight = true,
    .request_id_header = "X-Ecwid-Api-Request-Id",
    .demo = &demo,
    .tasks = webhook_tasks,
    .job_kinds = batch_kinds,
    .has_receivers = true,
    .describe = describe::document,
    .bulk_body_limit = batch_body_bytes,
};

} // namespace muster::dialects::ecwid
