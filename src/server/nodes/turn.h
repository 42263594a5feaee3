// How a node waits for its turn at a store that several nodes use.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "model/store.h"
#include "server/nodes/answer_gate.h"
#include "store/health.h"
#include "store/node_lease.h"

namespace muster::server {

struct Turn {
    std::string store_url;
    std::shared_ptr<store::StoreHealth> health;
    store::NodeOptions node;
    const AnswerGate& gate;
    std::string index_folder;
    store::NodeLease::TimePoint next_look; // not before
    // Waits so long. False: a signal ends the server.
    std::function<bool(std::chrono::milliseconds)> wait;
};

// Stands by until this node is the active one, and gives the store. Null: a signal came first.
Result<std::unique_ptr<model::Store>> await_turn(const Turn& turn);

// The store does not answer now, so a node that stands by goes on looking. A file of this machine
// that fails is no such case: another try would not help.
bool is_store_away(const Error& error);

} // namespace muster::server
