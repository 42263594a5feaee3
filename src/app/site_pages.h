// The pages outside every API: what a probe, a browser or a newcomer asks for.
#pragma once

#include <atomic>
#include <optional>

#include "app/index_metrics.h"
#include "app/metrics.h"
#include "core/store.h"
#include "http/request.h"

namespace muster::app {

struct Health {
    std::atomic<bool> is_ready{false};
};

// What the pages tell of; all outlive the answer.
struct Observed {
    const core::Rows& rows;
    const index::Index& index;
    const Metrics& metrics;
    const Health& health;
};

// "/", "/docs", "/health", "/ready", "/metrics"; nullopt for anything else.
std::optional<http::Response> site_page(const http::Request& request, const Observed& observed);

} // namespace muster::app
