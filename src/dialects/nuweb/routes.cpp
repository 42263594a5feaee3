// The calls of this API as one table, and the dialect they make up. Scopes are the permissions of
// an admin user.
#include "dialects/nuweb/async.h"
#include "dialects/nuweb/handlers.h"
#include "dialects/nuweb/nuweb.h"

namespace muster::dialects::nuweb {

namespace {

using enum http::Verb;

// Deferrable reads may write down that they were asked for: they run on the pool.
constexpr Route routes[] = {
    {post, "/v1/login", "", open | writes | slow, login, 1},
    {get, "/v1", "", none, show_user, 4},
    {post, "/v1/reset-password", "", none, reset_password, 5},
    {get, "/v1/customers", "customers.view", slow, deferrable<list_customers>, 20},
    {post, "/v1/customers", "customers.create", writes, deferrable<create_customer>, 24},
    {http::Verb::remove, "/v1/customers", "customers.delete", writes, deferrable<remove_customer>,
     28},
    {post, "/v1/customers/update", "customers.edit", writes, deferrable<update_customer>, 26},
    {get, "/v1/customer", "customers.view", slow, deferrable<get_customer>, 22},
    {http::Verb::remove, "/v1/customer", "customers.delete", writes, deferrable<remove_customer>,
     28},
    {post, "/v1/customer-groups/customers", "customer_groups.edit", writes, deferrable<add_members>,
     30},
    {post, "/v1/customer-groups/customers/delete", "customer_groups.edit", writes,
     deferrable<remove_members>, 32},
    {post, "/v1/customers/single-sign-on", "customers.create", writes, sign_customer_on, 34},
    {http::Verb::remove, "/v1/customers/token", "", none, revoke_customer_token, 35},
    {get, "/v1/companies", "", slow, deferrable<list_companies>, 40},
    {get, "/v1/countries", "", slow, deferrable<list_countries>, 41},
    {get, "/v1/currencies", "", slow, deferrable<list_currencies>, 42},
};

// Asking for what an asynchronous request has come to; starting one counts.
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
