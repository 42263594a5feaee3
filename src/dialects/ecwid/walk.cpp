// Goes through customers page by page. Knows no answers.
#include "dialects/ecwid/walk.h"

namespace muster::dialects::ecwid {

Result<void> for_each_customer(const Call& call, core::Filter filter,
                               const std::function<bool(const core::Customer&)>& visit)
{
    core::Query query;
    query.tenant = call.tenant.id;
    query.filter = std::move(filter);
    query.limit = static_cast<std::int64_t>(limits::page_items);
    do {
        auto page = TRY(call.rows().page(query));
        query.after = page.next;
        for (const auto& customer : core::rows_of<core::Customer>(std::move(page))) {
            if (!visit(customer)) return {};
        }
    } while (query.after);
    return {};
}

} // namespace muster::dialects::ecwid
