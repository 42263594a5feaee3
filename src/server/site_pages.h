// The pages outside every API: what a probe, a browser or a newcomer asks for.
#pragma once

#include <atomic>
#include <optional>

#include "http/request.h"
#include "server/index_metrics.h"
#include "server/metrics.h"
#include "store/health.h"

namespace muster::server {

struct Health {
    std::atomic<bool> is_ready{false};
};

// What the pages tell of; all outlive the answer.
struct Observed {
    const store::StoreHealth& store_health;
    const index::Index& index;
    const Metrics& metrics;
    const Health& health;
};

// "/", "/docs", "/health", "/ready", "/metrics"; nullopt for anything else.
std::optional<http::Response> site_page(const http::Request& request, const Observed& observed);

} // namespace muster::server
