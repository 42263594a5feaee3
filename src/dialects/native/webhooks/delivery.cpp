// See delivery.h. The order and the retries are those of dialects/webhook_delivery.
#include "dialects/native/webhooks/delivery.h"

#include <chrono>
#include <optional>

#include "base/json.h"
#include "base/limits.h"
#include "base/secrets.h"
#include "base/text.h"
#include "dialects/native/handlers.h"
#include "dialects/native/native.h"
#include "dialects/native/records.h"
#include "dialects/native/webhooks/webhook.h"
#include "dialects/receiver_url.h"
#include "dialects/webhook_delivery.h"
#include "directory/tenants.h"
#include "http/client/client.h"

namespace muster::dialects::native {

namespace {

using namespace std::chrono_literals;

// How often the log is read for a webhook that has nothing to send, which is cheap.
constexpr std::chrono::seconds webhook_interval{1};
// A paused or blocked webhook is due again when it is changed. This only finds what was missed.
constexpr std::chrono::minutes look_again{10};
constexpr std::chrono::seconds connect_timeout{3};
constexpr std::chrono::seconds receiver_timeout{10};
constexpr std::size_t answer_limit = 64 * 1024; // only the status is used

// The same whenever the event is sent: a receiver recognises repetitions by it.
std::string event_id(model::TenantId tenant, const WebhookEvent& event)
{
    const std::string place = std::to_string(tenant.value) + '.' + std::to_string(event.revision) +
                              '.' + std::to_string(event.ordinal);
    return "evt_" + to_hex(sha256("muster webhook event " + place)).substr(0, 32);
}

// The events of one webhook.
class NativeChannel final : public WebhookChannel {
public:
    NativeChannel(Work& work, const PostEvent& post, WebhookPlace place, const model::Job& job,
                  Webhook webhook)
        : work_(work), post_(post), place_(place), version_(job.place), webhook_(std::move(webhook))
    {}

    std::string name() const override { return std::to_string(place_.second.value); }
    RetryPlan plan() const override { return retry_plan(); }

    std::vector<WebhookEvent> events_of(std::span<const model::Change> changes) const override
    {
        std::vector<WebhookEvent> events;
        for (const auto& change : changes) {
            const bool is_same = !events.empty() && events.back().revision == change.revision;
            const std::int64_t ordinal = is_same ? events.back().ordinal + 1 : 0;
            events.push_back({change.revision, ordinal, change.kind, change.id, change.action,
                              change.at, &change});
        }
        return events;
    }
    std::string type_of(const WebhookEvent& event) const override
    {
        return event_name(*event.change);
    }
    bool is_wanted(const WebhookEvent& event) const override
    {
        return webhook_.filter.wants(*event.change);
    }

    Result<std::optional<std::string>> send(const WebhookEvent& event) override
    {
        const auto body = body_of(event);
        const Time now = work_.services.directory.clock().now();
        std::vector<std::string> secrets{webhook_.secret};
        if (webhook_.former_until && now < *webhook_.former_until) {
            secrets.push_back(webhook_.former_secret);
        }
        const auto status = post_(webhook_.url,
                                  {{"Content-Type", "application/json; charset=UTF-8"},
                                   {"User-Agent", "Muster"},
                                   {"Muster-Event-Id", event_id(place_.first, event)},
                                   {"Muster-Signature", webhook_signature(secrets, now, body)}},
                                  body);
        if (status && *status >= 200 && *status < 300) {
            ++delivered;
            return std::optional<std::string>{};
        }
        ++failed;
        if (!status) return std::optional(status.error().message);
        return std::optional("the receiver answered " + std::to_string(*status));
    }

    // conflict when the webhook was changed or removed meanwhile: the turn ends, and the next one
    // reads it again.
    Result<void> save(const DeliveryProgress& progress) override
    {
        const directory::Principal system{{}, {}, place_.first, "webhooks", "native", {}};
        return work_.services.directory.write(
            system, place_.first, [&](directory::Transaction& t) -> Result<void> {
                const auto job = t.get(place_.second);
                if (!job || job->place != version_) {
                    return fail(Code::conflict, "webhook", "was changed meanwhile");
                }
                auto after = *job;
                after.progress = text_of(progress);
                TRY(t.update(*job, std::move(after)));
                return {};
            });
    }

    std::int64_t delivered = 0;
    std::int64_t failed = 0;

private:
    std::string body_of(const WebhookEvent& event) const
    {
        std::string body;
        JsonWriter out(body);
        out.begin_object().name("id").text(event_id(place_.first, event));
        out.name("type").text(event_name(*event.change));
        out.name("tenant_id").integer(place_.first.value);
        out.name("change");
        wire::write_object(out, change_record(), *event.change);
        out.end_object();
        return body;
    }

    Work& work_;
    const PostEvent& post_;
    const WebhookPlace place_;
    const std::int64_t version_;
    const Webhook webhook_;
};

Result<WebhookBoard::WebhookTurn> turn_of(Work& work, const PostEvent& post,
                                          const WebhookPlace& place)
{
    const auto& rows = work.services.directory.rows();
    const auto now = [&] { return work.services.directory.clock().now(); };
    const auto job = TRY(find_webhook(rows, place.first, place.second));
    auto webhook = TRY(webhook_of(job));
    auto progress = TRY(read_progress(job.progress));
    WebhookBoard::WebhookTurn turn;
    turn.state = state_of(webhook, progress);
    if (turn.state == WebhookState::paused || turn.state == WebhookState::blocked) {
        turn.due = now() + look_again;
        turn.waits_since = TRY(oldest_waiting(rows, place.first, progress));
        return turn;
    }
    NativeChannel channel(work, post, place, job, webhook);
    WebhookDelivery delivery(work, channel, place.first, std::move(progress));
    const auto ran = delivery.run();
    turn.delivered = channel.delivered;
    turn.failed = channel.failed;
    turn.due = now();
    if (!ran && ran.error().code != Code::conflict) return fail(ran.error());
    if (!ran) return turn;
    if (!*ran) turn.due += webhook_interval;
    turn.state = state_of(webhook, delivery.progress());
    turn.waits_since = TRY(oldest_waiting(rows, place.first, delivery.progress()));
    return turn;
}

// One connection, as long as the address stays the same.
PostEvent post_over_http()
{
    struct ReceiverConnection {
        std::string origin;
        std::optional<http::Client> client;
    };
    const auto last = std::make_shared<ReceiverConnection>();
    return [last](const std::string& to, const std::vector<http::Header>& headers,
                  const std::string& body) -> Result<int> {
        const auto url = TRY(receiver_url(to));
        if (last->origin != url.origin()) {
            last->client = TRY(http::Client::create(
                url.origin(), {receiver_timeout, connect_timeout, answer_limit, {}}));
            last->origin = url.origin();
        }
        return TRY(last->client->send(http::Verb::post, url.target, headers, body)).status;
    };
}

} // namespace

std::string webhook_signature(const std::vector<std::string>& secrets, Time sent,
                              const std::string& body)
{
    const auto seconds =
        std::to_string(std::chrono::floor<std::chrono::seconds>(sent).time_since_epoch().count());
    std::string signature = "t=" + seconds;
    for (const auto& secret : secrets) {
        signature += ",v1=" + to_hex(hmac_sha256(secret, seconds + '.' + body));
    }
    return signature;
}

Result<void> deliver_due(Work& work, const PostEvent& post)
{
    auto& board = *work.services.webhooks;
    while (!work.stops()) {
        const auto now = work.services.directory.clock().now();
        const auto place = board.begin(now);
        if (!place) return {};
        WebhookBoard::WebhookTurn turn;
        turn.due = now + webhook_interval;
        const bool is_there = run_item(work.warn,
                                       "webhook " + std::to_string(place->second.value) +
                                           " of tenant " + std::to_string(place->first.value),
                                       [&]() -> Result<void> {
                                           auto done = turn_of(work, post, *place);
                                           if (!done && done.error().subject == "webhook") {
                                               board.forget(*place);
                                               return {};
                                           }
                                           turn = TRY(std::move(done));
                                           return {};
                                       });
        if (!is_there) turn.due = now + 60s; // the failure is in the log
        board.end(*place, turn);
    }
    return {};
}

Result<std::vector<Task>> webhook_tasks(Services& services)
{
    const auto& rows = services.directory.rows();
    for (const auto tenant : TRY(directory::all_tenants(rows))) {
        for (const auto& row : TRY(rows.page(webhooks_of(tenant))).rows) {
            services.webhooks->note({tenant, std::get<model::Job>(row).id});
        }
    }
    std::vector<Task> tasks;
    for (std::size_t i = 0; i < limits::webhook_threads; ++i) {
        tasks.emplace_back([post = post_over_http()](Work& work) -> Result<std::chrono::seconds> {
            TRY(deliver_due(work, post));
            return webhook_interval;
        });
    }
    return tasks;
}

} // namespace muster::dialects::native
