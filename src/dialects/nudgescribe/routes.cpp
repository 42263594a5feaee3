// The routes of this API. Scopes make up the roles of users: a viewer has read, an editor write
// too, an admin delete too. open_request checks them, because this API checks the body and the
// workspace first (promise 4). It also takes the keys of a body from here.
#include "dialects/nudgescribe/documents.h"
#include "dialects/nudgescribe/handlers.h"
#include "dialects/nudgescribe/nudgescribe.h"

namespace muster::dialects::nudgescribe {

namespace {

using http::Verb;

constexpr unsigned reads = Flag::checks_scopes;
constexpr unsigned changes = Flag::writes | Flag::checks_scopes;

constexpr Parameter api_key_header[] = {
    {.name = "x-api-key",
     .description = "An API key of the user's account.",
     .is_required = true,
     .place = ParameterPlace::header,
     .example = "{api_key}"},
};

constexpr ErrorCase any_call_errors[] = {
    {400, "Bad Request", "The body cannot be read, or a value is wrong."},
    {403, "Unauthorised", "The token is missing, wrong or expired, or the role does not allow it."},
    {429, "Too Many Requests", "Too many requests; Retry-After says when to try again."},
    {503, "Server Error", "The server is overloaded; Retry-After says when to try again."},
};
constexpr ErrorCase missing_keys[] = {
    {401, "Missing Fields", "A required key is absent, null or blank; the message names all."}};
constexpr ErrorCase workspace_errors[] = {
    {401, "Missing Fields", "A required key is absent, null or blank; the message names all."},
    {401, "Invalid Workspace", "workspace_id names no workspace of the account."}};

constexpr std::string_view one_customer =
    R"({"workspace_id": "1", "customer_group_id": "2", "customers":
        [{"external_id": "example-1", "email": "example-1@example.org",
          "name": "Rosa Lindqvist"}]})";

constexpr ScopeRow scope_rows[] = {
    {"read", can_read},
    {"write", can_write},
    {"delete", can_write},
};

constexpr Route routes[] = {
    {Verb::post,
     "/v1/auth",
     "",
     Flag::open | Flag::slow | Flag::logs_in,
     log_in,
     1,
     {.summary = "Log in",
      .parameters = api_key_header,
      .body = wire::object_shape<login_body>,
      .answer = wire::object_shape<token_pair>,
      .errors = missing_keys,
      .example = {"/v1/auth", R"({"email": "{email}", "password": "{password}"})"}}},
    {Verb::get,
     "/v1/auth",
     "",
     Flag::open,
     renew,
     2,
     {.summary = "Renew the tokens",
      .description = "With the refresh token in place of the access token.",
      .answer = wire::object_shape<token_pair>}},
    {Verb::trace,
     "/v1/auth",
     "",
     Flag::open,
     renew,
     2,
     {.summary = "Renew the tokens",
      .description = "The same as GET.",
      .answer = wire::object_shape<token_pair>}},

    {Verb::put,
     "/v1/cg",
     "write",
     changes,
     create_group,
     20,
     {.summary = "Create a group",
      .body = wire::object_shape<new_group_body>,
      .answer = wire::object_shape<group_object>,
      .errors = workspace_errors,
      .example = {"/v1/cg", R"({"workspace_id": "1", "group_name": "Spring renewals"})"}}},
    {Verb::post,
     "/v1/cg",
     "read",
     reads,
     list_groups,
     21,
     {.summary = "List groups",
      .description = "All groups of the workspace, oldest first.",
      .body = wire::object_shape<workspace_body>,
      .answer = wire::list_shape<group_object>,
      .errors = workspace_errors,
      .example = {"/v1/cg", R"({"workspace_id": "1"})"}}},
    {Verb::patch,
     "/v1/cg",
     "write",
     changes,
     update_group,
     22,
     {.summary = "Change a group",
      .description = "Needs group_name or description.",
      .body = wire::object_shape<group_change_body>,
      .answer = wire::object_shape<group_object>,
      .errors = workspace_errors,
      .example = {"/v1/cg", R"({"workspace_id": "1", "customer_group_id": "2",
                                "description": "Everybody who asked for news"})"}}},
    {Verb::remove,
     "/v1/cg",
     "delete",
     changes,
     remove_group,
     23,
     {.summary = "Remove a group",
      .description = "For good. Its customers stay. The answer is the group as it was.",
      .body = wire::object_shape<named_group_body>,
      .answer = wire::object_shape<group_object>,
      .errors = workspace_errors,
      .example = {"/v1/cg", R"({"workspace_id": "1", "customer_group_id": "3"})"}}},

    {Verb::post,
     "/v1/customer/check",
     "write",
     changes | Flag::slow,
     check_customers,
     30,
     {.summary = "Upload customers",
      .description = "Stores all rows or none, and adds their customers to the group.",
      .body = wire::object_shape<upload_body>,
      .answer = wire::object_shape<upload_report>,
      .errors = workspace_errors,
      .example = {"/v1/customer/check", one_customer}}},
    {Verb::post,
     "/v1/customer/pages",
     "read",
     reads,
     count_pages,
     31,
     {.summary = "Count the pages of a group",
      .body = wire::object_shape<named_group_body>,
      .answer = wire::object_shape<page_count>,
      .errors = workspace_errors,
      .example = {"/v1/customer/pages", R"({"workspace_id": "1", "customer_group_id": "2"})"}}},
    {Verb::post,
     "/v1/customer",
     "read",
     reads | Flag::slow,
     list_customers,
     32,
     {.summary = "Read one page of a group's customers",
      .description = "100 customers, by creation time and id.",
      .body = wire::object_shape<page_body>,
      .answer = wire::list_shape<customer_object>,
      .errors = workspace_errors,
      .example = {"/v1/customer",
                  R"({"workspace_id": "1", "customer_group_id": "2", "page": 1})"}}},
    {Verb::patch,
     "/v1/customer",
     "write",
     changes | Flag::slow,
     update_customers,
     33,
     {.summary = "Change customers",
      .description = "An upload in which every row must match a stored customer.",
      .body = wire::object_shape<update_body>,
      .answer = wire::object_shape<upload_report>,
      .errors = workspace_errors,
      .example = {"/v1/customer", one_customer}}},
    {Verb::remove,
     "/v1/customer",
     "write",
     changes | Flag::slow,
     remove_customers,
     34,
     {.summary = "Remove customers",
      .description = "Erases their data for good. Unknown ids are skipped.",
      .body = wire::object_shape<removal_body>,
      .answer = wire::object_shape<removal_report>,
      .errors = workspace_errors,
      .example = {"/v1/customer", R"({"workspace_id": "1", "customer_ids": ["903"]})"}}},
};

constexpr Reference reference{
    .title = "Nudgescribe client API",
    .summary = "Customer groups of a workspace, and uploads of their customers.",
    .security_schemes = R"({"token": {"type": "http", "scheme": "bearer"}})",
    .security = R"([{"token": []}])",
    .error_body = wire::object_shape<error_body>,
    .errors = any_call_errors,
    .curl_options = "-H 'Authorization: Bearer {token}'",
    .sign_in = "POST /v1/auth with x-api-key gives the access token.",
};

} // namespace

const Dialect nudgescribe_dialect{
    .name = "nudgescribe",
    .mount = "/nudgescribe",
    .routes = routes,
    .reference = &reference,
    .authenticate = authenticate,
    .render = render,
    .scopes = scope_rows,
    .browser_headers = "Authorization, Content-Type, X-Api-Key, X-Auth-Context, X-Ip",
    .demo = &demo,
    .body_limit = limits::bulk_body_bytes, // 20 MiB, for uploads
};

} // namespace muster::dialects::nudgescribe
