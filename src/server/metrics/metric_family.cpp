// See metric_family.h.
#include "server/metrics/metric_family.h"

namespace muster::server {

MetricFamily::MetricFamily(std::string_view name, std::string_view type, std::string_view help)
    : name_(name)
{
    text_ = "# HELP " + name_ + ' ' + std::string(help) + "\n# TYPE " + name_ + ' ' +
            std::string(type) + '\n';
}

void MetricFamily::add(const std::string& labels, const std::string& value, std::string_view name)
{
    text_ += name.empty() ? std::string_view(name_) : name;
    if (!labels.empty()) text_ += '{' + labels + '}';
    text_ += ' ' + value + '\n';
}

} // namespace muster::server
