// The members of every resource as records: they write answers, read bodies, and describe both.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "wire/names.h"

namespace muster::dialects::native {

const wire::Record<model::Account>& account_record();
const wire::Record<model::Tenant>& tenant_record();
const wire::Record<model::Credential>& credential_record();
const wire::Record<model::CustomField>& field_record();
const wire::Record<model::Customer>& customer_record();
const wire::Record<model::Group>& group_record();
const wire::Record<model::Membership>& membership_record();
const wire::Record<model::Campaign>& campaign_record();
const wire::Record<model::CampaignRun>& campaign_run_record();
const wire::Record<model::Message>& message_record();

inline const auto& record_for(const model::Account*) { return account_record(); }
inline const auto& record_for(const model::Tenant*) { return tenant_record(); }
inline const auto& record_for(const model::Credential*) { return credential_record(); }
inline const auto& record_for(const model::CustomField*) { return field_record(); }
inline const auto& record_for(const model::Customer*) { return customer_record(); }
inline const auto& record_for(const model::Group*) { return group_record(); }
inline const auto& record_for(const model::Membership*) { return membership_record(); }
inline const auto& record_for(const model::Campaign*) { return campaign_record(); }
inline const auto& record_for(const model::CampaignRun*) { return campaign_run_record(); }
inline const auto& record_for(const model::Message*) { return message_record(); }

template <class E>
const wire::Record<E>& record_of()
{
    return record_for(static_cast<const E*>(nullptr));
}

// Writes the whole object, or the selected members.
template <class E>
void write_entity(JsonWriter& out, const E& entity,
                  const wire::Selection& selection = wire::everything)
{
    wire::write_object(out, record_of<E>(), entity, selection);
}

// The names of the outermost level: "id", "address".
std::vector<std::string_view> member_names(const wire::AnyRecord& record);

// The name of the core's member that a row shows; empty for other rows.
template <class E>
std::string_view core_name(const wire::RecordRow& row)
{
    if (row.name.empty() || row.field == wire::RecordRow::none) return {};
    return model::Schema<E>::members[static_cast<std::size_t>(row.field)].name;
}

inline constexpr std::array<std::string_view, 2> role_names{"secondary", "primary"};
inline constexpr std::array<std::string_view, 2> open_status_names{"active", "inactive"};
inline constexpr std::array<std::string_view, 4> campaign_status_names{"draft", "review", "ready",
                                                                       "published"};
inline constexpr std::array<std::string_view, 4> message_status_names{"pending", "rejected",
                                                                      "approved", "published"};
inline constexpr std::array<std::string_view, 2> entity_names{"customer", "group"};
inline constexpr std::array<std::string_view, 3> credential_kind_names{"key", "login", "client"};
inline constexpr std::array<std::string_view, 9> type_names{
    "text", "integer", "number", "decimal", "boolean", "date", "datetime", "enum", "list"};

} // namespace muster::dialects::native
