// Sends an event for every change to the receivers of the configuration: signed, in the order of
// each entity's changes, and repeated until the receiver accepts it (promises 26 to 28).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/delivery_progress.h"
#include "dialects/dialect.h"

namespace muster::dialects::ecwid {

// Sends one event to the receiver and returns the status; an error when no answer came.
using SendEvent = std::function<Result<int>(
    const std::string& target, const std::vector<http::Header>& headers, const std::string& body)>;

// invalid_value "url" or "events"; see Dialect::check_receiver.
Result<void> check_receiver(const Receiver& receiver);

// One background task per receiver of this API. A new receiver gets the events of changes from now
// on.
Result<std::vector<Task>> webhook_tasks(Services& services);

// The progress is stored as a job of the store. nullopt when this receiver is new to this store.
// The system tenant has one row for each receiver that has ever been configured.
Result<std::optional<DeliveryProgress>>
read_progress(const model::Rows& rows, model::TenantId store, std::string_view receiver);

// Sends all events whose time has come.
Result<void> notify_receiver(Work& work, const Receiver& receiver, const SendEvent& send);

} // namespace muster::dialects::ecwid
