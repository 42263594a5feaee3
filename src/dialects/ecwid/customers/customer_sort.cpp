// The values of sortBy as rows. Knows no filters.
#include "dialects/ecwid/customers/customer_sort.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "dialects/ecwid/customers/customer_extras.h"
#include "dialects/ecwid/errors.h"
#include "dialects/ecwid/groups.h"
#include "dialects/ecwid/parameters.h"

namespace muster::dialects::ecwid {

using Sorted = Result<model::Page> (*)(const model::Rows& rows, const model::Query& query);

struct SortRow {
    std::string_view name;
    const char* operand;
    bool descending;
    Sorted page;
};

namespace {

using Op = model::Filter::Op;

Result<model::Page> as_stored(const model::Rows& rows, const model::Query& query)
{
    return rows.page(query);
}

// For ascending figures. A figure that is 0 is not stored, and the store sorts missing values last,
// but 0 must come first: so this reads the customers without the figure, then the others.
Result<model::Page> zeroes_first(const model::Rows& rows, const model::Query& query)
{
    const std::string& operand = query.sort.operand;
    model::Query zeroes = query;
    zeroes.filter = model::all_of({query.filter, model::has_no(operand)});
    zeroes.sort = {};
    model::Query others = query;
    others.filter = model::all_of({query.filter, model::negate(model::has_no(operand))});

    auto page = TRY(rows.page(zeroes));
    const auto zero_count = page.total.value_or(0);
    others.offset = std::max<std::int64_t>(0, query.offset - zero_count);
    others.limit = query.limit - static_cast<std::int64_t>(page.rows.size());
    auto rest = TRY(rows.page(others));
    page.total = zero_count + rest.total.value_or(0);
    std::ranges::move(rest.rows, std::back_inserter(page.rows));
    return page;
}

// Sorts by the time that is shown as `updated`: the later one of the customer's change and its
// group's change (customer_writer.cpp). The store can only sort by the customer's own time. So this
// splits the list into pieces. A piece has either the customers between two changes of groups,
// sorted by their own time, or the customers of one changed group that have not changed since it,
// sorted by id.
class ShownOrder {
public:
    ShownOrder(const model::Rows& rows, const model::Query& query) : rows_(rows), query_(query) {}

    Result<model::Page> page()
    {
        TRY(read_groups());
        if (moved_.empty()) return rows_.page(query_);
        cut();
        if (query_.sort.descending) std::ranges::reverse(pieces_);
        model::Page page;
        page.total = TRY(count(query_.filter));
        auto skipped = std::max<std::int64_t>(query_.offset, 0);
        for (const auto& piece : pieces_) {
            model::Query asked = query_;
            asked.filter = model::all_of({query_.filter, piece.filter});
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
        model::Filter filter;
        const char* operand; // what the piece is sorted by
    };

    Result<std::int64_t> count(model::Filter filter) const
    {
        model::Query all;
        all.kind = query_.kind;
        all.tenant = query_.tenant;
        all.filter = std::move(filter);
        return rows_.count(all);
    }

    static model::Filter updated(Op op, Time at) { return model::where("updated_at", op, at); }

    using Moved = std::vector<std::pair<Time, model::Value>>; // by time
    using Place = Moved::const_iterator;

    static model::Filter in_groups(Place from, Place to)
    {
        std::vector<model::Value> ids;
        std::transform(from, to, std::back_inserter(ids),
                       [](const auto& group) { return group.second; });
        return model::is_one_of("home_group_id", std::move(ids));
    }

    // The groups that changed after at least one of their customers in the result.
    Result<void> read_groups()
    {
        // Only static groups: a dynamic group is never shown as a customer's group.
        const auto by_hand = model::negate(model::where("rule", Op::greater, std::string(" ")));
        for (const auto& group : TRY(find_groups(rows_, query_.tenant, by_hand))) {
            const auto moved = model::all_of({query_.filter, updated(Op::less, group.updated_at),
                                              model::equals("home_group_id", group.id.value)});
            if (TRY(count(moved)) > 0) moved_.emplace_back(group.updated_at, group.id.value);
        }
        std::ranges::sort(moved_, {}, &Moved::value_type::first);
        return {};
    }

    // Computes the pieces in ascending order.
    void cut()
    {
        std::optional<Time> last;
        const auto end = moved_.cend();
        for (auto from = moved_.cbegin(); from != end;) {
            const Time at = from->first;
            const auto to =
                std::find_if(from, end, [&](const auto& group) { return group.first != at; });
            std::vector<model::Filter> own{updated(Op::less, at),
                                           model::negate(in_groups(from, end))};
            if (last) own.push_back(updated(Op::greater, *last));
            pieces_.push_back({model::all_of(std::move(own)), "updated_at"});
            auto by_own =
                model::all_of({updated(Op::equal, at), model::negate(in_groups(to, end))});
            auto by_group = model::all_of({updated(Op::less, at), in_groups(from, to)});
            pieces_.push_back({model::any_of({std::move(by_own), std::move(by_group)}), "id"});
            last = at;
            from = to;
        }
        pieces_.push_back({updated(Op::greater, *last), "updated_at"});
    }

    const model::Rows& rows_;
    const model::Query& query_;
    Moved moved_;
    std::vector<Piece> pieces_; // in ascending order
};

Result<model::Page> as_shown(const model::Rows& rows, const model::Query& query)
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

Result<const SortRow*> read_sort(const RequestContext& call)
{
    const auto text = parameter(call, "sortBy").value_or("NAME_ASC");
    const auto* found = std::ranges::find(rows_by_name, text, &SortRow::name);
    if (found == std::end(rows_by_name)) {
        return wrong_parameter("sortBy", "expected one of 'NAME_ASC','NAME_DESC','EMAIL_ASC',"
                                         "'EMAIL_DESC','ORDER_COUNT_ASC',…,'LAST_ORDER_DATE_DESC'");
    }
    return found;
}

Result<model::Page> sorted_page(const model::Rows& rows, model::Query query, const SortRow& sort)
{
    query.sort = {sort.operand, sort.descending};
    return sort.page(rows, query);
}

} // namespace muster::dialects::ecwid
