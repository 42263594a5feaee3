// Makes the tables of one SQL engine equal to those of another: rows, keys, counters and the change
// log, with the same ids, revisions and times. Knows no engine.
//
// Both sides are read in the order of the primary key and compared. Rows that are missing or differ
// are written, and surplus rows are deleted. So the first run copies, a run after an interruption
// goes on, and a run that finds no difference has verified every value.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "store/sql/connection.h"

namespace muster::store::sql {

// A store that a copy reads or writes.
struct CopyEnd {
    std::shared_ptr<void> lock; // held until the connection is closed; may be null
    std::unique_ptr<SqlConnection> connection;
};

struct CopyProgress {
    std::int64_t rows = 0;    // read so far
    std::int64_t total = 0;   // rows of the source
    std::int64_t written = 0; // written or deleted in the target
    bool is_verifying = false;
};

// Reads the source in one transaction, so that it may be in use meanwhile. Writes in pieces. Then
// compares all rows once more. conflict when the target already holds a directory that is not an
// unfinished copy; internal when the target differs after the copy.
Result<CopyProgress> copy_tables(SqlConnection& source, SqlConnection& target,
                                 const std::function<void(const CopyProgress&)>& report);

// conflict when the tables are an unfinished copy: a server must not use them.
Result<void> require_no_copy(SqlConnection& connection);

} // namespace muster::store::sql
