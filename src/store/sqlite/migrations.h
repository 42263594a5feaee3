// The schema of the SQLite file as numbered steps. A step is never changed once it was released, so
// the steps do not use the member tables.
#pragma once

#include "store/sqlite/connection.h"

namespace muster::store::sqlite {

// Applies the missing steps, each in its own transaction. unsupported when a newer Muster or
// another program made the file.
Result<void> migrate(SqliteConnection& connection);

// The number of applied steps; 0 for an empty file; unsupported when another program made it.
Result<std::int64_t> schema_version(SqliteConnection& connection);
std::int64_t newest_schema_version();

} // namespace muster::store::sqlite
