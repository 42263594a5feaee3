// The members of each entity as a table: name, storage type and handling. All code that iterates
// over members (SQL columns, the change log, the records of dialects, filters, sorting) uses this
// table: a new member is one line here and one in the struct. Custom fields and extras are not
// members; code that needs them reads them by name.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

#include "model/entities.h"

namespace muster::model {

enum class AccountColumn { id, name, created_at, updated_at, revision };
enum class TenantColumn {
    id,
    account_id,
    slug,
    name,
    vendor_numbers,
    created_at,
    updated_at,
    revision
};
enum class CredentialColumn {
    id,
    account_id,
    tenant_id,
    dialect,
    kind,
    name,
    login,
    secret_hash,
    previous_hash,
    previous_until,
    scopes,
    created_at,
    updated_at,
    last_used_at,
    expires_at,
    revoked_at,
    revision
};
enum class CustomFieldColumn {
    id,
    key,
    entity,
    type,
    format,
    label,
    required,
    unique,
    values,
    created_at,
    updated_at,
    removed_at,
    revision
};
enum class CustomerColumn {
    id,
    external_id,
    email,
    phone,
    name,
    first_name,
    last_name,
    company,
    language,
    birth_date,
    address_line1,
    address_line2,
    city,
    region,
    postal_code,
    country,
    consent,
    aliases,
    vendor_numbers,
    home_group_id,
    password_hash,
    created_by,
    updated_by,
    created_at,
    updated_at,
    removed_at,
    revision
};
enum class GroupColumn {
    id,
    external_id,
    name,
    description,
    rule,
    membership_logged_until,
    capacity,
    status,
    member_count,
    vendor_numbers,
    created_by,
    updated_by,
    created_at,
    updated_at,
    removed_at,
    revision
};
enum class MembershipColumn {
    group_id,
    customer_id,
    role,
    permissions,
    is_default,
    source,
    since,
    expires_at,
    left_at,
    added_by,
    created_at,
    updated_at,
    revision
};
enum class StoredReplyColumn {
    id,
    key,
    fingerprint,
    answer,
    customer_id,
    created_at,
    updated_at,
    revision
};

enum class JobColumn {
    id,
    dialect,
    work,
    status,
    options,
    progress,
    size,
    place,
    error,
    ticket,
    first_item_id,
    expires_at,
    created_by,
    updated_by,
    created_at,
    updated_at,
    revision
};

enum class JobItemColumn {
    id,
    job_id,
    request,
    status,
    answer,
    progress,
    customer_id,
    created_at,
    updated_at,
    revision
};

enum class CampaignColumn {
    id,
    name,
    group_id,
    segment_by,
    status,
    run_number,
    published_at,
    created_by,
    updated_by,
    created_at,
    updated_at,
    removed_at,
    revision
};

enum class CampaignRunColumn {
    id,
    campaign_id,
    number,
    group_id,
    group_name,
    segment_count,
    new_count,
    reused_count,
    archived_count,
    created_by,
    updated_by,
    created_at,
    updated_at,
    revision
};

enum class MessageColumn {
    id,
    campaign_id,
    run_number,
    segment,
    text,
    published_text,
    status,
    archived,
    newest,
    customer_id,
    created_by,
    updated_by,
    created_at,
    updated_at,
    removed_at,
    revision
};

// What kind of column a member is.
enum class Storage { text, integer, boolean, date, time, list };

// How the store and the log treat a member.
enum class Keeping {
    plain,
    secret,  // stored, never logged, never sent
    derived, // computed by the store, not part of an entity's own state
};

template <class E>
struct Member {
    std::string_view name; // snake_case, equal to the enumerator
    Storage storage;
    Keeping keeping;
    Value (*get)(const E&);
    void (*set)(E&, const Value&);     // asserts the type of the value
    bool (*equal)(const E&, const E&); // compares in place: makes no values
};

// Schema<Customer>::members[static_cast<std::size_t>(CustomerColumn::email)]
template <class E>
struct Schema;

#define MUSTER_SCHEMA(Entity, FieldEnum, count)                                                    \
    template <>                                                                                    \
    struct Schema<Entity> {                                                                        \
        using Enum = FieldEnum;                                                                    \
        static constexpr std::size_t size = count;                                                 \
        static const std::array<Member<Entity>, count> members;                                    \
    };
MUSTER_SCHEMA(Account, AccountColumn, 5)
MUSTER_SCHEMA(Tenant, TenantColumn, 8)
MUSTER_SCHEMA(Credential, CredentialColumn, 17)
MUSTER_SCHEMA(CustomField, CustomFieldColumn, 13)
MUSTER_SCHEMA(Customer, CustomerColumn, 27)
MUSTER_SCHEMA(Group, GroupColumn, 16)
MUSTER_SCHEMA(Membership, MembershipColumn, 13)
MUSTER_SCHEMA(StoredReply, StoredReplyColumn, 8)
MUSTER_SCHEMA(Job, JobColumn, 17)
MUSTER_SCHEMA(JobItem, JobItemColumn, 10)
MUSTER_SCHEMA(Campaign, CampaignColumn, 13)
MUSTER_SCHEMA(CampaignRun, CampaignRunColumn, 14)
MUSTER_SCHEMA(Message, MessageColumn, 16)
#undef MUSTER_SCHEMA

template <class E>
const Member<E>& member(typename Schema<E>::Enum field)
{
    return Schema<E>::members[static_cast<std::size_t>(field)];
}

// nullptr when E has no member of that name.
template <class E>
const Member<E>* find_member(std::string_view name)
{
    for (const auto& candidate : Schema<E>::members) {
        if (candidate.name == name) return &candidate;
    }
    return nullptr;
}

// Names of the enumerations, as they stand in columns and in the native API.
std::string_view name_of(CredentialKind kind);
std::string_view name_of(FieldEntity entity);
std::string_view name_of(GroupStatus status);
std::string_view name_of(Role role);
std::string_view name_of(JobStatus status);
std::string_view name_of(CampaignStatus status);
std::string_view name_of(MessageStatus status);
std::optional<FieldEntity> parse_field_entity(std::string_view name);

} // namespace muster::model
