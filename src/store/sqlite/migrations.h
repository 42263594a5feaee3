// The tables of a SQLite file, by numbered steps. Knows no entities: a step is never changed.
#pragma once

#include "store/sqlite/connection.h"

namespace muster::store::sqlite {

// Brings the file to the newest schema, each step in a transaction of its own. unsupported when
// it was made by a newer Muster or by another program.
Result<void> migrate(Connection& connection);

// 0 when the file is empty; unsupported when it is not ours.
Result<std::int64_t> schema_version(Connection& connection);
std::int64_t newest_schema_version();

} // namespace muster::store::sqlite
