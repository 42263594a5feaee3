// The handlers of this API; routes.cpp lists their routes.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::nudgescribe {

extern const Demo demo;

Result<void> authenticate(RequestContext& call);
http::Response render(const RequestContext& call, const Failure& failure);

Result<http::Response> log_in(RequestContext& call);
Result<http::Response> renew(RequestContext& call);

Result<http::Response> create_group(RequestContext& call);
Result<http::Response> list_groups(RequestContext& call);
Result<http::Response> update_group(RequestContext& call);
Result<http::Response> remove_group(RequestContext& call);

Result<http::Response> create_field(RequestContext& call);
Result<http::Response> list_fields(RequestContext& call);
Result<http::Response> update_field(RequestContext& call);
Result<http::Response> remove_field(RequestContext& call);

Result<http::Response> check_customers(RequestContext& call);
Result<http::Response> count_pages(RequestContext& call);
Result<http::Response> list_customers(RequestContext& call);
Result<http::Response> update_customers(RequestContext& call);
Result<http::Response> remove_customers(RequestContext& call);

Result<http::Response> list_campaigns(RequestContext& call);
Result<http::Response> publish_messages(RequestContext& call);
Result<http::Response> count_message_pages(RequestContext& call);
Result<http::Response> fetch_messages(RequestContext& call);
Result<http::Response> load_file(RequestContext& call);
Result<http::Response> list_runs(RequestContext& call);
Result<http::Response> list_run_messages(RequestContext& call);
Result<http::Response> initiate_rerun(RequestContext& call);

} // namespace muster::dialects::nudgescribe
