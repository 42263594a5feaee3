// Field tables: one row per member of an API's object says which member of the core it is, how it
// is spelt, which form it has and who may set it. Reading, writing and selecting follow from the
// rows; a table that forgets a core member, or has it twice, does not compile.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <span>
#include <string_view>

#include "base/json.h"
#include "base/limits.h"
#include "model/schema.h"
#include "wire/form.h"
#include "wire/selection.h"

namespace muster::wire {

enum class Access {
    read_write,
    read_only,  // written into answers, ignored in bodies
    required,   // read_write, and a create without it is refused
    write_only, // accepted, never answered
    hidden,     // neither: the core has it, this API does not show it
};

// What an answer has for a member without a value.
enum class Absent { omitted, null, empty_text, empty_list, zero, no, yes };

template <class E>
struct Row {
    static constexpr int none = -1;

    int field = none;      // enumerator of Schema<E>::Enum; none: kept in the dialect's extras
    std::string_view name; // wire name; "billingPerson.name" lies in an object of that name
    const Form* form = nullptr;
    Access access = Access::read_write;
    Absent absent = Absent::omitted;
    std::size_t max_bytes = limits::line_chars * 4; // of the text; the core judges characters

    constexpr Row<E> with(Absent value) const
    {
        Row<E> row = *this;
        row.absent = value;
        return row;
    }
    constexpr Row<E> at_most(std::size_t bytes) const
    {
        Row<E> row = *this;
        row.max_bytes = bytes;
        return row;
    }
};

template <class Enum>
struct EntityOf;
template <>
struct EntityOf<model::CustomerColumn> {
    using type = model::Customer;
};
template <>
struct EntityOf<model::GroupColumn> {
    using type = model::Group;
};
template <>
struct EntityOf<model::MembershipColumn> {
    using type = model::Membership;
};
template <>
struct EntityOf<model::CustomFieldColumn> {
    using type = model::CustomField;
};
template <>
struct EntityOf<model::TenantColumn> {
    using type = model::Tenant;
};
template <>
struct EntityOf<model::AccountColumn> {
    using type = model::Account;
};
template <>
struct EntityOf<model::CredentialColumn> {
    using type = model::Credential;
};

template <class Enum>
consteval auto row(Enum field, std::string_view name, const Form& form,
                   Access access = Access::read_write)
{
    return Row<typename EntityOf<Enum>::type>{static_cast<int>(field), name, &form, access};
}

// A member that the core has no word for; it lives in the extras of the table's dialect.
template <class E>
consteval Row<E> extra(std::string_view name, const Form& form, Access access = Access::read_write)
{
    return Row<E>{Row<E>::none, name, &form, access};
}

// A core member that this API does not have in this object; says why.
template <class Enum>
consteval auto omit(Enum field, [[maybe_unused]] std::string_view reason)
{
    return Row<typename EntityOf<Enum>::type>{static_cast<int>(field), {}, nullptr, Access::hidden};
}

template <class E, std::size_t size>
struct FieldTable {
    std::string_view dialect;
    std::array<Row<E>, size> rows;
};

// constexpr auto group_fields = field_table("some_dialect", row(...), row(...), omit(...));
template <class E, class... More>
consteval auto field_table(std::string_view dialect, Row<E> first, More... more)
{
    FieldTable<E, 1 + sizeof...(More)> table{dialect, {first, more...}};
    std::array<int, model::Schema<E>::size> seen{};
    for (const auto& row : table.rows) {
        if (row.field != Row<E>::none) ++seen[static_cast<std::size_t>(row.field)];
    }
    for (const int count : seen) {
        if (count != 1) throw "each core member stands in the table exactly once (row or omit)";
    }
    return table;
}

template <class E>
struct TableView {
    std::string_view dialect;
    std::span<const Row<E>> rows;

    template <std::size_t size>
    TableView(const FieldTable<E, size>& table) : dialect(table.dialect), rows(table.rows)
    {}
};

// Writes the members, in table order, into the object that the caller has begun; members of nested
// objects must stand together in the table. Empty nested objects are left out.
template <class E>
void write_members(JsonWriter& out, TableView<E> table, const E& entity,
                   const Selection& selection = everything);

enum class Purpose {
    create, // required members must be there
    update, // only what is there changes
};

struct Reading {
    Purpose purpose = Purpose::update;
    bool refuses_unknown = false; // members that no row names, also inside nested objects, and
                                  // read-only ones
    bool ignores_case = false;    // in names
    bool null_means_absent = false;
};

// Row numbers of the table that the body named.
using Touched = std::bitset<64>;

// Reads the members of body that the table knows into entity; null clears. All problems at once:
// the first is the error, the rest are in Error::further; `subject` is the wire name of the row.
// body not an object: invalid_value "body".
template <class E>
Result<Touched> read_members(const Json& body, TableView<E> table, E& entity,
                             const Reading& reading = {});

} // namespace muster::wire
