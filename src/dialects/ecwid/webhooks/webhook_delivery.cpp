// Reads the change log page by page and sends its events in order, entity by entity.
#include "dialects/ecwid/webhooks/webhook_delivery.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace muster::dialects::ecwid {

namespace {

// The statuses that the vendor counts as success: no other 2xx, and no redirects.
constexpr std::array successes{200, 201, 202, 204, 209};
constexpr std::chrono::days blocked_after{14};
// Changes per page of the log. The progress is stored after each page, so after a kill up to this
// many events are sent twice.
constexpr std::int64_t changes_per_page = 100;
// Pages for one store in a turn, so that the receiver's other stores need not wait.
constexpr int pages_in_a_turn = 10;

std::string with_type(const std::string& target, std::string_view type)
{
    const char separator = target.find('?') == target.npos ? '?' : '&';
    return target + separator + "eventtype=" + std::string(type);
}

} // namespace

WebhookDelivery::WebhookDelivery(Work& work, const Receiver& receiver, Destination destination,
                                 model::TenantId store, DeliveryProgress progress)
    : work_(work), receiver_(receiver), destination_(destination), store_(store),
      progress_(std::move(progress))
{}

bool WebhookDelivery::is_wanted(const WebhookEvent& event) const
{
    return receiver_.events.empty() || std::ranges::count(receiver_.events, type_of(event)) != 0;
}

Result<void> WebhookDelivery::save()
{
    return save_progress(work_.services.directory, store_, receiver_.name, progress_);
}

Result<void> WebhookDelivery::run()
{
    TRY(retry_held());
    for (int turn = 0; turn < pages_in_a_turn && goes_on() && progress_.has_room(); ++turn) {
        if (progress_.next.revision > TRY(rows().revision(store_))) break;
        TRY(read_next_page());
    }
    return {};
}

Result<void> WebhookDelivery::read_next_page()
{
    const auto changes = TRY(
        rows().changes({store_, progress_.next.revision - 1, changes_per_page, std::nullopt, 0}));
    if (changes.empty()) return {};
    TRY(handle(events_of(changes)));
    const bool is_whole = goes_on() && progress_.has_room();
    if (is_whole) progress_.next = {changes.back().revision + 1, 0};
    return save();
}

Result<void> WebhookDelivery::handle(const std::vector<WebhookEvent>& events)
{
    for (const auto& event : events) {
        const LogPosition place{event.revision, event.ordinal};
        if (place < progress_.next) continue;
        if (!goes_on() || !progress_.has_room()) return {};
        if (auto* held = progress_.find_held(event)) {
            held->until = event.revision;
        } else if (is_wanted(event) && !TRY(deliver(event))) {
            progress_.held.push_back({event.kind, event.entity, event.revision - 1, event.revision,
                                      work_.services.directory.clock().now(), 1});
            TRY(save());
        }
        progress_.next = {event.revision, event.ordinal + 1};
    }
    return {};
}

Result<void> WebhookDelivery::retry_held()
{
    const Time now = work_.services.directory.clock().now();
    for (auto& held : progress_.held) {
        if (held.due() > now) continue;
        while (held.after < held.until && goes_on()) {
            const bool arrives = TRY(retry(held));
            TRY(save());
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
        TRY(rows().changes({store_, held.after, changes_per_page, held.kind, held.entity}));
    for (const auto& event : events_of(changes)) {
        if (event.revision > held.until) break;
        if (!goes_on()) return false;
        if (is_wanted(event) && !TRY(deliver(event))) {
            if (held.failures == 0) held.failed = work_.services.directory.clock().now();
            ++held.failures;
            if (!held.is_given_up()) return false;
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
    const bool has_arrived = TRY(send_event(event));
    if (has_arrived) {
        progress_.failing_since.reset();
    } else {
        note_failure(work_.services.directory.clock().now());
    }
    return has_arrived;
}

Result<bool> WebhookDelivery::send_event(const WebhookEvent& event)
{
    std::string email;
    if (event.kind == model::Kind::customer) {
        const auto customer = model::get(
            rows(), store_, model::CustomerId{event.entity}); // a removed customer has no e-mail
        if (!customer && customer.error().code != Code::not_found) return fail(customer.error());
        if (customer) email = customer->email;
    }
    std::vector<http::Header> headers{
        {"Content-Type", "application/json; charset=UTF-8"},
        {"Cache-Control", "no-cache"},
        {"X-Ecwid-Webhook-Signature",
         signature(receiver_.secret, created_of(event), id_of(event, store_))}};
    headers.insert(headers.end(), receiver_.headers.begin(), receiver_.headers.end());
    const auto status = destination_.send(with_type(destination_.target, type_of(event)), headers,
                                          body_of(event, store_, email));
    return status && std::ranges::count(successes, *status) != 0;
}

void WebhookDelivery::note_failure(Time now)
{
    if (!progress_.failing_since) progress_.failing_since = now;
    if (now - *progress_.failing_since < blocked_after) return;
    progress_.is_blocked = true;
    work_.warn("webhook " + receiver_.name + " is blocked in tenant " +
               std::to_string(store_.value) + ": nothing has arrived for two weeks");
}

void WebhookDelivery::give_up(const WebhookEvent& event)
{
    work_.warn("webhook " + receiver_.name +
               ": given up after a day: " + std::string(type_of(event)) + ' ' +
               std::to_string(event.entity) + " of tenant " + std::to_string(store_.value));
}

} // namespace muster::dialects::ecwid
