// Stores the answer of a batch's request, or its progress, in the same write as the changes that
// it reports: so that after a kill -9 no answer is missing and nothing is done twice. Requests that
// are sent on their own, outside of a batch, store nothing.
#pragma once

#include <functional>

#include "dialects/ecwid/batch/batch_store.h"

namespace muster::dialects::ecwid {

// The batch runner puts it at RequestContext::also: every write of the request then also stores the
// item.
struct BatchCheckpoint {
    const StoredBatch& batch;
    std::int64_t place;    // of the request in the batch
    BatchRequest& request; // as the running write will leave it

    Result<void> operator()(directory::Transaction& transaction) const
    {
        return put_request(transaction, batch, place, request);
    }
};

// Called within a write of the request.
void store_answer(RequestContext& call, const http::Response& answer);
void store_progress(RequestContext& call, const CallProgress& progress);
// What an earlier run of the same request stored before it was interrupted.
CallProgress stored_progress(const RequestContext& call);

// For requests of one write: runs `act` in it, whose result is the answer.
Result<http::Response>
answer_by_write(RequestContext& call,
                const std::function<Result<http::Response>(directory::Transaction&)>& act);

} // namespace muster::dialects::ecwid
