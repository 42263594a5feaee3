// The orders of customer lists as rows. Knows no filters.
#include "dialects/ecwid/customer_sort.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "dialects/ecwid/document.h"
#include "dialects/ecwid/errors.h"
#include "dialects/ecwid/parameters.h"

namespace muster::dialects::ecwid {

// What a missing value is among the others.
enum class Missing {
    last, // in both directions, as the core has it
    zero, // a figure that is not kept because it is 0
};

struct SortRow {
    std::string_view name;
    const char* operand;
    bool descending;
    Missing missing = Missing::last;
};

namespace {

using Op = core::Filter::Op;

constexpr SortRow rows_by_name[] = {
    {"NAME_ASC", "name", false},
    {"NAME_DESC", "name", true},
    {"EMAIL_ASC", "email", false},
    {"EMAIL_DESC", "email", true},
    {"ORDER_COUNT_ASC", operands::order_count, false, Missing::zero},
    {"ORDER_COUNT_DESC", operands::order_count, true, Missing::zero},
    {"REGISTERED_DATE_ASC", "created_at", false},
    {"REGISTERED_DATE_DESC", "created_at", true},
    {"UPDATED_DATE_ASC", "updated_at", false},
    {"UPDATED_DATE_DESC", "updated_at", true},
    {"SALES_VALUE_ASC", operands::sales_value, false, Missing::zero},
    {"SALES_VALUE_DESC", operands::sales_value, true, Missing::zero},
    {"FIRST_ORDER_DATE_ASC", operands::first_order, false},
    {"FIRST_ORDER_DATE_DESC", operands::first_order, true},
    {"LAST_ORDER_DATE_ASC", operands::last_order, false},
    {"LAST_ORDER_DATE_DESC", operands::last_order, true},
};

// Zeroes come first in ascending order: a page of those without the figure, then of the others.
Result<core::Page> zeroes_first(const core::Rows& rows, const core::Query& query)
{
    const std::string& operand = query.sort.operand;
    core::Query zeroes = query;
    zeroes.filter = core::all_of({query.filter, core::has_no(operand)});
    zeroes.sort = {};
    core::Query others = query;
    others.filter = core::all_of({query.filter, core::negate(core::has_no(operand))});

    auto page = TRY(rows.page(zeroes));
    const auto zero_count = page.total.value_or(0);
    others.offset = std::max<std::int64_t>(0, query.offset - zero_count);
    others.limit = query.limit - static_cast<std::int64_t>(page.rows.size());
    auto rest = TRY(rows.page(others));
    page.total = zero_count + rest.total.value_or(0);
    std::ranges::move(rest.rows, std::back_inserter(page.rows));
    return page;
}

// A change of the group is one of its customers (customer_writer.cpp): those who did not change
// since stand where it did, by id among themselves.
class ShownOrder {
public:
    ShownOrder(const core::Rows& rows, const core::Query& query) : rows_(rows), query_(query) {}

    Result<core::Page> page()
    {
        TRY(read_groups());
        if (moved_.empty()) return rows_.page(query_);
        cut();
        if (query_.sort.descending) std::ranges::reverse(pieces_);
        core::Page page;
        page.total = TRY(count(query_.filter));
        auto skipped = std::max<std::int64_t>(query_.offset, 0);
        for (const auto& piece : pieces_) {
            core::Query asked = query_;
            asked.filter = core::all_of({query_.filter, piece.filter});
            asked.sort.operand = piece.operand;
            asked.offset = skipped;
            asked.limit = query_.limit - std::ssize(page.rows);
            asked.with_total = true;
            auto part = TRY(rows_.page(asked));
            skipped -= std::min(skipped, *part.total);
            std::ranges::move(part.rows, std::back_inserter(page.rows));
            if (std::ssize(page.rows) >= query_.limit) break;
        }
        return page;
    }

private:
    struct Piece {
        core::Filter filter;
        const char* operand; // it is sorted by
    };

    Result<std::int64_t> count(core::Filter filter) const
    {
        core::Query all;
        all.kind = query_.kind;
        all.tenant = query_.tenant;
        all.filter = std::move(filter);
        return rows_.count(all);
    }

    static core::Filter updated(Op op, Time at) { return core::where("updated_at", op, at); }

    // Those in groups that changed then or later.
    core::Filter in_groups(bool later_only, Time at) const
    {
        std::vector<core::Value> ids;
        for (const auto& [time, id] : moved_) {
            if (later_only ? time > at : time >= at) ids.emplace_back(id);
        }
        return core::is_one_of("home_group_id", std::move(ids));
    }

    // The groups that changed after some of the customers who are asked for.
    Result<void> read_groups()
    {
        core::Query groups;
        groups.kind = core::Kind::group;
        groups.tenant = query_.tenant;
        groups.limit = static_cast<std::int64_t>(limits::page_items);
        do {
            auto page = TRY(rows_.page(groups));
            groups.after = page.next;
            for (const auto& group : core::rows_of<core::Group>(std::move(page))) {
                const auto moved = core::all_of({query_.filter, updated(Op::less, group.updated_at),
                                                 core::equals("home_group_id", group.id.value)});
                if (TRY(count(moved)) == 0) continue;
                moved_.emplace_back(group.updated_at, group.id.value);
            }
        } while (groups.after);
        std::ranges::sort(moved_);
        return {};
    }

    // Between two changes of groups customers stand by their own; at one of them, by id.
    void cut()
    {
        std::optional<Time> last;
        for (const auto& [at, id] : moved_) {
            if (last == at) continue;
            std::vector<core::Filter> own{updated(Op::less, at),
                                          core::negate(in_groups(false, at))};
            if (last) own.push_back(updated(Op::greater, *last));
            pieces_.push_back({core::all_of(std::move(own)), "updated_at"});
            auto at_once =
                core::all_of({updated(Op::equal, at), core::negate(in_groups(true, at))});
            auto by_group = core::all_of(
                {updated(Op::less, at), in_groups(false, at), core::negate(in_groups(true, at))});
            pieces_.push_back({core::any_of({std::move(at_once), std::move(by_group)}), "id"});
            last = at;
        }
        pieces_.push_back({updated(Op::greater, *last), "updated_at"});
    }

    const core::Rows& rows_;
    const core::Query& query_;
    std::vector<std::pair<Time, std::int64_t>> moved_; // by time
    std::vector<Piece> pieces_;                        // in ascending order
};

} // namespace

Result<const SortRow*> read_sort(const Call& call)
{
    const auto text = parameter(call, "sortBy").value_or("NAME_ASC");
    const auto* found = std::ranges::find(rows_by_name, text, &SortRow::name);
    if (found == std::end(rows_by_name)) {
        return wrong_parameter("sortBy", "expected one of 'NAME_ASC','NAME_DESC','EMAIL_ASC',"
                                         "'EMAIL_DESC','ORDER_COUNT_ASC',…,'LAST_ORDER_DATE_DESC'");
    }
    return found;
}

Result<core::Page> sorted_page(const core::Rows& rows, core::Query query, const SortRow& sort)
{
    query.sort = {sort.operand, sort.descending};
    if (query.sort.operand == "updated_at") return ShownOrder(rows, query).page();
    if (sort.missing == Missing::zero && !sort.descending) return zeroes_first(rows, query);
    return rows.page(query);
}

} // namespace muster::dialects::ecwid
