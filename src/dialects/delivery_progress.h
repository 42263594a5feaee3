// The position of one receiver in the events of one tenant, and how it is stored. It stays small:
// events that wait for a retry are not stored but read from the change log again. Knows no API.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/query.h"

namespace muster::dialects {

// A position in the change log: the first event that was not handled yet is here or later.
struct LogPosition {
    model::Revision revision = 1;
    std::int64_t ordinal = 0;
    friend auto operator<=>(const LogPosition&, const LogPosition&) = default;
};

// When a failed event is sent again.
struct RetryPlan {
    std::chrono::seconds (*gap)(int failures) = nullptr; // before the next try
    int most_failures = 0;                               // then the event is given up
    // Events of other entities go on while one waits. Else all events wait behind it.
    bool holds_entities = false;
};

// An entity whose event could not be delivered. Its later events wait behind that event, so that
// they arrive in order.
struct HeldEntity {
    model::Kind kind = model::Kind::customer;
    std::int64_t entity = 0;
    model::Revision after = 0; // its events up to here were delivered or given up
    model::Revision until = 0; // its events up to here wait
    Time failed{};             // when the first waiting event failed first
    int failures = 0;          // of the first waiting event

    Time due(const RetryPlan& plan) const; // of the next try
};

struct DeliveryProgress {
    LogPosition next;
    std::vector<HeldEntity> held;
    std::optional<Time> failing_since; // nothing was delivered since
    bool is_blocked = false;           // after two weeks of failures
    // Of the event at `next`, where all events wait behind one.
    int failures = 0;
    Time failed{};    // the last time
    Time event_at{};  // of its change
    std::string why;  // the last failure, for people
    int given_up = 0; // events

    HeldEntity* find_held(model::Kind kind, std::int64_t entity);
    // Whether one more entity can wait.
    bool has_room() const;
    // Of the event at `next`; the past when it has not failed.
    Time due(const RetryPlan& plan) const;
};

std::string text_of(const DeliveryProgress& progress);
Result<DeliveryProgress> read_progress(std::string_view text);

} // namespace muster::dialects
