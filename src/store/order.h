// The order of a page as core/query.h defines it. Knows no engine.
#pragma once

#include "core/query.h"

namespace muster::store {

// Where rows stand in one sort.
class Order {
public:
    Order(core::Sort sort, core::Kind kind);

    // The cursor that goes on after this row.
    core::Cursor cursor(const core::Entity& row) const;
    // The cursor with its value ready for comparing: places are compared, cursors are handed out.
    core::Cursor place(core::Cursor cursor) const;
    core::Cursor place(const core::Entity& row) const { return place(cursor(row)); }
    // True when the row at place a comes before the one at b.
    bool before(const core::Cursor& a, const core::Cursor& b) const;

private:
    core::Sort sort_;
    bool missing_is_empty_text_;
};

} // namespace muster::store
