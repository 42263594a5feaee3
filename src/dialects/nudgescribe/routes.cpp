// The routes of this API. Scopes make up the roles of users: a viewer has read, an editor write
// too, an admin delete too. open_request checks them, because this API checks the body and the
// workspace first (promise 4).
#include "dialects/nudgescribe/handlers.h"
#include "dialects/nudgescribe/nudgescribe.h"

namespace muster::dialects::nudgescribe {

namespace {

using http::Verb;

constexpr unsigned reads = Flag::checks_scopes;
constexpr unsigned changes = Flag::writes | Flag::checks_scopes;

constexpr Route routes[] = {
    {Verb::post, "/v1/auth", "", Flag::open | Flag::slow, log_in, 1},
    {Verb::get, "/v1/auth", "", Flag::open, renew, 2},
    {Verb::trace, "/v1/auth", "", Flag::open, renew, 2},

    {Verb::put, "/v1/cg", "write", changes, create_group, 20},
    {Verb::post, "/v1/cg", "read", reads, list_groups, 21},
    {Verb::patch, "/v1/cg", "write", changes, update_group, 22},
    {Verb::remove, "/v1/cg", "delete", changes, remove_group, 23},

    {Verb::post, "/v1/customer/check", "write", changes | Flag::slow, check_customers, 30},
    {Verb::post, "/v1/customer/pages", "read", reads, count_pages, 31},
    {Verb::post, "/v1/customer", "read", reads | Flag::slow, list_customers, 32},
    {Verb::patch, "/v1/customer", "write", changes | Flag::slow, update_customers, 33},
    {Verb::remove, "/v1/customer", "write", changes | Flag::slow, remove_customers, 34},
};

} // namespace

const Dialect nudgescribe_dialect{
    .name = "nudgescribe",
    .mount = "/nudgescribe",
    .routes = routes,
    .authenticate = authenticate,
    .render = render,
    .answers_preflight = true,
    .demo = &demo,
    .body_limit = limits::bulk_body_bytes, // 20 MiB, for uploads
};

} // namespace muster::dialects::nudgescribe
