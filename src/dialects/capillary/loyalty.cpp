// The handlers that answer empty lists and zero sums. Knows no storage.
#include "dialects/capillary/loyalty.h"

#include <algorithm>

#include "base/text.h"
#include "dialects/capillary/answers.h"
#include "dialects/capillary/customers/customer_lookup.h"
#include "dialects/capillary/groups/group_lookup.h"
#include "dialects/capillary/inputs.h"
#include "dialects/capillary/moments.h"

namespace muster::dialects::capillary {

namespace {

constexpr std::int64_t default_limit = 10;
constexpr std::int64_t most_limit = 100;

// startDate and endDate, where given, must be dates.
Result<void> check_dates(const RequestContext& call)
{
    for (const auto* name : {"startDate", "endDate"}) {
        const auto text = query_text(call, name);
        if (!text.empty() && !parse_moment(text)) {
            return refuse(problems::unusable, std::string(name) + " is not a date");
        }
    }
    return {};
}

Result<model::Group> asked_group(const RequestContext& call)
{
    const auto name = TRY(group_name_of(call));
    TRY(check_dates(call));
    return find_group(call.rows(), call.tenant.id, name, Reach::live);
}

// Of an identifier's name and value; nothing when the name is not one for groups.
std::optional<GroupName> group_name(std::string_view name, std::string_view value)
{
    using By = GroupName::By;
    for (const auto& [known, by] :
         {std::pair{"id", By::id}, std::pair{"groupId", By::id},
          std::pair{"externalId", By::external_id}, std::pair{"primaryUserId", By::primary_user}}) {
        if (equal_ignoring_ascii_case(name, known)) return GroupName{by, std::string(value)};
    }
    return std::nullopt;
}

// The group whose primary is the customer that the identifiers name.
Result<void> check_primary_customer(const RequestContext& call)
{
    const auto lookup = TRY(read_lookup(call, lookup_words));
    const auto customer = TRY(find_looked_up(call, lookup));
    const auto role = TRY(primary_role_of(call.rows(), call.tenant.id, customer.id));
    if (role) return {};
    return refuse(group_problems::unknown_group, std::to_string(customer.id.value));
}

bool is_group_type(std::string_view type)
{
    return equal_ignoring_ascii_case(type, "USERGROUP2") ||
           equal_ignoring_ascii_case(type, "FLEET");
}

// A customer by id, for the calls that serve both.
Result<void> check_customer(const RequestContext& call, std::string_view value)
{
    const Identifier identifier{find_identifier_type("id"), std::string(value)};
    const auto found =
        TRY(find_customer(call.rows(), call.tenant.id, identifier, settings_of(call.tenant)));
    if (found) return {};
    return refuse(customer_problems::unknown);
}

} // namespace

Result<std::string> list_transactions(RequestContext& call)
{
    TRY(check_dates(call));
    const auto name = group_name_of(call);
    if (name) {
        TRY(find_group(call.rows(), call.tenant.id, *name, Reach::live));
    } else if (query_text(call, "identifierName").empty()) {
        return fail(name.error());
    } else {
        TRY(check_primary_customer(call));
    }
    return std::string(R"({"data":[],"warnings":[],"errors":[]})");
}

Result<std::string> list_tier_changes(RequestContext& call)
{
    const auto id = query_text(call, "fleetGroupId");
    if (id.empty()) return refuse(group_problems::no_identifier);
    TRY(check_dates(call));
    const auto size = TRY(query_integer(call, "pageSize")).value_or(default_limit);
    if (size < 1) return refuse(problems::unusable, "pageSize must be positive");
    const GroupName name{GroupName::By::id, std::string(id)};
    TRY(find_group(call.rows(), call.tenant.id, name, Reach::live));
    std::string answer;
    JsonWriter out(answer);
    out.begin_object().name("data").begin_array().end_array();
    write_pagination(out, {size, 0, 0});
    write_issues(out, "warnings", {});
    out.end_object();
    return answer;
}

Result<std::string> list_expiring_points(RequestContext& call)
{
    TRY(asked_group(call));
    return std::string(R"({"expirySchedules":[],"warnings":[]})");
}

Result<std::string> list_promised_points(RequestContext& call)
{
    const auto group = TRY(asked_group(call));
    std::string answer;
    JsonWriter out(answer);
    out.begin_object().name("entityId").integer(-group.id.value); // groups are negative here
    out.name("entityType").text("FLEET");
    out.name("promisedPointsScheduleList").begin_array().end_array();
    out.name("triggerBasedPointsList").begin_array().end_array();
    write_issues(out, "warnings", {});
    out.end_object();
    return answer;
}

Result<std::string> list_ledger(RequestContext& call)
{
    const auto value = query_text(call, "identifierValue");
    const auto name = query_text(call, "identifierName");
    if (value.empty() || name.empty()) return refuse(group_problems::no_identifier);
    const auto page = std::max<std::int64_t>(0, TRY(query_integer(call, "offset")).value_or(0));
    const auto limit = TRY(query_integer(call, "limit")).value_or(default_limit);
    if (!is_group_type(query_text(call, "type"))) return refuse(group_problems::bad_details);
    const auto group = group_name(name, value);
    if (!group) return refuse(customer_problems::bad_identifier_name);
    TRY(find_group(call.rows(), call.tenant.id, *group, Reach::live));
    std::string answer;
    JsonWriter out(answer);
    out.begin_object().name("ledgerDetails").begin_object().name("pageNumber").integer(page);
    out.name("pageSize").integer(std::clamp<std::int64_t>(limit, 1, most_limit));
    out.name("totalEntries").integer(0).name("pageCount").integer(0).end_object();
    out.name("ledgerEntries").begin_array().end_array();
    write_issues(out, "warnings", {});
    out.end_object();
    return answer;
}

Result<std::string> list_trackers(RequestContext& call)
{
    const auto type = query_text(call, "type");
    const auto value = query_text(call, "identifierValue");
    const auto name = group_name(query_text(call, "identifierType"), value);
    const bool is_customer = equal_ignoring_ascii_case(type, "CUSTOMER");
    if (!is_customer && !is_group_type(type)) return refuse(group_problems::bad_tracker_type);
    if (value.empty() || !name) return refuse(group_problems::bad_details);
    if (is_customer) {
        TRY(check_customer(call, value));
    } else if (!find_group(call.rows(), call.tenant.id, *name, Reach::live)) {
        return refuse(group_problems::bad_details);
    }
    std::string answer;
    JsonWriter out(answer);
    out.begin_object();
    write_pagination(out, {default_limit, 0, 0});
    out.name("data").begin_array().end_array();
    end_list(out);
    return answer;
}

} // namespace muster::dialects::capillary
