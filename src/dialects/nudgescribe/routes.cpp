// The calls of this API as one table, and the dialect they make up. Scopes make up the roles of
// users (spec 2.4): viewers read, editors write too, admins also remove. They are checked by
// open_request, after the body and the workspace, in the order that the spec gives.
#include "dialects/nudgescribe/handlers.h"
#include "dialects/nudgescribe/nudgescribe.h"

namespace muster::dialects::nudgescribe {

namespace {

using http::Verb;

constexpr unsigned late = Flag::checks_scopes;
constexpr unsigned change = Flag::writes | late;

constexpr Route routes[] = {
    {Verb::post, "/v1/auth", "", Flag::open | Flag::slow, log_in, 1},
    {Verb::get, "/v1/auth", "", Flag::open, renew, 2},
    {Verb::trace, "/v1/auth", "", Flag::open, renew, 2},

    {Verb::put, "/v1/cg", "write", change, create_group, 20},
    {Verb::post, "/v1/cg", "read", late, list_groups, 21},
    {Verb::patch, "/v1/cg", "write", change, update_group, 22},
    {Verb::remove, "/v1/cg", "delete", change, remove_group, 23},

    {Verb::post, "/v1/customer/check", "write", change | Flag::slow, check_customers, 30},
    {Verb::post, "/v1/customer/pages", "read", late, count_pages, 31},
    {Verb::post, "/v1/customer", "read", late | Flag::slow, list_customers, 32},
    {Verb::patch, "/v1/customer", "write", change | Flag::slow, update_customers, 33},
    {Verb::remove, "/v1/customer", "write", change | Flag::slow, remove_customers, 34},
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
    .body_limit = limits::bulk_body_bytes, // spec 2.6: 20 MiB
};

} // namespace muster::dialects::nudgescribe
