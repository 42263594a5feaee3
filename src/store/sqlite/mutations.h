// Stores what a write puts: rows and keys, each by the fewest columns. Knows no
// transactions. Of the writing thread alone.
#pragma once

#include <array>
#include <unordered_map>

#include "model/store.h"
#include "store/sql/statements.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/free_keys.h"
#include "store/sqlite/row_texts.h"

namespace muster::store::sqlite {

class Mutations {
public:
    Mutations(Connection& connection, FreeKeys& free_keys)
        : connection_(connection), free_keys_(free_keys)
    {}

    // The row with its keys; only what differs, when the row before is told.
    Result<void> store(const model::Mutation& mutation);
    Result<void> count_members(model::TenantId tenant, model::GroupId group, std::int64_t more);
    Result<void> erase(const model::Ref& ref);

private:
    template <class E>
    Result<void> insert(model::TenantId tenant, const E& row, const RowTexts& texts);
    template <class E>
    Result<bool> update(model::TenantId tenant, const E& before, const E& after); // false: no row
    Result<bool> replace(const model::Mutation& mutation);
    Result<void> add_key(model::TenantId tenant, std::string_view key, std::int64_t id);
    Result<void> remove_key(model::TenantId tenant, std::string_view key, std::int64_t id);

    // Statements by the columns they name, written when they are first needed.
    class Texts {
    public:
        // The mask grows to all columns when there are too many kinds of rows.
        template <class E>
        const std::string& text(sql::Columns& mask, std::string (*make)(sql::Columns));

    private:
        std::array<std::unordered_map<sql::Columns, std::string>,
                   std::variant_size_v<model::Entity>>
            of_kind_;
    };

    Connection& connection_;
    FreeKeys& free_keys_;
    Texts inserts_;
    Texts updates_;
};

} // namespace muster::store::sqlite
