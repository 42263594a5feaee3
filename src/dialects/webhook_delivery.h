// Sends the events of one tenant to one receiver, for one turn: first the held events whose time
// has come, then the new ones of the change log. Knows no API and no sockets.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dialects/delivery_progress.h"
#include "dialects/dialect.h"

namespace muster::dialects {

struct WebhookEvent {
    model::Revision revision = 0;
    std::int64_t ordinal = 0; // among the events of that write
    model::Kind kind = model::Kind::customer;
    std::int64_t entity = 0;
    model::Action action = model::Action::created;
    Time at{};
    const model::Change* change = nullptr; // where one change makes one event
};

// What an API adds to the delivery: its events, its requests, and where it stores the progress.
class WebhookChannel {
public:
    virtual ~WebhookChannel() = default;
    virtual std::string name() const = 0; // of the receiver, for the log
    virtual RetryPlan plan() const = 0;
    // In the order of the log. `changes` has whole writes: otherwise the ordinals would depend on
    // where a page of the log ends. The events may point into it.
    virtual std::vector<WebhookEvent> events_of(std::span<const model::Change> changes) const = 0;
    virtual std::string type_of(const WebhookEvent& event) const = 0;
    virtual bool is_wanted(const WebhookEvent& event) const = 0;
    // Why the receiver did not take the event; nullopt: it did. An error ends the turn.
    virtual Result<std::optional<std::string>> send(const WebhookEvent& event) = 0;
    virtual Result<void> save(const DeliveryProgress& progress) = 0;
};

class WebhookDelivery {
public:
    WebhookDelivery(Work& work, WebhookChannel& channel, model::TenantId tenant,
                    DeliveryProgress progress);
    // Sends what is due. True when there may be more to send at once.
    Result<bool> run();
    const DeliveryProgress& progress() const { return progress_; }

private:
    const model::Rows& rows() const { return work_.services.directory.rows(); }
    Time now() const { return work_.services.directory.clock().now(); }
    bool goes_on() const { return !progress_.is_blocked && !waits_ && !work_.stops(); }
    Result<void> retry_held();
    Result<bool> retry(HeldEntity& held);
    Result<void> handle(const std::vector<WebhookEvent>& events);
    Result<void> read_next_page();
    // Returns whether the receiver took the event.
    Result<bool> deliver(const WebhookEvent& event);
    void hold(const WebhookEvent& event);
    // Whether the events behind the failed one wait for it.
    bool wait_for(const WebhookEvent& event);
    void note_failure();
    void give_up(const WebhookEvent& event);

    Work& work_;
    WebhookChannel& channel_;
    const RetryPlan plan_;
    model::TenantId tenant_;
    DeliveryProgress progress_;
    bool waits_ = false; // for the next try of the event at progress_.next
};

} // namespace muster::dialects
