// See generate.h. Picks names and values from lists with a random generator.
#include "cli/demo/generate.h"

#include <array>
#include <random>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/text.h"
#include "wire/csv.h"

namespace muster::cli {

namespace {

constexpr std::array<std::string_view, 16> first_names{
    "Ada",  "Noor",  "Bram", "Chidi", "Elif", "Finn", "Greta", "Hugo",
    "Ines", "Jamal", "Kaia", "Luca",  "Mina", "Olu",  "Priya", "Sora"};
constexpr std::array<std::string_view, 16> last_names{
    "Ahmed", "Berg",   "Costa", "Dubois",    "Eriksen", "Fischer", "Garcia", "Haddad",
    "Ito",   "Jensen", "Kumar", "Lindqvist", "Moreau",  "Novak",   "Okafor", "Silva"};

struct City {
    std::string_view name;
    std::string_view country;
    std::string_view phone;
};
// Earlier entries are picked more often, since real customers are not spread evenly either.
constexpr std::array<City, 8> cities{{{"Leeds", "GB", "+44113"},
                                      {"London", "GB", "+4420"},
                                      {"Berlin", "DE", "+4930"},
                                      {"Accra", "GH", "+233302"},
                                      {"Lyon", "FR", "+334"},
                                      {"Oslo", "NO", "+4722"},
                                      {"Porto", "PT", "+35122"},
                                      {"Turin", "IT", "+39011"}}};
constexpr std::array<std::string_view, 3> plans{"Month-to-month", "One year", "Two year"};

class Generator {
public:
    explicit Generator(std::uint64_t seed) : engine_(seed) {}

    std::vector<std::string> customer(std::int64_t number)
    {
        const auto first = pick(first_names);
        const auto last = pick(last_names);
        const City& city = cities[std::min(below(cities.size()), below(cities.size()))];
        const auto months = below(72) + 1;
        const auto cents = (below(9000) + 1000) * months;
        const Date joined = std::chrono::sys_days(std::chrono::year{2026} / 6 / 1) -
                            std::chrono::days(30 * static_cast<int>(months));
        const std::string id = std::to_string(number);
        return {"C-" + std::string(6 - std::min<std::size_t>(6, id.size()), '0') + id,
                std::string(first) + ' ' + std::string(last),
                lower_ascii(first) + '.' + lower_ascii(last) + '.' + id + "@example.org",
                std::string(city.phone) + std::to_string(1'000'000 + number),
                std::string(city.name),
                std::string(city.country),
                std::to_string(months),
                std::string(plans[below(plans.size())]),
                std::to_string(cents / 100) + '.' + std::to_string(cents % 100 / 10) +
                    std::to_string(cents % 10),
                format_date(joined)};
    }

private:
    // No distribution of the standard library: their results differ between implementations.
    std::size_t below(std::size_t bound) { return engine_() % bound; }
    template <std::size_t size>
    std::string_view pick(const std::array<std::string_view, size>& from)
    {
        return from[below(size)];
    }

    std::mt19937_64 engine_;
};

} // namespace

std::string generate_customers(std::int64_t count, std::uint64_t seed)
{
    Generator generator(seed);
    std::string csv;
    wire::write_csv_record(csv, std::vector<std::string>{"external_id", "name", "email", "phone",
                                                         "city", "country", "tenure", "plan",
                                                         "spent", "joined"});
    for (std::int64_t number = 1; number <= count; ++number) {
        wire::write_csv_record(csv, generator.customer(number));
    }
    return csv;
}

} // namespace muster::cli
