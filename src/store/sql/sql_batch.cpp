// BEGIN, the writes, COMMIT, then what follows a commit: the index and the revisions.
#include "store/sql/sql_batch.h"

#include <utility>

#include "base/limits.h"
#include "base/round.h"

namespace muster::store::sql {

using namespace model;

void SqlBatch::set_commit_listener(CommitListener* listener)
{
    listener_ = listener;
    writer_.remember(listener == nullptr ? nullptr : &mutations_);
}

Result<void> SqlBatch::begin()
{
    auto begun = begin_transaction();
    if (!begun) {
        roll_back();
        begun.error().code = Code::unavailable; // whatever it is, no write was to blame
        note_failure(begun.error());
    }
    revisions_.set_committing(is_unresolved());
    if (is_unresolved()) return begun; // the batch before is still needed
    advances_.clear();
    mutations_.clear();
    writer_.begin();
    return begun;
}

void SqlBatch::note_failure(const Error& error)
{
    is_failing_ = true;
    health_.begin(StoreTrouble::failing_writes,
                  "writes fail: " + error.message + " (" + error.detail + ")");
}

Result<Revision> SqlBatch::run(const Write& write)
{
    if (!connection_.in_transaction()) {
        return fail(Code::unavailable, "store", "the database gave up the transaction");
    }
    // What is thrown, as for lack of memory, fails this write alone.
    auto revision = guarded([&] { return run_to_end(write); });
    if (!revision) {
        writer_.undo();
        mutations_.resize(advances_.empty() ? 0 : advances_.back().mutations_end);
    }
    return revision;
}

Result<Revision> SqlBatch::run_to_end(const Write& write)
{
    advances_.reserve(limits::commit_batch); // nothing of the write fails after its end
    revisions_.expect(write.tenant);
    TRY(writer_.start(write));
    TRY(write.decide(writer_));
    const auto revision = TRY(writer_.finish());
    advances_.push_back({write.tenant, revision, mutations_.size()});
    return revision;
}

Result<void> SqlBatch::commit()
{
    revisions_.set_committing(true);
    auto ended = end();
    if (ended) {
        if (std::exchange(is_failing_, false)) health_.end(StoreTrouble::failing_writes);
        publish();
        published();
    } else {
        roll_back();
        ended.error().code = Code::unavailable;
        note_failure(ended.error());
    }
    revisions_.set_committing(is_unresolved());
    return ended;
}

void SqlBatch::publish()
{
    auto begin = mutations_.begin();
    for (const auto& [tenant, revision, mutations_end] : advances_) {
        const auto end = mutations_.begin() + static_cast<std::ptrdiff_t>(mutations_end);
        const bool is_news = begin != end || revision != revisions_.of(tenant);
        if (is_news && listener_ != nullptr) listener_->committed(tenant, revision, {begin, end});
        begin = end;
        revisions_.advance(tenant, revision);
    }
    writer_.publish_rows();
    // Drops the references before the callers are woken: so the threads that made the mutations
    // also free them, which is faster than freeing on another thread.
    mutations_.clear();
}

Result<void> SqlBatch::end()
{
    if (!connection_.in_transaction()) {
        return fail(Code::unavailable, "store", "the database gave up the transaction");
    }
    TRY(writer_.save());
    writer_.close_rows();
    return commit_transaction();
}

void SqlBatch::roll_back()
{
    if (connection_.in_transaction()) connection_.roll_back();
    writer_.forget();
}

} // namespace muster::store::sql
