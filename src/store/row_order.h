// The order of a page as model/query.h defines it. Knows no engine.
#pragma once

#include "model/query.h"

namespace muster::store {

// Compares positions of rows in one sort. A position is a Cursor whose value place() has prepared.
class RowOrder {
public:
    RowOrder(model::Sort sort, model::Kind kind);

    // The cursor that continues after this row, as clients get it.
    model::Cursor cursor(const model::Entity& row) const;
    // The cursor with its value prepared for before(): texts folded, missing values normalised.
    model::Cursor place(model::Cursor cursor) const;
    model::Cursor place(const model::Entity& row) const { return place(cursor(row)); }
    // True when the row at position a comes before the one at b.
    bool before(const model::Cursor& a, const model::Cursor& b) const;

private:
    model::Sort sort_;
    bool missing_is_empty_text_;
};

} // namespace muster::store
