// Reads the rows only where there are vendor numbers.
#include "model/shown_ids.h"

#include <algorithm>

#include "model/keys.h"
#include "model/vendor_numbers.h"

namespace muster::model {

template <class E>
Result<ShownIds> ShownIds::load(const Rows& rows, TenantId tenant, std::string_view dialect,
                                std::span<const std::int64_t> ids)
{
    ShownIds shown;
    if (!TRY(any_vendor_numbers(rows, tenant, kind_for<E>()))) return shown;
    std::vector<std::int64_t> sorted(ids.begin(), ids.end());
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    for (const auto& row : TRY(rows.get_all(kind_for<E>(), tenant, sorted))) {
        const E& entity = std::get<E>(row);
        if (entity.vendor_numbers.empty()) continue;
        shown.numbers_.emplace(entity.id.value, shown_id(entity, dialect));
    }
    return shown;
}

template Result<ShownIds> ShownIds::load<Customer>(const Rows&, TenantId, std::string_view,
                                                   std::span<const std::int64_t>);
template Result<ShownIds> ShownIds::load<Group>(const Rows&, TenantId, std::string_view,
                                                std::span<const std::int64_t>);

} // namespace muster::model
