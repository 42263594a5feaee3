// See change_filter.h.
#include "dialects/native/webhooks/change_filter.h"

#include <algorithm>

#include "base/json.h"

namespace muster::dialects::native {

namespace {

using model::Action;
using model::Kind;

struct EventRow {
    std::string_view name;
    Kind kind;
    Action action;
    std::string_view status{}; // of a job
};

constexpr EventRow event_rows[] = {
    {"customer.created", Kind::customer, Action::created},
    {"customer.updated", Kind::customer, Action::updated},
    {"customer.removed", Kind::customer, Action::removed},
    {"group.created", Kind::group, Action::created},
    {"group.updated", Kind::group, Action::updated},
    {"group.removed", Kind::group, Action::removed},
    {"membership.entered", Kind::membership, Action::created},
    {"membership.updated", Kind::membership, Action::updated},
    {"membership.left", Kind::membership, Action::removed},
    {"field.created", Kind::field, Action::created},
    {"field.updated", Kind::field, Action::updated},
    {"field.removed", Kind::field, Action::removed},
    {"job.done", Kind::job, Action::updated, "done"},
    {"job.failed", Kind::job, Action::updated, "failed"},
    {"job.cancelled", Kind::job, Action::updated, "cancelled"},
};

std::string status_of(const model::Change& change)
{
    const auto state = parse_json(change.after);
    const Json* status = state ? state->find("status") : nullptr;
    const std::string* text = status != nullptr ? status->as_text() : nullptr;
    return text != nullptr ? *text : std::string{};
}

} // namespace

std::string event_name(const model::Change& change)
{
    const std::string status = change.kind == Kind::job ? status_of(change) : std::string{};
    const auto* row = std::ranges::find_if(event_rows, [&](const EventRow& one) {
        return one.kind == change.kind && one.action == change.action && one.status == status;
    });
    if (row != std::end(event_rows)) return std::string(row->name);
    return std::string(model::name_of(change.kind)) + '.' +
           std::string(model::name_of(change.action));
}

bool ChangeFilter::wants(const model::Change& change) const
{
    const bool has_group = change.kind == Kind::group || change.kind == Kind::membership;
    if (has_group && !groups.empty() && std::ranges::count(groups, change.id) == 0) return false;
    return events.empty() || std::ranges::count(events, event_name(change)) != 0;
}

Result<void> check_events(std::span<const std::string> names)
{
    for (const auto& name : names) {
        if (std::ranges::count(event_rows, name, &EventRow::name) != 0) continue;
        std::string all;
        for (const auto& row : event_rows) all += (all.empty() ? "" : ", ") + std::string(row.name);
        return fail(Code::invalid_value, "events",
                    "there is no event '" + name + "'; it must be one of " + all);
    }
    return {};
}

} // namespace muster::dialects::native
