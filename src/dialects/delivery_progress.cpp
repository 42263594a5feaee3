// Writes and reads the progress as JSON.
#include "dialects/delivery_progress.h"

#include <algorithm>

#include "base/json.h"

namespace muster::dialects {

namespace {

// The greatest number of entities with waiting events: the stored progress grows with them. At this
// number, the log is not read further until one of them is done.
constexpr std::size_t most_held = 100;

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

} // namespace

Time HeldEntity::due(const RetryPlan& plan) const
{
    return failures == 0 ? failed : failed + plan.gap(failures);
}

HeldEntity* DeliveryProgress::find_held(model::Kind kind, std::int64_t entity)
{
    const auto found = std::ranges::find_if(
        held, [&](const HeldEntity& one) { return one.kind == kind && one.entity == entity; });
    return found == held.end() ? nullptr : &*found;
}

bool DeliveryProgress::has_room() const { return held.size() < most_held; }

Time DeliveryProgress::due(const RetryPlan& plan) const
{
    return failures == 0 ? Time{} : failed + plan.gap(failures);
}

std::string text_of(const DeliveryProgress& progress)
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
    if (progress.failures > 0) {
        json.set("failed", numbers({progress.failures, to_micros(progress.failed),
                                    to_micros(progress.event_at)}));
    }
    if (!progress.why.empty()) json.set("why", progress.why);
    if (progress.given_up > 0) json.set("givenUp", std::int64_t{progress.given_up});
    return json.text();
}

Result<DeliveryProgress> read_progress(std::string_view text)
{
    const auto json = TRY(parse_json(text));
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
    if (const Json* failed = json.find("failed")) {
        progress.failures = static_cast<int>(number(*failed, 0));
        progress.failed = from_micros(number(*failed, 1));
        progress.event_at = from_micros(number(*failed, 2));
    }
    if (const Json* why = json.find("why")) progress.why = *why->as_text();
    if (const Json* count = json.find("givenUp")) {
        progress.given_up = static_cast<int>(*count->as_integer());
    }
    return progress;
}

} // namespace muster::dialects
