// Adds customers to a group and removes them, many in one call, named by e-mail (promises 30 to
// 33).
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

struct MemberEntry {
    std::string email;
    std::string name;
    bool has_removal_date = false; // true also for null, which clears the date
    std::optional<Time> removal_date;
};

struct MembershipBody {
    model::GroupId group;
    bool creates_missing = false;
    std::vector<MemberEntry> entries;
};

void read_removal_date(const Json& json, std::string_view field, MemberEntry& entry,
                       FieldProblems& problems)
{
    const Json* date = json.find("removal_date");
    if (date == nullptr) return;
    entry.has_removal_date = true;
    if (date->is_null()) return;
    const auto* text = date->as_text();
    const auto day = text != nullptr ? parse_date(trim(*text)) : std::nullopt;
    if (day) {
        entry.removal_date = Time(*day);
    } else {
        problems.add(std::string(field) + ".removal_date", "must be a valid date.");
    }
}

// An entry is an object with an e-mail, or the e-mail itself.
MemberEntry read_entry(const Json& json, const std::string& field, FieldProblems& problems)
{
    Json object = json;
    if (json.as_text() != nullptr) object = Json(Json::Object{{"email", json}});
    FieldProblems own;
    MemberEntry entry;
    entry.email = read_text(object, "email", Presence::required, own);
    entry.name = read_text(object, "name", Presence::optional, own);
    if (!entry.email.empty() && !is_email(entry.email)) {
        own.add("email", "must be a valid email address.");
    }
    if (auto result = own.result(); !result) {
        Error error = std::move(result).error();
        error.subject = field + '.' + error.subject;
        for (auto& other : error.further) other.subject = field + '.' + other.subject;
        problems.add(error);
    }
    read_removal_date(object, field, entry, problems);
    return entry;
}

Result<MembershipBody> read_membership_body(const RequestContext& call)
{
    const auto body = TRY(read_body(call));
    FieldProblems problems;
    MembershipBody input;
    input.group.value = read_id(body, "customerGroupId", problems);
    input.creates_missing = read_flag(body, "createCustomersIfMissing", problems);
    const Json* customers = body.find("customers");
    const auto* people = customers != nullptr ? customers->as_array() : nullptr;
    if (customers == nullptr || customers->is_null()) {
        problems.add("customers", "is required", Code::missing_field);
    } else if (people == nullptr) {
        problems.add("customers", "must be an array.");
    } else if (people->size() > limits::bulk_items) {
        problems.add("customers", "must not have more than 10000 items.");
    } else {
        for (const auto& entry : *people) {
            const auto field = "customers." + std::to_string(input.entries.size());
            input.entries.push_back(read_entry(entry, field, problems));
        }
    }
    TRY(problems.result());
    return input;
}

Result<model::CustomerId> find_member_id(const directory::Transaction& transaction,
                                         std::string_view email)
{
    return model::customer_id_of(transaction.rows(),
                                 model::customer_email_key(transaction.tenant(), email));
}

Result<model::CustomerId> create_guest(directory::Transaction& transaction,
                                       const MemberEntry& entry)
{
    model::Customer guest;
    guest.email = entry.email;
    guest.name = entry.name.empty() ? std::string(guest_name) : entry.name;
    guest.extras.set("nuweb", R"({"guest":true})");
    return TRY(directory::create_customer(transaction, guest, {.unique_email = true})).id;
}

// Adds the customer to the group, or changes the end of its membership.
Result<void> put_member(directory::Transaction& transaction, model::GroupId group,
                        model::CustomerId customer, const MemberEntry& entry)
{
    const auto present =
        model::live_membership(transaction.rows(), transaction.tenant(), group, customer);
    if (!present && present.error().code != Code::not_found) return fail(present.error());
    // A date that is not in the future means: not a member.
    if (entry.removal_date && *entry.removal_date <= transaction.now()) {
        return present ? directory::leave(transaction, group, customer) : Result<void>{};
    }
    if (!present) {
        directory::Joining joining;
        joining.expires_at = entry.removal_date;
        TRY(directory::join(transaction, group, customer, joining));
        return {};
    }
    if (!entry.has_removal_date) return {};
    TRY(directory::update_membership(transaction, group, customer,
                                     [&](model::Membership& membership) {
                                         membership.expires_at = entry.removal_date;
                                         return Result<void>{};
                                     }));
    return {};
}

Result<model::Group> add_entries(directory::Transaction& transaction, const MembershipBody& input)
{
    auto group = TRY(model::live_group(transaction.rows(), transaction.tenant(), input.group));
    for (const auto& entry : input.entries) {
        auto customer = TRY(find_member_id(transaction, entry.email));
        if (!customer && input.creates_missing) customer = TRY(create_guest(transaction, entry));
        if (customer) TRY(put_member(transaction, input.group, customer, entry));
    }
    return group;
}

Result<model::Group> remove_entries(directory::Transaction& transaction,
                                    const MembershipBody& input)
{
    auto group = TRY(model::live_group(transaction.rows(), transaction.tenant(), input.group));
    for (const auto& entry : input.entries) {
        const auto customer = TRY(find_member_id(transaction, entry.email));
        if (!customer) continue;
        const auto left = directory::leave(transaction, input.group, customer);
        if (!left && left.error().code != Code::not_found) return fail(left.error());
    }
    return group;
}

// A group that is full or dynamic is reported as a problem of customerGroupId (promise 33).
Result<model::Group> with_group_names(Result<model::Group> written)
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
    const auto input = TRY(read_membership_body(call));
    if (input.creates_missing && !call.principal.has_scope("customers.create")) {
        return fail(Code::forbidden, "scope", "guests need the right to create customers");
    }
    const auto group = TRY(with_group_names(call.write(
        [&](directory::Transaction& transaction) { return add_entries(transaction, input); })));
    return document(group_resource(group, call.tenant.id));
}

Result<http::Response> remove_members(RequestContext& call)
{
    const auto input = TRY(read_membership_body(call));
    const auto group = TRY(with_group_names(call.write(
        [&](directory::Transaction& transaction) { return remove_entries(transaction, input); })));
    return document(group_resource(group, call.tenant.id));
}

} // namespace muster::dialects::nuweb
