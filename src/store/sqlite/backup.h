// Copies a live SQLite file while the server goes on reading and writing. To be called in the
// server's own process: another one must not open the file beside it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"

namespace muster::store::sqlite {

// Pages copied so far, and of how many.
using BackupProgress = std::function<void(std::int64_t done, std::int64_t total)>;

// The state at the moment of the call. The destination appears whole and durable, or not at all.
// Meanwhile the write-ahead log grows by what is written. already_exists when the destination is
// there; unavailable when it cannot be written.
Result<void> back_up(const std::string& source, const std::string& destination,
                     const BackupProgress& progress = {});

} // namespace muster::store::sqlite
