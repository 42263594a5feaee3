// Sets up the receivers, visits their stores, and makes the requests of events. What to send when
// is decided by dialects/webhook_delivery.
#include "dialects/ecwid/webhooks/webhooks.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <optional>

#include "base/text.h"
#include "dialects/ecwid/customers/fields.h"
#include "dialects/ecwid/ecwid.h"
#include "dialects/ecwid/webhooks/webhook_events.h"
#include "dialects/receiver_url.h"
#include "dialects/webhook_delivery.h"
#include "http/client/client.h"
#include "model/vendor_numbers.h"

namespace muster::dialects::ecwid {

namespace {

// How often the change log is read, which is cheap.
constexpr std::chrono::seconds webhook_interval{1};
// The vendor's limit. Only the status of the response is used.
constexpr std::chrono::seconds connect_timeout{3};
constexpr std::chrono::seconds receiver_timeout{10};
constexpr std::size_t body_limit = 64 * 1024;

using namespace std::chrono_literals;

// The vendor's times: 15, 30 and 45 minutes after the first failure, then hourly up to 24 hours.
constexpr int quarters = 3;
constexpr int most_retries = quarters + 24;

std::chrono::seconds gap(int retry)
{
    return retry <= quarters ? retry * 15min : (retry - quarters) * 60min;
}

// The statuses that the vendor counts as success: no other 2xx, and no redirects.
constexpr std::array successes{200, 201, 202, 204, 209};

constexpr std::string_view webhook_work = "webhook";

// Scans the jobs of the store: it has one of these per receiver.
Result<std::optional<model::Job>> find_job(const model::Rows& rows, model::TenantId store,
                                           std::string_view receiver)
{
    model::Query query;
    query.kind = model::Kind::job;
    query.tenant = store;
    query.filter = model::all_of({model::equals("dialect", std::string("ecwid")),
                                  model::equals("work", std::string(webhook_work)),
                                  model::equals("options", std::string(receiver))});
    query.limit = 1;
    const auto page = TRY(rows.page(query));
    if (page.rows.empty()) return std::nullopt;
    return std::get<model::Job>(page.rows.front());
}

Result<void> save_progress(directory::Directory& directory, model::TenantId store,
                           std::string_view receiver, const DeliveryProgress& progress)
{
    const directory::Principal system{{}, {}, store, "webhooks", "ecwid", {}};
    return directory.write(system, store, [&](directory::Transaction& t) -> Result<void> {
        const auto known = TRY(find_job(t.rows(), store, receiver));
        model::Job job = known.value_or(model::Job{});
        job.progress = text_of(progress);
        if (known) {
            TRY(t.update(*known, std::move(job)));
            return {};
        }
        job.dialect = "ecwid";
        job.work = webhook_work;
        job.status = model::JobStatus::running;
        job.options = receiver;
        TRY(t.create(std::move(job)));
        return {};
    });
}

std::string with_type(const std::string& target, std::string_view type)
{
    const char separator = target.find('?') == target.npos ? '?' : '&';
    return target + separator + "eventtype=" + std::string(type);
}

// The events of one store for one receiver.
class EcwidChannel final : public WebhookChannel {
public:
    EcwidChannel(Work& work, const Receiver& receiver, const SendEvent& send, std::string target,
                 model::TenantId store)
        : work_(work), receiver_(receiver), send_(send), target_(std::move(target)), store_(store)
    {}

    std::string name() const override { return receiver_.name; }
    RetryPlan plan() const override { return {gap, most_retries, true}; }
    std::vector<WebhookEvent> events_of(std::span<const model::Change> changes) const override
    {
        return ecwid::events_of(changes);
    }
    std::string type_of(const WebhookEvent& event) const override
    {
        return std::string(ecwid::type_of(event));
    }
    bool is_wanted(const WebhookEvent& event) const override
    {
        return receiver_.events.empty() ||
               std::ranges::count(receiver_.events, ecwid::type_of(event)) != 0;
    }
    Result<void> save(const DeliveryProgress& progress) override
    {
        return save_progress(work_.services.directory, store_, receiver_.name, progress);
    }

    Result<std::optional<std::string>> send(const WebhookEvent& event) override
    {
        const auto entity = TRY(shown(event));
        const auto id = id_of(event, store_);
        std::vector<http::Header> headers{
            {"Content-Type", "application/json; charset=UTF-8"},
            {"Cache-Control", "no-cache"},
            {"X-Ecwid-Webhook-Signature", signature(receiver_.secret, created_of(event), id)}};
        headers.insert(headers.end(), receiver_.headers.begin(), receiver_.headers.end());
        const auto status =
            send_(with_type(target_, ecwid::type_of(event)), headers, body_of(event, id, entity));
        if (!status) return std::optional(status.error().message);
        if (std::ranges::count(successes, *status) != 0) return std::optional<std::string>{};
        return std::optional("the answer was " + std::to_string(*status));
    }

private:
    Result<ShownEntity> shown(const WebhookEvent& event) const
    {
        const auto store = TRY(work_.services.identity.tenant(store_));
        ShownEntity entity{model::shown_id(store, dialect_name), event.entity};
        const auto row = work_.services.directory.rows().get({event.kind, store_, event.entity, 0});
        if (!row && row.error().code != Code::not_found) return fail(row.error());
        if (!row) return entity;
        if (const auto* customer = std::get_if<model::Customer>(&*row)) {
            entity.id = customer_id(*customer);
            entity.email = customer->email; // a removed customer has none
        } else if (const auto* group = std::get_if<model::Group>(&*row)) {
            entity.id = group_id(*group);
        }
        return entity;
    }

    Work& work_;
    const Receiver& receiver_;
    const SendEvent& send_;
    const std::string target_;
    model::TenantId store_;
};

Result<void> for_each_store(const directory::Directory& directory, const Receiver& receiver,
                            const std::function<Result<void>(const model::Tenant&)>& visit)
{
    model::Query query;
    query.kind = model::Kind::tenant;
    query.tenant = model::system_tenant;
    query.limit = static_cast<std::int64_t>(limits::page_items);
    do {
        auto page = TRY(directory.rows().page(query));
        query.after = page.next;
        for (const auto& store : model::rows_of<model::Tenant>(std::move(page))) {
            const bool is_meant = receiver.tenant.empty() || receiver.tenant == store.slug ||
                                  receiver.tenant == std::to_string(store.id.value);
            if (is_meant) TRY(visit(store));
        }
    } while (query.after);
    return {};
}

// A new receiver starts with the next change of each present store, and with the first change of
// stores that are created later. After a restart, blocked receivers are tried once more.
Result<void> prepare(Services& services, const Receiver& receiver)
{
    const auto& rows = services.directory.rows();
    const bool is_known = TRY(read_progress(rows, model::system_tenant, receiver.name)).has_value();
    TRY(for_each_store(
        services.directory, receiver, [&](const model::Tenant& store) -> Result<void> {
            auto progress = TRY(read_progress(rows, store.id, receiver.name));
            if (!progress && !is_known) {
                progress.emplace();
                progress->next.revision = TRY(rows.revision(store.id)) + 1;
            } else if (progress && progress->is_blocked) {
                progress->is_blocked = false;
            } else {
                return {};
            }
            return save_progress(services.directory, store.id, receiver.name, *progress);
        }));
    if (is_known) return {};
    return save_progress(services.directory, model::system_tenant, receiver.name, {});
}

Result<Task> task_for(const Receiver& receiver)
{
    const auto url = TRY(receiver_url(receiver.url));
    const auto client = std::make_shared<http::Client>(TRY(
        http::Client::create(url.origin(), {receiver_timeout, connect_timeout, body_limit, {}})));
    const SendEvent send = [client](const std::string& target,
                                    const std::vector<http::Header>& headers,
                                    const std::string& body) -> Result<int> {
        return TRY(client->send(http::Verb::post, target, headers, body)).status;
    };
    return Task([&receiver, send](Work& work) -> Result<std::chrono::seconds> {
        TRY(notify_receiver(work, receiver, send));
        return webhook_interval;
    });
}

} // namespace

Result<std::optional<DeliveryProgress>>
read_progress(const model::Rows& rows, model::TenantId store, std::string_view receiver)
{
    const auto job = TRY(find_job(rows, store, receiver));
    if (!job) return std::nullopt;
    return dialects::read_progress(job->progress);
}

Result<void> check_receiver(const Receiver& receiver)
{
    for (const auto& event : receiver.events) {
        if (is_event_type(event)) continue;
        return fail(Code::invalid_value, "events",
                    "there is no event '" + event + "'; it must be one of " + event_types());
    }
    TRY(receiver_url(receiver.url));
    return {};
}

Result<std::vector<Task>> webhook_tasks(Services& services)
{
    std::vector<Task> tasks;
    for (const auto& receiver : services.receivers) {
        if (receiver.dialect != "ecwid") continue;
        tasks.push_back(TRY(task_for(receiver)));
        TRY(prepare(services, receiver));
    }
    return tasks;
}

Result<void> notify_receiver(Work& work, const Receiver& receiver, const SendEvent& send)
{
    const auto url = TRY(receiver_url(receiver.url));
    const auto notify = [&](const model::Tenant& store) -> Result<void> {
        const auto known =
            TRY(read_progress(work.services.directory.rows(), store.id, receiver.name));
        EcwidChannel channel(work, receiver, send, url.target, store.id);
        WebhookDelivery delivery(work, channel, store.id, known.value_or(DeliveryProgress{}));
        TRY(delivery.run());
        return {};
    };
    return for_each_store(
        work.services.directory, receiver, [&](const model::Tenant& store) -> Result<void> {
            run_item(work.warn,
                     "webhook " + receiver.name + " of tenant " + std::to_string(store.id.value),
                     [&] { return notify(store); });
            return {};
        });
}

} // namespace muster::dialects::ecwid
