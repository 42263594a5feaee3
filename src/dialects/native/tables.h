// The members of every resource as tables, and the function that writes an entity of each. The
// tables are instantiated only in tables.cpp, because compiling one takes seconds.
#pragma once

#include <string>

#include "base/json.h"
#include "wire/fields.h"

namespace muster::dialects::native {

wire::TableView<model::Account> account_table();
wire::TableView<model::Tenant> tenant_table();
wire::TableView<model::Credential> credential_table();
wire::TableView<model::CustomField> field_table();
wire::TableView<model::Customer> customer_table();
wire::TableView<model::Group> group_table();
wire::TableView<model::Membership> membership_table();

inline const auto& table_for(const model::Account*) { return account_table(); }
inline const auto& table_for(const model::Tenant*) { return tenant_table(); }
inline const auto& table_for(const model::Credential*) { return credential_table(); }
inline const auto& table_for(const model::CustomField*) { return field_table(); }
inline const auto& table_for(const model::Customer*) { return customer_table(); }
inline const auto& table_for(const model::Group*) { return group_table(); }
inline const auto& table_for(const model::Membership*) { return membership_table(); }

template <class E>
wire::TableView<E> table_of()
{
    return table_for(static_cast<const E*>(nullptr));
}

// Members outside of the table: values by key ("fields", "settings") and derived members ("kind").
template <class E>
std::span<const std::string_view> further_members();

// Writes the whole object, or the selected members.
template <class E>
void write_entity(JsonWriter& out, const E& entity,
                  const wire::Selection& selection = wire::everything);

} // namespace muster::dialects::native
