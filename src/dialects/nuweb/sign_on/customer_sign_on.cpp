// Single sign-on of customers: finds or creates the customer, updates it, and answers with a signed
// address. Muster has no shop, so nothing here accepts the address or the token later.
#include <algorithm>

#include "dialects/nuweb/bodies.h"
#include "dialects/nuweb/codecs.h"
#include "dialects/nuweb/documents.h"
#include "dialects/nuweb/handlers.h"
#include "dialects/nuweb/nuweb.h"
#include "dialects/nuweb/settings.h"
#include "dialects/nuweb/sign_on/address.h"
#include "directory/customers.h"
#include "model/keys.h"
#include "model/lookup.h"
#include "model/vendor_numbers.h"

namespace muster::dialects::nuweb {

namespace {

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

constexpr auto sign_on_table = wire::record(
    {"SignOn"}, wire::row<&SignOnBody::email>("email", line_email_codec, wire::Access::required),
    wire::row<&SignOnBody::name>("name", line_codec)
        .about("A new customer without a name is called Guest Customer."),
    wire::row<&SignOnBody::redirect>("redirect", line_codec)
        .about("The path of the page that the address leads to.", R"("/account")"),
    wire::row<&SignOnBody::sso_id>("customerSsoId", line_codec)
        .about("Finds the customer before the e-mail does."),
    wire::row<&SignOnBody::wants_token>("generateCustomerToken", wire::lenient_boolean_codec)
        .about("Asks for customerToken in the answer."));

struct SignOnAnswer {
    std::int64_t customer = 0; // as clients know it
    std::string url;
    std::string token; // empty unless asked for
    std::optional<Time> token_expires_at;
};

constexpr auto sign_on_answer_table = wire::record(
    {"SignOnAnswer"},
    wire::row<&SignOnAnswer::customer>("customerId", wire::integer_codec, wire::Access::read_only),
    wire::row<&SignOnAnswer::url>("url", wire::text_codec, wire::Access::read_only)
        .about("The signed address."),
    wire::row<&SignOnAnswer::token>("customerToken", wire::text_codec, wire::Access::read_only),
    wire::row<&SignOnAnswer::token_expires_at>("customerTokenExpiresAt", wire::instant_codec,
                                               wire::Access::read_only));

struct CustomerTokenBody {
    std::string token;
};

constexpr auto customer_token_table = wire::record(
    {"CustomerToken"},
    wire::row<&CustomerTokenBody::token>("customerToken", line_codec, wire::Access::required));

Result<SignOnBody> read_sign_on_body(const RequestContext& call)
{
    const auto json = TRY(read_body(call));
    SignOnBody body;
    FieldProblems problems;
    problems.add(wire::read_members<SignOnBody>(json, sign_on_table, body,
                                                {.purpose = wire::Purpose::create}));
    if (!body.sso_id.empty() && !model::flag_setting(call.tenant, company_settings::signs_on)) {
        problems.add("customerSsoId", "Customer SSO ID provided but SSO is disabled.");
    }
    TRY(problems.result());
    return body;
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

// customerSsoId finds the customer first; a new e-mail then replaces the stored one. The right to
// create customers is not the right to change them: without it a known customer signs on unchanged.
Result<model::CustomerId> sign_on(directory::Transaction& transaction, const SignOnBody& input,
                                  bool may_edit)
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
    if (id && !may_edit) return id;
    if (id) return TRY(directory::update_customer(transaction, id, edit, sign_on_rules)).id;
    model::Customer draft;
    TRY(edit(draft));
    return TRY(directory::create_customer(transaction, draft, sign_on_rules)).id;
}

} // namespace

const wire::AnyRecord& sign_on_body() { return sign_on_table; }
const wire::AnyRecord& sign_on_answer() { return sign_on_answer_table; }
const wire::AnyRecord& customer_token_body() { return customer_token_table; }

Result<http::Response> sign_customer_on(RequestContext& call)
{
    const auto input = TRY(read_sign_on_body(call));
    const bool may_edit = call.principal.has_scope("customers.edit");
    SignOnAnswer answer;
    const auto id = TRY(call.write([&](directory::Transaction& transaction) {
        return sign_on(transaction, input, may_edit);
    }));
    answer.customer =
        model::shown_id(TRY(model::get(call.rows(), call.tenant.id, id)), dialect_name);
    answer.url =
        signed_address(call, {answer.customer, input.redirect, "/account", "nuweb single sign-on"});
    if (input.wants_token) {
        answer.token = std::to_string(answer.customer) + '|' +
                       random_token(call.directory().random(), customer_token_chars);
        answer.token_expires_at = call.directory().clock().now() + customer_token_lifetime;
    }
    return record_response<SignOnAnswer>(sign_on_answer_table, answer);
}

// The same answer for live, revoked, unknown and foreign tokens (promise 35).
Result<http::Response> revoke_customer_token(RequestContext& call)
{
    TRY(read_body_as<CustomerTokenBody>(call, customer_token_table));
    return json_response({}, 204);
}

} // namespace muster::dialects::nuweb
