// One turn of telling one receiver of one store: first what is held and due, then what is new in
// the change log. Knows no sockets.
#pragma once

#include "dialects/ecwid/webhooks/webhooks.h"

namespace muster::dialects::ecwid {

class Delivery {
public:
    struct Way {
        const Send& send;
        const std::string& target; // path and query of the receiver's address
    };

    Delivery(Work& work, const Receiver& receiver, Way way, model::TenantId store,
             Progress progress);
    Result<void> run();

private:
    const model::Rows& rows() const { return work_.site.directory.rows(); }
    bool goes_on() const { return !progress_.is_blocked && !work_.stops(); }
    bool is_wanted(const Event& event) const;
    Result<void> save();
    Result<void> retry_held();
    Result<bool> retry(Held& held);
    Result<void> look_at(const std::vector<Event>& events);
    Result<void> read_on();
    // Whether it has arrived.
    Result<bool> deliver(const Event& event);
    Result<bool> is_answered(const Event& event);
    void note_failure(Time now);
    void give_up(const Event& event);

    Work& work_;
    const Receiver& receiver_;
    Way way_;
    model::TenantId store_;
    Progress progress_;
};

} // namespace muster::dialects::ecwid
