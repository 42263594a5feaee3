// Who belongs to a group: people are named by e-mail, added and taken out many at a time.
#include "base/text.h"
#include "dialects/nuweb/bodies.h"
#include "dialects/nuweb/handlers.h"
#include "dialects/nuweb/resources.h"
#include "directory/customers.h"
#include "directory/groups.h"
#include "directory/memberships.h"
#include "model/keys.h"
#include "model/lookup.h"

namespace muster::dialects::nuweb {

namespace {

constexpr std::string_view guest_name = "Guest Customer";

struct Person {
    std::string email;
    std::string name;
    bool has_removal_date = false; // null too: it clears
    std::optional<Time> removal_date;
};

struct Wanted {
    model::GroupId group;
    bool creates_missing = false;
    std::vector<Person> people;
};

void read_removal_date(const Json& json, std::string_view field, Person& person, Problems& problems)
{
    const Json* date = json.find("removal_date");
    if (date == nullptr) return;
    person.has_removal_date = true;
    if (date->is_null()) return;
    const auto* text = date->as_text();
    const auto day = text != nullptr ? parse_date(trim(*text)) : std::nullopt;
    if (day) {
        person.removal_date = Time(*day);
    } else {
        problems.add(std::string(field) + ".removal_date", "must be a valid date.");
    }
}

// An object with an e-mail, or the e-mail itself.
Person read_person(const Json& json, const std::string& field, Problems& problems)
{
    Json object = json;
    if (json.as_text() != nullptr) object = Json(Json::Object{{"email", json}});
    Problems own;
    Person person;
    person.email = read_text(object, "email", Need::required, own);
    person.name = read_text(object, "name", Need::optional, own);
    if (!person.email.empty() && !is_email(person.email)) {
        own.add("email", "must be a valid email address.");
    }
    if (auto result = own.result(); !result) {
        Error error = std::move(result).error();
        error.subject = field + '.' + error.subject;
        for (auto& other : error.further) other.subject = field + '.' + other.subject;
        problems.add(error);
    }
    read_removal_date(object, field, person, problems);
    return person;
}

Result<Wanted> read_wanted(const RequestContext& call)
{
    const auto body = TRY(read_body(call));
    Problems problems;
    Wanted wanted;
    wanted.group.value = read_id(body, "customerGroupId", problems);
    wanted.creates_missing = read_flag(body, "createCustomersIfMissing", problems);
    const Json* customers = body.find("customers");
    const auto* people = customers != nullptr ? customers->as_array() : nullptr;
    if (customers == nullptr || customers->is_null()) {
        problems.add("customers", "is required", Code::missing_field);
    } else if (people == nullptr) {
        problems.add("customers", "must be an array.");
    } else if (people->size() > limits::bulk_items) {
        problems.add("customers", "must not have more than 10000 items.");
    } else {
        for (const auto& person : *people) {
            const auto field = "customers." + std::to_string(wanted.people.size());
            wanted.people.push_back(read_person(person, field, problems));
        }
    }
    TRY(problems.result());
    return wanted;
}

// 0 when nobody has that address.
Result<model::CustomerId> find_customer(const directory::Transaction& transaction,
                                        std::string_view email)
{
    const auto key = model::customer_email_key(transaction.tenant(), email);
    const auto customer = model::find<model::Customer>(transaction.rows(), key);
    if (customer) return customer->id;
    if (customer.error().code == Code::not_found) return model::CustomerId{};
    return fail(customer.error());
}

Result<model::CustomerId> create_guest(directory::Transaction& transaction, const Person& person)
{
    model::Customer guest;
    guest.email = person.email;
    guest.name = person.name.empty() ? std::string(guest_name) : person.name;
    guest.extras.set("nuweb", R"({"guest":true})");
    return TRY(directory::create_customer(transaction, guest, {.unique_email = true})).id;
}

Result<void> place(directory::Transaction& transaction, model::GroupId group,
                   model::CustomerId customer, const Person& person)
{
    const auto present =
        model::live_membership(transaction.rows(), transaction.tenant(), group, customer);
    if (!present && present.error().code != Code::not_found) return fail(present.error());
    // A date that has come already means out, now.
    if (person.removal_date && *person.removal_date <= transaction.now()) {
        return present ? directory::leave(transaction, group, customer) : Result<void>{};
    }
    if (!present) {
        directory::Joining joining;
        joining.expires_at = person.removal_date;
        TRY(directory::join(transaction, group, customer, joining));
        return {};
    }
    if (!person.has_removal_date) return {};
    TRY(directory::update_membership(transaction, group, customer,
                                     [&](model::Membership& membership) {
                                         membership.expires_at = person.removal_date;
                                         return Result<void>{};
                                     }));
    return {};
}

Result<model::Group> add_people(directory::Transaction& transaction, const Wanted& wanted)
{
    auto group = TRY(model::live_group(transaction.rows(), transaction.tenant(), wanted.group));
    for (const auto& person : wanted.people) {
        auto customer = TRY(find_customer(transaction, person.email));
        if (!customer && wanted.creates_missing) customer = TRY(create_guest(transaction, person));
        if (customer) TRY(place(transaction, wanted.group, customer, person));
    }
    return group;
}

Result<model::Group> remove_people(directory::Transaction& transaction, const Wanted& wanted)
{
    auto group = TRY(model::live_group(transaction.rows(), transaction.tenant(), wanted.group));
    for (const auto& person : wanted.people) {
        const auto customer = TRY(find_customer(transaction, person.email));
        if (!customer) continue;
        const auto left = directory::leave(transaction, wanted.group, customer);
        if (!left && left.error().code != Code::not_found) return fail(left.error());
    }
    return group;
}

// Whatever keeps people out of the group is a problem of customerGroupId.
Result<model::Group> in_words(Result<model::Group> written)
{
    if (written) return written;
    Error error = std::move(written).error();
    if (error.code == Code::full || error.code == Code::conflict) {
        error.subject = "customerGroupId";
        error.message = error.code == Code::full ? "The customer group is full."
                                                 : "The customer group takes no members.";
    }
    return fail(std::move(error));
}

} // namespace

Result<http::Response> add_members(RequestContext& call)
{
    const auto wanted = TRY(read_wanted(call));
    if (wanted.creates_missing && !call.principal.has_scope("customers.create")) {
        return fail(Code::forbidden, "scope", "guests need the right to create customers");
    }
    const auto group = TRY(in_words(call.write(
        [&](directory::Transaction& transaction) { return add_people(transaction, wanted); })));
    return document(group_resource(group, call.tenant.id));
}

Result<http::Response> remove_members(RequestContext& call)
{
    const auto wanted = TRY(read_wanted(call));
    const auto group = TRY(in_words(call.write(
        [&](directory::Transaction& transaction) { return remove_people(transaction, wanted); })));
    return document(group_resource(group, call.tenant.id));
}

} // namespace muster::dialects::nuweb
