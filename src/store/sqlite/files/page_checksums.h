// A checksum in every page of the database file, made when the page is written to the file and
// verified when it is read from there: a flipped bit becomes an error, not a wrong answer. Works as
// a layer (a VFS) between SQLite and the system. SQLite's log has checksums of its own.
#pragma once

#include <cstdint>

#include <sqlite3.h>

#include "store/health.h"

namespace muster::store::sqlite {

// The bytes at the end of each page that SQLite leaves to the checksum.
inline constexpr int checksum_bytes = 8;

// The name to open files with. Registers the layer at the first call; thread-safe.
const char* checked_vfs();

// New pages of the file get room for checksums: of a new file at once, else with the next VACUUM.
void reserve_checksums(sqlite3* handle);
// Whether the pages of the file have them, as the head of the file says.
bool has_checksums(sqlite3* handle);
// The first page that was read through this connection with a wrong checksum; 0: none.
std::int64_t damaged_page(sqlite3* handle);
// From now on such pages are reported. `health` must outlive the connection.
void report_damage_to(sqlite3* handle, StoreHealth& health);

} // namespace muster::store::sqlite
