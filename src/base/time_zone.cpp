// The rules of the zones come from cctz, which reads the files of the system.
#include "base/time_zone.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>
#include <mutex>

#include <cctz/time_zone.h>

#include "base/similar.h"
#include "base/text.h"

namespace muster {

using namespace std::chrono;

class TimeZone::Source {
public:
    explicit Source(cctz::time_zone zone) : zone_(zone) {}
    const cctz::time_zone& zone() const { return zone_; }

private:
    cctz::time_zone zone_;
};

namespace {

constexpr sys_days first_day = year{1900} / January / 1;
constexpr sys_days last_day = year{2100} / January / 1;
constexpr std::int32_t changes_that_day = std::numeric_limits<std::int32_t>::max();

cctz::time_point<cctz::seconds> point_of(seconds since_epoch)
{
    return cctz::time_point<cctz::seconds>(since_epoch);
}

cctz::civil_second civil_of(seconds local_since_epoch)
{
    return cctz::civil_second(1970, 1, 1) + local_since_epoch.count();
}

// The moment at which the clock changes. One side of the change is a time that occurs never or
// twice.
seconds moment_of(const cctz::time_zone& zone, const cctz::time_zone::civil_transition& change)
{
    for (const auto& side : {change.from, change.to}) {
        const auto found = zone.lookup(side);
        if (found.kind != cctz::time_zone::civil_lookup::UNIQUE) {
            return found.trans.time_since_epoch();
        }
    }
    return zone.lookup(change.from).pre.time_since_epoch();
}

// Most days have one offset. The others are marked, and are looked up.
std::vector<std::int32_t> daily_offsets(const cctz::time_zone& zone)
{
    const auto seconds_of = [](sys_days day) { return seconds{day.time_since_epoch()}; };
    std::vector<std::int32_t> offsets;
    offsets.reserve(static_cast<std::size_t>((last_day - first_day).count()));
    auto offset = zone.lookup(point_of(seconds_of(first_day))).offset;
    cctz::time_zone::civil_transition change;
    auto from = point_of(seconds_of(first_day) - seconds{1});
    const auto fill_until = [&](sys_days day) {
        const auto count = static_cast<std::size_t>((std::min(day, last_day) - first_day).count());
        if (count > offsets.size()) offsets.resize(count, offset);
    };
    while (zone.next_transition(from, &change)) {
        const seconds moment = moment_of(zone, change);
        if (moment >= seconds_of(last_day) || point_of(moment) <= from) break;
        const sys_days day{floor<days>(moment)};
        fill_until(day);
        offset = changes_that_day;
        fill_until(day + days{1});
        offset = zone.lookup(point_of(moment)).offset;
        from = point_of(moment);
    }
    fill_until(last_day);
    return offsets;
}

// tzdata.zi has a line for each zone ("Z Europe/Berlin …") and for each of its other names ("L
// Asia/Kolkata Asia/Calcutta").
std::vector<std::string> read_names()
{
    const char* folder = std::getenv("TZDIR");
    std::ifstream list(std::string(folder == nullptr ? "/usr/share/zoneinfo" : folder) +
                       "/tzdata.zi");
    std::vector<std::string> names;
    for (std::string line; std::getline(list, line);) {
        const bool is_link = line.starts_with("L ");
        if (!is_link && !line.starts_with("Z ")) continue;
        const auto words = split(line, ' ');
        const std::size_t place = is_link ? 2 : 1;
        if (words.size() > place && words[place] != "Factory") names.emplace_back(words[place]);
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::string_view last_part(std::string_view name)
{
    return name.substr(name.find_last_of('/') + 1);
}

} // namespace

TimeZone::TimeZone(std::string name, std::unique_ptr<const Source> source)
    : name_(std::move(name)), source_(std::move(source)), offsets_(daily_offsets(source_->zone()))
{}

TimeZone::~TimeZone() = default;

const std::vector<std::string>& TimeZone::names()
{
    static const std::vector<std::string> names = read_names();
    return names;
}

// The name is looked up in the list first: cctz would take it for a path.
const TimeZone* TimeZone::find(std::string_view name)
{
    static std::mutex mutex;
    static std::map<std::string, std::unique_ptr<const TimeZone>, std::less<>> zones;
    const auto& known = names();
    if (!std::binary_search(known.begin(), known.end(), name)) return nullptr;
    const std::scoped_lock lock(mutex);
    const auto found = zones.find(name);
    if (found != zones.end()) return found->second.get();
    cctz::time_zone loaded;
    std::string text(name);
    if (!cctz::load_time_zone(text, &loaded)) return nullptr;
    auto source = std::make_unique<const Source>(loaded);
    std::unique_ptr<const TimeZone> zone(new TimeZone(text, std::move(source)));
    return zones.emplace(std::move(text), std::move(zone)).first->second.get();
}

seconds TimeZone::offset_at(Time time) const
{
    const auto day = floor<days>(time);
    if (day >= first_day && day < last_day) {
        const auto offset = offsets_[static_cast<std::size_t>((day - first_day).count())];
        if (offset != changes_that_day) return seconds{offset};
    }
    return seconds{
        source_->zone().lookup(point_of(floor<seconds>(time.time_since_epoch()))).offset};
}

LocalTime TimeZone::to_local(Time time) const
{
    return LocalTime{time.time_since_epoch() + offset_at(time)};
}

// Whether no change of the clock is near: then the day has one offset, in UTC and in local time.
bool TimeZone::is_quiet(Time as_utc) const
{
    const auto day = floor<days>(as_utc);
    if (day <= first_day || day + days{1} >= last_day) return false;
    const auto place = static_cast<std::size_t>((day - first_day).count());
    return offsets_[place] != changes_that_day && offsets_[place - 1] == offsets_[place] &&
           offsets_[place + 1] == offsets_[place];
}

Time TimeZone::to_time(LocalTime local) const
{
    const Time as_utc{local.time_since_epoch()};
    if (is_quiet(as_utc)) return as_utc - offset_at(as_utc);
    const auto whole = floor<seconds>(local.time_since_epoch());
    const auto found = source_->zone().lookup(civil_of(whole));
    const bool is_twice = found.kind == cctz::time_zone::civil_lookup::REPEATED;
    return Time{(is_twice ? found.post : found.pre).time_since_epoch() +
                (local.time_since_epoch() - whole)};
}

sys_days local_date(const TimeZone* zone, Time time)
{
    return sys_days{floor<days>(to_local(zone, time)).time_since_epoch()};
}

LocalTime to_local(const TimeZone* zone, Time time)
{
    return zone == nullptr ? LocalTime{time.time_since_epoch()} : zone->to_local(time);
}

Time to_time(const TimeZone* zone, LocalTime local)
{
    return zone == nullptr ? Time{local.time_since_epoch()} : zone->to_time(local);
}

std::string similar_time_zones(std::string_view wanted)
{
    const auto& names = TimeZone::names();
    std::string city(last_part(wanted));
    std::replace(city.begin(), city.end(), ' ', '_');
    std::vector<std::string> cities;
    for (const auto& name : names) cities.emplace_back(last_part(name));
    const auto near = most_similar(city, cities);
    const auto found = std::find(cities.begin(), cities.end(), near);
    if (found == cities.end()) return did_you_mean(wanted, names);
    return "; did you mean " + names[static_cast<std::size_t>(found - cities.begin())] + '?';
}

} // namespace muster
