#include "rule/moment.h"

#include "rule/function.h"
#include "rule/interval.h"

namespace muster::rule {

using namespace std::chrono;

namespace {

Time as_utc(LocalTime local) { return Time{local.time_since_epoch()}; }

// CURRENT_DATE + offset, which has no zone.
Time local_moment(const Term& term, const TimeZone* zone, Time now)
{
    const auto today = truncate(Function::day, to_local(zone, now));
    return add(as_utc(today), term.offset);
}

Time instant_moment(const Term& term, const TimeZone* zone, Time now)
{
    Time moment = add(now, term.inner, zone);
    if (term.truncated != Function::none) {
        moment = to_time(zone, truncate(term.truncated, to_local(zone, moment)));
    }
    return add(moment, term.offset, zone);
}

} // namespace

Value value_at(const Term& term, Type type, const TimeZone* zone, Time now)
{
    if (!term.is_moment) return term.value;
    if (!term.is_today) {
        return function_value(term.part, instant_moment(term, zone, now), zone);
    }
    const Time local = local_moment(term, zone, now);
    if (term.part != Function::none) return function_value(term.part, local);
    if (type == Type::date) return local;
    return to_time(zone, LocalTime{local.time_since_epoch()});
}

bool is_instant(const Term& term)
{
    if (term.is_moment) return !term.is_today && term.part == Function::none;
    return std::holds_alternative<Time>(term.value) && !term.local;
}

Time midnight_of(Date date, const TimeZone* zone)
{
    return to_time(zone, LocalTime{microseconds{date.time_since_epoch()}});
}

// The local date of the instant is not far from both bounds.
DateBounds bounds_of(Time instant, const TimeZone* zone)
{
    Date date = local_date(zone, instant);
    date -= days{2};
    while (midnight_of(date, zone) < instant) date += days{1};
    DateBounds bounds{date, date};
    while (midnight_of(bounds.upper, zone) <= instant) bounds.upper += days{1};
    return bounds;
}

} // namespace muster::rule
