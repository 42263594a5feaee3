// The table of countries and states. Knows no customers.
#include "wire/countries.h"

#include <algorithm>
#include <array>
#include <functional>
#include <unordered_map>

#include "base/text.h"

namespace muster::wire {

namespace {

constexpr Country country_table[] = {
    {1, "AF", "AFG", "Afghanistan", 93},
    {2, "AL", "ALB", "Albania", 355},
    {3, "DZ", "DZA", "Algeria", 213},
    {4, "AS", "ASM", "American Samoa", 1684},
    {5, "AD", "AND", "Andorra", 376},
    {6, "AO", "AGO", "Angola", 244},
    {7, "AI", "AIA", "Anguilla", 1264},
    {8, "AQ", "ATA", "Antarctica", 0},
    {9, "AG", "ATG", "Antigua and Barbuda", 1268},
    {10, "AR", "ARG", "Argentina", 54},
    {11, "AM", "ARM", "Armenia", 374},
    {12, "AW", "ABW", "Aruba", 297},
    {13, "AU", "AUS", "Australia", 61},
    {14, "AT", "AUT", "Austria", 43},
    {15, "AZ", "AZE", "Azerbaijan", 994},
    {16, "BS", "BHS", "Bahamas", 1242},
    {17, "BH", "BHR", "Bahrain", 973},
    {18, "BD", "BGD", "Bangladesh", 880},
    {19, "BB", "BRB", "Barbados", 1246},
    {20, "BY", "BLR", "Belarus", 375},
    {21, "BE", "BEL", "Belgium", 32},
    {22, "BZ", "BLZ", "Belize", 501},
    {23, "BJ", "BEN", "Benin", 229},
    {24, "BM", "BMU", "Bermuda", 1441},
    {25, "BT", "BTN", "Bhutan", 975},
    {26, "BO", "BOL", "Bolivia", 591},
    {27, "BA", "BIH", "Bosnia and Herzegovina", 387},
    {28, "BW", "BWA", "Botswana", 267},
    {29, "BV", "BVT", "Bouvet Island", 0},
    {30, "BR", "BRA", "Brazil", 55},
    {31, "IO", "IOT", "British Indian Ocean Territory", 246},
    {32, "BN", "BRN", "Brunei Darussalam", 673},
    {33, "BG", "BGR", "Bulgaria", 359},
    {34, "BF", "BFA", "Burkina Faso", 226},
    {35, "BI", "BDI", "Burundi", 257},
    {36, "KH", "KHM", "Cambodia", 855},
    {37, "CM", "CMR", "Cameroon", 237},
    {38, "CA", "CAN", "Canada", 1},
    {39, "CV", "CPV", "Cape Verde", 238},
    {40, "KY", "CYM", "Cayman Islands", 1345},
    {41, "CF", "CAF", "Central African Republic", 236},
    {42, "TD", "TCD", "Chad", 235},
    {43, "CL", "CHL", "Chile", 56},
    {44, "CN", "CHN", "China", 86},
    {45, "CX", "CXR", "Christmas Island", 61},
    {46, "CC", "CCK", "Cocos (Keeling) Islands", 61},
    {47, "CO", "COL", "Colombia", 57},
    {48, "KM", "COM", "Comoros", 269},
    {49, "CG", "COG", "Congo", 242},
    {50, "CD", "COD", "Congo, the Democratic Republic of the", 243},
    {51, "CK", "COK", "Cook Islands", 682},
    {52, "CR", "CRI", "Costa Rica", 506},
    {53, "CI", "CIV", "Cote D'Ivoire", 225},
    {54, "HR", "HRV", "Croatia", 385},
    {55, "CU", "CUB", "Cuba", 53},
    {56, "CY", "CYP", "Cyprus", 357},
    {57, "CZ", "CZE", "Czech Republic", 420},
    {58, "DK", "DNK", "Denmark", 45},
    {59, "DJ", "DJI", "Djibouti", 253},
    {60, "DM", "DMA", "Dominica", 1767},
    {61, "DO", "DOM", "Dominican Republic", 1809},
    {62, "EC", "ECU", "Ecuador", 593},
    {63, "EG", "EGY", "Egypt", 20},
    {64, "SV", "SLV", "El Salvador", 503},
    {65, "GQ", "GNQ", "Equatorial Guinea", 240},
    {66, "ER", "ERI", "Eritrea", 291},
    {67, "EE", "EST", "Estonia", 372},
    {68, "ET", "ETH", "Ethiopia", 251},
    {69, "FK", "FLK", "Falkland Islands (Malvinas)", 500},
    {70, "FO", "FRO", "Faroe Islands", 298},
    {71, "FJ", "FJI", "Fiji", 679},
    {72, "FI", "FIN", "Finland", 358},
    {73, "FR", "FRA", "France", 33},
    {74, "GF", "GUF", "French Guiana", 594},
    {75, "PF", "PYF", "French Polynesia", 689},
    {76, "TF", "ATF", "French Southern Territories", 0},
    {77, "GA", "GAB", "Gabon", 241},
    {78, "GM", "GMB", "Gambia", 220},
    {79, "GE", "GEO", "Georgia", 995},
    {80, "DE", "DEU", "Germany", 49},
    {81, "GH", "GHA", "Ghana", 233},
    {82, "GI", "GIB", "Gibraltar", 350},
    {83, "GR", "GRC", "Greece", 30},
    {84, "GL", "GRL", "Greenland", 299},
    {85, "GD", "GRD", "Grenada", 1473},
    {86, "GP", "GLP", "Guadeloupe", 590},
    {87, "GU", "GUM", "Guam", 1671},
    {88, "GT", "GTM", "Guatemala", 502},
    {89, "GN", "GIN", "Guinea", 224},
    {90, "GW", "GNB", "Guinea-Bissau", 245},
    {91, "GY", "GUY", "Guyana", 592},
    {92, "HT", "HTI", "Haiti", 509},
    {93, "HM", "HMD", "Heard Island and McDonald Islands", 0},
    {94, "VA", "VAT", "Holy See (Vatican City State)", 39},
    {95, "HN", "HND", "Honduras", 504},
    {96, "HK", "HKG", "Hong Kong", 852},
    {97, "HU", "HUN", "Hungary", 36},
    {98, "IS", "ISL", "Iceland", 354},
    {99, "IN", "IND", "India", 91},
    {100, "ID", "IDN", "Indonesia", 62},
    {101, "IR", "IRN", "Iran, Islamic Republic of", 98},
    {102, "IQ", "IRQ", "Iraq", 964},
    {103, "IE", "IRL", "Ireland", 353},
    {104, "IL", "ISR", "Israel", 972},
    {105, "IT", "ITA", "Italy", 39},
    {106, "JM", "JAM", "Jamaica", 1876},
    {107, "JP", "JPN", "Japan", 81},
    {108, "JO", "JOR", "Jordan", 962},
    {109, "KZ", "KAZ", "Kazakhstan", 7},
    {110, "KE", "KEN", "Kenya", 254},
    {111, "KI", "KIR", "Kiribati", 686},
    {112, "KP", "PRK", "Korea, Democratic People's Republic of", 850},
    {113, "KR", "KOR", "Korea, Republic of", 82},
    {114, "KW", "KWT", "Kuwait", 965},
    {115, "KG", "KGZ", "Kyrgyzstan", 996},
    {116, "LA", "LAO", "Lao People's Democratic Republic", 856},
    {117, "LV", "LVA", "Latvia", 371},
    {118, "LB", "LBN", "Lebanon", 961},
    {119, "LS", "LSO", "Lesotho", 266},
    {120, "LR", "LBR", "Liberia", 231},
    {121, "LY", "LBY", "Libyan Arab Jamahiriya", 218},
    {122, "LI", "LIE", "Liechtenstein", 423},
    {123, "LT", "LTU", "Lithuania", 370},
    {124, "LU", "LUX", "Luxembourg", 352},
    {125, "MO", "MAC", "Macao", 853},
    {126, "MK", "MKD", "Macedonia, the Former Yugoslav Republic of", 389},
    {127, "MG", "MDG", "Madagascar", 261},
    {128, "MW", "MWI", "Malawi", 265},
    {129, "MY", "MYS", "Malaysia", 60},
    {130, "MV", "MDV", "Maldives", 960},
    {131, "ML", "MLI", "Mali", 223},
    {132, "MT", "MLT", "Malta", 356},
    {133, "MH", "MHL", "Marshall Islands", 692},
    {134, "MQ", "MTQ", "Martinique", 596},
    {135, "MR", "MRT", "Mauritania", 222},
    {136, "MU", "MUS", "Mauritius", 230},
    {137, "YT", "MYT", "Mayotte", 262},
    {138, "MX", "MEX", "Mexico", 52},
    {139, "FM", "FSM", "Micronesia, Federated States of", 691},
    {140, "MD", "MDA", "Moldova, Republic of", 373},
    {141, "MC", "MCO", "Monaco", 377},
    {142, "MN", "MNG", "Mongolia", 976},
    {143, "MS", "MSR", "Montserrat", 1664},
    {144, "MA", "MAR", "Morocco", 212},
    {145, "MZ", "MOZ", "Mozambique", 258},
    {146, "MM", "MMR", "Myanmar", 95},
    {147, "NA", "NAM", "Namibia", 264},
    {148, "NR", "NRU", "Nauru", 674},
    {149, "NP", "NPL", "Nepal", 977},
    {150, "NL", "NLD", "Netherlands", 31},
    {151, "AN", "ANT", "Netherlands Antilles", 599},
    {152, "NC", "NCL", "New Caledonia", 687},
    {153, "NZ", "NZL", "New Zealand", 64},
    {154, "NI", "NIC", "Nicaragua", 505},
    {155, "NE", "NER", "Niger", 227},
    {156, "NG", "NGA", "Nigeria", 234},
    {157, "NU", "NIU", "Niue", 683},
    {158, "NF", "NFK", "Norfolk Island", 672},
    {159, "MP", "MNP", "Northern Mariana Islands", 1670},
    {160, "NO", "NOR", "Norway", 47},
    {161, "OM", "OMN", "Oman", 968},
    {162, "PK", "PAK", "Pakistan", 92},
    {163, "PW", "PLW", "Palau", 680},
    {164, "PS", "PSE", "Palestinian Territory, Occupied", 970},
    {165, "PA", "PAN", "Panama", 507},
    {166, "PG", "PNG", "Papua New Guinea", 675},
    {167, "PY", "PRY", "Paraguay", 595},
    {168, "PE", "PER", "Peru", 51},
    {169, "PH", "PHL", "Philippines", 63},
    {170, "PN", "PCN", "Pitcairn", 0},
    {171, "PL", "POL", "Poland", 48},
    {172, "PT", "PRT", "Portugal", 351},
    {173, "PR", "PRI", "Puerto Rico", 1787},
    {174, "QA", "QAT", "Qatar", 974},
    {175, "RE", "REU", "Reunion", 262},
    {176, "RO", "ROU", "Romania", 40},
    {177, "RU", "RUS", "Russian Federation", 7},
    {178, "RW", "RWA", "Rwanda", 250},
    {179, "SH", "SHN", "Saint Helena", 290},
    {180, "KN", "KNA", "Saint Kitts and Nevis", 1869},
    {181, "LC", "LCA", "Saint Lucia", 1758},
    {182, "PM", "SPM", "Saint Pierre and Miquelon", 508},
    {183, "VC", "VCT", "Saint Vincent and the Grenadines", 1784},
    {184, "WS", "WSM", "Samoa", 684},
    {185, "SM", "SMR", "San Marino", 378},
    {186, "ST", "STP", "Sao Tome and Principe", 239},
    {187, "SA", "SAU", "Saudi Arabia", 966},
    {188, "SN", "SEN", "Senegal", 221},
    {189, "CS", "SCG", "Serbia and Montenegro", 381},
    {190, "SC", "SYC", "Seychelles", 248},
    {191, "SL", "SLE", "Sierra Leone", 232},
    {192, "SG", "SGP", "Singapore", 65},
    {193, "SK", "SVK", "Slovakia", 421},
    {194, "SI", "SVN", "Slovenia", 386},
    {195, "SB", "SLB", "Solomon Islands", 677},
    {196, "SO", "SOM", "Somalia", 252},
    {197, "ZA", "ZAF", "South Africa", 27},
    {198, "GS", "SGS", "South Georgia and the South Sandwich Islands", 0},
    {199, "ES", "ESP", "Spain", 34},
    {200, "LK", "LKA", "Sri Lanka", 94},
    {201, "SD", "SDN", "Sudan", 249},
    {202, "SR", "SUR", "Suriname", 597},
    {203, "SJ", "SJM", "Svalbard and Jan Mayen", 47},
    {204, "SZ", "SWZ", "Swaziland", 268},
    {205, "SE", "SWE", "Sweden", 46},
    {206, "CH", "CHE", "Switzerland", 41},
    {207, "SY", "SYR", "Syrian Arab Republic", 963},
    {208, "TW", "TWN", "Taiwan, Province of China", 886},
    {209, "TJ", "TJK", "Tajikistan", 992},
    {210, "TZ", "TZA", "Tanzania, United Republic of", 255},
    {211, "TH", "THA", "Thailand", 66},
    {212, "TL", "TLS", "Timor-Leste", 670},
    {213, "TG", "TGO", "Togo", 228},
    {214, "TK", "TKL", "Tokelau", 690},
    {215, "TO", "TON", "Tonga", 676},
    {216, "TT", "TTO", "Trinidad and Tobago", 1868},
    {217, "TN", "TUN", "Tunisia", 216},
    {218, "TR", "TUR", "Turkey", 90},
    {219, "TM", "TKM", "Turkmenistan", 993},
    {220, "TC", "TCA", "Turks and Caicos Islands", 1649},
    {221, "TV", "TUV", "Tuvalu", 688},
    {222, "UG", "UGA", "Uganda", 256},
    {223, "UA", "UKR", "Ukraine", 380},
    {224, "AE", "ARE", "United Arab Emirates", 971},
    {225, "GB", "GBR", "United Kingdom", 44},
    {226, "US", "USA", "United States", 1},
    {227, "UM", "UMI", "United States Minor Outlying Islands", 1},
    {228, "UY", "URY", "Uruguay", 598},
    {229, "UZ", "UZB", "Uzbekistan", 998},
    {230, "VU", "VUT", "Vanuatu", 678},
    {231, "VE", "VEN", "Venezuela", 58},
    {232, "VN", "VNM", "Viet Nam", 84},
    {233, "VG", "VGB", "Virgin Islands, British", 1284},
    {234, "VI", "VIR", "Virgin Islands, U.S.", 1340},
    {235, "WF", "WLF", "Wallis and Futuna", 681},
    {236, "EH", "ESH", "Western Sahara", 212},
    {237, "YE", "YEM", "Yemen", 967},
    {238, "ZM", "ZMB", "Zambia", 260},
    {239, "ZW", "ZWE", "Zimbabwe", 263},
};

// Younger than the list, so they have no number in it; addresses name them all the same.
constexpr Country unnumbered[] = {
    {0, "AX", "ALA", "Aland Islands", 358},
    {0, "BQ", "BES", "Bonaire, Sint Eustatius and Saba", 599},
    {0, "CW", "CUW", "Curacao", 599},
    {0, "GG", "GGY", "Guernsey", 44},
    {0, "IM", "IMN", "Isle of Man", 44},
    {0, "JE", "JEY", "Jersey", 44},
    {0, "XK", "XKX", "Kosovo", 383},
    {0, "ME", "MNE", "Montenegro", 382},
    {0, "BL", "BLM", "Saint Barthelemy", 590},
    {0, "MF", "MAF", "Saint Martin (French part)", 590},
    {0, "RS", "SRB", "Serbia", 381},
    {0, "SX", "SXM", "Sint Maarten (Dutch part)", 1721},
    {0, "SS", "SSD", "South Sudan", 211},
};

constexpr State united_states[] = {
    {"AL", "Alabama"},        {"AK", "Alaska"},        {"AZ", "Arizona"},
    {"AR", "Arkansas"},       {"CA", "California"},    {"CO", "Colorado"},
    {"CT", "Connecticut"},    {"DE", "Delaware"},      {"DC", "District of Columbia"},
    {"FL", "Florida"},        {"GA", "Georgia"},       {"HI", "Hawaii"},
    {"ID", "Idaho"},          {"IL", "Illinois"},      {"IN", "Indiana"},
    {"IA", "Iowa"},           {"KS", "Kansas"},        {"KY", "Kentucky"},
    {"LA", "Louisiana"},      {"ME", "Maine"},         {"MD", "Maryland"},
    {"MA", "Massachusetts"},  {"MI", "Michigan"},      {"MN", "Minnesota"},
    {"MS", "Mississippi"},    {"MO", "Missouri"},      {"MT", "Montana"},
    {"NE", "Nebraska"},       {"NV", "Nevada"},        {"NH", "New Hampshire"},
    {"NJ", "New Jersey"},     {"NM", "New Mexico"},    {"NY", "New York"},
    {"NC", "North Carolina"}, {"ND", "North Dakota"},  {"OH", "Ohio"},
    {"OK", "Oklahoma"},       {"OR", "Oregon"},        {"PA", "Pennsylvania"},
    {"PR", "Puerto Rico"},    {"RI", "Rhode Island"},  {"SC", "South Carolina"},
    {"SD", "South Dakota"},   {"TN", "Tennessee"},     {"TX", "Texas"},
    {"UT", "Utah"},           {"VT", "Vermont"},       {"VA", "Virginia"},
    {"WA", "Washington"},     {"WV", "West Virginia"}, {"WI", "Wisconsin"},
    {"WY", "Wyoming"},
};

constexpr State canada[] = {
    {"AB", "Alberta"},
    {"BC", "British Columbia"},
    {"MB", "Manitoba"},
    {"NB", "New Brunswick"},
    {"NL", "Newfoundland and Labrador"},
    {"NT", "Northwest Territories"},
    {"NS", "Nova Scotia"},
    {"NU", "Nunavut"},
    {"ON", "Ontario"},
    {"PE", "Prince Edward Island"},
    {"QC", "Quebec"},
    {"SK", "Saskatchewan"},
    {"YT", "Yukon"},
};

struct StateList {
    std::string_view iso2;
    std::span<const State> states;
};

constexpr std::array state_lists{StateList{"US", united_states}, StateList{"CA", canada}};

// An index of the countries by one of their members, folded.
class CountryNames {
public:
    explicit CountryNames(std::string_view Country::*member)
    {
        for (const auto& country : country_table) found_.emplace(fold(country.*member), &country);
        for (const auto& country : unnumbered) found_.emplace(fold(country.*member), &country);
    }

    const Country* find(std::string_view text) const
    {
        const auto found = found_.find(fold(trim(text)));
        return found == found_.end() ? nullptr : found->second;
    }

private:
    std::unordered_map<std::string, const Country*> found_;
};

} // namespace

std::span<const Country> countries() { return country_table; }

std::string_view without_trunk_zero(std::int64_t phone_code, std::string_view number)
{
    // Italy with San Marino and the Vatican, Ivory Coast, Congo, Benin.
    constexpr std::array<std::int64_t, 6> with_zero{39, 378, 379, 225, 242, 229};
    const bool has_zero =
        std::find(with_zero.begin(), with_zero.end(), phone_code) != with_zero.end();
    if (!has_zero && number.starts_with('0')) number.remove_prefix(1);
    return number;
}

const Country* country_by_id(std::int64_t id)
{
    const auto size = static_cast<std::int64_t>(std::size(country_table));
    return id >= 1 && id <= size ? &country_table[id - 1] : nullptr;
}

const Country* country_by_iso2(std::string_view iso2)
{
    static const CountryNames names(&Country::iso2);
    return names.find(iso2);
}

const Country* country_by_iso3(std::string_view iso3)
{
    static const CountryNames names(&Country::iso3);
    return names.find(iso3);
}

const Country* country_by_name(std::string_view name)
{
    static const CountryNames names(&Country::name);
    return names.find(name);
}

const Country* find_country(std::string_view text)
{
    const std::size_t size = trim(text).size();
    if (size == 2) return country_by_iso2(text);
    if (size == 3) return country_by_iso3(text);
    return country_by_name(text);
}

std::span<const State> states_of(std::string_view iso2)
{
    for (const auto& list : state_lists) {
        if (equal_ignoring_ascii_case(list.iso2, trim(iso2))) return list.states;
    }
    return {};
}

const State* find_state(std::string_view iso2, std::string_view code)
{
    for (const auto& state : states_of(iso2)) {
        if (equal_ignoring_ascii_case(state.code, trim(code))) return &state;
    }
    return nullptr;
}

} // namespace muster::wire
