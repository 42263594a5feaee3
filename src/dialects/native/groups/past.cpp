#include "dialects/native/groups/past.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "dialects/native/errors.h"
#include "directory/memberships.h"
#include "model/pages.h"

namespace muster::dialects::native {

namespace {

// The newest revision at that time. Revisions and times of the log grow together, so bisection
// finds it.
Result<model::Revision> revision_at(const RequestContext& call, Time time)
{
    model::ChangeQuery query;
    query.tenant = call.tenant.id;
    query.limit = 1;
    model::Revision known = 0; // a revision whose time is not after `at`
    model::Revision above = TRY(call.rows().revision(call.tenant.id)) + 1;
    while (above - known > 1) {
        const auto middle = known + (above - known) / 2;
        query.after = middle - 1;
        const auto changes = TRY(call.rows().changes(query));
        if (changes.empty() || changes.front().at > time) {
            above = middle;
        } else {
            known = changes.front().revision;
        }
    }
    return known;
}

Result<model::Revision> read_as_of(const RequestContext& call, std::string_view text)
{
    const auto newest = TRY(call.rows().revision(call.tenant.id));
    if (const auto revision = parse_integer(text)) {
        if (*revision >= 0 && *revision <= newest) return *revision;
        return bad_parameter("as_of", "must be a revision from 0 to " + std::to_string(newest) +
                                          ", or a time such as 2026-05-01T00:00:00Z");
    }
    const auto time = parse_instant(text);
    if (!time) {
        return bad_parameter("as_of", "must be a revision, or a time such as 2026-05-01T00:00:00Z");
    }
    return revision_at(call, *time);
}

// The customers whose membership changed since the revision, and whether they were members at it.
Result<std::map<std::int64_t, bool>> changed_since(const RequestContext& call, model::GroupId group,
                                                   model::Revision revision)
{
    model::ChangeQuery query;
    query.tenant = call.tenant.id;
    query.kind = model::Kind::membership;
    query.id = group.value;
    query.after = revision;
    query.limit = static_cast<std::int64_t>(limits::page_items);
    std::map<std::int64_t, bool> was_in;
    TRY(model::each_change(call.rows(), query, [&](const model::Change& change) {
        was_in.try_emplace(change.customer, change.action != model::Action::created);
    }));
    return was_in;
}

// The other parameters of the list select by what members are now.
constexpr std::array<std::string_view, 3> with_as_of{"as_of", "limit", "after"};

struct AsOf {
    model::Revision revision = 0;
    std::int64_t limit = 0;
    std::int64_t after = 0; // customer id
};

Result<AsOf> read_past_request(const RequestContext& call, std::string_view as_of)
{
    for (const auto& parameter : call.request.query) {
        if (std::ranges::find(with_as_of, parameter.name) != with_as_of.end()) continue;
        return bad_parameter(parameter.name, "not known here; there are as_of, limit, after",
                             Code::unknown_field);
    }
    AsOf request{TRY(read_as_of(call, as_of)), TRY(limit_parameter(call)), 0};
    if (const auto after = call.request.parameter("after")) {
        const auto id = parse_integer(*after);
        if (!id || *id < 0) return bad_parameter("after", "must be the next of the page before");
        request.after = *id;
    }
    return request;
}

// Present members from `after` on, without those whose membership changed since.
Result<std::vector<std::int64_t>> unchanged_members(const RequestContext& call,
                                                    model::GroupId group, const AsOf& request,
                                                    const std::map<std::int64_t, bool>& changed)
{
    model::Query query;
    query.kind = model::Kind::membership;
    query.tenant = call.tenant.id;
    query.filter =
        model::all_of({model::equals("group_id", group.value),
                       model::where("customer_id", model::Filter::Op::greater, request.after)});
    query.sort.operand = "customer_id";
    query.limit = request.limit + 1;
    std::vector<std::int64_t> ids;
    do {
        auto page = TRY(call.rows().page(query));
        query.after = page.next;
        for (const auto& member : model::rows_of<model::Membership>(std::move(page))) {
            if (!changed.contains(member.customer.value)) ids.push_back(member.customer.value);
        }
    } while (query.after && std::ssize(ids) <= request.limit);
    return ids;
}

} // namespace

Result<http::Response> list_past_members(const RequestContext& call, const model::Group& group,
                                         std::string_view as_of)
{
    if (group.is_dynamic()) {
        return bad_parameter("as_of", "a group with a rule has no past: keep one with "
                                      "POST /v1/groups:snapshot, or read /v1/changes");
    }
    const auto request = TRY(read_past_request(call, as_of));
    const auto changed = TRY(changed_since(call, group.id, request.revision));
    auto ids = TRY(unchanged_members(call, group.id, request, changed));
    for (const auto& [id, was_in] : changed) {
        if (was_in && id > request.after) ids.push_back(id);
    }
    std::sort(ids.begin(), ids.end());
    const bool is_last = std::ssize(ids) <= request.limit;
    if (!is_last) ids.resize(static_cast<std::size_t>(request.limit));

    std::string body;
    JsonWriter out(body);
    out.begin_object().name("as_of").integer(request.revision).name("items").begin_array();
    for (const auto id : ids) {
        out.begin_object().name("customer_id").integer(id);
        out.name("group_id").integer(group.id.value).end_object();
    }
    out.end_array().name("next");
    if (is_last) {
        out.null();
    } else {
        out.text(std::to_string(ids.back()));
    }
    out.end_object();
    return json_response(std::move(body));
}

} // namespace muster::dialects::native
