// Inserts and updates rows and their keys. An INSERT names only the columns that are not null, an
// UPDATE only those that differ. Knows no transactions. Used by the writing thread alone.
#pragma once

#include <array>
#include <unordered_map>

#include "model/store.h"
#include "store/sql/absent_key_filter.h"
#include "store/sql/connection.h"
#include "store/sql/encoded_row.h"
#include "store/sql/merged_changes.h"
#include "store/sql/row_statements.h"

namespace muster::store::sql {

class RowWriter {
public:
    RowWriter(SqlConnection& connection, MergedChanges& changes, AbsentKeyFilter& absent_keys)
        : connection_(connection), changes_(changes), absent_keys_(absent_keys)
    {}

    // Writes the row and its keys; only the differences when the mutation has a row before.
    Result<void> store(model::Mutation& mutation);
    Result<void> count_members(model::TenantId tenant, model::GroupId group, std::int64_t more);
    Result<void> erase(const model::Ref& ref);

private:
    template <class E>
    Result<void> insert(model::TenantId tenant, const E& row, std::span<const model::Key> keys);
    template <class E>
    Result<bool> update(model::TenantId tenant, const E& after,
                        Columns mask); // false: there is no row
    Result<bool> replace(model::Mutation& mutation);
    Result<void> add_key(model::TenantId tenant, std::string_view key, std::int64_t id);
    Result<void> remove_key(model::TenantId tenant, std::string_view key, std::int64_t id);

    // Statement texts by the columns that they name. Each is made when it is first needed.
    class StatementTexts {
    public:
        // Sets the mask to all columns when too many different statements exist already.
        template <class E>
        const RowChange& change(Columns& mask, RowChange (*make)(Columns));

    private:
        std::array<std::unordered_map<Columns, RowChange>, std::variant_size_v<model::Entity>>
            of_kind_;
    };

    SqlConnection& connection_;
    MergedChanges& changes_;
    AbsentKeyFilter& absent_keys_;
    StatementTexts inserts_;
    StatementTexts updates_;
    EncodedRow encoded_; // of the row that is being written
};

} // namespace muster::store::sql
