// Tells the receivers of the configuration what changed (spec 11): signed, in the order of each
// entity's changes, again until it has arrived.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "dialects/dialect.h"
#include "dialects/ecwid/webhooks/webhook_progress.h"

namespace muster::dialects::ecwid {

// Sends one event to the receiver. Gives the status; an error when no answer came.
using Send = std::function<Result<int>(
    const std::string& target, const std::vector<http::Header>& headers, const std::string& body)>;

// One for each receiver of this API; invalid_value names what is wrong with one. A receiver that
// is new is told of what changes from now on.
Result<std::vector<Task>> webhook_tasks(Site& site);

// Sends what there is to send at this time.
Result<void> tell_receiver(Work& work, const Receiver& receiver, const Send& send);

} // namespace muster::dialects::ecwid
