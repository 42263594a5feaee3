// GET /v1/changes: the change log. Each entry has who changed what, when, through which API.
#include "base/text.h"
#include "dialects/native/change_feed.h"
#include "dialects/native/errors.h"
#include "dialects/native/handlers.h"
#include "dialects/native/parameters.h"
#include "model/row_size.h"

namespace muster::dialects::native {

namespace {

using model::Change;
using wire::Absent;
using wire::row;

std::string_view action_of(const Change& change) { return model::name_of(change.action); }
std::string_view entity_of(const Change& change) { return model::name_of(change.kind); }
std::optional<std::int64_t> member_of(const Change& change)
{
    if (change.kind != model::Kind::membership) return std::nullopt;
    return change.customer;
}
// The stored JSON of the members that changed.
template <std::string Change::*state>
void write_state(JsonWriter& out, const Change& change)
{
    out.raw(change.*state);
}
template <std::string Change::*state>
bool has_state(const Change& change)
{
    return !(change.*state).empty();
}
constexpr std::string_view state_schema = R"({"type": "object", "additionalProperties": true})";
template <std::string Change::*state>
constexpr auto state_row = wire::custom<write_state<state>, nullptr, has_state<state>>(
    state == &Change::before ? "before" : "after", state_schema);

constexpr auto change_table = wire::record(
    {"Change"}, row<&Change::revision>("revision", wire::integer_codec).about("Of the write."),
    row<&Change::at>("at", wire::instant_codec).about("When."),
    row<&Change::principal>("principal", wire::text_codec)
        .with(Absent::empty_text)
        .about("The name of the credential."),
    row<&Change::dialect>("dialect", wire::text_codec)
        .with(Absent::empty_text)
        .about("The API of the call."),
    row<action_of>("kind", wire::text_codec).about("created, updated or removed."),
    row<entity_of>("entity", wire::text_codec).about("What was changed.", R"("customer")"),
    row<&Change::id>("id", wire::integer_codec).about("Its id; of a membership its group."),
    row<member_of>("customer_id", wire::integer_codec).about("Of memberships only: the member."),
    state_row<&Change::before>.with(Absent::null).about("The members that changed, before."),
    state_row<&Change::after>.with(Absent::null).about("The same members afterwards."));

Result<std::int64_t> count_parameter(const RequestContext& call, std::string_view name)
{
    const auto text = call.request.parameter(name);
    if (!text) return std::int64_t{0};
    const auto count = parse_integer(*text);
    if (!count || *count < 0) return bad_parameter(name, "must be a whole number from 0");
    return *count;
}

// Of jobs only their end.
bool is_logged(model::Kind kind)
{
    return kind != model::Kind::stored_reply && kind != model::Kind::job_item;
}

Result<model::ChangeQuery> read_query(const RequestContext& call)
{
    model::ChangeQuery query;
    query.tenant = call.tenant.id;
    query.after = TRY(count_parameter(call, "after"));
    query.limit = TRY(limit_parameter(call));
    query.bytes = limits::page_bytes;
    query.id = TRY(count_parameter(call, "id"));
    if (const auto name = call.request.parameter("entity")) {
        query.kind = model::parse_kind(*name);
        if (!query.kind || !is_logged(*query.kind)) {
            return bad_parameter("entity",
                                 "must be account, tenant, credential, field, customer, group, "
                                 "membership, campaign, campaign_run, message or job");
        }
    }
    if (query.id != 0 && !query.kind) {
        return bad_parameter("entity", "is required with id", Code::missing_field);
    }
    return query;
}

// ?events= and ?groups=, with commas between the items.
Result<ChangeFilter> read_change_filter(const RequestContext& call)
{
    ChangeFilter filter;
    for (const auto name : split(call.request.parameter("events").value_or(""), ',')) {
        if (!trim(name).empty()) filter.events.emplace_back(trim(name));
    }
    const auto known = check_events(filter.events);
    if (!known) return bad_parameter("events", known.error().message);
    for (const auto id : split(call.request.parameter("groups").value_or(""), ',')) {
        if (trim(id).empty()) continue;
        const auto number = parse_integer(trim(id));
        if (!number) return bad_parameter("groups", "must be ids of groups");
        filter.groups.push_back(*number);
    }
    if (filter.groups.size() > limits::webhook_groups) {
        return bad_parameter("groups", "must have at most " +
                                           std::to_string(limits::webhook_groups) + " ids");
    }
    return filter;
}

} // namespace

const wire::Record<Change>& change_record() { return change_table; }

HandlerResult list_changes(RequestContext& call)
{
    const auto query = TRY(read_query(call));
    auto filter = TRY(read_change_filter(call));
    if (wants_events(call)) return open_change_feed(call, query, std::move(filter));
    const auto newest = TRY(call.rows().revision(query.tenant));
    const auto changes = TRY(call.rows().changes(query));
    model::PageBudget budget(query);
    for (const auto& change : changes) budget.take(change);
    const bool is_whole = !budget.is_spent() || changes.back().revision >= newest;
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("items").begin_array();
    for (const auto& change : changes) {
        if (filter.wants(change)) wire::write_object(out, change_table, change);
    }
    out.end_array().name("next");
    if (is_whole) {
        out.null();
    } else {
        out.text(std::to_string(changes.back().revision));
    }
    out.end_object();
    return json_response(std::move(body));
}

} // namespace muster::dialects::native
