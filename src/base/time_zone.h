// Time zones by their IANA names ("Europe/Berlin"), from the time zone data of the system.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace muster {

// What a clock on the wall shows. Without a zone, it is no moment.
using LocalTime = std::chrono::local_time<std::chrono::microseconds>;

class TimeZone {
public:
    // nullptr when there is no such zone. A zone is loaded at the first call and never freed, so
    // the pointer stays valid. Thread-safe.
    static const TimeZone* find(std::string_view name);
    // The names that find() knows; empty when the machine has no time zone data.
    static const std::vector<std::string>& names();

    ~TimeZone();
    const std::string& name() const { return name_; }
    LocalTime to_local(Time time) const;
    // A local time that a change of the clock skips is counted from before the change; of a local
    // time that occurs twice, the second is meant. PostgreSQL does the same.
    Time to_time(LocalTime local) const;

private:
    class Source;
    TimeZone(std::string name, std::unique_ptr<const Source> source);
    std::chrono::seconds offset_at(Time time) const;
    bool is_quiet(Time as_utc) const;

    std::string name_;
    std::unique_ptr<const Source> source_;
    std::vector<std::int32_t> offsets_; // of the days of 1900 to 2100, so that columns are quick
};

// nullptr is UTC.
LocalTime to_local(const TimeZone* zone, Time time);
Time to_time(const TimeZone* zone, LocalTime local);
// The date that a calendar on the wall shows then.
std::chrono::sys_days local_date(const TimeZone* zone, Time time);

// For error messages: "; did you mean Europe/Berlin?", or nothing.
std::string similar_time_zones(std::string_view wanted);

} // namespace muster
