// The routes of this API as one table, their aliases, and the dialect made of them.
#include <algorithm>
#include <array>

#include "dialects/capillary/answers.h"
#include "dialects/capillary/auth.h"
#include "dialects/capillary/capillary.h"
#include "dialects/capillary/customers/customers.h"
#include "dialects/capillary/declarations.h"
#include "dialects/capillary/demo.h"
#include "dialects/capillary/groups/groups.h"
#include "dialects/capillary/groups/members.h"
#include "dialects/capillary/groups/permissions.h"
#include "dialects/capillary/groups/search.h"
#include "dialects/capillary/loyalty.h"

namespace muster::dialects::capillary {

namespace {

using http::Verb;

constexpr std::string_view any_credential = "";
constexpr std::string_view reads_groups = "user_groups.read";
constexpr std::string_view writes_groups = "user_groups.write";
constexpr std::string_view both_groups = "user_groups.read user_groups.write";
constexpr std::string_view reads_customers = "customers.read";
constexpr std::string_view writes_customers = "customers.write";

constexpr std::array calls{
    Route{Verb::post, "/v3/oauth/token/generate", any_credential, open | slow, generate_token, 2},

    Route{Verb::post, "/v2/userGroup2", writes_groups, writes,
          group_call<Wrapper::entity, create_group>, 20},
    Route{Verb::put, "/v2/userGroup2", writes_groups, writes,
          group_call<Wrapper::entity, update_group>, 21},
    Route{Verb::get, "/v2/userGroup2", reads_groups, slow, group_call<Wrapper::entity, get_group>,
          22},
    Route{Verb::remove, "/v2/userGroup2", writes_groups, writes,
          group_call<Wrapper::entity, delete_group>, 23},
    Route{Verb::post, "/v2/userGroup2/join", writes_groups, writes,
          group_call<Wrapper::entity, join_group>, 24},
    Route{Verb::remove, "/v2/userGroup2/{groupId}/leave", writes_groups, writes,
          group_call<Wrapper::outcome, leave_group>, 25},
    Route{Verb::get, "/v2/userGroup2/members", reads_groups, slow,
          group_call<Wrapper::paged, list_members>, 26},
    Route{Verb::post, "/v2/userGroup2/transfer", writes_groups, writes,
          group_call<Wrapper::outcome, transfer_members>, 27},
    Route{Verb::put, "/v2/userGroup2/members/permissions", writes_groups, writes,
          group_call<Wrapper::entity, change_permissions>, 37},
    Route{Verb::get, "/v2/userGroup2/search", reads_groups, slow,
          group_call<Wrapper::paged, search_groups>, 28},
    Route{Verb::post, "/v2/userGroup2/extendedFieldSearch", both_groups, slow,
          group_call<Wrapper::paged, search_by_fields>, 28},
    Route{Verb::get, "/v2/userGroup2/transactions", reads_groups, slow,
          group_call<Wrapper::list, list_transactions>, 33},
    Route{Verb::get, "/v2/userGroup2/slabHistory", reads_groups, slow,
          group_call<Wrapper::paged, list_tier_changes>, 33},
    Route{Verb::get, "/v2/userGroup2/pointsExpirySchedule", reads_groups, slow,
          group_call<Wrapper::entity, list_expiring_points>, 33},
    Route{Verb::get, "/v2/userGroup2/promisedPointsSchedule", reads_groups, slow,
          group_call<Wrapper::entity, list_promised_points>, 33},
    Route{Verb::get, "/v2/pointsLedger/getCustomerLedgerInfo", reads_groups, slow,
          group_call<Wrapper::entity, list_ledger>, 33},
    Route{Verb::get, "/v2/customers/userEntityTrackers", reads_groups, slow,
          group_call<Wrapper::paged, list_trackers>, 33},

    Route{Verb::get, "/v2/fleet/permissions", reads_groups, none,
          group_call<Wrapper::list, list_permissions>, 37},
    Route{Verb::get, "/v2/extendedFields", any_credential, none,
          customer_call<Wrapper::outcome, list_declarations>, 29},
    Route{Verb::post, "/v2/organization/entity/extended_field_config", writes_groups, writes,
          customer_call<Wrapper::entity, configure_field>, 29},
    Route{Verb::post, "/v2/entity/extended_field_config", writes_groups, writes,
          customer_call<Wrapper::entity, configure_field>, 29},
    Route{Verb::get, "/v2/entity/extendedFieldConfig", any_credential, none,
          customer_call<Wrapper::list, list_configurations>, 29},
    Route{Verb::get, "/v2/entity/extendedFieldConfigs", any_credential, none,
          customer_call<Wrapper::list, list_configurations>, 29},

    Route{Verb::post, "/v2/customers", writes_customers, writes,
          customer_call<Wrapper::entity, add_customer>, 30},
    Route{Verb::get, "/v2/customers/lookup", reads_customers, none,
          customer_call<Wrapper::entity, look_up_customer>, 31},
    Route{Verb::put, "/v2/customers/lookup", writes_customers, writes,
          customer_call<Wrapper::entity, update_looked_up_customer>, 32},
    Route{Verb::get, "/v2/customers/lookup/customerDetails", reads_customers, none,
          customer_call<Wrapper::blank, get_looked_up_customer>, 34},
    Route{Verb::get, "/v2/customers/{userId}", reads_customers, none,
          customer_call<Wrapper::blank, get_customer>, 34},
    Route{Verb::put, "/v2/customers/{userId}", writes_customers, writes,
          customer_call<Wrapper::entity, update_customer>, 32},
    Route{Verb::post, "/v2/customers/{userId}/changeIdentifier", writes_customers, writes,
          customer_call<Wrapper::entity, change_identifiers>, 36},
};

// Real clients write "/V2" for "/v2", and reach groups under "/organization" too (promise 5).
struct PathAlias {
    std::string_view prefix;
    std::string_view alias;
};
constexpr PathAlias path_aliases[]{
    {"/v2/", "/V2/"},
    {"/v2/userGroup2", "/v2/organization/userGroup2"},
    {"/v2/userGroup2", "/V2/organization/userGroup2"},
};

consteval std::size_t count_aliases()
{
    std::size_t count = 0;
    for (const auto& route : calls) {
        for (const auto& one : path_aliases) count += route.path.starts_with(one.prefix) ? 1 : 0;
    }
    return count;
}

consteval std::size_t count_alias_chars()
{
    std::size_t chars = 0;
    for (const auto& route : calls) {
        for (const auto& one : path_aliases) {
            if (!route.path.starts_with(one.prefix)) continue;
            chars += route.path.size() - one.prefix.size() + one.alias.size();
        }
    }
    return chars;
}

// The routes of this API and their aliases. The paths of the aliases are made at compile time, so
// it also owns their characters.
class AliasedRoutes {
public:
    consteval AliasedRoutes()
    {
        std::size_t at = 0;
        for (const auto& route : calls) routes_[at++] = route;
        char* free = text_.data();
        for (const auto& route : calls) {
            for (const auto& one : path_aliases) {
                if (!route.path.starts_with(one.prefix)) continue;
                const char* const start = free;
                free = std::copy(one.alias.begin(), one.alias.end(), free);
                free = std::copy(route.path.begin() + one.prefix.size(), route.path.end(), free);
                routes_[at] = route;
                routes_[at++].path = {start, static_cast<std::size_t>(free - start)};
            }
        }
    }

    constexpr std::span<const Route> routes() const { return routes_; }

private:
    std::array<char, count_alias_chars()> text_{};
    std::array<Route, calls.size() + count_aliases()> routes_{};
};

constexpr AliasedRoutes all_routes;

// Clients read the request id under either of these names.
void finish(const RequestContext& call, http::Response& response)
{
    response.headers.push_back({"X-CAP-REQUEST-ID", call.request_id});
    response.headers.push_back({"X-Cap-RequestID", call.request_id});
}

} // namespace

const Dialect capillary_dialect{
    .name = "capillary",
    .mount = "/capillary",
    .routes = all_routes.routes(),
    .authenticate = authenticate,
    .render = render,
    .finish = finish,
    .is_slow_to_authenticate = true,
    .request_id_header = "X-CAP-REQUEST-ID",
    .demo = &demo,
};

} // namespace muster::dialects::capillary
