// The routes of this API. Scopes are the rights of the vendor's admin users.
#include "dialects/nuweb/async.h"
#include "dialects/nuweb/documents.h"
#include "dialects/nuweb/handlers.h"
#include "dialects/nuweb/nuweb.h"

namespace muster::dialects::nuweb {

namespace {

using http::Verb;

constexpr Parameter company_header[] = {
    {.name = "X-NU-COMPANY-ID",
     .codec = &wire::integer_codec,
     .description = "The company to act in; absent: the user's own.",
     .place = ParameterPlace::header},
};
constexpr Parameter async_parameters[] = {
    {.name = "async",
     .codec = &wire::boolean_codec,
     .description = "Answers with 202 and an asyncUuid; the answer is fetched later.",
     .default_text = "false"},
    {.name = "asyncUuid",
     .description = "Fetches the answer of an asynchronous call to the same endpoint."},
};
constexpr Parameter view_parameters[] = {
    {.name = "only",
     .description = "The only attributes to show: name,email or customers.name,companies.alias.",
     .example = "name,email"},
    {.name = "except", .description = "Attributes to leave out, written as in only."},
};
constexpr Parameter include_parameters[] = {
    {.name = "include",
     .description = "Resources to include: companies, cities, currencies, dataCaptureResponses, "
                    "wallets, authenticationProviders.",
     .example = "companies,cities"},
    {.name = "withTrashed",
     .codec = &wire::boolean_codec,
     .description = "Also shows redacted customers.",
     .default_text = "false"},
    {.name = "X-NU-CURRENCY-ID",
     .description = "The id or code of the currency to include.",
     .place = ParameterPlace::header},
};
constexpr Parameter page_parameters[] = {
    {.name = "page",
     .codec = &wire::integer_codec,
     .description = "The page, from 1 on.",
     .default_text = "1"},
    {.name = "offset",
     .codec = &wire::integer_codec,
     .description = "The number of rows to skip; wins over page."},
    {.name = "limit",
     .codec = &wire::integer_codec,
     .description = "Rows on a page, at most 100 (1,000 when async).",
     .default_text = "100"},
};
constexpr Parameter list_filters[] = {
    {.name = "lastUpdated", .description = "Only customers that changed after this time."},
    {.name = "nfcId", .description = "Matches no customer, because Muster has no NFC tags."},
};
constexpr Parameter lookup_parameters[] = {
    {.name = "id", .codec = &wire::integer_codec, .description = "The customer's id."},
    {.name = "email", .description = "The customer's e-mail; id wins over it."},
    {.name = "reference", .description = "Of an order; matches no customer."},
    {.name = "barcode", .description = "Of a ticket; matches no customer."},
    {.name = "nfcId", .description = "Of a tag; matches no customer."},
};
constexpr Parameter company_parameters[] = {
    {.name = "id",
     .codec = &wire::integer_codec,
     .description = "The company's id.",
     .is_required = true},
};
constexpr Parameter removal_parameters[] = {
    {.name = "id",
     .codec = &wire::integer_codec,
     .description = "The customer to redact; may stand in a JSON body instead."},
    {.name = "force",
     .codec = &wire::boolean_codec,
     .description = "Needed for customers with tickets, which Muster does not have."},
};

constexpr ErrorCase common_errors[] = {
    {401, "", "The token is missing, unknown or revoked."},
    {403, "", "The user does not reach the company, or lacks the right."},
    {429, "", "Too many requests; Retry-After says when to try again."},
    {503, "", "The server is overloaded; Retry-After says when to try again."},
};
constexpr ErrorCase bad_parameters[] = {
    {422, "", "A parameter is wrong; `errors` names each with its problems."}};
constexpr ErrorCase bad_body[] = {
    {400, "", "The body is not JSON."},
    {422, "", "A member is missing or wrong; `errors` names each with its problems."}};
constexpr ErrorCase no_customer_error[] = {{404, "", "No customer matches."}};
constexpr ErrorCase no_group_error[] = {{404, "", "No group has this id."}};
constexpr ErrorCase no_company_error[] = {{404, "", "The user reaches no such company."}};
constexpr ErrorCase expired_ticket[] = {
    {404, "", "The asyncUuid is unknown or expired, or of another user or endpoint."}};

constexpr std::string_view new_customer_example =
    R"({"name": "Rosa Lindqvist", "email": "rosa.lindqvist@example.org", "phone": "7700900321",
        "phoneCode": 44, "countryId": 225})";
constexpr std::string_view members_example =
    R"({"customerGroupId": 3, "createCustomersIfMissing": true,
        "customers": [{"email": "guest@example.org", "removal_date": "2099-12-31"}]})";

// A deferrable read may store its request for later, so it runs on the pool.
constexpr Route routes[] = {
    {Verb::post,
     "/v1/login",
     "",
     open | writes | slow | logs_in,
     deferrable<login>,
     1,
     {.summary = "Log in",
      .description = "Gives a token for the user with this e-mail and password.",
      .body = wire::object_shape<login_body>,
      .answer = wire::object_shape<token_answer>,
      .errors = bad_body,
      .example = {"/v1/login", R"({"email": "{email}", "password": "{password}"})"}}},
    {Verb::get,
     "/v1",
     "",
     slow,
     deferrable<show_user>,
     4,
     {.summary = "Get the user of the token",
      .parameters = {async_parameters, company_header},
      .answer = wire::object_shape<user_answer>,
      .example = {"/v1"}}},
    {Verb::post,
     "/v1/reset-password",
     "",
     writes,
     deferrable<reset_password>,
     5,
     {.summary = "Ask for a new password",
      .description = "The same answer for known and unknown addresses. Muster sends no mail.",
      .parameters = {async_parameters, company_header},
      .body = wire::object_shape<email_body>,
      .answer = wire::object_shape<message_answer>,
      .errors = bad_body,
      .example = {"/v1/reset-password", R"({"email": "someone@example.org"})"}}},
    {Verb::get,
     "/v1/customers",
     "customers.view",
     slow,
     deferrable<list_customers>,
     20,
     {.summary = "List customers",
      .parameters = {page_parameters, list_filters, view_parameters, include_parameters,
                     async_parameters, company_header},
      .answer = wire::object_shape<customer_list>,
      .errors = {bad_parameters, expired_ticket},
      .example = {"/v1/customers?limit=2&include=companies"}}},
    {Verb::post,
     "/v1/customers",
     "customers.create",
     writes,
     deferrable<create_customer>,
     24,
     {.summary = "Create a customer",
      .parameters = {async_parameters, company_header},
      .body = wire::object_shape<new_customer_body>,
      .answer = wire::object_shape<short_customer_answer>,
      .errors = {bad_body, expired_ticket},
      .example = {"/v1/customers", new_customer_example}}},
    {Verb::remove,
     "/v1/customers",
     "customers.delete",
     writes,
     deferrable<remove_customer>,
     28,
     {.summary = "Redact a customer",
      .description = "The same as DELETE /v1/customer.",
      .parameters = {removal_parameters, async_parameters, company_header},
      .answer = wire::object_shape<success_answer>,
      .errors = {bad_body, no_customer_error},
      .example = {"/v1/customers?id=901"}}},
    {Verb::post,
     "/v1/customers/update",
     "customers.edit",
     writes,
     deferrable<update_customer>,
     26,
     {.summary = "Change a customer",
      .description = "Members that the body does not have stay; null clears. One member of the "
                     "address replaces the whole address. `id` is required.",
      .parameters = {async_parameters, company_header},
      .body = wire::patch_shape<changed_customer_body>,
      .answer = wire::object_shape<short_customer_answer>,
      .errors = {bad_body, no_customer_error},
      .example = {"/v1/customers/update", R"({"id": 2, "city": "Bristol", "countryId": 225})"}}},
    {Verb::get,
     "/v1/customer",
     "customers.view",
     slow,
     deferrable<get_customer>,
     22,
     {.summary = "Find a customer",
      .description = "By the first parameter that is not empty.",
      .parameters = {lookup_parameters, view_parameters, include_parameters, async_parameters,
                     company_header},
      .answer = wire::object_shape<customer_answer>,
      .errors = {bad_parameters, no_customer_error},
      .example = {"/v1/customer?id=1"}}},
    {Verb::remove,
     "/v1/customer",
     "customers.delete",
     writes,
     deferrable<remove_customer>,
     28,
     {.summary = "Redact a customer",
      .description = "Erases the person's data for good. The id stays.",
      .parameters = {removal_parameters, async_parameters, company_header},
      .answer = wire::object_shape<success_answer>,
      .errors = {bad_body, no_customer_error},
      .example = {"/v1/customer?id=902"}}},
    {Verb::post,
     "/v1/customer-groups/customers",
     "customer_groups.edit",
     writes,
     deferrable<add_members>,
     30,
     {.summary = "Add customers to a group",
      .description = "All or nothing. Members stay members, unknown e-mails are skipped.",
      .parameters = {async_parameters, company_header},
      .body = wire::object_shape<membership_body>,
      .answer = wire::object_shape<group_answer>,
      .errors = {bad_body, no_group_error},
      .example = {"/v1/customer-groups/customers", members_example}}},
    {Verb::post,
     "/v1/customer-groups/customers/delete",
     "customer_groups.edit",
     writes,
     deferrable<remove_members>,
     32,
     {.summary = "Remove customers from a group",
      .description = "Customers who are not members are ignored.",
      .parameters = {async_parameters, company_header},
      .body = wire::object_shape<membership_body>,
      .answer = wire::object_shape<group_answer>,
      .errors = {bad_body, no_group_error},
      .example = {"/v1/customer-groups/customers/delete",
                  R"({"customerGroupId": 3, "customers": [{"email": "guest@example.org"}]})"}}},
    {Verb::post,
     "/v1/customers/single-sign-on",
     "customers.create",
     writes,
     deferrable<sign_customer_on>,
     34,
     {.summary = "Sign a customer on",
      .description = "Finds or creates the customer and answers with a signed address.",
      .parameters = {async_parameters, company_header},
      .body = wire::object_shape<sign_on_body>,
      .answer = wire::object_shape<sign_on_answer>,
      .errors = bad_body,
      .example = {"/v1/customers/single-sign-on",
                  R"({"email": "visitor@example.org", "redirect": "/account"})"}}},
    {Verb::remove,
     "/v1/customers/token",
     "",
     writes,
     deferrable<revoke_customer_token>,
     35,
     {.summary = "Revoke a customer's token",
      .description = "The same answer for every token.",
      .parameters = {async_parameters, company_header},
      .body = wire::object_shape<customer_token_body>,
      .status = 204,
      .errors = bad_body,
      .example = {"/v1/customers/token", R"({"customerToken": "1|abc"})"}}},
    {Verb::get,
     "/v1/companies",
     "",
     slow,
     deferrable<list_companies>,
     40,
     {.summary = "List companies",
      .description = "Those that the user reaches.",
      .parameters = {page_parameters, view_parameters, async_parameters, company_header},
      .answer = wire::object_shape<company_list>,
      .errors = bad_parameters,
      .example = {"/v1/companies"}}},
    {Verb::get,
     "/v1/company",
     "",
     slow,
     deferrable<get_company>,
     43,
     {.summary = "Get one company",
      .description = "One that the user reaches; links of companies lead here.",
      .parameters = {company_parameters, view_parameters, async_parameters, company_header},
      .answer = wire::object_shape<company_answer>,
      .errors = {bad_parameters, no_company_error},
      .example = {"/v1/company?id=1"}}},
    {Verb::get,
     "/v1/countries",
     "",
     slow,
     deferrable<list_countries>,
     41,
     {.summary = "List countries",
      .parameters = {page_parameters, view_parameters, async_parameters, company_header},
      .answer = wire::object_shape<country_list>,
      .errors = bad_parameters,
      .example = {"/v1/countries?limit=2"}}},
    {Verb::get,
     "/v1/currencies",
     "",
     slow,
     deferrable<list_currencies>,
     42,
     {.summary = "List currencies",
      .parameters = {page_parameters, view_parameters, async_parameters, company_header},
      .answer = wire::object_shape<currency_list>,
      .errors = bad_parameters,
      .example = {"/v1/currencies"}}},
};

constexpr auto error_table = wire::record(
    {"Error"}, wire::described<wire::Envelope>("message", wire::text_codec),
    wire::described<wire::Envelope>("errors", R"({"type": "object", "additionalProperties":
        {"type": "array", "items": {"type": "string"}}})")
        .about("The problems of each wrong member, with status 422."));

constexpr ScopeRow scope_rows[] = {
    {"customers.view", can_read},        {"customers.create", can_write},
    {"customers.edit", can_write},       {"customers.delete", can_write},
    {"customer_groups.edit", can_write},
};

constexpr Reference reference{
    .title = "NuWeb API",
    .summary = "Customers, customer groups and single sign-on of one company.",
    .security_schemes = R"({"token": {"type": "http", "scheme": "bearer"}})",
    .security = R"([{"token": []}])",
    .error_body = wire::object_shape<error_table>,
    .errors = common_errors,
    .curl_options = "-H 'Authorization: Bearer {token}'",
    .sign_in = "POST /v1/login gives the token.",
};

} // namespace

const Dialect nuweb_dialect{
    .name = "nuweb",
    .mount = "/nuweb",
    .routes = routes,
    .reference = &reference,
    .authenticate = authenticate,
    .render = render,
    .finish = finish,
    .scopes = scope_rows,
    .browser_headers = "Authorization, Content-Type, Accept-Language, X-NU-COMPANY-ID, "
                       "X-NU-CURRENCY-ID",
    .limits_rate_of_tenant = true,
    .is_free_of_rate_limit = fetches_stored_answer,
    .demo = &demo,
};

} // namespace muster::dialects::nuweb
