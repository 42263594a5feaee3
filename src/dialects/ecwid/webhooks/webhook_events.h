// Converts entries of the change log to events of this API, and writes the bodies of events. Knows
// no receiver.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/webhook_delivery.h"

namespace muster::dialects::ecwid {

// One event per changed entity and write, in the order of the log. `changes` must have whole
// writes: otherwise the ordinals would depend on where a page of the log ends.
std::vector<WebhookEvent> events_of(std::span<const model::Change> changes);

std::string_view type_of(const WebhookEvent& event); // "customer_group.updated"
bool is_event_type(std::string_view type);
std::string event_types(); // all of them, for people

// A UUID that is the same each time this event is sent.
std::string id_of(const WebhookEvent& event, model::TenantId store);
// What an event says of its entity, as clients know it.
struct ShownEntity {
    std::int64_t store = 0;
    std::int64_t id = 0;
    std::string email{}; // of a customer that is not removed
};
std::string body_of(const WebhookEvent& event, std::string_view event_id,
                    const ShownEntity& entity);
// Base64 of HMAC-SHA256 of "created.id"; the body is not signed.
std::string signature(std::string_view secret, std::int64_t created, std::string_view id);
std::int64_t created_of(const WebhookEvent& event); // UNIX seconds

} // namespace muster::dialects::ecwid
