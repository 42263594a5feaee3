// A reply has one id for each unit of its size, so that the ids of the oldest and of the newest
// reply say how much room all replies of the tenant take: counting them would read them all.
#include "directory/stored_replies.h"

#include "base/limits.h"

namespace muster::directory {

Result<void> store_reply(Transaction& transaction, StoredReply reply)
{
    const auto bytes = reply.answer.size() + reply.key.size();
    const auto units = static_cast<std::int64_t>(bytes / limits::stored_reply_unit_bytes) + 1;
    std::int64_t newest = TRY(transaction.create(std::move(reply))).id.value;
    for (std::int64_t unit = 1; unit < units; ++unit) {
        newest = TRY(transaction.writer().next_id(transaction.tenant(), Kind::stored_reply));
    }
    const auto used = TRY(stored_reply_units(transaction.rows(), transaction.tenant(), newest));
    return transaction.quotas().take(Quota::stored_replies, used - units, units);
}

} // namespace muster::directory
