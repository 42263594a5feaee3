// Combines the changes of one write by entity, and writes the bodies of events.
#include "dialects/ecwid/webhooks/webhook_events.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <utility>

#include "base/json.h"
#include "base/secrets.h"
#include "base/text.h"
#include "model/logged_value.h"

namespace muster::dialects::ecwid {

namespace {

// Indexed by model::Action.
constexpr std::array<std::string_view, 3> customer_types{"customer.created", "customer.updated",
                                                         "customer.deleted"};
constexpr std::array<std::string_view, 3> group_types{
    "customer_group.created", "customer_group.updated", "customer_group.deleted"};

bool has_webhooks(model::Kind kind)
{
    return kind == model::Kind::customer || kind == model::Kind::group;
}

// Clients have dropped a removed group, so a restored one is new to them.
model::Action action_of(const model::Change& change)
{
    if (change.kind != model::Kind::group || change.action != model::Action::updated) {
        return change.action;
    }
    const auto before = model::logged_value(change.before, "status");
    const bool is_restored = before == model::Value{std::string("removed")};
    return is_restored ? model::Action::created : change.action;
}

// The action of several changes of one entity by one write.
model::Action joined(model::Action first, model::Action then)
{
    return then == model::Action::removed ? then : first;
}

} // namespace

std::vector<WebhookEvent> events_of(std::span<const model::Change> changes)
{
    std::vector<WebhookEvent> events;
    std::map<std::pair<model::Kind, std::int64_t>, std::size_t> places; // in the newest write
    for (const auto& change : changes) {
        if (!has_webhooks(change.kind)) continue;
        if (!events.empty() && events.back().revision != change.revision) places.clear();
        const auto action = action_of(change);
        const auto [place, is_first] = places.try_emplace({change.kind, change.id}, events.size());
        if (is_first) {
            const auto ordinal = static_cast<std::int64_t>(places.size()) - 1;
            events.push_back(
                {change.revision, ordinal, change.kind, change.id, action, change.at, {}});
        } else {
            auto& event = events[place->second];
            event.action = joined(event.action, action);
        }
    }
    return events;
}

std::string_view type_of(const WebhookEvent& event)
{
    const auto& types = event.kind == model::Kind::group ? group_types : customer_types;
    return types[static_cast<std::size_t>(event.action)];
}

bool is_event_type(std::string_view type)
{
    return std::ranges::count(customer_types, type) + std::ranges::count(group_types, type) != 0;
}

std::string event_types()
{
    std::string all;
    for (const auto& types : {customer_types, group_types}) {
        for (const auto type : types) all += (all.empty() ? "" : ", ") + std::string(type);
    }
    return all;
}

std::string id_of(const WebhookEvent& event, model::TenantId store)
{
    std::string text = std::to_string(store.value);
    for (const auto part : {event.revision, static_cast<std::int64_t>(event.kind), event.entity}) {
        text.append(1, '.').append(std::to_string(part));
    }
    std::string id = to_hex(sha256("muster event " + text)).substr(0, 32);
    id[12] = '8'; // RFC 9562, version 8: custom content
    id[16] = '8';
    for (const std::size_t dash : {8U, 13U, 18U, 23U}) id.insert(dash, 1, '-');
    return id;
}

std::string body_of(const WebhookEvent& event, std::string_view event_id, const ShownEntity& entity)
{
    std::string body;
    JsonWriter out(body);
    out.begin_object();
    out.name("eventId").text(event_id);
    out.name("eventCreated").integer(created_of(event));
    out.name("storeId").integer(entity.store);
    out.name("entityId").integer(entity.id);
    out.name("eventType").text(type_of(event));
    if (event.kind == model::Kind::customer) {
        out.name("data").begin_object().name("customerEmail").text(entity.email).end_object();
    }
    out.end_object();
    return body;
}

std::string signature(std::string_view secret, std::int64_t created, std::string_view id)
{
    return to_base64(hmac_sha256(secret, std::to_string(created) + '.' + std::string(id)));
}

std::int64_t created_of(const WebhookEvent& event)
{
    return std::chrono::floor<std::chrono::seconds>(event.at).time_since_epoch().count();
}

} // namespace muster::dialects::ecwid
