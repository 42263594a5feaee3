// Single sign-on of customers: finds or creates the customer, updates it, and answers with a signed
// address. Muster has no shop, so nothing here accepts the address or the token later.
#include <algorithm>

#include "dialects/nuweb/bodies.h"
#include "dialects/nuweb/handlers.h"
#include "directory/customers.h"
#include "model/keys.h"
#include "model/lookup.h"
#include "wire/jwt.h"

namespace muster::dialects::nuweb {

namespace {

constexpr std::chrono::minutes address_lifetime{1};
constexpr std::chrono::hours customer_token_lifetime{24};
constexpr std::size_t customer_token_chars = 48;
constexpr directory::CustomerRules sign_on_rules{
    .unique_email = true, .unique_phone = false, .unique_aliases = true};
constexpr std::string_view alias_type = "nuweb-sso:";

struct SignOnBody {
    std::string email;
    std::string name;
    std::string redirect;
    std::string sso_id;
    bool wants_token = false;
};

Result<SignOnBody> read_sign_on_body(const RequestContext& call)
{
    const auto body = TRY(read_body(call));
    FieldProblems problems;
    SignOnBody input;
    input.email = read_text(body, "email", Presence::required, problems);
    input.name = read_text(body, "name", Presence::optional, problems);
    input.redirect = read_text(body, "redirect", Presence::optional, problems);
    input.sso_id = read_text(body, "customerSsoId", Presence::optional, problems);
    input.wants_token = read_flag(body, "generateCustomerToken", problems);
    if (!input.email.empty() && !is_email(input.email)) {
        problems.add("email", "must be a valid email address.");
    }
    if (!input.sso_id.empty() && !directory::setting(call.tenant, "nuweb.sso", true)) {
        problems.add("customerSsoId", "Customer SSO ID provided but SSO is disabled.");
    }
    TRY(problems.result());
    return input;
}

std::string alias_of(const SignOnBody& input) { return std::string(alias_type) + input.sso_id; }

bool has_other_sso_id(const model::Customer& customer, const SignOnBody& input)
{
    for (const auto& alias : customer.aliases) {
        if (alias.starts_with(alias_type) && alias != alias_of(input)) return true;
    }
    return false;
}

Result<void> apply_sign_on(model::Customer& customer, const SignOnBody& input)
{
    if (!input.sso_id.empty() && has_other_sso_id(customer, input)) {
        return fail(Code::invalid_value, "email",
                    "A customer with this email address already exists.");
    }
    customer.email = input.email;
    if (!input.name.empty()) customer.name = input.name;
    if (customer.name.empty()) customer.name = "Guest Customer";
    const auto alias = alias_of(input);
    const bool known = std::find(customer.aliases.begin(), customer.aliases.end(), alias) !=
                       customer.aliases.end();
    if (!input.sso_id.empty() && !known) customer.aliases.push_back(alias);
    return {};
}

// customerSsoId finds the customer first; a new e-mail then replaces the stored one.
Result<model::CustomerId> sign_on(directory::Transaction& transaction, const SignOnBody& input)
{
    const auto tenant = transaction.tenant();
    model::CustomerId id;
    if (!input.sso_id.empty()) {
        id = TRY(model::customer_id_of(transaction.rows(),
                                       model::customer_alias_key(tenant, alias_of(input))));
    }
    const auto owner = TRY(
        model::customer_id_of(transaction.rows(), model::customer_email_key(tenant, input.email)));
    if (id && owner && id != owner) {
        return fail(Code::invalid_value, "email",
                    "A customer with this email address already exists.");
    }
    if (!id) id = owner;
    const auto edit = [&](model::Customer& customer) { return apply_sign_on(customer, input); };
    if (id) return TRY(directory::update_customer(transaction, id, edit, sign_on_rules)).id;
    model::Customer draft;
    TRY(edit(draft));
    return TRY(directory::create_customer(transaction, draft, sign_on_rules)).id;
}

// Only plain paths are accepted, so that the address cannot lead to another host.
std::string landing_of(const SignOnBody& input)
{
    const bool is_path = input.redirect.starts_with('/') && !input.redirect.starts_with("//");
    const bool is_plain = input.redirect.find_first_of("?#\\ ") == std::string::npos;
    return is_path && is_plain ? input.redirect : "/account";
}

std::string address_of(const RequestContext& call, model::CustomerId customer,
                       const SignOnBody& input)
{
    Json claims = Json::object();
    claims.set("sub", Json(customer.value));
    claims.set("company", Json(call.tenant.id.value));
    wire::set_lifetime(claims, call.directory().clock().now(), address_lifetime);
    const auto key = wire::derive_key(call.services.signing_key, "nuweb single sign-on");
    return call.base_url() + landing_of(input) + "?signature=" + wire::sign_jwt(claims, key) +
           "&user=" + std::to_string(customer.value);
}

} // namespace

Result<http::Response> sign_customer_on(RequestContext& call)
{
    const auto input = TRY(read_sign_on_body(call));
    const auto id = TRY(call.write(
        [&](directory::Transaction& transaction) { return sign_on(transaction, input); }));
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("customerId").integer(id.value);
    out.name("url").text(address_of(call, id, input));
    if (input.wants_token) {
        const auto secret = random_token(call.directory().random(), customer_token_chars);
        const Time end = call.directory().clock().now() + customer_token_lifetime;
        out.name("customerToken").text(std::to_string(id.value) + '|' + secret);
        out.name("customerTokenExpiresAt").text(format_rfc3339(end));
    }
    out.end_object();
    return json_response(std::move(body));
}

// The same answer for live, revoked, unknown and foreign tokens (promise 35).
Result<http::Response> revoke_customer_token(RequestContext& call)
{
    const auto body = TRY(read_body(call));
    FieldProblems problems;
    read_text(body, "customerToken", Presence::required, problems);
    TRY(problems.result());
    return json_response({}, 204);
}

} // namespace muster::dialects::nuweb
