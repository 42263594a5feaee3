// The table of members that rules may use, and the search for similar names. Knows no rules.
#include "rule/operand.h"

#include <algorithm>
#include <array>

#include "base/similar.h"
#include "base/text.h"
#include "model/name_form.h"
#include "model/schema.h"
#include "rule/lexer.h"

namespace muster::rule {

namespace {

using F = CustomerColumn;

// Without secrets, data about writes (revision, created_by, updated_by), tombstones, and aliases,
// which are found by key only.
constexpr std::array usable{
    F::id,       F::external_id,   F::email,         F::phone,
    F::name,     F::first_name,    F::last_name,     F::company,
    F::language, F::birth_date,    F::address_line1, F::address_line2,
    F::city,     F::region,        F::postal_code,   F::country,
    F::consent,  F::home_group_id, F::created_at,    F::updated_at,
};

constexpr std::string_view fields_prefix = "fields.";
constexpr std::string_view since_prefix = "since.";

Type type_of(Storage storage)
{
    switch (storage) {
    case Storage::text: return Type::text;
    case Storage::integer: return Type::integer;
    case Storage::boolean: return Type::boolean;
    case Storage::date: return Type::date;
    case Storage::time: return Type::datetime;
    case Storage::list: return Type::list;
    }
    return Type::text;
}

Operand operand_of(F field)
{
    const auto& found = member<Customer>(field);
    return {std::string(found.name), type_of(found.storage), nullptr};
}

Operand operand_of(const CustomField& field)
{
    return {std::string(fields_prefix) + field.key, field.type, &field};
}

std::string_view without_prefix(std::string_view name)
{
    return name.starts_with(fields_prefix) ? name.substr(fields_prefix.size()) : name;
}

// The operand with the most similar name; empty when none is similar enough.
std::string suggestion(const DeclaredFields& declared, std::string_view name)
{
    constexpr std::size_t longest = 100; // of declared keys
    if (name.size() > longest) return {};
    const std::string wanted = fold(without_prefix(name));
    std::size_t least = (wanted.size() + 2) / 3 + 1; // a third of the letters may be wrong
    std::string nearest;
    for (const auto& operand : all_operands(declared)) {
        const std::size_t found = edit_distance(wanted, fold(without_prefix(operand.name)));
        if (found >= least) continue;
        least = found;
        nearest = operand.name;
    }
    return nearest;
}

} // namespace

Operand since_operand(GroupId group)
{
    return {std::string(since_prefix) + std::to_string(group.value), Type::datetime};
}

std::optional<GroupId> group_of_since(std::string_view operand)
{
    if (!operand.starts_with(since_prefix)) return std::nullopt;
    const auto id = parse_integer(operand.substr(since_prefix.size()));
    return id ? std::optional(GroupId{*id}) : std::nullopt;
}

Result<Operand> find_operand(const DeclaredFields& declared, std::string_view name)
{
    const bool is_explicit = equal_ignoring_ascii_case(name.substr(0, 7), fields_prefix);
    if (!is_explicit) {
        for (const F field : usable) {
            if (equal_ignoring_ascii_case(member<Customer>(field).name, name)) {
                return operand_of(field);
            }
        }
    }
    const auto key = is_explicit ? name.substr(fields_prefix.size()) : name;
    if (const CustomField* field = declared.find(FieldEntity::customer, key))
        return operand_of(*field);
    const auto form = is_explicit ? std::string{} : model::name_form(name);
    for (const F field : usable) {
        if (form == member<Customer>(field).name) return operand_of(field);
    }
    if (const CustomField* field = declared.named(FieldEntity::customer, key))
        return operand_of(*field);
    std::string message = "no field is called " + clipped(name);
    if (find_member<Customer>(name) != nullptr) {
        message = std::string(name) + " cannot be used in a rule";
    } else if (const auto meant = suggestion(declared, name); !meant.empty()) {
        message += "; did you mean " + meant + "?";
    }
    return fail(Code::unknown_field, "rule", std::move(message));
}

std::vector<Operand> all_operands(const DeclaredFields& declared)
{
    std::vector<Operand> operands;
    for (const F field : usable) operands.push_back(operand_of(field));
    for (const CustomField* field : declared.of(FieldEntity::customer)) {
        operands.push_back(operand_of(*field));
    }
    return operands;
}

} // namespace muster::rule
