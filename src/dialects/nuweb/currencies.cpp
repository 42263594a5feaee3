// Currencies: those of ISO 4217 (promise 42). The tenant setting nuweb.currencies names those of a
// company, nuweb.currency_id the primary one.
#include <algorithm>
#include <span>

#include "base/text.h"
#include "dialects/nuweb/documents.h"
#include "dialects/nuweb/handlers.h"
#include "dialects/nuweb/resources.h"
#include "dialects/nuweb/settings.h"

namespace muster::dialects::nuweb {

namespace {

// Those of a company that names none.
constexpr std::size_t usual_currencies = 12;

struct CurrencyAttributes {
    std::int64_t id;
    Currency currency;
    bool is_primary;
};

constexpr auto currency_table = wire::record(
    {"IncludedCurrencyAttributes"},
    wire::row<[](const Currency& currency) { return currency.name; }>("name", wire::text_codec,
                                                                      read_only),
    wire::row<[](const Currency& currency) { return currency.code; }>("code", wire::text_codec,
                                                                      read_only)
        .about("ISO 4217 code.", R"("GBP")"),
    wire::row<[](const Currency& currency) { return currency.symbol; }>("symbol", wire::text_codec,
                                                                        read_only));

bool never(const CurrencyAttributes&) { return false; }

const Currency& currency_of(const CurrencyAttributes& attributes) { return attributes.currency; }

constexpr auto listed_currency_table = wire::record(
    {"CurrencyAttributes"}, wire::embed<currency_of, currency_record>(),
    wire::row<[](const CurrencyAttributes& attributes) { return attributes.currency.places; }>(
        "subunit", wire::integer_codec, read_only)
        .about("Number of decimal places."),
    wire::row<&CurrencyAttributes::is_primary>("isPrimary", wire::boolean_codec, read_only)
        .about("True for the currency of the company."),
    wire::row<never>("isCashless", wire::boolean_codec, read_only),
    wire::row<never>("isCustom", wire::boolean_codec, read_only));

const wire::Record<CurrencyAttributes>& listed_currency_record() { return listed_currency_table; }

constexpr auto currency_document = resource_document<listed_currency_record>("Currency");
constexpr auto currency_list_table = list_document<currency_document>("CurrencyList");

std::int64_t primary_currency_id(const RequestContext& call)
{
    return model::integer_setting(call.tenant, company_settings::currency_id);
}

// By ascending id; never empty.
std::vector<Currency> currencies_of(const model::Tenant& company)
{
    const auto codes = model::list_setting(company, company_settings::currencies);
    std::vector<Currency> enabled;
    for (const auto& currency : wire::currencies()) {
        const bool is_named = std::any_of(codes.begin(), codes.end(), [&](const auto& code) {
            return equal_ignoring_ascii_case(code, currency.code);
        });
        if (is_named) enabled.push_back(currency);
    }
    if (enabled.empty()) {
        const auto usual = wire::currencies().first(usual_currencies);
        enabled.assign(usual.begin(), usual.end());
    }
    return enabled;
}

// By id or code; nullptr when there is none.
const Currency* find_currency(std::span<const Currency> enabled, std::string_view text)
{
    const auto id = parse_integer(text);
    for (const auto& currency : enabled) {
        const bool same = id ? *id == currency.id : equal_ignoring_ascii_case(text, currency.code);
        if (same) return &currency;
    }
    return nullptr;
}

} // namespace

const wire::Record<Currency>& currency_record() { return currency_table; }
const wire::AnyRecord& currency_list() { return currency_list_table; }

Result<Currency> requested_currency(const RequestContext& call)
{
    const auto enabled = currencies_of(call.tenant);
    const auto header = trim(call.request.header("X-NU-CURRENCY-ID"));
    if (header.empty()) {
        const auto* primary = find_currency(enabled, std::to_string(primary_currency_id(call)));
        return primary != nullptr ? *primary : enabled.front();
    }
    const auto* currency = find_currency(enabled, header);
    if (currency == nullptr) {
        return fail(Code::invalid_value, "X-NU-CURRENCY-ID",
                    "must be the id or code of a currency.");
    }
    return *currency;
}

Result<http::Response> list_currencies(RequestContext& call)
{
    const auto primary = primary_currency_id(call);
    std::vector<CurrencyAttributes> all;
    for (const auto& currency : currencies_of(call.tenant)) {
        all.push_back({currency.id, currency, currency.id == primary});
    }
    return list_of<CurrencyAttributes>(call, "currencies", listed_currency_record(), all);
}

} // namespace muster::dialects::nuweb
