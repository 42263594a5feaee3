// Currencies: those of ISO 4217 (promise 42). The tenant setting nuweb.currencies names those of a
// company, nuweb.currency_id the primary one.
#include <algorithm>
#include <span>

#include "base/text.h"
#include "dialects/nuweb/documents.h"
#include "dialects/nuweb/handlers.h"
#include "dialects/nuweb/resources.h"

namespace muster::dialects::nuweb {

namespace {

// The first ones are those of a company that names none. An id never changes: clients store it.
constexpr std::size_t usual_currencies = 12;
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
    {13, "AED", "United Arab Emirates Dirham", "AED", 2},
    {14, "AFN", "Afghan Afghani", "؋", 2},
    {15, "ALL", "Albanian Lek", "ALL", 2},
    {16, "AMD", "Armenian Dram", "֏", 2},
    {17, "ANG", "Netherlands Antillean Guilder", "ANG", 2},
    {18, "AOA", "Angolan Kwanza", "Kz", 2},
    {19, "ARS", "Argentine Peso", "$", 2},
    {20, "AWG", "Aruban Florin", "AWG", 2},
    {21, "AZN", "Azerbaijani Manat", "₼", 2},
    {22, "BAM", "Bosnia-Herzegovina Convertible Mark", "KM", 2},
    {23, "BBD", "Barbadian Dollar", "$", 2},
    {24, "BDT", "Bangladeshi Taka", "৳", 2},
    {25, "BGN", "Bulgarian Lev", "BGN", 2},
    {26, "BHD", "Bahraini Dinar", "BHD", 3},
    {27, "BIF", "Burundian Franc", "BIF", 0},
    {28, "BMD", "Bermudan Dollar", "$", 2},
    {29, "BND", "Brunei Dollar", "$", 2},
    {30, "BOB", "Bolivian Boliviano", "Bs", 2},
    {31, "BRL", "Brazilian Real", "R$", 2},
    {32, "BSD", "Bahamian Dollar", "$", 2},
    {33, "BTN", "Bhutanese Ngultrum", "BTN", 2},
    {34, "BWP", "Botswanan Pula", "P", 2},
    {35, "BYN", "Belarusian Ruble", "BYN", 2},
    {36, "BZD", "Belize Dollar", "$", 2},
    {37, "CDF", "Congolese Franc", "CDF", 2},
    {38, "CLP", "Chilean Peso", "$", 0},
    {39, "CNY", "Chinese Yuan", "¥", 2},
    {40, "COP", "Colombian Peso", "$", 2},
    {41, "CRC", "Costa Rican Colón", "₡", 2},
    {42, "CUP", "Cuban Peso", "$", 2},
    {43, "CVE", "Cape Verdean Escudo", "CVE", 2},
    {44, "CZK", "Czech Koruna", "Kč", 2},
    {45, "DJF", "Djiboutian Franc", "DJF", 0},
    {46, "DOP", "Dominican Peso", "$", 2},
    {47, "DZD", "Algerian Dinar", "DZD", 2},
    {48, "EGP", "Egyptian Pound", "E£", 2},
    {49, "ERN", "Eritrean Nakfa", "ERN", 2},
    {50, "ETB", "Ethiopian Birr", "ETB", 2},
    {51, "FJD", "Fijian Dollar", "$", 2},
    {52, "FKP", "Falkland Islands Pound", "£", 2},
    {53, "GEL", "Georgian Lari", "₾", 2},
    {54, "GIP", "Gibraltar Pound", "£", 2},
    {55, "GMD", "Gambian Dalasi", "GMD", 2},
    {56, "GNF", "Guinean Franc", "FG", 0},
    {57, "GTQ", "Guatemalan Quetzal", "Q", 2},
    {58, "GYD", "Guyanaese Dollar", "$", 2},
    {59, "HKD", "Hong Kong Dollar", "$", 2},
    {60, "HNL", "Honduran Lempira", "L", 2},
    {61, "HRK", "Croatian Kuna", "kn", 2},
    {62, "HTG", "Haitian Gourde", "HTG", 2},
    {63, "HUF", "Hungarian Forint", "Ft", 2},
    {64, "IDR", "Indonesian Rupiah", "Rp", 2},
    {65, "ILS", "Israeli New Shekel", "₪", 2},
    {66, "INR", "Indian Rupee", "₹", 2},
    {67, "IQD", "Iraqi Dinar", "IQD", 3},
    {68, "IRR", "Iranian Rial", "IRR", 2},
    {69, "ISK", "Icelandic Króna", "kr", 0},
    {70, "JMD", "Jamaican Dollar", "$", 2},
    {71, "JOD", "Jordanian Dinar", "JOD", 3},
    {72, "KES", "Kenyan Shilling", "KES", 2},
    {73, "KGS", "Kyrgyz Som", "⃀", 2},
    {74, "KHR", "Cambodian Riel", "៛", 2},
    {75, "KMF", "Comorian Franc", "CF", 0},
    {76, "KPW", "North Korean Won", "₩", 2},
    {77, "KRW", "South Korean Won", "₩", 0},
    {78, "KWD", "Kuwaiti Dinar", "KWD", 3},
    {79, "KYD", "Cayman Islands Dollar", "$", 2},
    {80, "KZT", "Kazakhstani Tenge", "₸", 2},
    {81, "LAK", "Laotian Kip", "₭", 2},
    {82, "LBP", "Lebanese Pound", "L£", 2},
    {83, "LKR", "Sri Lankan Rupee", "Rs", 2},
    {84, "LRD", "Liberian Dollar", "$", 2},
    {85, "LSL", "Lesotho Loti", "LSL", 2},
    {86, "LYD", "Libyan Dinar", "LYD", 3},
    {87, "MAD", "Moroccan Dirham", "MAD", 2},
    {88, "MDL", "Moldovan Leu", "MDL", 2},
    {89, "MGA", "Malagasy Ariary", "Ar", 2},
    {90, "MKD", "Macedonian Denar", "MKD", 2},
    {91, "MMK", "Myanmar Kyat", "K", 2},
    {92, "MNT", "Mongolian Tugrik", "₮", 2},
    {93, "MOP", "Macanese Pataca", "MOP", 2},
    {94, "MRU", "Mauritanian Ouguiya", "MRU", 2},
    {95, "MUR", "Mauritian Rupee", "Rs", 2},
    {96, "MVR", "Maldivian Rufiyaa", "MVR", 2},
    {97, "MWK", "Malawian Kwacha", "MWK", 2},
    {98, "MXN", "Mexican Peso", "$", 2},
    {99, "MYR", "Malaysian Ringgit", "RM", 2},
    {100, "MZN", "Mozambican Metical", "MZN", 2},
    {101, "NAD", "Namibian Dollar", "$", 2},
    {102, "NGN", "Nigerian Naira", "₦", 2},
    {103, "NIO", "Nicaraguan Córdoba", "C$", 2},
    {104, "NPR", "Nepalese Rupee", "Rs", 2},
    {105, "OMR", "Omani Rial", "OMR", 3},
    {106, "PAB", "Panamanian Balboa", "PAB", 2},
    {107, "PEN", "Peruvian Sol", "PEN", 2},
    {108, "PGK", "Papua New Guinean Kina", "PGK", 2},
    {109, "PHP", "Philippine Peso", "₱", 2},
    {110, "PKR", "Pakistani Rupee", "Rs", 2},
    {111, "PLN", "Polish Zloty", "zł", 2},
    {112, "PYG", "Paraguayan Guarani", "₲", 0},
    {113, "QAR", "Qatari Riyal", "QAR", 2},
    {114, "RON", "Romanian Leu", "lei", 2},
    {115, "RSD", "Serbian Dinar", "RSD", 2},
    {116, "RUB", "Russian Ruble", "₽", 2},
    {117, "RWF", "Rwandan Franc", "RF", 0},
    {118, "SAR", "Saudi Riyal", "SAR", 2},
    {119, "SBD", "Solomon Islands Dollar", "$", 2},
    {120, "SCR", "Seychellois Rupee", "SCR", 2},
    {121, "SDG", "Sudanese Pound", "SDG", 2},
    {122, "SGD", "Singapore Dollar", "$", 2},
    {123, "SHP", "St. Helena Pound", "£", 2},
    {124, "SLE", "Sierra Leonean Leone", "SLE", 2},
    {125, "SLL", "Sierra Leonean Leone (1964—2022)", "SLL", 2},
    {126, "SOS", "Somali Shilling", "SOS", 2},
    {127, "SRD", "Surinamese Dollar", "$", 2},
    {128, "SSP", "South Sudanese Pound", "£", 2},
    {129, "STN", "São Tomé & Príncipe Dobra", "Db", 2},
    {130, "SVC", "Salvadoran Colón", "SVC", 2},
    {131, "SYP", "Syrian Pound", "£", 2},
    {132, "SZL", "Swazi Lilangeni", "SZL", 2},
    {133, "THB", "Thai Baht", "฿", 2},
    {134, "TJS", "Tajikistani Somoni", "TJS", 2},
    {135, "TMT", "Turkmenistani Manat", "TMT", 2},
    {136, "TND", "Tunisian Dinar", "TND", 3},
    {137, "TOP", "Tongan Paʻanga", "T$", 2},
    {138, "TRY", "Turkish Lira", "₺", 2},
    {139, "TTD", "Trinidad & Tobago Dollar", "$", 2},
    {140, "TWD", "New Taiwan Dollar", "$", 2},
    {141, "TZS", "Tanzanian Shilling", "TZS", 2},
    {142, "UAH", "Ukrainian Hryvnia", "₴", 2},
    {143, "UGX", "Ugandan Shilling", "UGX", 0},
    {144, "UYU", "Uruguayan Peso", "$", 2},
    {145, "UZS", "Uzbekistani Som", "UZS", 2},
    {146, "VES", "Venezuelan Bolívar", "VES", 2},
    {147, "VND", "Vietnamese Dong", "₫", 0},
    {148, "VUV", "Vanuatu Vatu", "VUV", 0},
    {149, "WST", "Samoan Tala", "WST", 2},
    {150, "XAF", "Central African CFA Franc", "FCFA", 0},
    {151, "XCD", "East Caribbean Dollar", "$", 2},
    {152, "XCG", "Caribbean guilder", "Cg.", 2},
    {153, "XOF", "West African CFA Franc", "F CFA", 0},
    {154, "XPF", "CFP Franc", "CFPF", 0},
    {155, "YER", "Yemeni Rial", "YER", 2},
    {156, "ZAR", "South African Rand", "R", 2},
    {157, "ZMW", "Zambian Kwacha", "ZK", 2},
    {158, "ZWG", "Zimbabwean Gold", "ZWG", 2},
    {159, "ZWL", "Zimbabwean Dollar (2009–2024)", "ZWL", 2},
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

// The codes in the setting: a list, or a text with commas.
std::vector<std::string> enabled_codes(const model::Tenant& company)
{
    const auto* setting = company.fields.find("nuweb.currencies");
    if (setting == nullptr) return {};
    if (const auto* list = std::get_if<model::TextList>(setting)) return *list;
    std::vector<std::string> codes;
    for (const auto code : split(model::text_of(*setting), ',')) codes.emplace_back(trim(code));
    return codes;
}

// By ascending id; never empty.
std::vector<Currency> currencies_of(const model::Tenant& company)
{
    const auto codes = enabled_codes(company);
    std::vector<Currency> enabled;
    for (const auto& currency : currencies) {
        const bool is_named = std::any_of(codes.begin(), codes.end(), [&](const auto& code) {
            return equal_ignoring_ascii_case(code, currency.code);
        });
        if (is_named) enabled.push_back(currency);
    }
    if (enabled.empty()) enabled.assign(currencies, currencies + usual_currencies);
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
