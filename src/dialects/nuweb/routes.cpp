// The calls of this API as one table, and the dialect they make up. Scopes are the permissions of
// an admin user.
#include "dialects/nuweb/handlers.h"
#include "dialects/nuweb/nuweb.h"

namespace muster::dialects::nuweb {

namespace {

using enum http::Verb;

constexpr Route routes[] = {
    {post, "/v1/login", "", open | writes | slow, login, 1},
    {get, "/v1", "", none, show_user, 4},
    {post, "/v1/reset-password", "", none, reset_password, 5},
    {get, "/v1/customers", "customers.view", slow, list_customers, 20},
    {post, "/v1/customers", "customers.create", writes, create_customer, 24},
    {http::Verb::remove, "/v1/customers", "customers.delete", writes, remove_customer, 28},
    {post, "/v1/customers/update", "customers.edit", writes, update_customer, 26},
    {get, "/v1/customer", "customers.view", none, get_customer, 22},
    {http::Verb::remove, "/v1/customer", "customers.delete", writes, remove_customer, 28},
    {post, "/v1/customer-groups/customers", "customer_groups.edit", writes, add_members, 30},
    {post, "/v1/customer-groups/customers/delete", "customer_groups.edit", writes, remove_members,
     32},
    {get, "/v1/companies", "", none, list_companies, 40},
    {get, "/v1/countries", "", none, list_countries, 41},
    {get, "/v1/currencies", "", none, list_currencies, 42},
};

} // namespace

const Dialect nuweb_dialect{
    .name = "nuweb",
    .mount = "/nuweb",
    .routes = routes,
    .authenticate = authenticate,
    .render = render,
    .finish = finish,
};

} // namespace muster::dialects::nuweb
