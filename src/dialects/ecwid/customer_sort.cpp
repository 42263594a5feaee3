// The orders of customer lists as rows. Knows no filters.
#include "dialects/ecwid/customer_sort.h"

#include <algorithm>
#include <iterator>

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
    if (sort.missing == Missing::zero && !sort.descending) return zeroes_first(rows, query);
    return rows.page(query);
}

} // namespace muster::dialects::ecwid
