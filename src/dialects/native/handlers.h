// The handlers of all resources; each lives in the file of its resource.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::native {

using Answered = Result<http::Response>;

Answered list_accounts(Call& call);
Answered create_account(Call& call);
Answered get_account(Call& call);

Answered list_tenants(Call& call);
Answered create_tenant(Call& call);
Answered get_tenant(Call& call);
Answered update_tenant(Call& call);

Answered list_credentials(Call& call);
Answered create_credential(Call& call);
Answered get_credential(Call& call);
Answered update_credential(Call& call);
Answered revoke_credential(Call& call);

Answered list_fields(Call& call);
Answered declare_field(Call& call);
Answered get_field(Call& call);
Answered update_field(Call& call);
Answered remove_field(Call& call);

Answered list_customers(Call& call);
Answered create_customer(Call& call);
Answered get_customer(Call& call);
Answered update_customer(Call& call);
Answered remove_customer(Call& call);
Answered write_customers(Call& call); // in bulk

Answered list_groups(Call& call);
Answered create_group(Call& call);
Answered get_group(Call& call);
Answered update_group(Call& call);
Answered remove_group(Call& call);
Answered snapshot_group(Call& call);
Answered answer_query(Call& call);

// A membership is reached from its group and from its customer.
Answered list_members(Call& call);
Answered list_groups_of_customer(Call& call);
Answered add_member(Call& call);
Answered add_to_group(Call& call);
Answered get_membership(Call& call);
Answered update_membership(Call& call);
Answered end_membership(Call& call);
Answered write_members(Call& call); // in bulk
Answered explain_member(Call& call);

Answered list_imports(Call& call);
Answered create_import(Call& call);
Answered get_import(Call& call);
Answered upload_import(Call& call); // one part of the file
Answered cancel_import(Call& call);
Answered resume_import(Call& call);
Answered remove_import(Call& call);
Answered show_refused(Call& call);

Answered list_exports(Call& call);
Answered create_export(Call& call);
Answered get_export(Call& call);
Answered download_export(Call& call);
Answered cancel_export(Call& call);
Answered remove_export(Call& call);

Answered list_fills(Call& call);
Answered create_fill(Call& call);
Answered get_fill(Call& call);
Answered cancel_fill(Call& call);
Answered resume_fill(Call& call);
Answered remove_fill(Call& call);
Answered show_unfilled(Call& call);

Answered list_changes(Call& call);
Answered back_up(Call& call);
Answered show_me(Call& call);

} // namespace muster::dialects::native
