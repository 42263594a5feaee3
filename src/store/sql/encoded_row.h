// The texts of a row as SQL statements bind them: JSON columns, case-folded names and encoded keys.
// All lie in one buffer, which one EncodedRow uses again for every row.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/store.h"
#include "store/sql/connection.h"
#include "store/sql/row_statements.h"

namespace muster::store::sql {

class EncodedRow {
public:
    // Encodes these columns of the row, and the keys by which it is found. Replaces the row before.
    template <class E>
    void encode(const E& row, Columns columns, std::span<const model::Key> keys = {});

    // The columns that an INSERT must name: those that are not null.
    template <class E>
    Columns given(const E& row) const;
    // Binds the columns of the mask in the order of insert_row and update_row. They must
    // be among the encoded ones. The texts must not change until the statement has run.
    template <class E>
    void bind(Statement& statement, const E& row, Columns mask) const;

    // The encoded keys, in the order in which they were given.
    std::size_t keys() const { return ends_.size() - texts_of_columns_; }
    std::string_view key(std::size_t i) const { return text(texts_of_columns_ + i); }

private:
    void add(std::string_view text);
    std::string_view text(std::size_t i) const;

    Columns columns_ = 0; // the encoded ones
    Columns given_ = 0;   // the text columns among them that are not null
    std::string bytes_;
    std::vector<std::size_t> ends_; // of each text in bytes_: first the columns, then the keys
    std::size_t texts_of_columns_ = 0;
};

} // namespace muster::store::sql
