// The position of one receiver in the events of one store. Stored as a job of that store, so that a
// restart loses nothing. It stays small: events that wait for a retry are not stored but read from
// the change log again.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "dialects/ecwid/webhooks/webhook_events.h"
#include "directory/directory.h"

namespace muster::dialects::ecwid {

// A position in the change log: the first event that was not handled yet is here or later.
struct LogPosition {
    model::Revision revision = 1;
    std::int64_t ordinal = 0;
    friend auto operator<=>(const LogPosition&, const LogPosition&) = default;
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

    Time due() const; // of the next try
    bool is_given_up() const;
};

struct DeliveryProgress {
    LogPosition next;
    std::vector<HeldEntity> held;
    std::optional<Time> failing_since; // nothing was delivered since
    bool is_blocked = false;           // after two weeks of failures

    HeldEntity* find_held(const WebhookEvent& event);
    // Whether one more entity can wait.
    bool has_room() const;
};

// nullopt when this receiver is new to this store. The system tenant has one row for each receiver
// that has ever been configured.
Result<std::optional<DeliveryProgress>>
read_progress(const model::Rows& rows, model::TenantId store, std::string_view receiver);
Result<void> save_progress(directory::Directory& directory, model::TenantId store,
                           std::string_view receiver, const DeliveryProgress& progress);

} // namespace muster::dialects::ecwid
