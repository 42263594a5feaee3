// Contacts: the ways to reach a customer. Their rules and their JSON, both for the list inside a
// customer and for the calls on single contacts.
#pragma once

#include "dialects/dialect.h"
#include "dialects/ecwid/customers/customer_extras.h"
#include "wire/record.h"

namespace muster::dialects::ecwid {

const wire::Record<Contact>& contact_record();

// The members of a body that concern other contacts, too.
struct ContactEdit {
    std::optional<bool> is_default;
    std::optional<std::int64_t> order_by;
};

// Changes the members that the body names. `contact` and `type` must have a value afterwards.
Result<ContactEdit> read_contact(const Json& body, Contact& contact);
// A contact that becomes the default of its type replaces the former default.
void apply_edit(const ContactEdit& edit, Contact& contact, std::vector<Contact>& others);
// Adds a contact after the others. The first contact of a type is its default unless the body says
// otherwise.
void add_contact(Contact contact, const ContactEdit& edit, const model::Customer& customer,
                 Time now, CustomerExtras& extras);
// Chooses a default for a type that has none: the e-mail of the account, else the first contact.
void restore_default(std::string_view type, std::vector<Contact>& contacts);

// Checks the form of every element of a list in a body.
Result<void> check_contacts(const Json& list);
// Replaces the stored list by the body's list. Elements with a known id keep their id; the contact
// of the account's e-mail stays in any case.
Result<void> replace_contacts(const Json& list, const model::Customer& customer, Time now,
                              CustomerExtras& extras);
// primaryPhone of a body: changes the default contact of type PHONE, or adds one.
void set_primary_phone(const std::string& phone, const model::Customer& customer, Time now,
                       CustomerExtras& extras);

Result<http::Response> list_contacts(RequestContext& call);
Result<http::Response> get_contact(RequestContext& call);
Result<http::Response> create_contact(RequestContext& call);
Result<http::Response> update_contact(RequestContext& call);
Result<http::Response> remove_contact(RequestContext& call);

} // namespace muster::dialects::ecwid
