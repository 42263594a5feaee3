// The lock of the only server that may write: its index and its counters must know every write. It
// is an advisory lock of the database and belongs to the session of the writing connection. So it
// ends with the server, even when that is killed, and a session that has lost it writes nothing
// more.
#pragma once

#include "store/postgres/connection.h"

namespace muster::store::postgres {

class ServerLock {
public:
    // False when another session has it.
    static Result<bool> try_take(PostgresConnection& connection);
    // conflict: what a server is answered that does not wait for its turn.
    static muster::Failure in_use();
    // Tries for a moment, since the database needs one to notice that a session has ended.
    // in_use() when another server has it.
    static Result<void> take(PostgresConnection& connection);
    // Ends the session that has the lock: that of a node whose lease has run out. Its transaction
    // is undone, unless its commit has begun.
    static Result<void> end_holder(PostgresConnection& connection);
};

} // namespace muster::store::postgres
