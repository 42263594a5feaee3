// Finds survivors. A merged customer is a removed one, which keeps its vendor number.
#include "dialects/capillary/customers/merged_customers.h"

#include <string>

#include "base/if_found.h"
#include "dialects/capillary/capillary.h"
#include "directory/merging/customer_merge.h"
#include "model/keys.h"
#include "model/lookup.h"
#include "model/vendor_numbers.h"

namespace muster::dialects::capillary {

Result<std::optional<model::Customer>> find_survivor(const model::Rows& rows,
                                                     model::TenantId tenant, std::int64_t id)
{
    auto merged = TRY(if_found(model::find<model::Customer>(
        rows, model::vendor_number_key(model::Kind::customer, tenant, dialect_name,
                                       std::to_string(id)))));
    if (!merged) {
        merged = TRY(if_found(model::get(rows, tenant, model::CustomerId{id})));
        // Clients know it by its number only.
        if (merged && !model::vendor_number_of(merged->vendor_numbers, dialect_name).empty()) {
            merged.reset();
        }
    }
    if (!merged || !merged->removed_at) return std::optional<model::Customer>{};
    const auto survivor = TRY(directory::survivor_of(rows, tenant, merged->id));
    if (!survivor) return std::optional<model::Customer>{};
    return if_found(model::live_customer(rows, tenant, survivor));
}

} // namespace muster::dialects::capillary
