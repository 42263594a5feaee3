// The routes of the native API, and what surrounds every handler: the tenant in which the call
// acts, the parameters that it may have, and the headers of every answer.
#include <array>

#include "dialects/native/errors.h"
#include "dialects/native/handlers.h"
#include "dialects/native/identity/auth.h"
#include "dialects/native/jobs/customer_json.h"
#include "dialects/native/native.h"
#include "dialects/native/parameters.h"
#include "jobs/kinds.h"

namespace muster::dialects::native {

namespace {

using http::Verb;

void add_header(http::Response& response, std::string_view name, std::string value)
{
    for (const auto& header : response.headers) {
        if (http::same_name(header.name, name)) return;
    }
    response.headers.push_back({std::string(name), std::move(value)});
}

// The revision is read before the handler runs, so the answer is at least as new as the header
// says.
HandlerResult at_revision(RequestContext& call, model::TenantId tenant, Handler handler)
{
    const auto revision = TRY(call.rows().revision(tenant));
    auto response = TRY(handler(call));
    add_header(response, "Muster-Revision", std::to_string(revision));
    return response;
}

// The parameters of calls other than lists.
constexpr std::array<std::string_view, 0> no_parameters{};
constexpr std::array<std::string_view, 1> fields_parameter{"fields"};
constexpr std::array<std::string_view, 1> dry_run_parameter{"dry_run"};

template <Handler handler, const auto& parameters>
HandlerResult checked(RequestContext& call)
{
    TRY(check_parameters(call, parameters));
    return handler(call);
}

template <Handler handler>
HandlerResult in_tenant(RequestContext& call)
{
    if (!call.tenant.id) {
        return bad_header("Muster-Tenant", "must name the tenant (id or slug) with this key",
                          Code::missing_field);
    }
    return at_revision(call, call.tenant.id, handler);
}

template <Handler handler>
HandlerResult in_system_tenant(RequestContext& call)
{
    return at_revision(call, model::system_tenant, handler);
}

// In the tenant if there is one. An administrator who names none acts in the system tenant.
template <Handler handler>
HandlerResult in_either(RequestContext& call)
{
    if (call.principal.has_scope("admin")) return at_revision(call, call.tenant.id, handler);
    return in_tenant<handler>(call);
}

// Administrators manage all credentials, others those of their tenant.
template <Handler handler>
HandlerResult as_manager(RequestContext& call)
{
    if (call.principal.has_scope("admin")) return handler(call);
    if (call.principal.has_scope("manage")) return in_tenant<handler>(call);
    return fail(Code::forbidden, "scope", "needs the scope manage (or admin)");
}

constexpr std::array<std::string_view, 2> part{"offset", "complete"};
constexpr std::array<std::string_view, 8> import_parameters{
    "format", "key", "mode", "group", "members", "declare", "dry_run", "complete"};
constexpr std::array<std::string_view, 5> export_parameters{"format", "group", "where", "columns",
                                                            "spreadsheet"};

template <Handler handler>
constexpr Handler plain = checked<handler, no_parameters>;
template <Handler handler>
constexpr Handler one = checked<handler, fields_parameter>;
template <Handler handler>
constexpr Handler removal = checked<handler, dry_run_parameter>;

constexpr unsigned reads = Flag::none;
constexpr unsigned writes_once = Flag::writes;
constexpr unsigned write_slow = Flag::writes | Flag::slow;
constexpr unsigned write_bulk = Flag::writes | Flag::slow | Flag::bulk;

// Lists check their parameters themselves, since their names depend on declared fields. The number
// is the promise in docs/dialects/native.md.
constexpr Route routes[] = {
    {Verb::get, "/v1/me", "", reads, plain<show_me>, 1},

    {Verb::get, "/v1/accounts", "admin", reads, in_system_tenant<list_accounts>, 20},
    {Verb::post, "/v1/accounts", "admin", writes_once, in_system_tenant<plain<create_account>>, 20},
    {Verb::get, "/v1/accounts/{account}", "admin", reads, in_system_tenant<one<get_account>>, 20},

    {Verb::get, "/v1/tenants", "admin", reads, in_system_tenant<list_tenants>, 21},
    {Verb::post, "/v1/tenants", "admin", writes_once, in_system_tenant<plain<create_tenant>>, 21},
    {Verb::get, "/v1/tenants/{tenant}", "admin", reads, in_system_tenant<one<get_tenant>>, 21},
    {Verb::patch, "/v1/tenants/{tenant}", "admin", writes_once,
     in_system_tenant<plain<update_tenant>>, 21},

    {Verb::get, "/v1/credentials", "", reads, as_manager<list_credentials>, 22},
    {Verb::post, "/v1/credentials", "", write_slow, as_manager<plain<create_credential>>, 22},
    {Verb::get, "/v1/credentials/{credential}", "", reads, as_manager<one<get_credential>>, 22},
    {Verb::patch, "/v1/credentials/{credential}", "", writes_once,
     as_manager<plain<update_credential>>, 22},
    {Verb::remove, "/v1/credentials/{credential}", "", writes_once,
     as_manager<plain<revoke_credential>>, 22},

    {Verb::get, "/v1/fields", "read", reads, in_tenant<list_fields>, 24},
    {Verb::post, "/v1/fields", "manage", writes_once, in_tenant<plain<declare_field>>, 24},
    {Verb::get, "/v1/fields/{entity}/{key}", "read", reads, in_tenant<one<get_field>>, 24},
    {Verb::patch, "/v1/fields/{entity}/{key}", "manage", writes_once,
     in_tenant<plain<update_field>>, 24},
    {Verb::remove, "/v1/fields/{entity}/{key}", "manage", write_slow,
     in_tenant<removal<remove_field>>, 24},

    {Verb::get, "/v1/customers", "read", Flag::slow, in_tenant<list_customers>, 25},
    {Verb::post, "/v1/customers", "write", writes_once, in_tenant<plain<create_customer>>, 25},
    {Verb::get, "/v1/customers/{customer}", "read", reads, in_tenant<one<get_customer>>, 25},
    {Verb::patch, "/v1/customers/{customer}", "write", writes_once,
     in_tenant<plain<update_customer>>, 25},
    {Verb::remove, "/v1/customers/{customer}", "write", write_slow,
     in_tenant<removal<remove_customer>>, 26},
    {Verb::post, "/v1/customers:batch", "write", write_bulk, in_tenant<removal<write_customers>>,
     27},

    {Verb::get, "/v1/groups", "read", Flag::slow, in_tenant<list_groups>, 28},
    {Verb::post, "/v1/groups", "write", write_slow, in_tenant<removal<create_group>>, 28},
    {Verb::post, "/v1/groups:snapshot", "write", write_slow, in_tenant<plain<snapshot_group>>, 33},
    {Verb::post, "/v1/query", "read", Flag::slow, in_tenant<plain<answer_query>>, 33},
    {Verb::get, "/v1/groups/{group}", "read", reads, in_tenant<one<get_group>>, 28},
    {Verb::patch, "/v1/groups/{group}", "write", writes_once, in_tenant<removal<update_group>>, 28},
    {Verb::remove, "/v1/groups/{group}", "write", write_slow, in_tenant<removal<remove_group>>, 28},

    {Verb::get, "/v1/groups/{group}/members", "read", Flag::slow, in_tenant<list_members>, 29},
    {Verb::post, "/v1/groups/{group}/members", "write", writes_once, in_tenant<plain<add_member>>,
     29},
    {Verb::post, "/v1/groups/{group}/members:batch", "write", write_bulk,
     in_tenant<removal<write_members>>, 30},
    {Verb::get, "/v1/groups/{group}/members/{customer}", "read", reads,
     in_tenant<one<get_membership>>, 29},
    {Verb::get, "/v1/groups/{group}/members/{customer}/explain", "read", Flag::slow,
     in_tenant<plain<explain_member>>, 34},
    {Verb::patch, "/v1/groups/{group}/members/{customer}", "write", writes_once,
     in_tenant<plain<update_membership>>, 29},
    {Verb::remove, "/v1/groups/{group}/members/{customer}", "write", writes_once,
     in_tenant<plain<end_membership>>, 29},

    {Verb::get, "/v1/customers/{customer}/groups", "read", reads,
     in_tenant<list_groups_of_customer>, 29},
    {Verb::post, "/v1/customers/{customer}/groups", "write", writes_once,
     in_tenant<plain<add_to_group>>, 29},
    {Verb::get, "/v1/customers/{customer}/groups/{group}", "read", reads,
     in_tenant<one<get_membership>>, 29},
    {Verb::patch, "/v1/customers/{customer}/groups/{group}", "write", writes_once,
     in_tenant<plain<update_membership>>, 29},
    {Verb::remove, "/v1/customers/{customer}/groups/{group}", "write", writes_once,
     in_tenant<plain<end_membership>>, 29},

    {Verb::get, "/v1/imports", "read", reads, in_tenant<list_imports>, 38},
    {Verb::post, "/v1/imports", "write", write_bulk,
     in_tenant<checked<create_import, import_parameters>>, 38},
    {Verb::get, "/v1/imports/{job}", "read", reads, in_tenant<plain<get_import>>, 38},
    {Verb::put, "/v1/imports/{job}/content", "write", write_bulk,
     in_tenant<checked<upload_import, part>>, 39},
    {Verb::get, "/v1/imports/{job}/refused", "read", reads, in_tenant<plain<show_refused>>, 40},
    {Verb::post, "/v1/imports/{job}/cancel", "write", writes_once, in_tenant<plain<cancel_import>>,
     41},
    {Verb::post, "/v1/imports/{job}/resume", "write", writes_once, in_tenant<plain<resume_import>>,
     41},
    {Verb::remove, "/v1/imports/{job}", "write", write_slow, in_tenant<plain<remove_import>>, 41},

    {Verb::get, "/v1/exports", "read", reads, in_tenant<list_exports>, 42},
    {Verb::post, "/v1/exports", "read", writes_once,
     in_tenant<checked<create_export, export_parameters>>, 42},
    {Verb::get, "/v1/exports/{job}", "read", reads, in_tenant<plain<get_export>>, 42},
    {Verb::get, "/v1/exports/{job}/content", "read", reads, in_tenant<plain<download_export>>, 42},
    {Verb::post, "/v1/exports/{job}/cancel", "read", writes_once, in_tenant<plain<cancel_export>>,
     41},
    {Verb::remove, "/v1/exports/{job}", "read", write_slow, in_tenant<plain<remove_export>>, 41},

    {Verb::get, "/v1/fills", "read", reads, in_tenant<list_fills>, 43},
    {Verb::post, "/v1/fills", "write", write_slow,
     in_tenant<checked<create_fill, dry_run_parameter>>, 43},
    {Verb::get, "/v1/fills/{job}", "read", reads, in_tenant<plain<get_fill>>, 43},
    {Verb::get, "/v1/fills/{job}/refused", "read", reads, in_tenant<plain<show_unfilled>>, 43},
    {Verb::post, "/v1/fills/{job}/cancel", "write", writes_once, in_tenant<plain<cancel_fill>>, 41},
    {Verb::post, "/v1/fills/{job}/resume", "write", writes_once, in_tenant<plain<resume_fill>>, 41},
    {Verb::remove, "/v1/fills/{job}", "write", write_slow, in_tenant<plain<remove_fill>>, 41},

    {Verb::get, "/v1/changes", "read", reads, in_either<list_changes>, 31},
    {Verb::post, "/v1/backups", "admin", Flag::slow, plain<back_up>, 32},
    {Verb::get, "/problems/{name}", "", Flag::open, plain<show_problem>, 6},
};

// Every answer to an authenticated caller has the revision of its tenant. Only administrators get
// that of the system tenant.
void finish(const RequestContext& call, http::Response& response)
{
    add_header(response, "Request-Id", call.request_id);
    const bool tells = call.tenant.id || call.principal.has_scope("admin");
    if (!tells) return;
    const auto revision = call.rows().revision(call.tenant.id);
    if (revision) add_header(response, "Muster-Revision", std::to_string(*revision));
}

jobs::JobKinds job_kinds(Services&, const Dispatch&)
{
    return {jobs::import_kind(native_name, customer_json), jobs::fill_kind(native_name),
            jobs::export_kind(native_name, customer_json)};
}

} // namespace

constinit const Dialect native_dialect{
    .name = native_name,
    .mount = "",
    .routes = routes,
    .authenticate = authenticate,
    .render = render,
    .finish = finish,
    .demo = &demo,
    .job_kinds = job_kinds,
};

} // namespace muster::dialects::native
