// Checks and stores declared fields, moves the values of renamed ones and clears those of removed
// ones. Knows no API.
#include "directory/fields.h"

#include <algorithm>

#include "base/text.h"
#include "directory/campaigns/campaigns.h"
#include "directory/checks.h"
#include "directory/dynamic.h"
#include "model/keys.h"

namespace muster::directory {

namespace {

Result<void> check_key(std::string_view key)
{
    if (key.empty()) return fail(Code::missing_field, "key", "is required");
    TRY(check_text("key", key, 100));
    // Dots and quotes would break paths such as fields.<key>; control characters break people.
    const bool clean = std::none_of(key.begin(), key.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == '.' || c == '"' || c == '\\';
    });
    if (!clean || trim(key) != key) {
        return fail(Code::invalid_value, "key",
                    "must have no dots, quotes, backslashes or blanks at its ends");
    }
    return {};
}

Result<CustomField> judge(Transaction& transaction, CustomField field)
{
    TRY(check_key(field.key));
    TRY(check_text("label", field.label));
    TRY(check_text("format", field.format));
    TRY(check_extras(field.extras));
    if (field.label.empty()) field.label = field.key;
    if (field.type == Type::decimal) {
        if (field.format.empty()) field.format = "2";
        const auto places = parse_integer(field.format);
        if (!places || *places < 0 || *places > 9) {
            return fail(Code::invalid_value, "format", "must be the number of places, 0 to 9");
        }
    }
    if (field.type == Type::enumeration && field.values.empty()) {
        return fail(Code::missing_field, "values", "an enum needs its values");
    }
    if (field.values.size() > limits::enum_values) {
        return fail(Code::too_large, "values",
                    "at most " + std::to_string(limits::enum_values) + " values");
    }
    for (const auto& value : field.values) TRY(check_text("values", value, 100));
    TRY(check_unique(transaction.rows(),
                     declared_field_key(transaction.tenant(), field.entity, field.key),
                     field.id.value, "key"));
    return field;
}

Query with_value(const Transaction& transaction, const CustomField& field)
{
    Query query;
    query.kind = field.entity == FieldEntity::customer ? Kind::customer : Kind::group;
    query.tenant = transaction.tenant();
    query.filter = negate(has_no("fields." + field.key));
    query.limit = static_cast<std::int64_t>(limits::page_items);
    return query;
}

// Calls change(row) for each customer or group on one page. Returns where the next page begins,
// nullopt after the last one.
template <class Change>
Result<std::optional<Cursor>> change_page(Transaction& transaction, const Query& query,
                                          const Change& change)
{
    auto page = TRY(transaction.rows().page(query));
    for (const auto& row : page.rows) {
        if (const auto* customer = std::get_if<Customer>(&row)) {
            TRY(change(*customer));
        } else {
            TRY(change(std::get<Group>(row)));
        }
    }
    return page.next;
}

// Calls change(row) for each customer or group with a value of the field.
template <class Change>
Result<void> change_values(Transaction& transaction, const CustomField& field, const Change& change)
{
    auto query = with_value(transaction, field);
    do {
        // Goes on after the last page: reading from the start again would take n² steps.
        query.after = TRY(change_page(transaction, query, change));
    } while (query.after);
    return {};
}

auto dropping(Transaction& transaction, const CustomField& field)
{
    return [&](const auto& before) -> Result<void> {
        auto after = before;
        after.fields.set(field.key, {});
        TRY(transaction.update(before, std::move(after)));
        return {};
    };
}

// Gives the values of `before` the key of `after`. The declared fields must still have the old one,
// which the keys of the rows before need.
Result<void> move_values(Transaction& transaction, const CustomField& before,
                         const CustomField& after)
{
    auto fields = TRY(transaction.declared())->all();
    for (auto& field : fields) {
        if (field.id == before.id) field = after;
    }
    const DeclaredFields renamed(std::move(fields));
    return change_values(transaction, before, [&](const auto& row) -> Result<void> {
        const Value* value = row.fields.find(before.key);
        if (value == nullptr) return {};
        auto moved = row;
        moved.fields.set(after.key, *value);
        moved.fields.set(before.key, {});
        KnownChange known;
        known.keys_after = keys_of(moved, transaction.tenant(), renamed);
        TRY(transaction.update(row, std::move(moved), Action::updated, Unchanged::skip,
                               std::move(known)));
        return {};
    });
}

Result<CustomField> live_field(Transaction& transaction, FieldId id)
{
    auto field = transaction.get(id);
    if (!field && field.error().code != Code::not_found) return field;
    if (!field || field->removed_at) {
        return fail(Code::not_found, "field", "no field " + std::to_string(id.value));
    }
    return field;
}

// Whether a rule that names the field could mean something else, or nothing any more.
bool is_another_operand(const CustomField& before, const CustomField& after)
{
    return after.key != before.key || after.type != before.type || after.format != before.format ||
           after.values != before.values;
}

} // namespace

Result<bool> has_values(Transaction& transaction, const CustomField& field)
{
    auto query = with_value(transaction, field);
    query.limit = 1;
    return !TRY(transaction.rows().page(query)).rows.empty();
}

Result<CustomField> declare_field(Transaction& transaction, CustomField draft)
{
    draft.id = {};
    draft.removed_at.reset();
    const auto* declared = TRY(transaction.declared());
    const auto count =
        declared->of(FieldEntity::customer).size() + declared->of(FieldEntity::group).size();
    if (count >= limits::fields_per_tenant) {
        return fail(Code::too_large, "field",
                    "a tenant has at most " + std::to_string(limits::fields_per_tenant) +
                        " declared fields");
    }
    draft = TRY(judge(transaction, std::move(draft)));
    auto field = TRY(transaction.create(std::move(draft)));
    return field;
}

Result<CustomField> update_field(Transaction& transaction, FieldId id,
                                 const Edit<CustomField>& edit, std::optional<Revision> expected)
{
    const auto before = TRY(live_field(transaction, id));
    TRY(check_revision(before.revision, expected));
    CustomField after = before;
    TRY(edit(after));
    after.id = before.id;
    after.entity = before.entity;
    after.created_at = before.created_at;
    after.removed_at = before.removed_at;
    const bool reshaped =
        after.type != before.type || after.format != before.format || after.unique != before.unique;
    if (reshaped && TRY(has_values(transaction, before))) {
        return fail(Code::conflict, "field",
                    "type, format and unique cannot change while there are values");
    }
    after = TRY(judge(transaction, std::move(after)));
    if (after.key != before.key) {
        TRY(check_not_segmenting(transaction, before));
        TRY(move_values(transaction, before, after));
    }
    const bool rules_may_fail = is_another_operand(before, after);
    after = TRY(transaction.update(before, std::move(after)));
    // Reads all rules of the tenant again, which takes 40 ms for a thousand.
    if (rules_may_fail) TRY(check_rules_hold(transaction));
    return after;
}

Result<CustomField> check_field_removal(Transaction& transaction, FieldId id,
                                        std::optional<Revision> expected, RulesThatName named)
{
    auto field = TRY(live_field(transaction, id));
    TRY(check_revision(field.revision, expected));
    TRY(release_from_rules(transaction, field, named));
    return field;
}

Result<void> remove_field(Transaction& transaction, FieldId id, std::optional<Revision> expected,
                          RulesThatName named)
{
    const auto before = TRY(check_field_removal(transaction, id, expected, named));
    TRY(change_values(transaction, before, dropping(transaction, before)));
    CustomField after = before;
    after.removed_at = transaction.now();
    TRY(transaction.update(before, std::move(after), Action::removed));
    return {};
}

Result<void> drop_values_in_pieces(Directory& directory, const Principal& principal,
                                   TenantId tenant, FieldId id, std::optional<Revision> expected,
                                   RulesThatName named)
{
    std::optional<Cursor> next;
    do {
        const auto drop = [&](Transaction& transaction) -> Result<std::optional<Cursor>> {
            const auto field = TRY(check_field_removal(transaction, id, expected, named));
            auto query = with_value(transaction, field);
            query.limit = limits::field_values_at_once;
            query.after = next;
            return change_page(transaction, query, dropping(transaction, field));
        };
        next = TRY(directory.write(principal, tenant, drop));
    } while (next);
    return {};
}

} // namespace muster::directory
