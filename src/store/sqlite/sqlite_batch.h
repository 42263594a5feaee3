// The transactions of the one writing connection, and the checkpoints of the write-ahead log
// between them. Used by the committer's thread alone.
#pragma once

#include <memory>

#include "store/sql/sql_batch.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/files/seen_writes.h"

namespace muster::store::sqlite {

class SqliteBatch final : public sql::SqlBatch {
public:
    // `seen` gets the revisions of every commit; nullptr: nothing is checked after a restart.
    SqliteBatch(std::unique_ptr<SqliteConnection> connection, sql::NewestRevisions& revisions,
                StoreHealth& health, SeenWrites* seen = nullptr);

    bool maintain(bool others_wait) override;

    SqliteConnection& connection() { return *connection_; }

private:
    // A checkpoint copies the pages of the write-ahead log into the file. A page that changes often
    // is copied once per checkpoint, so rare checkpoints (40 MB of log) save work. Long writes
    // mostly add new pages, which are copied once anyway: then early checkpoints hold up other
    // writes for less time.
    static constexpr int checkpoint_pages = 10'000;
    static constexpr int checkpoint_pages_of_long_writes = 250;
    static constexpr int pages_of_long_write = 10; // per write, on average of a batch

    // A truncating checkpoint waits this long for readers, while writes wait. Short reads end in
    // this time; otherwise the next maintain() tries again.
    static constexpr std::chrono::milliseconds truncate_wait{20};

    Result<void> begin_transaction() override;
    Result<void> commit_transaction() override;
    void published() override;
    void note_log(int pages);
    bool is_checkpoint_due() const;
    bool is_truncation_due(bool others_wait) const;
    void checkpoint(int mode);
    void probe(); // tries to write while writes fail

    std::unique_ptr<SqliteConnection> connection_;
    SeenWrites* const seen_;
    int log_pages_ = 0;            // pages in the write-ahead log
    int checkpointed_ = 0;         // pages in it at the last checkpoint; 0 after it started over
    bool has_long_writes_ = false; // since the last checkpoint
    bool checkpoint_failed_ = false;
    // The log may hold erased text. An earlier run may have left some.
    bool must_truncate_ = true;
    std::chrono::steady_clock::time_point must_truncate_since_{};

    // The log of a file begins with a commit that raises the file's generation (PRAGMA
    // user_version). So a start sees whether a log belongs to the file that it lies beside
    // (files/opening.h). After each checkpoint the log may begin again.
    bool is_generation_due_ = true;
};

} // namespace muster::store::sqlite
