// The routes of this API as one table, and the dialect made of them.
#include "dialects/xtrakit/fields.h"
#include "dialects/xtrakit/handlers.h"
#include "dialects/xtrakit/settings.h"
#include "dialects/xtrakit/xtrakit.h"

namespace muster::dialects::xtrakit {

namespace {

using enum http::Verb;

using wire::described;
using wire::Envelope;

// Around every success. `status` is the HTTP status.
constexpr auto status_row = described<Envelope>("status", wire::integer_codec);
constexpr auto message_row = described<Envelope>("message", wire::text_codec);
constexpr auto group_reply = wire::record({"GroupReply"}, status_row, message_row,
                                          described<Envelope, group_answer_record>("data.group"));
constexpr auto group_list_reply =
    wire::record({"GroupListReply"}, status_row, message_row,
                 described<Envelope, group_answer_record>("data.groups", wire::Many::yes));
constexpr auto customer_reply =
    wire::record({"CustomerReply"}, status_row, message_row,
                 described<Envelope, customer_answer_record>("data.customer"),
                 described<Envelope, group_answer_record>("data.customer-group", wire::Many::yes)
                     .about("The customer's group, of the call that gets one customer."));
constexpr auto customer_list_reply =
    wire::record({"CustomerListReply"}, status_row, message_row,
                 described<Envelope, customer_answer_record>("data.customers", wire::Many::yes));
constexpr auto user_reply = wire::record({"UserReply"}, status_row, message_row,
                                         described<Envelope, owner_record>("data.user"));
constexpr auto empty_reply = wire::record({"EmptyReply"}, status_row, message_row,
                                          described<Envelope>("data", R"({"type": "object"})"));
constexpr auto error_reply =
    wire::record({"ErrorReply"}, status_row, described<Envelope>("error", wire::text_codec),
                 described<Envelope>("errors", R"({"type": "object", "additionalProperties":
        {"type": "array", "items": {"type": "string"}}})")
                     .about("Of bad fields: the problems of each."));

constexpr Parameter list_filters[] = {
    {.name = "business_code",
     .codec = &wire::integer_codec,
     .description = "Only what belongs to this business."},
    {.name = "created_at",
     .description = "Made at this time or later: YYYY-MM-DD H:m:s, UTC.",
     .example = "2026-01-01 00:00:00"},
    {.name = "updated_at", .description = "Changed on this day or earlier: YYYY-MM-DD."},
};

constexpr Parameter group_filter[] = {
    {.name = "customer_group_id",
     .codec = &wire::integer_codec,
     .description = "Only customers of this group."},
};

constexpr ErrorCase common_errors[] = {
    {401, "", "The key is missing, unknown or revoked."},
    {429, "", "Too many requests; Retry-After says when to come again."},
    {503, "", "The server is overloaded; Retry-After says when to come again."},
};
constexpr ErrorCase bad_filter[] = {{400, "", "A filter cannot be read; `errors` names it."}};
constexpr ErrorCase bad_body[] = {
    {400, "", "The body cannot be read, or a field is missing or wrong; `errors` names it."}};
constexpr ErrorCase no_group[] = {{404, "", "No group has this id."}};
constexpr ErrorCase no_customer[] = {{404, "", "No customer has this id."}};
constexpr ErrorCase name_taken[] = {{409, "", "Another group has this name."}};
constexpr ErrorCase list_too_long[] = {{413, "", "More than 200,000 rows; use the filters."}};

constexpr std::string_view group_body =
    R"({"group_name": "Friends", "group_description": "Met at a fair"})";

constexpr std::string_view customer_body =
    R"({"customer_name": "Ada Lovelace", "customer_phone": "+44 20 7946 0000",
 "customer_country": "United Kingdom", "customer_city": "London", "customer_state": "London",
 "address1": "12 St James's Square", "customer_group_id": 2})";

constexpr Route routes[] = {
    {get,
     "/api/v1/user/authenticate",
     "",
     none,
     show_user,
     3,
     {.summary = "Show whose key it is",
      .answer = wire::object_shape<user_reply>,
      .example = {"/api/v1/user/authenticate"}}},
    {get,
     "/api/v1/customer-groups",
     "",
     slow,
     list_groups,
     10,
     {.summary = "List groups",
      .parameters = list_filters,
      .answer = wire::object_shape<group_list_reply>,
      .errors = {bad_filter, list_too_long},
      .example = {"/api/v1/customer-groups"}}},
    {get,
     "/api/v1/customer-groups/{id}",
     "",
     none,
     get_group,
     11,
     {.summary = "Get one group",
      .answer = wire::object_shape<group_reply>,
      .errors = no_group,
      .example = {"/api/v1/customer-groups/1"}}},
    {post,
     "/api/v1/customer-groups/add",
     "",
     writes,
     create_group,
     12,
     {.summary = "Create a group",
      .body = wire::object_shape<group_record>,
      .answer = wire::object_shape<group_reply>,
      .errors = {bad_body, name_taken},
      .example = {"/api/v1/customer-groups/add", group_body}}},
    {put,
     "/api/v1/customer-groups/{id}",
     "",
     writes,
     update_group,
     13,
     {.summary = "Change a group",
      .description = "Needs the same fields as a new group; optional ones that are left out stay.",
      .body = wire::object_shape<group_record>,
      .answer = wire::object_shape<group_reply>,
      .errors = {bad_body, no_group, name_taken},
      .example = {"/api/v1/customer-groups/2", group_body}}},
    {http::Verb::remove,
     "/api/v1/customer-groups/{id}",
     "",
     writes,
     remove_group,
     14,
     {.summary = "Remove a group",
      .answer = wire::object_shape<empty_reply>,
      .errors = no_group,
      .example = {"/api/v1/customer-groups/3"}}},
    {get,
     "/api/v1/customers",
     "",
     slow,
     list_customers,
     20,
     {.summary = "List customers",
      .parameters = {group_filter, list_filters},
      .answer = wire::object_shape<customer_list_reply>,
      .errors = {bad_filter, list_too_long},
      .example = {"/api/v1/customers?customer_group_id=3"}}},
    {get,
     "/api/v1/customers/{id}",
     "",
     none,
     get_customer,
     21,
     {.summary = "Get one customer",
      .answer = wire::object_shape<customer_reply>,
      .errors = no_customer,
      .example = {"/api/v1/customers/1"}}},
    {post,
     "/api/v1/customers/add",
     "",
     writes,
     create_customer,
     22,
     {.summary = "Create a customer",
      .body = wire::object_shape<customer_record>,
      .answer = wire::object_shape<customer_reply>,
      .errors = bad_body,
      .example = {"/api/v1/customers/add", customer_body}}},
    {put,
     "/api/v1/customers/{id}",
     "",
     writes,
     update_customer,
     23,
     {.summary = "Change a customer",
      .description = "Needs the same fields as a new customer; optional ones left out stay.",
      .body = wire::object_shape<customer_record>,
      .answer = wire::object_shape<customer_reply>,
      .errors = {bad_body, no_customer},
      .example = {"/api/v1/customers/2", customer_body}}},
    {http::Verb::remove,
     "/api/v1/customers/{id}",
     "",
     writes,
     remove_customer,
     24,
     {.summary = "Remove a customer",
      .answer = wire::object_shape<empty_reply>,
      .errors = no_customer,
      .example = {"/api/v1/customers/999"}}},
};

constexpr Parameter path_parameters[] = {
    {.name = "id", .codec = &wire::integer_codec, .description = "The id of the row."},
};

constexpr Reference reference{
    .title = "XtraKit API",
    .summary = "Customers and customer groups of one business.",
    .security_schemes = R"({"key": {"type": "http", "scheme": "bearer"}})",
    .security = R"([{"key": []}])",
    .error_body = wire::object_shape<error_reply>,
    .errors = common_errors,
    .path_parameters = path_parameters,
    .curl_options = "-H 'Authorization: Bearer {key}'",
};

constexpr CredentialRow credential_rows[] = {{model::CredentialKind::key}};

} // namespace

const Dialect xtrakit_dialect{
    .name = "xtrakit",
    .mount = "/xtrakit",
    .routes = routes,
    .reference = &reference,
    .tenant_id_name = "business_code",
    .numbers_customers_and_groups = true,
    .authenticate = authenticate,
    .render = render,
    .tenant_settings = business_settings::all,
    .credentials = credential_rows,
    .powers_without_scope = can_read | can_write,
    .browser_headers = "Authorization, Content-Type",
    .demo = &demo,
};

} // namespace muster::dialects::xtrakit
