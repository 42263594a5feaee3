// The calls on the contacts of one customer. Their rules are in contacts.cpp.
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

Result<Contacts::iterator> find_contact(Document& document, std::int64_t id)
{
    const auto found = std::ranges::find(document.contacts, id, &Contact::id);
    if (found == document.contacts.end()) return contact_not_found(id);
    return found;
}

Result<Document> read_document(const Call& call)
{
    const model::CustomerId id{TRY(path_id(call, "customerId"))};
    const auto customer = TRY(find_customer(call.rows(), call.tenant.id, id));
    return Document::of(customer);
}

// Changes the document of the customer in the path, and answers; every such write is a change of
// the customer.
using Change =
    std::function<Result<void>(const directory::Transaction&, const model::Customer&, Document&)>;
Result<http::Response> change_document(Call& call, const http::Response& answer,
                                       const Change& change)
{
    const model::CustomerId id{TRY(path_id(call, "customerId"))};
    return answer_by_write(call, [&](directory::Transaction& t) -> Result<http::Response> {
        TRY(find_customer(t.rows(), t.tenant(), id));
        TRY(directory::update_customer(t, id,
                                       [&](model::Customer& customer) -> Result<void> {
                                           auto document = Document::of(customer);
                                           document.has_own_contacts = true;
                                           TRY(change(t, customer, document));
                                           document.keep_in(customer);
                                           return {};
                                       },
                                       {.unchanged = directory::Unchanged::renew}));
        return answer;
    });
}

} // namespace

Result<http::Response> list_contacts(Call& call)
{
    auto document = TRY(read_document(call));
    sort_for_showing(document);
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("items").begin_array();
    for (const auto& contact : document.contacts) write_contact(out, contact);
    out.end_array().end_object();
    return json_response(std::move(body));
}

Result<http::Response> get_contact(Call& call)
{
    const auto id = TRY(path_id(call, "contactId"));
    auto document = TRY(read_document(call));
    const auto contact = TRY(find_contact(document, id));
    std::string body;
    JsonWriter out(body);
    write_contact(out, *contact);
    return json_response(std::move(body));
}

Result<http::Response> create_contact(Call& call)
{
    const auto body = TRY(read_object(call));
    Contact contact;
    const auto edit = TRY(read_contact(body, contact));
    return change_document(call, counted("createCount"),
                           [&](const directory::Transaction& t, const model::Customer& customer,
                               Document& document) -> Result<void> {
                               add_contact(contact, edit, customer, t.now(), document);
                               return {};
                           });
}

Result<http::Response> update_contact(Call& call)
{
    const auto id = TRY(path_id(call, "contactId"));
    const auto body = TRY(read_object(call));
    Contact scratch;
    scratch.contact = "kept";
    scratch.type = "OTHER";
    TRY(read_contact(body, scratch));
    return change_document(call, updated(),
                           [&](const directory::Transaction&, const model::Customer&,
                               Document& document) -> Result<void> {
                               const auto contact = TRY(find_contact(document, id));
                               const std::string former_type = contact->type;
                               const auto edit = TRY(read_contact(body, *contact));
                               if (contact->is_account) contact->type = former_type;
                               apply_edit(edit, *contact, document.contacts);
                               restore_default("EMAIL", document.contacts);
                               return {};
                           });
}

Result<http::Response> remove_contact(Call& call)
{
    const auto id = TRY(path_id(call, "contactId"));
    return change_document(call, deleted(),
                           [&](const directory::Transaction&, const model::Customer&,
                               Document& document) -> Result<void> {
                               const auto contact = TRY(find_contact(document, id));
                               if (contact->is_account) {
                                   return fail(Code::invalid_value, {},
                                               "The e-mail of the account cannot be deleted");
                               }
                               const std::string type = contact->type;
                               document.contacts.erase(contact);
                               restore_default(type, document.contacts);
                               return {};
                           });
}

} // namespace muster::dialects::ecwid
