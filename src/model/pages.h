// Loops over results that come in pages.
#pragma once

#include "model/store.h"

namespace muster::model {

// Calls visit(E) -> Result<void> for every row of the query, in its order; the first error ends the
// loop. Rows that visit writes or erases do not disturb it.
template <class E, class Visit>
Result<void> each_row(const Rows& rows, Query query, const Visit& visit)
{
    do {
        auto page = TRY(rows.page(query));
        query.after = page.next;
        for (auto& row : rows_of<E>(std::move(page))) TRY(visit(std::move(row)));
    } while (query.after);
    return {};
}

// Calls visit(const Change&) for every entry of the log that the query names, oldest first.
template <class Visit>
Result<void> each_change(const Rows& rows, ChangeQuery query, const Visit& visit)
{
    for (;;) {
        const auto changes = TRY(rows.changes(query));
        if (changes.empty()) return {};
        for (const auto& change : changes) visit(change);
        query.after = changes.back().revision;
    }
}

} // namespace muster::model
