// Nothing here compares clocks of two machines: a node judges another one only by whether the row
// changed while its own clock ran.
#include "store/postgres/postgres_stand_by.h"

#include <chrono>
#include <thread>
#include <utility>

#include "store/postgres/lease_keeper.h"
#include "store/postgres/migrations.h"
#include "store/postgres/postgres_batch.h"
#include "store/postgres/server_lock.h"
#include "store/sql/sql_store.h"
#include "store/sql/table_copy.h"

namespace muster::store::postgres {

Result<std::optional<ActiveNode>> PostgresStandBy::read_row()
{
    if (!connection_ || !connection_->is_usable())
        connection_ = TRY(PostgresConnection::open(url_, ConnectionAccess::write));
    TRY(sql::require_known_version("the database", TRY(schema_version(*connection_)),
                                   newest_schema_version()));
    return read_active_node(*connection_);
}

// The row was the same at two times. They lie between the end of the first reading and the
// beginning of the last one, however long each took: a slow answer does not make the other node
// look silent.
PostgresStandBy::Seen PostgresStandBy::judge(const std::optional<ActiveNode>& row,
                                             NodeLease::TimePoint asked)
{
    // A Muster before there were several nodes has the lock and no lease.
    if (!row || row->is_over) return Seen::gone;
    if (row != seen_) {
        const bool is_first = !seen_;
        seen_ = row;
        seen_at_ = NodeLease::now();
        return is_first ? Seen::first : Seen::alive;
    }
    return asked - seen_at_ < node_.times.silence ? Seen::silent : Seen::gone;
}

Result<std::unique_ptr<model::Store>> PostgresStandBy::look()
{
    node_.lease->stand_by();
    const auto asked = NodeLease::now();
    const auto row = TRY(read_row());
    // A node that has stopped is not called any more, and this one itself never.
    const bool is_there = row && !row->is_over && row->address != node_.address;
    node_.lease->note_active({row ? row->name : std::string{},
                              is_there ? row->address : std::string{}, row ? row->term : 0});
    if (judge(row, asked) != Seen::gone) return nullptr;
    if (TRY(ServerLock::try_take(*connection_))) return begin(row);
    // The session of a machine that is gone can stay for long.
    if (!row || row->is_over || ServerLock::end_holder(*connection_)) return nullptr;
    return fail(Code::unavailable, "store",
                "the session of a node that is gone cannot be ended: all nodes need the same role "
                "of the database");
}

Result<std::unique_ptr<model::Store>> PostgresStandBy::take_now()
{
    for (;;) {
        const auto asked = NodeLease::now();
        const auto row = TRY(read_row());
        const auto seen = judge(row, asked);
        if (seen == Seen::alive) return ServerLock::in_use();
        if (seen == Seen::gone) {
            TRY(ServerLock::take(*connection_));
            if (auto store = TRY(begin(row))) return store;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
}

Result<std::unique_ptr<model::Store>> PostgresStandBy::begin(const std::optional<ActiveNode>& row)
{
    auto connection = std::exchange(connection_, nullptr);
    // Tables of an earlier version are only changed when no other node can read them.
    if (!row) TRY(migrate(*connection));
    const auto seen = row ? row : TRY(read_active_node(*connection));
    const auto term = TRY(begin_term(*connection, *seen, node_.name));
    if (term == 0) return nullptr;
    auto keeper = LeaseKeeper::start(url_, term, node_, health_);
    if (!keeper) {
        static_cast<void>(end_term(*connection, term)); // nobody need wait for this one
        return fail(keeper.error());
    }
    TRY(migrate(*connection));
    TRY(publish_address(*connection, term, node_.address));
    TRY(sql::require_no_copy(*connection));
    auto revisions = std::make_unique<sql::NewestRevisions>();
    TRY(sql::load_revisions(*connection, *revisions));
    auto cache = std::make_unique<sql::RowCache>();
    auto batch = std::make_unique<PostgresBatch>(std::move(connection), *std::move(keeper),
                                                 *revisions, *health_, *cache);
    return std::make_unique<sql::SqlStore>(
        std::move(revisions), health_, std::move(batch),
        [url = url_]() -> Result<std::unique_ptr<sql::SqlConnection>> {
            return TRY(PostgresConnection::open(url, ConnectionAccess::read));
        },
        std::move(cache));
}

} // namespace muster::store::postgres
