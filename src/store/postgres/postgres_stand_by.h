// How a node becomes the active one of a database. It looks at the row of the active node. When
// that node has stopped, or has not renewed its lease for longer than the lease lasts, this node
// ends what is left of it, takes the lock and begins a new term.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "store/health.h"
#include "store/node_lease.h"
#include "store/postgres/active_node.h"
#include "store/postgres/connection.h"
#include "store/stand_by.h"

namespace muster::store::postgres {

class PostgresStandBy final : public StandBy {
public:
    PostgresStandBy(std::string url, std::shared_ptr<StoreHealth> health, NodeOptions node)
        : url_(std::move(url)), health_(std::move(health)), node_(std::move(node))
    {}

    Result<std::unique_ptr<model::Store>> look() override;
    // For a node that shall not stand by: waits until the lease of a dead node has run out.
    // conflict when another node is active.
    Result<std::unique_ptr<model::Store>> take_now();

private:
    enum class Seen {
        first,  // never looked before, so nothing is known of its life
        alive,  // it has renewed the lease since the last look
        silent, // not yet for long enough
        gone,   // it has stopped, or its lease has run out
    };
    // What the row says of the active node; `asked` is when the reading of it began.
    Seen judge(const std::optional<ActiveNode>& row, NodeLease::TimePoint asked);
    Result<std::optional<ActiveNode>> read_row();
    // Null when another node was faster.
    Result<std::unique_ptr<model::Store>> begin(const std::optional<ActiveNode>& row);

    const std::string url_;
    const std::shared_ptr<StoreHealth> health_;
    const NodeOptions node_;
    std::unique_ptr<PostgresConnection> connection_; // becomes the writing one of the store
    std::optional<ActiveNode> seen_;
    NodeLease::TimePoint seen_at_{}; // after it was first read as it is
};

} // namespace muster::store::postgres
