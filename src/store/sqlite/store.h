// The store in one SQLite file: many readers, one writer behind the committer.
#pragma once

#include <memory>
#include <string>

#include "model/store.h"

namespace muster::store::sqlite {

// Opens or makes the file (mode 0600; its folder too, mode 0700) and brings it to the newest
// schema. conflict when another process has it open; unsupported when a newer Muster or another
// program made it.
Result<std::unique_ptr<model::Store>> open_sqlite(const std::string& path);

} // namespace muster::store::sqlite
