// The calls on the store, the token, countries and states.
#include "dialects/ecwid/store_calls.h"

#include "dialects/ecwid/answers.h"
#include "dialects/ecwid/auth.h"
#include "dialects/ecwid/ecwid.h"
#include "dialects/ecwid/errors.h"
#include "dialects/ecwid/settings.h"
#include "model/vendor_numbers.h"
#include "wire/countries.h"

namespace muster::dialects::ecwid {

namespace {

model::TextList enabled_languages(const model::Tenant& store)
{
    auto languages = model::list_setting(store, store_settings::languages);
    return languages.empty() ? model::TextList{"en"} : languages;
}

void write_general(JsonWriter& out, const RequestContext& call, const wire::Selection& selection)
{
    const auto own = model::text_setting(call.tenant, store_settings::store_url);
    const std::string url = own.empty() ? call.base_url() : own;
    out.name("generalInfo").begin_object();
    if (selection.has("storeId"))
        out.name("storeId").integer(model::shown_id(call.tenant, dialect_name));
    if (selection.has("storeUrl") && !url.empty()) out.name("storeUrl").text(url);
    out.end_object();
}

void write_languages(JsonWriter& out, const RequestContext& call, const wire::Selection& selection)
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

// The time of the newest change of a customer, deletions included.
Result<std::optional<Time>> customers_changed(const RequestContext& call)
{
    model::Query query;
    query.tenant = call.tenant.id;
    query.sort = {"updated_at", true};
    query.limit = 1;
    query.with_removed = true;
    const auto page = TRY(call.rows().page(query));
    if (page.rows.empty()) return std::nullopt;
    return std::get<model::Customer>(page.rows.front()).updated_at;
}

Result<bool> has_customers(const RequestContext& call, model::GroupId group)
{
    model::Query query;
    query.tenant = call.tenant.id;
    query.filter = model::equals("home_group_id", group.value);
    query.limit = 1;
    return !TRY(call.rows().page(query)).rows.empty();
}

// A change of a group counts as a change of its customers (customer_writer.cpp). Returns the newest
// change after `after` of a group that has customers.
Result<std::optional<Time>> newest_group_change(const RequestContext& call, Time after)
{
    model::Query query;
    query.kind = model::Kind::group;
    query.tenant = call.tenant.id;
    query.filter = model::where("updated_at", model::Filter::Op::greater, after);
    query.sort = {"updated_at", true};
    query.limit = static_cast<std::int64_t>(limits::page_items);
    do {
        const auto page = TRY(call.rows().page(query));
        for (const auto& row : page.rows) {
            const auto& group = std::get<model::Group>(row);
            if (TRY(has_customers(call, group.id))) return group.updated_at;
        }
        query.after = page.next;
    } while (query.after);
    return std::nullopt;
}

Result<std::optional<Time>> customers_updated(const RequestContext& call)
{
    const auto own = TRY(customers_changed(call));
    if (!own) return own;
    const auto of_groups = TRY(newest_group_change(call, *own));
    return of_groups ? of_groups : own;
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

Result<http::Response> get_profile(RequestContext& call)
{
    const bool is_public = call.principal.has_scope("public");
    if (!is_public && !call.principal.has_scope("read_store_profile")) {
        return fail(Code::forbidden, "scope", "Access scope required: read_store_profile");
    }
    const auto selected = TRY(read_selection(call));
    std::string body;
    JsonWriter out(body);
    out.begin_object();
    if (selected.has("generalInfo")) {
        write_general(out, call, selected.inside("generalInfo"));
    }
    if (!is_public && selected.has("account")) {
        out.name("account").begin_object().name("accountName").text(call.tenant.name).end_object();
    }
    if (selected.has("languages")) write_languages(out, call, selected.inside("languages"));
    out.end_object();
    return json_response(std::move(body));
}

Result<http::Response> get_latest_stats(RequestContext& call)
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

Result<http::Response> get_token_info(RequestContext& call)
{
    TRY(refuse_public(call));
    const auto credential = TRY(call.services.identity.by_id("ecwid", call.principal.credential));
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

Result<http::Response> list_countries(RequestContext& call)
{
    TRY(find_store(call));
    const bool has_states = TRY(flag(call, "withStates", false));
    std::string body;
    JsonWriter out(body);
    out.begin_array();
    for (const auto& country : wire::countries()) {
        out.begin_object().name("code").text(country.iso2).name("name").text(country.name);
        if (has_states) {
            out.name("states");
            write_states(out, country.iso2);
        }
        out.end_object();
    }
    out.end_array();
    return json_response(std::move(body));
}

Result<http::Response> list_states(RequestContext& call)
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
