// A webhook as it is stored: a job of the tenant that no queue runs. Its options are what the
// client has set, its progress is the position in the change log.
#pragma once

#include <optional>
#include <string>

#include "dialects/delivery_progress.h"
#include "dialects/native/webhooks/change_filter.h"
#include "dialects/webhook_board.h"

namespace muster::dialects::native {

struct Webhook {
    std::string url;
    ChangeFilter filter;
    bool is_active = true;
    std::string secret;          // signs what is sent
    std::string former_secret{}; // signs too, until the time
    std::optional<Time> former_until{};
};

// Of the job: the dialect, the kind of work and the status of every webhook.
model::Job job_of(const Webhook& webhook, const DeliveryProgress& progress);
Result<Webhook> webhook_of(const model::Job& job);
std::string options_of(const Webhook& webhook);

// A query for the webhooks of the tenant.
model::Query webhooks_of(model::TenantId tenant);
// not_found "webhook" unless the job is one.
Result<model::Job> find_webhook(const model::Rows& rows, model::TenantId tenant, model::JobId id);

// When failed events are sent again: after 10 s, 20 s, … up to an hour, for about a day.
RetryPlan retry_plan();
WebhookState state_of(const Webhook& webhook, const DeliveryProgress& progress);
// The time of the oldest change that was not delivered; nullopt when there is none.
Result<std::optional<Time>> oldest_waiting(const model::Rows& rows, model::TenantId tenant,
                                           const DeliveryProgress& progress);

} // namespace muster::dialects::native
