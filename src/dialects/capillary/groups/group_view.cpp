// Writes a group and the parts that the query asks for.
#include "dialects/capillary/groups/group_view.h"

#include <algorithm>

#include "base/text.h"
#include "dialects/capillary/capillary.h"
#include "dialects/capillary/customers/identifiers.h"
#include "dialects/capillary/groups/group_fields.h"
#include "dialects/capillary/groups/group_lookup.h"
#include "dialects/capillary/groups/memberships.h"
#include "dialects/capillary/inputs.h"
#include "dialects/capillary/timestamps.h"
#include "directory/customers.h"
#include "model/lookup.h"
#include "model/shown_ids.h"
#include "model/vendor_numbers.h"

namespace muster::dialects::capillary {

namespace {

// Parts that only the vendor's loyalty engine could fill: the JSON that Muster answers instead.
struct LoyaltyPart {
    std::string_view parameter;
    std::string_view name;
    std::string_view json;
};

constexpr LoyaltyPart flagged_parts[]{
    {"expiredPoints", "expiredPoints", "[]"},
    {"expirySchedules", "expirySchedules", "[]"},
};
constexpr LoyaltyPart counted_parts[]{
    {"gapToUpgradeFor", "gapToUpgrade", "[]"},
    {"gapToRenewFor", "gapToRenew", R"({"renewConfirmed":false,"renewStrategies":[]})"},
};

// These parameters take "true" or a number of days.
bool asks(const RequestContext& call, std::string_view parameter)
{
    const auto text = query_text(call, parameter);
    return equal_ignoring_ascii_case(text, "true") || parse_integer(text).has_value();
}

void write_loyalty_parts(JsonWriter& out, const RequestContext& call)
{
    for (const auto& part : flagged_parts) {
        if (query_flag(call, part.parameter)) out.name(part.name).raw(part.json);
    }
    for (const auto& part : counted_parts) {
        if (asks(call, part.parameter)) out.name(part.name).raw(part.json);
    }
}

// The vendor enrols every new group in the default program, so there is always one summary.
void write_points_summary(JsonWriter& out, const model::Group& group)
{
    out.name("pointsSummaries").begin_array().begin_object();
    for (const auto* name :
         {"redeemed", "expired", "returned", "adjusted", "lifetimePoints", "loyaltyPoints",
          "delayedPoints", "delayedReturnedPoints", "delayedExpiredPoints", "totalAvailablePoints",
          "totalReturnedPoints", "pointsContributionToGroup"}) {
        out.name(name).raw("0.0");
    }
    out.name("userGroup2Id").integer(model::shown_id(group, dialect_name));
    out.name("currentSlab").text("").name("currentSlabDescription").text("");
    out.name("nextSlab").text("").name("nextSlabSerialNumber").integer(-1);
    out.name("nextSlabDescription").text("").name("slabSNo").integer(1);
    out.name("programId").integer(1).name("programTitle").text("Default");
    out.name("programDescription").text("").name("programPointsToCurrencyRatio").raw("1.0");
    out.name("linkedPartnerPrograms").begin_array().end_array();
    out.name("upgradeStrategies").begin_array().end_array();
    out.end_object().end_array();
}

Result<void> write_users(JsonWriter& out, const RequestContext& call, const model::Group& group,
                         const std::vector<model::Membership>& memberships)
{
    std::vector<std::int64_t> customers;
    for (const auto& membership : memberships) customers.push_back(membership.customer.value);
    const auto users = TRY(model::ShownIds::load<model::Customer>(call.rows(), call.tenant.id,
                                                                  dialect_name, customers));
    out.name("fleetGroupUsers").begin_array();
    for (const auto& membership : memberships) {
        out.begin_object().name("userId").integer(users.of(membership.customer.value));
        out.name("groupId").integer(model::shown_id(group, dialect_name));
        out.name("defaultGroup").boolean(membership.is_default);
        out.name("primaryMember").boolean(membership.role == model::Role::primary);
        out.name("active").boolean(membership.is_live()).end_object();
    }
    out.end_array();
    return {};
}

Result<void> write_primary(JsonWriter& out, const RequestContext& call, model::GroupId group)
{
    const auto primary = TRY(primary_of(call.rows(), call.tenant.id, group));
    if (!primary) return {};
    const auto customer = TRY(model::live_customer(call.rows(), call.tenant.id, primary->customer));
    out.name("primaryMemberDetails").begin_object().name("userId");
    out.integer(model::shown_id(customer, dialect_name));
    out.name("firstName").text(customer.first_name).name("lastName").text(customer.last_name);
    write_contact(out, customer);
    out.end_object();
    return {};
}

} // namespace

Result<std::string> write_updated(const RequestContext& call, const model::Group& group,
                                  const Issues& warnings)
{
    static const auto selection =
        wire::Selection::parse("id,externalId,groupName,maxGroupSize").value();
    const auto settings = settings_of(call.tenant);
    const auto declared = TRY(model::load_declared(call.rows(), call.tenant.id));
    std::string answer;
    JsonWriter out(answer);
    out.begin_object();
    write_group(out, group, settings, selection);
    write_extended(out, group.fields, declared, model::FieldEntity::group, settings.utc_offset);
    write_issues(out, "warnings", warnings);
    out.end_object();
    return answer;
}

Result<std::string> write_details(const RequestContext& call, const model::Group& group)
{
    const auto settings = settings_of(call.tenant);
    const auto declared = TRY(model::load_declared(call.rows(), call.tenant.id));
    const auto memberships =
        TRY(all_memberships(call.rows(), call.tenant.id, model::equals("group_id", group.id.value),
                            PastMemberships::included));
    const auto active = std::count_if(memberships.begin(), memberships.end(),
                                      [](const auto& one) { return one.is_live(); });
    std::string answer;
    JsonWriter out(answer);
    out.begin_object();
    write_group(out, group, settings);
    TRY(write_users(out, call, group, memberships));
    out.name("createdOn").text(instant_text(group.created_at, settings.utc_offset));
    out.name("lifeTimePurchases").integer(0);
    write_loyalty_parts(out, call);
    out.name("totalActiveMembers").integer(active);
    out.name("totalExitedMembers").integer(static_cast<std::int64_t>(memberships.size()) - active);
    if (query_flag(call, "programDetails")) write_points_summary(out, group);
    if (query_flag(call, "primaryMemberDetails")) TRY(write_primary(out, call, group.id));
    write_extended(out, group.fields, declared, model::FieldEntity::group, settings.utc_offset);
    const bool asks_company = query_flag(call, "companyDetails");
    write_issues(out, "warnings",
                 asks_company ? Issues{issue(group_problems::no_hierarchy)} : Issues{});
    out.end_object();
    return answer;
}

} // namespace muster::dialects::capillary
