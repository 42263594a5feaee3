// The values of the terms of rules at a moment, and how dates compare with instants in a time zone.
// Knows no customers.
#pragma once

#include "rule/rule.h"

namespace muster::rule {

// The value of the term when NOW() is `now`. `type` is that of the operand, and `zone` that of the
// leaf. Beside a date operand, a local moment stays local: its time is as in UTC.
Value value_at(const Term& term, Type type, const TimeZone* zone, Time now);

// Whether a date compares with the term as its local midnight, which is an instant. Otherwise the
// two are compared as they are.
bool is_instant(const Term& term);
Time midnight_of(Date date, const TimeZone* zone);

// How dates compare with an instant: midnights come in the order of their dates.
struct DateBounds {
    Date lower; // the first date that does not begin before the instant
    Date upper; // the first date that begins after it
};
DateBounds bounds_of(Time instant, const TimeZone* zone);

} // namespace muster::rule
