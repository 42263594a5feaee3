// Lists the companies that a user can act in, and the countries of addresses (promises 40, 41).
#include "base/text.h"
#include "dialects/nuweb/documents.h"
#include "dialects/nuweb/handlers.h"
#include "dialects/nuweb/languages/language.h"
#include "dialects/nuweb/nuweb.h"
#include "dialects/nuweb/resources.h"
#include "model/vendor_numbers.h"
#include "wire/countries.h"

namespace muster::dialects::nuweb {

namespace {

using wire::Absent;

constexpr auto company_table = wire::partial_record(
    {"CompanyAttributes"},
    wire::row<&model::Tenant::name>("name", wire::text_codec, read_only)
        .with(Absent::empty_text)
        .about("The name of the company."),
    wire::row<&model::Tenant::slug>("alias", wire::text_codec, read_only)
        .with(Absent::empty_text)
        .about("A short name for addresses."),
    wire::row<&model::Tenant::created_at>("createdAt", wire::instant_codec, read_only),
    wire::row<&model::Tenant::updated_at>("updatedAt", wire::instant_codec, read_only),
    wire::row<[](const model::Tenant&) { return std::optional<Time>{}; }>(
        "deletedAt", wire::instant_codec, read_only)
        .with(Absent::null)
        .about("Always null."));

using wire::Country;

constexpr auto country_table = wire::record(
    {"CountryAttributes"},
    wire::row<[](const Country& country) { return country.name; }>("name", wire::text_codec,
                                                                   read_only)
        .about("In the language of the answer."),
    wire::row<[](const Country& country) { return country.iso2; }>("iso", wire::text_codec,
                                                                   read_only)
        .about("ISO 3166 code of two letters."),
    wire::row<[](const Country& country) { return country.iso3; }>("iso3", wire::text_codec,
                                                                   read_only)
        .with(Absent::null)
        .about("ISO 3166 code of three letters."),
    wire::row<[](const Country& country) { return country.phone_code; }>(
        "phoneCode", wire::integer_codec, read_only)
        .about("44; 0 when the country has none."));

const wire::Record<Country>& country_record() { return country_table; }

constexpr auto company_document = resource_document<company_record>("Company");
constexpr auto country_document = resource_document<country_record>("Country");
constexpr auto company_answer_table =
    wire::record({"CompanyAnswer"}, wire::described<wire::Envelope, company_document>("data"));
constexpr auto company_list_table = list_document<company_document>("CompanyList");
constexpr auto country_list_table = list_document<country_document>("CountryList");

// Read from the user, because call.principal.tenant is the company of this call, and a user may
// have several.
Result<model::Filter> reachable(const RequestContext& call)
{
    const auto user = TRY(call.services.identity.by_id("nuweb", call.principal.credential));
    if (user.tenant) return model::equals("id", user.tenant.value);
    if (user.account) return model::equals("account_id", user.account.value);
    return model::all_of({});
}

void write_company(JsonWriter& out, const RequestContext& call, const model::Tenant& company,
                   const wire::Selection& selection)
{
    const auto id = model::shown_id(company, dialect_name);
    write_resource(out, {"companies", id, link_to(call, "/company?id=" + std::to_string(id))},
                   company_record(), company, selection);
}

} // namespace

const wire::Record<model::Tenant>& company_record() { return company_table; }
const wire::AnyRecord& company_list() { return company_list_table; }
const wire::AnyRecord& company_answer() { return company_answer_table; }
const wire::AnyRecord& country_list() { return country_list_table; }

Result<http::Response> list_companies(RequestContext& call)
{
    const auto view = TRY(ResourceView::read(call.request, "companies"));
    const auto selection = view.select("companies", company_record());
    const auto paging = TRY(read_paging(call));
    model::Query query;
    query.kind = model::Kind::tenant;
    query.filter = TRY(reachable(call));
    query.offset = paging.offset;
    query.limit = paging.limit;
    query.with_total = true;
    const auto page = TRY(call.rows().page(query));
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("data").begin_array();
    for (const auto& row : page.rows) {
        write_company(out, call, std::get<model::Tenant>(row), selection);
    }
    out.end_array();
    write_paging(out, call, paging, page.total.value_or(0));
    out.end_object();
    return json_response(std::move(body));
}

Result<http::Response> get_company(RequestContext& call)
{
    const auto view = TRY(ResourceView::read(call.request, "companies"));
    const auto text = trim(call.request.parameter("id").value_or(std::string_view{}));
    if (text.empty()) return fail(Code::missing_field, "id", "is required");
    const auto id = parse_integer(text);
    if (!id) return fail(Code::invalid_value, "id", "must be an integer.");
    const auto company = call.services.identity.tenant_of_number(dialect_name, std::to_string(*id));
    if (!company && company.error().code != Code::not_found) return fail(company.error());
    const auto own_id = company ? company->id.value : 0;
    model::Query query;
    query.kind = model::Kind::tenant;
    query.filter = model::all_of({TRY(reachable(call)), model::equals("id", own_id)});
    query.limit = 1;
    const auto page = TRY(call.rows().page(query));
    if (page.rows.empty()) return fail(Code::not_found, "company", "no such company");
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("data");
    write_company(out, call, std::get<model::Tenant>(page.rows.front()),
                  view.select("companies", company_record()));
    out.end_object();
    return json_response(std::move(body));
}

Result<http::Response> list_countries(RequestContext& call)
{
    const auto language = language_of(call);
    std::vector<Country> named(wire::countries().begin(), wire::countries().end());
    for (auto& country : named) country.name = translated_name(language, country);
    return list_of<Country>(call, "countries", country_record(), named);
}

} // namespace muster::dialects::nuweb
