// Reads and writes the stored form, and works out the state.
#include "dialects/native/webhooks/webhook.h"

#include <algorithm>

#include "base/json.h"
#include "base/limits.h"
#include "dialects/native/native.h"

namespace muster::dialects::native {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view webhook_work = "webhook";

// The first gaps sum up to an hour and a half; with the hourly ones, an event is given up after a
// day.
constexpr int doublings = 9;
constexpr int hourly_tries = 22;

std::chrono::seconds gap(int failures)
{
    if (failures > doublings) return 1h;
    return 10s * (1 << (failures - 1));
}

} // namespace

std::string options_of(const Webhook& webhook)
{
    std::string text;
    JsonWriter out(text);
    out.begin_object().name("url").text(webhook.url);
    out.name("events").begin_array();
    for (const auto& event : webhook.filter.events) out.text(event);
    out.end_array().name("groups").begin_array();
    for (const auto group : webhook.filter.groups) out.integer(group);
    out.end_array().name("active").boolean(webhook.is_active);
    out.name("secret").text(webhook.secret);
    if (webhook.former_until) {
        out.name("former_secret").text(webhook.former_secret);
        out.name("former_until").integer(webhook.former_until->time_since_epoch().count());
    }
    out.end_object();
    return text;
}

model::Job job_of(const Webhook& webhook, const DeliveryProgress& progress)
{
    model::Job job;
    job.dialect = native_name;
    job.work = webhook_work;
    job.status = model::JobStatus::done; // so it does not count as one of the open jobs
    job.options = options_of(webhook);
    job.progress = text_of(progress);
    return job;
}

Result<Webhook> webhook_of(const model::Job& job)
{
    const auto json = TRY(parse_json(job.options));
    Webhook webhook;
    webhook.url = *json.find("url")->as_text();
    for (const auto& event : *json.find("events")->as_array()) {
        webhook.filter.events.push_back(*event.as_text());
    }
    for (const auto& group : *json.find("groups")->as_array()) {
        webhook.filter.groups.push_back(*group.as_integer());
    }
    webhook.is_active = *json.find("active") == Json(true);
    webhook.secret = *json.find("secret")->as_text();
    if (const Json* until = json.find("former_until")) {
        webhook.former_secret = *json.find("former_secret")->as_text();
        webhook.former_until = Time(std::chrono::microseconds(*until->as_integer()));
    }
    return webhook;
}

model::Query webhooks_of(model::TenantId tenant)
{
    model::Query query;
    query.kind = model::Kind::job;
    query.tenant = tenant;
    query.filter = model::all_of({model::equals("dialect", std::string(native_name)),
                                  model::equals("work", std::string(webhook_work))});
    query.limit = limits::webhooks;
    return query;
}

Result<model::Job> find_webhook(const model::Rows& rows, model::TenantId tenant, model::JobId id)
{
    auto job = model::get(rows, tenant, id);
    if (!job && job.error().code != Code::not_found) return job;
    if (job && job->dialect == native_name && job->work == webhook_work) return job;
    return fail(Code::not_found, "webhook", "no webhook " + std::to_string(id.value));
}

RetryPlan retry_plan() { return {gap, doublings + hourly_tries, false}; }

WebhookState state_of(const Webhook& webhook, const DeliveryProgress& progress)
{
    if (!webhook.is_active) return WebhookState::paused;
    if (progress.is_blocked) return WebhookState::blocked;
    return progress.failures > 0 ? WebhookState::failing : WebhookState::active;
}

Result<std::optional<Time>> oldest_waiting(const model::Rows& rows, model::TenantId tenant,
                                           const DeliveryProgress& progress)
{
    if (progress.failures > 0) return std::optional(progress.event_at);
    if (progress.next.revision > TRY(rows.revision(tenant))) return std::optional<Time>{};
    const auto changes =
        TRY(rows.changes({tenant, progress.next.revision - 1, 1, std::nullopt, 0}));
    if (changes.empty()) return std::optional<Time>{};
    return std::optional(changes.front().at);
}

} // namespace muster::dialects::native
