// The rules of contacts. The calls on single contacts are in contact_calls.cpp.
#include "dialects/ecwid/customers/contacts.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "dialects/ecwid/answers.h"
#include "dialects/ecwid/errors.h"
#include "dialects/ecwid/text_fields.h"

namespace muster::dialects::ecwid {

namespace {

constexpr std::array<std::string_view, 15> contact_types{
    "EMAIL", "PHONE",        "FACEBOOK", "INSTAGRAM", "TWITTER", "YOUTUBE", "TIKTOK", "PINTEREST",
    "VK",    "FB_MESSENGER", "WHATSAPP", "TELEGRAM",  "VIBER",   "URL",     "OTHER"};

const Contact& same_contact(const Contact& contact) { return contact; }

constexpr auto contact_texts =
    wire::record({},
                 wire::row<&Contact::contact>("contact", line_codec)
                     .about("The address, number or name.", R"("https://example.org/ada")"),
                 wire::row<&Contact::handle>("handle", line_codec)
                     .about("The short name in a social network.", R"("@ada")"),
                 wire::row<&Contact::note>("note", long_text_codec)
                     .at_most(long_text_bytes)
                     .about("A note for the staff."));

void write_contact_type(JsonWriter& out, const model::Value& value)
{
    out.text(model::text_of(value));
}

constexpr wire::Codec contact_type_codec{
    .name = "a type of contacts",
    .write = write_contact_type,
    .read = nullptr, // read_type checks it
    .choices = contact_types,
};

constexpr auto contact_table = wire::record(
    {"Contact"}, wire::row<&Contact::id>("id", wire::integer_codec).about("The id.", "10003"),
    wire::row<&Contact::type>("type", contact_type_codec).about("What kind of contact it is."),
    wire::row<&Contact::is_default>("default", wire::boolean_codec)
        .about("Whether it is the first choice of its type."),
    wire::row<&Contact::order_by>("orderBy", wire::integer_codec).about("The place in the list."),
    wire::row<&Contact::created>("timestamp", datetime_codec, wire::Access::read_only)
        .about("When it was added."),
    wire::embed<same_contact, contact_texts>());

Result<std::string> read_type(const Json& json)
{
    const std::string type = TRY(read_text(json, "contacts.type"));
    if (std::ranges::count(contact_types, type) != 0) return type;
    return wrong_parameter("contacts.type", "expected one of 'EMAIL','PHONE','FACEBOOK',…,'OTHER'");
}

std::int64_t next_order(const std::vector<Contact>& contacts)
{
    std::int64_t highest = -1;
    for (const auto& contact : contacts) highest = std::max(highest, contact.order_by);
    return highest + 1;
}

bool has_default(const std::vector<Contact>& contacts, std::string_view type)
{
    return std::ranges::any_of(contacts, [&](const Contact& contact) {
        return contact.is_default && contact.type == type;
    });
}

// The stored contact whose id the element has; nullptr when there is none.
Result<const Contact*> find_known(const Json& element, const std::vector<Contact>& known)
{
    const auto id = TRY(element_id(element, "contacts.id"));
    const auto found = std::ranges::find(known, id, &Contact::id);
    return found == known.end() ? nullptr : &*found;
}

// The contact of the account's e-mail if the element means it, by its id or by the same e-mail;
// else nullptr.
Contact* find_account(const Contact& contact, const model::Customer& customer,
                      CustomerExtras& extras)
{
    const auto account = std::ranges::find(extras.contacts, true, &Contact::is_account);
    if (account == extras.contacts.end()) return nullptr;
    const bool is_same_email =
        contact.id == 0 && contact.type == "EMAIL" && fold(contact.contact) == fold(customer.email);
    return contact.is_account || is_same_email ? &*account : nullptr;
}

// Copies the members of the account's contact that an element cannot change or did not name.
void copy_account_members(const Contact& from, Contact& into)
{
    into.id = from.id;
    into.created = from.created;
    into.type = from.type;
    into.is_account = true;
    into.is_default = from.is_default;
    into.order_by = from.order_by;
}

} // namespace

const wire::Record<Contact>& contact_record() { return contact_table; }

Result<ContactEdit> read_contact(const Json& body, Contact& contact)
{
    if (!body.is_object()) return wrong_parameter("contacts", "expected a JSON object");
    TRY(read_inside(body, contact_texts, "contacts", contact));
    if (trim(contact.contact).empty()) return absent_field("contacts.contact");
    if (const Json* type = body.find("type"); type != nullptr && !type->is_null()) {
        contact.type = TRY(read_type(*type));
    }
    if (contact.type.empty()) return absent_field("contacts.type");
    ContactEdit edit;
    edit.is_default = TRY(read_flag(body, "default", "contacts.default"));
    edit.order_by = TRY(read_count(body, "orderBy", "contacts.orderBy"));
    return edit;
}

void apply_edit(const ContactEdit& edit, Contact& contact, std::vector<Contact>& others)
{
    if (edit.order_by) contact.order_by = *edit.order_by;
    if (edit.is_default) contact.is_default = *edit.is_default;
    if (!contact.is_default) return;
    for (auto& other : others) {
        if (other.id != contact.id && other.type == contact.type) other.is_default = false;
    }
}

void add_contact(Contact contact, const ContactEdit& edit, const model::Customer& customer,
                 Time now, CustomerExtras& extras)
{
    contact.id = contact_id(customer.id, extras.next_contact++);
    contact.created = now;
    contact.is_default = !has_default(extras.contacts, contact.type);
    contact.order_by = next_order(extras.contacts);
    apply_edit(edit, contact, extras.contacts);
    extras.contacts.push_back(std::move(contact));
    extras.has_own_contacts = true;
}

void restore_default(std::string_view type, std::vector<Contact>& contacts)
{
    if (has_default(contacts, type)) return;
    Contact* heir = nullptr;
    for (auto& contact : contacts) {
        if (contact.type != type) continue;
        if (heir == nullptr || contact.is_account ||
            (!heir->is_account && contact.order_by < heir->order_by)) {
            heir = &contact;
        }
    }
    if (heir != nullptr) heir->is_default = true;
}

Result<void> check_contacts(const Json& list)
{
    if (list.is_null()) return {};
    const auto* items = list.as_array();
    if (items == nullptr) return wrong_parameter("contacts", "expected a list");
    for (const auto& item : *items) {
        Contact scratch;
        // An element with an id may leave out members: the stored contact has them.
        scratch.contact = item.find("id") == nullptr ? "" : "stored";
        scratch.type = item.find("id") == nullptr ? "" : "OTHER";
        TRY(read_contact(item, scratch));
        TRY(element_id(item, "contacts.id"));
    }
    return {};
}

Result<void> replace_contacts(const Json& list, const model::Customer& customer, Time now,
                              CustomerExtras& extras)
{
    const auto known = std::exchange(extras.contacts, {});
    extras.has_own_contacts = true;
    for (const auto& contact : known) {
        if (contact.is_account) extras.contacts.push_back(contact);
    }
    if (list.is_null()) return {};
    for (const auto& item : *list.as_array()) {
        const Contact* stored = TRY(find_known(item, known));
        Contact contact = stored == nullptr ? Contact{} : *stored;
        const auto edit = TRY(read_contact(item, contact));
        if (Contact* account = find_account(contact, customer, extras)) {
            copy_account_members(*account, contact);
            apply_edit(edit, contact, extras.contacts);
            *account = std::move(contact);
        } else if (stored != nullptr) {
            apply_edit(edit, contact, extras.contacts);
            extras.contacts.push_back(std::move(contact));
        } else {
            add_contact(std::move(contact), edit, customer, now, extras);
        }
    }
    restore_default("EMAIL", extras.contacts);
    return {};
}

void set_primary_phone(const std::string& phone, const model::Customer& customer, Time now,
                       CustomerExtras& extras)
{
    if (phone.empty()) return;
    extras.has_own_contacts = true;
    for (auto& contact : extras.contacts) {
        if (contact.type == "PHONE" && contact.is_default) {
            contact.contact = phone;
            return;
        }
    }
    Contact contact;
    contact.contact = phone;
    contact.type = "PHONE";
    add_contact(std::move(contact), {true, 0}, customer, now, extras);
}

} // namespace muster::dialects::ecwid
