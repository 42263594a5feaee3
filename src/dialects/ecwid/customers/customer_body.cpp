// Parses bodies of customers and applies them.
#include "dialects/ecwid/customers/customer_body.h"

#include "base/secrets.h"
#include "base/text.h"
#include "dialects/ecwid/customers/contacts.h"
#include "dialects/ecwid/customers/fields.h"
#include "dialects/ecwid/customers/shipping.h"
#include "dialects/ecwid/errors.h"
#include "dialects/ecwid/extrafields/extrafields.h"
#include "dialects/ecwid/groups.h"
#include "dialects/ecwid/parameters.h"
#include "dialects/ecwid/settings.h"
#include "dialects/ecwid/text_fields.h"
#include "directory/customers.h"
#include "directory/memberships.h"
#include "model/lookup.h"

namespace muster::dialects::ecwid {

namespace {

constexpr std::string_view address_ids = "ecwid.address"; // the store's sequence of address ids

// A top-level `name` means billingPerson.name, unless that is given.
void move_name(Json& body)
{
    const Json* name = body.find("name");
    if (name == nullptr || name->is_null()) return;
    const Json value = *name;
    Json* billing = body.find("billingPerson");
    if (billing == nullptr || billing->is_null()) {
        billing = &body.set("billingPerson", Json::object());
    }
    if (billing->is_object() && billing->find("name") == nullptr) billing->set("name", value);
}

// Drops the ids of the elements of a new customer: they can only belong to another customer.
void forget_ids(Json* list)
{
    auto* items = list == nullptr ? nullptr : list->as_array();
    if (items == nullptr) return;
    for (auto& item : *items) {
        if (item.is_object()) item.erase("id");
    }
}

// A number, also as a text. Null counts as not given.
Result<std::optional<std::int64_t>> read_group_id(const Json& body)
{
    const Json* json = body.find("customerGroupId");
    if (json == nullptr || json->is_null()) return std::nullopt;
    auto value = wire::lenient_integer_codec.read(*json);
    if (!value) return wrong_parameter("customerGroupId", "expected a number");
    const auto* id = std::get_if<std::int64_t>(&*value);
    if (id == nullptr) return std::nullopt;
    return *id;
}

// The table limits bytes; this API limits characters.
Result<void> check_lengths(const Json& body)
{
    for (const auto& row : customer_rows()) {
        const Json* json = row.name.empty() ? nullptr : body.find(row.name);
        const bool is_line = row.max_bytes != limits::text_bytes;
        if (json != nullptr && json->as_text() != nullptr && is_line) {
            TRY(read_text(*json, row.name));
        }
    }
    return {};
}

Result<void> check_language(const RequestContext& call, const Json& body)
{
    const Json* lang = body.find("lang");
    const auto* text = lang == nullptr ? nullptr : lang->as_text();
    if (text == nullptr || text->empty()) return {};
    const auto languages = model::list_setting(call.tenant, store_settings::languages);
    if (languages.empty()) return {};
    for (const auto& language : languages) {
        if (equal_ignoring_ascii_case(language, *text)) return {};
    }
    return fail(Code::invalid_value, "languages", "Languages not allowed: " + *text);
}

Result<void> check_lists(const Json& body)
{
    const auto check = [&](std::string_view name, Result<void> (*rule)(const Json&)) {
        const Json* list = body.find(name);
        return list == nullptr ? Result<void>{} : rule(*list);
    };
    TRY(check("shippingAddresses", check_addresses));
    TRY(check("contacts", check_contacts));
    TRY(check("extrafields", check_extrafields));
    return {};
}

Result<std::optional<std::string>> read_password(const Json& body)
{
    const Json* password = body.find("password");
    if (password == nullptr) return std::nullopt;
    const std::string text = TRY(read_text(*password, "password"));
    if (text.empty()) return std::nullopt;
    return TRY(hash_password(text));
}

// The directory's error about an e-mail that is taken, with the text of this API.
muster::Failure explained(Error error, const std::string& email)
{
    if (error.code == Code::already_exists && error.subject == "email") {
        error.message = "Customer with email " + email + " already exists";
    }
    return fail(std::move(error));
}

} // namespace

Result<CustomerBody> CustomerBody::read(const RequestContext& call, wire::Purpose purpose)
{
    CustomerBody body;
    body.body_ = TRY(read_object(call));
    body.purpose_ = purpose;
    move_name(body.body_);
    if (purpose == wire::Purpose::create) {
        for (const auto* name : {"shippingAddresses", "contacts"}) {
            forget_ids(body.body_.find(name));
        }
    }
    if (const Json* email = body.find("email"); email != nullptr && email->is_null()) {
        body.body_.erase("email");
    }
    model::Customer scratch;
    TRY(wire::read_members(body.body_, customer_record(), scratch, {.purpose = purpose}));
    TRY(check_lengths(body.body_));
    TRY(check_language(call, body.body_));
    if (body.find("email") != nullptr) {
        body.email_ = scratch.email;
        if (scratch.email.find('@') == scratch.email.npos) {
            return wrong_parameter("email", "expected an e-mail address");
        }
    }
    Address address;
    const Json* billing = body.find("billingPerson");
    if (billing != nullptr && !billing->is_null()) {
        TRY(check_country(*billing, "billingPerson"));
        TRY(read_address(*billing, "billingPerson", address));
    }
    TRY(check_lists(body.body_));
    body.group_ = TRY(read_group_id(body.body_));
    if (const Json* phone = body.find("primaryPhone")) {
        body.primary_phone_ = TRY(read_text(*phone, "primaryPhone"));
    }
    body.password_hash_ = TRY(read_password(body.body_));
    return body;
}

Result<CustomerBody> CustomerBody::of_mass_update(const Json& members)
{
    CustomerBody body;
    body.body_ = Json::object();
    for (const auto* name : {"taxExempt", "acceptMarketing"}) {
        if (const Json* member = members.find(name)) body.body_.set(name, *member);
    }
    model::Customer scratch;
    TRY(wire::read_members(body.body_, customer_record(), scratch));
    body.group_ = TRY(read_group_id(members));
    return body;
}

Result<model::CustomerId> CustomerBody::create(directory::Transaction& transaction) const
{
    model::Customer draft;
    draft.created_at = transaction.now();
    TRY(apply(transaction, draft));
    auto customer =
        directory::create_customer(transaction, std::move(draft), {.unique_email = true});
    if (!customer) return explained(customer.error(), email_.value_or(""));
    TRY(move(transaction, customer->id));
    return customer->id;
}

Result<void> CustomerBody::update(directory::Transaction& transaction,
                                  const model::Customer& known) const
{
    // Other APIs allow several customers with one e-mail, so only a changed e-mail is checked.
    const bool has_new_email = email_ && fold(*email_) != fold(known.email);
    auto customer = directory::update_customer(
        transaction, known.id, [&](model::Customer& newest) { return apply(transaction, newest); },
        {.unique_email = has_new_email, .unchanged = directory::Unchanged::renew});
    if (!customer) return explained(customer.error(), email_.value_or(""));
    return move(transaction, known.id);
}

Result<void> CustomerBody::apply(directory::Transaction& transaction,
                                 model::Customer& customer) const
{
    TRY(wire::read_members(body_, customer_record(), customer, {.purpose = purpose_}));
    if (const Json* billing = find("billingPerson")) {
        Address address = billing_address(customer);
        if (billing->is_null()) {
            address = Address{};
        } else {
            TRY(read_address(*billing, "billingPerson", address));
        }
        set_billing_address(customer, address);
    }
    if (password_hash_) customer.password_hash = *password_hash_;
    return apply_lists(transaction, customer);
}

Result<void> CustomerBody::apply_lists(directory::Transaction& transaction,
                                       model::Customer& customer) const
{
    auto extras = CustomerExtras::of(customer);
    if (const Json* list = find("shippingAddresses")) {
        const NextId next_id = [&] {
            return transaction.writer().next_in_sequence(transaction.tenant(), address_ids);
        };
        TRY(replace_addresses(*list, transaction.now(), next_id, extras.addresses));
        extras.is_guest = false;
    }
    if (const Json* list = find("contacts")) {
        TRY(replace_contacts(*list, customer, transaction.now(), extras));
    }
    set_primary_phone(primary_phone_, customer, transaction.now(), extras);
    if (const Json* list = find("extrafields")) {
        const auto* declared = TRY(transaction.declared());
        TRY(merge_extrafields(*list, *declared, customer, extras));
    }
    extras.store_in(customer);
    return {};
}

Result<void> CustomerBody::move(directory::Transaction& transaction, model::CustomerId id) const
{
    if (!group_) return {};
    const auto group = TRY(find_group_id(transaction.rows(), transaction.tenant(), *group_));
    return directory::set_home_group(transaction, id, group);
}

} // namespace muster::dialects::ecwid
