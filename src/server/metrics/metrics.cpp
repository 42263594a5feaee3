// See metrics.h.
#include "server/metrics/metrics.h"

#include <mutex>

#include "server/metrics/metric_family.h"

namespace muster::server {

namespace {

constexpr auto relaxed = std::memory_order_relaxed;

} // namespace

Metrics::RouteSeries& Metrics::series(const Name& name)
{
    {
        const std::shared_lock lock(mutex_);
        const auto found = series_.find(name);
        if (found != series_.end()) return *found->second;
    }
    const std::unique_lock lock(mutex_);
    auto& series = series_[name];
    if (!series) series = std::make_unique<RouteSeries>();
    return *series;
}

void Metrics::count(const dialects::Observation& observation)
{
    RouteSeries& one = series({observation.dialect, observation.route, observation.verb});
    const auto elapsed = observation.elapsed.count();
    std::size_t bucket = 0;
    while (bucket < bounds.size() && elapsed > bounds[bucket]) ++bucket;
    one.buckets[bucket].fetch_add(1, relaxed);
    one.microseconds.fetch_add(static_cast<std::uint64_t>(elapsed), relaxed);
    const auto hundred = static_cast<std::size_t>(observation.status / 100) % one.statuses.size();
    one.statuses[hundred].fetch_add(1, relaxed);
}

std::string Metrics::text() const
{
    MetricFamily requests("muster_requests_total", "counter",
                          "Requests answered, by route and status class.");
    MetricFamily seconds("muster_request_seconds", "histogram", "Time to answer, by route.");
    const std::shared_lock lock(mutex_);
    for (const auto& [name, one] : series_) {
        const auto& [dialect, route, verb] = name;
        const std::string labels = "dialect=\"" + std::string(dialect) + "\",route=\"" +
                                   std::string(route) + "\",method=\"" +
                                   std::string(http::name_of(verb)) + '"';
        for (std::size_t i = 0; i < one->statuses.size(); ++i) {
            const auto count = one->statuses[i].load(relaxed);
            if (count == 0) continue;
            requests.add(labels + ",status=\"" + std::to_string(i) + "xx\"", std::to_string(count));
        }
        std::uint64_t total = 0;
        for (std::size_t i = 0; i <= bounds.size(); ++i) {
            total += one->buckets[i].load(relaxed);
            const std::string bound =
                i < bounds.size() ? std::to_string(static_cast<double>(bounds[i]) / 1e6) : "+Inf";
            seconds.add(labels + ",le=\"" + bound + '"', std::to_string(total),
                        "muster_request_seconds_bucket");
        }
        const auto sum = static_cast<double>(one->microseconds.load(relaxed)) / 1e6;
        seconds.add(labels, std::to_string(sum), "muster_request_seconds_sum");
        seconds.add(labels, std::to_string(total), "muster_request_seconds_count");
    }
    return requests.text() + seconds.text();
}

} // namespace muster::server
