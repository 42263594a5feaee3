// The calls of this API as one table, and the dialect they make up.
#include "dialects/xtrakit/handlers.h"
#include "dialects/xtrakit/xtrakit.h"

namespace muster::dialects::xtrakit {

namespace {

using enum http::Verb;

constexpr Route routes[] = {
    {get, "/api/v1/user/authenticate", "", none, show_user, 3},
    {get, "/api/v1/customer-groups", "", slow, list_groups, 10},
    {get, "/api/v1/customer-groups/{id}", "", none, get_group, 11},
    {post, "/api/v1/customer-groups/add", "", writes, create_group, 12},
    {put, "/api/v1/customer-groups/{id}", "", writes, update_group, 13},
    {http::Verb::remove, "/api/v1/customer-groups/{id}", "", writes, remove_group, 14},
    {get, "/api/v1/customers", "", slow, list_customers, 20},
    {get, "/api/v1/customers/{id}", "", none, get_customer, 21},
    {post, "/api/v1/customers/add", "", writes, create_customer, 22},
    {put, "/api/v1/customers/{id}", "", writes, update_customer, 23},
    {http::Verb::remove, "/api/v1/customers/{id}", "", writes, remove_customer, 24},
};

} // namespace

const Dialect xtrakit_dialect{
    .name = "xtrakit",
    .mount = "/xtrakit",
    .routes = routes,
    .authenticate = authenticate,
    .render = render,
    .demo = &demo,
};

} // namespace muster::dialects::xtrakit
