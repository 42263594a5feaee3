// Asynchronous requests: `?async=true` is answered with a number, under which the same call gives
// the ordinary answer for two hours. Writes are done at once and their answer is kept; of reads
// only the question is kept, so that no copy of personal data lies about.
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
