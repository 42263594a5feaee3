// Bulk calls that commit in pieces, so that other writers do not wait for the whole call (promise
// 12). A call that is cut off has done its first pieces; sent again, it does the rest.
#pragma once

#include "dialects/dialect.h"
#include "jobs/job_run.h"

namespace muster::dialects {

// Calls act(transaction, index) for 0 to count-1 and returns the sum of what it returns. When other
// writers wait, a write ends behind the next `items_at_once` items. An error undoes its piece and
// ends the call.
template <class Act>
Result<std::int64_t> write_in_pieces(const RequestContext& call, std::size_t count,
                                     std::size_t items_at_once, const Act& act)
{
    std::int64_t total = 0;
    for (std::size_t begin = 0; begin < count;) {
        const jobs::WriteTurn turn;
        std::size_t end = begin;
        total += TRY(call.write([&](directory::Transaction& t) -> Result<std::int64_t> {
            std::int64_t sum = 0;
            for (end = begin; end < count; ++end) {
                const std::size_t done = end - begin;
                const bool may_end = done > 0 && done % items_at_once == 0;
                if (may_end && (done >= limits::bulk_piece || t.writer().others_wait())) break;
                sum += TRY(act(t, end));
            }
            return sum;
        }));
        begin = end;
        if (begin < count) turn.give_way();
    }
    return total;
}

} // namespace muster::dialects
