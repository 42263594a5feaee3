// What a call of a batch keeps in the very write that it tells of: its answer, or how far it has
// come. So a kill loses neither. Calls outside of batches keep nothing.
#pragma once

#include <functional>

#include "dialects/ecwid/batch/batch_store.h"

namespace muster::dialects::ecwid {

// Stands at Call::also while a batch runs, so that each write of the call also writes the request.
struct AnswerKeeper {
    const Batch& batch;
    std::int64_t at;
    BatchRequest& request; // as it is after the write

    Result<void> operator()(directory::Transaction& transaction) const
    {
        return put_request(transaction, batch, at, request);
    }
};

// Within a write of the call.
void keep_answer(Call& call, const http::Response& answer);
void keep_progress(Call& call, const CallProgress& progress);
// Of an earlier run of the same call.
CallProgress progress_of(const Call& call);

// A call of one write: decide gives its answer.
Result<http::Response>
answer_by_write(Call& call,
                const std::function<Result<http::Response>(directory::Transaction&)>& decide);

} // namespace muster::dialects::ecwid
