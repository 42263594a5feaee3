// The handlers of all routes. Each is defined in the file of its resource.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::native {

using HandlerResult = Result<http::Response>;

HandlerResult open_session(RequestContext& call);
HandlerResult end_session(RequestContext& call);

HandlerResult list_accounts(RequestContext& call);
HandlerResult create_account(RequestContext& call);
HandlerResult get_account(RequestContext& call);

HandlerResult list_tenants(RequestContext& call);
HandlerResult create_tenant(RequestContext& call);
HandlerResult get_tenant(RequestContext& call);
HandlerResult update_tenant(RequestContext& call);

HandlerResult list_credentials(RequestContext& call);
HandlerResult create_credential(RequestContext& call);
HandlerResult get_credential(RequestContext& call);
HandlerResult update_credential(RequestContext& call);
HandlerResult rotate_credential(RequestContext& call);
HandlerResult revoke_credential(RequestContext& call);

HandlerResult list_fields(RequestContext& call);
HandlerResult declare_field(RequestContext& call);
HandlerResult get_field(RequestContext& call);
HandlerResult update_field(RequestContext& call);
HandlerResult remove_field(RequestContext& call);

HandlerResult list_customers(RequestContext& call);
HandlerResult create_customer(RequestContext& call);
HandlerResult get_customer(RequestContext& call);
HandlerResult update_customer(RequestContext& call);
HandlerResult remove_customer(RequestContext& call);
HandlerResult write_customers(RequestContext& call); // in bulk
HandlerResult merge_customers(RequestContext& call);
HandlerResult list_duplicates(RequestContext& call);

HandlerResult list_groups(RequestContext& call);
HandlerResult create_group(RequestContext& call);
HandlerResult get_group(RequestContext& call);
HandlerResult update_group(RequestContext& call);
HandlerResult remove_group(RequestContext& call);
HandlerResult snapshot_group(RequestContext& call);
HandlerResult restore_group(RequestContext& call);
HandlerResult answer_query(RequestContext& call);

// A membership has two paths: from its group and from its customer.
HandlerResult list_members(RequestContext& call);
HandlerResult list_groups_of_customer(RequestContext& call);
HandlerResult add_member(RequestContext& call);
HandlerResult add_to_group(RequestContext& call);
HandlerResult get_membership(RequestContext& call);
HandlerResult update_membership(RequestContext& call);
HandlerResult end_membership(RequestContext& call);
HandlerResult write_members(RequestContext& call); // in bulk
HandlerResult explain_member(RequestContext& call);

HandlerResult list_campaigns(RequestContext& call);
HandlerResult create_campaign(RequestContext& call);
HandlerResult get_campaign(RequestContext& call);
HandlerResult update_campaign(RequestContext& call);
HandlerResult remove_campaign(RequestContext& call);
HandlerResult list_campaign_runs(RequestContext& call);
HandlerResult rerun_campaign(RequestContext& call);
HandlerResult get_campaign_run(RequestContext& call);
HandlerResult list_messages(RequestContext& call);
HandlerResult get_message(RequestContext& call);
HandlerResult update_message(RequestContext& call);

HandlerResult list_imports(RequestContext& call);
HandlerResult create_import(RequestContext& call);
HandlerResult get_import(RequestContext& call);
HandlerResult upload_import(RequestContext& call); // one part of the file
HandlerResult cancel_import(RequestContext& call);
HandlerResult resume_import(RequestContext& call);
HandlerResult remove_import(RequestContext& call);
HandlerResult show_refused(RequestContext& call);

HandlerResult list_exports(RequestContext& call);
HandlerResult create_export(RequestContext& call);
HandlerResult get_export(RequestContext& call);
HandlerResult download_export(RequestContext& call);
HandlerResult cancel_export(RequestContext& call);
HandlerResult remove_export(RequestContext& call);

HandlerResult list_fills(RequestContext& call);
HandlerResult create_fill(RequestContext& call);
HandlerResult get_fill(RequestContext& call);
HandlerResult cancel_fill(RequestContext& call);
HandlerResult resume_fill(RequestContext& call);
HandlerResult remove_fill(RequestContext& call);
HandlerResult show_unfilled(RequestContext& call);

HandlerResult list_removals(RequestContext& call);
HandlerResult create_removal(RequestContext& call);
HandlerResult get_removal(RequestContext& call);
HandlerResult cancel_removal(RequestContext& call);
HandlerResult resume_removal(RequestContext& call);
HandlerResult remove_removal(RequestContext& call);

HandlerResult list_webhooks(RequestContext& call);
HandlerResult create_webhook(RequestContext& call);
HandlerResult get_webhook(RequestContext& call);
HandlerResult update_webhook(RequestContext& call);
HandlerResult resume_webhook(RequestContext& call);
HandlerResult rotate_webhook(RequestContext& call);
HandlerResult remove_webhook(RequestContext& call);

HandlerResult list_undos(RequestContext& call);
HandlerResult create_undo(RequestContext& call);
HandlerResult get_undo(RequestContext& call);
HandlerResult cancel_undo(RequestContext& call);
HandlerResult resume_undo(RequestContext& call);
HandlerResult remove_undo(RequestContext& call);
HandlerResult show_not_undone(RequestContext& call);

HandlerResult list_changes(RequestContext& call);
const wire::Record<model::Change>& change_record();
HandlerResult back_up(RequestContext& call);
HandlerResult show_me(RequestContext& call);

} // namespace muster::dialects::native
