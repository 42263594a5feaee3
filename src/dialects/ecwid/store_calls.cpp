// Calls on the store, the token and the dictionaries. Knows no customers but the newest.
#include "dialects/ecwid/store_calls.h"

#include "dialects/ecwid/answers.h"
#include "dialects/ecwid/auth.h"
#include "dialects/ecwid/errors.h"
#include "wire/countries.h"

namespace muster::dialects::ecwid {

namespace {

core::TextList enabled_languages(const core::Tenant& store)
{
    const auto* setting = store.fields.find("ecwid.languages");
    const auto* languages = setting == nullptr ? nullptr : std::get_if<core::TextList>(setting);
    return languages == nullptr || languages->empty() ? core::TextList{"en"} : *languages;
}

void write_general(JsonWriter& out, const Call& call, const wire::Selection& selection)
{
    const auto* setting = call.tenant.fields.find("ecwid.store_url");
    const auto* url = setting == nullptr ? nullptr : std::get_if<std::string>(setting);
    out.name("generalInfo").begin_object();
    if (selection.has("storeId")) out.name("storeId").integer(call.tenant.id.value);
    if (selection.has("storeUrl")) out.name("storeUrl").text(url == nullptr ? call.base() : *url);
    out.end_object();
}

void write_languages(JsonWriter& out, const Call& call, const wire::Selection& selection)
{
    const auto languages = enabled_languages(call.tenant);
    out.name("languages").begin_object();
    if (selection.has("enabledLanguages")) {
        out.name("enabledLanguages").begin_array();
        for (const auto& language : languages) out.text(language);
        out.end_array();
    }
    if (selection.has("defaultLanguage")) out.name("defaultLanguage").text(languages.front());
    out.end_object();
}

// Newest change of any customer, deletions included.
Result<std::optional<Time>> customers_updated(const Call& call)
{
    core::Query query;
    query.tenant = call.tenant.id;
    query.sort = {"updated_at", true};
    query.limit = 1;
    query.with_removed = true;
    const auto page = TRY(call.rows().page(query));
    if (page.rows.empty()) return std::nullopt;
    return std::get<core::Customer>(page.rows.front()).updated_at;
}

void write_states(JsonWriter& out, std::string_view country)
{
    out.begin_array();
    for (const auto& state : wire::states_of(country)) {
        out.begin_object().name("code").text(state.code).name("name").text(state.name).end_object();
    }
    out.end_array();
}

} // namespace

Result<http::Response> get_profile(Call& call)
{
    const bool is_public = call.principal.has_scope("public");
    if (!is_public && !call.principal.has_scope("read_store_profile")) {
        return fail(Code::forbidden, "scope", "Access scope required: read_store_profile");
    }
    const auto selection = TRY(read_selection(call));
    std::string body;
    JsonWriter out(body);
    out.begin_object();
    if (selection.has("generalInfo")) {
        write_general(out, call, selection.inside("generalInfo"));
    }
    if (!is_public && selection.has("account")) {
        out.name("account").begin_object().name("accountName").text(call.tenant.name).end_object();
    }
    if (selection.has("languages")) write_languages(out, call, selection.inside("languages"));
    out.end_object();
    return json_response(std::move(body));
}

Result<http::Response> get_latest_stats(Call& call)
{
    const auto customers = TRY(customers_updated(call));
    std::string body;
    JsonWriter out(body);
    out.begin_object();
    out.name("profileUpdated").text(format_datetime(call.tenant.updated_at));
    if (customers) out.name("customersUpdated").text(format_datetime(*customers));
    out.end_object();
    return json_response(std::move(body));
}

Result<http::Response> get_token_info(Call& call)
{
    TRY(refuse_public(call));
    const auto credential = TRY(call.site.identity.by_id("ecwid", call.principal.credential));
    std::string body;
    JsonWriter out(body);
    out.begin_object();
    out.name("clientId").text(credential.name);
    out.name("permissions").begin_array();
    for (const auto& scope : credential.scopes) out.text(scope);
    out.end_array();
    // Tokens do not expire: `expires` is left out.
    out.name("created").text(format_datetime(credential.created_at));
    out.end_object();
    return json_response(std::move(body));
}

Result<http::Response> list_countries(Call& call)
{
    TRY(find_store(call));
    const bool with_states = TRY(flag(call, "withStates", false));
    std::string body;
    JsonWriter out(body);
    out.begin_array();
    for (const auto& country : wire::countries()) {
        out.begin_object().name("code").text(country.iso2).name("name").text(country.name);
        if (with_states) {
            out.name("states");
            write_states(out, country.iso2);
        }
        out.end_object();
    }
    out.end_array();
    return json_response(std::move(body));
}

Result<http::Response> list_states(Call& call)
{
    TRY(find_store(call));
    const auto country = parameter(call, "countryCode");
    if (!country) return wrong_parameter("countryCode", "expected the code of a country");
    std::string body;
    JsonWriter out(body);
    write_states(out, *country);
    return json_response(std::move(body));
}

} // namespace muster::dialects::ecwid
