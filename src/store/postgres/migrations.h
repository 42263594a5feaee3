// Creates and upgrades the tables in the schema that the connection uses (search_path).
#pragma once

#include <cstdint>

#include "store/postgres/connection.h"

namespace muster::store::postgres {

std::int64_t newest_schema_version();
// 0 without tables.
Result<std::int64_t> schema_version(PostgresConnection& connection);
Result<bool> has_table(PostgresConnection& connection, const std::string& name);

// Applies the missing migrations, one server at a time. unsupported when a newer Muster has made
// the tables. `connection` must be the writing one.
Result<void> migrate(PostgresConnection& connection);

} // namespace muster::store::postgres
