// GET /v1/me: the caller's credential, and the tenants in which it may act.
#include "dialects/native/handlers.h"
#include "dialects/native/native.h"
#include "dialects/native/records.h"

namespace muster::dialects::native {

namespace {

// The first page of the account's tenants: an account rarely has more, and the list has no cursor.
Result<std::vector<model::Tenant>> tenants_of(const RequestContext& call)
{
    model::Query query;
    query.kind = model::Kind::tenant;
    query.filter = model::equals("account_id", call.principal.account.value);
    query.limit = static_cast<std::int64_t>(limits::page_items);
    auto page = TRY(call.rows().page(query));
    return model::rows_of<model::Tenant>(std::move(page));
}

void write_brief(JsonWriter& out, const model::Tenant& tenant)
{
    out.begin_object().name("id").integer(tenant.id.value);
    out.name("slug").text(tenant.slug).name("name").text(tenant.name).end_object();
}

void write_id(JsonWriter& out, std::string_view name, std::int64_t id)
{
    out.name(name);
    if (id == 0) {
        out.null();
    } else {
        out.integer(id);
    }
}

} // namespace

HandlerResult show_me(RequestContext& call)
{
    const auto& principal = call.principal;
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("principal").text(principal.name);
    out.name("dialect").text(principal.dialect);
    write_id(out, "credential_id", principal.credential.value);
    write_id(out, "account_id", principal.account.value);
    out.name("scopes").begin_array();
    for (const auto& scope : principal.scopes) out.text(scope);
    out.end_array().name("tenant");
    if (call.tenant.id) {
        write_brief(out, call.tenant);
    } else {
        out.null();
    }
    const bool is_of_account = principal.account && !call.tenant.id;
    out.name("tenants").begin_array();
    if (is_of_account) {
        for (const auto& tenant : TRY(tenants_of(call))) write_brief(out, tenant);
    } else if (call.tenant.id) {
        write_brief(out, call.tenant);
    }
    out.end_array().end_object();
    return json_response(std::move(body));
}

} // namespace muster::dialects::native
