// The statements that read and write single rows, made from the member tables. Parameters are
// $1, $2, … in the order of their first use: SQLite and PostgreSQL then number them in the same
// way. Knows no engine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/sql/tables.h"

namespace muster::store::sql {

// The name of a table or a column as statements quote it.
std::string in_quotes(std::string_view name);

// A set of columns as bits: member i is bit i, then fields, then extras.
using Columns = std::uint64_t;

template <class E>
inline constexpr Columns fields_column = Columns{1} << model::Schema<E>::size;
template <class E>
inline constexpr Columns extras_column = fields_column<E> << 1U;

// A statement that changes one row, and one that does the same to many, for engines with arrays:
// its parameters are arrays of what the parameters of the former are for each row.
struct RowChange {
    std::string one;
    std::string many;
    std::vector<bool> is_text; // by parameter: else a number
};

// "unnest($1::bigint[], $2::text[], …)": the parameters of `many` as rows.
std::string rows_of_arrays(const std::vector<bool>& is_text);

// The columns that a write sets: all but the key and derived members.
template <class E>
Columns settable_columns();

// The columns of a SELECT: "id", "external_id", …, "fields", "extras". Members in order, then
// fields and extras if the entity has them, each with the prefix (as "row.") before it.
template <class E>
std::string column_list(std::string_view prefix = {});

// A row of one tenant ($1) by its id ($2; memberships: group $2, customer $3).
template <class E>
const std::string& select_row();
template <class E>
const std::string& delete_row();
// The rows of these tenants ($1) with these ids ($2), both arrays; the tenant follows the columns.
// Not for memberships.
template <class E>
const std::string& select_rows();
// The row with the lowest id that has a key: tenant $1, key $2 from encode_key().
template <class E>
const std::string& select_by_key();

// Parameters: tenant, id, then the columns of the mask: members in order, the folded text right
// after its member, fields, extras. For new rows only, not an upsert: SQLite keeps a separate
// journal for every statement that may replace a row.
template <class E>
RowChange insert_row(Columns mask);
// Parameters: the columns of the mask as above, tenant, id.
template <class E>
RowChange update_row(Columns mask);

} // namespace muster::store::sql
