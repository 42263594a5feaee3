// Puts a backup in the place of a database, for `muster restore`.
#pragma once

#include <string>

#include "base/result.h"

namespace muster::store::sqlite {

// The backup is copied, brought up to date and checked before anything changes; then it takes the
// place of the file in one step. Gives the name under which the old file stays; empty when there
// was none. conflict when a server has the file open or the backup does not pass the check.
Result<std::string> restore(const std::string& path, const std::string& backup);

} // namespace muster::store::sqlite
