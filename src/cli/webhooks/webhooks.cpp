// See webhooks.h.
#include "cli/webhooks/webhooks.h"

#include <array>
#include <iostream>

#include "base/text.h"
#include "cli/listing.h"
#include "cli/native_api.h"
#include "cli/table.h"

namespace muster::cli {

namespace {

constexpr std::array<PlaceName, 3> create_webhook_places{
    {{"/url", "URL"}, {"/events", "--event"}, {"/groups", "--group"}}};
constexpr std::array<PlaceName, 4> set_webhook_places{{{"/url", "--url"},
                                                       {"/events", "--event"},
                                                       {"/groups", "--group"},
                                                       {"/overlap_seconds", "--overlap-hours"}}};

std::string path_of(const std::string& id) { return "/v1/webhooks/" + encode_percent(id); }

Result<Json> body_of(NativeApi& api, const WebhookOptions& options)
{
    Json body = Json::object();
    if (!options.url.empty()) body.set("url", options.url);
    if (!options.events.empty()) {
        Json events = Json::array();
        for (const auto& event : options.events) events.push_back(event);
        body.set("events", std::move(events));
    }
    if (!options.groups.empty()) {
        Json groups = Json::array();
        for (const auto& group : options.groups) groups.push_back(TRY(find_group(api, group)));
        body.set("groups", std::move(groups));
    }
    return body;
}

std::string name_of(const Json& webhook)
{
    return "webhook " + std::to_string(integer_member(webhook, "id")) + " (" +
           text_member(webhook, "url") + ')';
}

std::string secret_of(const Json& webhook)
{
    return "secret (printed only this once): " + text_member(webhook, "secret");
}

} // namespace

Result<void> list_webhooks(const ConnectionOptions& server)
{
    const auto api = TRY(connect(server));
    return print_list(
        *api, "/v1/webhooks",
        {{"id", "url", "state", "delay_seconds", "last_failure", "next_try"}, server.json});
}

Result<void> show_webhook(const ConnectionOptions& server, const std::string& id)
{
    const auto api = TRY(connect(server));
    const auto webhook = TRY(api->get(path_of(id)));
    if (server.json)
        std::cout << webhook.text() << '\n';
    else
        print_members(std::cout, webhook);
    return {};
}

Result<void> create_webhook(const ConnectionOptions& server, const WebhookOptions& options)
{
    const auto api = TRY(connect(server));
    api->name_places(create_webhook_places);
    const auto made = TRY(api->post("/v1/webhooks", TRY(body_of(*api, options))));
    print_done(server, made, name_of(made) + ", " + secret_of(made));
    return {};
}

Result<void> set_webhook(const ConnectionOptions& server, const std::string& id,
                         const WebhookOptions& options)
{
    const auto api = TRY(connect(server));
    api->name_places(set_webhook_places);
    const auto changed = TRY(api->patch(path_of(id), TRY(body_of(*api, options))));
    print_done(server, changed, name_of(changed) + " is changed");
    return {};
}

Result<void> pause_webhook(const ConnectionOptions& server, const std::string& id)
{
    const auto api = TRY(connect(server));
    Json body = Json::object();
    body.set("active", false);
    const auto paused = TRY(api->patch(path_of(id), body));
    print_done(server, paused, name_of(paused) + " is paused");
    return {};
}

Result<void> resume_webhook(const ConnectionOptions& server, const std::string& id)
{
    const auto api = TRY(connect(server));
    const auto resumed = TRY(api->post(path_of(id) + "/resume", {}));
    print_done(server, resumed, name_of(resumed) + " is " + text_member(resumed, "state"));
    return {};
}

Result<void> rotate_webhook(const ConnectionOptions& server, const std::string& id,
                            std::int64_t overlap_hours)
{
    constexpr std::int64_t hour = 3600; // seconds
    const auto api = TRY(connect(server));
    api->name_places(set_webhook_places);
    Json body = Json::object();
    body.set("overlap_seconds", overlap_hours * hour);
    const auto rotated = TRY(api->post(path_of(id) + "/rotate", body));
    print_done(server, rotated, name_of(rotated) + ", new " + secret_of(rotated));
    return {};
}

Result<void> remove_webhook(const ConnectionOptions& server, const std::string& id)
{
    const auto api = TRY(connect(server));
    TRY(api->remove(path_of(id)));
    Json answer = Json::object();
    answer.set("id", parse_integer(id).value_or(0));
    print_done(server, answer, "webhook " + id + " is removed");
    return {};
}

} // namespace muster::cli
