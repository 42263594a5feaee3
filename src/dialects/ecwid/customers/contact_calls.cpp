// The calls on single contacts of a customer. The rules of contacts are in contacts.cpp.
#include <algorithm>
#include <functional>

#include "dialects/ecwid/answers.h"
#include "dialects/ecwid/batch/batch_checkpoint.h"
#include "dialects/ecwid/customers/contacts.h"
#include "dialects/ecwid/customers/customers.h"
#include "dialects/ecwid/errors.h"
#include "directory/customers.h"

namespace muster::dialects::ecwid {

namespace {

using Contacts = std::vector<Contact>;

Result<Contacts::iterator> find_contact(CustomerExtras& extras, std::int64_t id)
{
    const auto found = std::ranges::find(extras.contacts, id, &Contact::id);
    if (found == extras.contacts.end()) return contact_not_found(id);
    return found;
}

Result<CustomerExtras> read_extras(const RequestContext& call)
{
    const auto id = TRY(path_id(call, "customerId"));
    const auto customer = TRY(find_customer(call.rows(), call.tenant.id, id));
    return CustomerExtras::of(customer);
}

// Runs `change` on the extras of the customer in the path and returns `answer`. Every such write
// counts as a change of the customer, also when nothing differs.
using Change = std::function<Result<void>(const directory::Transaction&, const model::Customer&,
                                          CustomerExtras&)>;
Result<http::Response> change_extras(RequestContext& call, const http::Response& answer,
                                     const Change& change)
{
    const auto id = TRY(path_id(call, "customerId"));
    return answer_by_write(call, [&](directory::Transaction& t) -> Result<http::Response> {
        const auto known = TRY(find_customer(t.rows(), t.tenant(), id));
        TRY(directory::update_customer(t, known.id,
                                       [&](model::Customer& customer) -> Result<void> {
                                           auto extras = CustomerExtras::of(customer);
                                           extras.has_own_contacts = true;
                                           TRY(change(t, customer, extras));
                                           extras.store_in(customer);
                                           return {};
                                       },
                                       {.unchanged = directory::Unchanged::renew}));
        return answer;
    });
}

} // namespace

Result<http::Response> list_contacts(RequestContext& call)
{
    auto extras = TRY(read_extras(call));
    sort_for_showing(extras);
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("items").begin_array();
    for (const auto& contact : extras.contacts) {
        wire::write_object(out, contact_record(), contact);
    }
    out.end_array().end_object();
    return json_response(std::move(body));
}

Result<http::Response> get_contact(RequestContext& call)
{
    const auto id = TRY(path_id(call, "contactId"));
    auto extras = TRY(read_extras(call));
    const auto contact = TRY(find_contact(extras, id));
    std::string body;
    JsonWriter out(body);
    wire::write_object(out, contact_record(), *contact);
    return json_response(std::move(body));
}

Result<http::Response> create_contact(RequestContext& call)
{
    const auto body = TRY(read_object(call));
    Contact contact;
    const auto edit = TRY(read_contact(body, contact));
    return change_extras(call, counted("createCount"),
                         [&](const directory::Transaction& t, const model::Customer& customer,
                             CustomerExtras& extras) -> Result<void> {
                             add_contact(contact, edit, customer, t.now(), extras);
                             return {};
                         });
}

Result<http::Response> update_contact(RequestContext& call)
{
    const auto id = TRY(path_id(call, "contactId"));
    const auto body = TRY(read_object(call));
    Contact scratch;
    // Checks the body before the write. What it does not name, the stored contact has.
    scratch.contact = "stored";
    scratch.type = "OTHER";
    TRY(read_contact(body, scratch));
    return change_extras(call, updated(),
                         [&](const directory::Transaction&, const model::Customer&,
                             CustomerExtras& extras) -> Result<void> {
                             const auto contact = TRY(find_contact(extras, id));
                             const std::string former_type = contact->type;
                             const auto edit = TRY(read_contact(body, *contact));
                             if (contact->is_account) contact->type = former_type;
                             apply_edit(edit, *contact, extras.contacts);
                             restore_default("EMAIL", extras.contacts);
                             return {};
                         });
}

Result<http::Response> remove_contact(RequestContext& call)
{
    const auto id = TRY(path_id(call, "contactId"));
    return change_extras(call, deleted(),
                         [&](const directory::Transaction&, const model::Customer&,
                             CustomerExtras& extras) -> Result<void> {
                             const auto contact = TRY(find_contact(extras, id));
                             if (contact->is_account) {
                                 return fail(Code::invalid_value, {},
                                             "The e-mail of the account cannot be deleted");
                             }
                             const std::string type = contact->type;
                             extras.contacts.erase(contact);
                             restore_default(type, extras.contacts);
                             return {};
                         });
}

} // namespace muster::dialects::ecwid
