// The routes of this API as one table, their aliases, and the dialect made of them.
#include <algorithm>
#include <array>

#include "dialects/capillary/answers.h"
#include "dialects/capillary/auth.h"
#include "dialects/capillary/capillary.h"
#include "dialects/capillary/customers/customer_operations.h"
#include "dialects/capillary/customers/customers.h"
#include "dialects/capillary/declarations.h"
#include "dialects/capillary/demo.h"
#include "dialects/capillary/groups/group_operations.h"
#include "dialects/capillary/groups/groups.h"
#include "dialects/capillary/groups/members.h"
#include "dialects/capillary/groups/permissions.h"
#include "dialects/capillary/groups/search.h"
#include "dialects/capillary/loyalty.h"
#include "dialects/capillary/loyalty_operations.h"
#include "dialects/capillary/settings.h"

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
    Route{Verb::post, "/v3/oauth/token/generate", any_credential, open | slow | logs_in,
          generate_token, 2, token_docs::generate},

    Route{Verb::post, "/v2/userGroup2", writes_groups, writes,
          group_call<Wrapper::entity, create_group>, 20, group_docs::create},
    Route{Verb::put, "/v2/userGroup2", writes_groups, writes,
          group_call<Wrapper::entity, update_group>, 21, group_docs::update},
    Route{Verb::get, "/v2/userGroup2", reads_groups, slow, group_call<Wrapper::entity, get_group>,
          22, group_docs::get_one},
    Route{Verb::remove, "/v2/userGroup2", writes_groups, writes,
          group_call<Wrapper::entity, delete_group>, 23, group_docs::remove},
    Route{Verb::post, "/v2/userGroup2/join", writes_groups, writes,
          group_call<Wrapper::entity, join_group>, 24, group_docs::join},
    Route{Verb::remove, "/v2/userGroup2/{groupId}/leave", writes_groups, writes,
          group_call<Wrapper::outcome, leave_group>, 25, group_docs::leave},
    Route{Verb::get, "/v2/userGroup2/members", reads_groups, slow,
          group_call<Wrapper::paged, list_members>, 26, group_docs::list_members},
    Route{Verb::post, "/v2/userGroup2/transfer", writes_groups, writes,
          group_call<Wrapper::outcome, transfer_members>, 27, group_docs::transfer},
    Route{Verb::put, "/v2/userGroup2/members/permissions", writes_groups, writes,
          group_call<Wrapper::entity, change_permissions>, 37, group_docs::set_permissions},
    Route{Verb::get, "/v2/userGroup2/search", reads_groups, slow,
          group_call<Wrapper::paged, search_groups>, 28, group_docs::search},
    Route{Verb::post, "/v2/userGroup2/extendedFieldSearch", both_groups, slow,
          group_call<Wrapper::paged, search_by_fields>, 28, group_docs::search_by_fields},
    Route{Verb::get, "/v2/userGroup2/transactions", reads_groups, slow,
          group_call<Wrapper::list, list_transactions>, 33, loyalty_docs::transactions},
    Route{Verb::get, "/v2/userGroup2/slabHistory", reads_groups, slow,
          group_call<Wrapper::paged, list_tier_changes>, 33, loyalty_docs::tier_changes},
    Route{Verb::get, "/v2/userGroup2/pointsExpirySchedule", reads_groups, slow,
          group_call<Wrapper::entity, list_expiring_points>, 33, loyalty_docs::expiring_points},
    Route{Verb::get, "/v2/userGroup2/promisedPointsSchedule", reads_groups, slow,
          group_call<Wrapper::entity, list_promised_points>, 33, loyalty_docs::promised_points},
    Route{Verb::get, "/v2/pointsLedger/getCustomerLedgerInfo", reads_groups, slow,
          group_call<Wrapper::entity, list_ledger>, 33, loyalty_docs::ledger},
    Route{Verb::get, "/v2/customers/userEntityTrackers", reads_groups, slow,
          group_call<Wrapper::paged, list_trackers>, 33, loyalty_docs::trackers},
    Route{Verb::post, "/v2/points/userGroup2/isTransferrable", reads_groups, slow,
          group_call<Wrapper::list, try_points_transfer>, 38, loyalty_docs::try_transfer},
    Route{Verb::get, "/v2/points/userGroup2/isTransferrable", reads_groups, slow,
          group_call<Wrapper::list, try_points_transfer>, 38, loyalty_docs::try_transfer_by_get},
    Route{Verb::post, "/v2/points/userGroup2/transfer", both_groups, slow,
          group_call<Wrapper::list, transfer_points>, 38, loyalty_docs::transfer},

    Route{Verb::get, "/v2/fleet/permissions", reads_groups, none,
          group_call<Wrapper::list, list_permissions>, 37, group_docs::list_permissions},
    Route{Verb::get, "/v2/extendedFields", any_credential, none,
          customer_call<Wrapper::outcome, list_declarations>, 29, field_docs::list},
    Route{Verb::post, "/v2/organization/entity/extended_field_config", writes_groups, writes,
          customer_call<Wrapper::entity, configure_field>, 29, field_docs::configure},
    Route{Verb::post, "/v2/entity/extended_field_config", writes_groups, writes,
          customer_call<Wrapper::entity, configure_field>, 29, field_docs::configure},
    Route{Verb::get, "/v2/entity/extendedFieldConfig", any_credential, none,
          customer_call<Wrapper::list, list_configurations>, 29, field_docs::list_configured},
    Route{Verb::get, "/v2/entity/extendedFieldConfigs", any_credential, none,
          customer_call<Wrapper::list, list_configurations>, 29, field_docs::list_configured},

    Route{Verb::post, "/v2/customers", writes_customers, writes,
          customer_call<Wrapper::entity, add_customer>, 30, customer_docs::add},
    Route{Verb::get, "/v2/customers/lookup", reads_customers, none,
          customer_call<Wrapper::entity, look_up_customer>, 31, customer_docs::look_up},
    Route{Verb::put, "/v2/customers/lookup", writes_customers, writes,
          customer_call<Wrapper::entity, update_looked_up_customer>, 32,
          customer_docs::update_looked_up},
    Route{Verb::get, "/v2/customers/lookup/customerDetails", reads_customers, none,
          customer_call<Wrapper::blank, get_looked_up_customer>, 34, customer_docs::get_looked_up},
    Route{Verb::get, "/v2/customers/{userId}", reads_customers, none,
          customer_call<Wrapper::blank, get_customer>, 34, customer_docs::get_one},
    Route{Verb::put, "/v2/customers/{userId}", writes_customers, writes,
          customer_call<Wrapper::entity, update_customer>, 32, customer_docs::update},
    Route{Verb::post, "/v2/customers/{userId}/changeIdentifier", writes_customers, writes,
          customer_call<Wrapper::entity, change_identifiers>, 36,
          customer_docs::change_identifiers},
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

constexpr ScopeRow scope_rows[] = {
    {reads_groups, can_read},
    {writes_groups, can_write},
    {reads_customers, can_read},
    {writes_customers, can_write},
};

// Clients read the request id under either of these names.
void finish(const RequestContext& call, http::Response& response)
{
    response.headers.push_back({"X-CAP-REQUEST-ID", call.request_id});
    response.headers.push_back({"X-Cap-RequestID", call.request_id});
}

constexpr Parameter path_parameters[] = {
    {.name = "groupId", .codec = &wire::integer_codec, .description = "The id of the group."},
    {.name = "userId", .codec = &wire::integer_codec, .description = "The id of the customer."},
};

// Failures that every call may answer; those of its own have status 200 and a number.
constexpr ErrorCase common_errors[] = {
    {400, "400", "The request cannot be read."},
    {401, "", "The credentials are missing or wrong: in XML for Basic, in JSON for tokens."},
    {403, "4000", "The till or client has no access, or the organisation uses no groups."},
    {413, "", "The body is too large."},
    {415, "415", "The body is not JSON, and its content type says so."},
    {429, "", "Too many requests; `Retry-After` says how many seconds to wait."},
    {498, "", "The token has expired."},
    {500, "", "The server has failed; its log says why."},
    {503, "", "The server is overloaded; `Retry-After` says how many seconds to wait."},
};

constexpr auto error_reply =
    wire::record({"Failure"}, errors_row<Envelope>, warnings_row<Envelope>);

constexpr Reference reference{
    .title = "Capillary loyalty API, user groups",
    .summary = "Customers and user groups (v2 userGroup2) of one organisation. Failures of a call "
               "have status 200, or 400 by a setting of the organisation, and a numbered error.",
    .security_schemes = R"({"till": {"type": "http", "scheme": "basic",
            "description": "The code of a till and the MD5 of its password in hex digits."},
        "token": {"type": "apiKey", "in": "header", "name": "X-CAP-API-OAUTH-TOKEN",
            "description": "A token from POST /v3/oauth/token/generate."}})",
    .security = R"([{"till": []}, {"token": []}])",
    .error_body = object_shape<error_reply>,
    .errors = common_errors,
    .path_parameters = path_parameters,
    .curl_options = "-u '{user}:{password_md5}'",
};

constexpr CredentialRow credential_rows[] = {{model::CredentialKind::login, SecretForm::md5},
                                             {model::CredentialKind::client}};

} // namespace

const Dialect capillary_dialect{
    .name = dialect_name,
    .mount = "/capillary",
    .routes = all_routes.routes(),
    .reference = &reference,
    .tenant_id_name = "org_id",
    .numbers_customers_and_groups = true,
    .authenticate = authenticate,
    .render = render,
    .finish = finish,
    .before_handler = attribute,
    .scopes = scope_rows,
    .reading_scope = reads_groups,
    .tenant_settings = organisation_settings,
    .credentials = credential_rows,
    .is_slow_to_authenticate = true,
    .request_id_header = "X-CAP-REQUEST-ID",
    .demo = &demo,
};

} // namespace muster::dialects::capillary
