// The SQL functions that sql/query.h asks for. Nothing stored depends on them, so that other tools
// can read and check the file.
#pragma once

#include <sqlite3.h>

#include "model/value.h"

namespace muster::store::sqlite {

int add_functions(sqlite3* handle);

// As SQL compares it with other numbers.
double number_of(const model::Decimal& decimal);

} // namespace muster::store::sqlite
