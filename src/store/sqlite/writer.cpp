// Runs each write in its savepoint, the batch in one transaction. Knows no SQL of rows.
#include "store/sqlite/writer.h"

#include "base/limits.h"
#include "store/sqlite/rows.h"

namespace muster::store::sqlite {

using namespace model;

namespace {

Result<void> run_constant(Connection& connection, const std::string& text)
{
    auto statement = TRY(connection.constant(text));
    return statement.run();
}

bool is_live(const std::optional<Entity>& entity)
{
    return entity && std::get<Membership>(*entity).is_live();
}

} // namespace

Result<void> SqliteWriter::start(const Write& write)
{
    write_ = &write;
    ordinal_ = 0;
    is_protected_ = false;
    failure_.reset();
    joined_.clear();
    TRY(free_keys_.begin_write());
    next_revision_ = TRY(counters_.next(write.tenant, Counters::revision));
    return {};
}

Result<Revision> SqliteWriter::finish()
{
    static const std::string release = "RELEASE one_write";
    if (failure_) return fail(*std::move(failure_));
    TRY(count_now());
    TRY(log_.flush());
    if (ordinal_ != 0) TRY(counters_.raise(write_->tenant, Counters::revision, next_revision_ + 1));
    if (is_protected_) TRY(run_constant(connection_, release));
    counters_.keep();
    return ordinal_ != 0 ? next_revision_ : next_revision_ - 1;
}

void SqliteWriter::undo()
{
    static const std::string roll_back = "ROLLBACK TO one_write";
    static const std::string release = "RELEASE one_write";
    counters_.undo();
    log_.forget();
    if (!is_protected_ || !connection_.in_transaction()) return;
    const auto undone = run_constant(connection_, roll_back);
    if (undone && run_constant(connection_, release)) return;
    // The transaction cannot be trusted any more: commit() will find none and fail the batch.
    static_cast<void>(connection_.run("ROLLBACK"));
}

void SqliteWriter::forget()
{
    counters_.forget();
    free_keys_.forget();
}

Result<void> SqliteWriter::protect()
{
    static const std::string savepoint = "SAVEPOINT one_write";
    if (is_protected_) return {};
    TRY(run_constant(connection_, savepoint));
    is_protected_ = true;
    return {};
}

Result<void> SqliteWriter::guarded(Result<void> done)
{
    if (!done && !failure_) failure_ = done.error();
    return done;
}

Result<std::int64_t> SqliteWriter::next_id(TenantId tenant, Kind kind)
{
    return next_in_sequence(tenant, name_of(kind));
}

// Counters of kinds and of sequences lie in one table: names of sequences have a dot, kinds none.
Result<std::int64_t> SqliteWriter::next_in_sequence(TenantId tenant, std::string_view name)
{
    const auto number = TRY(counters_.next(tenant, name));
    if (number > limits::entity_id) {
        return fail(Code::too_large, std::string(name), "no ids are left");
    }
    TRY(counters_.raise(tenant, name, number + 1));
    return number;
}

Result<void> SqliteWriter::put(MutationRef mutation)
{
    if (mutation->is_logged) {
        std::visit([&](auto& row) { row.revision = next_revision_; }, mutation->after);
    }
    return guarded(apply(std::move(mutation)));
}

Result<void> SqliteWriter::apply(MutationRef mutation)
{
    TRY(protect());
    if (mutation->stores_row) TRY(keep(*mutation));
    if (mutation->is_logged) {
        TRY(log_.add(*mutation, write_->origin, next_revision_, ordinal_++));
    }
    if (mutations_put_ != nullptr && mutation->stores_row) {
        mutations_put_->push_back(std::move(mutation));
    }
    return {};
}

Result<void> SqliteWriter::keep(const Mutation& mutation)
{
    if (mutation.before) TRY(log_.settle(mutation.tenant, *mutation.before));
    TRY(mutations_.store(mutation));
    const Kind kind = kind_of(mutation.after);
    if (kind == Kind::membership) {
        count_later(mutation);
    } else if (mutation.action == Action::created) {
        TRY(counters_.raise(mutation.tenant, name_of(kind), row_id(mutation.after) + 1));
    }
    return {};
}

void SqliteWriter::count_later(const Mutation& mutation)
{
    const auto& after = std::get<Membership>(mutation.after);
    const std::int64_t more = (after.is_live() ? 1 : 0) - (is_live(mutation.before) ? 1 : 0);
    if (more == 0) return;
    if (joined_.empty() || joined_.back().group != after.group) joined_.push_back({after.group, 0});
    joined_.back().more += more;
}

Result<void> SqliteWriter::count_now() const
{
    for (; !joined_.empty(); joined_.pop_back()) {
        const auto [group, more] = joined_.back();
        TRY(mutations_.count_members(write_->tenant, group, more));
    }
    return {};
}

Result<void> SqliteWriter::erase(const Ref& ref)
{
    TRY(guarded(protect()));
    return guarded(mutations_.erase(ref));
}

Result<void> SqliteWriter::erase_history(const Ref& ref)
{
    TRY(guarded(protect()));
    has_erased_ = true;
    return guarded(log_.erase_history(ref));
}

Result<Entity> SqliteWriter::get(const Ref& ref) const
{
    if (ref.kind == Kind::group) TRY(count_now());
    return read_row(connection_, ref);
}

Result<std::vector<Entity>> SqliteWriter::get_all(Kind kind, TenantId tenant,
                                                  std::span<const std::int64_t> ids) const
{
    if (kind == Kind::group) TRY(count_now());
    return read_rows(connection_, kind, tenant, ids);
}

Result<Entity> SqliteWriter::find(const Key& key) const
{
    if (key.kind == Kind::group) TRY(count_now());
    if (free_keys_.is_free(key)) return no_row(key.kind);
    auto found = find_row(connection_, key);
    if (!found && found.error().code == Code::not_found) free_keys_.note_miss(key);
    return found;
}

Result<Page> SqliteWriter::page(const Query& query) const
{
    TRY(count_now());
    return read_page(connection_, query);
}

Result<std::int64_t> SqliteWriter::count(const Query& query) const
{
    TRY(count_now());
    return count_rows(connection_, query);
}

Result<std::vector<Change>> SqliteWriter::changes(const ChangeQuery& query) const
{
    TRY(log_.flush());
    return read_changes(connection_, query);
}

Result<Revision> SqliteWriter::revision(TenantId tenant) const
{
    if (tenant == write_->tenant && ordinal_ != 0) return next_revision_;
    const auto next = TRY(counters_.next(tenant, Counters::revision));
    return next - 1;
}

SqliteBatch::SqliteBatch(std::unique_ptr<Connection> connection, Revisions& revisions)
    : connection_(std::move(connection)), revisions_(revisions), writer_(*connection_)
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

// Called within the commit, whose writes are in advances_.
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
    return run_constant(*connection_, begin);
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
    auto ended = end();
    if (!ended) {
        roll_back();
        ended.error().code = Code::unavailable;
        return ended;
    }
    auto begin = mutations_.begin();
    for (const auto& [tenant, revision, mutations_end] : advances_) {
        const auto end = mutations_.begin() + static_cast<std::ptrdiff_t>(mutations_end);
        if (begin != end) listener_->committed(tenant, revision, {begin, end});
        begin = end;
        revisions_.advance(tenant, revision);
    }
    // Now, while those who prepared them wait: each thread then frees what it has made.
    mutations_.clear();
    return {};
}

Result<void> SqliteBatch::end()
{
    static const std::string commit = "COMMIT";
    if (!connection_->in_transaction()) {
        return fail(Code::unavailable, "store", "the database gave up the transaction");
    }
    TRY(writer_.save());
    return run_constant(*connection_, commit);
}

void SqliteBatch::roll_back()
{
    if (connection_->in_transaction()) static_cast<void>(connection_->run("ROLLBACK"));
    writer_.forget();
}

// Erased persons' pages stay in the write-ahead log until it is truncated.
void SqliteBatch::rest(bool others_wait)
{
    const bool is_due = is_checkpoint_due();
    if (writer_.has_erased() && (is_due || !others_wait)) {
        checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
    } else if (is_due) {
        checkpoint(SQLITE_CHECKPOINT_PASSIVE);
    }
}

void SqliteBatch::checkpoint(int mode)
{
    connection_->wait_at_most(truncate_wait);
    const int result =
        sqlite3_wal_checkpoint_v2(connection_->handle(), nullptr, mode, nullptr, nullptr);
    connection_->wait_at_most(Connection::busy_wait);
    // A reader may keep the log from starting over: not again after every batch then.
    checkpointed_ = log_pages_;
    has_long_writes_ = false;
    if (result == SQLITE_OK && mode == SQLITE_CHECKPOINT_TRUNCATE) writer_.set_erased(false);
}

} // namespace muster::store::sqlite
