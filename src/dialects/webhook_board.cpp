// See webhook_board.h.
#include "dialects/webhook_board.h"

#include <algorithm>

namespace muster::dialects {

std::shared_ptr<WebhookBoard> make_webhook_board() { return std::make_shared<WebhookBoard>(); }

std::string_view name_of(WebhookState state)
{
    switch (state) {
    case WebhookState::active: return "active";
    case WebhookState::paused: return "paused";
    case WebhookState::failing: return "failing";
    case WebhookState::blocked: return "blocked";
    }
    return {};
}

void WebhookBoard::note(const WebhookPlace& place)
{
    const std::lock_guard lock(mutex_);
    auto& entry = entries_[place];
    entry.last.due = Time{};
    entry.is_changed = true;
}

void WebhookBoard::forget(const WebhookPlace& place)
{
    const std::lock_guard lock(mutex_);
    entries_.erase(place);
}

std::optional<WebhookPlace> WebhookBoard::begin(Time now)
{
    const std::lock_guard lock(mutex_);
    auto found = entries_.end();
    for (auto at = entries_.begin(); at != entries_.end(); ++at) {
        const BoardEntry& entry = at->second;
        if (entry.is_served || entry.last.due > now) continue;
        if (found == entries_.end() || entry.last.due < found->second.last.due) found = at;
    }
    if (found == entries_.end()) return std::nullopt;
    found->second.is_served = true;
    found->second.is_changed = false;
    return found->first;
}

void WebhookBoard::end(const WebhookPlace& place, const WebhookTurn& turn)
{
    const std::lock_guard lock(mutex_);
    delivered_ += turn.delivered;
    failed_ += turn.failed;
    const auto found = entries_.find(place);
    if (found == entries_.end()) return; // removed meanwhile
    auto& entry = found->second;
    entry.is_served = false;
    entry.last = turn;
    if (entry.is_changed) entry.last.due = Time{};
}

WebhookTotals WebhookBoard::totals(Time now) const
{
    const std::lock_guard lock(mutex_);
    WebhookTotals totals;
    totals.delivered = delivered_;
    totals.failed = failed_;
    for (const auto& [place, entry] : entries_) {
        ++totals.states[entry.last.state];
        if (!entry.last.waits_since || entry.last.state == WebhookState::paused) continue;
        totals.longest_delay = std::max(totals.longest_delay, now - *entry.last.waits_since);
    }
    return totals;
}

} // namespace muster::dialects
