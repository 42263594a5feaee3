// The webhooks that the delivering threads share: which one is due, who serves it, and how it does.
// In memory only: it is made from the stored webhooks at the start. Knows no API.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "dialects/dialect.h"

namespace muster::dialects {

using WebhookPlace = std::pair<model::TenantId, model::JobId>;

enum class WebhookState { active, paused, failing, blocked };
std::string_view name_of(WebhookState state);

struct WebhookTotals {
    std::map<WebhookState, std::int64_t> states; // webhooks in each
    std::int64_t delivered = 0;                  // events since the start
    std::int64_t failed = 0;                     // tries since the start
    std::chrono::microseconds longest_delay{};   // of the oldest event that waits now
};

// Thread-safe.
class WebhookBoard {
public:
    // A turn of a webhook, as it ended.
    struct WebhookTurn {
        WebhookState state = WebhookState::active;
        Time due{};                      // of the next turn
        std::optional<Time> waits_since; // of the oldest event that was not delivered
        std::int64_t delivered = 0;
        std::int64_t failed = 0;
    };

    // New, or changed: its next turn is due.
    void note(const WebhookPlace& place);
    void forget(const WebhookPlace& place);

    // The webhook that is due for longest. No other thread gets it until end().
    std::optional<WebhookPlace> begin(Time now);
    void end(const WebhookPlace& place, const WebhookTurn& turn);

    WebhookTotals totals(Time now) const;

private:
    struct BoardEntry {
        WebhookTurn last{};
        bool is_served = false;
        bool is_changed = false; // while it was served
    };

    mutable std::mutex mutex_;
    std::map<WebhookPlace, BoardEntry> entries_;
    std::int64_t delivered_ = 0;
    std::int64_t failed_ = 0;
};

} // namespace muster::dialects
