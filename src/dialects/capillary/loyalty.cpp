// The handlers of the loyalty calls: they check the parameters, look the group up, and answer empty
// lists and zero sums.
#include "dialects/capillary/loyalty.h"

#include <algorithm>

#include "base/text.h"
#include "dialects/capillary/answers.h"
#include "dialects/capillary/capillary.h"
#include "dialects/capillary/customers/customer_lookup.h"
#include "dialects/capillary/groups/group_lookup.h"
#include "dialects/capillary/inputs.h"
#include "dialects/capillary/timestamps.h"
#include "model/vendor_numbers.h"

namespace muster::dialects::capillary {

namespace {

// startDate and endDate have nothing to select here, but must be dates.
Result<void> check_dates(const RequestContext& call)
{
    TRY(query_timestamp(call, "startDate"));
    TRY(query_timestamp(call, "endDate"));
    return {};
}

Result<model::Group> named_group(const RequestContext& call)
{
    const auto name = TRY(group_reference_of(call));
    TRY(check_dates(call));
    return find_group(call.rows(), call.tenant.id, name, AcceptedStates::live);
}

// These calls also know the identifier as "groupId".
std::optional<GroupReference> loyalty_group_reference(std::string_view name, std::string_view value)
{
    if (equal_ignoring_ascii_case(name, "groupId")) name = "id";
    return group_reference(name, value);
}

// Fails unless the customer that the identifiers name is the primary member of some group.
Result<void> check_primary_customer(const RequestContext& call)
{
    const auto lookup = TRY(read_lookup(call, lookup_problems));
    const auto customer = TRY(find_looked_up(call, lookup));
    const auto role = TRY(primary_role_of(call.rows(), call.tenant.id, customer.id));
    if (role) return {};
    return refuse(group_problems::unknown_group, model::shown_id_text(customer, dialect_name));
}

bool is_group_type(std::string_view type)
{
    return equal_ignoring_ascii_case(type, "USERGROUP2") ||
           equal_ignoring_ascii_case(type, "FLEET");
}

// Fails unless there is a customer with this id.
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
    const auto name = group_reference_of(call);
    if (name) {
        TRY(find_group(call.rows(), call.tenant.id, *name, AcceptedStates::live));
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
    const auto size = TRY(query_integer(call, "pageSize")).value_or(default_page_limit);
    if (size < 1) return refuse(problems::unusable, "pageSize must be positive");
    const GroupReference group{GroupReference::By::id, std::string(id)};
    TRY(find_group(call.rows(), call.tenant.id, group, AcceptedStates::live));
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
    TRY(named_group(call));
    return std::string(R"({"expirySchedules":[],"warnings":[]})");
}

Result<std::string> list_promised_points(RequestContext& call)
{
    const auto group = TRY(named_group(call));
    std::string answer;
    JsonWriter out(answer);
    // Customers and groups share this member: the vendor marks groups by a negative number.
    out.begin_object().name("entityId").integer(-model::shown_id(group, dialect_name));
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
    const auto limit = TRY(query_integer(call, "limit")).value_or(default_page_limit);
    if (!is_group_type(query_text(call, "type"))) return refuse(group_problems::bad_details);
    const auto group = loyalty_group_reference(name, value);
    if (!group) return refuse(customer_problems::bad_identifier_name);
    TRY(find_group(call.rows(), call.tenant.id, *group, AcceptedStates::live));
    std::string answer;
    JsonWriter out(answer);
    out.begin_object().name("ledgerDetails").begin_object().name("pageNumber").integer(page);
    out.name("pageSize").integer(std::clamp<std::int64_t>(limit, 1, greatest_page_limit));
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
    const auto group = loyalty_group_reference(query_text(call, "identifierType"), value);
    const bool is_customer = equal_ignoring_ascii_case(type, "CUSTOMER");
    if (!is_customer && !is_group_type(type)) return refuse(group_problems::bad_tracker_type);
    if (value.empty() || !group) return refuse(group_problems::bad_details);
    if (is_customer) {
        TRY(check_customer(call, value));
    } else if (!find_group(call.rows(), call.tenant.id, *group, AcceptedStates::live)) {
        return refuse(group_problems::bad_details);
    }
    std::string answer;
    JsonWriter out(answer);
    out.begin_object();
    write_pagination(out, {default_page_limit, 0, 0});
    out.name("data").begin_array().end_array();
    end_list(out);
    return answer;
}

} // namespace muster::dialects::capillary
