// Runs the statements that change single rows, and undoes those of a failed write alone.
//
// Each statement costs a message to a server. So for an engine with arrays the changes of a
// transaction are collected here, without the server, and sent as one statement for all equal
// ones: at the latest before the commit, and earlier before a read that could miss them. Changes of
// one row never wait together, so their order does not matter. A write whose changes were not sent
// yet is undone by dropping them; else, and with other engines, a savepoint undoes it.
// Used by the writing thread alone.
#pragma once

#include <memory>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "model/store.h"
#include "store/sql/connection.h"
#include "store/sql/row_statements.h"

namespace muster::store::sql {

class MergedChanges {
public:
    // Identifies what a change touches; 0: only that change touches it. Two may have the same one.
    using Touched = std::size_t;
    static Touched row(const model::Ref& ref);
    static Touched key(model::TenantId tenant, std::string_view encoded);

    explicit MergedChanges(SqlConnection& connection);
    ~MergedChanges();

    // Each write is begin_write(), its changes, then end_write() or undo_write().
    void begin_write();
    Result<void> end_write();
    void undo_write(); // may leave no transaction, when the engine cannot undo the write alone
    void forget();     // the transaction failed

    // A statement for a change of one row. `change` must outlive this object. The caller binds the
    // parameters of `one` and runs it. Also between two writes: then it is not undone with one.
    Result<Statement> statement(const RowChange& change, Touched touched);
    // Called before a read that may show what the changes touch.
    bool is_waiting(Touched touched) const { return touched_.contains(touched); }
    Result<void> send();
    // Called before a statement of this write that changes anything in another way.
    Result<void> begin_other();

private:
    class WaitingChange;

    Result<void> ensure_savepoint();

    SqlConnection& connection_;
    std::unordered_map<const RowChange*, std::unique_ptr<WaitingChange>> changes_;
    std::vector<WaitingChange*> waiting_; // those with rows, in the order of their first ones
    std::unordered_set<Touched> touched_; // by them
    std::size_t rows_ = 0;                // that were collected since the last sending, at least
    bool is_writing_ = false;             // between begin_write() and its end
    bool has_savepoint_ = false;          // of the current write
};

} // namespace muster::store::sql
