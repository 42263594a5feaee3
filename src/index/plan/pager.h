// Returns one page of the customers that a plan selects, in the order that model/query.h defines.
#pragma once

#include <optional>
#include <vector>

#include "index/plan/plan.h"
#include "model/query.h"

namespace muster::index {

struct IndexPaging {
    model::Sort sort;
    std::vector<ColumnView> columns; // of the operand to sort by
    bool missing_is_empty = false;   // the operand is a text member: missing sorts as ""
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

// A column with up to this many distinct texts is sorted by ranks (RankSortKeys): that is faster
// than comparing the texts of each row.
inline constexpr std::size_t most_ranked = 10'000;

// Sorted by id, it evaluates chunks from the cursor until the page is full. Sorted by anything
// else, it evaluates all chunks once and collects the rows that sort first.
PageOfIds cut_page(Plan& plan, const IndexPaging& paging);

// How many customers the plan selects.
std::int64_t count(Plan& plan);

} // namespace muster::index
