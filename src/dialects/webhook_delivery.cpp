// Reads the change log page by page and sends its events in order, entity by entity.
#include "dialects/webhook_delivery.h"

#include <chrono>
#include <utility>

namespace muster::dialects {

namespace {

constexpr std::chrono::days blocked_after{14};
// Changes per page of the log. The progress is stored after each page, so after a kill up to this
// many events are sent twice.
constexpr std::int64_t changes_per_page = 100;
// Pages for one tenant in a turn, so that the receiver's other tenants need not wait.
constexpr int pages_in_a_turn = 10;

} // namespace

WebhookDelivery::WebhookDelivery(Work& work, WebhookChannel& channel, model::TenantId tenant,
                                 DeliveryProgress progress)
    : work_(work), channel_(channel), plan_(channel.plan()), tenant_(tenant),
      progress_(std::move(progress))
{
    waits_ = progress_.due(plan_) > now();
}

Result<bool> WebhookDelivery::run()
{
    TRY(retry_held());
    for (int turn = 0; turn < pages_in_a_turn; ++turn) {
        if (!goes_on() || !progress_.has_room()) return false;
        if (progress_.next.revision > TRY(rows().revision(tenant_))) return false;
        TRY(read_next_page());
    }
    return goes_on() && progress_.has_room();
}

Result<void> WebhookDelivery::read_next_page()
{
    const auto changes = TRY(
        rows().changes({tenant_, progress_.next.revision - 1, changes_per_page, std::nullopt, 0}));
    if (changes.empty()) {
        waits_ = true; // the newest writes were not logged for this tenant
        return {};
    }
    TRY(handle(channel_.events_of(changes)));
    const bool is_whole = goes_on() && progress_.has_room();
    if (is_whole) progress_.next = {changes.back().revision + 1, 0};
    return channel_.save(progress_);
}

Result<void> WebhookDelivery::handle(const std::vector<WebhookEvent>& events)
{
    for (const auto& event : events) {
        const LogPosition place{event.revision, event.ordinal};
        if (place < progress_.next) continue;
        if (!goes_on() || !progress_.has_room()) return {};
        if (auto* held = progress_.find_held(event.kind, event.entity)) {
            held->until = event.revision;
        } else if (channel_.is_wanted(event) && !TRY(deliver(event))) {
            if (!plan_.holds_entities && wait_for(event)) return {};
            if (plan_.holds_entities) {
                hold(event);
                TRY(channel_.save(progress_));
            }
        }
        progress_.failures = 0;
        progress_.next = {event.revision, event.ordinal + 1};
    }
    return {};
}

void WebhookDelivery::hold(const WebhookEvent& event)
{
    progress_.held.push_back(
        {event.kind, event.entity, event.revision - 1, event.revision, now(), 1});
}

bool WebhookDelivery::wait_for(const WebhookEvent& event)
{
    progress_.next = {event.revision, event.ordinal};
    progress_.failed = now();
    progress_.event_at = event.at;
    if (++progress_.failures > plan_.most_failures) {
        give_up(event);
        return false;
    }
    waits_ = true;
    return true;
}

Result<void> WebhookDelivery::retry_held()
{
    const Time moment = now();
    for (auto& held : progress_.held) {
        if (held.due(plan_) > moment) continue;
        while (held.after < held.until && goes_on()) {
            const bool arrives = TRY(retry(held));
            TRY(channel_.save(progress_));
            if (!arrives) break;
        }
    }
    std::erase_if(progress_.held, [](const HeldEntity& held) { return held.after >= held.until; });
    return {};
}

// Sends the next page of the events that wait behind the failed event of one entity. Returns false
// when the rest has to wait longer.
Result<bool> WebhookDelivery::retry(HeldEntity& held)
{
    const auto changes =
        TRY(rows().changes({tenant_, held.after, changes_per_page, held.kind, held.entity}));
    for (const auto& event : channel_.events_of(changes)) {
        if (event.revision > held.until) break;
        if (!goes_on()) return false;
        if (channel_.is_wanted(event) && !TRY(deliver(event))) {
            if (held.failures == 0) held.failed = now();
            if (++held.failures <= plan_.most_failures) return false;
            give_up(event);
        }
        held.after = event.revision;
        held.failures = 0;
    }
    const bool is_last = changes.empty() || changes.back().revision >= held.until;
    if (is_last) held.after = held.until;
    return true;
}

Result<bool> WebhookDelivery::deliver(const WebhookEvent& event)
{
    auto failure = TRY(channel_.send(event));
    if (failure) {
        progress_.why = *std::move(failure);
        note_failure();
        return false;
    }
    progress_.failing_since.reset();
    return true;
}

void WebhookDelivery::note_failure()
{
    if (!progress_.failing_since) progress_.failing_since = now();
    if (now() - *progress_.failing_since < blocked_after) return;
    progress_.is_blocked = true;
    work_.warn("webhook " + channel_.name() + " is blocked in tenant " +
               std::to_string(tenant_.value) + ": nothing has arrived for two weeks");
}

void WebhookDelivery::give_up(const WebhookEvent& event)
{
    ++progress_.given_up;
    work_.warn("webhook " + channel_.name() + ": given up after a day: " + channel_.type_of(event) +
               ' ' + std::to_string(event.entity) + " of tenant " + std::to_string(tenant_.value));
}

} // namespace muster::dialects
