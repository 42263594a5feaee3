#include "index/plan/pager.h"

#include <algorithm>

#include "index/plan/sort_keys.h"

namespace muster::index {

using namespace model;

namespace {

// Removes the rows up to and including the cursor from the mask of a chunk.
void drop_to(Mask& mask, std::size_t chunk, std::int64_t after, bool descending)
{
    if (chunk_of(after) != chunk) return;
    if (descending) {
        mask.drop_from(row_of(after));
    } else {
        mask.drop_before(row_of(after) + 1);
    }
}

class IdOrderPager {
public:
    IdOrderPager(Plan& plan, const IndexPaging& paging)
        : plan_(plan), paging_(paging),
          skip_(paging.after ? 0 : std::max<std::int64_t>(paging.offset, 0))
    {}

    PageOfIds run()
    {
        const std::size_t chunks = plan_.chunks();
        for (std::size_t i = 0; i < chunks; ++i) {
            const std::size_t chunk = paging_.sort.descending ? chunks - 1 - i : i;
            if (!is_wanted(chunk)) continue;
            plan_.evaluate(chunk, mask_);
            if (paging_.with_total) total_ += static_cast<std::int64_t>(mask_.count());
            if (!is_full_) take(chunk);
            if (is_full_ && !paging_.with_total) break;
        }
        PageOfIds page{std::move(ids_), std::nullopt, std::nullopt};
        if (paging_.with_total) page.total = total_;
        if (is_full_ && !page.ids.empty()) page.next = Cursor{page.ids.back(), page.ids.back()};
        return page;
    }

private:
    bool is_wanted(std::size_t chunk) const
    {
        if (paging_.with_total || !paging_.after) return true;
        const std::int64_t after = std::max<std::int64_t>(paging_.after->id, 0);
        return paging_.sort.descending ? chunk <= chunk_of(after) : chunk >= chunk_of(after);
    }

    void take(std::size_t chunk)
    {
        if (paging_.after) {
            const std::int64_t after = std::max<std::int64_t>(paging_.after->id, 0);
            const bool is_past =
                paging_.sort.descending ? chunk > chunk_of(after) : chunk < chunk_of(after);
            if (is_past) return;
            drop_to(mask_, chunk, after, paging_.sort.descending);
        }
        if (skip_ > 0) {
            const auto count = static_cast<std::int64_t>(mask_.count());
            if (count <= skip_) {
                skip_ -= count;
                return;
            }
        }
        const auto act = [&](std::size_t row) {
            if (skip_ > 0) return --skip_ >= 0;
            is_full_ = std::ssize(ids_) >= paging_.limit;
            if (!is_full_) ids_.push_back(id_of(chunk, row));
            return !is_full_;
        };
        if (paging_.sort.descending) {
            each_row_backwards(mask_, act);
        } else {
            each_row(mask_, act);
        }
    }

    Plan& plan_;
    const IndexPaging& paging_;
    std::int64_t skip_;
    std::vector<std::int64_t> ids_;
    std::int64_t total_ = 0;
    bool is_full_ = false; // another row follows the page
    Mask mask_;
};

template <class Keys>
class TopRows {
public:
    struct Candidate {
        typename Keys::Key key;
        std::int64_t id = 0;
    };

    TopRows(Keys keys, const IndexPaging& paging)
        : keys_(std::move(keys)), descending_(paging.sort.descending),
          most_(static_cast<std::size_t>(paging.limit + (paging.after ? 0 : paging.offset) + 1))
    {
        if (paging.after) after_ = Candidate{keys_.key_of(paging.after->value), paging.after->id};
    }

    // Removes rows of a chunk that cannot be on the page: those before the cursor, and those after
    // the last row so far when there are enough rows. So their keys need not be read one by one.
    void narrow(std::size_t chunk, Mask& mask) const
    {
        if (after_ && !after_->key.is_missing) {
            keys_.drop_before(chunk, after_->key, descending_, mask);
        }
        if (rows_.size() == most_ && !rows_.front().key.is_missing) {
            keys_.drop_after(chunk, rows_.front().key, descending_, mask);
        }
    }

    void offer(std::int64_t id)
    {
        Candidate row{keys_.key(id), id};
        if (after_ && !before(*after_, row)) return;
        const auto order = [&](const Candidate& a, const Candidate& b) { return before(a, b); };
        if (rows_.size() == most_) {
            if (!before(row, rows_.front())) return;
            std::pop_heap(rows_.begin(), rows_.end(), order);
            rows_.back() = std::move(row);
        } else {
            rows_.push_back(std::move(row));
        }
        std::push_heap(rows_.begin(), rows_.end(), order);
    }

    std::vector<std::int64_t> take()
    {
        std::sort(rows_.begin(), rows_.end(),
                  [&](const Candidate& a, const Candidate& b) { return before(a, b); });
        std::vector<std::int64_t> ids;
        for (const auto& row : rows_) ids.push_back(row.id);
        return ids;
    }

private:
    bool before(const Candidate& a, const Candidate& b) const
    {
        if (a.key.is_missing != b.key.is_missing) return b.key.is_missing;
        const auto order =
            a.key.is_missing ? std::strong_ordering::equal : Keys::order(a.key, b.key);
        if (order != 0) return (order < 0) != descending_;
        return descending_ ? a.id > b.id : a.id < b.id;
    }

    Keys keys_;
    bool descending_;
    std::size_t most_;
    std::optional<Candidate> after_;
    std::vector<Candidate> rows_; // a heap; the row that sorts last is in front
};

Value sort_value(const IndexPaging& paging, std::int64_t id)
{
    for (const auto& column : paging.columns) {
        if (auto value = column.get(id)) return std::move(*value);
    }
    return {};
}

// Visits the chunks in the direction of the order. Many values (dates, revisions) grow with the
// ids: then rows of later chunks rarely enter the heap.
template <class Keys>
PageOfIds cut_top(Plan& plan, const IndexPaging& paging, Keys keys)
{
    TopRows<Keys> top(std::move(keys), paging);
    Mask mask;
    std::int64_t total = 0;
    const std::size_t chunks = plan.chunks();
    for (std::size_t i = 0; i < chunks; ++i) {
        const std::size_t chunk = paging.sort.descending ? chunks - 1 - i : i;
        plan.evaluate(chunk, mask);
        if (paging.with_total) total += static_cast<std::int64_t>(mask.count());
        top.narrow(chunk, mask);
        const auto offer = [&](std::size_t row) {
            top.offer(id_of(chunk, row));
            return true;
        };
        paging.sort.descending ? each_row_backwards(mask, offer) : each_row(mask, offer);
    }
    PageOfIds page{top.take(), std::nullopt, std::nullopt};
    if (paging.with_total) page.total = total;
    if (!paging.after) {
        const auto skipped = std::min<std::ptrdiff_t>(paging.offset, std::ssize(page.ids));
        page.ids.erase(page.ids.begin(), page.ids.begin() + skipped);
    }
    if (std::ssize(page.ids) > paging.limit) {
        page.ids.pop_back();
        if (!page.ids.empty())
            page.next = Cursor{sort_value(paging, page.ids.back()), page.ids.back()};
    }
    return page;
}

// Whether the value of the cursor can be compared as a cell of this column. If not, ValueSortKeys
// compares values.
bool is_comparable(const IndexPaging& paging, ColumnType type)
{
    if (!paging.after || is_null(paging.after->value)) return true;
    const auto* text = std::get_if<std::string>(&paging.after->value);
    if (type.cell_type == CellType::text) return text != nullptr;
    return column_type_of(paging.after->value) == type;
}

} // namespace

PageOfIds cut_page(Plan& plan, const IndexPaging& paging)
{
    if (paging.sort.operand == "id") return IdOrderPager(plan, paging).run();
    const bool is_plain = paging.columns.size() == 1 &&
                          is_comparable(paging, paging.columns[0].type) &&
                          paging.columns[0].type.cell_type != CellType::list;
    if (!is_plain) {
        return cut_top(plan, paging, ValueSortKeys{{}, paging.columns, paging.missing_is_empty});
    }
    const auto& column = paging.columns[0];
    if (column.type.cell_type == CellType::text && column.texts.codes() <= most_ranked) {
        return cut_top(plan, paging, RankSortKeys(column, paging.missing_is_empty));
    }
    if (column.type.cell_type == CellType::text) {
        return cut_top(plan, paging, TextSortKeys(column, paging.missing_is_empty));
    }
    return cut_top(plan, paging, IntegerSortKeys{column.cells});
}

std::int64_t count(Plan& plan)
{
    std::int64_t total = 0;
    Mask mask;
    for (std::size_t chunk = 0; chunk < plan.chunks(); ++chunk) {
        plan.evaluate(chunk, mask);
        total += static_cast<std::int64_t>(mask.count());
    }
    return total;
}

} // namespace muster::index
