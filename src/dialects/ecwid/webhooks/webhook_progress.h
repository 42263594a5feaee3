// How far one receiver has been told of one store. Kept as a job of that store, so that a restart
// loses nothing, and small: what waits is read from the change log again when its time comes.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "dialects/ecwid/webhooks/webhook_events.h"
#include "directory/directory.h"

namespace muster::dialects::ecwid {

// The first event that has not been looked at is here or behind.
struct Place {
    model::Revision revision = 1;
    std::int64_t ordinal = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
};

// An entity whose event could not be delivered: its later events wait behind that one.
struct Held {
    model::Kind kind = model::Kind::customer;
    std::int64_t entity = 0;
    model::Revision after = 0; // its events up to here are done
    model::Revision until = 0; // and up to here they wait
    Time failed{};             // the first time
    int failures = 0;          // of the event that is first to go

    Time due() const; // behind the last retry: at once
    bool is_given_up() const;
};

struct Progress {
    Place next;
    std::vector<Held> held;
    std::optional<Time> failing_since; // no delivery has succeeded since
    bool is_blocked = false;

    Held* find_held(const Event& event);
    // Whether one more entity can be held.
    bool has_room() const;
};

// Nothing when this receiver has never been told of this store; of the house: when it has never
// been known.
Result<std::optional<Progress>> read_progress(const model::Rows& rows, model::TenantId store,
                                              std::string_view receiver);
Result<void> save_progress(directory::Directory& directory, model::TenantId store,
                           std::string_view receiver, const Progress& progress);

} // namespace muster::dialects::ecwid
