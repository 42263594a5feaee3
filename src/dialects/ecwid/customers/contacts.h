// Ways to reach a customer: their rules and their form, as a list within the customer and as calls
// of their own.
#pragma once

#include "dialects/dialect.h"
#include "dialects/ecwid/document.h"
#include "wire/schema.h"
#include "wire/selection.h"

namespace muster::dialects::ecwid {

void write_contact(JsonWriter& out, const Contact& contact,
                   const wire::Selection& selection = wire::everything);
Json contact_schema(wire::Side side);

// What a body says of the standing of a contact among the others.
struct ContactEdit {
    std::optional<bool> is_default;
    std::optional<std::int64_t> order_by;
};

// Changes what the body names; `contact` and `type` must have a value afterwards.
Result<ContactEdit> read_contact(const Json& body, Contact& contact);
// A default unmarks the former one of its type.
void apply_edit(const ContactEdit& edit, Contact& contact, std::vector<Contact>& others);
// Behind the others; the first of its type is the default unless the body says otherwise.
void add_contact(Contact contact, const ContactEdit& edit, const model::Customer& customer,
                 Time now, Document& document);
// Gives a type that lost its default a new one: the account's e-mail, else the first.
void restore_default(std::string_view type, std::vector<Contact>& contacts);

// A list of contacts in a body: every element is well-formed.
Result<void> check_contacts(const Json& list);
// The body's list takes the place of the stored one; elements with a known id keep it, the account
// e-mail stays in any case.
Result<void> replace_contacts(const Json& list, const model::Customer& customer, Time now,
                              Document& document);
// primaryPhone: the default contact of type PHONE.
void set_primary_phone(const std::string& phone, const model::Customer& customer, Time now,
                       Document& document);

Result<http::Response> list_contacts(Call& call);
Result<http::Response> get_contact(Call& call);
Result<http::Response> create_contact(Call& call);
Result<http::Response> update_contact(Call& call);
Result<http::Response> remove_contact(Call& call);

} // namespace muster::dialects::ecwid
