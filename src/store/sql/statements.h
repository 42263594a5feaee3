// The statements on single rows, written from the member tables. Parameters are $1, $2, … in the
// order of their first appearance, which SQLite and PostgreSQL number alike. Knows no engine.
#pragma once

#include <cstdint>
#include <string>

#include "store/sql/tables.h"

namespace muster::store::sql {

// What an entity's row holds, as bits: member i is bit i, then fields, then extras.
using Columns = std::uint64_t;

template <class E>
inline constexpr Columns fields_column = Columns{1} << model::Schema<E>::size;
template <class E>
inline constexpr Columns extras_column = fields_column<E> << 1U;

// All columns that a write sets: not the key, nothing derived.
template <class E>
Columns settable_columns();

// "\"id\", \"external_id\", …, \"fields\", \"extras\"": members in order; fields and extras where
// the entity has them. With a prefix such as "row." before each.
template <class E>
std::string column_list(std::string_view prefix = {});

// Rows of one tenant ($1) by key ($2; memberships: group $2, customer $3).
template <class E>
const std::string& select_row();
template <class E>
const std::string& delete_row();
// The lowest id that carries a key: tenant $1, key $2 as encode_key writes it.
template <class E>
const std::string& select_by_key();

// The columns are members by position, the folded text right after its member, fields, extras.
// Parameters: tenant, the key, the columns of the mask. Of a row that is not there yet: SQLite
// keeps a journal of its own for each statement that may replace one.
template <class E>
std::string insert_row(Columns mask);
// Parameters: the columns of the mask, tenant, the key.
template <class E>
std::string update_row(Columns mask);

} // namespace muster::store::sql
