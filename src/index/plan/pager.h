// Cuts a page out of those for whom a plan is true, in the order that model/query.h defines. Knows
// no image.
#pragma once

#include <optional>
#include <vector>

#include "index/plan/plan.h"
#include "model/query.h"

namespace muster::index {

struct Paging {
    model::Sort sort;
    std::vector<ColumnView> columns; // of what is sorted by
    bool missing_is_empty = false;   // of it: a text member
    std::optional<model::Cursor> after;
    std::int64_t offset = 0;
    std::int64_t limit = 0;
    bool with_total = false;
};

struct PageOfIds {
    std::vector<std::int64_t> ids;
    std::optional<std::int64_t> total;
    std::optional<model::Cursor> next;
};

// By id it walks from the cursor on; else it looks at every row once and keeps the best.
// Up to so many different texts are put in order first: quicker than comparing texts of every row.
inline constexpr std::size_t most_ranked = 10'000;

PageOfIds cut_page(Plan& plan, const Paging& paging);

// For whom it is true, lowest first, and how many there are.
std::int64_t count(Plan& plan);

} // namespace muster::index
