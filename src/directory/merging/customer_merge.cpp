// Which value wins is a table of units. Knows no API.
#include "directory/merging/customer_merge.h"

#include <algorithm>
#include <array>
#include <span>

#include "directory/checks.h"
#include "directory/customers.h"
#include "directory/memberships.h"
#include "model/keys.h"
#include "model/lookup.h"
#include "model/schema.h"
#include "model/vendor_numbers.h"

namespace muster::directory {

namespace {

using Column = CustomerColumn;

constexpr std::array name_parts{Column::name, Column::first_name, Column::last_name};
constexpr std::array address_parts{Column::address_line1, Column::address_line2, Column::city,
                                   Column::region,        Column::postal_code,   Column::country};
constexpr std::array external_id_part{Column::external_id};
constexpr std::array email_part{Column::email};
constexpr std::array phone_part{Column::phone};
constexpr std::array company_part{Column::company};
constexpr std::array language_part{Column::language};
constexpr std::array birth_date_part{Column::birth_date};
constexpr std::array consent_part{Column::consent};

// Members that come from one of the two as a whole.
struct MergeUnit {
    std::string_view name;
    std::span<const Column> parts;
};
constexpr std::array<MergeUnit, 9> units{{{"name", name_parts},
                                          {"address", address_parts},
                                          {"external_id", external_id_part},
                                          {"email", email_part},
                                          {"phone", phone_part},
                                          {"company", company_part},
                                          {"language", language_part},
                                          {"birth_date", birth_date_part},
                                          {"consent", consent_part}}};

constexpr std::string_view field_prefix = "fields.";

bool has_any(const Customer& customer, const MergeUnit& unit)
{
    return std::any_of(unit.parts.begin(), unit.parts.end(),
                       [&](Column part) { return !is_null(member<Customer>(part).get(customer)); });
}

Result<void> check_take(const DeclaredFields& declared, const TextList& take)
{
    for (const auto& name : take) {
        const bool is_unit = std::ranges::find(units, name, &MergeUnit::name) != units.end();
        const bool is_field =
            name.starts_with(field_prefix) &&
            declared.find(FieldEntity::customer, name.substr(field_prefix.size())) != nullptr;
        if (is_unit || is_field) continue;
        return fail(Code::unknown_field, "take",
                    "no value is called " + name +
                        "; there are name, address, external_id, email, phone, company, language, "
                        "birth_date, consent and fields.<key>");
    }
    return {};
}

// Takes over into the survivor what it lacks, and lists what is lost.
class CustomerMerge {
public:
    CustomerMerge(const Customer& other, const MergeOrder& order) : other_(other), order_(order) {}

    std::vector<MergeConflict> into(Customer& survivor)
    {
        conflicts_.clear();
        for (const auto& unit : units) merge_unit(unit, survivor);
        for (const auto& [key, value] : other_.fields) merge_field(key, value, survivor);
        for (const auto& [dialect, text] : other_.extras) merge_extras(dialect, text, survivor);
        for (const auto& entry : other_.vendor_numbers) merge_vendor_number(entry, survivor);
        if (survivor.password_hash.empty()) survivor.password_hash = other_.password_hash;
        for (const auto& alias : other_.aliases) add_alias(survivor, alias);
        add_alias(survivor, merged_alias(other_.id));
        return std::move(conflicts_);
    }

    // Under this alias the survivor is found by the id of the other one.
    static std::string merged_alias(CustomerId id) { return "merged:" + std::to_string(id.value); }

private:
    bool takes(std::string_view name) const
    {
        return std::ranges::find(order_.take, name) != order_.take.end();
    }

    static void add_alias(Customer& survivor, const std::string& alias)
    {
        auto& aliases = survivor.aliases;
        const bool is_known = std::find(aliases.begin(), aliases.end(), alias) != aliases.end();
        if (!is_known) aliases.push_back(alias);
    }

    void merge_unit(const MergeUnit& unit, Customer& survivor)
    {
        const bool is_withdrawn = unit.name == "consent" && other_.consent && !*other_.consent;
        const bool other_wins =
            has_any(other_, unit) && (takes(unit.name) || is_withdrawn || !has_any(survivor, unit));
        for (const auto part : unit.parts) {
            const auto& row = member<Customer>(part);
            const auto mine = row.get(survivor);
            const auto theirs = row.get(other_);
            note(std::string(row.name), mine, theirs, other_wins);
            if (other_wins) row.set(survivor, theirs);
        }
    }

    void merge_field(const std::string& key, const Value& theirs, Customer& survivor)
    {
        const Value* known = survivor.fields.find(key);
        const Value mine = known == nullptr ? Value{} : *known;
        const auto name = std::string(field_prefix) + key;
        const bool other_wins = is_null(mine) || takes(name);
        note(name, mine, theirs, other_wins);
        if (other_wins) survivor.fields.set(key, theirs);
    }

    void merge_extras(const std::string& dialect, const std::string& theirs, Customer& survivor)
    {
        const std::string mine(survivor.extras.of(dialect));
        if (mine.empty()) return survivor.extras.set(dialect, theirs);
        auto united = order_.unite_extras(mine, theirs);
        for (auto& conflict : united.conflicts) {
            conflict.member.insert(0, "extras." + dialect + '.');
            conflicts_.push_back(std::move(conflict));
        }
        survivor.extras.set(dialect, std::move(united.text));
    }

    // The other one has given up the numbers that the survivor takes over (give_up_numbers).
    void merge_vendor_number(const std::string& entry, Customer& survivor)
    {
        const auto [dialect, number] = parts_of_vendor_number(entry);
        if (dialect == former_number) return; // stays with the other one
        const std::string mine(vendor_number_of(survivor.vendor_numbers, dialect));
        if (mine.empty()) return set_vendor_number(survivor.vendor_numbers, dialect, number);
        note("vendor_numbers." + std::string(dialect), mine, std::string(number), false);
    }

    void note(std::string name, Value mine, Value theirs, bool other_wins)
    {
        const auto& lost = other_wins ? mine : theirs;
        if (mine == theirs || is_null(lost)) return;
        conflicts_.push_back({std::move(name), std::move(mine), std::move(theirs), other_wins});
    }

    const Customer& other_;
    const MergeOrder& order_;
    std::vector<MergeConflict> conflicts_;
};

// A removed customer keeps its vendor numbers, so those that the survivor is to have go first.
Result<void> give_up_numbers(Transaction& transaction, const Customer& other,
                             const Customer& survivor)
{
    TextList remaining;
    for (const auto& entry : other.vendor_numbers) {
        const auto dialect = parts_of_vendor_number(entry).dialect;
        const bool is_former = dialect == former_number;
        if (is_former || !vendor_number_of(survivor.vendor_numbers, dialect).empty()) {
            remaining.push_back(entry);
        }
    }
    if (remaining == other.vendor_numbers) return {};
    // Not judged: this customer is about to go, and another one may carry its id as a number.
    const auto before = TRY(transaction.get(other.id)); // its home group has changed
    Customer after = before;
    after.vendor_numbers = std::move(remaining);
    TRY(transaction.update(before, std::move(after)));
    return {};
}

Result<Customer> other_customer(Transaction& transaction, const MergeOrder& order)
{
    if (order.other == order.survivor) {
        return fail(Code::invalid_value, "other", "must be another customer");
    }
    auto other = live_customer(transaction.rows(), transaction.tenant(), order.other);
    if (other || other.error().code != Code::not_found) return other;
    return fail(Code::not_found, "other", "must be the id of a customer");
}

} // namespace

Result<MergedCustomers> merge_customers(Transaction& transaction, const MergeOrder& order)
{
    const auto survivor =
        TRY(live_customer(transaction.rows(), transaction.tenant(), order.survivor));
    TRY(check_revision(survivor.revision, order.expected));
    const auto other = TRY(other_customer(transaction, order));
    TRY(check_take(*TRY(transaction.declared()), order.take));

    MergedCustomers merged;
    const auto united = TRY(unite_memberships(transaction, order.survivor, order.other));
    merged.memberships_moved = united.moved;
    merged.memberships_shared = united.shared;
    // Before the survivor takes over its unique values.
    TRY(give_up_numbers(transaction, other, survivor));
    TRY(remove_customer(transaction, order.other));
    CustomerMerge merge(other, order);
    merged.customer = TRY(update_customer(transaction, order.survivor, [&](Customer& customer) {
        merged.conflicts = merge.into(customer);
        return Result<void>{};
    }));
    return merged;
}

Result<CustomerId> survivor_of(const Rows& rows, TenantId tenant, CustomerId merged)
{
    return customer_id_of(rows, customer_alias_key(tenant, CustomerMerge::merged_alias(merged)));
}

} // namespace muster::directory
