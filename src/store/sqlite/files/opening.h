// What must be true of the files of a store before SQLite opens them: SQLite would make a missing
// file without a word, and apply a log to a file that it does not belong to.
#pragma once

#include <string>

#include "store/sqlite/files/file_lock.h"
#include "store/sqlite/files/log_file.h"

namespace muster::store::sqlite {

// The files beside a database. SQLite names the first two.
inline std::string log_of(const std::string& path) { return path + "-wal"; }
inline std::string log_index_of(const std::string& path) { return path + "-shm"; }
inline std::string seen_of(const std::string& path) { return path + ".seen"; }

// The file that the path leads to: SQLite puts the log beside that one, not beside a link to it.
std::string real_path(const std::string& path);

// Makes the folder (mode 0700) and locks the file. conflict when a server has it open, or when the
// file is missing or empty while files that belong to it are there.
Result<FileLock> lock_database(const std::string& path);

// The log of the locked database; conflict when it belongs to another state of the file.
Result<LogContent> own_log(const FileLock& lock, const std::string& path);

} // namespace muster::store::sqlite
