// Writes and reads the change log. While customers are as they were made, the log says no more than
// their rows do, so nothing is written twice: `after` of a creation is empty text until the row
// changes (NULL: nothing is told), and customers made one after the other share one entry that
// spans them (docs/decisions/0013).
#pragma once

#include <optional>

#include "model/store.h"
#include "store/sqlite/connection.h"

namespace muster::store::sqlite {

// Whole revisions, as model/query.h wants them.
Result<std::vector<model::Change>> read_changes(Connection& connection,
                                                const model::ChangeQuery& query);

// Of the writing thread alone.
class ChangeLog {
public:
    explicit ChangeLog(Connection& connection) : connection_(connection) {}

    // The origin must live until the write ends.
    Result<void> add(const model::Mutation& mutation, const model::Origin& origin,
                     model::Revision revision, std::int64_t ordinal);
    // Before a row changes: the creation of a customer gets the words of its own.
    Result<void> settle(model::TenantId tenant, const model::Entity& before);
    Result<void> erase_history(const model::Ref& ref);

    // Puts into the file what was added: before the log is read, and before a write ends.
    Result<void> flush();
    void forget() { made_.reset(); } // the write failed

private:
    struct Entry {
        model::TenantId tenant;
        model::Revision revision;
        std::int64_t ordinal;
        const model::Origin& origin;
        model::Action action;
        model::Kind kind;
        std::int64_t id;
        std::int64_t customer; // of a membership
        std::int64_t span;     // so many customers, each with the next ordinal and id
    };

    // Of `before` empty is nothing; of `after` empty is told by the row.
    Result<void> insert(const Entry& entry, std::string_view before,
                        std::optional<std::string_view> after);
    // Gives a customer among others an entry of its own; false: it was not among others.
    Result<bool> single_out(model::TenantId tenant, std::int64_t customer, std::string_view after);

    Connection& connection_;
    std::optional<Entry> made_; // customers as they were made, not in the file yet
};

} // namespace muster::store::sqlite
