// Currencies: a small fixed table (promise 42). The tenant setting nuweb.currency_id names the
// primary one.
#include <array>

#include "base/text.h"
#include "dialects/nuweb/documents.h"
#include "dialects/nuweb/handlers.h"
#include "dialects/nuweb/resources.h"

namespace muster::dialects::nuweb {

namespace {

constexpr Currency currencies[] = {
    {1, "GBP", "Pounds", "£", 2},
    {2, "EUR", "Euros", "€", 2},
    {3, "USD", "US Dollars", "$", 2},
    {4, "AUD", "Australian Dollars", "$", 2},
    {5, "CAD", "Canadian Dollars", "$", 2},
    {6, "CHF", "Swiss Francs", "CHF", 2},
    {7, "DKK", "Danish Kroner", "kr", 2},
    {8, "NOK", "Norwegian Kroner", "kr", 2},
    {9, "NZD", "New Zealand Dollars", "$", 2},
    {10, "SEK", "Swedish Kronor", "kr", 2},
    {11, "JPY", "Japanese Yen", "¥", 0},
    {12, "GHS", "Ghanaian Cedis", "₵", 2},
};

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
    wire::row<[](const CurrencyAttributes& attributes) { return attributes.currency.subunit; }>(
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
    return directory::setting(call.tenant, "nuweb.currency_id", std::int64_t{1});
}

// By id or code; nullptr when there is none.
const Currency* find_currency(std::string_view text)
{
    const auto id = parse_integer(text);
    for (const auto& currency : currencies) {
        const bool same = id ? *id == currency.id : equal_ignoring_ascii_case(text, currency.code);
        if (same) return &currency;
    }
    return nullptr;
}

} // namespace

const wire::Record<Currency>& currency_record() { return currency_table; }
const wire::AnyRecord& currency_list() { return currency_list_table; }

Result<const Currency*> requested_currency(const RequestContext& call)
{
    const auto header = trim(call.request.header("X-NU-CURRENCY-ID"));
    if (header.empty()) {
        const auto* primary = find_currency(std::to_string(primary_currency_id(call)));
        return primary != nullptr ? primary : &currencies[0];
    }
    const auto* currency = find_currency(header);
    if (currency == nullptr) {
        return fail(Code::invalid_value, "X-NU-CURRENCY-ID",
                    "must be the id or code of a currency.");
    }
    return currency;
}

Result<http::Response> list_currencies(RequestContext& call)
{
    const auto primary = primary_currency_id(call);
    std::vector<CurrencyAttributes> all;
    for (const auto& currency : currencies) {
        all.push_back({currency.id, currency, currency.id == primary});
    }
    return list_of<CurrencyAttributes>(call, "currencies", listed_currency_record(), all);
}

} // namespace muster::dialects::nuweb
