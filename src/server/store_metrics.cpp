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

} // namespace muster::server
