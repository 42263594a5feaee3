// Sends the events of one store to one receiver, for one turn: first the held events whose time has
// come, then the new ones of the change log. Knows no sockets.
#pragma once

#include "dialects/ecwid/webhooks/webhooks.h"

namespace muster::dialects::ecwid {

class WebhookDelivery {
public:
    struct Destination {
        const SendEvent& send;
        const std::string& target; // path and query of the receiver's address
    };

    WebhookDelivery(Work& work, const Receiver& receiver, Destination destination,
                    model::TenantId store, DeliveryProgress progress);
    Result<void> run();

private:
    const model::Rows& rows() const { return work_.services.directory.rows(); }
    bool goes_on() const { return !progress_.is_blocked && !work_.stops(); }
    bool is_wanted(const WebhookEvent& event) const;
    Result<void> save();
    Result<void> retry_held();
    Result<bool> retry(HeldEntity& held);
    Result<void> handle(const std::vector<WebhookEvent>& events);
    Result<void> read_next_page();
    // Returns whether the receiver took the event.
    Result<bool> deliver(const WebhookEvent& event);
    Result<bool> send_event(const WebhookEvent& event);
    void note_failure(Time now);
    void give_up(const WebhookEvent& event);

    Work& work_;
    const Receiver& receiver_;
    Destination destination_;
    model::TenantId store_;
    DeliveryProgress progress_;
};

} // namespace muster::dialects::ecwid
