// Currencies: a small fixed table. The tenant setting nuweb.currency_id names the primary one.
#include <array>

#include "base/text.h"
#include "dialects/nuweb/handlers.h"
#include "dialects/nuweb/resources.h"

namespace muster::dialects::nuweb {

namespace {

struct Currency {
    std::int64_t id;
    std::string_view code;
    std::string_view name;
    std::string_view symbol;
    int subunit; // number of decimal places
};

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

// The attributes that every answer shows.
Resource currency_of(const Currency& currency)
{
    Resource resource{"currencies", currency.id};
    resource.attributes.set("name", Json(currency.name));
    resource.attributes.set("code", Json(currency.code));
    resource.attributes.set("symbol", Json(currency.symbol));
    return resource;
}

} // namespace

Result<Resource> currency_resource(const RequestContext& call)
{
    const auto header = trim(call.request.header("X-NU-CURRENCY-ID"));
    const auto primary = directory::setting(call.tenant, "nuweb.currency_id", std::int64_t{1});
    const auto* currency = find_currency(header.empty() ? std::to_string(primary) : header);
    if (currency == nullptr && !header.empty()) {
        return fail(Code::invalid_value, "X-NU-CURRENCY-ID",
                    "must be the id or code of a currency.");
    }
    if (currency == nullptr) currency = &currencies[0];
    return currency_of(*currency);
}

Result<http::Response> list_currencies(RequestContext& call)
{
    const auto primary = directory::setting(call.tenant, "nuweb.currency_id", std::int64_t{1});
    std::vector<Resource> all;
    for (const auto& currency : currencies) {
        Resource resource = currency_of(currency);
        resource.attributes.set("subunit", Json(currency.subunit));
        resource.attributes.set("isPrimary", Json(currency.id == primary));
        resource.attributes.set("isCashless", Json(false));
        resource.attributes.set("isCustom", Json(false));
        all.push_back(std::move(resource));
    }
    return list_of(call, all, "currencies");
}

} // namespace muster::dialects::nuweb
