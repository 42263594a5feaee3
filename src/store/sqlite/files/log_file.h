// Reads a write-ahead log as SQLite wrote it, to judge it before SQLite does: SQLite applies a log
// to whatever file lies beside it, and drops without a word what comes after a damaged frame.
// Knows no SQLite library; the format is https://www.sqlite.org/fileformat2.html#walformat.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"

namespace muster::store::sqlite {

// What a log holds up to its last sound commit, and what lies behind.
struct LogContent {
    bool has_commits = false;
    // The generations (PRAGMA user_version, see sqlite_batch.h) of its copies of page 1; none when
    // it has no copy.
    std::optional<std::uint32_t> first_generation;
    std::optional<std::uint32_t> last_generation;
    // Ends of commits of the same log behind a damaged frame. SQLite ignores them. One may be left
    // by a power cut during its own write; of two, at least the first had been acknowledged.
    int commits_behind_damage = 0;
};

// A log that does not exist has no content. unavailable when it cannot be read.
Result<LogContent> read_log(const std::string& path);

} // namespace muster::store::sqlite
