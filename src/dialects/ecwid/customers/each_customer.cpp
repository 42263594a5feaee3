// Reads customers page by page.
#include "dialects/ecwid/customers/each_customer.h"

namespace muster::dialects::ecwid {

Result<void> for_each_customer(const RequestContext& call, model::Filter filter,
                               const std::function<bool(const model::Customer&)>& visit)
{
    model::Query query;
    query.tenant = call.tenant.id;
    query.filter = std::move(filter);
    query.limit = static_cast<std::int64_t>(limits::page_items);
    do {
        auto page = TRY(call.rows().page(query));
        query.after = page.next;
        for (const auto& customer : model::rows_of<model::Customer>(std::move(page))) {
            if (!visit(customer)) return {};
        }
    } while (query.after);
    return {};
}

} // namespace muster::dialects::ecwid
