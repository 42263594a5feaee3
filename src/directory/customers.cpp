// Checks and stores customers. Knows no API and no engine.
#include "directory/customers.h"

#include <algorithm>

#include "base/if_found.h"
#include "base/text.h"
#include "directory/campaigns/messages.h"
#include "directory/checks.h"
#include "directory/memberships.h"
#include "directory/merging/customer_merge.h"
#include "model/keys.h"
#include "model/lookup.h"
#include "model/pages.h"
#include "model/schema.h"

namespace muster::directory {

namespace {

// Address lines may be longer than one line of text.
std::size_t max_chars(std::string_view member)
{
    if (member == "address_line1" || member == "address_line2") return limits::text_bytes;
    return limits::line_chars;
}

Result<void> check_texts(const Customer& customer)
{
    for (const auto& member : Schema<Customer>::members) {
        if (member.storage != Storage::text) continue;
        const Value value = member.get(customer);
        TRY(check_text(member.name, text_of(value), max_chars(member.name)));
    }
    for (const auto& alias : customer.aliases) TRY(check_text("aliases", alias));
    return {};
}

Result<void> check_email(std::string_view email)
{
    if (email.empty()) return {};
    const auto at = email.find('@');
    const bool has_control = std::any_of(email.begin(), email.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
    constexpr std::string_view line_ends[] = {"\u0085", "\u2028", "\u2029"};
    const bool has_line_end = std::ranges::any_of(
        line_ends, [&](auto line_end) { return email.find(line_end) != email.npos; });
    if (at == email.npos || at == 0 || at + 1 == email.size() || has_control || has_line_end) {
        return fail(Code::invalid_value, "email", "must be an address such as name@example.org");
    }
    return {};
}

// name, first_name and last_name are two forms of one thing: a change of one form sets the other.
void align_names(const Customer& before, Customer& after)
{
    const bool name_set = after.name != before.name;
    const bool parts_set =
        after.first_name != before.first_name || after.last_name != before.last_name;
    if (parts_set && !name_set) {
        after.name = std::string(trim(after.first_name + ' ' + after.last_name));
    } else if (name_set && !parts_set) {
        const std::string_view name = trim(after.name);
        const auto blank = name.find(' ');
        after.first_name = std::string(name.substr(0, blank));
        after.last_name =
            blank == name.npos ? std::string{} : std::string(trim(name.substr(blank)));
    }
}

void remove_blanks_around_keys(Customer& customer)
{
    remove_blanks(customer.email);
    remove_blanks(customer.phone);
    remove_blanks(customer.external_id);
}

bool must_be_unique(const Key& key, const CustomerRules& rules)
{
    return key.name == "external_id" || key.name.starts_with("fields.") ||
           (key.name == "email" && rules.unique_email) ||
           (key.name == "phone" && rules.unique_phone) ||
           (key.name == "alias" && rules.unique_aliases);
}

// `passed` are keys that need no check: those that the customer has already, and one that no
// customer has because the caller has just looked.
Result<void> check_uniqueness(Transaction& transaction, const std::vector<Key>& keys,
                              CustomerId self, const CustomerRules& rules,
                              const std::vector<Key>& passed)
{
    for (const auto& key : keys) {
        const bool is_passed = std::find(passed.begin(), passed.end(), key) != passed.end();
        if (!must_be_unique(key, rules) || is_passed) continue;
        TRY(check_unique(transaction.rows(), key, self.value, key.name));
    }
    return {};
}

// The checks that need no other row.
Result<void> judge_alone(const DeclaredFields& declared, const Customer& before, Customer& after)
{
    align_names(before, after);
    remove_blanks_around_keys(after);
    TRY(check_texts(after));
    if (after.email != before.email) TRY(check_email(after.email));
    TRY(coerce_fields(declared, FieldEntity::customer, after.fields));
    return check_extras(after.extras);
}

struct JudgedCustomer {
    Customer after;
    KnownChange known;
};

// The checks against other rows. Keys that the customer has already are not checked: two customers
// may share an e-mail that only one API demands to be unique, and an update that leaves it alone
// must not be refused for it.
Result<JudgedCustomer> judge_among_others(Transaction& transaction, const Customer& before,
                                          Customer after, const CustomerRules& rules)
{
    const auto* declared = TRY(transaction.declared());
    KnownChange known{changed_members(before, after), {}};
    if (may_change_keys(Kind::customer, *known.changed, *declared)) {
        known.keys_after = keys_of(after, transaction.tenant(), *declared);
        const auto keys_before = keys_of(before, transaction.tenant(), *declared);
        TRY(check_uniqueness(transaction, *known.keys_after, after.id, rules, keys_before));
        TRY(check_vendor_numbers(transaction.rows(), transaction.tenant(), before, after));
    }
    return JudgedCustomer{std::move(after), std::move(known)};
}

// Everything that must hold for a customer before it is stored.
Result<JudgedCustomer> judge(Transaction& transaction, const Customer& before, Customer after,
                             const CustomerRules& rules)
{
    TRY(judge_alone(*TRY(transaction.declared()), before, after));
    return judge_among_others(transaction, before, std::move(after), rules);
}

// Answers that hold the person's data (promise 10): those of repeated requests, and of jobs.
template <class E>
Result<void> erase_answers(Transaction& transaction, CustomerId id)
{
    Query query;
    query.kind = kind_for<E>();
    query.tenant = transaction.tenant();
    query.filter = equals("customer_id", id.value);
    query.limit = static_cast<std::int64_t>(limits::page_items);
    return each_row<E>(transaction.rows(), query, [&](const E& row) {
        return transaction.writer().erase({kind_for<E>(), query.tenant, row.id.value, 0});
    });
}

} // namespace

Result<Customer> create_customer(Transaction& transaction, Customer draft,
                                 const CustomerRules& rules)
{
    draft.id = {};
    draft.home_group = {};
    draft.removed_at.reset();
    auto judged = TRY(judge(transaction, Customer{}, std::move(draft), rules));
    return transaction.create(std::move(judged.after), std::move(judged.known));
}

Result<Customer> update_customer(Transaction& transaction, CustomerId id,
                                 const Edit<Customer>& edit, const CustomerRules& rules,
                                 std::optional<Revision> expected)
{
    const auto before = TRY(live_customer(transaction.rows(), transaction.tenant(), id));
    TRY(check_revision(before.revision, expected));
    Customer after = before;
    TRY(edit(after));
    after.id = before.id;
    after.home_group = before.home_group;
    after.removed_at = before.removed_at;
    after.created_by = before.created_by;
    after.created_at = before.created_at;
    auto judged = TRY(judge(transaction, before, std::move(after), rules));
    return transaction.update(before, std::move(judged.after), Action::updated, rules.unchanged,
                              std::move(judged.known));
}

Result<void> restore_customer(Transaction& transaction, const Customer& now, Customer earlier)
{
    TRY(coerce_fields(*TRY(transaction.declared()), FieldEntity::customer, earlier.fields));
    auto judged = TRY(judge_among_others(transaction, now, std::move(earlier), {}));
    TRY(transaction.update(now, std::move(judged.after), Action::updated, Unchanged::skip,
                           std::move(judged.known)));
    return {};
}

Customer& start_row(TenantId tenant, CustomerRow& row)
{
    row.fresh = std::make_shared<Mutation>();
    row.fresh->tenant = tenant;
    return row.fresh->after.emplace<Customer>();
}

Result<void> prepare_row(const DeclaredFields& declared, CustomerRow& row)
{
    static const Customer nobody;
    const MutationRef fresh = std::exchange(row.fresh, nullptr);
    auto& customer = std::get<Customer>(fresh->after);
    customer.id = {};
    customer.home_group = {};
    customer.removed_at.reset();
    auto judged = judge_alone(declared, nobody, customer);
    if (!judged && judged.error().code == Code::missing_field) {
        row.refusal = std::move(judged).error();
        return {};
    }
    TRY(std::move(judged));
    fresh->keys_after = keys_of(customer, fresh->tenant, declared);
    row.fresh = fresh;
    return {};
}

namespace {

// nullopt when no customer has the key. A vendor number stays with its customer for ever, so a row
// with the number of a removed one can neither change a customer nor create one.
Result<std::optional<Customer>> holder_of(Transaction& transaction, const Key& key)
{
    auto found = TRY(if_found(find<Customer>(transaction.rows(), key)));
    if (!found || !found->removed_at) return found;
    const auto survivor = TRY(survivor_of(transaction.rows(), transaction.tenant(), found->id));
    const std::string fate =
        survivor ? "merged into customer " + std::to_string(survivor.value) : "removed";
    return fail(Code::not_found, "vendor_numbers",
                "the customer with the number " + key.text + " was " + fate +
                    ", and no other can have that number");
}

// Two people may share a telephone: who has another e-mail is not the customer of the row.
Result<std::optional<Customer>> find_by_others(Transaction& transaction, const CustomerRow& row)
{
    std::vector<std::string_view> earlier{row.key->name};
    for (const auto& key : row.other_keys) {
        const auto found = TRY(holder_of(transaction, key));
        if (found) {
            const auto keys = keys_of(*found, transaction.tenant(), *TRY(transaction.declared()));
            const bool is_other = std::any_of(keys.begin(), keys.end(), [&](const Key& known) {
                return std::find(earlier.begin(), earlier.end(), known.name) != earlier.end();
            });
            if (!is_other) return found;
        }
        earlier.push_back(key.name);
    }
    return std::optional<Customer>{};
}

} // namespace

Result<std::optional<Customer>> find_row(Transaction& transaction, const CustomerRow& row)
{
    if (row.id) {
        return std::optional(TRY(live_customer(transaction.rows(), transaction.tenant(), row.id)));
    }
    if (!row.key) return std::optional<Customer>{};
    auto found = TRY(holder_of(transaction, *row.key));
    return found ? std::move(found) : find_by_others(transaction, row);
}

namespace {

Result<RowWritten> rewrite(Transaction& transaction, const Customer& before,
                           const Edit<Customer>& edit, const CustomerRules& rules)
{
    Customer after = before;
    TRY(edit(after));
    auto judged = TRY(judge(transaction, before, std::move(after), rules));
    const bool written = TRY(
        transaction.update_if_changed(before, std::move(judged.after), std::move(judged.known)));
    if (!written) return RowWritten{before.id, RowOutcome::unchanged, before.revision};
    return RowWritten{before.id, RowOutcome::updated, transaction.writer().next_revision()};
}

} // namespace

Result<RowWritten> write_row(Transaction& transaction, const CustomerRow& row,
                             const Edit<Customer>& edit, RowMode mode, const CustomerRules& rules)
{
    const auto known = TRY(find_row(transaction, row));
    if (known) {
        if (mode != RowMode::create) return rewrite(transaction, *known, edit, rules);
        return fail(Code::already_exists, "key", "a customer with this key is there already");
    }
    if (mode == RowMode::update) {
        return fail(Code::not_found, "key", "there is no customer with this key");
    }
    if (row.refusal) return fail(*row.refusal);
    std::vector<Key> free;
    if (row.key) free.push_back(*row.key);
    TRY(check_uniqueness(transaction, row.fresh->keys_after, {}, rules, free));
    TRY(check_vendor_numbers(transaction.rows(), transaction.tenant(), Customer{},
                             std::get<Customer>(row.fresh->after)));
    const auto id = TRY(transaction.insert<Customer>(row.fresh));
    return RowWritten{id, RowOutcome::inserted, transaction.writer().next_revision()};
}

Result<bool> any_removed_since(const Rows& rows, TenantId tenant, Time time)
{
    Query query;
    query.kind = Kind::customer;
    query.tenant = tenant;
    query.filter = where("removed_at", Filter::Op::greater_or_equal, time);
    query.with_removed = true;
    query.limit = 1;
    return !TRY(rows.page(query)).rows.empty();
}

Result<void> remove_customer(Transaction& transaction, CustomerId id,
                             std::optional<Revision> expected)
{
    const auto known = TRY(live_customer(transaction.rows(), transaction.tenant(), id));
    TRY(check_revision(known.revision, expected));
    TRY(leave_all(transaction, id));
    const auto before = TRY(transaction.get(id)); // its home group has changed
    Customer tombstone;
    tombstone.id = before.id;
    tombstone.vendor_numbers = before.vendor_numbers; // as the id: APIs list removed customers
    tombstone.created_at = before.created_at;
    tombstone.created_by = before.created_by;
    tombstone.removed_at = transaction.now();
    TRY(transaction.update(before, std::move(tombstone), Action::removed));
    TRY(transaction.writer().erase_history({Kind::customer, transaction.tenant(), id.value, 0}));
    TRY(erase_answers<StoredReply>(transaction, id));
    TRY(erase_answers<JobItem>(transaction, id));
    return erase_messages_of(transaction, id);
}

} // namespace muster::directory
