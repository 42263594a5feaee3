// /v1/webhooks: addresses outside that are sent the changes of a tenant. The secret that signs them
// is shown once.
#include <algorithm>
#include <functional>
#include <utility>

#include "base/text.h"
#include "dialects/native/body.h"
#include "dialects/native/handlers.h"
#include "dialects/native/identity/secret.h"
#include "dialects/native/listing.h"
#include "dialects/native/webhooks/webhook.h"
#include "dialects/native/write.h"
#include "dialects/receiver_url.h"
#include "directory/jobs.h"
#include "model/lookup.h"

namespace muster::dialects::native {

using directory::Transaction;
using model::Job;

namespace {

constexpr std::string_view secret_prefix = "whsec_";

// As operations.h describes it.
Result<void> write_webhook(JsonWriter& out, const RequestContext& call, const model::Rows& rows,
                           const Job& job)
{
    const auto webhook = TRY(webhook_of(job));
    const auto progress = TRY(read_progress(job.progress));
    const auto waits_since = TRY(oldest_waiting(rows, call.tenant.id, progress));
    const auto state = state_of(webhook, progress);
    const auto time = [&](std::string_view name, const std::optional<Time>& at) {
        out.name(name);
        if (at)
            out.text(format_rfc3339(*at));
        else
            out.null();
    };
    out.begin_object().name("id").integer(job.id.value).name("url").text(webhook.url);
    out.name("events").begin_array();
    for (const auto& event : webhook.filter.events) out.text(event);
    out.end_array().name("groups").begin_array();
    for (const auto group : webhook.filter.groups) out.integer(group);
    out.end_array().name("active").boolean(webhook.is_active);
    out.name("state").text(name_of(state));
    time("failing_since", progress.failing_since);
    out.name("last_failure");
    if (progress.why.empty())
        out.null();
    else
        out.text(progress.why);
    time("next_try",
         state == WebhookState::failing ? std::optional(progress.due(retry_plan())) : std::nullopt);
    const auto delay =
        waits_since ? call.directory().clock().now() - *waits_since : Time::duration{};
    out.name("delay_seconds")
        .integer(std::chrono::duration_cast<std::chrono::seconds>(delay).count());
    out.name("events_given_up").integer(progress.given_up);
    time("created_at", job.created_at);
    out.end_object();
    return {};
}

Result<http::Response> reply_webhook(const RequestContext& call, const model::Rows& rows,
                                     const Job& job, int status = 200)
{
    std::string body;
    JsonWriter out(body);
    TRY(write_webhook(out, call, rows, job));
    return json_response(std::move(body), status);
}

template <class T, class Read>
Result<std::vector<T>> take_list(Json& body, std::string_view name, std::size_t most, Read read)
{
    const auto value = take(body, name);
    std::vector<T> list;
    if (!value || value->is_null()) return list;
    const auto* items = value->as_array();
    const std::string where = '/' + std::string(name);
    if (items == nullptr) return bad_member(where, "must be a list");
    if (items->size() > most) {
        return bad_member(where, "must have at most " + std::to_string(most) + " items",
                          Code::too_large);
    }
    for (const auto& item : *items) {
        auto one = read(item);
        if (!one) {
            return bad_member(where + '/' + std::to_string(list.size()), "has a wrong type");
        }
        if (std::ranges::count(list, *one) == 0) list.push_back(*std::move(one));
    }
    return list;
}

Result<void> read_url(Json& body, Webhook& webhook)
{
    if (body.find("url") == nullptr) return {};
    webhook.url = TRY(take_text(body, "url")).value_or("");
    if (webhook.url.size() > limits::webhook_url_bytes) {
        return bad_member("/url", "must have at most " + std::to_string(limits::webhook_url_bytes) +
                                      " bytes");
    }
    const auto url = receiver_url(webhook.url);
    if (!url) return bad_member("/url", url.error().message);
    return {};
}

Result<void> read_webhook_filter(Json& body, ChangeFilter& filter)
{
    constexpr std::size_t most_events = 50;
    if (body.find("events") != nullptr) {
        filter.events = TRY(take_list<std::string>(
            body, "events", most_events, [](const Json& item) -> std::optional<std::string> {
                const auto* text = item.as_text();
                return text == nullptr ? std::nullopt : std::optional(*text);
            }));
        const auto known = check_events(filter.events);
        if (!known) return bad_member("/events", known.error().message);
    }
    if (body.find("groups") != nullptr) {
        filter.groups =
            TRY(take_list<std::int64_t>(body, "groups", limits::webhook_groups,
                                        [](const Json& item) { return item.as_integer(); }));
    }
    return {};
}

// Merges the members that the client may set; others must be what they are.
Result<void> merge_webhook(Json body, Webhook& webhook, const Json& present)
{
    if (present.is_object()) {
        for (const auto& member : *present.as_object()) {
            const Json* given = body.find(member.name);
            if (given != nullptr && *given == member.value) body.erase(member.name);
        }
    }
    TRY(read_url(body, webhook));
    TRY(read_webhook_filter(body, webhook.filter));
    if (body.find("active") != nullptr) {
        const auto active = TRY(take_boolean(body, "active"));
        if (!active) return bad_member("/active", "must be true or false");
        webhook.is_active = *active;
    }
    return refuse_others(body);
}

Result<void> check_groups(Transaction& transaction, const Webhook& webhook)
{
    for (const auto group : webhook.filter.groups) {
        const auto known = model::live_group(transaction.rows(), transaction.tenant(), {group});
        if (known) continue;
        if (known.error().code != Code::not_found) return fail(known.error());
        return bad_member("/groups", "there is no group " + std::to_string(group));
    }
    return {};
}

Result<void> check_room(Transaction& transaction)
{
    auto query = webhooks_of(transaction.tenant());
    if (TRY(transaction.rows().count(query)) < limits::webhooks) return {};
    return fail(Code::too_large, "webhook",
                "a tenant has at most " + std::to_string(limits::webhooks) +
                    " webhooks: remove one that is not needed");
}

Result<model::JobId> named_id(const RequestContext& call)
{
    return model::JobId{TRY(path_id(call, "webhook"))};
}

// Changes the stored webhook. What a delivering thread stores about the former one is refused,
// because the number in `place` is another one.
// `present` is the webhook as the client reads it.
using EditWebhook = std::function<Result<void>(Webhook&, DeliveryProgress&, const Json& present)>;

Result<Job> change_webhook(const RequestContext& call, Transaction& transaction,
                           const EditWebhook& edit)
{
    const auto id = TRY(named_id(call));
    const auto job = TRY(find_webhook(transaction.rows(), call.tenant.id, id));
    auto webhook = TRY(webhook_of(job));
    auto progress = TRY(read_progress(job.progress));
    const auto shown = TRY(reply_webhook(call, transaction.rows(), job));
    const auto groups_before = webhook.filter.groups;
    TRY(edit(webhook, progress, TRY(parse_json(shown.body))));
    // A group may have been removed since: that must not stop a pause or a new secret.
    if (webhook.filter.groups != groups_before) TRY(check_groups(transaction, webhook));
    auto after = job;
    after.options = options_of(webhook);
    after.progress = text_of(progress);
    ++after.place;
    return transaction.update(job, std::move(after));
}

// Tries the event at hand again at once, and anything behind it.
void resume(Webhook& webhook, DeliveryProgress& progress)
{
    webhook.is_active = true;
    progress.is_blocked = false;
    progress.failing_since.reset();
    progress.failures = 0;
}

void wake_webhook(const RequestContext& call, model::JobId id)
{
    call.services.webhooks->note({call.tenant.id, id});
    if (call.services.wake_workers) call.services.wake_workers();
}

HandlerResult write_change(const RequestContext& call, const EditWebhook& edit)
{
    const auto id = TRY(named_id(call));
    auto response = TRY(write(call, [&](Transaction& transaction) -> Result<WriteAnswer> {
        const auto job = TRY(change_webhook(call, transaction, edit));
        return WriteAnswer(TRY(reply_webhook(call, transaction.rows(), job)));
    }));
    wake_webhook(call, id);
    return response;
}

} // namespace

HandlerResult list_webhooks(RequestContext& call)
{
    ListSpec offer;
    offer.query = webhooks_of(call.tenant.id);
    const auto asked = TRY(read_list_request(call, std::move(offer)));
    const auto page = TRY(call.rows().page(asked.query));
    std::string items;
    JsonWriter out(items);
    for (const auto& row : page.rows) {
        TRY(write_webhook(out, call, call.rows(), std::get<Job>(row)));
    }
    return reply_list(asked.query, page, items);
}

HandlerResult get_webhook(RequestContext& call)
{
    const auto id = TRY(named_id(call));
    return reply_webhook(call, call.rows(), TRY(find_webhook(call.rows(), call.tenant.id, id)));
}

// It gets the changes behind its own creation.
HandlerResult create_webhook(RequestContext& call)
{
    Webhook webhook;
    TRY(merge_webhook(TRY(read_body(call)), webhook, {}));
    if (webhook.url.empty()) return bad_member("/url", "is required", Code::missing_field);
    model::JobId id;
    const auto save = [&](const std::string& secret, const ShowSecret& show) {
        webhook.secret = secret;
        return write(call, [&](Transaction& transaction) -> Result<WriteAnswer> {
            TRY(check_room(transaction));
            TRY(check_groups(transaction, webhook));
            DeliveryProgress progress;
            progress.next.revision = transaction.writer().next_revision();
            const auto job = TRY(transaction.create(job_of(webhook, progress)));
            id = job.id;
            auto response = TRY(reply_webhook(call, transaction.rows(), job, 201));
            response.headers.push_back({"Location", "/v1/webhooks/" + std::to_string(id.value)});
            show(response);
            return WriteAnswer(std::move(response));
        });
    };
    auto response = TRY(reply_with_secret(call, {{}, std::string(secret_prefix), {}}, save));
    if (id) wake_webhook(call, id);
    return response;
}

HandlerResult update_webhook(RequestContext& call)
{
    const auto body = TRY(read_body(call));
    return write_change(
        call,
        [&](Webhook& webhook, DeliveryProgress& progress, const Json& present) -> Result<void> {
            const Json* active = body.find("active");
            TRY(merge_webhook(body, webhook, present));
            if (active != nullptr && *active == Json(true)) resume(webhook, progress);
            return {};
        });
}

HandlerResult resume_webhook(RequestContext& call)
{
    return write_change(call, [](Webhook& webhook, DeliveryProgress& progress, const Json&) {
        resume(webhook, progress);
        return Result<void>{};
    });
}

// Both secrets sign until the overlap is over, so that the receiver can be changed in between.
HandlerResult rotate_webhook(RequestContext& call)
{
    auto body = call.request.body.empty() ? Json::object() : TRY(read_body(call));
    const auto overlap = TRY(take_overlap(body));
    TRY(refuse_others(body));
    const auto id = TRY(named_id(call));
    TRY(find_webhook(call.rows(), call.tenant.id, id));
    const auto save = [&](const std::string& secret, const ShowSecret& show) {
        return write(call, [&](Transaction& transaction) -> Result<WriteAnswer> {
            const auto edit = [&](Webhook& webhook, DeliveryProgress&, const Json&) {
                webhook.former_secret = std::exchange(webhook.secret, secret);
                webhook.former_until = call.directory().clock().now() + overlap;
                return Result<void>{};
            };
            const auto job = TRY(change_webhook(call, transaction, edit));
            auto response = TRY(reply_webhook(call, transaction.rows(), job));
            show(response);
            return WriteAnswer(std::move(response));
        });
    };
    auto response = TRY(reply_with_secret(call, {{}, std::string(secret_prefix), {}}, save));
    wake_webhook(call, id);
    return response;
}

HandlerResult remove_webhook(RequestContext& call)
{
    const auto id = TRY(named_id(call));
    auto response = TRY(write(call, [&](Transaction& transaction) -> Result<WriteAnswer> {
        TRY(directory::erase_job(transaction,
                                 TRY(find_webhook(transaction.rows(), call.tenant.id, id))));
        return reply_nothing();
    }));
    call.services.webhooks->forget({call.tenant.id, id});
    return response;
}

} // namespace muster::dialects::native
