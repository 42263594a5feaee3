// The calls on batches: many requests that are sent at once and run one after the other.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::ecwid {

inline constexpr std::size_t batch_body_bytes = 10 * 1024 * 1024; // documented by the vendor

Result<http::Response> create_batch(RequestContext& call);
Result<http::Response>
get_batch(RequestContext& call); // one batch by its ticket, or a list by status
Result<http::Response> cancel_batches(RequestContext& call);
Result<http::Response> remove_batch(RequestContext& call);

// The background task of this API: runs the queued batches of each store, oldest first, until none
// is left.
Result<std::chrono::seconds> run_batches(Work& work);

} // namespace muster::dialects::ecwid
