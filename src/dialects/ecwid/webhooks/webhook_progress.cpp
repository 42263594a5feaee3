// Stores progress as JSON in a job, and holds the times of the vendor's retries.
#include "dialects/ecwid/webhooks/webhook_progress.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

#include "base/json.h"

namespace muster::dialects::ecwid {

namespace {

using namespace std::chrono_literals;

// The greatest number of entities with waiting events: the row grows with them. At this number, the
// log is not read further until one of them is done.
constexpr std::size_t most_held = 100;
// The vendor's times: 15, 30 and 45 minutes after the first failure, then hourly up to 24 hours.
constexpr int quarters = 3;
constexpr int most_retries = quarters + 24;

constexpr std::string_view webhook_work = "webhook";

std::chrono::minutes delay(int retry)
{
    return retry <= quarters ? retry * 15min : (retry - quarters) * 60min;
}

std::int64_t to_micros(Time time) { return time.time_since_epoch().count(); }
Time from_micros(std::int64_t count) { return Time(std::chrono::microseconds(count)); }

Json numbers(std::initializer_list<std::int64_t> values)
{
    Json list = Json::array();
    for (const auto value : values) list.push_back(value);
    return list;
}

std::int64_t number(const Json& list, std::size_t at)
{
    return *(*list.as_array())[at].as_integer();
}

Json json_of(const DeliveryProgress& progress)
{
    Json held = Json::array();
    for (const auto& one : progress.held) {
        held.push_back(numbers({static_cast<std::int64_t>(one.kind), one.entity, one.after,
                                one.until, to_micros(one.failed), one.failures}));
    }
    Json json = Json::object();
    json.set("next", numbers({progress.next.revision, progress.next.ordinal}));
    json.set("held", std::move(held));
    if (progress.failing_since) json.set("failingSince", to_micros(*progress.failing_since));
    if (progress.is_blocked) json.set("blocked", true);
    return json;
}

DeliveryProgress progress_of(const Json& json)
{
    DeliveryProgress progress;
    const Json& next = *json.find("next");
    progress.next = {number(next, 0), number(next, 1)};
    for (const auto& one : *json.find("held")->as_array()) {
        progress.held.push_back({static_cast<model::Kind>(number(one, 0)), number(one, 1),
                                 number(one, 2), number(one, 3), from_micros(number(one, 4)),
                                 static_cast<int>(number(one, 5))});
    }
    if (const Json* since = json.find("failingSince")) {
        progress.failing_since = from_micros(*since->as_integer());
    }
    progress.is_blocked = json.find("blocked") != nullptr;
    return progress;
}

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

} // namespace

Time HeldEntity::due() const { return failures == 0 ? failed : failed + delay(failures); }

bool HeldEntity::is_given_up() const { return failures > most_retries; }

HeldEntity* DeliveryProgress::find_held(const WebhookEvent& event)
{
    const auto found = std::ranges::find_if(held, [&](const HeldEntity& one) {
        return one.kind == event.kind && one.entity == event.entity;
    });
    return found == held.end() ? nullptr : &*found;
}

bool DeliveryProgress::has_room() const { return held.size() < most_held; }

Result<std::optional<DeliveryProgress>>
read_progress(const model::Rows& rows, model::TenantId store, std::string_view receiver)
{
    const auto job = TRY(find_job(rows, store, receiver));
    if (!job) return std::nullopt;
    return progress_of(TRY(parse_json(job->progress)));
}

Result<void> save_progress(directory::Directory& directory, model::TenantId store,
                           std::string_view receiver, const DeliveryProgress& progress)
{
    const directory::Principal system{{}, {}, store, "webhooks", "ecwid", {}};
    return directory.write(system, store, [&](directory::Transaction& t) -> Result<void> {
        const auto known = TRY(find_job(t.rows(), store, receiver));
        model::Job job = known.value_or(model::Job{});
        job.progress = json_of(progress).text();
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

} // namespace muster::dialects::ecwid
