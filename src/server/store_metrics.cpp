#include "server/store_metrics.h"

namespace muster::server {

std::string store_metrics(const store::StoreHealth& health)
{
    std::string now = "# HELP muster_store_trouble Whether the store has this trouble now.\n"
                      "# TYPE muster_store_trouble gauge\n";
    std::string total = "# HELP muster_store_troubles_total How often it began since the start.\n"
                        "# TYPE muster_store_troubles_total counter\n";
    for (const auto& [trouble, has_it, count] : health.report()) {
        const std::string labels = "{kind=\"" + std::string(name_of(trouble)) + "\"} ";
        now += "muster_store_trouble" + labels + (has_it ? "1\n" : "0\n");
        total += "muster_store_troubles_total" + labels + std::to_string(count) + '\n';
    }
    return now + total;
}

std::string quota_metrics(const directory::Quotas& quotas)
{
    std::string used = "# HELP muster_quota_used What all tenants together have of it.\n"
                       "# TYPE muster_quota_used gauge\n";
    std::string limit = "# HELP muster_quota_limit What one tenant, and all, can have.\n"
                        "# TYPE muster_quota_limit gauge\n";
    std::string refused = "# HELP muster_quota_refused_total Calls refused because of it.\n"
                          "# TYPE muster_quota_refused_total counter\n";
    for (const auto& row : directory::quota_rows()) {
        const std::string kind = "{kind=\"" + std::string(row.name) + '"';
        used += "muster_quota_used" + kind + "} " + std::to_string(quotas.used(row.quota)) + '\n';
        limit += "muster_quota_limit" + kind + ",of=\"tenant\"} " + std::to_string(row.per_tenant) +
                 '\n';
        limit += "muster_quota_limit" + kind + ",of=\"all\"} " + std::to_string(row.all) + '\n';
        refused += "muster_quota_refused_total" + kind + "} " +
                   std::to_string(quotas.refused(row.quota)) + '\n';
    }
    return used + limit + refused;
}

} // namespace muster::server
