// GET /v1/changes: the change log. Each entry has who changed what, when, through which API.
#include "base/text.h"
#include "dialects/native/errors.h"
#include "dialects/native/handlers.h"
#include "dialects/native/parameters.h"

namespace muster::dialects::native {

namespace {

void write_raw(JsonWriter& out, const std::string& json)
{
    if (json.empty()) {
        out.null();
    } else {
        out.raw(json);
    }
}

void write_change(JsonWriter& out, const model::Change& change)
{
    out.begin_object();
    out.name("revision").integer(change.revision);
    out.name("at").text(format_rfc3339(change.at));
    out.name("principal").text(change.principal);
    out.name("dialect").text(change.dialect);
    out.name("kind").text(model::name_of(change.action));
    out.name("entity").text(model::name_of(change.kind));
    out.name("id").integer(change.id);
    if (change.kind == model::Kind::membership) out.name("customer_id").integer(change.customer);
    out.name("before");
    write_raw(out, change.before);
    out.name("after");
    write_raw(out, change.after);
    out.end_object();
}

Result<std::int64_t> count_parameter(const RequestContext& call, std::string_view name)
{
    const auto text = call.request.parameter(name);
    if (!text) return std::int64_t{0};
    const auto count = parse_integer(*text);
    if (!count || *count < 0) return bad_parameter(name, "must be a whole number from 0");
    return *count;
}

Result<model::ChangeQuery> read_query(const RequestContext& call)
{
    TRY(check_parameters(call, std::array<std::string_view, 4>{"after", "entity", "id", "limit"}));
    model::ChangeQuery query;
    query.tenant = call.tenant.id;
    query.after = TRY(count_parameter(call, "after"));
    query.limit = TRY(limit_parameter(call));
    query.id = TRY(count_parameter(call, "id"));
    if (const auto name = call.request.parameter("entity")) {
        query.kind = model::parse_kind(*name);
        if (!query.kind ||
            *query.kind >= model::Kind::stored_reply) { // stored answers and jobs are not logged
            return bad_parameter("entity", "must be account, tenant, credential, field, customer, "
                                           "group or membership");
        }
    }
    if (query.id != 0 && !query.kind) {
        return bad_parameter("entity", "is required with id", Code::missing_field);
    }
    return query;
}

} // namespace

HandlerResult list_changes(RequestContext& call)
{
    const auto query = TRY(read_query(call));
    const auto newest = TRY(call.rows().revision(query.tenant));
    const auto changes = TRY(call.rows().changes(query));
    const bool is_whole = static_cast<std::int64_t>(changes.size()) < query.limit ||
                          changes.back().revision >= newest;
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("items").begin_array();
    for (const auto& change : changes) write_change(out, change);
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
