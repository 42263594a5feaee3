// The live feed of GET /v1/changes: Server-Sent Events that resume where a client stopped.
#pragma once

#include "dialects/native/handlers.h"
#include "dialects/native/webhooks/change_filter.h"

namespace muster::dialects::native {

// Whether the client asks for a feed in place of a page.
bool wants_events(const RequestContext& call);

// A feed of the changes of this query that the filter wants, behind Last-Event-ID, `after`, or the
// newest revision. rate_limited when too many are open.
HandlerResult open_change_feed(const RequestContext& call, model::ChangeQuery query,
                               ChangeFilter filter);

} // namespace muster::dialects::native
