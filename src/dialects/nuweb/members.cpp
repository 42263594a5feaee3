// Adds customers to a group and removes them, many in one call, named by e-mail (promises 30 to
// 33).
#include <set>

#include "base/if_found.h"
#include "base/text.h"
#include "dialects/nuweb/bodies.h"
#include "dialects/nuweb/codecs.h"
#include "dialects/nuweb/documents.h"
#include "dialects/nuweb/handlers.h"
#include "dialects/nuweb/nuweb.h"
#include "dialects/nuweb/resources.h"
#include "dialects/pieces.h"
#include "directory/customers.h"
#include "directory/groups.h"
#include "directory/memberships.h"
#include "model/keys.h"
#include "model/lookup.h"
#include "model/vendor_numbers.h"

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
    std::optional<Time> default_end; // of new members without a removal_date
};

// What the screens of the original set for a group. Here they are custom fields of groups, which a
// tenant that needs them declares.
struct LifetimeField {
    std::string_view key;
    int days;
};
constexpr LifetimeField lifetime_fields[] = {
    {"nuweb_lifetime_days", 1},
    {"nuweb_lifetime_weeks", 7},
};
constexpr std::string_view expiry_field = "nuweb_expires_on";
// A longer lifetime is no limit to a person's membership.
constexpr std::int64_t most_lifetime_days = 36'500;

std::optional<Time> removal_date(const MemberEntry& entry) { return entry.removal_date; }

void set_removal_date(MemberEntry& entry, const model::Value& value)
{
    entry.has_removal_date = true;
    const auto* day = std::get_if<Date>(&value);
    entry.removal_date = day != nullptr ? std::optional<Time>(*day) : std::nullopt;
}

constexpr auto entry_table = wire::record(
    {"GroupMember"},
    wire::row<&MemberEntry::email>("email", line_email_codec, wire::Access::required)
        .about("Names the customer.", R"("ada@example.org")"),
    wire::row<&MemberEntry::name>("name", line_codec).about("Of a guest that is created."),
    wire::row<removal_date, set_removal_date>("removal_date", end_date_codec,
                                              wire::Access::write_only)
        .about("The membership ends at the beginning of this day, UTC. Null: no end. Absent: as "
               "the group's lifetime says.",
               R"("2026-12-31")"));

constexpr auto membership_table = wire::record(
    {"GroupMembers"},
    wire::row<&MembershipBody::group>("customerGroupId", wire::lenient_integer_codec,
                                      wire::Access::required)
        .about("The group.", "3"),
    wire::list<&MembershipBody::entries, entry_table>("customers", wire::Access::required)
        .about("At most 10,000. A text counts as an entry with that e-mail."),
    wire::row<&MembershipBody::creates_missing>("createCustomersIfMissing",
                                                wire::lenient_boolean_codec)
        .about("Creates a guest for each unknown e-mail."));

struct GroupAttributes {
    const model::Group& group;
    std::int64_t company = 0;
};

constexpr auto group_table =
    wire::record({"CustomerGroupAttributes"},
                 wire::row<[](const GroupAttributes& a) { return a.group.name; }>(
                     "name", wire::text_codec, wire::Access::read_only)
                     .with(wire::Absent::empty_text),
                 wire::row<[](const GroupAttributes& a) { return a.company; }>(
                     "companyId", wire::integer_codec, wire::Access::read_only),
                 wire::row<[](const GroupAttributes& a) { return a.group.created_at; }>(
                     "createdAt", wire::instant_codec, wire::Access::read_only),
                 wire::row<[](const GroupAttributes& a) { return a.group.updated_at; }>(
                     "updatedAt", wire::instant_codec, wire::Access::read_only),
                 wire::row<[](const GroupAttributes& a) { return a.group.removed_at; }>(
                     "deletedAt", wire::instant_codec, wire::Access::read_only)
                     .with(wire::Absent::null));

const wire::Record<GroupAttributes>& group_record() { return group_table; }

constexpr auto group_document = resource_document<group_record>("CustomerGroup");
constexpr auto group_answer_table =
    wire::record({"CustomerGroupAnswer"}, wire::described<wire::Envelope, group_document>("data"));

// Brings the entries into one form: a text is an entry with that e-mail, and anything else but an
// object is an entry without one.
Result<void> normalise_entries(Json& body)
{
    Json* customers = body.find("customers");
    if (customers == nullptr) return {};
    if (customers->is_null()) return body.erase("customers"), Result<void>{};
    auto* entries = customers->as_array();
    if (entries == nullptr) return fail(Code::invalid_value, "customers", "must be an array.");
    if (entries->size() > limits::bulk_items) {
        return fail(Code::invalid_value, "customers", "must not have more than 10000 items.");
    }
    for (auto& entry : *entries) {
        if (entry.as_text() != nullptr) {
            entry = Json(Json::Object{{"email", std::move(entry)}});
        } else if (!entry.is_object()) {
            entry = Json::object();
        }
    }
    return {};
}

Result<MembershipBody> read_membership_body(const RequestContext& call)
{
    auto json = TRY(read_body(call));
    FieldProblems problems;
    const auto normalised = normalise_entries(json);
    problems.add(normalised);
    if (!normalised) json.set("customers", Json::array());
    MembershipBody body;
    problems.add(wire::read_members<MembershipBody>(json, membership_table, body,
                                                    {.purpose = wire::Purpose::create}));
    TRY(problems.result());
    return body;
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

// The removal date that the group's lifetime gives to those who join at this time.
std::optional<Time> default_end_of(const model::Group& group, Time now)
{
    for (const auto& field : lifetime_fields) {
        const auto* value = group.fields.find(field.key);
        const auto* count = value != nullptr ? std::get_if<std::int64_t>(value) : nullptr;
        if (count == nullptr || *count < 1 || *count > most_lifetime_days / field.days) continue;
        return std::chrono::floor<std::chrono::days>(now) + std::chrono::days(*count * field.days);
    }
    return std::nullopt;
}

// On its expiry date a group still takes members.
bool is_expired(const model::Group& group, Time now)
{
    const auto* value = group.fields.find(expiry_field);
    const auto* day = value != nullptr ? std::get_if<Date>(value) : nullptr;
    return day != nullptr && now >= *day + std::chrono::days(1);
}

// Applies the group's expiry date and lifetime to the call.
Result<void> apply_group_terms(const RequestContext& call, MembershipBody& input)
{
    const auto group = TRY(model::live_group(call.rows(), call.tenant.id, input.group));
    const auto now = call.directory().clock().now();
    if (is_expired(group, now)) return fail(Code::conflict, "group", "the group has expired");
    input.default_end = default_end_of(group, now);
    return {};
}

bool ends_at_once(const MemberEntry& entry, Time now)
{
    return entry.removal_date && *entry.removal_date <= now;
}

// Adds the customer to the group, or changes the end of its membership.
Result<void> put_member(directory::Transaction& transaction, const MembershipBody& input,
                        model::CustomerId customer, const MemberEntry& entry)
{
    const auto group = input.group;
    const auto present = TRY(if_found(
        model::live_membership(transaction.rows(), transaction.tenant(), group, customer)));
    // A date that is not in the future means: not a member.
    if (ends_at_once(entry, transaction.now())) {
        return present ? directory::leave(transaction, group, customer) : Result<void>{};
    }
    if (!present) {
        directory::Joining joining;
        joining.expires_at = entry.has_removal_date ? entry.removal_date : input.default_end;
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

// Judged before the first piece is written: the group has room for all who will join. Writes of
// others may take that room meanwhile; then a later piece fails, and those before it stay.
Result<void> check_room_for(const RequestContext& call, const MembershipBody& input)
{
    const auto& rows = call.rows();
    const auto group = TRY(model::live_group(rows, call.tenant.id, input.group));
    if (!group.capacity) return {};
    const auto now = call.directory().clock().now();
    std::set<std::string> joining; // by key, since an e-mail may be there twice
    for (const auto& entry : input.entries) {
        if (ends_at_once(entry, now)) continue;
        const auto key = model::customer_email_key(call.tenant.id, entry.email);
        const auto customer = TRY(model::customer_id_of(rows, key));
        if (!customer && !input.creates_missing) continue;
        const bool is_in =
            customer && model::live_membership(rows, call.tenant.id, input.group, customer);
        if (!is_in) joining.insert(key.text);
    }
    if (group.member_count + std::ssize(joining) <= *group.capacity) return {};
    return fail(Code::full, "capacity", "the group has no room for all of them");
}

Result<std::int64_t> add_entry(directory::Transaction& transaction, const MembershipBody& input,
                               const MemberEntry& entry)
{
    auto customer = TRY(find_member_id(transaction, entry.email));
    if (!customer && input.creates_missing) customer = TRY(create_guest(transaction, entry));
    if (customer) TRY(put_member(transaction, input, customer, entry));
    return 1;
}

Result<std::int64_t> remove_entry(directory::Transaction& transaction, const MembershipBody& input,
                                  const MemberEntry& entry)
{
    const auto customer = TRY(find_member_id(transaction, entry.email));
    if (!customer) return 0;
    const auto left = directory::leave(transaction, input.group, customer);
    if (!left && left.error().code != Code::not_found) return fail(left.error());
    return 1;
}

// The group as it was before, as this API answers.
template <class Act>
Result<model::Group> change_members(const RequestContext& call, const MembershipBody& input,
                                    const Act& act)
{
    auto group = TRY(model::live_group(call.rows(), call.tenant.id, input.group));
    TRY(write_in_pieces(call, input.entries.size(), limits::rows_at_once,
                        [&](directory::Transaction& transaction, std::size_t index) {
                            return act(transaction, input, input.entries[index]);
                        }));
    return group;
}

// Replaces the id by which clients know the group by ours.
Result<void> find_own_group(const RequestContext& call, MembershipBody& input)
{
    input.group = TRY(model::known_by<model::Group>(call.rows(), call.tenant.id, dialect_name,
                                                    input.group.value))
                      .id;
    return {};
}

// A group that is full or dynamic is reported as a problem of customerGroupId (promise 33).
template <class T>
Result<T> with_group_names(Result<T> written)
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

http::Response group_response(const RequestContext& call, const model::Group& group)
{
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("data");
    write_resource<GroupAttributes>(out, {"customerGroups", model::shown_id(group, dialect_name)},
                                    group_table,
                                    {group, model::shown_id(call.tenant, dialect_name)});
    out.end_object();
    return json_response(std::move(body));
}

} // namespace

const wire::AnyRecord& membership_body() { return membership_table; }
const wire::AnyRecord& group_answer() { return group_answer_table; }

Result<http::Response> add_members(RequestContext& call)
{
    auto input = TRY(read_membership_body(call));
    if (input.creates_missing && !call.principal.has_scope("customers.create")) {
        return fail(Code::forbidden, "scope", "guests need the right to create customers");
    }
    TRY(find_own_group(call, input));
    TRY(with_group_names(apply_group_terms(call, input)));
    TRY(with_group_names(check_room_for(call, input)));
    const auto group = TRY(with_group_names(change_members(call, input, add_entry)));
    return group_response(call, group);
}

Result<http::Response> remove_members(RequestContext& call)
{
    auto input = TRY(read_membership_body(call));
    TRY(find_own_group(call, input));
    const auto group = TRY(with_group_names(change_members(call, input, remove_entry)));
    return group_response(call, group);
}

} // namespace muster::dialects::nuweb
