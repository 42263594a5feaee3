// The keys by which entities are found, besides their ids. The only place that normalises e-mails,
// phone numbers, external ids and names, so that every dialect finds the same rows. Blanks around
// an e-mail or an external id do not count (directory/checks.h removes them before the row is
// stored).
#pragma once

#include <string_view>
#include <vector>

#include "model/declared.h"
#include "model/store.h"

namespace muster::model {

Key customer_email_key(TenantId tenant, std::string_view email); // without case
Key customer_phone_key(TenantId tenant, std::string_view phone); // by digits, no leading zeros
Key customer_alias_key(TenantId tenant, std::string_view alias); // exactly
Key external_id_key(Kind kind, TenantId tenant, std::string_view external_id); // with case
Key group_name_key(TenantId tenant, std::string_view name);                    // without case
// Of a unique declared field.
Key field_value_key(FieldEntity entity, TenantId tenant, std::string_view key, const Value& value);
Key declared_field_key(TenantId tenant, FieldEntity entity, std::string_view key); // without case
Key tenant_slug_key(std::string_view slug);
// Of the tenant, customer or group that the dialect's clients know by this number. Removed
// customers and groups keep theirs: a number never comes to mean another one.
Key vendor_number_key(Kind kind, TenantId tenant, std::string_view dialect,
                      std::string_view number);
// Of all that have this number in any dialect; with an empty number, of all that have any number.
Key any_vendor_number_key(Kind kind, TenantId tenant, std::string_view number);
Key credential_secret_key(std::string_view dialect, std::string_view secret_hash);
Key credential_login_key(std::string_view dialect, std::string_view login); // without case
Key stored_reply_key(TenantId tenant, std::string_view key);
Key job_ticket_key(TenantId tenant, std::string_view dialect, std::string_view ticket);
// Of a message that is the newest one of its segment.
Key segment_key(TenantId tenant, CampaignId campaign, const FieldValues& segment);

// All keys of an entity; of one that is removed or revoked, only those of its vendor numbers.
std::vector<Key> keys_of(const Entity& entity, TenantId tenant, const DeclaredFields& declared);
std::vector<Key> keys_of(const Customer& customer, TenantId tenant, const DeclaredFields& declared);
std::vector<Key> keys_of(const Group& group, TenantId tenant, const DeclaredFields& declared);

// Whether an update that changes these members may change a key: an update that cannot computes
// none.
bool may_change_keys(Kind kind, const ChangedMembers& changed, const DeclaredFields& declared);

} // namespace muster::model
