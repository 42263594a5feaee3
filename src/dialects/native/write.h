// One write of the native API: atomic, and done once per Idempotency-Key. The handler makes the
// answer inside the write, so that the write stores it too: after a crash there are both or
// neither.
#pragma once

#include <functional>

#include "dialects/dialect.h"

namespace muster::dialects::native {

struct WriteAnswer {
    http::Response response;
    model::CustomerId customer; // whose data the answer holds: erasing the customer erases stored
                                // answers too (promise 10)

    WriteAnswer() = default;
    WriteAnswer(http::Response made, model::CustomerId of = {})
        : response(std::move(made)), customer(of)
    {}
};

using Decide = std::function<Result<WriteAnswer>(directory::Transaction&)>;

// Runs decide in one write of that tenant. With an Idempotency-Key that was used before, the first
// answer is returned instead (header Idempotency-Replayed); conflict at "@Idempotency-Key" when the
// request differs from the first one. Failures are not stored. Adds Muster-Revision.
//
// A call of several writes numbers them from 0: each stores its own part of the answer, so that a
// repetition goes on where the call was cut off.
Result<http::Response> write(const RequestContext& call, model::TenantId tenant,
                             const Decide& decide, std::size_t part = 0);

// Whether write() returned an answer that was stored before.
bool is_replayed(const http::Response& response);
// The stored part of the answer; nothing without an Idempotency-Key, or when there is none.
Result<std::optional<http::Response>> stored_part(const RequestContext& call, std::size_t part);
// Within a write that takes back what the call has done: a repetition then starts again.
Result<void> forget_part(directory::Transaction& transaction, const RequestContext& call,
                         std::size_t part);

// In the tenant of the call.
inline Result<http::Response> write(const RequestContext& call, const Decide& decide)
{
    return write(call, call.tenant.id, decide);
}

// Runs decide and undoes what it did. The answer says what the write would do.
Result<http::Response> rehearse(const RequestContext& call, const Decide& decide);

// The Idempotency-Key; nothing when absent. invalid_value when blank, too long or not UTF-8.
Result<std::optional<std::string>> idempotency_key(const RequestContext& call);

} // namespace muster::dialects::native
