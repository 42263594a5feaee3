// One metric in the text format of Prometheus: its heading, then its samples. Knows no source.
#pragma once

#include <string>
#include <string_view>

namespace muster::server {

class MetricFamily {
public:
    // `type`: counter, gauge or histogram.
    MetricFamily(std::string_view name, std::string_view type, std::string_view help);

    // `labels` as kind="jobs",of="all"; empty: no labels. `name`: of the sample, where it is not
    // that of the metric, as in a histogram.
    void add(const std::string& labels, const std::string& value, std::string_view name = {});

    const std::string& text() const { return text_; }

private:
    std::string name_;
    std::string text_;
};

} // namespace muster::server
