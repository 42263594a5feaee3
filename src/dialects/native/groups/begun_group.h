// A call that makes or restores a group with many members takes several writes. The first one
// stores what was begun: a repetition with the same Idempotency-Key, or the next start of the
// server, goes on with it.
#pragma once

#include "dialects/native/write.h"

namespace muster::dialects::native {

// The parts of the answer under an Idempotency-Key.
inline constexpr std::size_t begun_part = 0;
inline constexpr std::size_t made_part = 1;

struct BegunGroup {
    model::GroupId group;
    model::JobId job; // by which the next start goes on when the server is killed meanwhile
};

// The first part. No client sees it.
http::Response reply_begun(const BegunGroup& begun);
bool is_begun(const http::Response& response);
BegunGroup begun_in(const http::Response& response);

// For a repetition: the call before may have been cut off, or still run. unavailable "group" with
// this message until its job is over.
Result<void> require_over(const RequestContext& call, const BegunGroup& begun,
                          std::string_view message);

} // namespace muster::dialects::native
