// The routes of this API. Scopes are the rights of the vendor's admin users.
#include "dialects/nuweb/async.h"
#include "dialects/nuweb/handlers.h"
#include "dialects/nuweb/nuweb.h"

namespace muster::dialects::nuweb {

namespace {

using http::Verb;

// A deferrable read may store its request for later, so it runs on the pool.
constexpr Route routes[] = {
    {Verb::post, "/v1/login", "", open | writes | slow, login, 1},
    {Verb::get, "/v1", "", none, show_user, 4},
    {Verb::post, "/v1/reset-password", "", none, reset_password, 5},
    {Verb::get, "/v1/customers", "customers.view", slow, deferrable<list_customers>, 20},
    {Verb::post, "/v1/customers", "customers.create", writes, deferrable<create_customer>, 24},
    {Verb::remove, "/v1/customers", "customers.delete", writes, deferrable<remove_customer>, 28},
    {Verb::post, "/v1/customers/update", "customers.edit", writes, deferrable<update_customer>, 26},
    {Verb::get, "/v1/customer", "customers.view", slow, deferrable<get_customer>, 22},
    {Verb::remove, "/v1/customer", "customers.delete", writes, deferrable<remove_customer>, 28},
    {Verb::post, "/v1/customer-groups/customers", "customer_groups.edit", writes,
     deferrable<add_members>, 30},
    {Verb::post, "/v1/customer-groups/customers/delete", "customer_groups.edit", writes,
     deferrable<remove_members>, 32},
    {Verb::post, "/v1/customers/single-sign-on", "customers.create", writes, sign_customer_on, 34},
    {Verb::remove, "/v1/customers/token", "", none, revoke_customer_token, 35},
    {Verb::get, "/v1/companies", "", slow, deferrable<list_companies>, 40},
    {Verb::get, "/v1/countries", "", slow, deferrable<list_countries>, 41},
    {Verb::get, "/v1/currencies", "", slow, deferrable<list_currencies>, 42},
};

// Fetching the answer of an asynchronous request does not count; starting one does.
bool is_poll(const RequestContext& call) { return call.request.parameter("asyncUuid").has_value(); }

} // namespace

const Dialect nuweb_dialect{
    .name = "nuweb",
    .mount = "/nuweb",
    .routes = routes,
    .authenticate = authenticate,
    .render = render,
    .finish = finish,
    .limits_rate_of_tenant = true,
    .is_free_of_rate_limit = is_poll,
    .demo = &demo,
};

} // namespace muster::dialects::nuweb
