// What receivers are told: the events behind the change log, whatever API made the change, and
// their form on the wire (spec 11). Knows no receiver and sends nothing.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/query.h"

namespace muster::dialects::ecwid {

// One for each entity and write.
struct Event {
    model::Revision revision = 0;
    std::int64_t ordinal = 0; // its place among the events of that write
    model::Kind kind = model::Kind::customer;
    std::int64_t entity = 0;
    model::Action action = model::Action::created;
    Time at{};
};

// In the order of the log; of whole writes, so that ordinals are the same every time.
std::vector<Event> events_of(std::span<const model::Change> changes);

std::string_view type_of(const Event& event); // "customer_group.updated"
bool is_event_type(std::string_view type);

// A UUID, the same every time this event is sent.
std::string id_of(const Event& event, model::TenantId store);
// The e-mail is for events of customers only.
std::string body_of(const Event& event, model::TenantId store, std::string_view email);
// Base64 of HMAC-SHA256 of "created.id"; the body is not signed.
std::string signature(std::string_view secret, std::int64_t created, std::string_view id);
std::int64_t created_of(const Event& event); // UNIX seconds

} // namespace muster::dialects::ecwid
