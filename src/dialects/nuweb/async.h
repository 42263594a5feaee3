// Asynchronous requests (promise 15): `?async=true` is answered with a ticket, and the same call
// with that ticket gives the ordinary answer for two hours. A write is done at once and its answer
// is stored. For a read, only the request is stored, so that no copy of personal data is made. Both
// are stored as the item of a job, which is erased with its customer.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::nuweb {

Result<http::Response> run_deferrable(RequestContext& call, Handler handler);

// For the table of routes: deferrable<list_customers>.
template <Handler handler>
Result<http::Response> deferrable(RequestContext& call)
{
    return run_deferrable(call, handler);
}

// Whether the request only fetches an answer that is stored. A read is done when it is fetched, so
// it is none of these.
bool fetches_stored_answer(const RequestContext& call);

} // namespace muster::dialects::nuweb
