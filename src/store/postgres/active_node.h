// The row of the active node. Each node that takes over begins a new term. It proves that it lives
// by counting renewals in the row. Only the node of the newest term can do so: a node that was
// replaced notices it at its next renewal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "store/postgres/connection.h"

namespace muster::store::postgres {

struct ActiveNode {
    std::int64_t term = 0;
    std::int64_t renewals = 0;
    bool is_over = false; // the node has stopped in order
    std::string name;
    std::string address; // where other nodes reach it; empty: nowhere
    bool operator==(const ActiveNode&) const = default;
};

// nullopt when the tables are of a Muster before there were several nodes, or missing.
Result<std::optional<ActiveNode>> read_active_node(PostgresConnection& connection);

// Begins the next term and gives its number; 0 when the row is no longer as it was seen: then the
// node that looked dead lives, or another one was faster.
Result<std::int64_t> begin_term(PostgresConnection& connection, const ActiveNode& seen,
                                const std::string& name);
// Where other nodes reach the node of this term, once the tables are those of this version.
Result<void> publish_address(PostgresConnection& connection, std::int64_t term,
                             const std::string& address);
// False when another term has begun.
Result<bool> renew_term(PostgresConnection& connection, std::int64_t term);
Result<bool> is_newest_term(PostgresConnection& connection, std::int64_t term);
// The node has stopped: others need not wait.
Result<void> end_term(PostgresConnection& connection, std::int64_t term);

} // namespace muster::store::postgres
