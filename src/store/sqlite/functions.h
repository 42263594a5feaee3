// Registers the SQL functions that sql/select.h requires. No index and no constraint uses them, so
// that other tools can read and check the file.
#pragma once

#include <sqlite3.h>

namespace muster::store::sqlite {

int add_functions(sqlite3* handle);

} // namespace muster::store::sqlite
