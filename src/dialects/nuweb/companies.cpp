// Lists the companies that a user can act in, and the countries of addresses (promises 40, 41).
#include "dialects/nuweb/handlers.h"
#include "dialects/nuweb/resources.h"
#include "wire/countries.h"

namespace muster::dialects::nuweb {

namespace {

// Read from the user, because call.principal.tenant is the company of this call, and a user may
// have several.
Result<model::Filter> reachable(const RequestContext& call)
{
    const auto user = TRY(call.services.identity.by_id("nuweb", call.principal.credential));
    if (user.tenant) return model::equals("id", user.tenant.value);
    if (user.account) return model::equals("account_id", user.account.value);
    return model::all_of({});
}

} // namespace

Result<http::Response> list_companies(RequestContext& call)
{
    const auto view = TRY(ResourceView::read(call.request, "companies"));
    const auto paging = TRY(read_paging(call));
    model::Query query;
    query.kind = model::Kind::tenant;
    query.filter = TRY(reachable(call));
    query.offset = paging.offset;
    query.limit = paging.limit;
    query.with_total = true;
    auto page = TRY(call.rows().page(query));
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("data").begin_array();
    for (const auto& row : page.rows) {
        auto company = company_resource(std::get<model::Tenant>(row));
        company.self = link_to(call, "/company?id=" + std::to_string(company.id));
        write_resource(out, view, company);
    }
    out.end_array();
    write_paging(out, call, paging, page.total.value_or(0));
    out.end_object();
    return json_response(std::move(body));
}

Result<http::Response> list_countries(RequestContext& call)
{
    std::vector<Resource> all;
    for (const auto& country : wire::countries()) {
        Resource resource{"countries", country.id};
        resource.attributes.set("name", Json(country.name));
        resource.attributes.set("iso", Json(country.iso2));
        resource.attributes.set("iso3", country.iso3.empty() ? Json() : Json(country.iso3));
        resource.attributes.set("phoneCode", Json(country.phone_code));
        all.push_back(std::move(resource));
    }
    return list_of(call, all, "countries");
}

} // namespace muster::dialects::nuweb
