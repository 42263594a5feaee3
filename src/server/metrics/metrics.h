// Request counts and latencies per route, in the text format of Prometheus. Thread-safe.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <tuple>

#include "dialects/dispatch.h"

namespace muster::server {

class Metrics {
public:
    void count(const dialects::Observation& observation);
    std::string text() const;

private:
    // Upper bounds in microseconds; one more bucket counts what is above the last.
    static constexpr std::array<std::int64_t, 10> bounds{
        50, 100, 250, 500, 1'000, 5'000, 25'000, 100'000, 500'000, 2'500'000};
    struct RouteSeries {
        std::array<std::atomic<std::uint64_t>, bounds.size() + 1> buckets{};
        std::array<std::atomic<std::uint64_t>, 6> statuses{}; // by class: [2] counts 200 to 299
        std::atomic<std::uint64_t> microseconds{0};
    };
    // Dialect, route and verb. All come from the route tables, so their number is bounded.
    using Name = std::tuple<std::string_view, std::string_view, http::Verb>;

    RouteSeries& series(const Name& name);

    mutable std::shared_mutex mutex_;
    std::map<Name, std::unique_ptr<RouteSeries>> series_;
};

} // namespace muster::server
