// Finds the caller and the company of a request. A token is a credential of its own that points at
// its user, so that it survives restarts and can be revoked. Rights are read from the user at every
// request, not from the token (promise 6).
#include <algorithm>

#include "base/text.h"
#include "dialects/nuweb/handlers.h"
#include "dialects/nuweb/nuweb.h"
#include "dialects/nuweb/settings.h"
#include "dialects/nuweb/tokens.h"

namespace muster::dialects::nuweb {

namespace {

muster::Failure forbidden(std::string why)
{
    return fail(Code::forbidden, "company", std::move(why));
}

// The user's own company (promise 7): the credential's tenant, else company_id in its extras, else
// the first tenant of its account.
Result<model::TenantId> default_company(const RequestContext& call, const model::Credential& user)
{
    if (user.tenant) return user.tenant;
    const auto extras = parse_json(user.extras.of("nuweb"));
    const Json* member = extras ? extras->find("company_id") : nullptr;
    const auto* id = member != nullptr ? member->as_integer() : nullptr;
    if (id != nullptr) return model::TenantId{*id};
    model::Query query;
    query.kind = model::Kind::tenant;
    query.filter = model::equals("account_id", user.account.value);
    query.limit = 1;
    const auto page = TRY(call.rows().page(query));
    if (page.rows.empty()) return forbidden("the user has no company");
    return std::get<model::Tenant>(page.rows.front()).id;
}

Result<model::Tenant> requested_company(const RequestContext& call, const model::Credential& user)
{
    const auto& identity = call.services.identity;
    const auto header = trim(call.request.header("X-NU-COMPANY-ID"));
    if (header.empty()) return identity.tenant(TRY(default_company(call, user)));
    const auto id = parse_integer(header);
    if (!id) return fail(Code::invalid_value, "X-NU-COMPANY-ID", "must be an integer");
    return identity.tenant_of_number(dialect_name, std::to_string(*id));
}

Result<void> check_access(const RequestContext& call)
{
    const auto access = model::integer_setting(call.tenant, company_settings::api_access);
    const bool reads =
        call.request.verb == http::Verb::get || call.request.verb == http::Verb::head;
    const auto needed = static_cast<std::int64_t>(reads ? ApiAccess::read : ApiAccess::write);
    if (access < needed) return forbidden("the company does not allow this through the API");
    return {};
}

Result<void> enter_company(RequestContext& call, const model::Credential& user)
{
    const auto tenant = requested_company(call, user);
    if (!tenant && tenant.error().code != Code::not_found) return fail(tenant.error());
    if (!tenant) return forbidden("no such company");
    TRY(directory::check_reach(call.principal, *tenant));
    call.principal.tenant = tenant->id;
    call.tenant = *tenant;
    return check_access(call);
}

} // namespace

Result<void> authenticate(RequestContext& call)
{
    const std::string_view header = trim(call.request.header("authorization"));
    const auto blank = std::min(header.find(' '), header.size());
    if (!equal_ignoring_ascii_case(header.substr(0, blank), "bearer")) {
        return fail(Code::unauthenticated, "token", "no bearer token");
    }
    const auto user = TRY(user_of_token(call, trim(header.substr(blank))));
    call.principal = directory::principal_of(user);
    return enter_company(call, user);
}

} // namespace muster::dialects::nuweb
