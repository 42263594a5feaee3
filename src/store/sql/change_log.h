// Writes and reads the change log. Short forms save half of what an import writes, because the
// rows of new customers already have the values (docs/decisions/0013, drawn in docs/files.md):
// * `after` = '' in the file: the entry of a creation whose row is unchanged since. Readers make
// the
//   text from the row. (`after` = NULL: nothing is logged.)
// * `span` = n: one entry for the creations of n customers with successive ids and ordinals.
// Customers that enter or leave a dynamic group in one write share an entry, too: its `customer` is
// 0, and the one of `before` and `after` that is otherwise NULL holds their ids
// (store/customer_list.h).
// Before such a customer changes for the first time, materialize() writes the values of its
// creation into an entry of its own.
#pragma once

#include <optional>
#include <unordered_map>

#include "model/store.h"
#include "store/sql/connection.h"
#include "store/sql/merged_changes.h"

namespace muster::store::sql {

// See ChangeQuery in model/query.h: the result ends with a whole revision.
Result<std::vector<model::Change>> read_changes(SqlConnection& connection,
                                                const model::ChangeQuery& query);

// Used by the writing thread alone.
class ChangeLog {
public:
    ChangeLog(SqlConnection& connection, MergedChanges& changes)
        : connection_(connection), changes_(changes)
    {}

    // The origin must live until the write ends. May delay the entry until flush(). The time of the
    // entry is not before that of the tenant's entry before, even if the clock was set back.
    Result<void> add(model::Mutation& mutation, const model::Origin& origin,
                     model::Revision revision, std::int64_t ordinal);
    // Called before a row changes: gives the creation of a customer an entry with its values.
    Result<void> materialize(model::TenantId tenant, const model::Entity& before);
    Result<void> erase_history(const model::Ref& ref);

    // Writes the delayed entry. Called before the log is read and before a write ends.
    Result<void> flush();
    void forget(); // when the write failed

private:
    struct LogRow {
        model::TenantId tenant;
        model::Revision revision;
        std::int64_t ordinal;
        const model::Origin& origin;
        Time at; // in place of the origin's
        model::Action action;
        model::Kind kind;
        std::int64_t id;
        std::int64_t customer; // of memberships, else 0
        std::int64_t span;     // successive customers that the entry stands for
    };

    // An empty `before` is stored as NULL. `after`: same_as_row is stored as an empty text.
    Result<void> insert(const LogRow& entry, std::string_view before,
                        std::optional<std::string_view> after);
    // Gives a customer in a span an entry of its own; false when it is in no span.
    Result<bool> split_span(model::TenantId tenant, std::int64_t customer, std::string_view after);

    // The time of an entry of this origin.
    Result<Time> time_of(model::TenantId tenant, Time at);

    SqlConnection& connection_;
    MergedChanges& changes_;
    std::optional<LogRow> pending_span_;                  // new customers, not in the file yet
    std::unordered_map<std::int64_t, Time> newest_times_; // of tenants that were written to
};

} // namespace muster::store::sql
