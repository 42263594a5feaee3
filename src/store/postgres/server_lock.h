// One server at a time uses the tables: its index and its counters must know every write. The lock
// is one of the database and belongs to the writing connection, so it ends with the server, even
// when that is killed.
#pragma once

#include <cstdint>

#include "store/postgres/connection.h"

namespace muster::store::postgres {

class ServerLock {
public:
    // conflict when another server has the tables.
    static Result<void> take(PostgresConnection& connection);

    // Writes a new mark of this server into the tables. Under the lock.
    Result<void> mark(PostgresConnection& connection);
    // Takes the lock again after the connection was lost. conflict when another server has used
    // the tables meanwhile: then this one knows too little and must be started again.
    Result<void> take_again(PostgresConnection& connection) const;

private:
    std::int64_t mark_ = 0;
};

} // namespace muster::store::postgres
