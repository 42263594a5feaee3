// How the deliveries to webhooks do, in the text format of Prometheus.
#pragma once

#include <string>

#include "base/clock.h"
#include "dialects/webhook_board.h"

namespace muster::server {

std::string webhook_metrics(const dialects::WebhookBoard& board, Time now);

} // namespace muster::server
