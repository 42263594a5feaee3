// Copies a SQLite file while the server reads and writes it. Must be called in the server's own
// process: a second process must not open the file (see file_lock.h).
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"

namespace muster::store::sqlite {

// The number of pages copied so far, and of all pages.
using BackupProgress = std::function<void(std::int64_t done, std::int64_t total)>;

// The copy has the state at the moment of the call. The destination appears complete and durable,
// or not at all. Meanwhile the write-ahead log cannot start over and grows. already_exists when the
// destination exists; unavailable when it cannot be written.
Result<void> back_up(const std::string& source, const std::string& destination,
                     const BackupProgress& progress = {});

} // namespace muster::store::sqlite
