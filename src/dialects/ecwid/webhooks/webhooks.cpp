// Sets up the receivers and visits their stores. webhook_delivery.cpp decides what to send.
#include "dialects/ecwid/webhooks/webhooks.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>

#include "base/text.h"
#include "dialects/ecwid/webhooks/webhook_delivery.h"
#include "http/client/client.h"

namespace muster::dialects::ecwid {

namespace {

// How often the change log is read, which is cheap.
constexpr std::chrono::seconds webhook_interval{1};
// The vendor's limit. Only the status of the response is used.
constexpr std::chrono::seconds connect_timeout{3};
constexpr std::chrono::seconds receiver_timeout{10};
constexpr std::size_t body_limit = 64 * 1024;

Result<http::Url> url_of(const Receiver& receiver)
{
    auto url = http::parse_url(receiver.url);
    if (!url) return fail(Code::invalid_value, "url", url.error().message);
    const auto port = parse_integer(url->port).value_or(0);
    if (port == 80 || port == 443 || port >= 1024) return url;
    return fail(Code::invalid_value, "url", "the port must be 80, 443 or from 1024");
}

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
    const auto url = TRY(url_of(receiver));
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

Result<void> check_receiver(const Receiver& receiver)
{
    for (const auto& event : receiver.events) {
        if (is_event_type(event)) continue;
        return fail(Code::invalid_value, "events",
                    "there is no event '" + event + "'; it must be one of " + event_types());
    }
    TRY(url_of(receiver));
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
    const auto url = TRY(url_of(receiver));
    const auto notify = [&](const model::Tenant& store) -> Result<void> {
        const auto known =
            TRY(read_progress(work.services.directory.rows(), store.id, receiver.name));
        WebhookDelivery delivery(work, receiver, {send, url.target}, store.id,
                                 known.value_or(DeliveryProgress{}));
        return delivery.run();
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
