// The order of a page as model/query.h defines it. Knows no engine.
#pragma once

#include "model/query.h"

namespace muster::store {

// Where rows stand in one sort.
class Order {
public:
    Order(model::Sort sort, model::Kind kind);

    // The cursor that goes on after this row.
    model::Cursor cursor(const model::Entity& row) const;
    // The cursor with its value ready for comparing: places are compared, cursors are handed out.
    model::Cursor place(model::Cursor cursor) const;
    model::Cursor place(const model::Entity& row) const { return place(cursor(row)); }
    // True when the row at place a comes before the one at b.
    bool before(const model::Cursor& a, const model::Cursor& b) const;

private:
    model::Sort sort_;
    bool missing_is_empty_text_;
};

} // namespace muster::store
