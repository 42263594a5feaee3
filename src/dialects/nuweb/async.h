// Asynchronous requests (promise 15): `?async=true` is answered with a ticket, and the same call
// with that ticket gives the ordinary answer for two hours. A write is done at once and its answer
// is stored. Of a read only the request is stored, so that no copy of personal data is made. Both
// are an item of a job, and are erased with the customer whose data they hold.
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

} // namespace muster::dialects::nuweb
