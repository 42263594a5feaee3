// The routes of the native API, and what surrounds every handler: the tenant in which the call
// acts, the parameters that it may have, and the headers of every answer.
#include <algorithm>

#include "dialects/native/campaigns/operations.h"
#include "dialects/native/customers/operations.h"
#include "dialects/native/errors.h"
#include "dialects/native/groups/operations.h"
#include "dialects/native/handlers.h"
#include "dialects/native/identity/auth.h"
#include "dialects/native/identity/operations.h"
#include "dialects/native/jobs/customer_json.h"
#include "dialects/native/jobs/operations.h"
#include "dialects/native/log_operations.h"
#include "dialects/native/native.h"
#include "dialects/native/webhooks/delivery.h"
#include "dialects/native/webhooks/operations.h"
#include "jobs/kinds.h"

namespace muster::dialects::native {

namespace {

using http::Verb;

bool has_header(const http::Response& response, std::string_view name)
{
    return std::ranges::any_of(response.headers, [&](const http::Header& header) {
        return http::same_name(header.name, name);
    });
}

void add_header(http::Response& response, std::string_view name, std::string value)
{
    if (has_header(response, name)) return;
    response.headers.push_back({std::string(name), std::move(value)});
}

bool is_administrator(const RequestContext& call) { return call.principal.has_scope("admin"); }

// Whether the call names the tenant that it needs.
Result<void> check_tenant(const RequestContext& call, ActsIn acts_in)
{
    switch (acts_in) {
    case ActsIn::credential:
    case ActsIn::system: return {};
    case ActsIn::tenant: break;
    case ActsIn::managed:
        if (!is_administrator(call) && !call.principal.has_scope("manage")) {
            return fail(Code::forbidden, "scope", "needs the scope manage (or admin)");
        }
        [[fallthrough]];
    case ActsIn::either:
        if (is_administrator(call)) return {};
        break;
    }
    if (call.tenant.id) return {};
    return bad_header("Muster-Tenant", "must name the tenant (id or slug) with this key",
                      Code::missing_field);
}

// The revision is read before the handler runs, so the answer is at least as new as the header
// says.
Result<void> before_handler(RequestContext& call, const Route& route)
{
    TRY(check_tenant(call, route.acts_in));
    const bool shows = call.request.parameter("dry_run").has_value();
    if (shows && !call.principal.has_scope("read")) {
        return fail(Code::forbidden, "scope",
                    "needs the scope read: a dry run shows what is stored");
    }
    if (route.acts_in == ActsIn::credential) return {};
    const bool in_system = route.acts_in == ActsIn::system;
    call.revision = TRY(call.rows().revision(in_system ? model::system_tenant : call.tenant.id));
    return {};
}

constexpr unsigned reads = Flag::none;
constexpr unsigned writes_once = Flag::writes;
constexpr unsigned writes_shown = Flag::writes | Flag::echoes;
constexpr unsigned write_slow = Flag::writes | Flag::slow;
constexpr unsigned write_slow_shown = write_slow | Flag::echoes;
constexpr unsigned manages = Flag::writes | Flag::administers;
constexpr unsigned write_bulk = Flag::writes | Flag::slow | Flag::bulk;

// The number is the promise in docs/dialects/native.md.
constexpr Route routes[] = {
    {Verb::get, "/v1/me", "", reads, show_me, 1, credential_docs::show_me, ActsIn::credential},

    {Verb::post, "/v1/session", "", write_slow | Flag::open, open_session, 44, session_docs::open,
     ActsIn::credential},
    {Verb::remove, "/v1/session", "", writes_once, end_session, 44, session_docs::end,
     ActsIn::credential},

    {Verb::get, "/v1/accounts", "admin", Flag::slow, list_accounts, 20, account_docs::list,
     ActsIn::system},
    {Verb::post, "/v1/accounts", "admin", manages, create_account, 20, account_docs::create,
     ActsIn::system},
    {Verb::get, "/v1/accounts/{account}", "admin", reads, get_account, 20, account_docs::get,
     ActsIn::system},

    {Verb::get, "/v1/tenants", "admin", Flag::slow, list_tenants, 21, tenant_docs::list,
     ActsIn::system},
    {Verb::post, "/v1/tenants", "admin", manages, create_tenant, 21, tenant_docs::create,
     ActsIn::system},
    {Verb::get, "/v1/tenants/{tenant}", "admin", reads, get_tenant, 21, tenant_docs::get,
     ActsIn::system},
    {Verb::patch, "/v1/tenants/{tenant}", "admin", manages, update_tenant, 21, tenant_docs::update,
     ActsIn::system},

    {Verb::get, "/v1/credentials", "", Flag::slow, list_credentials, 22, credential_docs::list,
     ActsIn::managed},
    {Verb::post, "/v1/credentials", "", manages | Flag::slow, create_credential, 22,
     credential_docs::create, ActsIn::managed},
    {Verb::get, "/v1/credentials/{credential}", "", reads, get_credential, 22, credential_docs::get,
     ActsIn::managed},
    {Verb::patch, "/v1/credentials/{credential}", "", manages, update_credential, 22,
     credential_docs::update, ActsIn::managed},
    {Verb::post, "/v1/credentials/{credential}/rotate", "", manages | Flag::slow, rotate_credential,
     22, credential_docs::rotate, ActsIn::managed},
    {Verb::remove, "/v1/credentials/{credential}", "", manages, revoke_credential, 22,
     credential_docs::revoke, ActsIn::managed},

    {Verb::get, "/v1/fields", "read", Flag::slow, list_fields, 24, field_docs::list,
     ActsIn::tenant},
    {Verb::post, "/v1/fields", "manage", writes_shown, declare_field, 24, field_docs::declare,
     ActsIn::tenant},
    {Verb::get, "/v1/fields/{entity}/{key}", "read", reads, get_field, 24, field_docs::get,
     ActsIn::tenant},
    {Verb::patch, "/v1/fields/{entity}/{key}", "manage", writes_shown, update_field, 24,
     field_docs::update, ActsIn::tenant},
    {Verb::remove, "/v1/fields/{entity}/{key}", "manage", write_slow, remove_field, 24,
     field_docs::remove, ActsIn::tenant},

    {Verb::get, "/v1/customers", "read", Flag::slow, list_customers, 25, customer_docs::list,
     ActsIn::tenant},
    {Verb::post, "/v1/customers", "write", writes_shown, create_customer, 25, customer_docs::create,
     ActsIn::tenant},
    {Verb::get, "/v1/customers/{customer}", "read", reads, get_customer, 25, customer_docs::get,
     ActsIn::tenant},
    {Verb::patch, "/v1/customers/{customer}", "write", writes_shown, update_customer, 25,
     customer_docs::update, ActsIn::tenant},
    {Verb::remove, "/v1/customers/{customer}", "write", write_slow, remove_customer, 26,
     customer_docs::remove, ActsIn::tenant},
    {Verb::post, "/v1/customers:batch", "write", write_bulk, write_customers, 27,
     customer_docs::batch, ActsIn::tenant},

    {Verb::post, "/v1/customers/{customer}/merge", "write", write_slow_shown, merge_customers, 49,
     customer_docs::merge, ActsIn::tenant},
    {Verb::get, "/v1/customers:duplicates", "read", Flag::slow, list_duplicates, 50,
     customer_docs::duplicates, ActsIn::tenant},

    {Verb::get, "/v1/groups", "read", Flag::slow, list_groups, 28, group_docs::list,
     ActsIn::tenant},
    {Verb::post, "/v1/groups", "write", write_slow_shown, create_group, 28, group_docs::create,
     ActsIn::tenant},
    {Verb::post, "/v1/groups:snapshot", "write", write_slow_shown, snapshot_group, 36,
     group_docs::snapshot, ActsIn::tenant},

    {Verb::post, "/v1/query", "read", Flag::slow, answer_query, 34, group_docs::query,
     ActsIn::tenant},

    {Verb::get, "/v1/groups/{group}", "read", reads, get_group, 28, group_docs::get,
     ActsIn::tenant},
    {Verb::patch, "/v1/groups/{group}", "write", writes_shown, update_group, 28, group_docs::update,
     ActsIn::tenant},
    {Verb::remove, "/v1/groups/{group}", "write", write_slow, remove_group, 28, group_docs::remove,
     ActsIn::tenant},
    {Verb::post, "/v1/groups/{group}/restore", "write", write_slow_shown, restore_group, 54,
     group_docs::restore, ActsIn::tenant},
    {Verb::get, "/v1/groups/{group}/members", "read", Flag::slow, list_members, 29,
     member_docs::list, ActsIn::tenant},
    {Verb::post, "/v1/groups/{group}/members", "write", writes_shown, add_member, 29,
     member_docs::add, ActsIn::tenant},
    {Verb::post, "/v1/groups/{group}/members:batch", "write", write_bulk, write_members, 30,
     member_docs::batch, ActsIn::tenant},
    {Verb::get, "/v1/groups/{group}/members/{customer}", "read", reads, get_membership, 29,
     member_docs::get, ActsIn::tenant},
    {Verb::get, "/v1/groups/{group}/members/{customer}/explain", "read", Flag::slow, explain_member,
     34, member_docs::explain, ActsIn::tenant},
    {Verb::patch, "/v1/groups/{group}/members/{customer}", "write", writes_shown, update_membership,
     29, member_docs::update, ActsIn::tenant},
    {Verb::remove, "/v1/groups/{group}/members/{customer}", "write", writes_once, end_membership,
     29, member_docs::end, ActsIn::tenant},

    {Verb::get, "/v1/customers/{customer}/groups", "read", Flag::slow, list_groups_of_customer, 29,
     member_docs::list_of_customer, ActsIn::tenant},
    {Verb::post, "/v1/customers/{customer}/groups", "write", writes_shown, add_to_group, 29,
     member_docs::add_to_group, ActsIn::tenant},
    {Verb::get, "/v1/customers/{customer}/groups/{group}", "read", reads, get_membership, 29,
     member_docs::get_of_customer, ActsIn::tenant},
    {Verb::patch, "/v1/customers/{customer}/groups/{group}", "write", writes_shown,
     update_membership, 29, member_docs::update_of_customer, ActsIn::tenant},
    {Verb::remove, "/v1/customers/{customer}/groups/{group}", "write", writes_once, end_membership,
     29, member_docs::end_of_customer, ActsIn::tenant},

    {Verb::get, "/v1/campaigns", "read", Flag::slow, list_campaigns, 51, campaign_docs::list,
     ActsIn::tenant},
    {Verb::post, "/v1/campaigns", "write", write_slow_shown, create_campaign, 51,
     campaign_docs::create, ActsIn::tenant},
    {Verb::get, "/v1/campaigns/{campaign}", "read", reads, get_campaign, 51, campaign_docs::get,
     ActsIn::tenant},
    {Verb::patch, "/v1/campaigns/{campaign}", "write", writes_shown, update_campaign, 52,
     campaign_docs::update, ActsIn::tenant},
    {Verb::remove, "/v1/campaigns/{campaign}", "write", writes_once, remove_campaign, 51,
     campaign_docs::remove, ActsIn::tenant},
    {Verb::get, "/v1/campaigns/{campaign}/runs", "read", Flag::slow, list_campaign_runs, 53,
     campaign_docs::list_runs, ActsIn::tenant},
    {Verb::post, "/v1/campaigns/{campaign}/runs", "write", write_slow_shown, rerun_campaign, 53,
     campaign_docs::rerun, ActsIn::tenant},
    {Verb::get, "/v1/campaigns/{campaign}/runs/{run}", "read", reads, get_campaign_run, 53,
     campaign_docs::get_run, ActsIn::tenant},
    {Verb::get, "/v1/campaigns/{campaign}/messages", "read", Flag::slow, list_messages, 52,
     message_docs::list, ActsIn::tenant},
    {Verb::get, "/v1/campaigns/{campaign}/messages/{message}", "read", reads, get_message, 52,
     message_docs::get, ActsIn::tenant},
    {Verb::patch, "/v1/campaigns/{campaign}/messages/{message}", "write", writes_shown,
     update_message, 52, message_docs::update, ActsIn::tenant},

    {Verb::get, "/v1/imports", "read", Flag::slow, list_imports, 38, import_docs::list,
     ActsIn::tenant},
    {Verb::post, "/v1/imports", "write", write_bulk, create_import, 38, import_docs::create,
     ActsIn::tenant},
    {Verb::get, "/v1/imports/{job}", "read", reads, get_import, 38, import_docs::get,
     ActsIn::tenant},
    {Verb::put, "/v1/imports/{job}/content", "write", write_bulk, upload_import, 39,
     import_docs::upload, ActsIn::tenant},
    {Verb::get, "/v1/imports/{job}/refused", "read", Flag::slow, show_refused, 40,
     import_docs::refused, ActsIn::tenant},
    {Verb::post, "/v1/imports/{job}/cancel", "write", writes_shown, cancel_import, 41,
     import_docs::cancel, ActsIn::tenant},
    {Verb::post, "/v1/imports/{job}/resume", "write", writes_shown, resume_import, 41,
     import_docs::resume, ActsIn::tenant},
    {Verb::remove, "/v1/imports/{job}", "write", write_slow, remove_import, 41, import_docs::remove,
     ActsIn::tenant},

    {Verb::get, "/v1/exports", "read", Flag::slow, list_exports, 42, export_docs::list,
     ActsIn::tenant},
    {Verb::post, "/v1/exports", "read", Flag::writes | Flag::exports, create_export, 42,
     export_docs::create, ActsIn::tenant},
    {Verb::get, "/v1/exports/{job}", "read", reads, get_export, 42, export_docs::get,
     ActsIn::tenant},
    {Verb::get, "/v1/exports/{job}/content", "read", Flag::exports, download_export, 42,
     export_docs::download, ActsIn::tenant},
    {Verb::post, "/v1/exports/{job}/cancel", "read", writes_once, cancel_export, 41,
     export_docs::cancel, ActsIn::tenant},
    {Verb::remove, "/v1/exports/{job}", "read", write_slow, remove_export, 41, export_docs::remove,
     ActsIn::tenant},

    {Verb::get, "/v1/fills", "read", Flag::slow, list_fills, 43, fill_docs::list, ActsIn::tenant},
    {Verb::post, "/v1/fills", "write", write_slow, create_fill, 43, fill_docs::create,
     ActsIn::tenant},
    {Verb::get, "/v1/fills/{job}", "read", reads, get_fill, 43, fill_docs::get, ActsIn::tenant},
    {Verb::get, "/v1/fills/{job}/refused", "read", Flag::slow, show_unfilled, 43,
     fill_docs::refused, ActsIn::tenant},
    {Verb::post, "/v1/fills/{job}/cancel", "write", writes_shown, cancel_fill, 41,
     fill_docs::cancel, ActsIn::tenant},
    {Verb::post, "/v1/fills/{job}/resume", "write", writes_shown, resume_fill, 41,
     fill_docs::resume, ActsIn::tenant},
    {Verb::remove, "/v1/fills/{job}", "write", write_slow, remove_fill, 41, fill_docs::remove,
     ActsIn::tenant},

    {Verb::get, "/v1/removals", "read", Flag::slow, list_removals, 46, removal_docs::list,
     ActsIn::tenant},
    {Verb::post, "/v1/removals", "write", write_slow, create_removal, 46, removal_docs::create,
     ActsIn::tenant},
    {Verb::get, "/v1/removals/{job}", "read", reads, get_removal, 46, removal_docs::get,
     ActsIn::tenant},
    {Verb::post, "/v1/removals/{job}/cancel", "write", writes_shown, cancel_removal, 41,
     removal_docs::cancel, ActsIn::tenant},
    {Verb::post, "/v1/removals/{job}/resume", "write", writes_shown, resume_removal, 41,
     removal_docs::resume, ActsIn::tenant},
    {Verb::remove, "/v1/removals/{job}", "write", write_slow, remove_removal, 41,
     removal_docs::remove, ActsIn::tenant},

    {Verb::get, "/v1/undos", "read", Flag::slow, list_undos, 48, undo_docs::list, ActsIn::tenant},
    {Verb::post, "/v1/undos", "write", write_slow, create_undo, 48, undo_docs::create,
     ActsIn::tenant},
    {Verb::get, "/v1/undos/{job}", "read", reads, get_undo, 48, undo_docs::get, ActsIn::tenant},
    {Verb::get, "/v1/undos/{job}/refused", "read", Flag::slow, show_not_undone, 48,
     undo_docs::refused, ActsIn::tenant},
    {Verb::post, "/v1/undos/{job}/cancel", "write", writes_shown, cancel_undo, 41,
     undo_docs::cancel, ActsIn::tenant},
    {Verb::post, "/v1/undos/{job}/resume", "write", writes_shown, resume_undo, 41,
     undo_docs::resume, ActsIn::tenant},
    {Verb::remove, "/v1/undos/{job}", "write", write_slow, remove_undo, 41, undo_docs::remove,
     ActsIn::tenant},

    {Verb::get, "/v1/changes", "read", Flag::slow, list_changes, 31, log_docs::list,
     ActsIn::either},

    {Verb::get, "/v1/webhooks", "manage read", Flag::slow, list_webhooks, 47, webhook_docs::list,
     ActsIn::tenant},
    {Verb::post, "/v1/webhooks", "manage read", manages, create_webhook, 47, webhook_docs::create,
     ActsIn::tenant},
    {Verb::get, "/v1/webhooks/{webhook}", "manage read", Flag::slow, get_webhook, 47,
     webhook_docs::get, ActsIn::tenant},
    {Verb::patch, "/v1/webhooks/{webhook}", "manage read", manages, update_webhook, 47,
     webhook_docs::update, ActsIn::tenant},
    {Verb::post, "/v1/webhooks/{webhook}/resume", "manage read", manages, resume_webhook, 47,
     webhook_docs::resume, ActsIn::tenant},
    {Verb::post, "/v1/webhooks/{webhook}/rotate", "manage read", manages, rotate_webhook, 47,
     webhook_docs::rotate, ActsIn::tenant},
    {Verb::remove, "/v1/webhooks/{webhook}", "manage read", manages, remove_webhook, 47,
     webhook_docs::remove, ActsIn::tenant},

    {Verb::post, "/v1/backups", "admin", Flag::slow | Flag::administers, back_up, 32,
     backup_docs::create, ActsIn::credential},

    {Verb::get, "/problems/{name}", "", Flag::open, show_problem, 6, problem_docs::show,
     ActsIn::credential},
};

// What a caller without the scope `read` learns of what it has written (promise 3).
void show_only_ids(http::Response& response)
{
    const auto whole = parse_json(response.body);
    if (!whole || !whole->is_object()) return;
    Json brief = Json::object();
    for (const std::string_view name : {"id", "customer_id", "group_id", "key", "revision"}) {
        if (const Json* member = whole->find(name)) brief.set(name, *member);
    }
    response.body = brief.text();
}

// Every answer to an authenticated caller has the revision of its tenant. Only administrators get
// that of the system tenant.
void finish(const RequestContext& call, http::Response& response)
{
    add_header(response, "Request-Id", call.request_id);
    const bool echoes = call.route != nullptr && (call.route->flags & Flag::echoes) != 0;
    if (echoes && response.status < 300 && !call.principal.has_scope("read"))
        show_only_ids(response);
    if (has_header(response, "Muster-Revision")) return;
    auto revision = call.revision;
    if (!revision && (call.tenant.id || is_administrator(call))) {
        if (const auto newest = call.rows().revision(call.tenant.id)) revision = *newest;
    }
    if (revision) add_header(response, "Muster-Revision", std::to_string(*revision));
}

constexpr ScopeRow scope_rows[] = {
    {"admin", can_administer},
    {"read", can_read},
    {"write", can_write},
    {"manage", can_manage},
};

constexpr ErrorCase any_call_errors[] = {
    {401, "unauthenticated", "The key is missing, unknown or revoked, or the session has ended."},
    {403, "forbidden", "The key does not have the scope that the call needs."},
    {404, "not-found", "Muster-Tenant names no tenant that the key may use."},
    {429, "rate-limited", "Too many requests; Retry-After says when to try again."},
    {500, "internal", "A mistake of the server; its log has more."},
    {503, "unavailable", "The server is overloaded; Retry-After says when to try again."},
};

constexpr Parameter path_parameters[] = {
    {.name = "account", .codec = &wire::integer_codec, .description = "The id of the account."},
    {.name = "tenant", .description = "The id or the slug of the tenant."},
    {.name = "credential",
     .codec = &wire::integer_codec,
     .description = "The id of the credential."},
    {.name = "entity",
     .codec = &wire::name_codec<entity_names>,
     .description = "What has the field."},
    {.name = "key", .description = "The key of the field; the case does not matter."},
    {.name = "customer", .codec = &wire::integer_codec, .description = "The id of the customer."},
    {.name = "group", .codec = &wire::integer_codec, .description = "The id of the group."},
    {.name = "campaign", .codec = &wire::integer_codec, .description = "The id of the campaign."},
    {.name = "run", .codec = &wire::integer_codec, .description = "The number of the run."},
    {.name = "message", .codec = &wire::integer_codec, .description = "The id of the message."},
    {.name = "job", .codec = &wire::integer_codec, .description = "The id of the job."},
    {.name = "webhook", .codec = &wire::integer_codec, .description = "The id of the webhook."},
    {.name = "name", .description = "The name of the problem type."},
};

constexpr Reference reference{
    .title = "Muster",
    .summary = "The native API offers everything that the directory can do, as REST over JSON.",
    .security_schemes = R"({
        "key": {"type": "http", "scheme": "bearer"},
        "session": {"type": "apiKey", "in": "cookie", "name": "muster_session"}})",
    .security = R"([{"key": []}, {"session": []}])",
    .error_body = {wire::Shape::Kind::object, wire::get_record<problem_table>, false,
                   "application/problem+json"},
    .errors = any_call_errors,
    .path_parameters = path_parameters,
    .curl_options = "-H \"Authorization: Bearer $KEY\" -H 'Muster-Tenant: 1'",
    .sign_in = "KEY=$(cat muster-data/admin.key)",
};

jobs::JobKinds job_kinds(Services&, const Dispatch&)
{
    return {jobs::import_kind(native_name, customer_json),
            jobs::fill_kind(native_name),
            jobs::snapshot_kind(native_name),
            jobs::export_kind(native_name, customer_json),
            jobs::removal_kind(native_name),
            jobs::undo_kind(native_name),
            jobs::restoration_kind()};
}

constexpr CredentialRow credential_rows[] = {{model::CredentialKind::key},
                                             {model::CredentialKind::login}};

} // namespace

constinit const Dialect native_dialect{
    .name = native_name,
    .mount = "",
    .routes = routes,
    .reference = &reference,
    .authenticate = authenticate,
    .render = render,
    .finish = finish,
    .before_handler = before_handler,
    .refuses_unknown_parameters = true,
    .scopes = scope_rows,
    .reading_scope = "read",
    .credentials = credential_rows,
    .demo = &demo,
    .tasks = webhook_tasks,
    .job_kinds = job_kinds,
};

} // namespace muster::dialects::native
