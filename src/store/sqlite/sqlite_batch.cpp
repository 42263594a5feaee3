// Begins, commits and checkpoints.
#include "store/sqlite/sqlite_batch.h"

#include "base/limits.h"

namespace muster::store::sqlite {

SqliteBatch::SqliteBatch(std::unique_ptr<SqliteConnection> connection,
                         sql::NewestRevisions& revisions, StoreHealth& health, SeenWrites* seen)
    : SqlBatch(*connection, revisions, health), connection_(std::move(connection)), seen_(seen)
{
    sqlite3_wal_hook(
        connection_->handle(),
        [](void* batch, sqlite3*, const char*, int pages) {
            static_cast<SqliteBatch*>(batch)->note_log(pages);
            return SQLITE_OK;
        },
        this);
}

// SQLite calls this in every commit with the length of the log.
void SqliteBatch::note_log(int pages)
{
    const int written = pages < log_pages_ ? pages : pages - log_pages_;
    if (pages < log_pages_) checkpointed_ = 0;
    if (written > pages_of_long_write * static_cast<int>(advances().size()))
        has_long_writes_ = true;
    log_pages_ = pages;
}

bool SqliteBatch::is_checkpoint_due() const
{
    return log_pages_ - checkpointed_ >=
           (has_long_writes_ ? checkpoint_pages_of_long_writes : checkpoint_pages);
}

Result<void> SqliteBatch::begin_transaction()
{
    static const std::string begin = "BEGIN IMMEDIATE";
    return is_generation_due_ ? connection_->begin_write() : connection_->run_constant(begin);
}

Result<void> SqliteBatch::commit_transaction() { return connection_->commit_write(); }

void SqliteBatch::published()
{
    is_generation_due_ = false;
    const auto total = revisions().total();
    if (seen_ != nullptr && total != seen_->note().writes) {
        seen_->write({total, seen_->note().lost});
    }
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
    if (is_failing()) probe();
    if (writer().has_erased()) {
        writer().set_erased(false);
        if (!must_truncate_) must_truncate_since_ = std::chrono::steady_clock::now();
        must_truncate_ = true;
    }
    if (must_truncate_ && is_truncation_due(others_wait)) {
        checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
    } else if (checkpoint_failed_ || is_checkpoint_due()) {
        checkpoint(SQLITE_CHECKPOINT_PASSIVE);
    }
    return is_failing() || must_truncate_ || checkpoint_failed_;
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
        health().begin(StoreTrouble::failing_checkpoints,
                       "the log cannot be copied to the database: " + error.message + " (" +
                           error.detail + ")");
    } else if (checkpoint_failed_) {
        health().end(StoreTrouble::failing_checkpoints);
    }
    checkpoint_failed_ = has_failed;
}

void SqliteBatch::probe()
{
    is_generation_due_ = true; // so that there is something to write
    if (begin()) static_cast<void>(commit());
}

} // namespace muster::store::sqlite
