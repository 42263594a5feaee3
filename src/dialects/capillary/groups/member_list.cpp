// A10: the members of a group, with their identifiers and, when asked, their cards.
#include "base/text.h"
#include "dialects/capillary/answers.h"
#include "dialects/capillary/customers/cards.h"
#include "dialects/capillary/customers/identifiers.h"
#include "dialects/capillary/groups/group_lookup.h"
#include "dialects/capillary/groups/members.h"
#include "dialects/capillary/groups/memberships.h"
#include "dialects/capillary/groups/permissions.h"
#include "dialects/capillary/inputs.h"
#include "dialects/capillary/moments.h"
#include "dialects/capillary/settings.h"
#include "directory/groups.h"

namespace muster::dialects::capillary {

namespace {

constexpr std::int64_t default_limit = 20;

struct Listing {
    GroupName group;
    MemberRange range;
    bool has_pagination = false;
    bool has_cards = false;
    bool has_card_status = false;
    std::string_view sort_by = "IS_PRIMARY"; // the only order there is; echoed as given
};

Result<GroupName> read_group_name(const RequestContext& call)
{
    const auto name = query_text(call, "identifierName");
    const auto value = query_text(call, "identifierValue");
    if (name.empty() || value.empty()) return refuse(group_problems::no_identifier);
    if (equal_ignoring_ascii_case(name, "id")) {
        return GroupName{GroupName::By::id, std::string(value)};
    }
    if (equal_ignoring_ascii_case(name, "externalId")) {
        return GroupName{GroupName::By::external_id, std::string(value)};
    }
    if (equal_ignoring_ascii_case(name, "primaryUserId")) {
        return GroupName{GroupName::By::primary_user, std::string(value)};
    }
    return refuse(customer_problems::bad_identifier_name);
}

Result<std::optional<Time>> query_moment(const RequestContext& call, std::string_view name)
{
    const auto text = query_text(call, name);
    if (text.empty()) return std::optional<Time>{};
    const auto moment = parse_moment(text);
    if (!moment) return refuse(problems::unusable, std::string(name) + " is not a date");
    return moment;
}

Result<Listing> read_listing(const RequestContext& call)
{
    Listing listing;
    listing.group = TRY(read_group_name(call));
    listing.has_pagination = query_flag(call, "paginationDetails");
    listing.has_cards = query_flag(call, "includeCardDetails");
    listing.has_card_status = query_flag(call, "includeStatusDetails");
    const auto limit = TRY(query_integer(call, "limit"));
    if (limit && *limit > 0) {
        listing.range.limit = limit;
    } else if (limit || listing.has_pagination) {
        listing.range.limit = default_limit;
    }
    const auto offset = TRY(query_integer(call, "offset"));
    listing.range.offset = std::max<std::int64_t>(0, offset.value_or(0));
    listing.range.primary_first = !equal_ignoring_ascii_case(query_text(call, "sortOrder"), "ASC");
    listing.range.from = TRY(query_moment(call, "fromDate"));
    listing.range.to = TRY(query_moment(call, "toDate"));
    const auto sort_by = query_text(call, "sortBy");
    if (!sort_by.empty()) listing.sort_by = sort_by;
    return listing;
}

void write_member(JsonWriter& out, const model::Membership& membership,
                  const model::Customer& customer, const Listing& listing, const Settings& settings)
{
    const bool is_primary = membership.role == model::Role::primary;
    out.begin_object().name("fleetUserId").integer(customer.id.value);
    out.name("firstName").text(customer.first_name).name("lastName").text(customer.last_name);
    out.name("joinedOn").text(date_text(membership.since, settings.utc_offset));
    out.name("permissions").text(joined(membership.permissions));
    out.name("pointsContributed").raw("0.0");
    write_contact(out, customer);
    out.name("role").text(is_primary ? "PRIMARY" : "SECONDARY");
    write_identifiers(out, "identifiers", identifiers_of(customer));
    if (listing.has_cards) write_cards(out, "cards", customer, listing.has_card_status);
    out.name("inActive").boolean(true); // true means active: documented so (promise 15)
    out.name("primaryMember").boolean(is_primary).end_object();
}

// The page's customers, a piece at a time, in the page's order.
Result<void> write_members(JsonWriter& out, const RequestContext& call, const MemberPage& page,
                           const Listing& listing)
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
            if (customer.id != members[i].customer) continue; // removed meanwhile
            write_member(out, members[i], customer, listing, settings);
            ++next;
        }
    }
    return {};
}

void write_member_pagination(JsonWriter& out, const Listing& listing, std::int64_t total)
{
    out.name("pagination").begin_object();
    out.name("limit").integer(listing.range.limit.value_or(default_limit));
    out.name("offset").integer(listing.range.offset).name("sortBy").text(listing.sort_by);
    out.name("sortOrder").text(listing.range.primary_first ? "DESC" : "ASC");
    out.name("total").integer(total).end_object();
}

} // namespace

Result<std::string> list_members(RequestContext& call)
{
    const auto listing = TRY(read_listing(call));
    const auto group = TRY(find_group(call.rows(), call.tenant.id, listing.group, Reach::live));
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
