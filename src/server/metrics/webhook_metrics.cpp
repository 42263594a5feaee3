// See webhook_metrics.h.
#include "server/metrics/webhook_metrics.h"

#include "server/metrics/metric_family.h"

namespace muster::server {

std::string webhook_metrics(const dialects::WebhookBoard& board, Time now)
{
    using dialects::WebhookState;
    const auto totals = board.totals(now);
    MetricFamily webhooks("muster_webhooks", "gauge", "Webhooks of all tenants, by state.");
    for (const auto state : {WebhookState::active, WebhookState::paused, WebhookState::failing,
                             WebhookState::blocked}) {
        const auto found = totals.states.find(state);
        webhooks.add("state=\"" + std::string(name_of(state)) + '"',
                     std::to_string(found == totals.states.end() ? 0 : found->second));
    }
    MetricFamily tries("muster_webhook_tries_total", "counter",
                       "Events sent to webhooks, by whether the receiver took them.");
    tries.add("result=\"delivered\"", std::to_string(totals.delivered));
    tries.add("result=\"failed\"", std::to_string(totals.failed));
    MetricFamily delay("muster_webhook_delay_seconds", "gauge",
                       "Age of the oldest event that waits for a webhook that is not paused.");
    delay.add({}, std::to_string(std::chrono::duration<double>(totals.longest_delay).count()));
    return webhooks.text() + tries.text() + delay.text();
}

} // namespace muster::server
