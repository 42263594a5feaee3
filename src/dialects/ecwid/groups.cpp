// The calls on customer groups. General comes first in lists.
#include "dialects/ecwid/groups.h"

#include <algorithm>

#include "base/text.h"
#include "dialects/ecwid/answers.h"
#include "dialects/ecwid/batch/batch_checkpoint.h"
#include "dialects/ecwid/customers/fields.h"
#include "dialects/ecwid/ecwid.h"
#include "dialects/ecwid/errors.h"
#include "dialects/ecwid/settings.h"
#include "directory/groups.h"
#include "model/lookup.h"

namespace muster::dialects::ecwid {

namespace {

constexpr std::int64_t most_groups = 1000; // of one page

model::Group general_group()
{
    model::Group group;
    group.name = general_name;
    return group;
}

// Reads a body into the group. The name must not be empty.
Result<void> read_group(const Json& body, wire::Purpose purpose, model::Group& group)
{
    const Json* name = body.find("name");
    const bool is_empty =
        name != nullptr && name->as_text() != nullptr && trim(*name->as_text()).empty();
    const bool is_absent = name == nullptr || name->is_null();
    if (is_empty || (is_absent && purpose == wire::Purpose::create)) {
        return absent_field("CustomerMembership.name");
    }
    const std::string known = group.name;
    TRY(wire::read_members(body, group_record(), group, {.purpose = purpose}));
    if (is_absent) group.name = known; // a name that is null counts as not given
    return {};
}

Result<std::int64_t> changeable_group(const RequestContext& call)
{
    const auto id = TRY(path_id(call, "groupId"));
    if (id != general.value) return id;
    return fail(Code::invalid_value, {}, "General customer group cannot be changed");
}

Result<void> require_groups(const RequestContext& call)
{
    if (model::flag_setting(call.tenant, store_settings::has_customer_groups)) return {};
    return fail(Code::forbidden, "plan", "Customer groups are not available on the current plan");
}

// The filters of a list: ids (of both parameters together) and a part of the name.
struct GroupFilter {
    std::optional<std::vector<std::int64_t>> ids; // as clients know them
    std::vector<std::int64_t> own_ids;
    std::string keyword;

    bool fits_general() const
    {
        if (ids && std::find(ids->begin(), ids->end(), general.value) == ids->end()) return false;
        return fold(general_name).find(fold(keyword)) != std::string::npos;
    }
    model::Filter filter() const
    {
        model::Filter all;
        if (ids) {
            std::vector<model::Value> values(own_ids.begin(), own_ids.end());
            all.parts.push_back(model::is_one_of("id", std::move(values)));
        }
        if (!keyword.empty()) {
            all.parts.push_back(model::where("name", model::Filter::Op::contains, keyword));
        }
        return all;
    }
};

Result<GroupFilter> read_filter(const RequestContext& call)
{
    GroupFilter filter;
    for (const std::string_view name : {"customerGroupId", "customerGroupIds"}) {
        const auto text = parameter(call, name);
        if (!text) continue;
        const auto ids = TRY(read_integers(name, *text));
        if (!filter.ids) filter.ids.emplace();
        filter.ids->insert(filter.ids->end(), ids.begin(), ids.end());
    }
    if (filter.ids) {
        filter.own_ids = TRY(
            model::own_ids<model::Group>(call.rows(), call.tenant.id, dialect_name, *filter.ids));
    }
    filter.keyword = parameter(call, "keyword").value_or("");
    return filter;
}

// A page of the list in which General, when it matches the filter, precedes the stored groups.
Result<model::Page> page_behind(const RequestContext& call, const GroupFilter& filter,
                                const OffsetPaging& paging)
{
    const std::int64_t before = filter.fits_general() ? 1 : 0;
    const bool shows_general = before > paging.offset;
    model::Query query;
    query.kind = model::Kind::group;
    query.tenant = call.tenant.id;
    query.filter = filter.filter();
    query.offset = std::max<std::int64_t>(0, paging.offset - before);
    query.limit = paging.limit - (shows_general ? 1 : 0);
    query.with_total = true;
    auto page = TRY(call.rows().page(query));
    if (shows_general) page.rows.insert(page.rows.begin(), general_group());
    page.total = page.total.value_or(0) + before;
    return page;
}

} // namespace

Result<model::Group> find_group(const model::Rows& rows, model::TenantId store, std::int64_t id)
{
    auto group = model::known_by<model::Group>(rows, store, dialect_name, id);
    if (!group && group.error().code == Code::not_found) return group_not_found(id);
    return group;
}

Result<model::GroupId> find_group_id(const model::Rows& rows, model::TenantId store,
                                     std::int64_t id)
{
    if (id == general.value) return general;
    return TRY(find_group(rows, store, id)).id;
}

Result<std::vector<model::Group>> find_groups(const model::Rows& rows, model::TenantId store,
                                              model::Filter filter)
{
    model::Query query;
    query.kind = model::Kind::group;
    query.tenant = store;
    query.filter = std::move(filter);
    query.limit = static_cast<std::int64_t>(limits::page_items);
    std::vector<model::Group> groups;
    do {
        auto page = TRY(rows.page(query));
        query.after = page.next;
        std::ranges::move(model::rows_of<model::Group>(std::move(page)),
                          std::back_inserter(groups));
    } while (query.after);
    return groups;
}

Result<http::Response> list_groups(RequestContext& call)
{
    TRY(require_groups(call));
    const auto filter = TRY(read_filter(call));
    const auto paging = TRY(read_paging(call, most_groups));
    const auto selection = TRY(read_selection(call));
    const auto page = TRY(page_behind(call, filter, paging));
    const auto count = static_cast<std::int64_t>(page.rows.size());
    ListAnswer answer({page.total.value_or(0), count, paging}, selection);
    if (answer.wants_items()) {
        answer.begin_items();
        for (const auto& group : page.rows) {
            wire::write_object(answer.out(), group_record(), std::get<model::Group>(group),
                               answer.item_selection());
        }
        answer.end_items();
    }
    return answer.end();
}

Result<http::Response> get_group(RequestContext& call)
{
    TRY(require_groups(call));
    const auto selection = TRY(read_selection(call));
    const auto id = TRY(path_id(call, "groupId"));
    const auto group =
        id == general.value ? general_group() : TRY(find_group(call.rows(), call.tenant.id, id));
    std::string body;
    JsonWriter out(body);
    wire::write_object(out, group_record(), group, selection);
    return json_response(std::move(body));
}

Result<http::Response> create_group(RequestContext& call)
{
    TRY(require_groups(call));
    const auto body = TRY(read_object(call));
    model::Group draft;
    TRY(read_group(body, wire::Purpose::create, draft));
    return answer_by_write(call, [&](directory::Transaction& t) -> Result<http::Response> {
        const auto group = TRY(directory::create_group(t, draft));
        return created(group.id.value);
    });
}

Result<http::Response> update_group(RequestContext& call)
{
    TRY(require_groups(call));
    const auto id = TRY(changeable_group(call));
    const auto body = TRY(read_object(call));
    model::Group scratch;
    TRY(read_group(body, wire::Purpose::update, scratch));
    return answer_by_write(call, [&](directory::Transaction& t) -> Result<http::Response> {
        const auto known = TRY(find_group(t.rows(), t.tenant(), id));
        TRY(directory::update_group(t, known.id, [&](model::Group& group) {
            return read_group(body, wire::Purpose::update, group);
        }));
        return updated();
    });
}

Result<http::Response> remove_group(RequestContext& call)
{
    TRY(require_groups(call));
    const auto id = TRY(changeable_group(call));
    return answer_by_write(call, [&](directory::Transaction& t) -> Result<http::Response> {
        const auto known = TRY(find_group(t.rows(), t.tenant(), id));
        TRY(directory::remove_group(t, known.id));
        return deleted();
    });
}

} // namespace muster::dialects::ecwid
