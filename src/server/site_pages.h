// The pages outside every API: what a probe, a browser or a newcomer asks for.
#pragma once

#include <atomic>
#include <functional>
#include <optional>

#include "base/clock.h"
#include "dialects/webhook_board.h"
#include "directory/quotas.h"
#include "http/request.h"
#include "server/listeners.h"
#include "server/metrics/index_metrics.h"
#include "server/metrics/metrics.h"
#include "server/nodes/answer_gate.h"
#include "server/nodes/node_passage.h"
#include "store/health.h"

namespace muster::server {

struct Health {
    std::atomic<bool> is_ready{false};
};

// What the pages show; all outlive the answer.
struct Observed {
    const store::StoreHealth& store_health;
    const index::Index& index;
    const Metrics& metrics;
    const Health& health;
    const AnswerGate& gate;
    const NodePassage& passage;
    const directory::Quotas& quotas;
    const dialects::WebhookBoard& webhooks;
    const Clock& clock;
    bool names_tenants = false; // in the metrics
    // Whether the request has the key of an administrator.
    std::function<bool(const http::Request&)> is_administrator;
};

// "/", "/docs", "/health", "/ready", "/metrics"; nullopt for anything else. "/metrics" needs the
// key of an administrator, except at its own listener, which has only the last three.
std::optional<http::Response> site_page(const http::Request& request, const Observed& observed);

} // namespace muster::server
