// Single sign-on of customers: finds or makes the customer, brings it up to date, and hands out a
// signed address. There is no shop behind this server, so nothing here takes address or token back.
#include <algorithm>

#include "dialects/nuweb/bodies.h"
#include "dialects/nuweb/handlers.h"
#include "directory/customers.h"
#include "model/keys.h"
#include "wire/jwt.h"

namespace muster::dialects::nuweb {

namespace {

constexpr std::chrono::minutes address_lifetime{1};
constexpr std::chrono::hours token_lifetime{24};
constexpr std::size_t token_chars = 48;
constexpr directory::CustomerRules rules{
    .unique_email = true, .unique_phone = false, .unique_aliases = true};
constexpr std::string_view alias_type = "nuweb-sso:";

struct Wanted {
    std::string email;
    std::string name;
    std::string redirect;
    std::string sso_id;
    bool wants_token = false;
};

Result<Wanted> read_wanted(const RequestContext& call)
{
    const auto body = TRY(read_body(call));
    Problems problems;
    Wanted wanted;
    wanted.email = read_text(body, "email", Need::required, problems);
    wanted.name = read_text(body, "name", Need::optional, problems);
    wanted.redirect = read_text(body, "redirect", Need::optional, problems);
    wanted.sso_id = read_text(body, "customerSsoId", Need::optional, problems);
    wanted.wants_token = read_flag(body, "generateCustomerToken", problems);
    if (!wanted.email.empty() && !is_email(wanted.email)) {
        problems.add("email", "must be a valid email address.");
    }
    if (!wanted.sso_id.empty() && !directory::setting(call.tenant, "nuweb.sso", true)) {
        problems.add("customerSsoId", "Customer SSO ID provided but SSO is disabled.");
    }
    TRY(problems.result());
    return wanted;
}

std::string alias_of(const Wanted& wanted) { return std::string(alias_type) + wanted.sso_id; }

bool has_other_sso_id(const model::Customer& customer, const Wanted& wanted)
{
    for (const auto& alias : customer.aliases) {
        if (alias.starts_with(alias_type) && alias != alias_of(wanted)) return true;
    }
    return false;
}

// 0 when there is none.
Result<model::CustomerId> find_id(const directory::Transaction& transaction, const model::Key& key)
{
    const auto customer = model::find<model::Customer>(transaction.rows(), key);
    if (customer) return customer->id;
    if (customer.error().code == Code::not_found) return model::CustomerId{};
    return fail(customer.error());
}

Result<void> bring_up_to_date(model::Customer& customer, const Wanted& wanted)
{
    if (!wanted.sso_id.empty() && has_other_sso_id(customer, wanted)) {
        return fail(Code::invalid_value, "email",
                    "A customer with this email address already exists.");
    }
    customer.email = wanted.email;
    if (!wanted.name.empty()) customer.name = wanted.name;
    if (customer.name.empty()) customer.name = "Guest Customer";
    const auto alias = alias_of(wanted);
    const bool known = std::find(customer.aliases.begin(), customer.aliases.end(), alias) !=
                       customer.aliases.end();
    if (!wanted.sso_id.empty() && !known) customer.aliases.push_back(alias);
    return {};
}

// The caller's own number decides; a new address then replaces the old one.
Result<model::CustomerId> sign_on(directory::Transaction& transaction, const Wanted& wanted)
{
    const auto tenant = transaction.tenant();
    model::CustomerId id;
    if (!wanted.sso_id.empty()) {
        id = TRY(find_id(transaction, model::customer_alias_key(tenant, alias_of(wanted))));
    }
    const auto owner = TRY(find_id(transaction, model::customer_email_key(tenant, wanted.email)));
    if (id && owner && id != owner) {
        return fail(Code::invalid_value, "email",
                    "A customer with this email address already exists.");
    }
    if (!id) id = owner;
    const auto edit = [&](model::Customer& customer) { return bring_up_to_date(customer, wanted); };
    if (id) return TRY(directory::update_customer(transaction, id, edit, rules)).id;
    model::Customer draft;
    TRY(edit(draft));
    return TRY(directory::create_customer(transaction, draft, rules)).id;
}

// Paths of our own only: an address elsewhere falls back to the account page.
std::string landing_of(const Wanted& wanted)
{
    const bool is_path = wanted.redirect.starts_with('/') && !wanted.redirect.starts_with("//");
    const bool is_plain = wanted.redirect.find_first_of("?#\\ ") == std::string::npos;
    return is_path && is_plain ? wanted.redirect : "/account";
}

std::string address_of(const RequestContext& call, model::CustomerId customer, const Wanted& wanted)
{
    Json claims = Json::object();
    claims.set("sub", Json(customer.value));
    claims.set("company", Json(call.tenant.id.value));
    wire::set_lifetime(claims, call.directory().clock().now(), address_lifetime);
    const auto key = wire::derive_key(call.services.signing_key, "nuweb single sign-on");
    return call.base_url() + landing_of(wanted) + "?signature=" + wire::sign_jwt(claims, key) +
           "&user=" + std::to_string(customer.value);
}

} // namespace

Result<http::Response> sign_customer_on(RequestContext& call)
{
    const auto wanted = TRY(read_wanted(call));
    const auto id = TRY(call.write(
        [&](directory::Transaction& transaction) { return sign_on(transaction, wanted); }));
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("customerId").integer(id.value);
    out.name("url").text(address_of(call, id, wanted));
    if (wanted.wants_token) {
        const auto secret = random_token(call.directory().random(), token_chars);
        const Time end = call.directory().clock().now() + token_lifetime;
        out.name("customerToken").text(std::to_string(id.value) + '|' + secret);
        out.name("customerTokenExpiresAt").text(format_rfc3339(end));
    }
    out.end_object();
    return json_response(std::move(body));
}

// The same answer for live, revoked, unknown and foreign tokens.
Result<http::Response> revoke_customer_token(RequestContext& call)
{
    const auto body = TRY(read_body(call));
    Problems problems;
    read_text(body, "customerToken", Need::required, problems);
    TRY(problems.result());
    return json_response({}, 204);
}

} // namespace muster::dialects::nuweb
