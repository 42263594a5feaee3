// Sends an event for every change to the receivers of the configuration: signed, in the order of
// each entity's changes, and repeated until the receiver accepts it (promises 26 to 28).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "dialects/dialect.h"
#include "dialects/ecwid/webhooks/webhook_progress.h"

namespace muster::dialects::ecwid {

// Sends one event to the receiver and returns the status; an error when no answer came.
using SendEvent = std::function<Result<int>(
    const std::string& target, const std::vector<http::Header>& headers, const std::string& body)>;

// invalid_value "url" or "events"; see Dialect::check_receiver.
Result<void> check_receiver(const Receiver& receiver);

// One background task per receiver of this API. A new receiver gets the events of changes from now
// on.
Result<std::vector<Task>> webhook_tasks(Services& services);

// Sends all events whose time has come.
Result<void> notify_receiver(Work& work, const Receiver& receiver, const SendEvent& send);

} // namespace muster::dialects::ecwid
