// The call that lists the members of a group, with their identifiers and, when asked, their cards
// (promise 26).
#include "base/text.h"
#include "dialects/capillary/answers.h"
#include "dialects/capillary/capillary.h"
#include "dialects/capillary/customers/cards.h"
#include "dialects/capillary/customers/identifiers.h"
#include "dialects/capillary/groups/group_lookup.h"
#include "dialects/capillary/groups/members.h"
#include "dialects/capillary/groups/memberships.h"
#include "dialects/capillary/groups/permissions.h"
#include "dialects/capillary/inputs.h"
#include "dialects/capillary/settings.h"
#include "dialects/capillary/timestamps.h"
#include "directory/groups.h"
#include "model/vendor_numbers.h"

namespace muster::dialects::capillary {

namespace {

constexpr std::int64_t default_member_limit = 20;

struct MemberListRequest {
    model::TenantId organisation;
    GroupReference group;
    MemberRange range;
    bool has_pagination = false;
    bool has_cards = false;
    bool has_card_status = false;
    std::string_view sort_by = "IS_PRIMARY"; // the only order there is; the answer echoes the text
};

Result<GroupReference> read_group_identifier(const RequestContext& call)
{
    const auto name = query_text(call, "identifierName");
    const auto value = query_text(call, "identifierValue");
    if (name.empty() || value.empty()) return refuse(group_problems::no_identifier);
    auto reference = group_reference(name, value);
    if (!reference) return refuse(customer_problems::bad_identifier_name);
    return *std::move(reference);
}

Result<MemberListRequest> read_list_request(const RequestContext& call)
{
    MemberListRequest listing;
    listing.organisation = call.tenant.id;
    listing.group = TRY(read_group_identifier(call));
    listing.has_pagination = query_flag(call, "paginationDetails");
    listing.has_cards = query_flag(call, "includeCardDetails");
    listing.has_card_status = query_flag(call, "includeStatusDetails");
    const auto limit = TRY(query_integer(call, "limit"));
    // Without a limit and without pagination details, all members are listed.
    if (limit && *limit > 0) {
        listing.range.limit = limit;
    } else if (limit || listing.has_pagination) {
        listing.range.limit = default_member_limit;
    }
    const auto offset = TRY(query_integer(call, "offset"));
    listing.range.offset = std::max<std::int64_t>(0, offset.value_or(0));
    listing.range.primary_first = !equal_ignoring_ascii_case(query_text(call, "sortOrder"), "ASC");
    listing.range.from = TRY(query_timestamp(call, "fromDate"));
    listing.range.to = TRY(query_timestamp(call, "toDate"));
    const auto sort_by = query_text(call, "sortBy");
    if (!sort_by.empty()) listing.sort_by = sort_by;
    return listing;
}

void write_member(JsonWriter& out, const model::Membership& membership,
                  const model::Customer& customer, const MemberListRequest& listing,
                  const OrganisationSettings& settings)
{
    const bool is_primary = membership.role == model::Role::primary;
    out.begin_object().name("fleetUserId").integer(model::shown_id(customer, dialect_name));
    out.name("firstName").text(customer.first_name).name("lastName").text(customer.last_name);
    out.name("joinedOn").text(date_text(membership.since, settings.utc_offset));
    out.name("permissions").text(joined(membership.permissions));
    out.name("pointsContributed").raw("0.0");
    write_contact(out, customer);
    out.name("role").text(is_primary ? "PRIMARY" : "SECONDARY");
    write_identifiers(out, "identifiers", identifiers_of(customer));
    if (listing.has_cards) {
        write_cards(out, "cards",
                    {customer, listing.organisation, settings.utc_offset, listing.has_card_status});
    }
    out.name("inActive")
        .boolean(true); // true means active: the vendor documents it so (promise 15)
    out.name("primaryMember").boolean(is_primary).end_object();
}

// A page may hold all members of a group, so their customers are read a chunk at a time.
Result<void> write_members(JsonWriter& out, const RequestContext& call, const MemberPage& page,
                           const MemberListRequest& listing)
{
    const auto settings = settings_of(call.tenant);
    const auto& members = page.members;
    for (std::size_t at = 0; at < members.size(); at += limits::page_items) {
        const auto end = std::min(members.size(), at + limits::page_items);
        std::vector<std::int64_t> ids;
        for (auto i = at; i < end; ++i) ids.push_back(members[i].customer.value);
        const auto customers = TRY(call.rows().get_all(model::Kind::customer, call.tenant.id, ids));
        auto next = customers.begin();
        for (auto i = at; i < end && next != customers.end(); ++i) {
            const auto& customer = std::get<model::Customer>(*next);
            if (customer.id != members[i].customer) continue; // removed since the page was read
            write_member(out, members[i], customer, listing, settings);
            ++next;
        }
    }
    return {};
}

void write_member_pagination(JsonWriter& out, const MemberListRequest& listing, std::int64_t total)
{
    out.name("pagination").begin_object();
    out.name("limit").integer(listing.range.limit.value_or(default_member_limit));
    out.name("offset").integer(listing.range.offset).name("sortBy").text(listing.sort_by);
    out.name("sortOrder").text(listing.range.primary_first ? "DESC" : "ASC");
    out.name("total").integer(total).end_object();
}

} // namespace

Result<std::string> list_members(RequestContext& call)
{
    const auto listing = TRY(read_list_request(call));
    const auto group =
        TRY(find_group(call.rows(), call.tenant.id, listing.group, AcceptedStates::live));
    const auto page = TRY(page_of_members(call.rows(), call.tenant.id, group.id, listing.range));
    std::string answer;
    JsonWriter out(answer);
    out.begin_object();
    if (listing.has_pagination) write_member_pagination(out, listing, page.total);
    out.name("data").begin_array();
    TRY(write_members(out, call, page, listing));
    out.end_array();
    end_list(out);
    return answer;
}

} // namespace muster::dialects::capillary
