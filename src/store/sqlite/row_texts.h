// The texts of a row as statements bind them: what of putting a row takes time and needs no other
// row. One behind the other in one piece of memory, for it may come from another thread.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/store.h"
#include "store/sql/statements.h"
#include "store/sqlite/connection.h"

namespace muster::store::sqlite {

class RowTexts final : public model::Prepared {
public:
    // Of a row with these columns, and with the keys by which it is found.
    template <class E>
    RowTexts(const E& row, sql::Columns columns, std::span<const model::Key> keys = {});
    // Of a row with all its columns.
    static std::unique_ptr<const RowTexts> of(const model::Entity& row,
                                              std::span<const model::Key> keys);

    // The columns that a new row must name: the others are null without.
    template <class E>
    sql::Columns given(const E& row) const;
    // Binds the columns of the mask, which are some of these, as sql::insert_row names them.
    template <class E>
    void bind(Statement& statement, const E& row, sql::Columns mask) const;

    // Encoded, in the order in which they were given.
    std::size_t keys() const { return ends_.size() - texts_of_columns_; }
    std::string_view key(std::size_t i) const { return text(texts_of_columns_ + i); }

private:
    void add(std::string_view text);
    std::string_view text(std::size_t i) const;

    sql::Columns columns_;
    sql::Columns given_ = 0;
    std::string bytes_;
    std::vector<std::size_t> ends_; // of texts, in bytes_: those of columns, then keys
    std::size_t texts_of_columns_ = 0;
};

} // namespace muster::store::sqlite
