// Accounts and tenants. They are written in the system tenant.
#pragma once

#include "base/round.h"
#include "directory/transaction.h"

namespace muster::directory {

class Directory;

Result<Account> create_account(Transaction& transaction, Account draft);

// Slug: 1 to 63 lower-case letters, digits, dashes; unique. not_found "account".
Result<Tenant> create_tenant(Transaction& transaction, Tenant draft);
Result<Tenant> update_tenant(Transaction& transaction, TenantId id, const Edit<Tenant>& edit,
                             std::optional<Revision> expected = {});

// Copies the time zone from the tenant's row to its own settings (model/tenant_zone.h). Like a
// change of each rule: the logs of memberships begin again. Nothing is written when it is the same.
Result<void> apply_time_zone(Directory& directory, const Principal& principal, TenantId tenant);

// By decimal id or by slug; not_found.
Result<Tenant> find_tenant(const Rows& rows, std::string_view id_or_slug);

Result<std::vector<TenantId>> all_tenants(const Rows& rows);
// For rounds of background work: what fails for one tenant is logged, and the others have their
// turn.
Result<void> for_each_tenant(const Rows& rows, const Warn& warn,
                             const std::function<Result<void>(TenantId)>& visit);

} // namespace muster::directory
