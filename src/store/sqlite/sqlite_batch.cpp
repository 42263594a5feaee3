// BEGIN, the writes, COMMIT, then what follows a commit: the index, the revisions, checkpoints.
#include "store/sqlite/sqlite_batch.h"

#include <utility>

#include "base/limits.h"

namespace muster::store::sqlite {

using namespace model;

SqliteBatch::SqliteBatch(std::unique_ptr<SqliteConnection> connection,
                         sql::NewestRevisions& revisions, StoreHealth& health, SeenWrites* seen)
    : connection_(std::move(connection)), revisions_(revisions), health_(health), seen_(seen),
      writer_(*connection_)
{
    sqlite3_wal_hook(
        connection_->handle(),
        [](void* batch, sqlite3*, const char*, int pages) {
            static_cast<SqliteBatch*>(batch)->note_log(pages);
            return SQLITE_OK;
        },
        this);
}

void SqliteBatch::set_commit_listener(CommitListener* listener)
{
    listener_ = listener;
    writer_.remember(listener == nullptr ? nullptr : &mutations_);
}

// SQLite calls this in every commit with the length of the log. advances_ has the writes of the
// batch.
void SqliteBatch::note_log(int pages)
{
    const int written = pages < log_pages_ ? pages : pages - log_pages_;
    if (pages < log_pages_) checkpointed_ = 0;
    if (written > pages_of_long_write * static_cast<int>(advances_.size())) has_long_writes_ = true;
    log_pages_ = pages;
}

bool SqliteBatch::is_checkpoint_due() const
{
    return log_pages_ - checkpointed_ >=
           (has_long_writes_ ? checkpoint_pages_of_long_writes : checkpoint_pages);
}

Result<void> SqliteBatch::begin()
{
    static const std::string begin = "BEGIN IMMEDIATE";
    advances_.clear();
    mutations_.clear();
    auto begun = connection_->run_constant(begin);
    if (begun && is_generation_due_) begun = mark_generation();
    if (!begun) {
        roll_back();
        note_failure(begun.error());
    }
    return begun;
}

Result<void> SqliteBatch::mark_generation()
{
    {
        auto statement = TRY(connection_->composed("PRAGMA user_version"));
        TRY(statement.step());
        generation_ = static_cast<std::uint32_t>(statement.integer_at(0)) + 1;
    }
    return connection_->run("PRAGMA user_version = " + std::to_string(generation_));
}

void SqliteBatch::note_failure(const Error& error)
{
    is_failing_ = true;
    health_.begin(StoreTrouble::failing_writes,
                  "writes fail: " + error.message + " (" + error.detail + ")");
}

Result<Revision> SqliteBatch::run(const Write& write)
{
    if (!connection_->in_transaction()) {
        return fail(Code::unavailable, "store", "the database gave up the transaction");
    }
    TRY(writer_.start(write));
    const auto decided = decide_safely(write.decide, writer_);
    auto revision = decided ? writer_.finish() : Result<Revision>(fail(decided.error()));
    if (!revision) {
        writer_.undo();
        mutations_.resize(advances_.empty() ? 0 : advances_.back().mutations_end);
        return revision;
    }
    advances_.push_back({write.tenant, *revision, mutations_.size()});
    return revision;
}

Result<void> SqliteBatch::commit()
{
    revisions_.set_committing(true);
    auto published = publish();
    revisions_.set_committing(false);
    return published;
}

Result<void> SqliteBatch::publish()
{
    auto ended = end();
    if (!ended) {
        roll_back();
        ended.error().code = Code::unavailable;
        note_failure(ended.error());
        return ended;
    }
    is_generation_due_ = false;
    if (std::exchange(is_failing_, false)) health_.end(StoreTrouble::failing_writes);
    auto begin = mutations_.begin();
    for (const auto& [tenant, revision, mutations_end] : advances_) {
        const auto end = mutations_.begin() + static_cast<std::ptrdiff_t>(mutations_end);
        const bool is_news = begin != end || revision != revisions_.of(tenant);
        if (is_news && listener_ != nullptr) listener_->committed(tenant, revision, {begin, end});
        begin = end;
        revisions_.advance(tenant, revision);
    }
    // Drops the references before the callers are woken: so the threads that made the mutations
    // also free them, which is faster than freeing on another thread.
    mutations_.clear();
    if (seen_ != nullptr && revisions_.total() != seen_->note().writes) {
        seen_->write({revisions_.total(), seen_->note().lost});
    }
    return {};
}

Result<void> SqliteBatch::end()
{
    static const std::string commit = "COMMIT";
    if (!connection_->in_transaction()) {
        return fail(Code::unavailable, "store", "the database gave up the transaction");
    }
    TRY(writer_.save());
    return connection_->run_constant(commit);
}

void SqliteBatch::roll_back()
{
    if (connection_->in_transaction()) static_cast<void>(connection_->run("ROLLBACK"));
    writer_.forget();
}

bool SqliteBatch::is_truncation_due(bool others_wait) const
{
    const auto time = std::chrono::steady_clock::now() - must_truncate_since_;
    return is_checkpoint_due() || !others_wait || time > limits::maintenance_retry;
}

// Promise 10: after a removal the old pages of the row stay in the write-ahead log until it is
// truncated.
bool SqliteBatch::maintain(bool others_wait)
{
    if (is_failing_) probe();
    if (writer_.has_erased()) {
        writer_.set_erased(false);
        if (!must_truncate_) must_truncate_since_ = std::chrono::steady_clock::now();
        must_truncate_ = true;
    }
    if (must_truncate_ && is_truncation_due(others_wait)) {
        checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
    } else if (checkpoint_failed_ || is_checkpoint_due()) {
        checkpoint(SQLITE_CHECKPOINT_PASSIVE);
    }
    return is_failing_ || must_truncate_ || checkpoint_failed_;
}

void SqliteBatch::checkpoint(int mode)
{
    connection_->wait_at_most(truncate_wait);
    const int result =
        sqlite3_wal_checkpoint_v2(connection_->handle(), nullptr, mode, nullptr, nullptr);
    connection_->wait_at_most(SqliteConnection::busy_wait);
    is_generation_due_ = true;
    // Also when a reader prevented it: otherwise the checkpoint would be tried after every batch.
    checkpointed_ = log_pages_;
    has_long_writes_ = false;
    if (result == SQLITE_OK && mode == SQLITE_CHECKPOINT_TRUNCATE) must_truncate_ = false;
    const bool has_failed = result != SQLITE_OK && result != SQLITE_BUSY;
    if (has_failed) {
        const auto error = error_of(connection_->handle(), result, "checkpoint");
        health_.begin(StoreTrouble::failing_checkpoints,
                      "the log cannot be copied to the database: " + error.message + " (" +
                          error.detail + ")");
    } else if (checkpoint_failed_) {
        health_.end(StoreTrouble::failing_checkpoints);
    }
    checkpoint_failed_ = has_failed;
}

void SqliteBatch::probe()
{
    is_generation_due_ = true; // so that there is something to write
    if (begin()) static_cast<void>(commit());
}

} // namespace muster::store::sqlite
