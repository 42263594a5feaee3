// The calls on batches: many requests that are sent at once and run one after the other.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::ecwid {

inline constexpr std::size_t batch_body_bytes = 10 * 1024 * 1024; // documented by the vendor

Result<http::Response> create_batch(RequestContext& call);
// One batch by its ticket, or a list of those of a status.
Result<http::Response> get_batch(RequestContext& call);
Result<http::Response> cancel_batches(RequestContext& call);
Result<http::Response> remove_batch(RequestContext& call);

// Batches as a kind of job: the engine runs those of each store, oldest first.
jobs::JobKinds batch_kinds(Services& services, const Dispatch& dispatch);

} // namespace muster::dialects::ecwid
