// The orders of customer lists as rows. Knows no filters.
#include "dialects/ecwid/customer_sort.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "dialects/ecwid/document.h"
#include "dialects/ecwid/errors.h"
#include "dialects/ecwid/groups.h"
#include "dialects/ecwid/parameters.h"

namespace muster::dialects::ecwid {

using Sorted = Result<core::Page> (*)(const core::Rows& rows, const core::Query& query);

struct SortRow {
    std::string_view name;
    const char* operand;
    bool descending;
    Sorted page;
};

namespace {

using Op = core::Filter::Op;

Result<core::Page> as_stored(const core::Rows& rows, const core::Query& query)
{
    return rows.page(query);
}

// Of figures that are not kept because they are 0, which come first in ascending order: a page of
// those without the figure, then of the others.
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

    using Moved = std::vector<std::pair<Time, core::Value>>; // by time
    using Place = Moved::const_iterator;

    static core::Filter in_groups(Place from, Place to)
    {
        std::vector<core::Value> ids;
        std::transform(from, to, std::back_inserter(ids),
                       [](const auto& group) { return group.second; });
        return core::is_one_of("home_group_id", std::move(ids));
    }

    // The groups that changed after some of the customers who are asked for.
    Result<void> read_groups()
    {
        // Whoever is in a group by rule is not shown there.
        const auto by_hand = core::negate(core::where("rule", Op::greater, std::string(" ")));
        for (const auto& group : TRY(find_groups(rows_, query_.tenant, by_hand))) {
            const auto moved = core::all_of({query_.filter, updated(Op::less, group.updated_at),
                                             core::equals("home_group_id", group.id.value)});
            if (TRY(count(moved)) > 0) moved_.emplace_back(group.updated_at, group.id.value);
        }
        std::ranges::sort(moved_, {}, &Moved::value_type::first);
        return {};
    }

    // Between two changes of groups customers stand by their own; at one of them, by id.
    void cut()
    {
        std::optional<Time> last;
        const auto end = moved_.cend();
        for (auto from = moved_.cbegin(); from != end;) {
            const Time at = from->first;
            const auto to =
                std::find_if(from, end, [&](const auto& group) { return group.first != at; });
            std::vector<core::Filter> own{updated(Op::less, at),
                                          core::negate(in_groups(from, end))};
            if (last) own.push_back(updated(Op::greater, *last));
            pieces_.push_back({core::all_of(std::move(own)), "updated_at"});
            auto by_own = core::all_of({updated(Op::equal, at), core::negate(in_groups(to, end))});
            auto by_group = core::all_of({updated(Op::less, at), in_groups(from, to)});
            pieces_.push_back({core::any_of({std::move(by_own), std::move(by_group)}), "id"});
            last = at;
            from = to;
        }
        pieces_.push_back({updated(Op::greater, *last), "updated_at"});
    }

    const core::Rows& rows_;
    const core::Query& query_;
    Moved moved_;
    std::vector<Piece> pieces_; // in ascending order
};

Result<core::Page> as_shown(const core::Rows& rows, const core::Query& query)
{
    return ShownOrder(rows, query).page();
}

constexpr SortRow rows_by_name[] = {
    {"NAME_ASC", "name", false, as_stored},
    {"NAME_DESC", "name", true, as_stored},
    {"EMAIL_ASC", "email", false, as_stored},
    {"EMAIL_DESC", "email", true, as_stored},
    {"ORDER_COUNT_ASC", operands::order_count, false, zeroes_first},
    {"ORDER_COUNT_DESC", operands::order_count, true, as_stored},
    {"REGISTERED_DATE_ASC", "created_at", false, as_stored},
    {"REGISTERED_DATE_DESC", "created_at", true, as_stored},
    {"UPDATED_DATE_ASC", "updated_at", false, as_shown},
    {"UPDATED_DATE_DESC", "updated_at", true, as_shown},
    {"SALES_VALUE_ASC", operands::sales_value, false, zeroes_first},
    {"SALES_VALUE_DESC", operands::sales_value, true, as_stored},
    {"FIRST_ORDER_DATE_ASC", operands::first_order, false, as_stored},
    {"FIRST_ORDER_DATE_DESC", operands::first_order, true, as_stored},
    {"LAST_ORDER_DATE_ASC", operands::last_order, false, as_stored},
    {"LAST_ORDER_DATE_DESC", operands::last_order, true, as_stored},
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
    return sort.page(rows, query);
}

} // namespace muster::dialects::ecwid
