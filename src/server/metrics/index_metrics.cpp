// See index_metrics.h.
#include "server/metrics/index_metrics.h"

#include "server/log.h"
#include "server/metrics/metric_family.h"

namespace muster::server {

std::string index_metrics(const index::Index& index, bool names_tenants)
{
    MetricFamily bytes("muster_index_bytes", "gauge", "Memory of the index.");
    MetricFamily items("muster_index_items", "gauge", "Values, different texts or members in it.");
    std::size_t all_bytes = 0;
    std::int64_t all_items = 0;
    for (const auto tenant : index.loaded()) {
        for (const auto& use : index.memory(tenant)) {
            all_bytes += use.bytes;
            all_items += use.items;
            if (!names_tenants) continue;
            // Part names contain keys of custom fields, which may have any characters.
            const std::string labels =
                "tenant=\"" + std::to_string(tenant.value) + "\",part=" + quoted_text(use.part);
            bytes.add(labels, std::to_string(use.bytes));
            items.add(labels, std::to_string(use.items));
        }
    }
    if (!names_tenants) {
        bytes.add({}, std::to_string(all_bytes));
        items.add({}, std::to_string(all_items));
    }
    return bytes.text() + items.text();
}

} // namespace muster::server
