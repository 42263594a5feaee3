// The SQLite engine: one file, one reading connection per thread, one writing connection behind the
// committer.
#pragma once

#include <memory>
#include <string>

#include "model/store.h"

namespace muster::store::sqlite {

// Opens the file or makes it (mode 0600, its folder 0700), and applies missing migrations. conflict
// when another process has the file open; unsupported when a newer Muster or another program made
// it.
Result<std::unique_ptr<model::Store>> open_sqlite(const std::string& path);

} // namespace muster::store::sqlite
