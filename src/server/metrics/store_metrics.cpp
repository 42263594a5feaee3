#include "server/metrics/store_metrics.h"

#include "server/metrics/metric_family.h"

namespace muster::server {

std::string node_metrics(store::NodeRole role)
{
    MetricFamily active("muster_node_active", "gauge",
                        "Whether this is the active node; 0: it stands by or has lost its lease.");
    active.add("", role == store::NodeRole::active ? "1" : "0");
    return active.text();
}

std::string store_metrics(const store::StoreHealth& health)
{
    MetricFamily now("muster_store_trouble", "gauge", "Whether the store has this trouble now.");
    MetricFamily total("muster_store_troubles_total", "counter",
                       "How often it began since the start.");
    for (const auto& [trouble, has_it, count] : health.report()) {
        const std::string labels = "kind=\"" + std::string(name_of(trouble)) + '"';
        now.add(labels, has_it ? "1" : "0");
        total.add(labels, std::to_string(count));
    }
    return now.text() + total.text();
}

std::string quota_metrics(const directory::Quotas& quotas)
{
    MetricFamily used("muster_quota_used", "gauge", "What all tenants together have of it.");
    MetricFamily limit("muster_quota_limit", "gauge", "What one tenant, and all, can have.");
    MetricFamily refused("muster_quota_refused_total", "counter", "Calls refused because of it.");
    for (const auto& row : directory::quota_rows()) {
        const std::string kind = "kind=\"" + std::string(row.name) + '"';
        used.add(kind, std::to_string(quotas.used(row.quota)));
        limit.add(kind + ",of=\"tenant\"", std::to_string(row.per_tenant));
        limit.add(kind + ",of=\"all\"", std::to_string(row.all));
        refused.add(kind, std::to_string(quotas.refused(row.quota)));
    }
    return used.text() + limit.text() + refused.text();
}

} // namespace muster::server
