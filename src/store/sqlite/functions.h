// Registers the SQL functions that sql/select.h requires. No index and no constraint uses them, so
// that other tools can read and check the file.
#pragma once

#include <sqlite3.h>

#include "model/value.h"

namespace muster::store::sqlite {

int add_functions(sqlite3* handle);

// The number that SQL compares: decimals of declared fields compare as doubles.
double number_of(const model::Decimal& decimal);

} // namespace muster::store::sqlite
