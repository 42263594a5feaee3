// Reads the parameters that begin with "ug2" and writes the memberships of one customer.
#include "dialects/capillary/groups/customer_groups.h"

#include <algorithm>

#include "base/if_found.h"
#include "base/text.h"
#include "dialects/capillary/answers.h"
#include "dialects/capillary/capillary.h"
#include "dialects/capillary/groups/group_fields.h"
#include "dialects/capillary/inputs.h"
#include "dialects/capillary/settings.h"
#include "dialects/capillary/timestamps.h"
#include "model/lookup.h"
#include "model/vendor_numbers.h"

namespace muster::dialects::capillary {

namespace {

Result<model::Query> memberships_query(const RequestContext& call, model::CustomerId customer)
{
    using model::Filter;
    model::Query query;
    query.kind = model::Kind::membership;
    query.tenant = call.tenant.id;
    std::vector<Filter> parts{model::equals("customer_id", customer.value)};
    if (const auto group = TRY(query_integer(call, "userGroup2Id"))) {
        const auto known = TRY(if_found(
            model::known_by<model::Group>(call.rows(), call.tenant.id, dialect_name, *group)));
        parts.push_back(known ? model::equals("group_id", known->id.value) : model::any_of({}));
    }
    if (const auto from = TRY(query_timestamp(call, "ug2JoinedStartDate"))) {
        parts.push_back(model::where("since", Filter::Op::greater_or_equal, *from));
    }
    if (const auto to = TRY(query_timestamp(call, "ug2JoinedEndDate"))) {
        parts.push_back(model::where("since", Filter::Op::less, after_second(*to)));
    }
    query.filter = model::all_of(std::move(parts));
    query.sort = {"since", !equal_ignoring_ascii_case(query_text(call, "ug2SortOrder"), "ASC")};
    const auto window = TRY(query_window(call, "ug2Limit", "ug2Offset"));
    query.limit = window.limit;
    query.offset = window.offset;
    query.with_total = true;
    return query;
}

void write_group_of_customer(JsonWriter& out, const model::Membership& membership,
                             const model::Group& group, std::chrono::minutes offset)
{
    out.begin_object().name("id").integer(model::shown_id(group, dialect_name));
    if (!group.external_id.empty()) out.name("externalId").text(group.external_id);
    const auto name = name_of(group);
    if (!name.empty()) out.name("groupName").text(name);
    out.name("groupStatus").text(status_name(group.status));
    out.name("primaryMember").boolean(membership.role == model::Role::primary);
    out.name("defaultGroup").boolean(membership.is_default).name("active").boolean(true);
    out.name("permissions").begin_array();
    for (const auto& permission : membership.permissions) out.text(permission);
    out.end_array();
    out.name("joinedOn").text(date_text(membership.since, offset)).end_object();
}

} // namespace

Result<void> write_groups_of(JsonWriter& out, const RequestContext& call,
                             model::CustomerId customer)
{
    const bool is_asked = embeds(call, "userGroup") || query_flag(call, "includedAllUserGroup2") ||
                          !query_text(call, "userGroup2Id").empty();
    if (!is_asked) return {};
    const auto query = TRY(memberships_query(call, customer));
    auto page = TRY(call.rows().page(query));
    const auto total = page.total.value_or(0);
    const auto offset = settings_of(call.tenant).utc_offset;
    out.name("userGroups2").begin_array();
    for (const auto& membership : model::rows_of<model::Membership>(std::move(page))) {
        const auto group = TRY(model::get(call.rows(), call.tenant.id, membership.group));
        write_group_of_customer(out, membership, group, offset);
    }
    out.end_array();
    if (!query_flag(call, "ug2PaginationDetails")) return {};
    out.name("ug2Pagination").begin_object().name("limit").integer(query.limit);
    out.name("offset").integer(query.offset).name("total").integer(total).end_object();
    return {};
}

} // namespace muster::dialects::capillary
